"""The webhook: events are posted to the bot's own address, with its secret, until they are taken (C.2)."""

import http.client
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from tests.fakes.telegram_updates import UpdateQueue
from tests.fakes.telegram_wire import Params, bad_request
from tests.fakes.telegram_world import Json

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PORTS = (443, 80, 88, 8443)  # [D]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to deliver an event: the status of its answer, or 0 if none came."""

    update_id: int
    status: int


class Webhook:
    """Sends events to the bot's own address, one after the other, from a thread of its own.

    Attributes:
        url: Where to; empty while there is no webhook.
        deliveries: Every try.
    """

    def __init__(self, queue: UpdateQueue) -> None:
        self.url = ""
        self.deliveries: list[Delivery] = []
        self._world, self._queue = queue.world, queue
        self._options: Json = {}
        self._secret = ""
        self._error: tuple[int, str] | None = None
        self._rests_after = 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def set(self, params: Params) -> bool:
        """Answer ``setWebhook``; an empty address is ``deleteWebhook`` [D]."""
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            return self.delete(params)
        if not self._world.rules.webhook_loopback:
            _check_address(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):  # [D] A–Z a–z 0–9 _ -
            raise bad_request("secret token contains unallowed characters")
        connections = params.integer("max_connections", 40)
        if not 1 <= connections <= 100:  # [D]
            raise bad_request("max_connections must be between 1 and 100")
        self._options = {"max_connections": connections, "ip_address": params.text("ip_address", "127.0.0.1")}
        self._options["has_custom_certificate"] = params.upload("certificate") is not None
        self._queue.allow(params)
        if params.flag("drop_pending_updates"):
            self._queue.clear()
        self.url, self._secret, self._error, self._rests_after = url, secret, None, 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="fake-telegram-webhook", daemon=True)
            self._thread.start()
        self._world.changed()
        return True

    def delete(self, params: Params) -> bool:
        """Answer ``deleteWebhook``."""
        self.url, self._options, self._error = "", {}, None
        if params.flag("drop_pending_updates"):
            self._queue.clear()
        self._world.changed()
        return True

    def info(self) -> Json:
        """Answer ``getWebhookInfo`` [D]."""
        shown: Json = {"url": self.url, "has_custom_certificate": False, **self._options}
        shown["pending_update_count"] = len(self._queue.pending())
        if self._queue.allowed:
            shown["allowed_updates"] = self._queue.allowed
        if self._error is not None:
            shown["last_error_date"], shown["last_error_message"] = self._error
        return shown

    def close(self) -> None:
        """Stop sending, for good."""
        with self._world.lock:
            self._closed.set()
            self._world.changed()
        if self._thread is not None:
            self._thread.join(self._world.rules.webhook_timeout + 1)

    def _next(self) -> Json | None:
        """Return what is to be sent; after too many failures nothing is, until something new happens [?]."""
        if not self.url or self._rests_after == self._queue.last_id:
            return None
        return next(iter(self._queue.pending()), None)

    def _run(self) -> None:
        while True:
            with self._world.lock:
                self._world.lock.wait_for(lambda: self._closed.is_set() or self._next() is not None)
                update, url, secret = self._next(), self.url, self._secret
                patience = self._world.rules.webhook_timeout
            if self._closed.is_set():
                return
            if update is not None:
                self._deliver(update, partial(_sent, url, secret, timeout=patience), url)

    def _deliver(self, update: Json, send: Callable[[Json], tuple[int, str]], url: str) -> None:
        """Send an event until it is taken: what is not 2xx is tried again [D], a few times [?]."""
        for _ in range(self._world.rules.webhook_attempts):
            status, trouble = send(update)
            with self._world.lock:
                self.deliveries.append(Delivery(update["update_id"], status))
                if self.url != url:
                    return
                if not trouble:
                    self._rests_after = 0
                    self._queue.confirm(update["update_id"])
                else:
                    self._rests_after = self._queue.last_id  # what comes from now on ends the rest
                    self._error = (self._world.now(), trouble)
                    self._world.changed()
            if not trouble:
                for _ in range(self._world.rules.webhook_duplicates):  # [?] dedupe on update_id
                    self.deliveries.append(Delivery(update["update_id"], send(update)[0]))
                return
            if self._closed.wait(self._world.rules.webhook_retry_pause):
                return


def _sent(url: str, secret: str, update: Json, *, timeout: float) -> tuple[int, str]:
    """Post an event; return the status and what is wrong with it, if anything is. Redirects are not followed [R].

    The standard library posts, because it logs nothing: what a test finds in the log is then of the bot.
    """
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    line = kind(address.hostname or "", address.port, timeout=timeout)
    headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        line.request("POST", path, json.dumps(update), headers)
        reply = line.getresponse()
        reply.read()
    except TimeoutError:
        return 0, "Read timeout expired"  # [R]
    except (OSError, http.client.HTTPException):
        return 0, "Connection refused"  # [R]
    finally:
        line.close()
    if 200 <= reply.status < 300:
        return reply.status, ""
    return reply.status, f"Wrong response from the webhook: {reply.status} {reply.reason}"  # [R]


def _check_address(url: str) -> None:
    address = urlsplit(url)
    if address.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (address.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
