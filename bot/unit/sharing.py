"""An approved reply becomes a document of the home (trả lời của đơn vị), so that answers quote it like any other."""

import hashlib
from datetime import date

from knowledge.documents import Chunk, DocumentKind, DocumentMetadata, ParsedDocument, Stated
from knowledge.errors import UsageError
from knowledge.store import Library
from knowledge.store.records import Unit
from knowledge.store.rows import Original
from knowledge.store.unit_records import Reply
from knowledge.text import Span, normalised, squeezed

TYPE = "Trả lời"
_TITLE = "Trả lời của đơn vị về câu hỏi: "


def shared_text(reply: Reply, unit: Unit, approved_on: date) -> tuple[str, Span]:
    """Return the text of a reply as a document of the unit, and where question, reply and basis stand in it."""
    body = "\n".join(squeezed(line) for line in reply.text.splitlines() if line.strip())
    said = normalised(f"{_TITLE}{reply.asked}\n{body}\nCăn cứ: {reply.basis.words}.")
    closing = normalised(
        f"{unit.name} trả lời, hai cán bộ đã đối chiếu căn cứ ngày {approved_on:%d/%m/%Y} (câu trả lời số {reply.id})."
    )
    return f"{said}\n\n{closing}\n", Span(0, len(said))


def share(library: Library, reply: Reply, approved_on: date) -> int:
    """Keep a reply as a document of the home and return its number; the same reply is kept once.

    Where it rests on a document that only some may see, only they may see the reply.

    Args:
        library: the register.
        reply: to be shared.
        approved_on: the day on which a second person approves it.

    Raises:
        UsageError: the home does not say whose it is, or the document is not there any more on which it rests.
    """
    unit = library.unit()
    if not unit.name:
        raise UsageError("Chưa khai tên đơn vị nên không ghi được đây là trả lời của ai.", "Chạy “tdkt init --unit …”.")
    text, said = shared_text(reply, unit, approved_on)
    # One passage of one piece: a reply is quoted whole with its question and its basis, or not at all. No deadlines
    # are read in it: a day that a reply says again is due in the document that it rests on.
    passages = (Chunk(0, said, None, (), (said,)),)
    read = ParsedDocument(text, DocumentKind.ORIGINAL, _stated(reply, unit, text, approved_on), (), passages, ())
    content = text.encode()
    original = Original(hashlib.sha256(content).hexdigest(), content, "text/plain", f"tra-loi-{reply.id}.txt")
    return library.keep(read, original, _limits(library, reply)).document_id


def _limits(library: Library, reply: Reply) -> tuple[str, ...]:
    if reply.basis.document is None:
        return ()
    held = next((r for r in library.documents(superseded=True) if r.id == reply.basis.document), None)
    if held is None:
        raise UsageError("Văn bản làm căn cứ không còn trong kho.", "Rút câu trả lời này và viết lại với căn cứ khác.")
    return held.shown_to


def _stated(reply: Reply, unit: Unit, text: str, approved_on: date) -> DocumentMetadata:
    day = f"{approved_on:%d/%m/%Y}"
    return DocumentMetadata(
        issuer=_found(unit.name, unit.name, text),
        issued_on=_found(approved_on.isoformat(), day, text),
        issued_on_precision="day",
        type=TYPE,
        title=_found(f"{_TITLE}{reply.asked}", f"{_TITLE}{reply.asked}", text),
        year=approved_on.year,
    )


def _found(value: str, written: str, text: str) -> Stated:
    """Return a value with the last place where it stands."""
    start = text.rfind(normalised(written))
    return Stated(value, Span(start, start + len(normalised(written))) if start >= 0 else None)
