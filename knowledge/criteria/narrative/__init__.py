"""Facts told in free words ("HTXSNV 2024, 2025, có sáng kiến cấp cơ sở") become a part of FACTS.json."""

from dataclasses import replace
from datetime import date

from knowledge.criteria.narrative.reading import read_clauses
from knowledge.criteria.narrative.told import Told

__all__ = ["LONGEST", "Told", "facts_told"]

LONGEST = 4_000  # characters that are read; what comes after them is told as unread


def facts_told(text: str, year: int | None = None, asked_on: date | None = None) -> Told:
    """Return the facts that free words state.

    Args:
        text: as typed, with or without diacritics.
        year: the achievement year, for words that name none ("năm nay", "có sáng kiến cấp cơ sở").
        asked_on: the day on which it is said, where "năm ngoái" counts from it and not from ``year``.
    """
    told = read_clauses(text[:LONGEST], year, asked_on.year if asked_on else year)
    return replace(told, unread=(*told.unread, text[LONGEST:])) if len(text) > LONGEST else told
