"""The text of a document cut into pieces, some of them marked (đánh dấu trong văn bản)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.text import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``names`` are the anchors of what is marked there, none for plain text."""

    text: str
    names: tuple[str, ...] = ()


def pieces(text: str, marks: Iterable[tuple[str, Span]]) -> Iterator[Piece]:
    """Yield a whole text in order; marks that share a place become one with several names.

    Args:
        text: as it is stored.
        marks: the name and place of each.
    """
    end = 0
    for span, names in _joined(marks, len(text)):
        if span.start > end:
            yield Piece(text[end : span.start])
        yield Piece(span.of(text), names)
        end = span.end
    yield Piece(text[end:])


def _joined(marks: Iterable[tuple[str, Span]], length: int) -> list[tuple[Span, tuple[str, ...]]]:
    found: list[tuple[Span, tuple[str, ...]]] = []
    for name, span in sorted(marks, key=lambda mark: (mark[1].start, mark[1].end)):
        span = Span(max(0, min(span.start, length)), max(0, min(span.end, length)))
        if found and span.start < found[-1][0].end:
            before, names = found[-1]
            found[-1] = (Span(before.start, max(before.end, span.end)), (*names, name))
        else:
            found.append((span, (name,)))
    return found
