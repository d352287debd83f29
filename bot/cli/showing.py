"""How documents are shown: the register, and one document."""

from collections.abc import Sequence

from bot.cli.context import Context
from bot.rows.documents import document_row, register_row
from bot.rows.due import Shown, words_of
from knowledge.audiences import group_name
from knowledge.store import VersionRecord
from knowledge.text import squeezed
from retriever.answering.sources import document_name


def show_register(mine: Context) -> None:
    """Give the register."""
    records = mine.home(create=False).library.documents()
    told = "\n".join(
        f"[{r.id}] {document_name(r.metadata)}"
        + (f" – {squeezed(r.metadata.title.value)}" if r.metadata.title else "")
        + (" (bản tóm lược)" if r.kind.value == "summary" else "")
        + (f" [chỉ {_groups(r.shown_to)}]" if r.shown_to else "")
        for r in records
    )
    mine.give({"documents": [register_row(r, mine.as_of) for r in records]}, told or "Kho chưa có văn bản nào.")


def _groups(shown_to: Sequence[str]) -> str:
    return ", ".join(map(group_name, shown_to))


def show_document(
    mine: Context, version: VersionRecord, shown_to: Sequence[str], due: Sequence[Shown], *, text: bool
) -> None:
    """Give one document, the groups that it is limited to, what is due, with its stored text where ``text``."""
    value = document_row(version, shown_to, due, mine.as_of, text=text)
    mine.give(value, _described(version, shown_to, due) + (f"\n\n{version.text}" if text else ""))


def _described(version: VersionRecord, shown_to: Sequence[str], due: Sequence[Shown]) -> str:
    metadata = version.metadata
    lines = [f"[{version.document_id}] {document_name(metadata)} (phiên bản {version.ordinal})"]
    if shown_to:
        lines.append(f"Chỉ cho xem: {_groups(shown_to)}")
    if metadata.title:
        lines.append(f"Trích yếu: {squeezed(metadata.title.value)}")
    if metadata.signer:
        lines.append(
            f"Người ký: {metadata.signer.name}" + (f", {metadata.signer.position}" if metadata.signer.position else "")
        )
    if metadata.recipients:
        lines.append("Nơi nhận: " + "; ".join(squeezed(r.value) for r in metadata.recipients))
    if metadata.legal_bases:
        lines.append("Căn cứ: " + "; ".join(r.label for r in metadata.legal_bases))
    lines.append("Cấu trúc:")
    lines += [f"{'  ' * p.level}{squeezed(p.heading)[:100]}" for p in version.provisions if p.is_heading]
    if due:
        lines += ["Hạn:", *map(words_of, due)]
    if version.anomalies:
        lines.append("Điều cần xem lại trong bản gốc:")
        lines += [f"  ⚠ “{squeezed(a.quote)[:90]}”: {a.explanation}" for a in version.anomalies]
    return "\n".join(lines)
