"""The e-mail channel: each message is one letter to one person; nothing is received."""

import ipaddress
import ssl
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage

from bot.channels.base import ChannelError, ChannelUnreachable, Take, Webhook
from bot.channels.degrading import degraded
from bot.channels.email.aside import aside
from bot.channels.email.message import Unwritable, is_address, letter
from bot.channels.email.submission import Failed, MailServer, Security, check, hand_in, result_of
from bot.channels.redaction import masking
from bot.messages import (
    Capabilities,
    ChatAddress,
    OutgoingMessage,
    Reason,
    Refused,
    SendResult,
    Sent,
    SentFile,
)

_REFUSED_FOR_GOOD = 500  # answers of a mail server from here on will be the same tomorrow


class EmailChannel:
    """Letters handed in to the unit's mail server, a connection for each.

    Args:
        host: the mail server.
        sender: our address, which is the account as well.
        port: where the server listens for letters to hand in.
        security: ``starttls``, ``ssl`` from the first byte, or ``none``.
        user: whom to log in as; empty where the server asks for no login.
        password: of that user.
        timeout: seconds to wait for each answer.
        clock: tells the time.
        tls: whom to trust; the authorities of the system where None.

    Raises:
        ChannelError: what is given does not fit together.
    """

    name = "email"
    title = "e-mail"
    abroad = False

    def __init__(  # noqa: PLR0913 (each is a setting of its own)
        self,
        host: str,
        sender: str,
        port: int = 587,
        security: Security = "starttls",
        user: str = "",
        password: str = "",
        *,
        timeout: float = 20.0,
        clock: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = MailServer(host, port, security, user, password, timeout, tls)
        _require_sound(self._server, sender)
        self._sender = sender
        self._clock = clock
        self._masked = masking([password])

    @property
    def account(self) -> str:
        """Return our address."""
        return self._sender

    @property
    def capabilities(self) -> Capabilities:
        """Return what a letter can hold: as much as one likes, and appointments."""
        return Capabilities(calendar=True, listens=False, by_email=True)

    @property
    def webhooks(self) -> Sequence[Webhook]:
        """Return nothing: nobody writes to us this way."""
        return ()

    async def open(self) -> None:
        """Reach the mail server, log in, and leave again.

        Raises:
            ChannelError: it cannot be reached, or does not let us in.
        """
        try:
            await aside(lambda: check(self._server))
        except Failed as failure:
            said = self._masked(f"{failure.code or ''} {failure.said}".strip())
            refused = failure.code is not None and failure.code >= _REFUSED_FOR_GOOD
            raise (ChannelError if refused else ChannelUnreachable)(
                f"Không dùng được máy chủ thư {self._server.host}:{self._server.port}"
                f" ở bước {failure.step.value}: {said}.",
                "Kiểm tra địa chỉ, cổng, kiểu mã hóa, tài khoản và mật khẩu của máy chủ thư.",
            ) from None

    async def receive(self, take: Take) -> None:
        """Return at once: nobody writes to us this way."""

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Send one letter."""
        name = f"<{uuid.uuid4().hex}@{self._sender.rpartition('@')[2]}>"
        try:
            made = letter(degraded(message, self.capabilities), self._sender, to.chat, name, self._clock())
        except Unwritable as error:
            return Refused(Reason.INVALID, str(error))
        return await aside(lambda: self._hand_in(to.chat, made))

    async def fetch(self, file: SentFile) -> bytes:
        """Refuse: nobody sends files this way.

        Raises:
            ChannelError: always.
        """
        raise ChannelError("Kênh e-mail chỉ gửi thư, không nhận tệp.", "Hãy gửi tệp qua kênh khác.")

    def invitation(self, code: str) -> str:
        """Return what a letter says beside a one-time code."""
        return f"Mã xác nhận của anh/chị là {code}. Hãy nhập mã này ở nơi anh/chị đã đăng ký địa chỉ e-mail."

    async def close(self) -> None:
        """Do nothing: no connection outlives its letter."""

    def _hand_in(self, recipient: str, made: EmailMessage) -> SendResult:
        try:
            hand_in(self._server, self._sender, recipient, made.as_bytes())
        except Failed as failure:
            return result_of(failure, masking([self._server.password, recipient]))
        return Sent(str(made["Message-ID"]))


def _require_sound(server: MailServer, sender: str) -> None:
    """Check what can be checked without the network."""
    if not is_address(sender):
        raise ChannelError(f"Địa chỉ gửi “{sender}” không phải một địa chỉ e-mail.", "Ghi dạng ten@donvi.gov.vn.")
    if server.password and not server.user:
        raise ChannelError("Có mật khẩu thư nhưng chưa có tên đăng nhập.", "Đặt cả hai, hoặc bỏ cả hai.")
    if not (server.user + server.password).isascii():
        raise ChannelError("Tên đăng nhập và mật khẩu thư chỉ được dùng ký tự ASCII.", "Đổi mật khẩu của hộp thư gửi.")
    if server.security == "none" and server.password and not _on_loopback(server.host):
        raise ChannelError(
            f"Không gửi mật khẩu tới máy chủ thư {server.host} khi kết nối không mã hóa.",
            "Dùng starttls hoặc ssl; “none” chỉ dành cho máy chủ trên chính máy này, hoặc không có mật khẩu.",
        )


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
