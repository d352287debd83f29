"""Facts told in free words ("HTXSNV 2024, 2025, có sáng kiến cấp cơ sở") become a part of FACTS.json."""

from datetime import date

from knowledge.criteria.narrative.reading import read_clauses
from knowledge.criteria.narrative.told import Told

__all__ = ["Told", "facts_told"]


def facts_told(text: str, year: int | None = None, asked_on: date | None = None) -> Told:
    """Return the facts that free words state.

    Args:
        text: as typed, with or without diacritics.
        year: the achievement year, for words that name none ("năm nay", "có sáng kiến cấp cơ sở").
        asked_on: the day on which it is said, where "năm ngoái" counts from it and not from ``year``.
    """
    return read_clauses(text, year, asked_on.year if asked_on else year)
