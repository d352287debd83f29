"""``tdkt deadlines``: what documents bind people to do by then."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import deadline_book, following
from bot.cli.context import Context, day_of
from bot.cli.deadline_list import list_deadlines
from bot.cli.vietnamese import Command, Group
from ingest.obligations import find_deadlines
from ingest.readers import reader_for
from ingest.summaries import SUMMARY_MARK, understand_summary
from ingest.understand import understand
from knowledge.deadlines import Deadline, DeadlineState
from knowledge.documents import ParsedDocument
from knowledge.errors import UsageError
from knowledge.text import squeezed
from knowledge.time_expressions import Boundary

_BOUNDARIES = {Boundary.BEFORE: "trước ngày ", Boundary.ON_OR_BEFORE: "chậm nhất ngày "}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group)
    group.command("extract", cls=Command)(extract)
    deadline_book.register(group, Command)
    following.register(group, Command)
    group.callback(invoke_without_command=True)(list_deadlines)
    app.add_typer(group, name="deadlines")


def as_json(
    deadline: Deadline,
    *,
    number: int | None = None,
    document_id: int | None = None,
    state: DeadlineState = DeadlineState.PROPOSED,
) -> dict[str, Any]:
    """Return a deadline as the contract writes it; ``doubts`` stand beside."""
    return {
        "id": number,
        "type": deadline.type.value,
        "what": deadline.what,
        "who": deadline.who,
        "to_whom": deadline.to_whom,
        "start": _iso(deadline.start),
        "end": _iso(deadline.end),
        "time": f"{deadline.time:%H:%M}" if deadline.time else None,
        "boundary": deadline.boundary.value if deadline.boundary else None,
        "recurrence": deadline.recurrence,
        "is_obligation": deadline.is_obligation,
        "resolvable": deadline.resolvable,
        "needs": deadline.needs,
        "anomaly": deadline.anomaly.value if deadline.anomaly else None,
        "state": state.value,
        "quote": deadline.quote,
        "provision": deadline.provision,
        "document_id": document_id,
        "doubts": list(deadline.doubts),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def extract(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Văn bản: DOCX, PDF, TXT, Markdown, HTML.", metavar="TỆP")],
    reference_date: Annotated[
        str, typer.Option(help="Ngày làm mốc cho “từ nay” và năm không ghi (mặc định: ngày ban hành).")
    ] = "",
) -> None:
    """Đọc các hạn trong một tệp, không lưu gì: ai phải làm gì, gửi ai, trước ngày nào, nguyên văn câu."""
    mine: Context = context.obj
    reference = day_of(reference_date) if reference_date else None
    found = find_deadlines(_parsed(file), reference)
    binding = [d for d in found if d.is_obligation]
    told = "\n".join(map(_told, binding)) or "Không thấy hạn nào ràng buộc ai."
    mine.give({"deadlines": [as_json(d) for d in found]}, told)


def _parsed(file: Path) -> ParsedDocument:
    """Return what ingest understands of a file, without a home."""
    if not file.is_file():
        raise UsageError(f"Không có tệp {file}.", "Hãy chỉ tới một tệp văn bản.")
    resolved = file.resolve()
    text = reader_for(resolved).read(resolved).text
    if file.suffix.lower() == ".md" and text.startswith(SUMMARY_MARK):
        return understand_summary(text, file)
    return understand(text, file_name=file.name)


def _told(deadline: Deadline) -> str:
    """Return a deadline in lines for people: when, who does what, where it stands, what is doubted."""
    lines = [f"{when(deadline)}: {deadline.what}"]
    parties = (deadline.who and f"ai: {deadline.who}", deadline.to_whom and f"gửi: {deadline.to_whom}")
    if named := [part for part in parties if part]:
        lines.append("    " + " · ".join(named))
    place = f" ({deadline.provision})" if deadline.provision else ""
    lines.append(f"    «{squeezed(deadline.quote)}»{place}")
    return "\n".join([*lines, *(f"    ⚠ {doubt}" for doubt in deadline.doubts)])


def when(deadline: Deadline) -> str:
    """Return the time of a deadline in words: "chậm nhất ngày 20/06/2024", "chưa ra ngày (cần biết …)"."""
    if deadline.anomaly is not None:
        return "ngày trong văn bản không thể đúng"
    if deadline.end is None:
        return f"chưa ra ngày (cần biết {deadline.needs})" if deadline.needs else "chưa ra ngày"
    hour = f"{deadline.time:%H:%M} " if deadline.time else ""
    before = _BOUNDARIES[deadline.boundary] if deadline.boundary else "đến ngày "
    again = f", lặp lại ({deadline.recurrence})" if deadline.recurrence else ""
    return f"{hour}{before}{deadline.end:%d/%m/%Y}{again}"
