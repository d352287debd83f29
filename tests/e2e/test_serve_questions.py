"""The same answers in chats as at the terminal: every question, through the whole process and the real rendering."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.channels.degrading import degraded
from bot.channels.fitting import MORE
from bot.channels.plain import plain
from bot.messages import Capabilities, Choice, Choices, OutgoingMessage
from retriever.answering.sources import CLOSING
from retriever.evaluation import load_question_cases
from tests.e2e.serving import DOCUMENTS, Platforms, Serving, fed_home, platforms, tdkt
from tests.e2e.talking import Talker, TelegramTalker, ZaloTalker, eventually

TESTS = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TDKT_TESTDATA", TESTS.parents[1] / "shared"))
EVERY = os.environ.get("TDKT_EVERY_QUESTION") == "1"
SEEDS, SEED_QUESTIONS = SHARED / "seeds", SHARED / "eval" / "questions_seed.jsonl"
HOW_TO_CHOOSE = plain(degraded(OutgoingMessage((Choices((Choice("", ""),)),)), Capabilities()).blocks[-1:])
_AT_ONCE = 24  # questions on their way; the process lets in fifty a second
_AT_SOURCE = re.compile(r"Xem (?:câu \d+ )?tại nguồn:?(?: https?://\S+)?|https?://bot\.example\.vn/\S+")
_OURS = ("🤖 Trợ lý tự động", MORE.text, HOW_TO_CHOOSE, "Mời chọn:")
_NUMBERED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Shown:
    """What an answer says, whatever shows it: its words without white space, its sources, and its choices."""

    words: str
    sources: frozenset[str]
    choices: tuple[str, ...]


@dataclass
class Asking:
    """A person who asks one question and reads the answer to its end."""

    person: Talker
    question: str
    parts: list[str] = field(default_factory=list)
    done: bool = False

    def go_on(self) -> bool:
        """Read what came, and ask for more where there is more; say whether the end was reached."""
        heard = self.person.heard()
        if not self.done and len(heard) > len(self.parts):
            self.parts = heard
            self.done = MORE.text not in heard[-1]
            if not self.done:
                self.person.say("xem thêm")
        return self.done


def shown(parts: list[str], choices: tuple[str, ...]) -> Shown:
    """Return what messages say together."""
    lines = [line.replace("• ", "- ", 1).strip() for part in parts for line in part.split("\n")]
    lines = [_AT_SOURCE.sub("", line).strip() for line in lines if line and not line.startswith(_OURS)]
    lines = [line for line in lines if line]
    offered = tuple(_NUMBERED.sub("", line, count=1) for line in lines if choices and _NUMBERED.match(line))
    told = [line for line in lines if not (choices and _NUMBERED.match(line))]
    pinned = [line for line in told if line.startswith(("Nguồn:", "⚠")) or line == CLOSING]
    body = "".join(line for line in told if line not in pinned)
    return Shown(re.sub(r"\s", "", body), frozenset(pinned), offered or choices)


def at_the_terminal(home: Path, questions: list[str]) -> list[Shown]:
    """Return what ``tdkt ask`` says to each question."""
    batch = home.parent / "questions.jsonl"
    rows = [json.dumps({"id": n, "question": question}) for n, question in enumerate(questions)]
    batch.write_text("\n".join(rows), encoding="utf-8")
    ran = tdkt(home, "ask", "--batch", batch)
    assert ran.code == 0, ran.err
    return [said(json.loads(line)) for line in ran.out.splitlines()]


def said(answer: dict[str, Any]) -> Shown:
    """Return what an answer of the terminal says."""
    lines = [line for line in answer["text"].split("\n") if _NUMBERED.match(line)]
    return shown([answer["text"]], tuple(_NUMBERED.sub("", line, count=1) for line in lines if answer["options"]))


def in_a_chat(asking: Asking) -> Shown:
    """Return what a person in a chat sees in the end: numbered lines, or buttons."""
    buttons = asking.person.user.last.buttons if isinstance(asking.person, TelegramTalker) else ()
    if isinstance(asking.person, ZaloTalker) and HOW_TO_CHOOSE in asking.parts[-1]:
        return shown(asking.parts, ("numbered",))
    return shown(asking.parts, tuple(button.text for button in buttons))


@contextmanager
def process(home: Path) -> Iterator[Platforms]:
    """Serve a home on both channels, Zalo by webhook, for many who ask at once."""
    with platforms() as served, Serving(home, served.of_telegram | served.of_zalo_webhook) as serving:
        served.deliver_to(serving)
        yield served


def asked(served: Platforms, questions: list[str]) -> dict[str, list[Asking]]:
    """Let people ask every question on both channels, many at once; return how each went."""
    people = {
        "zalo": [Asking(served.on_zalo(f"abcdef{n:08}"), question) for n, question in enumerate(questions)],
        "telegram": [Asking(served.on_telegram(580_000_000 + n), question) for n, question in enumerate(questions)],
    }
    waiting = [asking for pair in zip(*people.values(), strict=True) for asking in pair]
    under_way: list[Asking] = []

    def look() -> bool:
        under_way[:] = [asking for asking in under_way if not asking.go_on()]
        while waiting and len(under_way) < _AT_ONCE:
            under_way.append(waiting.pop(0))
            under_way[-1].person.say(under_way[-1].question)
        return not waiting and not under_way

    eventually(look, 120.0)
    return people


def told_apart(home: Path, questions: list[str]) -> dict[str, list[str]]:
    """Return for each channel the questions whose answer is another than at the terminal."""
    copy = shutil.copytree(home, home.parent / "copy")
    with ThreadPoolExecutor(1) as aside, process(home) as served:
        terminal = aside.submit(at_the_terminal, copy, questions)
        people = asked(served, questions)
        seen = {channel: [in_a_chat(asking) for asking in askings] for channel, askings in people.items()}
        expected = terminal.result()
    return {
        channel: [f"{q}\n  {e}\n  {s}" for q, e, s in zip(questions, expected, found, strict=True) if e != s]
        for channel, found in seen.items()
    }


def hold(home: Path, questions: list[str]) -> None:
    """Hold that both channels answer every question as the terminal does."""
    apart = told_apart(home, questions)
    for channel, wrong in apart.items():
        sys.stdout.write(f"{channel}: {len(questions) - len(wrong)} of {len(questions)} as at the terminal\n")
    assert not any(apart.values()), "\n".join(line for wrong in apart.values() for line in wrong[:5])


def test_our_questions_are_answered_in_chats_as_at_the_terminal(tmp_path: Path) -> None:
    """A question over our own papers gets the same answer on Zalo and on Telegram as from ``tdkt ask``.

    Every third is asked, so that the suite stays quick; ``TDKT_EVERY_QUESTION=1`` asks all.
    """
    home = fed_home(tmp_path / "home", *sorted(DOCUMENTS.iterdir()))
    cases = load_question_cases(TESTS / "cases" / "questions.yaml")
    hold(home, [case.question for case in cases[:: 1 if EVERY else 3]])


@pytest.mark.skipif(not SEED_QUESTIONS.is_file(), reason=f"no test data at {SHARED} (set TDKT_TESTDATA)")
def test_seed_questions_are_answered_in_chats_as_at_the_terminal(tmp_path: Path) -> None:
    """So does every question over the seeds: they score in chats as they score at the terminal."""
    home = fed_home(tmp_path / "home", *sorted(SEEDS.iterdir()))
    hold(home, [case.question for case in load_question_cases(SEED_QUESTIONS)])
