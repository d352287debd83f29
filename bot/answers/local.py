"""Answers from indexes that this process owns, kept up to the register."""

import threading
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from bot.answers.base import Row
from knowledge.audiences import EVERYONE, Audience
from knowledge.errors import IndexMismatch
from knowledge.store import Library
from knowledge.store.records import Unit
from knowledge.text import squeezed
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState
from retriever.answering.sources import document_name
from retriever.index.both import Indexes
from retriever.ranking import Evidence

_Told = TypeVar("_Told")


class LocalAnswers:
    """Answers one message at a time, each from what the register holds at that moment.

    Args:
        library: the register.
        indexes: owned by this process.
    """

    def __init__(self, library: Library, indexes: Indexes) -> None:
        self._library = library
        self._indexes = indexes
        self._one_at_a_time = threading.Lock()
        self._answerer: Answerer | None = None
        self._unit: Unit | None = None
        self._revision = -1

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""
        return self._healed(lambda: self._current().answer(message, state, as_of, audience))

    def search(self, message: str, k: int, audience: Audience = EVERYONE) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""
        hits = self._healed(lambda: self._current().search(message, k, audience))
        return [_row(rank, hit) for rank, hit in enumerate(hits, 1)]

    def apply(self) -> int:
        """Bring the indexes up to the register; return the revision that they show."""
        self._healed(self._current)
        return self._indexes.lexical.applied_revision

    def answerer(self) -> Answerer:
        """Return the answerer itself, for measuring."""
        return self._healed(self._current)

    def _healed(self, call: Callable[[], _Told]) -> _Told:
        """Return what a call gives; where an index turns out to be damaged it is rebuilt, and the call repeated."""
        with self._one_at_a_time:
            try:
                return call()
            except IndexMismatch:
                self._answerer = None
                self._indexes.rebuild(self._library)
                return call()

    def _current(self) -> Answerer:
        """Return an answerer that knows what the register holds now, who may see it, and whose home this is.

        The indexes may have been brought up by somebody else in this process, so their revision is what counts.
        """
        unit = self._library.unit()
        self._indexes.synchronise(self._library)
        revision = self._indexes.lexical.applied_revision
        if self._answerer is None or (unit, revision) != (self._unit, self._revision):
            self._answerer = None
            self._answerer = Answerer(self._library, self._indexes, unit.contact)
            self._unit, self._revision = unit, revision
        return self._answerer


def _row(rank: int, hit: Evidence) -> Row:
    return {
        "rank": rank,
        "score": round(hit.score, 3),
        "support": round(hit.support, 3),
        "own": round(hit.own, 3),
        "fit": hit.fit,
        "document_id": hit.reading.version.document_id,
        "document": document_name(hit.reading.version.metadata),
        "heading": " > ".join(squeezed(p) for p in hit.passage.chunk.heading_path),
        "text": hit.text,
        "missing": [" ".join(u.asked) for u in hit.missing],
    }
