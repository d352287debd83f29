"""``tdkt ask``, ``tdkt search``, ``tdkt chat``."""

import contextlib
import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.answers import Answers
from bot.bootstrap import Home
from bot.channels.console import shown
from bot.cli.context import Context, write_json
from bot.cli.json_lines import rows_of
from bot.cli.terminal import local_dialogue, turn_here
from bot.cli.vietnamese import Command
from bot.dialogue import ChatMemory
from bot.dialogue.eligibility.one_shot import answer_once
from bot.rows.answers import answer_row
from knowledge.audiences import OPERATOR
from knowledge.errors import UsageError
from retriever.answering.models import Answer, ConversationState


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ask", cls=Command)(ask)
    app.command("search", cls=Command)(search)
    app.command("chat", cls=Command)(chat)


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Câu hỏi.", metavar="CÂU_HỎI")] = "",
    batch: Annotated[Path | None, typer.Option(help="Tệp JSON Lines: mỗi dòng {id, question, as_of?}.")] = None,
) -> None:
    """Hỏi một câu, hoặc cả tệp câu hỏi; mỗi câu trả lời kèm nguyên văn và nguồn."""
    mine: Context = context.obj
    if not question.strip() and batch is None:
        raise UsageError("Chưa có câu hỏi.", "Ví dụ: tdkt ask “Hạn gửi hồ sơ khen thưởng đợt 1 là ngày nào?”")
    example = '{"id": 1, "question": "Hạn nộp hồ sơ đợt 1?"}'
    rows = list(rows_of(batch, {"question": str}, example, "as_of")) if batch else []
    home = mine.home(create=False)
    answers = home.answers(share=batch is not None)
    if batch is None:
        answer, elapsed = _timed(home, answers, question, mine.as_of)
        mine.give(answer_row(answer, None, elapsed), answer.text)
        return
    for row in rows:
        answer, elapsed = _timed(home, answers, row["question"], row["as_of"] or mine.as_of)
        write_json(answer_row(answer, row.get("id"), elapsed))


def _timed(home: Home, answers: Answers, question: str, as_of: date) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = answer_once(question, as_of, home.criteria)
    if answer is None:
        answer, _ = answers.answer(question, ConversationState(), as_of, OPERATOR)
    return answer, (time.perf_counter() - started) * 1000


def search(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Câu hỏi.", metavar="CÂU_HỎI")],
    k: Annotated[int, typer.Option("-k", help="Số đoạn.", min=1, max=200)] = 10,
) -> None:
    """Xem các đoạn tìm được và điểm của chúng (dành cho người tinh chỉnh)."""
    mine: Context = context.obj
    rows = mine.home(create=False).answers().search(question, k, OPERATOR)
    words = "\n\n".join(map(_hit_line, rows))
    mine.give({"question": question, "hits": rows}, words or "Không có đoạn nào.")


def _hit_line(row: dict[str, Any]) -> str:
    weights = f"{row['score']}: ý {row['support']}, tự câu {row['own']}, đúng loại {row['fit']}"
    missing = f"\n   thiếu: {', '.join(row['missing'])}" if row["missing"] else ""
    return f"{row['rank']}. [{weights}] {row['document']} — {row['heading']}\n   {row['text']}{missing}"


def chat(context: typer.Context) -> None:
    """Trò chuyện trong cửa sổ lệnh; dòng trống hoặc Ctrl-D để thoát."""
    mine: Context = context.obj
    home = mine.home(create=False)
    dialogue = local_dialogue(home, home.answers(share=True))
    memory = ChatMemory(greeted=True)
    mine.say("Xin chào! Tôi là trợ lý tự động về thi đua, khen thưởng. Gõ câu hỏi rồi Enter; dòng trống để thoát.")
    while line := _typed():
        response = dialogue.respond(turn_here(line, memory, mine.as_of))
        memory = response.memory
        if response.message is not None:
            mine.say(f"\n{shown(response.message)}\n")


def _typed() -> str:
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 (editing and history of input())
    try:
        return input("Bạn hỏi> ").strip()
    except EOFError:
        sys.stdout.write("\n")
        return ""
