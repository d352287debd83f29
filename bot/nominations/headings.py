"""What a column holds, by its heading: any case, accents or none, line breaks, hints, a group heading above it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.nominations.heading_words import FIELDS
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import AwardCode, award_code
from knowledge.text import syllables

_HINT = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:]")
_YEAR = re.compile(r"(?:^| )(?:cua )?(?:nam (?:hoc )?)?((?:19|20)\d\d)(?: ((?:19|20)\d\d))?$")
_BY_YEAR = {"rating", "held", "title"}  # fields whose heading may name a year
_ASKED = re.compile(r"\b(?:de nghi|dang ky|xet)\b")
_COLLECTIVE = re.compile(r"(?:cac |danh hieu )?tap the(?: .*)?")
_INDIVIDUAL = re.compile(r"(?:cac |danh hieu )?ca nhan(?: .*)?")
_AS_COLLECTIVE = {"LDTT": "TTLDTT"}  # under "Tập thể" the short form means the collective's title


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds.

    Attributes:
        heading: as it is shown.
        field: what it holds; empty where its heading says nothing to us.
        year: that its heading names; title: the code of a column to be marked with X.
        subject: whom the group above a column of marks is for.
        kind: of the initiatives of the column, where its heading names only one.
        of_year: the year for which a column of titles says what is asked for.
    """

    heading: str
    field: str
    year: int | None = None
    title: str | None = None
    subject: Subject | None = None
    kind: str | None = None
    of_year: int | None = None


def key_of(text: str) -> str:
    """Return what tells a heading from others: folded words without hints in brackets."""
    words = " ".join(syllables(_HINT.sub(" ", text)))
    return words or " ".join(syllables(text))


@lru_cache(maxsize=4096)
def column_of(parts: tuple[str, ...]) -> Column:
    """Return what a column holds.

    Args:
        parts: its heading, from the group at the top to the cell right above the list; the last one is not empty.
    """
    heading = " – ".join(parts)
    last, groups = parts[-1], [key_of(p) for p in parts[:-1]]
    above = " ".join(groups)
    if above and (marked := _marked(last, above, heading)):
        return marked
    for text in (" ".join((above, key_of(last))).strip(), key_of(last), *_halves(last)):
        if found := _named(text, heading):
            return found
    return _marked(last, above, heading) or Column(heading, "")


def is_part_of_group(text: str) -> bool:
    """Say whether a heading needs a group above it to say something: a bare year, a title to be marked."""
    return bool(re.fullmatch(r"(?:nam )?(?:19|20)\d\d", key_of(text))) or _award(text) is not None


def _halves(text: str) -> list[str]:
    return [key for key in map(key_of, text.split("/")) if key] if "/" in text else []


def _named(key: str, heading: str) -> Column | None:
    year = _YEAR.search(key)
    before = (key[: year.start()], key[: year.start(1)]) if year else ()
    field = next((f for f in map(_field, map(str.strip, before)) if f in _BY_YEAR), None)
    if year and field:
        named = int(year.group(2) or year.group(1))
        if field == "title" and _ASKED.search(key):
            return Column(heading, field, of_year=named)
        return Column(heading, "held" if field == "title" else field, named)
    field = _field(key)
    if field is None:
        return None
    words = set(key.split())
    study = bool(words & {"tai", "an", "trinh", "dtkh", "nckh"})
    first = bool(words & {"kien", "skkn", "sk"})
    kind = {(True, False): "de_tai", (False, True): "sang_kien"}.get((study, first)) if field == "initiative" else None
    return Column(heading, field, kind=kind)


def _field(key: str) -> str | None:
    return next((field for field, pattern in FIELDS.items() if pattern.fullmatch(key)), None)


def _marked(text: str, above: str, heading: str) -> Column | None:
    """Return a column of a matrix: one title, marked with X for whoever is nominated."""
    award = _award(text)
    if award is None or re.search(r"\b(?:da dat|nam truoc|cac nam|qua trinh)\b", above):
        return None
    if _COLLECTIVE.fullmatch(above):
        return Column(heading, "mark", None, _AS_COLLECTIVE.get(award.code, award.code), Subject.COLLECTIVE)
    return Column(heading, "mark", None, award.code, Subject.INDIVIDUAL if _INDIVIDUAL.fullmatch(above) else None)


def _award(text: str) -> AwardCode | None:
    plain = _HINT.sub(" ", text)
    return award_code(plain) or award_code(re.sub(r"(?i)^\s*(?:danh hiệu|đề nghị|xét)\s+", "", plain))
