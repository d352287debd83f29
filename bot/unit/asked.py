"""What is counted of an answer, and which questions that wait are one and the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.unit.law_versions import law_version
from bot.unit.masking import masked
from bot.unit.topics import topics_of
from knowledge.store.unit_counts import Tally
from knowledge.store.unit_records import WaitingQuestion
from knowledge.text import syllables
from retriever.answering.models import Citation, ConversationState, Status

ANSWERS, CHANNELS, LAWS, TOPICS = "answer", "channel", "law", "topic"
UNANSWERED = (Status.NOT_FOUND.value, Status.REFUSED.value)


def tallies_of(
    status: str, question: str, citations: Iterable[Citation], as_of: date, channel: str
) -> tuple[Tally, ...]:
    """Return what is counted of an answer: how it ended, where, by which law, about what where it was not found.

    Nothing of it tells who asked or in which words.
    """
    found = [Tally(ANSWERS, status)]
    if status == Status.CHAT.value:
        return tuple(found)
    found.append(Tally(CHANNELS, channel))
    if status == Status.ANSWERED.value:
        found.append(Tally(LAWS, law_version(citations, as_of)))
    if status == Status.NOT_FOUND.value:
        found += [Tally(TOPICS, topic) for topic in topics_of(question)]
    return tuple(found)


def asked_and_cited(
    asked: str, status: str, before: ConversationState, after: ConversationState
) -> tuple[str, tuple[Citation, ...]]:
    """Return a question with what it left to be understood, and what its answer rests on.

    Args:
        asked: as it was typed.
        status: how it ended.
        before: what the conversation remembered.
        after: what it remembers now; the same where the documents were not asked.
    """
    if after is before:
        return asked, ()
    whole = after.last_question if status == Status.NOT_FOUND.value else ""
    return whole or asked, after.citations


@dataclass(frozen=True, slots=True)
class SameQuestions:
    """Questions that say the same (câu giống nhau), the oldest first."""

    questions: tuple[WaitingQuestion, ...]

    @property
    def first(self) -> WaitingQuestion:
        """Return the one that was asked first; its number stands for all."""
        return self.questions[0]

    @property
    def ids(self) -> list[int]:
        """Return the numbers of all."""
        return [q.id for q in self.questions]

    @property
    def text(self) -> str:
        """Return what was asked, without numbers and addresses of people."""
        return masked(self.first.text)

    @property
    def times(self) -> int:
        """Return how often it was asked."""
        return len(self.questions)

    @property
    def reachable(self) -> int:
        """Return how many of who asked get a reply: in their chat, or on the web where they come back."""
        return sum(1 for q in self.questions if q.address or q.channel == WEB)


WEB = "web"


def grouped(waiting: Sequence[WaitingQuestion]) -> list[SameQuestions]:
    """Return questions that wait, those alike together: compared without case, diacritics and signs."""
    alike: dict[str, list[WaitingQuestion]] = {}
    for question in waiting:
        alike.setdefault(" ".join(syllables(question.text)) or question.text, []).append(question)
    return [SameQuestions(tuple(found)) for found in alike.values()]


def group_of(waiting: Sequence[WaitingQuestion], question_id: int) -> SameQuestions | None:
    """Return the questions that are one with a question; None where it does not wait."""
    return next((same for same in grouped(waiting) if question_id in same.ids), None)
