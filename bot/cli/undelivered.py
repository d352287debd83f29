"""``tdkt undelivered``: messages that reached nobody as far as we know, until a person has seen to them."""

import re
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.cli.context import Context
from bot.cli.vietnamese import Command, Group
from bot.clock import VIETNAM, now
from bot.delivery.wording import LOST_WORDS
from knowledge.errors import UsageError
from knowledge.store.outgoing import Outcome, Undelivered


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group, help="Tin nhắn chưa gửi được: cho ai, việc gì, vì sao.", invoke_without_command=True)
    group.callback()(undelivered)
    group.command("settle", cls=Command)(settle)
    app.add_typer(group, name="undelivered")


def undelivered(context: typer.Context) -> None:
    """Xem tin nhắn chưa gửi được: cho ai, về việc gì, vì sao, lúc nào; xử lý xong thì “settle”."""
    if context.invoked_subcommand is not None:
        return
    mine: Context = context.obj
    rows = list(map(_row, mine.home(create=False).outbox.undelivered()))
    told = "\n".join(map(_line, rows))
    mine.give({"undelivered": rows}, told or "Không có tin nào chưa gửi được.")


def settle(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Số của tin, xem “undelivered”.", metavar="ID")],
) -> None:
    """Ghi rằng đã xử lý các tin chưa gửi được, để chúng ra khỏi danh sách."""
    mine: Context = context.obj
    numbers = [_number(written) for written in ids]
    outbox, at = mine.home(create=False).outbox, now().timestamp()
    settled = [number for number in numbers if outbox.settle(number, at)]
    unknown = [number for number in numbers if number not in settled]
    told = f"Đã ghi nhận {len(settled)} tin."
    if unknown:
        told += f" Không có tin chưa gửi được mang số {', '.join(map(str, unknown))}: xem “tdkt undelivered”."
    mine.give({"settled": settled, "unknown": unknown}, told)
    if unknown:
        raise typer.Exit(1)


def _number(written: str) -> int:
    if not re.fullmatch(r"\d{1,15}", written, re.ASCII):
        raise UsageError(f"Cần số của tin, nhận được: {written}.", "Chạy “tdkt undelivered” để xem.")
    return int(written)


def _row(message: Undelivered) -> dict[str, Any]:
    return {
        "id": message.id, "person": message.person, "name": message.name, "unit": message.unit,
        "about": message.about, "outcome": message.outcome.value, "reason": message.reason,
        "at": datetime.fromtimestamp(message.at, VIETNAM).isoformat(timespec="minutes"),
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    whom = ", ".join(filter(None, (row["name"], row["unit"]))) or "không rõ cho ai"
    when = f"{datetime.fromisoformat(row['at']):%H:%M %d/%m/%Y}"
    why = ": ".join(filter(None, (LOST_WORDS[Outcome(row["outcome"])], row["reason"])))
    return f"[{row['id']}] {whom} – {row['about'] or 'không ghi việc gì'} – {why} ({when})"
