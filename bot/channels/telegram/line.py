"""The line to Telegram: the library's client, but for what it would log, and for who really answered."""

import json
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

from bot.channels.telegram.incoming import readable

_FIRST_REFUSAL = 300  # statuses from here on are no success


class TooFast(TelegramError):
    """We write faster than allowed; ``seconds`` must pass before the next try."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests, {seconds:g} s")
        self.seconds = seconds


class GatewayAnswered(TelegramError):
    """Something between us and Telegram answered in its place; nobody knows what Telegram did."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} of a gateway")
        self.status = status


class Line(HTTPXRequest):
    """One pool of connections.

    It differs from the library's own in three things [S]. An answer that cannot be read is not logged: it may hold what
    people wrote. A refusal counts as Telegram's only where it has Telegram's shape: a proxy's 403 is no block by a
    person. "Too many requests" has an error of its own: the library's warns of its own future each time it is made.
    """

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *given: Any,  # noqa: ANN401 - timeouts, whose type the library does not make public
        **named: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Make a request; return the status and the body of Telegram's answer.

        Raises:
            GatewayAnswered: the answer is not Telegram's.
            TooFast: Telegram asks for a pause.
        """
        status, body = await super().do_request(url, method, request_data, *given, **named)
        if status < _FIRST_REFUSAL:
            return status, body
        told = _answer(body)
        if told is None:
            raise GatewayAnswered(status)
        if (pause := _pause(told)) is not None:
            raise TooFast(pause)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return an answer of Telegram's.

        Raises:
            TelegramError: it is none.
        """
        told = _answer(payload)
        if told is None or not (told["ok"] is False or "result" in told):
            raise TelegramError("unreadable answer")
        return told


class PollingLine(Line):
    """The line on which updates come: one that the library cannot read is passed over, instead of all with it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return an answer of Telegram's, each unreadable update in it replaced by its bare number.

        Raises:
            TelegramError: it is none.
        """
        told = Line.parse_json_payload(payload)
        found = told.get("result")
        if not isinstance(found, list):
            return told
        numbered = [one for one in found if isinstance(one, dict) and type(one.get("update_id")) is int]
        return {**told, "result": [one if readable(one) else {"update_id": one["update_id"]} for one in numbered]}


def _answer(body: bytes) -> dict[str, Any] | None:
    """Return an answer that has Telegram's shape."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("ok"), bool) else None


def _pause(told: dict[str, Any]) -> float | None:
    parameters = told.get("parameters")
    pause = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(pause) if isinstance(pause, int | float) else None
