"""Whom a row is about: never by a name alone where two people could be meant."""

import re
import unicodedata
from dataclasses import dataclass

from bot.nominations import values
from bot.nominations.rows import Row
from knowledge.text import folded, normalised, squeezed

_ADDRESS = re.compile(r"^(?:ông|bà|đ/c|đồng chí|anh|chị|cô|thầy)[ .:]+(?=\S+ \S)")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def spelling_key(name: str) -> str:
    """Return what two spellings of one name share: case, blanks and the place of the tone mark do not count."""
    plain = _ADDRESS.sub("", squeezed(re.sub(r"\([^)]*\)", " ", normalised(name))).lower())
    return " ".join(map(_syllable_key, plain.split()))


def _syllable_key(syllable: str) -> str:
    parts = unicodedata.normalize("NFD", syllable)
    tones = "".join(sorted(c for c in parts if c in _TONES))
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)) + tones


def unit_key(unit: str) -> str:
    """Return what two spellings of one unit share."""
    return squeezed(re.sub(r"[^\w\s]", " ", folded(unit)))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row says of who it is about; an empty field says nothing.

    Attributes:
        name: its spelling key; code, citizen: staff code and identity number; born: a day, or a year only.
        unit: its key.
    """

    name: str
    code: str = ""
    citizen: str = ""
    born: str = ""
    unit: str = ""

    def may_be(self, other: "Identity") -> bool:
        """Say whether nothing speaks against the two being one person."""
        if self.name and other.name and self.name != other.name:
            return False
        pairs = ((self.code, other.code), (self.citizen, other.citizen), (self.unit, other.unit))
        return all(not a or not b or a == b for a, b in pairs) and _same_birth(self.born, other.born)

    def surely_is(self, other: "Identity") -> bool:
        """Say whether the two are one person: the same code or number, or the same name and birth or unit."""
        if not self.may_be(other):
            return False
        if (self.code and self.code == other.code) or (self.citizen and self.citizen == other.citizen):
            return True
        shares = bool(self.born and other.born) or bool(self.unit and self.unit == other.unit)
        return bool(self.name) and self.name == other.name and shares

    @property
    def as_person(self) -> tuple[str, ...]:
        """Return what tells one person of a list from another; a code that two names share tells neither."""
        return (self.code, self.name) if self.code else (self.name, self.citizen, self.born, self.unit)


def _same_birth(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    return not short or one[:short] == other[:short]


def name_of(row: Row) -> str:
    """Return the name in a row, from one column or two."""
    whole = " ".join(filter(None, (row.text("surname"), row.text("name"), row.text("given"))))
    return squeezed(whole)


def identity_of(row: Row, name: str, unit: str) -> Identity:
    """Return whom a row is about."""
    born = row.cell("born")
    citizen = re.sub(r"\D", "", row.cell("citizen").text).lstrip("0")
    return Identity(
        spelling_key(name),
        squeezed(folded(row.cell("code").text)),
        citizen,
        "" if born.broken else values.born_of(born),
        unit_key(unit),
    )
