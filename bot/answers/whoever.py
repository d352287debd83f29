"""Answers from whoever owns the indexes at the moment: owners come and go while a conversation lasts."""

import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from bot.answers.base import Answers, Row
from bot.answers.client import OwnerGone
from knowledge.audiences import EVERYONE, Audience
from knowledge.errors import HomeBusy
from retriever.answering.models import Answer, ConversationState

_POLL = 0.1  # seconds between two looks for an owner
_Told = TypeVar("_Told")


class WhoeverAnswers:
    """Puts each call to the present owner; where that one has gone, to the next, which may be this process.

    Args:
        find: returns who answers now; raises ``HomeBusy`` where nobody will.
        patience: seconds to look for an owner that can be reached.
    """

    def __init__(self, find: Callable[[], Answers], patience: float) -> None:
        self._find = find
        self._patience = patience
        self._present = find()

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""
        return self._asked(lambda answers: answers.answer(message, state, as_of, audience))

    def search(self, message: str, k: int, audience: Audience = EVERYONE) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""
        return self._asked(lambda answers: answers.search(message, k, audience))

    def apply(self) -> int:
        """Bring the indexes up to the register; return the revision that they show."""
        return self._asked(lambda answers: answers.apply())

    def _asked(self, call: Callable[[Answers], _Told]) -> _Told:
        until = time.monotonic() + self._patience
        while True:
            try:
                return call(self._present)
            except OwnerGone as error:
                if time.monotonic() >= until:
                    raise HomeBusy(
                        "Tiến trình giữ chỉ mục của kho không còn ở địa chỉ đã ghi.", "Chạy lại lệnh này."
                    ) from error
                time.sleep(_POLL)
                self._present = self._find()
