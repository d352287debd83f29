"""The ways to say things of the law: phrases over folded lines, with classes of words (data/legal/words.yaml).

"@name" is a class of words or an award, "*" up to four syllables, "#" a number; terms joined by "+" must all be found.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from knowledge.data import load_yaml
from knowledge.errors import DataError
from knowledge.text import syllables

Terms = tuple[tuple[str, ...], ...]
_GAP = r"(?: \w+){0,4}"


@lru_cache(maxsize=2048)
def terms_of(written: str) -> Terms:
    """Return "@cstdcs + sáng kiến / đề tài" as terms that must all be found, each in one of its ways."""
    return tuple(tuple(_opened(way.strip() for way in term.split("/"))) for term in re.split(r"\s\+\s", written))


def _opened(ways: Iterable[str]) -> Iterable[str]:
    data = load_yaml("legal/words.yaml")
    for way in ways:
        if not way.startswith("@"):
            yield folded_phrase(way)
        elif way[1:] in data["classes"]:
            yield from (folded_phrase(w) for w in data["classes"][way[1:]])
        elif way[1:] in data["awards"]:
            yield way
        elif way == "@award":
            yield from (f"@{key}" for key, row in data["awards"].items() if row.get("money"))
        else:
            raise DataError(f"Dữ liệu pháp lý: không có lớp từ {way}.")


@cache
def folded_phrase(phrase: str) -> str:
    """Return a phrase in folded syllables, its "*" and "#" kept."""
    return " ".join(word if word in ("*", "#") else " ".join(syllables(word)) for word in phrase.split())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + phrase.replace(" *", _GAP).replace("#", r"\d+(?: \d+)*") + r"(?!\w)")


@lru_cache(maxsize=1)
def _award_phrases() -> tuple[tuple[str, str], ...]:
    rows = load_yaml("legal/words.yaml")["awards"].items()
    found = [(folded_phrase(way), key) for key, row in rows for way in row["say"]]
    return tuple(sorted(found, key=lambda f: -len(f[0])))


def awards_in(line: str) -> dict[str, tuple[int, int]]:
    """Return the awards that a folded line names with their places; a name inside a longer one does not count."""
    found: dict[str, tuple[int, int]] = {}
    for span, key in award_places(line):
        found.setdefault(key, span)
    return found


@lru_cache(maxsize=512)
def award_places(line: str) -> tuple[tuple[tuple[int, int], str], ...]:
    """Return every place where a folded line names an award, with its id, in order."""
    found = []
    for phrase, key in _award_phrases():
        for match in _pattern(phrase).finditer(line):
            line = line[: match.start()] + "\x00" * len(match.group(0)) + line[match.end() :]
            found.append((match.span(), key))
    return tuple(sorted(found))


def matched(terms: Terms, line: str, named: Mapping[str, tuple[int, int]]) -> frozenset[int]:
    """Return the characters of a folded line in which terms are found; empty unless all of them are."""
    places: set[int] = set()
    for ways in terms:
        spans = [named[w[1:]] for w in ways if w.startswith("@") and w[1:] in named]
        found = [m.span() for w in ways if not w.startswith("@") for m in _pattern(w).finditer(line)]
        spans += [s for s in found if not any(a < s[0] < b for a, b in named.values())]  # not inside a name
        if not spans:
            return frozenset()
        places |= {i for start, end in spans for i in range(start, end)}
    return frozenset(places)


def phrase_places(phrases: Iterable[str], line: str, outside: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the characters of a folded line in which any of some phrases stands, not within the places ``outside``."""
    apart = list(outside)
    spans = [m.span() for p in phrases for m in _pattern(folded_phrase(p)).finditer(line)]
    return frozenset(i for s in spans if not any(a <= s[0] < b for a, b in apart) for i in range(*s))


def general_places(line: str) -> frozenset[int]:
    """Return the characters of a folded line that are words of the whole field ("hội đồng", "danh hiệu")."""
    return frozenset(i for m in _general().finditer(line) for i in range(*m.span()))


@lru_cache(maxsize=1)
def _general() -> re.Pattern[str]:
    phrases = sorted((folded_phrase(str(w)) for w in load_yaml("legal/words.yaml")["neutral"]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def asks_for_money(line: str, named: Mapping[str, tuple[int, int]]) -> bool:
    """Say whether a folded line asks how much a reward is (tiền thưởng)."""
    return bool(matched((tuple(_opened(("@money",))),), line, named))
