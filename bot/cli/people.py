"""``tdkt people``: the people of the unit, and the codes that link their chats."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import wishes
from bot.cli.context import Context
from bot.cli.data_requests import requests
from bot.cli.vietnamese import Command, Group
from bot.clock import now
from bot.delivery.addresses import Names
from bot.invitations import issued, shown
from knowledge.audiences import group_name, role_called, role_group
from knowledge.errors import TdktError, UsageError
from knowledge.people import Person, Role
from knowledge.store.people import People
from knowledge.text import normalised, squeezed

_ROLES = ", ".join(Role)
_ROLE_HELP = f"Vai trò: {_ROLES}."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        cls=Group, help="Người của đơn vị: danh sách, mã liên kết, yêu cầu của họ.", no_args_is_help=True
    )
    group.command("list", cls=Command)(list_people)
    group.command("import", cls=Command)(import_list)
    group.command("template", cls=Command)(template)
    group.command("add", cls=Command)(add)
    group.command("change", cls=Command)(change)
    group.command("remove", cls=Command)(remove)
    group.command("invite", cls=Command)(invite)
    group.command("requests", cls=Command)(requests)
    wishes.register(group, Command)
    group.callback()(lambda: None)
    app.add_typer(group, name="people")


# -- who there is ---------------------------------------------------------------------------------------


def list_people(context: typer.Context) -> None:
    """Xem mọi người: số, họ tên, đơn vị, vai trò, đã liên kết mấy cuộc trò chuyện."""
    mine: Context = context.obj
    home = mine.home(create=False)
    rows = [_row(person, len(home.chats.of_person(person.id or 0))) for person in home.people.all()]
    mine.give({"people": rows}, "\n".join(map(_line, rows)) or "Chưa có ai. Nạp danh sách: tdkt people import TỆP.xlsx")


def _row(person: Person, linked: int) -> dict[str, Any]:
    return {
        "id": person.id, "name": person.name, "code": person.code, "email": person.email, "unit": person.unit,
        "role": person.role.value, "channels": list(person.channels), "active": person.active, "linked": linked,
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    role = group_name(role_group(Role(row["role"]))).removeprefix("vai trò ")
    linked = f"{row['linked']} cuộc trò chuyện" if row["linked"] else "chưa liên kết"
    parts = (row["name"], row["code"], row["unit"], role, row["email"], linked, "" if row["active"] else "đã nghỉ")
    return f"[{row['id']}] " + " · ".join(filter(None, parts))


def import_list(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Danh sách Excel.", metavar="TỆP.xlsx")]
) -> None:
    """Nạp danh sách cán bộ từ Excel; dòng sai được báo, không chặn dòng khác; nạp lại thì cập nhật."""
    from bot.staff_joining import merged
    from bot.staff_list import read_staff_list

    mine: Context = context.obj
    listed = read_staff_list(file)
    people = mine.home().people
    changes = merged(people.all(), listed)
    added, changed = people.save(changes, mine.actor, now().timestamp()) if changes else (0, 0)
    faults = [{"row": f.row, "given": f.given, "expected": f.expected} for f in listed.faults]
    told = [f"Thêm {added} người, sửa {changed}, giữ nguyên {len(listed.people) - added - changed}."]
    told += [f"⚠ Dòng {f.row} chưa nạp: {f.given}. Cần: {f.expected}." for f in listed.faults]
    mine.give({"added": added, "changed": changed, "faults": faults}, "\n".join(told))


def template(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Tệp sẽ ghi.", metavar="TỆP.xlsx")]
) -> None:
    """Ghi một danh sách Excel mẫu để điền rồi nạp bằng “people import”."""
    from bot.staff_list import write_template

    mine: Context = context.obj
    write_template(file)
    mine.give({"written": str(file)}, f"Đã ghi {file}: điền từ dòng 3, dòng ví dụ được bỏ qua khi nạp.")


# -- one person -----------------------------------------------------------------------------------------


def add(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Họ và tên.")],
    code: Annotated[str, typer.Option(help="Mã cán bộ.")] = "",
    email: Annotated[str, typer.Option(help="Thư điện tử để nhận nhắc việc.")] = "",
    unit: Annotated[str, typer.Option(help="Phòng, ban, đơn vị.")] = "",
    role: Annotated[str, typer.Option(help=_ROLE_HELP)] = Role.OFFICER,
) -> None:
    """Thêm một người."""
    mine: Context = context.obj
    entry = _with(Person(""), name=name, email=email, unit=unit, role=role)
    entry = replace(entry, code=_text(code))
    people = mine.home().people
    same = next((p for p in people.all() if entry.code and p.code.casefold() == entry.code.casefold()), None)
    if same is not None:
        raise TdktError(f"Mã cán bộ {same.code} là của {_called(same)}.", f"Sửa: tdkt people change {same.id} …")
    people.save([entry], mine.actor, now().timestamp())
    made = max(people.all(), key=lambda p: p.id or 0)
    mine.give({"added": _row(made, 0)}, f"Đã thêm {_called(made)}. Mã liên kết: tdkt people invite {made.id}")


def change(
    context: typer.Context,
    person_id: Annotated[str, typer.Argument(help="Số của người, xem “people list”.", metavar="ID")],
    name: Annotated[str | None, typer.Option(help="Họ và tên đúng.")] = None,
    email: Annotated[str | None, typer.Option(help="Thư điện tử đúng; “” để bỏ.")] = None,
    unit: Annotated[str | None, typer.Option(help="Đơn vị đúng; “” để bỏ.")] = None,
    role: Annotated[str | None, typer.Option(help=_ROLE_HELP)] = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Còn làm việc, hay đã nghỉ.")] = None,
) -> None:
    """Sửa một người, hoặc ghi là đã nghỉ: người đã nghỉ không còn xem được văn bản của đơn vị."""
    mine: Context = context.obj
    home = mine.home(create=False)
    known = _person(home.people, person_id)
    changed = _with(known, name=name, email=email, unit=unit, role=role)
    changed = changed if active is None else replace(changed, active=active)
    if all(given is None for given in (name, email, unit, role, active)):
        raise UsageError("Chưa nói sửa gì.", f"Ví dụ: tdkt people change {known.id} --role to_chuc_can_bo")
    home.people.save([changed], mine.actor, now().timestamp())
    row = _row(home.people.find(known.id or 0) or changed, len(home.chats.of_person(known.id or 0)))
    mine.give({"changed": row}, f"Đã sửa. {_line(row)}")


def _with(person: Person, *, name: str | None, email: str | None, unit: str | None, role: str | None) -> Person:
    """Return a person with what an operator typed; None leaves what is."""
    from bot.staff_rows import is_sound_address

    fields: dict[str, Any] = {
        f: _text(v) for f, v in (("name", name), ("email", email), ("unit", unit)) if v is not None
    }
    if not any(c.isalpha() for c in fields.get("name", "a")):
        raise UsageError(f"“{name}” không phải họ tên.", "Ví dụ: --name “Lò Thị Mai”")
    if fields.get("email") and not is_sound_address(fields["email"]):
        raise UsageError(f"“{email}” không phải địa chỉ thư điện tử.", "Ví dụ: --email mai.lt@donvi.gov.vn")
    if fields.get("unit") and not any(c.isalpha() for c in fields["unit"]):
        raise UsageError(f"“{unit}” không phải tên đơn vị.", "Ví dụ: --unit “Phòng Tổ chức cán bộ”")
    if role is not None:
        fields["role"] = role_called(role)
        if fields["role"] is None:
            raise UsageError(f"Không có vai trò “{role}”.", f"Các vai trò: {_ROLES}.")
    return replace(person, **fields)


# -- codes ----------------------------------------------------------------------------------------------


def remove(
    context: typer.Context,
    person_id: Annotated[int, typer.Argument(help="Số của người cần xóa.", metavar="SỐ")],
) -> None:
    """Xóa hẳn một người cùng các liên kết của người ấy (khi người ấy yêu cầu xóa dữ liệu)."""
    mine: Context = context.obj
    if not mine.home(create=False).people.remove(person_id, mine.actor):
        raise TdktError(f"Không có người số {person_id}.", "Xem số ở “tdkt people list”.")
    mine.give({"removed": person_id}, f"Đã xóa người số {person_id}.")


def invite(
    context: typer.Context,
    person_id: Annotated[
        str | None, typer.Argument(help="Số của người; bỏ trống để có quản trị đầu tiên.", metavar="ID")
    ] = None,
) -> None:
    """Cấp mã một lần để một người liên kết cuộc trò chuyện của mình; mã trước của người ấy hết dùng."""
    mine: Context = context.obj
    home = mine.home(create=person_id is None)
    person = _invited(home.people, person_id)
    number = person.id if person else None
    code = shown(issued(home.people, Names(home.pseudonym_key()).of_code, number, now().timestamp()))
    minutes = round(home.people.rules.good_for / 60)
    message = f"/lienket {code}"
    told = (
        f"Mã của {_called(person) if person else 'quản trị đầu tiên'}: {code}\n"
        f"Dùng một lần, trong {minutes} phút. Nhắn cho bot: {message}\n"
        "Chỉ đưa mã cho đúng người ấy; mã không được lưu lại, mất thì cấp mã mới."
    )
    listed = [] if person else home.people.administrators()
    told += "".join(
        f"\nDanh sách đã có quản trị {_called(p)}; mã của người ấy: tdkt people invite {p.id}" for p in listed
    )
    mine.give({"code": code, "person": number, "minutes": minutes, "message": message}, told)


def _called(person: Person) -> str:
    return f"{person.name} (số {person.id})"


def _invited(people: People, person_id: str | None) -> Person | None:
    """Return who gets a code; None for whoever becomes the first administrator."""
    if person_id is not None:
        person = _person(people, person_id)
        if not person.active:
            raise TdktError(f"{_called(person)} đã nghỉ.", f"Mở lại: tdkt people change {person.id} --active")
        return person
    if people.has_linked_administrator():
        raise TdktError(
            "Đã có quản trị liên kết rồi, không cấp mã quản trị đầu tiên nữa.",
            "Cấp mã cho một người: tdkt people invite ID; thêm quản trị: tdkt people change ID --role quan_tri",
        )
    return None


def _person(people: People, written: str) -> Person:
    """Return the person of a number as it was typed."""
    if not re.fullmatch(r"\d{1,15}", written, re.ASCII):
        raise UsageError(f"Cần số của một người, nhận được: {written}.", "Chạy “tdkt people list” để xem.")
    person = people.find(int(written))
    if person is None:
        raise TdktError(f"Không có người số {written}.", "Chạy “tdkt people list” để xem.")
    return person


def _text(typed: str) -> str:
    return squeezed(normalised(typed))
