"""``tdkt ingest`` and ``tdkt documents``."""

import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import Context
from bot.cli.showing import show_document, show_register
from bot.cli.vietnamese import Command
from bot.correcting import RELATIONS, correct, groups_named, is_issue_day
from bot.disk import require_space
from bot.rows.documents import outcome_row
from bot.rows.due import shown
from ingest.pipeline import Outcome, files_below, ingest_files
from knowledge.audiences import group_name
from knowledge.errors import UsageError
from knowledge.people import Role
from knowledge.store import Library
from retriever.answering.sources import document_name

_PATIENCE = 600.0  # seconds that an ingest waits for the owner of the indexes; the papers are kept before that
_ACTIONS = ("remove", "correct", "relate", "limit")
_ROLES = ", ".join(Role)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ingest", cls=Command)(ingest)
    app.command("documents", cls=Command)(documents)


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Tệp hoặc thư mục.", metavar="ĐƯỜNG_DẪN…")],
    unit: Annotated[list[str] | None, typer.Option(help="Chỉ đơn vị này được xem; lặp lại được.")] = None,
    role: Annotated[list[str] | None, typer.Option(help=f"Chỉ vai trò này được xem: {_ROLES}.")] = None,
) -> None:
    """Nạp văn bản vào kho: DOCX, PDF, TXT, Markdown, HTML; tệp hỏng được báo, không chặn tệp khác."""
    mine: Context = context.obj
    shown_to = tuple(groups_named(unit or (), role or ()))
    missing = [p for p in paths if not p.exists()]
    if missing:
        raise UsageError(f"Không có tệp hay thư mục {missing[0]}.", "Hãy kiểm tra lại đường dẫn.")
    odd = [p for p in paths if not (p.is_file() or p.is_dir())]
    if odd:
        raise UsageError(
            f"{odd[0]} không phải tệp thường hay thư mục.", "Hãy chỉ tới tệp văn bản hoặc thư mục chứa chúng."
        )
    files = list(files_below(paths))
    home = mine.home()
    require_space(shutil.disk_usage(home.path).free, files, home.path)
    outcomes: list[Outcome] = []
    with mine.progress("Đang nạp văn bản", len(files)) as show:
        for outcome in ingest_files(home.library, files, shown_to):
            if shown_to and outcome.id is not None:
                home.library.limit(outcome.id, shown_to, mine.actor)  # what was unchanged too, with an audit line
            outcomes.append(outcome)
            show(len(outcomes), len(files))
    with mine.progress("Đang lập chỉ mục") as show:
        home.apply(show, patience=_PATIENCE)
    mine.give(
        {"documents": [outcome_row(o) for o in outcomes]},
        "\n".join(map(_told, outcomes)) or "Không có tệp nào đọc được.",
    )
    if outcomes and all(o.status == "rejected" for o in outcomes):
        raise typer.Exit(1)


_STATUS = {
    "added": "đã nạp",
    "updated": "phiên bản mới",
    "unchanged": "không đổi",
    "rejected": "không nạp được",
}


def _told(outcome: Outcome) -> str:
    line = f"{_STATUS[outcome.status]}: {outcome.source_path}"
    if outcome.reason:
        line += f"\n    {outcome.reason}"
    if outcome.metadata and outcome.status != "unchanged":
        line += f"\n    [{outcome.id}] {document_name(outcome.metadata)}"
    return line + "".join(f"\n    ⚠ {w}" for w in outcome.warnings)


