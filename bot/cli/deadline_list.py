"""``tdkt deadlines`` without more: what is due, in order of the last day."""

from typing import Annotated

import typer

from bot.cli.context import Context, day_of
from bot.reminders.occurrences import AHEAD
from bot.rows.due import row_of, shown, upcoming, words_of
from knowledge.deadlines import DeadlineState
from knowledge.errors import UsageError


def list_deadlines(
    context: typer.Context,
    from_: Annotated[str, typer.Option("--from", help="Từ ngày, ví dụ 2026-11-20 (mặc định --as-of).")] = "",
    to: Annotated[str, typer.Option("--to", help="Đến hết ngày.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Tất cả: cả hạn đã qua, đã hủy, chưa ra ngày.")] = False,
) -> None:
    """Hạn trong văn bản: ai phải làm gì, đến khi nào; không kèm lệnh con thì liệt kê các hạn sắp tới."""
    if context.invoked_subcommand is not None:
        return
    mine: Context = context.obj
    if everything and (from_ or to):
        raise UsageError("--all đã gồm mọi ngày.", "Bỏ --from, --to, hoặc bỏ --all.")
    first = day_of(from_) if from_ else mine.as_of
    last = day_of(to) if to else first + AHEAD
    if last < first:
        raise UsageError(f"--to {last:%d/%m/%Y} trước --from {first:%d/%m/%Y}.", "Hãy đổi lại thứ tự hai ngày.")
    home = mine.home(create=False)
    held = shown(home.library, home.deadlines, mine.as_of)
    found = held if everything else upcoming(held, first, last)
    told = [words_of(one) for one in found] or ["Không có hạn nào trong khoảng này."]
    dayless = sum(one.time is None and one.record.state is not DeadlineState.CANCELLED for one in held)
    if dayless and not everything:
        told.append(f"Còn {dayless} hạn chưa ra ngày: tdkt deadlines --all")
    mine.give({"deadlines": [row_of(one) for one in found]}, "\n".join(told))
