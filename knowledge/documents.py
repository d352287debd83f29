"""Documents, their versions, provisions and chunks, in the words of the field (see docs/glossary.md)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.text import Span, folded, squeezed

_SYMBOL_SEPARATOR = re.compile(r"[\s\-–]+")


class DocumentKind(StrEnum):
    """How the text of a document stands to the paper that it speaks for."""

    ORIGINAL = "original"
    OCR = "ocr"
    SUMMARY = "summary"


class ProvisionKind(StrEnum):
    """A level of structure; plans use ``ROMAN``, ``CLAUSE``, ``POINT`` and ``ITEM`` without any Điều."""

    ANNEX = "annex"  # Phụ lục, quy chế ban hành kèm theo
    PART = "part"  # Phần
    CHAPTER = "chapter"  # Chương
    SECTION = "section"  # Mục
    SUBSECTION = "subsection"  # Tiểu mục
    ARTICLE = "article"  # Điều
    ROMAN = "roman"  # I., II. in plans
    CLAUSE = "clause"  # Khoản: 1., 2.
    POINT = "point"  # Điểm: a), b)
    ITEM = "item"  # gạch đầu dòng: -, +, *
    STARRED = "starred"  # "* Về công tác ...": a heading that has no number


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Số, ký hiệu of a document, e.g. 98/2023/NĐ-CP, 18/KH-UBND, 34-CT/TW.

    Attributes:
        serial: the number itself without leading zeros; empty where the paper leaves it blank.
        year: the year inside the number, or None.
        symbol: what follows, e.g. ``NĐ-CP``; empty where a person gave the serial only.
    """

    serial: str
    year: int | None
    symbol: str
    written: str

    @property
    def key(self) -> str:
        """Return the form under which equal numbers meet, whatever their accents, blanks and zeros."""
        parts = [
            self.serial,
            str(self.year or ""),
            _SYMBOL_SEPARATOR.sub("-", folded(self.symbol)).strip("-"),
        ]
        return "/".join(p for p in parts if p)

    @property
    def is_complete(self) -> bool:
        """Say whether the paper carries a serial (001 and 004 of the seeds do not)."""
        return bool(self.serial)


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """A document that a text names: its number, and what the text says of it.

    ``span`` covers the number, ``mention`` the whole mention from the type ("Kế hoạch số ...") to the date.
    """

    type: str | None
    number: DocumentNumber | None
    issued_on: str | None
    issuer: str | None
    title: str | None
    span: Span
    mention: Span

    @property
    def label(self) -> str:
        """Return how people call it: number if there is one, else its type and title."""
        return self.number.written if self.number else squeezed(f"{self.type or ''} {self.title or ''}")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that the text states, with the place where it stands (None: inferred, not written)."""

    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Người ký: the name as written and the position (chức vụ), where the paper gives one."""

    name: str
    position: str | None
    span: Span


class AnomalyKind(StrEnum):
    """What is wrong in a source text; shown with it, never repaired."""

    IMPOSSIBLE_DATE = "impossible_date"
    BACKWARD_RANGE = "backward_range"
    CONTRADICTING_YEAR = "contradicting_year"
    CONTRADICTING_WEEKDAY = "contradicting_weekday"
    CONTRADICTING_DEADLINE = "contradicting_deadline"  # a final report due before the plan ends
    MISWRITTEN_DATE = "miswritten_date"  # "tháng 01/01/2024", "quý II. Quý III và quý IV"
    MISSING_NUMBER = "missing_number"
    MISSING_DAY = "missing_day"
    NUMBERING_JUMP = "numbering_jump"
    NUMBERING_RESTART = "numbering_restart"
    CONTRADICTS_REGISTER = "contradicts_register"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something in the text that cannot be right (bất thường của văn bản gốc).

    ``quote`` is the exact text at ``span``; ``explanation`` says in Vietnamese why it is doubted.
    """

    kind: AnomalyKind
    span: Span
    quote: str
    explanation: str
    probable: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What the first and last page of a document say about it.

    ``issued_on`` is ISO: ``2023-04-27``, or ``2024-03`` where the day is blank; ``issued_on_precision`` is
    ``day``, ``month``, ``year`` or None. ``period`` is the time that a plan covers (ISO dates, end included).
    """

    number: Stated | None = None
    issuer: Stated | None = None
    place: Stated | None = None
    issued_on: Stated | None = None
    issued_on_precision: str | None = None
    type: str = "Văn bản"
    title: Stated | None = None
    signer: Signer | None = None
    recipients: tuple[Stated, ...] = ()
    legal_bases: tuple[DocumentReference, ...] = ()
    cited: tuple[DocumentReference, ...] = ()
    year: int | None = None
    period: tuple[str, str] | None = None

    @property
    def naming(self) -> str:
        """Return the words that a document goes by: type, title, issuer, number."""
        named = (self.title, self.issuer, self.number)
        return " ".join([self.type, *(part.value for part in named if part)])


@dataclass(frozen=True, slots=True)
class Provision:
    """One unit of structure: Chương, Điều, Khoản, "I.", "1.", "a)", "-".

    Attributes:
        ordinal: position in the document, from 0.
        parent: ordinal of the unit above, or None.
        label: the number as written without punctuation ("II", "1", "đ", "Điều 5").
        heading: the words that name it (with its number), or its first words for a numbered paragraph.
        is_heading: True for a heading, False for a numbered paragraph.
        level: 1 for the highest of the document.
        heading_span: where the heading (or first line) stands; ``span`` covers everything below it too.
    """

    ordinal: int
    parent: int | None
    kind: ProvisionKind
    label: str
    heading: str
    is_heading: bool
    level: int
    heading_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage (đoạn) that search returns: inside one provision, with the headings above it.

    ``sentences`` are spans of the stored text, each one sentence or one list item, in order.
    """

    ordinal: int
    span: Span
    provision: int | None
    heading_path: tuple[str, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What ingest understood of one stored text; everything a version keeps besides the original bytes.

    ``pages`` holds the offset at which each page starts, where the file has pages (trang).
    """

    text: str
    kind: DocumentKind
    metadata: DocumentMetadata
    provisions: tuple[Provision, ...]
    chunks: tuple[Chunk, ...]
    anomalies: tuple[Anomaly, ...]
    warnings: tuple[str, ...] = field(default=())
    pages: tuple[int, ...] = ()
