"""Who does what in a plan: the agency in the sentence, or in the heading above it (chủ thể được giao việc)."""

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import squeezed

_NUMBERING = r"(?:\d+(?:\.\d+)*[.)]\s*|[IVX]+\.\s*|[-*+•]\s*|[a-zđ]\)\s*)?"


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    kinds = "|".join(load_yaml("agents.yaml")["kinds"])
    return re.compile(rf"^{_NUMBERING}(?P<name>(?:{kinds})\b[^:.;]{{0,120}})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _subject() -> re.Pattern[str]:
    kinds = "|".join(load_yaml("agents.yaml")["kinds"])
    verbs = "|".join(load_yaml("agents.yaml")["verbs"])
    return re.compile(
        rf"^{_NUMBERING}(?:Giao\s+|Đề nghị\s+|Yêu cầu\s+)?"
        rf"(?P<name>(?:{kinds})\b[^,;:()]{{0,90}}?)(?:\s+\([^)]*\))?(?:\s+(?:{verbs})|\s*:\s)"
    )


def agent_named(text: str, headings: Sequence[str]) -> str | None:
    """Return the agency that a sentence, or else the nearest heading above it, gives the task to."""
    subject = _subject().match(squeezed(text))
    if subject:
        return subject["name"].strip().removeprefix("Giao ").removeprefix("Đề nghị ")
    for heading in reversed(headings):
        match = _heading().match(squeezed(heading.strip("*# ")))
        if match:
            return match["name"].strip()
    return None
