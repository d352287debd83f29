"""The stand-ins against the real services: a few questions that change nothing, asked only where a token is given.

Nothing here runs by default. Whoever wants it sets ``TDKT_LIVE_ZALO_TOKEN`` or ``TDKT_LIVE_TELEGRAM_TOKEN`` to the
token of a bot made for this alone, and runs ``pytest tests/live -rs``. Only then, and only in this module, the network
that tests/conftest.py closes is open. No update is read, nobody is written to, no webhook is touched, and failures name
no token.
"""

import os
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.channels.telegram.line import Line
from bot.channels.zalo.client import DEFAULT_API, outcome_of

# Taken while tests are collected: before conftest.py closes the sockets and forgets the settings of this machine.
_TOKENS = {name: os.environ.get(f"TDKT_LIVE_{name}_TOKEN", "") for name in ("ZALO", "TELEGRAM")}
_DOORS = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
_NAMES = socket.getaddrinfo
_PATIENCE = 20.0
_TELEGRAM = "https://api.telegram.org"


def live(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not _TOKENS[name], reason=f"asks the real service; set TDKT_LIVE_{name}_TOKEN to run it")


@pytest.fixture
def network() -> Iterator[None]:
    """Open the network for one test; only tests whose token is given ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, door in _DOORS.items():
            patch.setattr(socket.socket, name, door)
        patch.setattr(socket, "getaddrinfo", _NAMES)
        yield


def asked(base: str, name: str, method: str, **parameters: Any) -> tuple[int, bytes]:
    """Return the status and body of an answer; what goes wrong is told without the address, which holds the token."""
    try:
        reply = httpx.post(f"{base}/bot{_TOKENS[name]}/{method}", json=parameters, timeout=_PATIENCE)
    except httpx.HTTPError as error:
        pytest.fail(f"{name} was not reached: {type(error).__name__}", pytrace=False)
    return reply.status_code, reply.content


def of_zalo(method: str, **parameters: Any) -> Any:
    return outcome_of(*asked(DEFAULT_API, "ZALO", method, **parameters))


def of_telegram(method: str) -> Any:
    status, body = asked(_TELEGRAM, "TELEGRAM", method)
    assert status == 200
    return Line.parse_json_payload(body)["result"]


@live("ZALO")
@pytest.mark.usefixtures("network")
def test_zalo_says_who_we_are() -> None:
    """``getMe`` answers the id, as text, and the name that ``open`` reads."""
    me = of_zalo("getMe").result
    assert isinstance(me["id"], str)
    assert me["id"]
    assert isinstance(me.get("account_name") or me.get("display_name"), str)


@live("ZALO")
@pytest.mark.usefixtures("network")
def test_zalo_tells_of_the_webhook() -> None:
    """``getWebhookInfo`` answers an address, or 404 inside a readable envelope where none is set."""
    told = of_zalo("getWebhookInfo")
    assert getattr(told, "code", None) == 404 or isinstance(told.result.get("url"), str)


@live("ZALO")
@pytest.mark.usefixtures("network")
def test_zalo_refuses_in_its_envelope() -> None:
    """A message to nobody and a method that is not there are refusals with a code, not pages."""
    assert of_zalo("sendMessage", chat_id="", text="").code in (400, 404)
    assert of_zalo("noSuchMethod").code == 404


@live("TELEGRAM")
@pytest.mark.usefixtures("network")
def test_telegram_says_who_we_are() -> None:
    """``getMe`` answers the id, as a number, and the name that invitations are made of."""
    me = of_telegram("getMe")
    assert isinstance(me["id"], int)
    assert me["is_bot"] is True
    assert isinstance(me["username"], str)


@live("TELEGRAM")
@pytest.mark.usefixtures("network")
def test_telegram_tells_of_the_webhook() -> None:
    """``getWebhookInfo`` answers an address, which is empty where none is set."""
    told = of_telegram("getWebhookInfo")
    assert isinstance(told["url"], str)
    assert isinstance(told["pending_update_count"], int)


@live("TELEGRAM")
@pytest.mark.usefixtures("network")
def test_telegram_refuses_in_its_envelope() -> None:
    """A message to nobody is a 400 with a description."""
    status, body = asked(_TELEGRAM, "TELEGRAM", "sendMessage", chat_id=0, text="x")
    told = Line.parse_json_payload(body)
    assert (status, told["ok"], told["error_code"]) == (400, False, 400)
    assert isinstance(told["description"], str)
