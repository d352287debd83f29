"""``tdkt check-list``: a list of nominees in Excel is checked row by row and given back with the results."""

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.context import Context, day_of
from bot.cli.vietnamese import Command
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from bot.nominations.nominees import Defaults
    from bot.nominations.summaries import Understood

_SHOWN = 30
_FIRST_YEAR, _LAST_YEAR = 1945, 2100


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("check-list", cls=Command)(check_list)


def check_list(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Danh sách Excel.", metavar="TỆP.xlsx")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Tệp kết quả sẽ ghi (.xlsx).")] = None,
    template: Annotated[Path | None, typer.Option(help="Ghi tệp Excel mẫu rồi thoát.")] = None,
    title: Annotated[str, typer.Option(help="Danh hiệu cho những dòng không ghi, ví dụ CSTDCS.")] = "",
    year: Annotated[int | None, typer.Option(help="Năm xét cho những dòng không ghi.")] = None,
    received_on: Annotated[str, typer.Option(help="Ngày cơ quan thẩm định tiếp nhận hồ sơ.")] = "",
    signed_on: Annotated[str, typer.Option(help="Ngày ký quyết định khen thưởng.")] = "",
    province: Annotated[str, typer.Option(help="Tỉnh, thành phố (để dùng quy định riêng của tỉnh).")] = "",
    organisation: Annotated[str, typer.Option(help="Cơ quan, bộ, ngành của danh sách.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Dùng những gì hiểu từ tóm tắt thành tích, không hỏi.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Ghi đè tệp kết quả đã có.")] = False,
) -> None:
    """Rà soát danh sách đề nghị trong Excel: kết quả, tiêu chí chưa đạt, thông tin thiếu ghi cạnh từng dòng."""
    mine: Context = context.obj
    if template is not None:
        _write_template(mine, template, force=force, alone=file is None)
    if file is None or output is None:
        if template is not None and file is None and output is None:
            return
        raise UsageError(
            "Cần tệp danh sách và -o TỆP-RA.xlsx.", "Ví dụ: tdkt check-list danh-sach.xlsx -o ket-qua.xlsx"
        )
    defaults = _defaults(title, year, received_on, signed_on, province, organisation)
    _check(mine, file, output, defaults, yes=yes, force=force)


def _write_template(mine: Context, template: Path, *, force: bool, alone: bool) -> None:
    from bot.nominations.template import template_content
    from bot.nominations.writing import check_target, put_file

    check_target(None, template, force=force)
    put_file(template, template_content(), force=force)
    sys.stderr.write(f"Đã ghi tệp mẫu {template}.\n")
    if mine.as_json and alone:
        mine.give({"written": str(template)}, "")


def _check(mine: Context, file: Path, output: Path, defaults: "Defaults", *, yes: bool, force: bool) -> None:
    from bot.nominations.checking import Check, check_list
    from bot.nominations.overview import short_words
    from bot.nominations.writing import check_target
    from knowledge.criteria import judge
    from knowledge.criteria.narrative import facts_told

    check_target(file, output, force=force)
    book = mine.criteria()
    check = Check(
        defaults, mine.as_of, lambda code, facts: judge(book, code, facts, mine.as_of), facts_told,
        partial(_confirmed, yes=yes), _tell_losses, lambda: mine.progress("Đang xét"),
    )  # fmt: skip
    checked = check_list(file, output, check, force=force)
    mine.give(checked.as_json(), "\n".join([*short_words(checked.overview), f"Đã ghi {output}."]))


def _tell_losses(losses: Sequence[str]) -> None:
    sys.stderr.write("Tệp kết quả không giữ được, hoặc không giữ trọn: " + "; ".join(losses) + ". Tệp gốc không đổi.\n")


def _confirmed(told: Sequence["Understood"], *, yes: bool) -> bool:
    """Show what was understood of the summaries; ask once where somebody can answer."""
    if not yes and not sys.stdin.isatty():
        sys.stderr.write("Chưa dùng tóm tắt thành tích vì chưa có người xác nhận; đồng ý thì chạy lại với --yes.\n")
    sys.stderr.write("Hiểu từ tóm tắt thành tích:\n")
    sys.stderr.writelines(f"  {one.line}\n" for one in told[:_SHOWN])
    if len(told) > _SHOWN:
        sys.stderr.write(f"  … và {len(told) - _SHOWN} dòng nữa\n")
    if yes or not sys.stdin.isatty():
        return yes
    sys.stderr.write("Hiểu vậy đúng không, dùng để xét? [c/k] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"c", "có", "co", "y", "yes", "d", "đ", "đúng", "dung"}


def _defaults(
    title: str, year: int | None, received_on: str, signed_on: str, province: str, organisation: str
) -> "Defaults":
    from bot.nominations.nominees import Defaults
    from knowledge.criteria.titles import award_code, award_codes

    known = award_code(title) if title else None
    if title and known is None:
        raise UsageError(f"Không có danh hiệu “{title}”.", f"Các mã: {', '.join(award_codes())}.")
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UsageError(f"Năm xét {year} không đúng.", "Ví dụ: --year 2025")
    return Defaults(
        known.code if known else None, year, _day(received_on), _day(signed_on), province or None, organisation or None
    )


def _day(text: str) -> date | None:
    return day_of(text) if text else None
