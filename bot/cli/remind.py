"""``tdkt remind`` and ``tdkt calendar``: what goes out on a day, and what is due as a calendar file."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.bootstrap import Home
from bot.cli.context import Context
from bot.cli.vietnamese import Command
from bot.cli.wishes import person_of
from bot.delivery.addresses import Names
from bot.delivery.notices import Notices
from bot.reminders.ics import deadlines_calendar
from bot.reminders.preview import Foreseen, for_anybody, for_followers
from bot.reminders.register import Register, read_register
from bot.reminders.reminding import Reminding
from bot.reminders.wording import day_words, source_words, what_words
from bot.rows.due import Shown, row_of
from bot.switchboard import switched_on
from knowledge.deadlines import DeadlineState
from knowledge.errors import TdktError, UsageError
from knowledge.text import squeezed
from knowledge.working_days import is_working_day

_ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("calendar", cls=Command)(calendar)
    app.command("remind", cls=Command)(remind)


def calendar(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Tệp lịch sẽ ghi.", metavar="TỆP.ics")] = None,
    person: Annotated[int | None, typer.Option(help="Chỉ hạn mà người này theo dõi; nhắc theo ý người ấy.")] = None,
    unit: Annotated[str, typer.Option(help="Với --address: đơn vị có địa chỉ lịch.", metavar="TÊN")] = "",
    address: Annotated[bool, typer.Option("--address", help="In địa chỉ lịch riêng do “tdkt serve” phục vụ.")] = False,
    renew: Annotated[bool, typer.Option("--renew", help="Đổi địa chỉ riêng; địa chỉ cũ hết dùng được.")] = False,
) -> None:
    """Ghi các hạn đã xác nhận thành tệp lịch (ICS) cho điện thoại, Outlook, Google Calendar."""
    mine: Context = context.obj
    home = mine.home(create=False)
    if address or renew:
        _tell_address(mine, home, person, unit, renew=renew)
        return
    if output is None:
        raise UsageError("Chưa nói ghi lịch vào đâu.", "Ví dụ: tdkt calendar -o han.ics, hoặc --address --person 3.")
    held = _register(home)
    kept = [k for k in held.kept if k.state is DeadlineState.CONFIRMED]
    beside: dict[str, Any] = {}
    if person is not None:
        beside["name"] = f"Hạn của {person_of(home.people, person).name}"
        kept = [k for k in kept if person in held.followers[k.id]]
        if person in held.wishes:
            beside["wishes"] = held.wishes[person]
    home_name = Names(home.pseudonym_key()).of_home()
    content = deadlines_calendar(kept, clock.now(), home=home_name, **beside)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise TdktError(f"Không ghi được {output}: {error.strerror}.", "Hãy chọn nơi khác.") from error
    events = content.count(b"BEGIN:VEVENT")
    waiting = sum(k.state is DeadlineState.PROPOSED for k in held.kept)
    told = f"Đã ghi {events} hạn vào {output}."
    told += f" {waiting} hạn chờ xác nhận không có trong đó (tdkt deadlines)." if waiting and person is None else ""
    mine.give({"written": str(output), "deadlines": events, "person": person}, told)


def _tell_address(mine: Context, home: Home, person: int | None, unit: str, *, renew: bool) -> None:
    """Say the secret address of a person's or a unit's calendar."""
    from bot.home_feeds import feeds_of

    feeds = feeds_of(home)
    if person is not None:
        path = feeds.of_person(person_of(home.people, person).id or person)
    else:
        number = home.people.unit_id(unit) if unit else None
        if number is None:
            raise UsageError(f"Không có đơn vị “{unit}” trong danh sách.", "Ghi --person SỐ hoặc --unit TÊN.")
        path = feeds.of_unit(number)
    path = feeds.renew(path) if renew else path
    url = f"{mine.settings.public_url.rstrip('/') or f'http://{mine.settings.host}:{mine.settings.port}'}{path}"
    mine.give({"address": url}, f"{url}\nAi có địa chỉ này đều xem được lịch; lộ thì đổi bằng --renew.")


def remind(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không gửi gì.")] = False,
    to: Annotated[
        str, typer.Option("--to", help="all: mọi hạn dù chưa ai theo dõi; hoặc số của một người.", metavar="all|ID")
    ] = "",
) -> None:
    """Xem trước lời nhắc của một ngày (--as-of … --dry-run), hoặc ghi ngay lời nhắc đã đến giờ để gửi đi."""
    mine: Context = context.obj
    if dry_run:
        _preview(mine, to.strip().lower())
        return
    if to or mine.as_of != clock.now().date():
        raise UsageError("--to và --as-of chỉ dùng với --dry-run.", "Ví dụ: tdkt remind --as-of 2024-06-13 --dry-run")
    _look(mine)


def _look(mine: Context) -> None:
    """Write what has come due at this moment, once, as ``serve`` does every minute."""
    home = mine.home(create=False)
    channels = switched_on(mine.settings, home.path)
    if not channels:
        raise TdktError("Chưa bật kênh nào nên không nhắc được ai.", "Khai kênh theo .env.example rồi chạy lại.")
    names = Names(home.pseudonym_key())
    accounts = {name: channel.account for name, channel in channels.items()}
    capabilities = {name: channel.capabilities for name, channel in channels.items()}
    notices = Notices(home.people, home.chats, home.outbox, names, accounts, capabilities)
    reminding = Reminding(home.library, home.deadlines, home.reminders, home.people, notices, names.of_home())
    written = reminding.look(clock.now())
    mine.give({"written": written}, f"Đã ghi {written} tin nhắc hạn; tdkt serve gửi đi.")


@dataclass(frozen=True, slots=True)
class _Line:
    """A reminder that is foreseen, for whom, and whether it was written before."""

    foreseen: Foreseen
    people: tuple[int, ...]
    written: bool


def _preview(mine: Context, to: str) -> None:
    home, day = mine.home(create=False), mine.as_of
    number = None if to == _ALL else _number(home, to)
    held = _register(home)
    own = for_followers(held, home.reminders, day)
    known = home.reminders.known([f.due.key() for f in own])
    meant = for_anybody(held, day) if to == _ALL else [f for f in own if number in (None, f.due.person_id)]
    lines = []
    for one in meant:
        same = [f for f in own if (f.due.deadline_id, f.time) == (one.due.deadline_id, one.time)]
        same = same if to == _ALL else [one]
        people = tuple(dict.fromkeys(f.due.person_id for f in same))
        lines.append(_Line(one, people, bool(same) and all(f.due.key() in known for f in same)))
    told = [f"{_day(day)}, nhắc {len(lines)} việc:", *(_told(held, line) for line in lines)]
    value = {"day": day.isoformat(), "to": to or "followers", "reminders": [_row(held, line) for line in lines]}
    mine.give(value, "\n".join(told) if lines else _nothing(day))


def _number(home: Home, to: str) -> int | None:
    if not to:
        return None
    if re.fullmatch(r"\d{1,15}", to, re.ASCII) is None:
        raise UsageError(f"--to “{to}” không phải all hay số của một người.", "Xem số ở “tdkt people list”.")
    return person_of(home.people, int(to)).id


def _row(held: Register, line: _Line) -> dict[str, Any]:
    one = line.foreseen
    return {
        "deadline": row_of(Shown(held.records[one.kept.id], one.kept, one.time)),
        "last_day": one.time.last_day.isoformat(),
        "stage": one.due.stage.days,
        "days_left": one.days_left(),
        "why": one.why(),
        "at": one.due.at.astimezone(clock.VIETNAM).isoformat(),
        "waiting": one.waiting,
        "written": line.written,
        "people": [{"id": p, "name": held.people[p].name} for p in line.people],
    }


def _told(held: Register, line: _Line) -> str:
    one = line.foreseen
    marks = ["chờ xác nhận, chưa gửi"] if one.waiting else []
    marks += ["đã ghi để gửi"] if line.written else []
    mark = f" ({'; '.join(marks)})" if marks else ""
    at = one.due.at.astimezone(clock.VIETNAM)
    told = [f"[{one.kept.id}] {at:%H:%M}, {one.why()}, chậm nhất {day_words(one.time.last_day)}{mark}: "
            f"{what_words(one.kept)}"]  # fmt: skip
    named = ", ".join(f"{held.people[p].name} (số {p})" for p in line.people)
    told.append(f"    cho: {named or 'chưa ai theo dõi'}")
    quote = one.kept.deadline.quote if one.kept.document else ""
    place = f"({source_words(one.kept)})" if source_words(one.kept) else ""
    said = " ".join(filter(None, [f"«{squeezed(quote)}»" if quote else "", place]))
    return "\n".join([*told, *([f"    {said}"] if said else [])])


def _nothing(day: date) -> str:
    off = "" if is_working_day(day) else " Đó là ngày nghỉ: việc của ngày ấy được nhắc vào ngày làm việc trước."
    return f"{_day(day)}: không nhắc hạn nào.{off}"


def _day(day: date) -> str:
    words = day_words(day)
    return words[:1].upper() + words[1:]


def _register(home: Home) -> Register:
    return read_register(home.library, home.deadlines, home.reminders, home.people)
