"""Provinces and cities (tỉnh, thành phố), before and since the mergers of 01/07/2025."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import Span, folded, folded_in_place, syllables
from knowledge.vocabulary.lexicon import is_word

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Names that are ordinary words too: they count as places only after a word that announces a place.
_ALSO_WORDS = frozenset({"hoa binh", "hue"})
_NOT_BEFORE = {"dien bien": r"(?!\s+phu\b)"}  # the victory, not the province
_ANNOUNCED = r"(?:tinh|thanh pho|tp\.?|thanh uy|tinh uy|ubnd|uy ban nhan dan|so|o|tai|cua)\s+"


@dataclass(frozen=True, slots=True)
class Province:
    """A province: ``name`` as asked or written, ``today`` the one it belongs to since 01/07/2025."""

    name: str
    today: str

    @property
    def folded(self) -> str:
        """Return the name as folded syllables joined by blanks."""
        return " ".join(syllables(self.name))


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """Return every province name of today and of before the mergers."""
    found = []
    for row in load_yaml("provinces.yaml")["provinces"]:
        for name in (row["name"], *row.get("merged", ()), *row.get("former", ())):
            found.append(Province(name, row["name"]))
    return tuple(found)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = []
    for province in sorted(provinces(), key=lambda p: -len(p.folded)):
        spaced = re.escape(province.folded).replace(r"\ ", r"[\s\-]+") + _NOT_BEFORE.get(province.folded, "")
        names.append(_ANNOUNCED + f"(?:{spaced})" if province.folded in _ALSO_WORDS else spaced)
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


@lru_cache(maxsize=1)
def _by_folded() -> dict[str, Province]:
    return {p.folded: p for p in provinces()}


def find_provinces(text: str) -> list[tuple[Province, Span]]:
    """Return the provinces that ``text`` names, with or without diacritics, in order.

    Where the words carry diacritics they must be the province's own: "báo cáo bằng văn bản" names no Cao Bằng.
    """
    found = []
    for match in _pattern().finditer(folded_in_place(text)):
        words = " ".join(syllables(match.group(0)))
        name = max((n for n in _by_folded() if f" {words}".endswith(f" {n}")), key=len, default=None)
        if name and _is_the_place(text, match, _by_folded()[name]):
            found.append((_by_folded()[name], Span(*match.span())))
    return found


def _is_the_place(text: str, match: re.Match[str], province: Province) -> bool:
    written = re.findall(r"\w+", text[match.start() : match.end()])[-len(province.folded.split()) :]
    if any(folded(w) != w.lower() for w in written):
        own = [_tone_apart(w) for w in re.findall(r"\w+", province.name.lower())]
        return [_tone_apart(w.lower()) for w in written] == own
    if written[0][:1].isupper():
        return True
    before = syllables(text[: match.start()])[-1:]
    first = province.folded.split()[0]
    return not (before and match.group(0).startswith(first) and is_word(f"{before[0]}_{first}"))


def _tone_apart(word: str) -> tuple[str, str]:
    """Return a word without its tone, and the tone: "hoà" and "hòa" give the same."""
    marks = unicodedata.normalize("NFD", word)
    return "".join(c for c in marks if c not in _TONES), "".join(c for c in marks if c in _TONES)


def same_province(one: Province, other: Province, *, merged: bool = True) -> bool:
    """Say whether two names mean one province; with ``merged`` also where the two were joined in 2025."""
    return folded(one.name) == folded(other.name) or (
        merged
        and folded(one.today) == folded(other.today)
        and folded(other.today) in (folded(one.name), folded(other.name))
    )
