"""``tdkt keys``: the keys by which other programs use the API."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bot import clock
from bot.cli.context import Context
from bot.cli.invite import person_meant
from bot.cli.vietnamese import Command, Group
from bot.clock import VIETNAM
from knowledge.errors import TdktError, UsageError
from knowledge.people import Person
from knowledge.store.api_keys import ApiKey, KeyScope
from knowledge.text import normalised, squeezed

_SCOPES = ", ".join(KeyScope)
_LONGEST_NAME = 100


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group, help="Khóa API cho chương trình khác: cấp, xem, thu hồi.", no_args_is_help=True)
    for name, act in (("list", list_keys), ("make", make), ("revoke", revoke)):
        group.command(name, cls=Command)(act)
    group.callback()(lambda: None)
    app.add_typer(group, name="keys")


def list_keys(context: typer.Context) -> None:
    """Xem các khóa: của ai, được làm gì, dùng lần cuối khi nào, đã thu hồi chưa."""
    mine: Context = context.obj
    home = mine.home(create=False)
    people = {person.id: person for person in home.people.all()}
    rows = [_row(key, people.get(key.person)) for key in home.api_keys.all()]
    told = "\n".join(map(_line, rows)) or "Chưa có khóa nào. Cấp: tdkt keys make --person ID --name … --scope hoi"
    mine.give({"keys": rows}, told)


def make(
    context: typer.Context,
    person: Annotated[str, typer.Option(help="Số hoặc họ tên người đứng tên; khóa thấy điều người ấy thấy.")],
    name: Annotated[str, typer.Option(help="Khóa dùng cho việc gì, ví dụ “Phần mềm hồ sơ”.")],
    scope: Annotated[list[str], typer.Option(help=f"Được làm gì; lặp lại được: {_SCOPES}.")],
) -> None:
    """Cấp một khóa; khóa chỉ hiện một lần này."""
    from bot.web.api.keys import new_key
    from bot.web.visits import hashed

    mine: Context = context.obj
    wanted, called = _scopes(scope), squeezed(normalised(name))
    if not called or len(called) > _LONGEST_NAME:
        raise UsageError(f"Tên khóa cần từ 1 đến {_LONGEST_NAME} ký tự.", "Ví dụ: --name “Phần mềm hồ sơ”")
    home = mine.home(create=False)
    owner = person_meant(home.people, person)
    secret = new_key()
    key = home.api_keys.make(hashed(secret), called, wanted, owner.id or 0, mine.actor, clock.now().timestamp())
    told = (
        f"Khóa số {key.id} của {owner.name}: {secret}\n"
        "Khóa không được lưu lại, hãy chép ngay; gửi nó trong Authorization: Bearer KHÓA. Thu hồi: "
        f"tdkt keys revoke {key.id}"
    )
    mine.give({"key": secret, **_row(key, owner)}, told)


def revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Số của khóa, xem “keys list”.", metavar="SỐ", min=1, max=2**31 - 1)],
) -> None:
    """Thu hồi một khóa: nó hết dùng ngay."""
    mine: Context = context.obj
    if not mine.home(create=False).api_keys.revoke(number, mine.actor, clock.now().timestamp()):
        raise TdktError(f"Không có khóa số {number} đang dùng được.", "Xem số ở “tdkt keys list”.")
    mine.give({"revoked": number}, f"Đã thu hồi khóa số {number}.")


def _scopes(written: list[str]) -> list[KeyScope]:
    unknown = [name for name in written if name not in set(KeyScope)]
    if unknown:
        raise UsageError(f"Không có phạm vi “{unknown[0]}”.", f"Các phạm vi: {_SCOPES}.")
    return [KeyScope(name) for name in written]


def _row(key: ApiKey, owner: Person | None) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "person": {"id": key.person, "name": owner.name if owner else None},
        "scopes": sorted(key.scopes),
        "made_at": _moment(key.made_at),
        "used_at": _moment(key.used_at),
        "revoked_at": _moment(key.revoked_at),
        "opens": key.revoked_at is None and owner is not None and owner.active,
    }


def _moment(at: float | None) -> str | None:
    return datetime.fromtimestamp(at, VIETNAM).isoformat(timespec="seconds") if at is not None else None


def _line(row: dict[str, Any]) -> str:
    used = f"dùng lần cuối {row['used_at']}" if row["used_at"] else "chưa dùng"
    state = "" if row["opens"] else ("đã thu hồi" if row["revoked_at"] else "hết dùng vì người đứng tên đã nghỉ")
    parts = (row["name"], f"của {row['person']['name']}", ", ".join(row["scopes"]), used, state)
    return f"[{row['id']}] " + " · ".join(filter(None, parts))
