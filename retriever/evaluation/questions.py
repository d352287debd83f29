"""Measure answers on cases: what is right, in which way of asking, how fast."""

import json
import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.audiences import EVERYONE, Audience
from knowledge.errors import UsageError
from knowledge.text import folded
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status

_ALLOWED: dict[str, tuple[Status, ...]] = {
    "answer": (Status.ANSWERED,),
    "not_found": (Status.NOT_FOUND, Status.REFUSED),
    "chat": (Status.CHAT,),
}


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """A question with what a right answer says and must not say (regular expressions on NFC text)."""

    id: str
    question: str
    chat: str
    behavior: str
    documents: tuple[str, ...]
    must_contain: tuple[str, ...]
    must_not_contain: tuple[str, ...]


def load_question_cases(path: Path) -> list[QuestionCase]:
    """Return the cases of a YAML list or a JSON Lines file.

    Raises:
        UsageError: the file is neither.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
        rows = (
            [json.loads(x) for x in content.split("\n") if x.strip()]
            if path.suffix == ".jsonl"
            else yaml.safe_load(content)
        )
        return [_case(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UsageError(
            f"Không đọc được bộ câu hỏi {path}.", "Cần tệp YAML hoặc JSON Lines có id và question ở mỗi câu."
        ) from error


def _case(row: dict[str, Any]) -> QuestionCase:
    variants = row.get("variants") or ["", row.get("chat") or row["question"]]
    return QuestionCase(
        str(row["id"]), row["question"], variants[1], row.get("behavior") or "answer",
        tuple(row.get("documents") or row.get("docs") or ()),
        tuple(row.get("must_contain") or ()), tuple(row.get("must_not_contain") or ()),
    )  # fmt: skip


def with_slips(text: str, seed: str) -> str:
    """Return ``text`` with a typing slip in about 25 letters: a swap or a doubled letter."""
    chance = random.Random(seed)
    letters = list(text)
    for i in range(1, len(letters) - 2):
        if letters[i].isalpha() and letters[i + 1].isalpha() and chance.random() < 1 / 25:
            if chance.random() < 0.5:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
            else:
                letters[i] += letters[i]
    return "".join(letters)


WAYS: dict[str, Callable[[QuestionCase], str]] = {
    "asked": lambda c: c.question,
    "folded": lambda c: folded(c.question),
    "chat": lambda c: c.chat,
    "nfd": lambda c: unicodedata.normalize("NFD", c.question),
    "typos": lambda c: with_slips(c.question, c.id),
}


def faults(case: QuestionCase, answer: Answer, texts: dict[str, str]) -> list[str]:
    """Return what is wrong with an answer; nothing for a right one.

    ``texts`` holds the stored texts by file name; quotations of originals must stand in one of them.
    """
    found = []
    said = unicodedata.normalize("NFC", answer.text)
    allowed = _ALLOWED.get(case.behavior)
    silent = allowed is not None and Status.NOT_FOUND in allowed and answer.status in allowed
    if not silent and not all(re.search(p, said, re.IGNORECASE) for p in case.must_contain):
        found.append("content")
    if any(re.search(p, said, re.IGNORECASE) for p in case.must_not_contain):
        found.append("forbidden")
    if allowed and answer.status not in allowed:
        found.append(f"status {answer.status.value}")
    if answer.status is Status.ANSWERED and not answer.citations:
        found.append("no citation")
    found += _quotation_faults(case, answer, texts)
    return found


def _quotation_faults(case: QuestionCase, answer: Answer, texts: dict[str, str]) -> list[str]:
    found = []
    quotes = [(Path(c.source_path or "").name, c.quote or "") for c in answer.citations if c.kind == "original"]
    if any(quote not in texts.get(name, quote) for name, quote in quotes):
        found.append("quote not verbatim")
    if case.behavior == "answer" and case.documents and not {n for n, _ in quotes} & set(case.documents):
        found.append("wrong document")
    return found


@dataclass
class WayScore:
    """Figures of one way of asking."""

    right: int = 0
    total: int = 0
    by_behavior: dict[str, list[int]] = field(default_factory=dict)
    not_verbatim: int = 0
    milliseconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, case: QuestionCase, asked: str, answer: Answer, wrong: Sequence[str], ms: float) -> None:
        """Count one answer."""
        self.total += 1
        self.right += not wrong
        tally = self.by_behavior.setdefault(case.behavior, [0, 0])
        tally[0] += not wrong
        tally[1] += 1
        self.not_verbatim += "quote not verbatim" in wrong
        self.milliseconds.append(ms)
        if wrong:
            shown = " / ".join(answer.text.splitlines())[:260]
            self.misses.append(f"{case.id} {list(wrong)} | {asked} => {answer.status.value} | {shown}")

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds that ``share`` of the answers stayed below."""
        ordered = sorted(self.milliseconds) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "right": self.right,
            "total": self.total,
            "by_behavior": {k: {"right": v[0], "total": v[1]} for k, v in self.by_behavior.items()},
            "not_verbatim": self.not_verbatim,
            "p50_ms": round(self.percentile(0.5), 1),
            "p95_ms": round(self.percentile(0.95), 1),
        }

    def told(self, way: str) -> str:
        """Return the figures as a line."""
        parts = ", ".join(f"{k} {v[0]}/{v[1]}" for k, v in self.by_behavior.items())
        times = f"p50 {self.percentile(0.5):.0f} ms, p95 {self.percentile(0.95):.0f} ms"
        return f"{way}: {self.right}/{self.total} đúng; {parts}; {times}"


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """Figures of a question set."""

    total: int
    ways: dict[str, WayScore]


def score_questions(
    answerer: Answerer,
    cases: Sequence[QuestionCase],
    as_of: date,
    ways: Iterable[str] = tuple(WAYS),
    audience: Audience = EVERYONE,
) -> QuestionReport:
    """Ask every case in every way, as somebody of an audience, and count."""
    texts = answerer.stored_texts(audience)
    scores: dict[str, WayScore] = {}
    for way in ways:
        score = scores.setdefault(way, WayScore())
        for case in cases:
            asked = WAYS[way](case)
            started = time.perf_counter()
            answer, _ = answerer.answer(asked, ConversationState(), as_of, audience)
            elapsed = (time.perf_counter() - started) * 1000
            score.add(case, asked, answer, faults(case, answer, texts), elapsed)
    return QuestionReport(len(cases), scores)
