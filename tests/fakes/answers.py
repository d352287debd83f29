"""Answers by a script, in place of the documents of a home."""

from collections import deque
from datetime import date
from typing import Any

from knowledge.audiences import Audience
from retriever.answering.models import Answer, Citation, ConversationState, Option, Status

DAY = date(2026, 11, 20)


def answered(text: str, *, status: Status = Status.ANSWERED, options: tuple[str, ...] = ()) -> Answer:
    """Return an answer with a text; options stand below it as numbered lines, and mean "hỏi về" what they say."""
    listed = "".join(f"\n{number}. {label}" for number, label in enumerate(options, 1))
    return Answer(status, text + listed, DAY, options=tuple(Option(o, f"hỏi về {o}") for o in options))


class ScriptedAnswers:
    """Gives answers in order; once the script is empty, it repeats the question.

    Attributes:
        script: what is answered next; an exception is raised instead.
        asked: what was asked, in what state, on which day and by whom.
    """

    def __init__(self, *script: Answer | Exception) -> None:
        self.script = deque(script)
        self.asked: list[tuple[str, ConversationState, date, Audience]] = []

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience
    ) -> tuple[Answer, ConversationState]:
        """Return the next answer of the script."""
        self.asked.append((message, state, as_of, audience))
        given = self.script.popleft() if self.script else answered(f"Trả lời: {message[:200]}")
        if isinstance(given, Exception):
            raise given
        citations: tuple[Citation, ...] = given.citations
        return given, ConversationState(message, (), given.options, citations)

    def search(self, message: str, k: int, audience: Audience) -> list[dict[str, Any]]:
        """Find nothing."""
        return []

    def apply(self) -> int:
        """Have nothing to bring up."""
        return 0

    @property
    def questions(self) -> list[str]:
        """Return the messages that were asked."""
        return [message for message, _, _, _ in self.asked]