def documents(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Số văn bản, hoặc remove|correct|relate|limit …", metavar="[ID]")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Kèm toàn văn đã lưu.")] = False,
    reason: Annotated[str, typer.Option(help="Lý do (remove).")] = "",
    number: Annotated[str, typer.Option(help="Số, ký hiệu đúng (correct) hoặc số văn bản kia (relate).")] = "",
    issuer: Annotated[str, typer.Option(help="Cơ quan ban hành đúng (correct).")] = "",
    issued_on: Annotated[str, typer.Option("--issued-on", help="Ngày ban hành đúng, 2024-03-15 (correct).")] = "",
    type_: Annotated[str, typer.Option("--type", help="Loại văn bản đúng (correct).")] = "",
    title: Annotated[str, typer.Option(help="Trích yếu đúng (correct).")] = "",
    relation: Annotated[str, typer.Option(help="amends, replaces, repeals hoặc guides (relate).")] = "",
    unit: Annotated[list[str] | None, typer.Option(help="Đơn vị được xem; lặp lại được (limit).")] = None,
    role: Annotated[list[str] | None, typer.Option(help=f"Vai trò được xem: {_ROLES} (limit).")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Bỏ giới hạn: ai cũng được xem (limit).")] = False,
) -> None:
    """Danh mục văn bản: xem, gỡ, sửa, ghi quan hệ, giới hạn người xem.

    “documents 3”, “documents remove 3”, “documents correct 3 --number …”, “documents relate 3 …”,
    “documents limit 3 --unit … --role …”.
    """
    mine: Context = context.obj
    words = list(words or [])
    action = words.pop(0) if words and words[0] in _ACTIONS else "show"
    if action == "show" and not words:
        show_register(mine)
        return
    document_id = _document_id(words)
    home = mine.home(create=False)
    library = home.library
    if action == "show":
        version = library.current_version(document_id)
        due = [d for d in shown(library, home.deadlines, mine.as_of) if d.record.document_id == document_id]
        show_document(mine, version, library.limits()[document_id], due, text=text)
    elif action == "remove":
        library.remove(document_id, mine.actor, reason)
        mine.give(
            {"removed": document_id},
            f"Đã gỡ văn bản {document_id} khỏi kho (phiên bản cũ vẫn giữ cho trích dẫn đã phát).",
        )
    elif action == "correct":
        given = {"number": number, "issuer": issuer, "issued_on": issued_on, "type": type_, "title": title}
        detail = {k: v for k, v in given.items() if v}
        if issued_on and not is_issue_day(issued_on):
            raise UsageError(f"--issued-on “{issued_on}” không phải một ngày.", "Hãy viết 2026-03-05 (năm-tháng-ngày).")
        if not detail:
            raise UsageError(
                "Chưa nói sửa gì.", "Ví dụ: tdkt documents correct 3 --number 15/KH-VP --issued-on 2024-03-15"
            )
        correct(library, document_id, detail, mine.actor)
        mine.give({"corrected": document_id, **detail}, f"Đã ghi nhận sửa văn bản {document_id}.")
    elif action == "limit":
        _limit(mine, library, document_id, groups_named(unit or (), role or ()), everyone=everyone)
    else:
        if relation not in RELATIONS or not number:
            raise UsageError("Cần --relation (amends, replaces, repeals, guides) và --number.")
        library.relate(document_id, relation, number, mine.actor)
        mine.give({"related": document_id, "relation": relation, "number": number}, "Đã ghi quan hệ.")


def _limit(mine: Context, library: Library, document_id: int, groups: list[str], *, everyone: bool) -> None:
    if everyone == bool(groups):
        raise UsageError(
            "Cần nói ai được xem: --unit, --role (lặp lại được), hoặc chỉ --everyone để bỏ giới hạn.",
            "Ví dụ: tdkt documents limit 3 --unit “Phòng Tổ chức cán bộ” --role quan_tri",
        )
    shown_to = library.limit(document_id, groups, mine.actor)
    told = f"Từ nay chỉ {', '.join(map(group_name, shown_to))} được xem văn bản {document_id}."
    mine.give(
        {"limited": document_id, "shown_to": list(shown_to)},
        told if shown_to else f"Từ nay ai cũng được xem văn bản {document_id}.",
    )


def _document_id(words: list[str]) -> int:
    if len(words) != 1 or not re.fullmatch(r"\d{1,15}", words[0], re.ASCII):
        raise UsageError(
            f"Cần đúng một số văn bản, nhận được: {' '.join(words) or 'không có gì'}.",
            "Chạy “tdkt documents” để xem.",
        )
    return int(words[0])
