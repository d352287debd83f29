"""The other side: answers from the process that owns the indexes, asked on loopback."""

import http.client
from datetime import date
from http import HTTPStatus
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.answers.base import MOST_BYTES, Ask, Reply, Row, Wanted
from bot.answers.ownership import Address
from knowledge.audiences import EVERYONE, Audience
from knowledge.errors import HomeBusy, TdktError
from retriever.answerer import LONGEST_MESSAGE
from retriever.answering.models import Answer, ConversationState

_ANSWERING = 60.0  # seconds that an answer may take, with others before it
_APPLYING = 600.0  # seconds that applying a large ingest may take


_Kind = TypeVar("_Kind")


class OwnerGone(Exception):
    """The owner of the indexes is not there any more: somebody else may own them now."""


class OwnerAnswers:
    """Answers by asking the owner of the indexes.

    Args:
        address: where it listens.
        pid: the owner's, for messages.

    Every call raises :class:`OwnerGone` where nobody listens there, and ``HomeBusy`` where the owner does not answer
    in time or not in our words.
    """

    def __init__(self, address: Address, pid: str) -> None:
        self._address = address
        self._pid = pid

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""
        ask = Ask(_spoken(message), state, as_of, tuple(sorted(audience)))
        reply = self._told(Reply, self._call("/answer", TypeAdapter(Ask).dump_json(ask), _ANSWERING))
        return reply.answer, reply.state

    def search(self, message: str, k: int, audience: Audience = EVERYONE) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""
        wanted = Wanted(_spoken(message), k, tuple(sorted(audience)))
        return self._told(list[Row], self._call("/search", TypeAdapter(Wanted).dump_json(wanted), _ANSWERING))

    def apply(self) -> int:
        """Let the owner bring its indexes up to the register; return the revision that they show."""
        return self._told(int, self._call("/apply", b"", _APPLYING))

    def _told(self, kind: type[_Kind], said: bytes) -> _Kind:
        """Return what the owner said, where it is of the kind expected."""
        try:
            return TypeAdapter(kind).validate_json(said)
        except ValidationError as error:
            raise self._silent() from error

    def _call(self, path: str, body: bytes, patience: float) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._address.port, timeout=patience)
        try:
            connection.request("POST", path, body, {"Authorization": f"Bearer {self._address.token}"})
            response = connection.getresponse()
            said = response.read(MOST_BYTES)
        except (ConnectionError, http.client.RemoteDisconnected) as error:
            raise OwnerGone from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._silent() from error
        finally:
            connection.close()
        if response.status == HTTPStatus.OK:
            return said
        if response.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            told = self._told(dict[str, str], said)
            raise TdktError(told.get("error", ""), told.get("advice", ""))
        raise self._silent()

    def _silent(self) -> HomeBusy:
        return HomeBusy(
            f"Tiến trình {self._pid} đang giữ chỉ mục của kho nhưng không trả lời.",
            "Dừng tiến trình ấy (hoặc chờ nó xong) rồi chạy lại lệnh này.",
        )


def _spoken(message: str) -> str:
    """Return as much of a message as is read, without what UTF-8 cannot carry."""
    return message[:LONGEST_MESSAGE].encode("utf-8", "replace").decode("utf-8")
