"""``tdkt people wishes``: when a person is reminded of what is due."""

from dataclasses import replace
from datetime import time
from typing import Annotated, Any

import typer

from bot.cli.context import Context
from bot.reminders.register import wishes_of, written_wishes
from bot.reminders.wishes import Wishes
from bot.reminders.wishing import hour_written, lead_days_written
from knowledge.errors import TdktError, UsageError
from knowledge.people import Person
from knowledge.store.people import People


def register(group: typer.Typer, command: type[Any]) -> None:
    """Add the command to the group of people."""
    group.command("wishes", cls=command)(wishes)


def wishes(
    context: typer.Context,
    person_id: Annotated[int, typer.Argument(help="Số của người, xem “people list”.", metavar="ID")],
    lead: Annotated[str, typer.Option(help="Nhắc trước bao nhiêu ngày, ví dụ 14,7,3,1,0.")] = "",
    hour: Annotated[str, typer.Option(help="Giờ nhắc, ví dụ 07:30.")] = "",
    quiet: Annotated[str, typer.Option(help="Giờ yên lặng, ví dụ 22:00-06:00; hai giờ bằng nhau là không có.")] = "",
    stop: Annotated[bool | None, typer.Option("--stop/--resume", help="Thôi nhắc hẳn, hay nhắc trở lại.")] = None,
) -> None:
    """Xem, sửa cách nhắc hạn cho một người: trước mấy ngày, giờ nào, giờ nào không nhắc, thôi nhắc."""
    mine: Context = context.obj
    home = mine.home(create=False)
    person = person_of(home.people, person_id)
    held = home.reminders.wishes().get(person_id)
    wanted = _changed(wishes_of(held) if held else Wishes(), lead, hour, quiet, stop=stop)
    if lead or hour or quiet or stop is not None:
        home.reminders.wish(person_id, written_wishes(wanted))
    mine.give({"person": person_id, **written_wishes(wanted)}, _told(person, wanted))


def person_of(people: People, number: int) -> Person:
    """Return the person with a number.

    Raises:
        TdktError: there is no such person.
    """
    person = people.find(number)
    if person is None:
        raise TdktError(f"Không có người số {number}.", "Chạy “tdkt people list” để xem.")
    return person


def hour_of(written: str, option: str) -> time:
    """Return the time of day that an option names: 07:30, 7h30, 16h.

    Raises:
        UsageError: it is none.
    """
    found = hour_written(written)
    if found is None:
        raise UsageError(f"{option} “{written}” không phải một giờ trong ngày.", "Hãy viết 07:30 hoặc 16h30.")
    return found


def _changed(wishes: Wishes, lead: str, hour: str, quiet: str, *, stop: bool | None) -> Wishes:
    if lead:
        wishes = _with_leads(wishes, lead)
    if hour:
        wishes = replace(wishes, hour=hour_of(hour, "--hour"))
    if quiet:
        begin, dash, end = quiet.partition("-")
        if not dash:
            raise UsageError(f"--quiet “{quiet}” không phải một khoảng giờ.", "Hãy viết 22:00-06:00.")
        wishes = replace(wishes, quiet_from=hour_of(begin, "--quiet"), quiet_to=hour_of(end, "--quiet"))
    if stop is not None:
        wishes = replace(wishes, stopped=stop, paused_until=None)
    return wishes


def _with_leads(wishes: Wishes, lead: str) -> Wishes:
    days = lead_days_written(lead)
    if days is None:
        raise UsageError(
            f"--lead “{lead}” không phải các số ngày từ 0 đến 365.", "Hãy viết 14,7,3,1,0; 0 là sáng ngày cuối."
        )
    return replace(wishes, lead_days=days)


def _told(person: Person, wishes: Wishes) -> str:
    if wishes.stopped:
        return f"{person.name}: không nhận nhắc hạn (nhắc trở lại: --resume)."
    leads = ", ".join(str(days) if days else "0 (sáng ngày cuối)" for days in wishes.lead_days)
    quiet = f"yên lặng {wishes.quiet_from:%H:%M}-{wishes.quiet_to:%H:%M}"
    if wishes.quiet_from == wishes.quiet_to:
        quiet = "không có giờ yên lặng"
    paused = f", tạm dừng đến {wishes.paused_until:%d/%m/%Y %H:%M}" if wishes.paused_until else ""
    return f"{person.name}: nhắc lúc {wishes.hour:%H:%M}, trước {leads} ngày, {quiet}{paused}."
