"""One bot on Telegram, behind the port of all channels."""

import asyncio
import json
import logging
import re
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import httpx
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.channels.base import LARGEST_BODY, ChannelError, ChannelUnreachable, Posted, Take, Webhook
from bot.channels.degrading import degraded
from bot.channels.plain import units
from bot.channels.receiving import Receiving
from bot.channels.redaction import masking
from bot.channels.telegram.files import address, check_size, download
from bot.channels.telegram.incoming import CHANNEL, Identity, incoming, readable
from bot.channels.telegram.line import Line, PollingLine
from bot.channels.telegram.opening import announce, check, settle_webhook
from bot.channels.telegram.outcomes import SOON, told, unopened
from bot.channels.telegram.polling import polling
from bot.channels.telegram.rendering import Unshowable, rendered
from bot.channels.telegram.sending import sending
from bot.messages import (
    Capabilities,
    ChatAddress,
    IncomingMessage,
    OutgoingMessage,
    Reason,
    Refused,
    Retry,
    SendResult,
    SentFile,
)

_LOG = logging.getLogger(__name__)
_CAPABILITIES = Capabilities(most_units=4096, buttons=True, files=True)  # units after the tags are read [D]
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a link can carry [D]
_CHAT = re.compile(r"-?[0-9]{1,19}")
_THREAD = re.compile(r"[0-9]{0,19}")
_SECRET_HEADER = "x-telegram-bot-api-secret-token"
_CONNECTING = 5.0
_CLOSING = 1.0


