"""Provinces and cities (tỉnh, thành phố), before and since the mergers of 01/07/2025."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import Span, folded, folded_in_place, syllables
from knowledge.vocabulary.lexicon import is_word

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Names that are ordinary words too: they count as places only when announced or capitalised.
_ALSO_WORDS = frozenset({"hoa binh", "hue"})
_NOT_BEFORE = {"dien bien": r"(?!\s+phu\b)"}  # the victory, not the province
_MISTAKEN_AFTER = {"cao bang": "bao"}  # "bao cao bang van ban"
_AGENCY_BEFORE = re.compile(r"\b(?:so|cuc|bhxh|bao hiem|benh vien|truong|lien doan|cong an|hoi)\s+(?:\w+\s+){0,4}$")
_ANNOUNCED = re.compile(
    r"(?:\btinh|\bthanh pho|\btp\.?|\bthanh uy|\btinh uy|\bubnd|\buy ban nhan dan|\bso|\bo|\btai|\bcua)\s+$"
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


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
        spaced = re.escape(province.folded).replace(r"\ ", r"[\s\-]+")
        names.append(spaced + _NOT_BEFORE.get(province.folded, ""))
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


@lru_cache(maxsize=1)
def _by_folded() -> dict[str, Province]:
    return {p.folded: p for p in provinces()}


def find_provinces(text: str) -> list[tuple[Province, Span]]:
    """Return the provinces that ``text`` names, with or without diacritics, in order.

    Where the words carry diacritics they must be the province's own: "báo cáo bằng văn bản" names no Cao Bằng.
    """
    line = folded_in_place(text)
    found = []
    for match in _pattern().finditer(line):
        province = _by_folded()[" ".join(syllables(match.group(0)))]
        span = Span(*match.span())
        if _is_the_place(text, line, span, province):
            found.append((province, span))
    return found


def _is_the_place(text: str, line: str, span: Span, province: Province) -> bool:
    written = re.findall(r"\w+", span.of(text).replace("Ð", "Đ").replace("ð", "đ"))
    capitals = [w[:1].isupper() for w in written]
    if any(capitals) and not all(capitals):
        return False  # "Việt Nam định hướng"
    if any(folded(w) != w.lower() for w in written):
        own = [_tone_apart(w) for w in re.findall(r"\w+", province.name.lower())]
        if [_tone_apart(w.lower()) for w in written] != own:
            return False
    if " ".join(syllables(text)) == province.folded:
        return True
    before = line[: span.start]
    told = all(capitals) or _ANNOUNCED.search(before) or _AGENCY_BEFORE.search(before)
    if province.folded in _ALSO_WORDS and not told:
        return False
    return all(capitals) or not _belongs_elsewhere(line, span, province)


def _belongs_elsewhere(line: str, span: Span, province: Province) -> bool:
    """Say whether both halves of a name make words with their neighbours ("an ninh bình yên")."""
    before, after = syllables(line[: span.start])[-1:], syllables(line[span.end :])[:1]
    parts = province.folded.split()
    if before and _MISTAKEN_AFTER.get(province.folded) == before[0]:
        return True
    if not before or not after or len(parts) == 1 or _ANNOUNCED.search(line[: span.start]):
        return False
    return is_word(f"{before[0]}_{parts[0]}") and is_word(f"{parts[-1]}_{after[0]}")


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
