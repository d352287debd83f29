"""``tdkt time``: how times are read in a phrase, or in a file of phrases."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.context import Context, day_of, write_json
from bot.cli.json_lines import rows_of
from bot.cli.vietnamese import Command
from knowledge.documents import AnomalyKind
from knowledge.errors import UsageError
from knowledge.time_expressions import Boundary, TimeExpression, read_time_expressions

_ANOMALIES = {
    AnomalyKind.IMPOSSIBLE_DATE: "ngày không tồn tại",
    AnomalyKind.BACKWARD_RANGE: "bắt đầu sau khi kết thúc",
    AnomalyKind.CONTRADICTING_WEEKDAY: "thứ không khớp với ngày",
    AnomalyKind.MISWRITTEN_DATE: "ngày không khớp với tên gọi",
}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("time", cls=Command)(time)


def as_json(found: TimeExpression) -> dict[str, Any]:
    """Return an expression as the contract writes it."""
    return {
        "quote": found.quote,
        "start": _iso(found.start),
        "end": _iso(found.end),
        "time": f"{found.time:%H:%M}" if found.time else None,
        "boundary": found.boundary.value if found.boundary else None,
        "recurrence": found.recurrence,
        "resolvable": found.resolvable,
        "needs": found.needs,
        "anomaly": found.anomaly.value if found.anomaly else None,
        "probable": found.probable,
        "precision": found.precision,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def time(
    context: typer.Context,
    phrase: Annotated[str, typer.Argument(help="Cụm từ hay câu.", metavar="CỤM_TỪ")] = "",
    batch: Annotated[Path | None, typer.Option(help="Tệp JSON Lines: mỗi dòng {id, text, ref_date}.")] = None,
    reference_date: Annotated[str, typer.Option(help="Ngày làm mốc, ví dụ 2026-11-20 (mặc định --as-of).")] = "",
) -> None:
    """Xem máy hiểu thời gian trong một câu thế nào: ngày, hạn, lặp lại, điều còn thiếu."""
    mine: Context = context.obj
    if not phrase.strip() and batch is None:
        raise UsageError("Chưa có cụm từ.", "Ví dụ: tdkt time “trước ngày 20 hằng tháng”")
    if batch is not None:
        example = '{"id": 1, "text": "trước ngày 20 hằng tháng", "ref_date": "2026-11-20"}'
        for row in list(rows_of(batch, {"text": str}, example, "ref_date")):
            write_json(_answered(row["text"], row["ref_date"], row.get("id")))
        return
    reference = day_of(reference_date) if reference_date else mine.as_of
    found = read_time_expressions(phrase, reference)
    told = "\n".join(map(_told, found)) or "Không có thời gian nào."
    mine.give({"reference_date": reference.isoformat(), "expressions": [as_json(e) for e in found]}, told)


def _answered(text: str, reference: date | None, row_id: object) -> dict[str, Any]:
    return {"id": row_id, "expressions": [as_json(e) for e in read_time_expressions(text, reference)]}


def _told(found: TimeExpression) -> str:
    """Return one line for people: the words, then what they mean."""
    parts = [_days(found)] if found.start or found.end else []
    if found.time:
        parts.append(f"lúc {found.time:%H:%M}")
    if found.recurrence:
        parts.append(f"lặp lại ({found.recurrence})")
    if found.anomaly:
        reason = _ANOMALIES.get(found.anomaly, "không thể đúng")
        parts.append(f"{reason}" + (f"; có thể là {found.probable}" if found.probable else ""))
    elif found.needs:
        parts.append(f"chưa ra ngày: cần biết {found.needs}")
    return f"“{' '.join(found.quote.split())}”: {', '.join(parts) or 'chưa ra ngày'}"


def _days(found: TimeExpression) -> str:
    if found.end is None:
        return f"từ {found.start:%d/%m/%Y}"
    if found.start is None:
        words = {Boundary.BEFORE: "trước ngày", Boundary.ON_OR_BEFORE: "chậm nhất"}
        return f"{words[found.boundary] if found.boundary else 'đến'} {found.end:%d/%m/%Y}"
    return f"{found.start:%d/%m/%Y}" + (f" – {found.end:%d/%m/%Y}" if found.end != found.start else "")