class TelegramChannel:
    """Telegram, fetched by long polling or delivered to a webhook.

    Attributes:
        name: of the channel.
        title: as people call the platform.
        abroad: its servers stand in other countries.
        answer_seconds: until an answer is given up; long, for what became of a message given up is unknown for good.
    """

    name = CHANNEL
    title = "Telegram"
    abroad = True
    answer_seconds = 20.0

    def __init__(
        self,
        token: str,
        receiving: Receiving,
        api: str = "https://api.telegram.org/bot",
        files: str = "https://api.telegram.org/file/bot",
        *,
        poll_seconds: int = 30,
        groups: bool = False,
        commands: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Take what the channel needs; nothing is reached yet.

        Args:
            token: of the bot, as @BotFather gave it.
            receiving: whether events are fetched, or delivered to us.
            api: the address of the Bot API, to which the token is added.
            files: the address of its files, to which the token is added.
            poll_seconds: how long one fetch waits for events.
            groups: messages of groups are read where they are addressed to us.
            commands: the menu, each with its name and what it does.

        Raises:
            ChannelError: the token or the secret of the webhook has not the form that Telegram gives or takes.
        """
        check(token, receiving)
        self._receiving = receiving
        self._poll_seconds = poll_seconds
        self._groups = groups
        self._commands = tuple(commands)
        self._secrets = (token, receiving.secret)
        self._masked = masking(self._secrets)
        self._trusted = httpx.create_ssl_context()  # read from disk once, for all connections
        self._lines = self._line(Line, 256), self._line(PollingLine, 1)
        self._bot = Bot(token, api, files, request=self._lines[0], get_updates_request=self._lines[1])
        self._own = Identity()
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    def _line(self, kind: type[Line], connections: int) -> Line:
        return kind(
            connections,
            read_timeout=self.answer_seconds,
            connect_timeout=_CONNECTING,
            pool_timeout=_CONNECTING,
            httpx_kwargs={"verify": self._trusted},
        )

    @property
    def account(self) -> str:
        """Return the id of the bot; known once it is open."""
        return self._own.id

    @property
    def capabilities(self) -> Capabilities:
        """Return what Telegram can do."""
        return _CAPABILITIES

    @property
    def webhooks(self) -> Sequence[Webhook]:
        """Return where Telegram delivers events; empty where we fetch them."""
        return (Webhook(self._receiving.path(self.name), self._delivered),) if self._receiving.by_webhook else ()

    async def open(self) -> None:
        """See that Telegram takes the token, and settle how events come.

        Raises:
            ChannelError: Telegram is not reached, refuses the token, or another program has set a webhook.
        """
        for line in self._lines:
            await line.initialize()
        self._closed = False
        try:
            me = await self._bot.get_me()
            self._own = Identity(str(me.id), me.username or "")
            await settle_webhook(self._bot, self._receiving, self.name)
        except ChannelError:
            raise
        except Exception as error:  # also what the library cannot read
            kind = ChannelError if isinstance(error, InvalidToken) else ChannelUnreachable
            raise kind(unopened(error, self._masked)) from None
        await announce(self._bot, self._commands, self._masked)

    async def receive(self, take: Take) -> None:
        """Fetch events until cancelled; return at once where they are delivered to us.

        Raises:
            ChannelError: the token was taken back.
        """
        if not self._receiving.by_webhook:
            await polling(self._bot, lambda updates: self._keep(updates, take), self._poll_seconds, self._masked)

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Send one message that fits; never raise for what the platform or the network does."""
        if self._closed:
            return Retry(SOON, detail="closed")
        if not (_CHAT.fullmatch(to.chat) and _THREAD.fullmatch(to.thread)):
            return Refused(Reason.UNKNOWN_CHAT, "not the id of a chat")
        try:
            shown = rendered(degraded(message, self.capabilities).blocks)
        except Unshowable as error:
            return Refused(Reason.INVALID, str(error))
        if (length := units(shown.text)) > (_CAPABILITIES.most_units or length):
            return Refused(Reason.INVALID, f"{length} units")
        masked = masking([*self._secrets, to.chat, shown.text, *shown.text.splitlines()])
        return await sending(self._bot, to, shown, masked)

    async def fetch(self, file: SentFile) -> bytes:
        """Return a file that somebody sent.

        Raises:
            ChannelError: it cannot be fetched, or is too large.
        """
        check_size(file.size)
        try:
            found = await self._bot.get_file(file.reference)
        except Exception as error:  # also what the library cannot read
            reason = told(error, self._masked)
            raise ChannelError(f"Chưa lấy được tệp từ Telegram ({reason}). Đề nghị gửi lại tệp.") from None
        check_size(found.file_size)
        return await download(address(self._bot.base_file_url, found.file_path), self._trusted)

    def invitation(self, code: str) -> str:
        """Return the link that opens a chat with the bot and sends the code; words until the bot's name is known.

        Raises:
            ValueError: a link cannot carry the code.
        """
        if not _CODE.fullmatch(code):
            raise ValueError("a code for a link is of 1 to 64 of A-Z a-z 0-9 _ -")
        if not self._own.username:
            return f"Mở bot Telegram của đơn vị và gửi: /start {code}"
        return f"https://t.me/{self._own.username}?start={code}"

    async def close(self) -> None:
        """Drop the connections and whatever still waits for an answer; safe to call twice."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await asyncio.gather(*self._tasks, *(line.shutdown() for line in self._lines), return_exceptions=True)

    async def _delivered(self, posted: Posted, take: Take) -> int:
        """Take what Telegram delivered to the webhook; return the HTTP status of our answer."""
        if len(posted.body) > LARGEST_BODY:
            return 413
        if not self._receiving.admits(posted.headers.get(_SECRET_HEADER)):
            return 401
        if not self.account:
            return 503  # not open yet: Telegram delivers again [D]
        update = _parsed(posted.body)
        if update is None:
            _LOG.warning("Telegram delivered %d bytes that are no update", len(posted.body))
        else:
            await self._keep([update], take)
        return 200

    async def _keep(self, updates: Sequence[Update], take: Take) -> None:
        """Have the events of people kept, then let the buttons that they pressed stop waiting."""
        messages = [message for update in updates if (message := self._understood(update)) is not None]
        if messages:
            await take(messages)
        for update in updates:
            if update.callback_query is not None:
                self._later(self._answer_press(update.callback_query.id))

    def _understood(self, update: Update) -> IncomingMessage | None:
        try:
            return incoming(update, self._own, datetime.now(UTC), self._groups)
        except Exception as error:  # the library checks no types: a number may stand where a text belongs
            _LOG.warning("an update of Telegram could not be read: %s", type(error).__name__)
            return None

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer_press(self, press: str) -> None:
        """Answer a press; Telegram refuses late answers, which nobody misses [D]."""
        with suppress(Exception):
            await self._bot.answer_callback_query(press)


def _parsed(body: bytes) -> Update | None:
    try:
        return readable(json.loads(body))
    except (ValueError, RecursionError):
        return None
