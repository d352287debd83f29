"""``tdkt invite``: the address that logs a person in on the web once."""

from typing import Annotated

import typer

from bot import clock
from bot.bootstrap import Home
from bot.cli.context import Context
from bot.cli.vietnamese import Command
from bot.delivery.addresses import Names, written_message
from bot.messages import ChatAddress, Paragraph, said
from bot.switchboard import switched_on
from knowledge.errors import TdktError, UsageError
from knowledge.people import Person
from knowledge.store.outgoing import Draft
from knowledge.store.people import People
from knowledge.text import folded, squeezed

_EVERYWHERE = {"0.0.0.0", "::"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("invite", cls=Command)(invite)


def invite(
    context: typer.Context,
    whom: Annotated[str, typer.Argument(help="Số hoặc họ tên của người, xem “people list”.", metavar="NGƯỜI")],
    mail: Annotated[bool, typer.Option("--mail", help="Gửi liên kết tới e-mail của người ấy, không in ra.")] = False,
) -> None:
    """Cấp liên kết đăng nhập trang web dùng một lần (mã liên kết trò chuyện: tdkt people invite)."""
    from bot.web.login import login_address

    mine: Context = context.obj
    home = mine.home(create=False)
    person = person_meant(home.people, whom)
    sessions, now = home.web_sessions, clock.now()
    minutes = round(sessions.rules.link / 60)
    value = {"person": person.id, "minutes": minutes, "mailed": mail}
    if mail:
        way = _mailbox(mine, home, person)
        link = login_address(sessions, mine.settings.public_url, person.id or 0, now)
        _write(home, way, person, link, minutes)
        _note(mine, home, person)
        told = f"Đã xếp thư cho {person.name} ({person.email}); “tdkt serve” gửi đi. Liên kết dùng một lần"
        mine.give({**value, "link": None}, f"{told} trong {minutes} phút.")
        return
    link = login_address(sessions, _address(mine), person.id or 0, now)
    _note(mine, home, person)
    told = f"Liên kết của {person.name}, dùng một lần trong {minutes} phút, chỉ đưa cho đúng người ấy:\n{link}"
    if not mine.settings.public_url:
        told += "\nChưa khai TDKT_PUBLIC_URL nên liên kết chỉ mở được trên chính máy chủ này."
    mine.give({**value, "link": link}, told)


def person_meant(people: People, written: str) -> Person:
    """Return the person of the unit that a number or a name means.

    Raises:
        TdktError: there is nobody such, more than one, or the person has left.
    """
    key = squeezed(folded(written))
    if not key:
        raise UsageError("Chưa nói người nào.", "Chạy “tdkt people list” để xem.")
    by_number = key.isascii() and key.isdigit()
    found = [p for p in people.all() if (str(p.id) == key if by_number else squeezed(folded(p.name)) == key)]
    if not found:
        raise TdktError(f"Không có người nào là “{written}”.", "Chạy “tdkt people list” để xem.")
    if len(found) > 1:
        numbers = ", ".join(str(p.id) for p in found)
        raise TdktError(f"Có {len(found)} người tên “{written}”: số {numbers}.", "Hãy ghi số của người ấy.")
    (person,) = found
    if not person.active:
        raise TdktError(f"{person.name} (số {person.id}) đã nghỉ.", f"Mở lại: tdkt people change {person.id} --active")
    return person


def _note(mine: Context, home: Home, person: Person) -> None:
    home.library.note(mine.actor, "login link", None, f"người số {person.id}")


def _address(mine: Context) -> str:
    """Return where people reach the site; this machine where no public address is set."""
    host = "127.0.0.1" if mine.settings.host in _EVERYWHERE else mine.settings.host
    return mine.settings.public_url or f"http://{host}:{mine.settings.port}"


def _mailbox(mine: Context, home: Home, person: Person) -> ChatAddress:
    if not person.email:
        raise TdktError(f"{person.name} chưa có e-mail.", f"Thêm: tdkt people change {person.id} --email …")
    if not mine.settings.public_url:
        raise TdktError("Chưa khai TDKT_PUBLIC_URL nên người nhận thư không mở được liên kết.", "Bỏ --mail để in ra.")
    channel = next((c for c in switched_on(mine.settings, home.path).values() if c.capabilities.by_email), None)
    if channel is None:
        raise TdktError("Chưa khai máy chủ gửi thư (TDKT_SMTP_HOST, TDKT_SMTP_SENDER).", "Bỏ --mail để in ra.")
    return ChatAddress(channel.name, channel.account, person.email)


def _write(home: Home, to: ChatAddress, person: Person, link: str, minutes: int) -> None:
    """Write the letter; nothing of it stays once it was sent, and it is not sent once the link is over."""
    now = clock.now().timestamp()
    words = f"Liên kết đăng nhập của riêng anh/chị, dùng một lần trong {minutes} phút: {link}"
    message = said(words).and_also(Paragraph("Không phải anh/chị yêu cầu thì bỏ qua thư này."))
    draft = Draft(
        (Names(home.pseudonym_key()).way_to(to),), written_message(message), "notice",
        about="liên kết đăng nhập", person=person.id, passing=True, expires_at=now + home.web_sessions.rules.link,
    )  # fmt: skip
    home.outbox.write([draft], now)
