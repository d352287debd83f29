"""The codes of titles and forms (mã danh hiệu thi đua, hình thức khen thưởng), and the ways people write them."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.criteria.facts import Subject
from knowledge.data import load_yaml
from knowledge.text import syllables


@dataclass(frozen=True, slots=True)
class AwardCode:
    """A title or form: its code in facts and files, its name, whether it is a title, for whom it is.

    Attributes:
        code: as in FACTS.json, such as CSTDCS.
        legal_id: its id among the shipped legal facts, where it stands there.
        is_title: danh hiệu thi đua; else hình thức khen thưởng.
        subjects: for whom it is awarded.
        names: further ways to write it.
    """

    code: str
    name: str
    legal_id: str | None
    is_title: bool
    subjects: tuple[Subject, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def award_codes() -> dict[str, AwardCode]:
    """Return every code that facts may use, in the order of their rank."""
    found = {}
    for row in load_yaml("criteria/titles.yaml")["titles"]:
        subjects = tuple(Subject(s) for s in row["subjects"])
        names, is_title = tuple(row.get("names", ())), row["kind"] == "danh_hieu"
        found[row["code"]] = AwardCode(row["code"], row["name"], row.get("legal"), is_title, subjects, names)
    return found


def award_code(written: str) -> AwardCode | None:
    """Return the award that a code or a name means, with or without diacritics; None where none does."""
    return _by_spelling().get(_key(written))


def _key(written: str) -> str:
    return "".join(syllables(written.replace("_", " ")))


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, AwardCode]:
    return {_key(way): a for a in award_codes().values() for way in (a.code, a.name, *a.names)}


def name_of(code: str) -> str:
    """Return the Vietnamese name of a code, or the code itself where it is not known."""
    known = award_codes().get(code)
    return known.name if known else code
