"""``tdkt people requests``: what people asked for about their own data, with the days by which it must be done."""

from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.cli.context import Context
from bot.clock import VIETNAM, now
from knowledge.errors import TdktError
from knowledge.people import Person
from knowledge.store.chat_records import DataRequest

_KINDS = {"copy": "xem dữ liệu", "correct": "sửa dữ liệu", "erase": "xóa dữ liệu", "withdraw": "rút đồng ý"}


def requests(
    context: typer.Context,
    done: Annotated[int | None, typer.Option(help="Ghi yêu cầu số này là đã làm xong.", metavar="SỐ")] = None,
) -> None:
    """Xem yêu cầu của người dùng về dữ liệu của chính họ chưa xong, kèm hạn; quá hạn được đánh dấu."""
    mine: Context = context.obj
    home = mine.home(create=False)
    if done is not None and not home.chats.carry_out(done, now().timestamp()):
        raise TdktError(f"Không có yêu cầu số {done} đang chờ.", "Xem số ở “tdkt people requests”.")
    rows = [_asked(request, home.people.of_chat(request.chat), mine.as_of) for request in home.chats.open_requests()]
    mine.give({"requests": rows}, "\n".join(map(_asked_line, rows)) or "Không có yêu cầu nào đang chờ.")


def _asked(request: DataRequest, person: Person | None, today: date) -> dict[str, Any]:
    return {
        "id": request.id, "chat": request.chat,
        "person": person.id if person else None, "name": person.name if person else "",
        "kind": request.kind, "detail": request.detail, "at": _moment(request.at),
        "acknowledge_by": request.acknowledge_by,
        "due_by": request.due_by, "overdue": today.isoformat() > request.due_by,
    }  # fmt: skip


def _asked_line(row: dict[str, Any]) -> str:
    who = f"{row['name']} (số {row['person']})" if row["name"] else f"cuộc trò chuyện {row['chat'][:8]} chưa liên kết"
    acknowledge, due = (f"{date.fromisoformat(row[key]):%d/%m/%Y}" for key in ("acknowledge_by", "due_by"))
    what = f"số {row['id']}, {_KINDS.get(row['kind'], row['kind'])}"
    what += f" (“{row['detail']}”)" if row["detail"] else ""
    line = f"{what}: {who}, báo đã nhận chậm nhất {acknowledge}, xong chậm nhất {due}"
    return f"⚠ QUÁ HẠN {line}" if row["overdue"] else line


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, VIETNAM).isoformat(timespec="minutes")
