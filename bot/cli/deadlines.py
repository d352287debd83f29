"""``tdkt deadlines``: what documents bind people to do by then."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import deadline_book, following
from bot.cli.context import Context, day_of
from bot.cli.deadline_list import list_deadlines
from bot.cli.vietnamese import Command, Group
from bot.rows.deadlines import as_json, when
from ingest.obligations import find_deadlines
from ingest.readers import reader_for
from ingest.summaries import SUMMARY_MARK, understand_summary
from ingest.understand import understand
from knowledge.deadlines import Deadline
from knowledge.documents import ParsedDocument
from knowledge.errors import UsageError
from knowledge.text import squeezed


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group)
    group.command("extract", cls=Command)(extract)
    deadline_book.register(group, Command)
    following.register(group, Command)
    group.callback(invoke_without_command=True)(list_deadlines)
    app.add_typer(group, name="deadlines")


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
