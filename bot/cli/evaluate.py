"""``tdkt eval questions|structure``: figures on sets of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import Context
from bot.cli.vietnamese import Command, Group
from knowledge.audiences import OPERATOR


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(cls=Group, help="Đo chất lượng trên bộ câu hỏi, bộ cấu trúc của mình.", no_args_is_help=True)
    group.command("questions", cls=Command)(questions)
    group.command("structure", cls=Command)(structure)
    app.add_typer(group, name="eval")


def questions(
    context: typer.Context,
    cases: Annotated[Path, typer.Argument(help="Tệp YAML hoặc JSON Lines các câu hỏi.", metavar="TỆP")],
    show: Annotated[bool, typer.Option("--show", help="In các câu trả lời sai.")] = False,
) -> None:
    """Đo tỷ lệ trả lời đúng: như hỏi, không dấu, kiểu chat, NFD, gõ nhầm."""
    from retriever.evaluation import load_question_cases, score_questions

    mine: Context = context.obj
    answerer = mine.home(create=False).own_answers().answerer()
    report = score_questions(answerer, load_question_cases(cases), mine.as_of, audience=OPERATOR)
    value = {"questions": report.total, "ways": {way: s.as_json() for way, s in report.ways.items()}}
    lines = [s.told(way) for way, s in report.ways.items()]
    if show:
        lines += [f"  {way} {miss}" for way, s in report.ways.items() for miss in s.misses]
    mine.give(value, "\n".join(lines))


def structure(
    context: typer.Context,
    cases: Annotated[Path, typer.Argument(help="Tệp YAML cấu trúc đúng của từng văn bản.", metavar="TỆP")],
) -> None:
    """Đo việc đọc cấu trúc: số, ngày, cơ quan, người ký, nơi nhận, căn cứ, đề mục."""
    from retriever.evaluation import load_structure_cases, score_structure

    mine: Context = context.obj
    home = mine.home(create=False)
    report = score_structure(home.library, load_structure_cases(cases))
    mine.give(report.as_json(), report.told())
