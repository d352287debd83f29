"""The owner's side: a small HTTP server on 127.0.0.1 that answers processes which know the token."""

import hmac
import json
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import TypeAdapter, ValidationError

from bot.answers.base import MOST_BYTES, Answers, Ask, Reply, Wanted
from bot.answers.ownership import Address
from knowledge.errors import TdktError

_REMEDY = "Dừng tiến trình ấy, chạy “tdkt reindex” rồi thử lại."
_QUIET = 5.0  # seconds after which a connection that says nothing is closed


class Loopback:
    """Answers other processes of this machine until it is closed.

    Args:
        answers: of this process.
    """

    def __init__(self, answers: Answers) -> None:
        token = secrets.token_urlsafe(32)
        handler = type("Handler", (_Handler,), {"answers": answers, "token": token})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False  # closing waits for answers on their way
        self.address = Address(self._server.server_address[1], token)
        threading.Thread(target=self._server.serve_forever, name="loopback", daemon=True).start()

    def close(self) -> None:
        """Stop taking requests, and wait for those that are being answered."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request: POST /answer, /search or /apply with the token."""

    answers: Answers
    token: str
    timeout = _QUIET

    def do_POST(self) -> None:
        """Answer a request."""
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            self._say(HTTPStatus.FORBIDDEN, b'{"error": "token"}')
            return
        length = self.headers.get("Content-Length", "")
        call = _CALLS.get(self.path)
        if call is None or not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
            self._say(HTTPStatus.BAD_REQUEST, b'{"error": "request"}')
            return
        body = self.rfile.read(int(length))
        try:
            said = call(self.answers, body)
        except ValidationError:
            self._say(HTTPStatus.BAD_REQUEST, b'{"error": "request"}')
        except TdktError as error:
            self._fail(error.message, error.advice)
        except Exception as error:  # whatever broke here must reach who asked, and not end this process
            self._fail(f"Tiến trình giữ chỉ mục gặp lỗi {type(error).__name__}: {error}.", _REMEDY)
        else:
            self._say(HTTPStatus.OK, said)

    def _fail(self, what: str, advice: str) -> None:
        self._say(HTTPStatus.INTERNAL_SERVER_ERROR, json.dumps({"error": what, "advice": advice}).encode())

    def _say(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what is asked is nobody's business."""


def _answer(answers: Answers, body: bytes) -> bytes:
    ask = TypeAdapter(Ask).validate_json(body)
    return TypeAdapter(Reply).dump_json(
        Reply(*answers.answer(ask.message, ask.state, ask.as_of, frozenset(ask.audience)))
    )


def _search(answers: Answers, body: bytes) -> bytes:
    wanted = TypeAdapter(Wanted).validate_json(body)
    return json.dumps(answers.search(wanted.message, wanted.k, frozenset(wanted.audience))).encode()


def _apply(answers: Answers, _body: bytes) -> bytes:
    return json.dumps(answers.apply()).encode()


_CALLS: dict[str, Callable[[Answers, bytes], bytes]] = {"/answer": _answer, "/search": _search, "/apply": _apply}
