"""The ``tdkt`` command: options beside every command, and how errors are told."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from bot.cli import (
    ask,
    check,
    check_list,
    criteria,
    deadlines,
    documents,
    evaluate,
    homes,
    invite,
    keys,
    people,
    remind,
    serve,
    time,
    undelivered,
)
from bot.cli.context import Context, day_of
from bot.cli.vietnamese import Group, usage_error
from bot.settings import Settings
from knowledge.crash_points import arm
from knowledge.errors import TdktError, UsageError

app = typer.Typer(
    name="tdkt",
    cls=Group,
    help="Trợ lý thi đua, khen thưởng: trả lời có trích dẫn nguyên văn, đúng thời điểm.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"tdkt {version('tdkt')}\n")
        raise typer.Exit


@app.callback()
def beside_every_command(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Thư mục kho dữ liệu (mặc định ./.tdkt).")] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="Ngày xét hiệu lực, ví dụ 2026-11-20.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Chỉ in JSON ra stdout.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", help="In số phiên bản rồi thoát.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Read the options that stand beside every command."""
    settings = Settings()
    arm(settings.crash_at)
    mine = Context(
        home or settings.home, day_of(as_of), as_json, settings.actor or _login(), settings.patience, settings
    )
    context.obj = mine
    context.call_on_close(mine.close)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "không rõ"


for _part in (
    ask,
    check,
    check_list,
    documents,
    deadlines,
    remind,
    criteria,
    homes,
    people,
    invite,
    keys,
    undelivered,
    serve,
    time,
    evaluate,
):
    _part.register(app)


def run(words: Sequence[str]) -> int:
    """Run one command; return its exit code: 0 done, 1 the work failed, 2 wrong usage."""
    try:
        result = app(args=list(words), standalone_mode=False)
    except UsageError as error:
        return _tell(error, 2)
    except TdktError as error:
        return _tell(error, 1)
    except TyperException as error:
        return _tell_usage(error)
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("\nĐã dừng.\n")
        return 1
    except BrokenPipeError:
        return 1
    return result if isinstance(result, int) else 0


def _tell(error: TdktError, code: int) -> int:
    sys.stderr.write(f"Lỗi: {error}\n")
    return code


def _tell_usage(error: TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stdout.write(f"{error.message}\n")
        return 2
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "tdkt"
    sys.stderr.write(f"Lệnh chưa đúng: {usage_error(error)}\nXem cách dùng: {command} --help\n")
    return error.exit_code
