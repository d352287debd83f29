"""``tdkt deadlines confirm|cancel|edit|add|rule|scan``: people decide what holds; each act leaves an audit line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.cli.context import Context, day_of
from bot.cli.wishes import hour_of
from bot.clock import now
from bot.reminders.deciding import decide_all, standing
from bot.reminders.editing import is_sure, named_texts, on_day, stated
from bot.rows.due import Shown, row_of, shown, words_of
from ingest.pipeline import read_deadlines_anew
from knowledge.deadlines import Deadline, DeadlineState
from knowledge.errors import UsageError
from knowledge.store.deadlines import DeadlineRecord
from knowledge.text import squeezed
from knowledge.time_expressions import Boundary

Numbers = Annotated[list[int], typer.Argument(help="Số của hạn, xem “tdkt deadlines”.", metavar="ID…")]


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


def register(group: typer.Typer, command: type[Any]) -> None:
    """Add the commands to the group of deadlines."""
    for name, act in (
        ("confirm", confirm), ("cancel", cancel), ("edit", edit), ("add", add), ("rule", rule), ("scan", scan),
    ):  # fmt: skip
        group.command(name, cls=command)(act)


def confirm(
    context: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="Số của hạn.", metavar="[ID…]")] = None,
    sure: Annotated[bool, typer.Option("--sure", help="Mọi hạn đang chờ mà máy không nghi ngờ gì.")] = False,
) -> None:
    """Xác nhận hạn là đúng; chỉ hạn đã xác nhận mới được nhắc."""
    mine: Context = context.obj
    deadlines = mine.home(create=False).deadlines
    if sure == bool(numbers):
        raise UsageError("Cần số của hạn, hoặc chỉ --sure.", "Ví dụ: tdkt deadlines confirm 3 4")
    chosen = [r for r in deadlines.all() if is_sure(r)] if sure else standing(deadlines, numbers or ())
    done = _decided(mine, chosen, DeadlineState.CONFIRMED)
    told = [words_of(one) for one in done] or ["Không có hạn nào chờ xác nhận mà không còn điều nghi ngờ."]
    told += [
        f"⚠ Hạn {one.record.id} chưa ra ngày nên chưa nhắc được: tdkt deadlines edit {one.record.id} --end NGÀY"
        for one in done
        if one.time is None
    ]
    mine.give({"confirmed": [one.record.id for one in done], "deadlines": list(map(row_of, done))}, "\n".join(told))


def cancel(
    context: typer.Context,
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help="Lý do, được ghi lại.")],
) -> None:
    """Hủy hạn: không nhắc ai nữa; bản sau của văn bản còn ghi hạn ấy cũng không dựng nó dậy."""
    mine: Context = context.obj
    if not reason.strip():
        raise UsageError("Lý do đang để trống.", "Ví dụ: --reason “đã lùi sang năm sau”")
    chosen = standing(mine.home(create=False).deadlines, numbers)
    done = _decided(mine, chosen, DeadlineState.CANCELLED, squeezed(reason))
    value = {"cancelled": [one.record.id for one in done], "deadlines": list(map(row_of, done))}
    mine.give(value, "\n".join(map(words_of, done)))


def _decided(mine: Context, chosen: Iterable[DeadlineRecord], state: DeadlineState, reason: str = "") -> list[Shown]:
    deadlines, chosen = mine.home(create=False).deadlines, list(chosen)
    numbers = {record.id for record in chosen}
    decide_all(deadlines, chosen, state, mine.actor, now().timestamp(), reason)
    return _shown(mine, numbers)


def _shown(mine: Context, numbers: Iterable[int]) -> list[Shown]:
    home = mine.home(create=False)
    return [one for one in shown(home.library, home.deadlines, mine.as_of) if one.record.id in set(numbers)]


# -- what a person writes -------------------------------------------------------------------------------


def edit(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Số của hạn.", metavar="ID")],
    end: Annotated[str, typer.Option(help="Ngày đúng, ví dụ 2026-11-20.")] = "",
    time: Annotated[str | None, typer.Option(help="Giờ đúng, ví dụ 16:30; “” để bỏ giờ.")] = None,
    what: Annotated[str, typer.Option(help="Việc phải làm.")] = "",
    who: Annotated[str | None, typer.Option(help="Ai phải làm; “” để bỏ.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Gửi ai; “” để bỏ.")] = None,
    boundary: Annotated[
        Boundary | None, typer.Option(help="before: trước ngày ấy; on_or_before: ngày ấy còn kịp.", metavar="GIỚI_HẠN")
    ] = None,
) -> None:
    """Sửa một hạn; điều người sửa được coi là đã xác nhận, ngày cũ được nhớ để báo đổi."""
    mine: Context = context.obj
    deadlines = mine.home(create=False).deadlines
    (record,) = standing(deadlines, [number])
    changes = named_texts(what, who, to) | _times(record.deadline, end, time, boundary)
    if not changes:
        raise UsageError("Chưa nói sửa gì.", f"Ví dụ: tdkt deadlines edit {number} --end 2026-11-20")
    deadlines.edit(number, replace(record.deadline, **changes, doubts=()), mine.actor, now().timestamp())
    (one,) = _shown(mine, [number])
    mine.give({"edited": number, "deadlines": [row_of(one)]}, words_of(one))


def add(
    context: typer.Context,
    what: Annotated[str, typer.Option(help="Việc phải làm.")],
    end: Annotated[str, typer.Option(help="Ngày cuối còn kịp, ví dụ 2026-11-20.")],
    who: Annotated[str, typer.Option(help="Ai phải làm.")] = "",
    to: Annotated[str, typer.Option("--to", help="Gửi ai.")] = "",
    time: Annotated[str, typer.Option(help="Đến giờ nào của ngày ấy, ví dụ 16:30.")] = "",
) -> None:
    """Thêm một hạn không có trong văn bản nào; nó được coi là đã xác nhận."""
    mine: Context = context.obj
    if not squeezed(what):
        raise UsageError("Việc phải làm đang để trống.", "Ví dụ: --what “gửi báo cáo quý III”")
    hour = hour_of(time, "--time") if time else None
    deadline = stated(what, day_of(_needed(end)), who=who, to_whom=to, hour=hour)
    made = mine.home().deadlines.add(deadline, mine.actor, now().timestamp())
    (one,) = _shown(mine, [made.id])
    mine.give({"added": made.id, "deadlines": [row_of(one)]}, words_of(one))


def _needed(end: str) -> str:
    if not end.strip():
        raise UsageError("--end đang để trống.", "Hãy viết 2026-11-20 hoặc 20/11/2026.")
    return end


def _times(deadline: Deadline, end: str, hour: str | None, boundary: Boundary | None) -> dict[str, Any]:
    """Return what a person says of the time; with a day named, nothing else must be known any more."""
    found: dict[str, Any] = {}
    if end:
        if deadline.recurrence:
            raise UsageError(
                "Hạn này lặp lại, không đổi thành một ngày được.",
                "Hủy nó rồi thêm hạn mới: tdkt deadlines cancel …, tdkt deadlines add …",
            )
        found = on_day(deadline, day_of(end))
    if hour is not None:
        found["time"] = hour_of(hour, "--time") if hour.strip() else None
    if boundary is not None:
        found["boundary"] = boundary
    return found


# -- the rule, and reading again ------------------------------------------------------------------------


def rule(
    context: typer.Context,
    auto: Annotated[Switch, typer.Option("--auto", help="on hoặc off.", metavar="on|off")],
) -> None:
    """Bật hay tắt: hạn mà máy không nghi ngờ gì thì tự xác nhận khi nạp."""
    mine: Context = context.obj
    library = mine.home().library
    library.trust_sure_deadlines(mine.actor, trusted=auto is Switch.ON)
    told = {
        Switch.ON: "Từ nay, hạn không có điều nghi ngờ được tự xác nhận khi nạp văn bản. "
        "Hạn đang chờ: tdkt deadlines confirm --sure",
        Switch.OFF: "Từ nay, mọi hạn mới đều chờ người xác nhận.",
    }
    mine.give({"auto": auto is Switch.ON}, told[auto])


def scan(context: typer.Context) -> None:
    """Đọc lại hạn của mọi văn bản trong kho (kho lập từ trước khi máy biết đọc hạn); giữ điều người đã quyết."""
    mine: Context = context.obj
    home = mine.home(create=False)
    before = Counter(record.state for record in home.deadlines.all())
    records = home.library.documents()
    with mine.progress("Đang đọc hạn", len(records)) as show:
        for place, record in enumerate(records, 1):
            read_deadlines_anew(home.library, record.id)
            show(place, len(records))
    after = Counter(record.state for record in home.deadlines.all())
    held = sum(after.values()) - after[DeadlineState.CANCELLED]
    new = sum(after.values()) - sum(before.values())
    waiting = after[DeadlineState.PROPOSED]
    value = {"documents": len(records), "deadlines": held, "new": new, "proposed": waiting}
    mine.give(value, f"Đã đọc lại {len(records)} văn bản: {held} hạn, {new} hạn mới, {waiting} hạn chờ xác nhận.")
