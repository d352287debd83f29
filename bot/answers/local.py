"""Answers from indexes that this process owns, kept up to the register."""

import threading
from datetime import date

from bot.answers.base import Row
from knowledge.errors import IndexMismatch
from knowledge.store import Library
from knowledge.text import squeezed
from retriever.answerer import EVERYONE, Answerer, Audience
from retriever.answering.models import Answer, ConversationState
from retriever.answering.sources import document_name
from retriever.index.both import Indexes
from retriever.ranking import Evidence


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

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""
        with self._one_at_a_time:
            try:
                return self._current().answer(message, state, as_of, audience)
            except IndexMismatch:
                self._indexes.rebuild_vectors(self._library)
                self._answerer = None
                return self._current().answer(message, state, as_of, audience)

    def search(self, message: str, k: int) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""
        with self._one_at_a_time:
            hits = self._current().search(message, k)
        return [_row(rank, hit) for rank, hit in enumerate(hits, 1)]

    def apply(self) -> int:
        """Bring the indexes up to the register; return the revision that they show."""
        with self._one_at_a_time:
            self._current()
            return self._indexes.lexical.applied_revision

    def answerer(self) -> Answerer:
        """Return the answerer itself, for measuring."""
        with self._one_at_a_time:
            return self._current()

    def _current(self) -> Answerer:
        """Return an answerer that knows what the register holds now."""
        if self._indexes.synchronise(self._library) or self._answerer is None:
            self._answerer = Answerer(self._library, self._indexes, self._library.unit().contact)
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
