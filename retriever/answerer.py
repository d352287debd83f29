"""``answer(question, state, as_of, audience)``: from a message to a cited answer, without a language model."""

from collections import OrderedDict
from datetime import date

from knowledge.audiences import EVERYONE, Audience, may_see
from knowledge.store import Library
from knowledge.store.records import visible
from retriever.answering.models import Answer, ConversationState
from retriever.catalogue import Catalogue
from retriever.front_desk import LONGEST_MESSAGE, FrontDesk
from retriever.index.both import Indexes
from retriever.ranking import Evidence
from retriever.reading import Readings

__all__ = ["EVERYONE", "LONGEST_MESSAGE", "Answerer", "Audience"]

_MOST_DESKS = 16  # kept ready: one per set of limited documents that somebody may see


class Answerer:
    """Answers messages from the documents of one home as they are when it is made, to each audience from its own.

    Whoever asks is answered at a desk that knows the documents of that audience and no others, so that nothing which
    is said there can come from elsewhere. People who may see the same documents share a desk.

    Args:
        library: the register.
        indexes: up to date with the register.
        contact: whom to ask where nothing is found; may be empty.
    """

    def __init__(self, library: Library, indexes: Indexes, contact: str = "") -> None:
        self._records = library.documents(superseded=True)
        self._limits = library.limits()
        self._limited = {d: groups for d, groups in self._limits.items() if groups}
        self._whole = Catalogue(self._records)
        self._readings = Readings(library)
        self._indexes = indexes
        self._unit = library.unit()
        self._contact = contact
        self._desks: OrderedDict[frozenset[int], FrontDesk] = OrderedDict()

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it.

        Args:
            message: as typed.
            state: of the conversation so far.
            as_of: the day for which the answer must hold.
            audience: the groups of who asks; of what is limited to others nothing is shown.
        """
        return self._desk(audience).answer(message, state, as_of)

    def search(self, message: str, k: int, audience: Audience = EVERYONE) -> list[Evidence]:
        """Return the ``k`` sentences that would rank best for a message, for people who tune."""
        return self._desk(audience).search(message, k)

    def stored_texts(self, audience: Audience = EVERYONE) -> dict[str, str]:
        """Return the stored text of every document that an audience may see, by the name of its file."""
        return self._desk(audience).stored_texts()

    def _desk(self, audience: Audience) -> FrontDesk:
        """Return the desk for an audience; the one that was used longest ago makes room."""
        seen = frozenset(d for d, groups in self._limited.items() if may_see(groups, audience))
        desk = self._desks.pop(seen, None) or self._opened(seen, audience)
        self._desks[seen] = desk
        if len(self._desks) > _MOST_DESKS:
            self._desks.popitem(last=False)
        return desk

    def _opened(self, seen: frozenset[int], audience: Audience) -> FrontDesk:
        catalogue = self._whole.only(r.id for r in visible(self._records, audience))
        permitted = (self._limits.keys() - self._limited.keys()) | seen
        return FrontDesk(catalogue, permitted, self._readings, self._indexes, self._unit, self._contact)
