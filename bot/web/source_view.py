"""A version of a document made ready for reading: its text in parts, its headings, how it stands, what it is."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from bot.web.links import MARKED
from knowledge.documents import DocumentMetadata, Provision
from knowledge.store import VersionRecord
from knowledge.text import Span, squeezed
from retriever.answering.sources import day, law_standing, period_over

_LONGEST_HEADING = 140  # characters shown of a heading in the list
_DEEPEST = 6  # level of a heading that HTML knows


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that is marked or not.

    Attributes:
        marked: it belongs to the words that were cited.
        id: its name in the page; only the first marked piece has one.
        page: the page of the original that begins with it; None within a page.
    """

    text: str
    marked: bool = False
    id: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with the text below it, up to the next heading; the first part may have none."""

    id: str
    level: int
    heading: tuple[Piece, ...]
    body: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of headings; ``here`` where the cited words stand below it."""

    id: str
    level: int
    text: str
    here: bool


def cited_span(text: str, start: str, end: str) -> Span | None:
    """Return the words that an address points to, within the text; None where it points to nothing.

    Swapped ends are put in order, and what reaches beyond the text ends with it.
    """
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
        return None
    first, last = sorted(min(int(n[:18]), len(text)) for n in (start, end))
    span = Span(first, last)
    return span if span.of(text).strip() else None


def parts_of(version: VersionRecord, cited: Span | None) -> list[Part]:
    """Return the whole text in order; joined, the pieces are the stored text again."""
    text, headings = version.text, _headings(version)
    starts = [p.heading_span.start for p in headings]
    ends = [*starts, len(text)]
    parts = [Part("", 0, (), tuple(_pieces(version, Span(0, ends[0]), cited)))] if ends[0] else []
    for number, provision in enumerate(headings):
        below = Span(min(provision.heading_span.end, ends[number + 1]), ends[number + 1])
        heading = tuple(_pieces(version, Span(starts[number], below.start), cited))
        level = min(provision.level + 1, _DEEPEST)
        parts.append(Part(_anchor(provision), level, heading, tuple(_pieces(version, below, cited))))
    return parts


def outline_of(version: VersionRecord, cited: Span | None) -> list[Entry]:
    """Return the headings as a list."""
    above = {p.ordinal for p in version.path_of(cited)} if cited else set()
    return [
        Entry(_anchor(p), min(p.level, _DEEPEST), _shortened(squeezed(p.heading)), p.ordinal in above)
        for p in _headings(version)
    ]


def _headings(version: VersionRecord) -> list[Provision]:
    """Return the headings in order, one for each place."""
    found = {p.heading_span.start: p for p in reversed(version.provisions) if p.is_heading}
    return [found[start] for start in sorted(found)]


def _anchor(provision: Provision) -> str:
    return f"m{provision.ordinal}"


def _shortened(words: str) -> str:
    words = words.strip("#* ")
    return words if len(words) <= _LONGEST_HEADING else words[:_LONGEST_HEADING].rsplit(" ", 1)[0] + " …"


def _pieces(version: VersionRecord, span: Span, cited: Span | None) -> Iterator[Piece]:
    """Yield a stretch of the text, cut where a page begins and where the cited words begin and end."""
    first, last = bisect_left(version.pages, span.start), bisect_left(version.pages, span.end)
    pages = {version.pages[index]: index + 1 for index in range(first, last)}
    cuts = {span.start, span.end, *pages}
    if cited:
        cuts |= {place for place in (cited.start, cited.end) if span.start < place < span.end}
    places = sorted(cuts)
    for start, end in zip(places, places[1:], strict=False):
        marked = cited is not None and cited.start <= start < cited.end
        name = MARKED if marked and cited and start == cited.start else ""
        yield Piece(version.text[start:end], marked, name, pages.get(start))


@dataclass(frozen=True, slots=True)
class Banner:
    """How a document stands on a day: the words, and whether they are good, bad or open."""

    tone: str
    words: str


def banner_of(metadata: DocumentMetadata, today: date) -> Banner:
    """Return how a document stands on a day, as the register or the document itself says."""
    law = law_standing(metadata, today)
    if law:
        return Banner({True: "good", False: "bad", None: "open"}[law.holds], _capitalised(law.words))
    over = period_over(metadata, today)
    if over:
        return Banner("bad", f"Đã hết thời gian ({over})")
    if metadata.period:
        return Banner("good", f"Còn trong thời gian thực hiện (đến {day(metadata.period[1])})")
    return Banner("open", "Chưa rõ còn hiệu lực hay không: sổ văn bản không có, văn bản không ghi thời gian")


def facts_of(version: VersionRecord) -> list[tuple[str, str]]:
    """Return what is known of a version, as (name, value) pairs."""
    metadata, signer = version.metadata, version.metadata.signer
    rows = [
        ("Loại", metadata.type),
        ("Số, ký hiệu", squeezed(metadata.number.value) if metadata.number else "không ghi"),
        ("Cơ quan ban hành", squeezed(metadata.issuer.value) if metadata.issuer else "chưa rõ"),
        ("Ngày ban hành", day(metadata.issued_on.value) if metadata.issued_on else "chưa rõ"),
        ("Thời gian thực hiện", " đến ".join(map(day, metadata.period)) if metadata.period else ""),
        ("Người ký", f"{signer.name}{f', {signer.position}' if signer.position else ''}" if signer else ""),
        ("Tệp gốc", PurePath(version.source_path.replace("\\", "/")).name),
    ]
    return [(name, squeezed(value)) for name, value in rows if value]


def title_of(version: VersionRecord) -> str:
    """Return what a document is about, on one line; its type where the paper does not say."""
    title = version.metadata.title
    return squeezed(title.value) if title else version.metadata.type


def corrections(old: DocumentMetadata, new: DocumentMetadata) -> list[tuple[str, str, str]]:
    """Return (what, before, after) of what people corrected between two versions."""
    before, after = _named(old), _named(new)
    blank = "để trống"
    return [(name, before[name] or blank, after[name] or blank) for name in before if before[name] != after[name]]


def _named(metadata: DocumentMetadata) -> dict[str, str]:
    issued = metadata.issued_on
    stated = {
        "Số, ký hiệu": metadata.number, "Cơ quan ban hành": metadata.issuer, "Trích yếu": metadata.title,
    }  # fmt: skip
    named = {name: squeezed(part.value) if part else "" for name, part in stated.items()}
    return {"Loại": metadata.type, **named, "Ngày ban hành": day(issued.value) if issued else ""}


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
