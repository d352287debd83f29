"""The other side: answers from the process that owns the indexes, asked on loopback."""

import http.client
import json
from datetime import date

from pydantic import TypeAdapter

from bot.answers.base import Ask, Reply, Row
from bot.answers.ownership import Address
from knowledge.errors import HomeBusy
from retriever.answerer import EVERYONE, Audience
from retriever.answering.models import Answer, ConversationState

_PATIENCE = 600.0  # seconds for one call: applying a large ingest takes long, an answer does not


class OwnerAnswers:
    """Answers by asking the owner of the indexes.

    Args:
        address: where it listens.
        pid: the owner's, for messages.
    """

    def __init__(self, address: Address, pid: str) -> None:
        self._address = address
        self._pid = pid

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""
        ask = Ask(message, state, as_of, tuple(sorted(audience)))
        reply = TypeAdapter(Reply).validate_json(self._call("/answer", TypeAdapter(Ask).dump_json(ask)))
        return reply.answer, reply.state

    def search(self, message: str, k: int) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""
        rows: list[Row] = json.loads(self._call("/search", json.dumps({"message": message, "k": k}).encode()))
        return rows

    def apply(self) -> int:
        """Let the owner bring its indexes up to the register; return the revision that they show."""
        return int(json.loads(self._call("/apply", b"")))

    def _call(self, path: str, body: bytes) -> bytes:
        """Return what the owner says.

        Raises:
            HomeBusy: it does not answer, or not with an answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self._address.port, timeout=_PATIENCE)
        try:
            connection.request("POST", path, body, {"Authorization": f"Bearer {self._address.token}"})
            response = connection.getresponse()
            said = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._silent() from error
        finally:
            connection.close()
        if response.status == http.HTTPStatus.OK:
            return said
        if response.status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            told = json.loads(said)
            raise HomeBusy(str(told["error"]), str(told["advice"]))
        raise self._silent()

    def _silent(self) -> HomeBusy:
        return HomeBusy(
            f"Tiến trình {self._pid} đang giữ chỉ mục của kho nhưng không trả lời.",
            "Dừng tiến trình ấy (hoặc chờ nó xong) rồi chạy lại lệnh này.",
        )
