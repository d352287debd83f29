"""Passages prepared for comparison with a question: folded sentence lines beside their places in the text."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.documents import Chunk
from knowledge.store import Library, VersionRecord
from knowledge.text import Span
from knowledge.time_expressions import find_time_expressions
from retriever.catalogue import opened_words
from retriever.understanding.numbered import find_ordinals

_NUMBERING = re.compile(r"^\W*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*|^\W+")
_KEPT_VERSIONS = 64


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item: its place, and its folded words between blanks with abbreviations as written."""

    span: Span
    line: str
    ordinals: frozenset[tuple[str, int]]
    introduces: bool  # ends with a colon: what follows belongs to it


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk prepared for comparison: lines of all its headings, of the nearest, and of that without its number."""

    chunk: Chunk
    heading: str
    nearest_heading: str
    heading_name: str
    heading_period: tuple[date, date] | None
    heading_ordinals: frozenset[tuple[str, int]]
    sentences: tuple[Sentence, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A version with all its passages prepared; ``naming`` is the line of its type, title, issuer, number."""

    version: VersionRecord
    passages: tuple[Passage, ...]
    naming: str


@lru_cache(maxsize=4_096)
def as_line(text: str) -> str:
    """Return folded words with a blank at both ends, so that whole phrases can be found in it."""
    return f" {' '.join(opened_words(text))} "


def _passage(version: VersionRecord, chunk: Chunk) -> Passage:
    sentences = []
    for span in chunk.sentences:
        text = span.of(version.text)
        line = as_line(text)
        sentences.append(Sentence(span, line, frozenset(find_ordinals(line)), text.rstrip(" *_").endswith(":")))
    heading = as_line(" ".join(chunk.heading_path))
    nearest = chunk.heading_path[-1] if chunk.heading_path else ""
    return Passage(
        chunk=chunk,
        heading=heading,
        nearest_heading=as_line(nearest),
        heading_name=as_line(_NUMBERING.sub("", nearest)),
        heading_period=_heading_period(chunk),
        heading_ordinals=frozenset(find_ordinals(heading)),
        sentences=tuple(sentences),
        line=" ".join(s.line for s in sentences),
    )


def _heading_period(chunk: Chunk) -> tuple[date, date] | None:
    """Return the days that the nearest heading with a range of days spans ("Đợt 2: Từ 01/7/2024 đến ...")."""
    for heading in reversed(chunk.heading_path):
        for found in find_time_expressions(heading, None):
            if found.start and found.end and found.precision == "day" and found.start != found.end:
                return (found.start, found.end)
    return None


def read(version: VersionRecord) -> Reading:
    """Return a version prepared for comparison."""
    passages = tuple(_passage(version, chunk) for chunk in version.chunks)
    return Reading(version, passages, as_line(version.metadata.naming))


class Readings:
    """The latest versions read, kept ready; oldest use falls out first."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: OrderedDict[int, Reading] = OrderedDict()

    def of(self, version_id: int) -> Reading:
        """Return the prepared version with this id."""
        reading = self._kept.pop(version_id, None) or read(self._library.version(version_id))
        self._kept[version_id] = reading
        if len(self._kept) > _KEPT_VERSIONS:
            self._kept.popitem(last=False)
        return reading
