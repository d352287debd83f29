"""``tdkt init``, ``library load``, ``reindex``, ``doctor``."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bootstrap import INDEX
from bot.channels.base import ChannelError
from bot.cli.context import Context
from bot.cli.criteria_checks import ending_lines, held_numbers, missing_lines, number_key, waiting_lines
from bot.cli.vietnamese import Command, Group
from bot.clock import now
from bot.delivery.quota import people_met, sent_this_month
from bot.rows.due import shown, waiting
from bot.switchboard import switched_on
from ingest.pipeline import ingest_files
from knowledge.errors import DataError, IndexMismatch, UsageError
from knowledge.store.records import Unit
from knowledge.validity import register as registered_texts
from retriever.embedding import StaticEmbedder
from retriever.index import LexicalIndex, VectorIndex
from retriever.index.both import LEXICAL, VECTOR

_SOON_DAYS = 120
_NEAR_THE_END = 0.7  # share of a month's messages


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init", cls=Command)(init)
    app.command("reindex", cls=Command)(reindex)
    app.command("doctor", cls=Command)(doctor)
    group = typer.Typer(cls=Group, help="Bản tóm lược kèm theo chương trình.", no_args_is_help=True)
    group.command("load", cls=Command)(load)
    group.callback()(lambda: None)
    app.add_typer(group, name="library")


def init(
    context: typer.Context,
    unit: Annotated[str, typer.Option(help="Tên đơn vị.")],
    parent: Annotated[list[str] | None, typer.Option(help="Cấp trên, từ gần đến xa; lặp lại được.")] = None,
    contact: Annotated[str, typer.Option(help="Nơi để hỏi khi không tìm thấy câu trả lời.")] = "",
) -> None:
    """Ghi kho này của đơn vị nào, cấp trên là ai, hỏi thêm ở đâu."""
    mine: Context = context.obj
    if not unit.strip():
        raise UsageError("Tên đơn vị đang để trống.", "Ví dụ: tdkt init --unit “Sở Nội vụ tỉnh Nghệ An”")
    described = Unit(unit.strip(), tuple(parent or ()), contact.strip())
    mine.home().library.set_unit(described, mine.actor)
    value = {"unit": described.name, "parents": list(described.parents), "contact": described.contact}
    mine.give(value, f"Kho {mine.home_path} thuộc {described.name}.")


def shipped_summaries() -> list[Path]:
    """Return the paths of the summaries that come with the program."""
    root = Path(str(files("knowledge.library")))
    return sorted(root.rglob("*.md"))


def load(context: typer.Context) -> None:
    """Nạp các bản tóm lược kèm theo; bản chính nạp sau sẽ được ưu tiên."""
    mine: Context = context.obj
    home = mine.home()
    paths = shipped_summaries()
    with mine.progress("Đang nạp bản tóm lược", len(paths)) as show:
        outcomes = []
        for outcome in ingest_files(home.library, paths):
            outcomes.append(outcome)
            show(len(outcomes), len(paths))
    with mine.progress("Đang lập chỉ mục") as show:
        home.apply(show)
    changed = sum(o.status in ("added", "updated") for o in outcomes)
    mine.give(
        {"loaded": len(outcomes), "changed": changed},
        f"Có {len(outcomes)} bản tóm lược trong kho ({changed} mới).",
    )


def reindex(context: typer.Context) -> None:
    """Lập lại toàn bộ chỉ mục từ dữ liệu gốc."""
    mine: Context = context.obj
    home = mine.home(create=False)
    with mine.progress("Đang lập chỉ mục") as show:
        index = home.reindex(show).lexical
    mine.give(
        {"passages": index.count(), "revision": index.applied_revision},
        f"Đã lập chỉ mục {index.count()} đoạn.",
    )


def doctor(context: typer.Context) -> None:
    """Xem kho có gì, thiếu gì, văn bản nào sắp hết hiệu lực."""
    mine: Context = context.obj
    checks = list(_checks(mine))
    told = "\n".join(f"{'✓' if c['ok'] else '⚠'} {c['what']}" for c in checks)
    mine.give({"checks": checks}, told)


def _check(what: str, *, ok: bool = True) -> dict[str, Any]:
    return {"ok": ok, "what": what}


def _checks(mine: Context) -> list[dict[str, Any]]:
    if not (mine.home_path / "tdkt.sqlite").is_file():
        return [_check(f"Chưa có kho ở {mine.home_path}: chạy “tdkt library load” hoặc “tdkt ingest …”.", ok=False)]
    library = mine.home(create=False).library
    unit = library.unit()
    records = library.documents()
    indexes = _indexes(mine.home_path / INDEX)
    lags = [library.revision() - index.applied_revision for index in indexes or ()]
    behind = (min(lags) if min(lags) < 0 else max(lags)) if lags else None
    passages = indexes[0].count() if indexes else 0
    checks = [
        _check(
            f"Đơn vị: {unit.name}." if unit.name else "Chưa khai đơn vị: chạy “tdkt init --unit …”.",
            ok=bool(unit.name),
        ),
        _check(
            "Có nơi để hỏi khi không tìm thấy." if unit.contact else "Chưa khai nơi liên hệ (--contact).",
            ok=bool(unit.contact),
        ),
        _check(f"{len(records)} văn bản, {passages} đoạn trong chỉ mục.", ok=bool(records)),
        _check(_index_words(behind), ok=behind == 0),
    ]
    return checks + _deadline_checks(mine) + _channel_checks(mine) + _register_checks(mine) + _criteria_checks(mine)


def _deadline_checks(mine: Context) -> list[dict[str, Any]]:
    """Return how many deadlines wait for somebody to say that they are right; those that are over do not count."""
    home = mine.home(create=False)
    count = len(waiting(shown(home.library, home.deadlines, mine.as_of), mine.as_of))
    return [_check(f"{count} hạn chưa qua chờ xác nhận (tdkt deadlines, tdkt deadlines confirm).", ok=not count)]


def _channel_checks(mine: Context) -> list[dict[str, Any]]:
    """Return how the channels stand: switched on, half configured, leaving the country, near their month's end."""
    home = mine.home(create=False)
    try:
        channels = switched_on(mine.settings, home.path)
    except ChannelError as error:
        return [_check(str(error), ok=False)]
    if not channels:
        return [_check("Chưa bật kênh trò chuyện nào (xem .env.example); hỏi được ở cửa sổ lệnh.")]
    found = []
    for channel in channels.values():
        most, words = channel.capabilities.monthly_messages, f"Kênh {channel.title}: đã khai."
        used = sent_this_month(home.counters, channel.name, now())
        if most is not None:
            met = people_met(home.counters, channel.name)
            words += f" Tháng này đã gửi {used} trong {most} tin; khoảng {met} người đã dùng."
        found.append(_check(words, ok=most is None or used < most * _NEAR_THE_END))
        if channel.abroad:
            found.append(_check(f"{channel.title}: chuyển dữ liệu ra nước ngoài, cần hồ sơ đánh giá.", ok=False))
    lost, asked = len(home.outbox.undelivered()), len(home.chats.open_requests())
    found.append(_check(f"{lost} tin chưa gửi được (tdkt undelivered).", ok=not lost))
    found.append(_check(f"{asked} yêu cầu về dữ liệu cá nhân đang chờ (tdkt people requests).", ok=not asked))
    has_one = home.people.has_linked_administrator()
    return [*found, _check("Có quản trị đã liên kết." if has_one else "Chưa có quản trị đã liên kết.", ok=has_one)]


