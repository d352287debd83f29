"""Handing a letter to the unit's mail server, step by step, so that every failure tells whether it was taken."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from bot.messages import Reason, Refused, Retry, SendResult, Unknown

Security = Literal["starttls", "ssl", "none"]

_TAKEN, _FORWARDED, _GO_ON, _TEMPORARY, _PERMANENT = 250, 251, 354, 400, 500
_WANTS_LOGIN = (530, 534, 535, 538)  # RFC 4954: whoever asks must log in, or better than this
_NO_MECHANISM = 504
_MECHANISMS = {"CRAM-MD5", "PLAIN", "LOGIN"}  # the ways to log in that smtplib knows
_SOON, _LATER = 60.0, 300.0  # seconds until another try
_FAREWELL = 2.0  # seconds to wait for an answer to QUIT, which changes nothing any more
_MOST_SAID = 160  # characters kept of what a server says
# A server need not learn the name of this machine; mail programs greet in the same way.
_GREETING = "[127.0.0.1]"


class Step(Enum):
    """How far a delivery came; the value is how people are told."""

    CONNECT = "kết nối"
    GREET = "chào máy chủ"
    ENCRYPT = "mã hóa (STARTTLS)"
    LOGIN = "đăng nhập"
    SENDER = "người gửi (MAIL)"
    RECIPIENT = "người nhận (RCPT)"
    CONTENT = "nội dung (DATA)"
    END = "kết thúc thư"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and as whom.

    Attributes:
        host: its name or address.
        port: where it listens.
        security: ``starttls``, ``ssl`` from the first byte, or ``none``.
        user: whom to log in as; empty to hand in without a login.
        password: of that user.
        timeout: seconds to wait for each answer.
        tls: whom to trust; the authorities of the system where None.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    tls: ssl.SSLContext | None = None


class Failed(Exception):
    """A step failed.

    Attributes:
        step: which.
        code: what the server answered; 0 without an answer that can be read.
        said: its words, or what went wrong on the way.
    """

    def __init__(self, step: Step, code: int, said: str) -> None:
        super().__init__(step, code)
        self.step, self.code, self.said = step, code, said


def result_of(failure: Failed, masked: Callable[[str], str]) -> SendResult:
    """Return what a failure means for the letter."""
    detail = masked(f"{failure.step.value}: {failure.code or ''} {failure.said}")[:_MOST_SAID]
    if failure.code >= _PERMANENT:
        return Refused(_reason(failure), detail)
    if failure.code >= _TEMPORARY:
        return Retry(_LATER, detail=detail)
    return Unknown(detail) if failure.step is Step.END else Retry(_SOON, detail=detail)


def _reason(failure: Failed) -> Reason:
    if failure.step is Step.LOGIN or failure.code in _WANTS_LOGIN:
        return Reason.UNAUTHORISED
    return Reason.UNKNOWN_CHAT if failure.step is Step.RECIPIENT else Reason.INVALID


def check(server: MailServer) -> None:
    """See that the server lets us in.

    Raises:
        Failed: it does not.
    """
    with _line(server) as line, _at(Step.GREET):
        _expect(line.noop(), Step.GREET)


def hand_in(server: MailServer, sender: str, recipient: str, content: bytes) -> None:
    """Hand in one letter; the server took it when this returns.

    Args:
        server: who takes it.
        sender: the address to which failures return.
        recipient: the address of one person.
        content: the letter, header and body.

    Raises:
        Failed: it was not taken, or nobody can tell (``Step.END`` without an answer).
    """
    with _line(server) as line:
        with _at(Step.SENDER):
            _expect(line.mail(sender), Step.SENDER)
        with _at(Step.RECIPIENT):
            _expect(line.rcpt(recipient), Step.RECIPIENT, _TAKEN, _FORWARDED)
        with _at(Step.CONTENT):
            _expect(line.docmd("DATA"), Step.CONTENT, _GO_ON)
            line.send(_wire(content))
        with _at(Step.END):  # without this dot a server must forget the letter; with it, it may have taken it
            line.send(b".\r\n")
            _expect(line.getreply(), Step.END)


def _wire(content: bytes) -> bytes:
    """Return a letter with the line ends of SMTP, and no line that could pass for the end of the letter."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


@contextmanager
def _line(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Connect, encrypt and log in; say goodbye where all went well."""
    with _at(Step.CONNECT):
        line = _connected(server)
    try:
        with _at(Step.GREET):
            line.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            with _at(Step.ENCRYPT):
                line.starttls(context=_trust(server))
                line.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(line, server)
        yield line
        with suppress(smtplib.SMTPException, OSError):
            if line.sock is not None:
                line.sock.settimeout(min(_FAREWELL, server.timeout))
            line.quit()
    finally:
        line.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "ssl":
        return smtplib.SMTP_SSL(server.host, server.port, _GREETING, timeout=server.timeout, context=_trust(server))
    return smtplib.SMTP(server.host, server.port, _GREETING, timeout=server.timeout)


def _log_in(line: smtplib.SMTP, server: MailServer) -> None:
    if not _MECHANISMS & {*line.esmtp_features.get("auth", "").upper().split()}:
        raise Failed(Step.LOGIN, _NO_MECHANISM, "máy chủ không nhận đăng nhập ở kết nối này")
    with _at(Step.LOGIN):
        line.login(server.user, server.password)


def _trust(server: MailServer) -> ssl.SSLContext:
    return server.tls or ssl.create_default_context()


def _expect(reply: tuple[int, bytes], step: Step, *wanted: int) -> None:
    """Check that the server answered one of the codes wanted, 250 where none is named."""
    code, said = reply
    if code not in (wanted or (_TAKEN,)):
        raise Failed(step, max(code, 0), _words(said))


@contextmanager
def _at(step: Step) -> Iterator[None]:
    """Turn whatever goes wrong inside into a failure of this step."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise Failed(step, max(error.smtp_code, 0), _words(error.smtp_error)) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise Failed(step, 0, type(error).__name__) from error


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
