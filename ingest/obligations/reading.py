"""A sentence with its surroundings, as the rules of obligations look at it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.markers import marker_of
from ingest.obligations.cues import begins, has, lowered
from knowledge.documents import Anomaly, Chunk, DocumentKind, DocumentMetadata, Provision
from knowledge.text import Span, squeezed
from knowledge.time_expressions import TimeExpression

_MARKS = re.compile(r"[\n\u00a0*#_]")
_CLAUSE_END = re.compile(r";|(?<=[^\W\d_]{3})\.(?=\s+[A-ZĐ])")
_WIDEST = 700  # letters on each side of a time; what stands farther away does not speak of it
_TABLE = re.compile(r"[^|\n]\s\|\s[^|\n]")


class Paper(Protocol):
    """What is read of a document: a parsed one, or a stored version."""

    @property
    def text(self) -> str:
        """Return the stored text."""

    @property
    def kind(self) -> DocumentKind:
        """Return how the text stands to the paper."""

    @property
    def metadata(self) -> DocumentMetadata:
        """Return what the first and last page say."""

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """Return the units of structure."""

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """Return the passages."""

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """Return what cannot be right in the text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item.

    Attributes:
        text: its words at their own places, marks of Markdown and line ends blank.
        low: the same in small letters.
        span: where it stands in the stored text.
        path: the provisions that hold it, outermost first.
        lead: the line ending in a colon that it is an item of; empty where there is none.
        columns: the titles of the columns, where it is a row of a table.
        leader: whom a line beside it names ("- Đơn vị chủ trì: Văn phòng"); empty where there is none.
    """

    text: str
    low: str
    span: Span
    path: tuple[Provision, ...]
    lead: str = ""
    columns: tuple[str, ...] = ()
    leader: str = ""

    @property
    def above(self) -> str:
        """Return the words of the nearest unit above, a heading or the item that it belongs to; or empty."""
        return next((squeezed(p.heading) for p in reversed(self.path) if not p.heading_span.overlaps(self.span)), "")

    @property
    def heading(self) -> str:
        """Return the nearest heading above, or empty."""
        return next(iter(self.headings), "")

    @property
    def headings(self) -> list[str]:
        """Return the headings above, the nearest first; its own line is none."""
        return [
            squeezed(p.heading) for p in reversed(self.path) if p.is_heading and not p.heading_span.overlaps(self.span)
        ]

    @property
    def is_row(self) -> bool:
        """Say whether it is a row of a table."""
        return bool(self.columns)


@dataclass(frozen=True, slots=True)
class Clause:
    """The part of a sentence around one time expression; spans are those of the sentence."""

    span: Span
    time: Span

    def before(self, text: str) -> str:
        """Return what stands before the time."""
        return text[self.span.start : self.time.start]

    def after(self, text: str) -> str:
        """Return what stands after the time."""
        return text[self.time.end : self.span.end]


def clause_of(sentence: Sentence, found: TimeExpression) -> Clause:
    """Return the clause that holds ``found``: up to the next semicolon outside quotation marks and brackets."""
    text = sentence.text
    start, end = 0, len(text)
    for match in _CLAUSE_END.finditer(text):
        before = text[: match.start()]
        if before.count("“") > before.count("”") or before.count("(") > before.count(")"):
            continue
        if match.end() <= found.span.start:
            start = match.end()
        elif match.start() >= found.span.end:
            end = match.start()
            break
    if found.span.start - start > _WIDEST:
        start = text.find(" ", found.span.start - _WIDEST, found.span.start) + 1 or found.span.start
    return Clause(Span(start, min(end, found.span.end + _WIDEST)), found.span)


def cell_of(sentence: Sentence, clause: Clause, *titles: str) -> str | None:
    """Return the cell of a row under the first column whose title has a word of the lists ``titles``."""
    cells = sentence.text.split("|")
    own = sentence.text[: clause.time.start].count("|")
    for number, title in enumerate(sentence.columns):
        if number < len(cells) and number != own and has(title.lower(), *titles) and cells[number].strip():
            return squeezed(cells[number])
    return None


def plain(text: str) -> str:
    """Return ``text`` with line ends and marks of Markdown blank; every letter stays at its place."""
    return _MARKS.sub(" ", text)


def _is_item(text: str) -> bool:
    return marker_of(text.lstrip()) is not None


@dataclass(slots=True)
class _Surroundings:
    """What the sentences before tell the next one: its lead-in, the titles of its table, who leads."""

    lead: str = ""
    columns: tuple[str, ...] = ()
    leader: tuple[int | None, str] = (None, "")
    section: int | None = None

    def led_by(self, sentence: "Sentence") -> "Sentence":
        """Return ``sentence`` with whom a line beside it names, and remember whom it names itself."""
        unit = sentence.path[-2].ordinal if len(sentence.path) > 1 else None
        label, colon, name = sentence.text.partition(":")
        leads = begins("leading").match(label.lower()) if colon else None
        if leads and not label[leads.end() :].strip():
            self.leader = unit, squeezed(name).strip(" .;")
        owner, led = self.leader
        return replace(sentence, leader=led) if led and unit is not None and owner == unit else sentence

    def take(self, text: str, path: tuple[Provision, ...]) -> tuple[str, tuple[str, ...]]:
        """Return the lead-in and the columns that hold for a sentence, and remember what it tells the next."""
        section = next((p.ordinal for p in reversed(path) if p.is_heading), None)
        if section != self.section:
            self.section, self.lead = section, ""
        if _TABLE.search(text):
            if not self.columns:
                self.columns = tuple(squeezed(cell) for cell in text.split("|"))
                return self.lead, ()
            return self.lead, self.columns
        self.columns = ()
        if text.rstrip().endswith(":"):
            before, self.lead = self.lead, text
            return (before if _is_item(text) else ""), ()
        if not _is_item(text):
            self.lead = ""
        return self.lead, ()


def sentences(paper: Paper) -> Iterator[Sentence]:
    """Yield the sentences of a document with what stands around them, in order."""
    paths = _Paths(paper.provisions)
    around = _Surroundings()
    for chunk in paper.chunks:
        for span in chunk.sentences:
            text = plain(span.of(paper.text))
            path = paths.of(span)
            lead, columns = around.take(text, path)
            yield around.led_by(Sentence(text, lowered(text), span, path, lead, columns))


class _Paths:
    """The provisions over a place, found by where they begin."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._provisions = provisions
        self._starts = [p.span.start for p in provisions]

    def of(self, span: Span) -> tuple[Provision, ...]:
        at = bisect_right(self._starts, span.start) - 1
        path: list[Provision] = []
        while at >= 0:
            provision = self._provisions[at]
            if provision.span.covers(span):
                path.append(provision)
            parent = provision.parent
            at = -1 if parent is None else parent
        return tuple(reversed(path))
