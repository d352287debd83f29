"""A document sent in a chat by an administrator is ingested, and what was understood of it is shown."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.channels.base import ChannelError
from bot.dialogue.turn import Fetch
from bot.messages import Heading, ItemList, Notice, OutgoingMessage, Paragraph, SentFile, said
from ingest.pipeline import Outcome, ingest_files
from ingest.readers import SUFFIXES
from knowledge.store import Library
from knowledge.text import squeezed

LARGEST_FILE = 20 * 1024 * 1024  # bytes; what the chat platforms let a bot fetch
_UNSAFE = re.compile(r"[^\w.() -]+")
_STATUS = {"added": "Đã nạp", "updated": "Đã nạp thành phiên bản mới", "unchanged": "Đã có sẵn, không đổi"}


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes documents in.

    Attributes:
        library: the register.
        folder: where a file lies while it is read; each content has a place of its own there.
        apply: brings the indexes up to the register.
    """

    library: Library
    folder: Path
    apply: Callable[[], object]

    def take(self, file: SentFile | None, fetch: Fetch, actor: str) -> OutgoingMessage:
        """Ingest a file; return what was understood of it, or why it could not be taken."""
        if file is None:
            return said("Không nhận được tệp. Bạn gửi lại giúp nhé.")
        name = _safe(file.name)
        if Path(name).suffix.lower() not in SUFFIXES:
            return said(f"Chưa nạp được tệp “{name}”: cần một trong các loại {', '.join(sorted(SUFFIXES))}.")
        if (file.size or 0) > LARGEST_FILE:
            return said(
                f"Tệp “{name}” lớn quá {LARGEST_FILE // 1024**2} MB. Hãy nạp bằng lệnh “tdkt ingest” trên máy chủ."
            )
        try:
            content = fetch()
        except ChannelError as error:
            return said(f"Chưa tải được tệp “{name}”. {error}")
        return self._ingested(name, content, actor)

    def _ingested(self, name: str, content: bytes, actor: str) -> OutgoingMessage:
        place = self.folder / hashlib.sha256(content).hexdigest()[:16] / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            place.write_bytes(content)
            outcome = next(iter(ingest_files(self.library, [place])))
        finally:
            place.unlink(missing_ok=True)
            place.parent.rmdir()
        if outcome.status == "rejected":
            return said(f"Chưa nạp được tệp “{name}”. {(outcome.reason or '').replace(str(place), name)}")
        if outcome.id is not None:
            self.library.note(actor, "ingest", outcome.id, f"gửi qua trò chuyện: {name}")
        self.apply()
        return _understood(name, outcome)


def _understood(name: str, outcome: Outcome) -> OutgoingMessage:
    """Return what was understood of a document, for a person to check."""
    metadata = outcome.metadata
    assert metadata is not None
    fields = (
        ("Loại", metadata.type),
        ("Số, ký hiệu", metadata.number.value if metadata.number else None),
        ("Cơ quan ban hành", " – ".join(map(squeezed, (metadata.issuer.value,))) if metadata.issuer else None),
        ("Ngày ban hành", metadata.issued_on.value if metadata.issued_on else None),
        ("Trích yếu", metadata.title.value if metadata.title else None),
    )
    items = tuple(f"{what}: {squeezed(value) if value else 'không thấy'}" for what, value in fields)
    warnings = tuple(Notice(f"⚠ {w}") for w in outcome.warnings)
    return OutgoingMessage(
        (
            Heading(f"{_STATUS[outcome.status]}: {name}"),
            ItemList((*items, f"{outcome.chunks} đoạn để tìm")),
            *warnings,
            Paragraph(f"Mọi người hỏi đều xem được. Giới hạn người xem: tdkt documents limit {outcome.id} …"),
            Paragraph(f"Nếu có chỗ sai, mời sửa trên máy chủ: tdkt documents correct {outcome.id} …"),
        )
    )


def _safe(name: str) -> str:
    """Return the last part of a file's name without what a folder could stumble over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = squeezed(_UNSAFE.sub("_", last)).lstrip(".")[-120:]
    return kept or "van-ban"
