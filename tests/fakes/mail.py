"""A mail server on loopback: it takes letters, or refuses, dawdles and hangs up where a test tells it to."""

import asyncio
import contextlib
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_PATIENCE = 10.0  # seconds for a start or a stop, both of which take milliseconds

Place = Literal["GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong at one place of a conversation.

    Attributes:
        answer: What the server answers instead of doing what it was asked; nothing where empty.
        hang_up: Whether it closes the connection without an answer.
        seconds: How long it waits first.
        after_effect: Whether the letter is taken all the same, at the end of a letter.
    """

    answer: str = ""
    hang_up: bool = False
    seconds: float = 0.0
    after_effect: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that the server took: between whom, and what it says."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def letter(self) -> EmailMessage:
        """The letter, parsed."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class MailHost:
    """Serves SMTP on 127.0.0.1, on a free port, for as long as the ``with`` block lasts.

    Attributes:
        port: Where it listens.
        taken: The letters that it took, in order.
        greetings: How clients named themselves.
        logged_in: Who logged in, in order.
        in_clear: How many conversations handed in a letter without encryption.
    """

    def __init__(
        self,
        *,
        user: str = "",
        password: str = "",
        starttls: SSLContext | None = None,
        ssl: SSLContext | None = None,
        login_in_clear: bool = True,
    ) -> None:
        self.port = 0
        self.taken: list[Taken] = []
        self.greetings: list[str] = []
        self.logged_in: list[str] = []
        self.in_clear = 0
        self._user, self._password = user, password
        self._starttls, self._ssl = starttls, ssl
        self._login_in_clear = login_in_clear
        self._troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)
        self._lines: set[asyncio.BaseTransport] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = asyncio.Event()
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="fake-mail-host", daemon=True)

    def meet(self, place: Place, *troubles: Trouble) -> None:
        """Let the next conversations meet these troubles at a place, one each."""
        self._troubles[place].extend(troubles)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_PATIENCE) or self._failure is not None:
            raise RuntimeError("the fake mail host did not start") from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: it has stopped by itself
                self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError("the fake mail host did not stop")
        if self._failure is not None:
            raise RuntimeError("the fake mail host broke") from self._failure

    def next(self, place: str) -> Trouble | None:
        """Take the trouble that waits at a place, or nothing."""
        waiting = self._troubles[place]
        return waiting.popleft() if waiting else None

    def admits(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, shown: Any) -> AuthResult:
        """Let in whoever shows the user's name and password."""
        known = isinstance(shown, LoginPassword) and (shown.login.decode(), shown.password.decode())
        if known == (self._user, self._password):
            self.logged_in.append(self._user)
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False)

    def keep(self, envelope: Envelope, encrypted: bool) -> None:
        """Take a letter."""
        assert isinstance(envelope.content, bytes)
        self.in_clear += not encrypted
        self.taken.append(Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content))

    def opened(self, line: asyncio.BaseTransport) -> None:
        """Remember a connection, to close it at the end."""
        self._lines.add(line)

    def _line(self) -> "_Line":
        return _Line(
            self,
            hostname="fake.invalid",
            loop=self._loop,
            timeout=_PATIENCE,
            tls_context=self._starttls,
            authenticator=self.admits if self._user else None,
            auth_require_tls=not (self._login_in_clear or self._ssl),
        )

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # it is shown by the thread that started this one
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        listener = await self._loop.create_server(self._line, "127.0.0.1", 0, ssl=self._ssl)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        listener.close()
        for line in self._lines:
            with contextlib.suppress(AttributeError):  # Python 3.11.2 forgets whose line an ended TLS one was
                line.abort() if isinstance(line, asyncio.WriteTransport) else line.close()
        await listener.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Line(SMTP):
    """One conversation."""

    def __init__(self, host: MailHost, **given: Any) -> None:
        self._host = host
        self._greeted = False
        super().__init__(_Keeps(host), **given)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._host.opened(transport)
        super().connection_made(transport)

    async def push(self, status: str | bytes) -> None:
        """Answer; the greeting may meet trouble."""
        greeting = not self._greeted
        self._greeted = True
        if not (greeting and await self._meets("GREETING")):
            await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:
        self._host.greetings.append(hostname)
        if not await self._meets("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._meets("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._meets("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._meets("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._meets("DATA"):
            await super().smtp_DATA(arg)

    async def _meets(self, place: str) -> bool:
        """Carry out the trouble that waits here; say whether the request is over with it."""
        trouble = self._host.next(place)
        if trouble is None:
            return False
        await asyncio.sleep(trouble.seconds)
        if trouble.hang_up:
            self.transport.abort()
        elif trouble.answer:
            await super().push(trouble.answer)
        return trouble.hang_up or bool(trouble.answer)


class _Keeps:
    """Keeps letters once they have ended."""

    def __init__(self, host: MailHost) -> None:
        self._host = host

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        trouble = self._host.next("END") or Trouble()
        if trouble == Trouble() or trouble.after_effect:
            self._host.keep(envelope, server.transport.get_extra_info("sslcontext") is not None)
        await asyncio.sleep(trouble.seconds)
        if trouble.hang_up:
            server.transport.abort()
        return trouble.answer or "250 OK"
