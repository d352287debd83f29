"""Marks: what each piece of a told text is: a year, a rating, a decision's number, a negation."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from knowledge.criteria.narrative.lexicon import LONGEST, Word, lexicon, numbers
from knowledge.text import Span, folded_in_place
from knowledge.vocabulary.lexicon import is_word

_TOKEN = re.compile(r"[a-z]+|\d+")
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:ngay )?(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(20\d\d|\d\d)(?!\d)"
_NOT_A_YEAR = r"(?! ?(?:[/%]|nguoi|phieu|thanh vien|can bo|sang kien|sk|lan|nam|thang|ldtt|cstd|cb|ng\b))"
_SHORT_YEARS = (15, 40)  # "2021, 22, 23"
_MOST_YEARS = 15
_WITHIN = ("", "-", "/", ",", ".", ":")  # what may stand between two words of a phrase
_LEAST_ACROSS_COMMA = 10  # letters of a phrase such as "cấp bộ, tỉnh"


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the text and what it is; ``value`` depends on the kind."""

    kind: str
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many ("12/15")."""

    part: int
    whole: int


def marks_in(text: str) -> list[Mark]:
    """Return the marks of a text in order; they never overlap. A word that means nothing to us is ``other``."""
    line = folded_in_place(text)
    found: list[Mark] = []
    for pattern, read in _patterns():
        for match in pattern.finditer(line):
            span = Span(*match.span())
            mark = read(match) if not any(span.overlaps(m.span) for m in found) else None
            if mark is not None:
                found.append(Mark(mark[0], mark[1], span))
    found = _with_short_years(line, sorted(found, key=lambda m: m.span))
    words = list(_words(text, line, found))
    numbers_left = [m for m in found if m.kind != "count" or not any(w.span.overlaps(m.span) for w in words)]
    return sorted([*numbers_left, *words], key=lambda m: m.span)


_Read = tuple[str, Any] | None


def _school_year(match: re.Match[str]) -> _Read:
    return "school_year", match.group()


def _decision(match: re.Match[str]) -> _Read:
    return "decision", Span(*match.span(1))


def _day(match: re.Match[str]) -> _Read:
    year = int(match[3])
    try:
        return "day", date(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
    except ValueError:
        return "wrong_day", match.group()


def _month(match: re.Match[str]) -> _Read:
    month = int(match[1])
    return ("month", date(int(match[2]), month, 1)) if 1 <= month <= 12 else ("wrong_day", match.group())


def _years(match: re.Match[str]) -> _Read:
    first, until = int(match[1]), match[2]
    if until == "nay":
        return "since_year", first
    last = int(until) if len(until) == 4 else first // 100 * 100 + int(until)
    if not first < last < first + _MOST_YEARS:
        return "wrong_day", match.group()
    return "years", tuple(range(first, last + 1))


def _ratio(match: re.Match[str]) -> _Read:
    return "ratio", Ratio(int(match[1]), int(match[2]))


def _percent(match: re.Match[str]) -> _Read:
    return "percent", float(match[1].replace(",", "."))


def _year(match: re.Match[str]) -> _Read:
    return "years", (int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1]),)


def _times(match: re.Match[str]) -> _Read:
    written = match[1]
    count = int(written) if written.isdecimal() else numbers().get(written)
    unit = match[2]
    kind = "months" if unit == "thang" else "times"
    return (kind, count) if count is not None and count < 100 else None


def _count(match: re.Match[str]) -> _Read:
    written = match[1]
    return ("count", int(written) if written.isdecimal() else numbers()[written]) if len(written) < 7 else None


def _thousands(match: re.Match[str]) -> _Read:
    return "count", int(match[1].replace(".", ""))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Read]], ...]:
    """Return how numbers are written, those that could be taken for others first."""
    named = "|".join(numbers())
    rows: tuple[tuple[str, Callable[[re.Match[str]], _Read]], ...] = (
        (rf"\bnam hoc {_YEAR} ?- ?(?:{_YEAR}|\d\d)\b", _school_year),
        (r"(?:\b(?:theo )?(?:qd|quyet dinh)(?: so)? ?:? ?)?(?<!\d)(\d{1,5} ?/ ?(?:20\d\d/)?(?:qd|gcn|cn|gxn)\b"
         r"[a-z0-9-]*)", _decision),
        (r"\b(?:theo )?(?:qd|quyet dinh|so qd)(?: so)? ?:? ?(\d{1,5})(?![\d/.%])", _decision),
        (rf"(?<!\d){_DAY}", _day),
        (r"\bngay (\d{1,2}) thang (\d{1,2}) nam (20\d\d)", _day),
        (rf"(?<![\d/])(?:thang |t)?(\d{{1,2}}) ?[/-] ?({_YEAR})\b", _month),
        (rf"\bthang (\d{{1,2}}) (?:nam )?({_YEAR})\b", _month),
        (rf"\b(?:tu )?(?:nam )?({_YEAR}) ?(?:-+>?|den|toi|den nam|toi nam|den het) ?(?:nam )?({_YEAR}|nay|\d\d(?!\d))"
         r"\b", _years),
        (r"(?<![\d.])(\d{1,3}(?:\.\d{3})+)(?![\d.])", _thousands),
        (r"(?<!\d)(\d{1,3}) ?(?:/|tren|trong so|trong) ?(\d{1,4})(?![\d/])", _ratio),
        (r"(?<!\d)(\d{1,3}(?:[.,]\d+)?) ?(?:%|phan tram)", _percent),
        (rf"\b(?:nam )?({_YEAR})\b", _year),
        (r"\bnam (\d\d)(?![\d/.%])", _year),
        (rf"(?<!\d)(\d{{1,2}}|\b(?:{named})) ?(nam|lan|thang)\b(?! (?:nay|ngoai|truoc|roi|kia|hoc)\b)", _times),
        (rf"(?<!\d)(\d{{1,6}}|\b(?:{named})\b)(?!\d)", _count),
    )  # fmt: skip
    return tuple((re.compile(pattern), read) for pattern, read in rows)


def _with_short_years(line: str, marks: list[Mark]) -> list[Mark]:
    """Return the marks with the counts of "2021, 22, 23" as years."""
    found: list[Mark] = []
    for mark in marks:
        before = found[-1] if found else None
        if mark.kind != "count" or before is None or before.kind != "years" or len(mark.span) != 2:
            found.append(mark)
            continue
        gap = line[before.span.end : mark.span.start]
        after = line[mark.span.end : mark.span.end + 12]
        low, high = _SHORT_YEARS
        listed = re.fullmatch(r"\s*(?:[,;&+]|va)\s*", gap) and re.match(_NOT_A_YEAR, after)
        is_year = listed and low <= mark.value <= high
        found.append(Mark("years", (2000 + mark.value,), mark.span) if is_year else mark)
    return found


def _words(text: str, line: str, found: list[Mark]) -> Iterator[Mark]:
    """Yield the marks of the words; a count may be a part of one ("hạng 3")."""
    taken = [m.span for m in found if m.kind != "count"]
    tokens = [t for t in (Span(*m.span()) for m in _TOKEN.finditer(line)) if not any(t.overlaps(s) for s in taken)]
    place = 0
    while place < len(tokens):
        if tokens[place].of(line).isdecimal():
            place += 1
            continue
        word, width = _longest(text, line, tokens, place)
        span = Span(tokens[place].start, tokens[place + width - 1].end)
        yield Mark(word.mark, word.value, span) if word else Mark("other", span.of(line), span)
        place += width


def _longest(text: str, line: str, tokens: list[Span], place: int) -> tuple[Word | None, int]:
    """Return what stands at a place, the longest phrase first, and how many words it takes."""
    windows = list(_windows(line, tokens, place))
    for width, key, span in reversed(windows):
        word = lexicon().find(key, span.of(text))
        if word is not None and not ("," in span.of(text) and len(key) < _LEAST_ACROSS_COMMA):
            return word, width
    for width, key, span in reversed(windows):
        parts = [t.of(line) for t in tokens[place : place + width]]
        sound = any(len(p) == 1 for p in parts) or "," in span.of(text) or all(map(is_word, parts))
        word = None if sound else lexicon().mistyped(key)
        if word is not None:
            return word, width
    return None, 1


def _windows(line: str, tokens: list[Span], place: int) -> Iterator[tuple[int, str, Span]]:
    key = ""
    for width in range(1, min(LONGEST, len(tokens) - place) + 1):
        at = place + width - 1
        gap = line[tokens[at - 1].end : tokens[at].start] if width > 1 else ""
        if gap.strip() not in _WITHIN or gap[-2:] == ". ":
            return
        key += tokens[at].of(line)
        yield width, key, Span(tokens[place].start, tokens[at].end)