def _indexes(folder: Path) -> tuple[LexicalIndex, VectorIndex] | None:
    """Return both indexes as they stand, without healing or making any; None where one is damaged or absent."""
    if not ((folder / LEXICAL).is_dir() and (folder / VECTOR).is_dir()):
        return None
    try:
        return LexicalIndex(folder / LEXICAL), VectorIndex(folder / VECTOR, StaticEmbedder())
    except IndexMismatch:
        return None


def _index_words(behind: int | None) -> str:
    if behind is None:
        return "Chỉ mục hỏng hoặc thuộc định dạng khác; lệnh hỏi sau sẽ tự lập lại, hoặc chạy “tdkt reindex”."
    if behind < 0:
        return "Chỉ mục mới hơn dữ liệu (kho được khôi phục từ bản cũ?); lệnh hỏi sau sẽ tự lập lại."
    return f"Chỉ mục chậm {behind} thay đổi; lệnh sau sẽ tự cập nhật." if behind else "Chỉ mục khớp dữ liệu."


def _register_checks(mine: Context) -> list[dict[str, Any]]:
    held = held_numbers(mine.home(create=False).library.documents())
    found = []
    for text in registered_texts():
        if text.in_force_on(mine.as_of) is False or (text.effective_to and text.effective_to < mine.as_of):
            continue
        missing = text.content_held == "none" and number_key(text.number) not in held
        if missing and text.source_status and text.type in ("Luật", "Nghị định", "Thông tư"):
            found.append(_check(f"Chưa có nội dung {text.type} {text.number} ({text.title}).", ok=False))
        if text.effective_to and (text.effective_to - mine.as_of).days <= _SOON_DAYS:
            found.append(
                _check(f"{text.type} {text.number} hết hiệu lực sau ngày {text.effective_to:%d/%m/%Y}.", ok=False)
            )
    return found


def _criteria_checks(mine: Context) -> list[dict[str, Any]]:
    """Return which criteria are missing or end soon, provision by provision, and which wait for a second person."""
    home = mine.home(create=False)
    try:
        book, proposals = home.criteria(), home.proposals.all()
    except DataError as error:
        return [_check(str(error), ok=False)]
    told = [*missing_lines(book, mine.as_of), *ending_lines(book, mine.as_of, _SOON_DAYS), *waiting_lines(proposals)]
    if not told:
        return [_check("Tiêu chuẩn: giữ đủ cho hồ sơ tiếp nhận hôm nay, không bản nào sắp hết.")]
    return [_check(line, ok=False) for line in told]
