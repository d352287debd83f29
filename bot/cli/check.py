"""``tdkt check``: is a nominee eligible for a title; one case with its facts, or a file of cases."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import Context, write_json
from bot.cli.json_lines import rows_of
from bot.cli.vietnamese import Command
from bot.judgements import told
from bot.rows.judgements import judged_or_fault
from knowledge.criteria import judge, read_facts
from knowledge.criteria.schema import facts_schema
from knowledge.errors import UsageError

_EXAMPLE = '{"id": 1, "title": "CSTDCS", "facts": {"subject": "individual", "ratings": {"2025": "HTXSNV"}}}'


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("check", cls=Command)(check)


def check(
    context: typer.Context,
    title: Annotated[
        str, typer.Argument(help="Danh hiệu, hình thức khen: mã (CSTDCS) hoặc tên.", metavar="DANH_HIỆU")
    ] = "",
    facts: Annotated[Path | None, typer.Argument(help="Tệp dữ kiện JSON; “-” là stdin.", metavar="TỆP")] = None,
    batch: Annotated[Path | None, typer.Option(help="Tệp JSON Lines: mỗi dòng {id, title, facts, as_of?}.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="In mẫu dữ kiện (JSON Schema).")] = False,
) -> None:
    """Xét một người, một tập thể có đủ điều kiện không: từng tiêu chí, điều còn thiếu, căn cứ."""
    mine: Context = context.obj
    if schema:
        write_json(facts_schema())
        return
    if batch is not None:
        _check_batch(mine, batch)
        return
    if not title or facts is None:
        raise UsageError("Cần danh hiệu và tệp dữ kiện.", "Ví dụ: tdkt check CSTDCS nguoi-a.json")
    judgement = judge(mine.criteria(), title, read_facts(_json_in(facts)), mine.as_of)
    mine.give(dict(judgement.as_json()), told(judgement))


def _check_batch(mine: Context, batch: Path) -> None:
    book = mine.criteria()
    rows = list(rows_of(batch, {"title": str}, _EXAMPLE, "as_of"))
    wrong = 0
    for row in rows:
        answer = judged_or_fault(book, row["title"], row.get("facts"), row["as_of"] or mine.as_of)
        wrong += "error" in answer
        write_json({"id": row.get("id"), **answer})
    if wrong:
        sys.stderr.write(f"{wrong}/{len(rows)} dòng có dữ kiện sai, xem trường “error” của dòng đó.\n")


def _json_in(path: Path) -> object:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
        return json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp {path}.", "Cần một tệp JSON, mã UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: không phải JSON ({error}).", "Xem mẫu: tdkt check --schema") from error
