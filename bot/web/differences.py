"""What changed between two texts, line by line and within a line word by word (so sánh phiên bản)."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_CONTEXT = 2  # unchanged lines shown on each side of a change
_MOST_WORDS = 600  # of a changed passage that is compared word by word
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_PAIRS = 40_000  # of lines that are compared each with each
_ALIKE = 0.4  # share of common words below which two passages are shown one after the other
_Block = tuple[str, int, int, int, int]


class Sign(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some text with one fate."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines shown together: stretches in order, or ``skipped`` unchanged lines that are left out."""

    stretches: tuple[Stretch, ...] = ()
    skipped: int = 0


def differences(old: str, new: str) -> list[Passage]:
    """Return the changed lines with a little around them; nothing where the lines are the same."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    passages: list[Passage] = []
    blocks = _blocks(before, after)
    for place, (kind, first, last, begin, end) in enumerate(blocks):
        if kind == "equal":
            passages += _unchanged(before[first:last], is_first=place == 0, is_last=place == len(blocks) - 1)
        else:
            passages.append(Passage(_changed(before[first:last], after[begin:end])))
    return passages


def _blocks(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    """Return what is equal and what is not, in order, each as large as can be."""
    found: list[_Block] = []
    for block in _raw_blocks(before, after):
        last = found[-1] if found else None
        if last and (last[0] == "equal") == (block[0] == "equal"):
            found[-1] = (last[0], last[1], block[2], last[3], block[4])
        else:
            found.append(block)
    return found


def _raw_blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[_Block]:
    """Yield blocks between the lines that stand once in both texts: they hold the comparison and keep it quick."""
    a, b = 0, 0
    for one, other in [*_held(before, after), (len(before), len(after))]:
        yield from _between(before[a:one], after[b:other], a, b)
        if one < len(before):
            yield ("equal", one, one + 1, other, other + 1)
        a, b = one + 1, other + 1


def _between(before: Sequence[str], after: Sequence[str], a: int, b: int) -> Iterator[_Block]:
    """Yield the blocks of two passages that begin at lines ``a`` and ``b``; long ones share only their ends."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield ("equal", a, a + head, b, b + head)
    a, b = a + head, b + head
    if len(one) * len(other) <= _MOST_PAIRS:
        opcodes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        yield from ((kind, first + a, last + a, begin + b, end + b) for kind, first, last, begin, end in opcodes)
    else:
        yield ("replace", a, a + len(one), b, b + len(other))
    if tail:
        yield ("equal", a + len(one), a + len(one) + tail, b + len(other), b + len(other) + tail)


def _held(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of lines that stand once in both texts and in the same order (patience)."""
    times, others = Counter(before), Counter(after)
    place = {line: i for i, line in enumerate(after) if others[line] == 1}
    pairs = [(i, place[line]) for i, line in enumerate(before) if times[line] == 1 and line in place]
    ends: list[int] = []  # the pair that ends the best chain of each length
    before_it: list[int] = []
    heights: list[int] = []
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(heights, other)
        before_it.append(ends[length - 1] if length else -1)
        heights[length : length + 1], ends[length : length + 1] = [other], [number]
    chain, at = [], ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before_it[at]
    return chain[::-1]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _unchanged(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Passage]:
    lead = [] if is_first else list(lines[:_CONTEXT])
    tail = [] if is_last else list(lines[max(len(lead), len(lines) - _CONTEXT) :])
    skipped = len(lines) - len(lead) - len(tail)
    if lead:
        yield _same(lead)
    if skipped:
        yield Passage(skipped=skipped)
    if tail:
        yield _same(tail)


def _same(lines: Sequence[str]) -> Passage:
    return Passage((Stretch(Sign.SAME, "\n".join(lines)),))


def _changed(before: Sequence[str], after: Sequence[str]) -> tuple[Stretch, ...]:
    """Return changed lines: word by word where they are much alike, else what went and what came."""
    old, new = "\n".join(before), "\n".join(after)
    words = (_WORDS.findall(old), _WORDS.findall(new))
    if old and new and max(map(len, words)) <= 2 * _MOST_WORDS:
        matcher = SequenceMatcher(None, *words, autojunk=False)
        if matcher.ratio() >= _ALIKE:
            return tuple(_woven(matcher, *words))
    both = (Stretch(Sign.GONE, old), Stretch(Sign.NEW, new))
    return tuple(s for s in both if s.text)


def _woven(matcher: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch(Sign.SAME, "".join(old[first:last]))
            continue
        for sign, words in ((Sign.GONE, old[first:last]), (Sign.NEW, new[begin:end])):
            if words:
                yield Stretch(sign, "".join(words))
