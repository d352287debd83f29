"""The history of a document: its versions, and what people recorded of it and others (lịch sử, quan hệ)."""

from dataclasses import dataclass
from datetime import datetime

from bot.web.links import source_path
from knowledge.audiences import Audience
from knowledge.citations import number_of
from knowledge.errors import UnknownDocument
from knowledge.identity import issuer_key
from knowledge.store import DocumentRecord, Library
from knowledge.text import squeezed
from retriever.answering.sources import document_name

_OWN = {"amends": "Sửa đổi", "replaces": "Thay thế", "repeals": "Bãi bỏ", "guides": "Hướng dẫn"}
_OTHERS = {
    "amends": "Được sửa đổi bởi", "replaces": "Bị thay thế bởi", "repeals": "Bị bãi bỏ bởi",
    "guides": "Được hướng dẫn bởi",
}  # fmt: skip
_ENDS = ("replaces", "repeals")


@dataclass(frozen=True, slots=True)
class Relation:
    """How another document stands to this one.

    Attributes:
        words: what it does, or what is done to this one.
        name, path: of the other; no address where it is not held.
        ends: this one is over by it.
    """

    words: str
    name: str
    path: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One version in the history.

    Attributes:
        what: why there is this version.
        path: where it is read.
        changes: where it is compared with the one before; empty for the first.
        here: it is the one on the page.
    """

    ordinal: int
    at: datetime
    what: str
    path: str
    changes: str
    here: bool


def editions_of(library: Library, document: int, here: int) -> list[Row]:
    """Return the versions of a document, the newest first."""
    held = library.editions(document)
    rows = []
    for before, edition in zip([None, *held], held, strict=False):
        path = source_path(document, edition.id)
        same_file = before is not None and before.sha256 == edition.sha256
        what = "nạp lần đầu" if before is None else "sửa thông tin" if same_file else "tệp mới"
        changes = f"{path}/so-sanh/{before.id}" if before else ""
        at = datetime.fromisoformat(edition.added_at)
        rows.append(Row(edition.ordinal, at, what, path, changes, edition.id == here))
    return rows[::-1]


def relations_of(library: Library, mine: DocumentRecord, audience: Audience) -> list[Relation]:
    """Return what people recorded of a document, and of others about it, as far as somebody may see those."""
    own = library.relations_of(mine.id)
    found = [Relation(_OWN.get(relation, relation), squeezed(number)) for relation, number in own]
    for by, relation, number in library.all_relations():
        if by != mine.id and _is_number_of(mine, number) and (other := _seen(library, by, audience)):
            sure = _of_one_issuer(mine, other)
            words = _OTHERS.get(relation, relation)
            words = words if sure else f"Có thể {words[:1].lower()}{words[1:]}"
            path = source_path(other.id, other.version_id)
            found.append(Relation(words, document_name(other.metadata), path, sure and relation in _ENDS))
    return found


def _seen(library: Library, document: int, audience: Audience) -> DocumentRecord | None:
    try:
        return library.held(document, audience)
    except UnknownDocument:
        return None


def _is_number_of(record: DocumentRecord, number: str) -> bool:
    own = number_of(record.metadata.number.value) if record.metadata.number else None
    said = number_of(number)
    return own is not None and said is not None and own.key == said.key


def _of_one_issuer(one: DocumentRecord, other: DocumentRecord) -> bool:
    """Say whether two documents come from one agency: agencies number alike, so only then is it sure."""
    first, second = one.metadata.issuer, other.metadata.issuer
    return first is not None and second is not None and issuer_key(first.value) == issuer_key(second.value)
