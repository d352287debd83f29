"""One message goes out: what its channel says of it becomes what the outbox records."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Channel
from bot.delivery.addresses import Names, read_address, read_message, written_message
from bot.delivery.quota import Quota
from bot.dialogue.sentences import MONTH_IS_SPENT
from bot.messages import ChatAddress, Reason, Refused, Retry, SendResult, Sent, Unknown, said
from knowledge.store.chats import Chats
from knowledge.store.outbox import Draft, Outbox, Outcome, Outgoing, Way

_log = logging.getLogger(__name__)
_MOST_ATTEMPTS = 8
_LONGEST_WAIT = 3600.0  # seconds
_UNREACHABLE = frozenset({Reason.BLOCKED, Reason.UNKNOWN_CHAT})


@dataclass(frozen=True, slots=True)
class Sending:
    """Sends claimed messages.

    Attributes:
        outbox, chats: of the home.
        names: gives pseudonyms.
        channels: those switched on, by name.
        quota: counts and holds back.
        now: the clock.
    """

    outbox: Outbox
    chats: Chats
    names: Names
    channels: Mapping[str, Channel]
    quota: Quota
    now: Callable[[], datetime]

    async def handle(self, message: Outgoing) -> str:
        """Send a message and record what became of it; return that in a word."""
        to = read_address(message.address)
        try:
            result = await self._sent(to, message)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._record, message, to, Unknown("dừng khi đang gửi")))
            raise
        except Exception as error:  # a channel that breaks its promise must not stop the others
            _log.error("a channel failed while sending (%s)", type(error).__name__, exc_info=error)
            result = Unknown(type(error).__name__)
        await asyncio.to_thread(self._record, message, to, result)
        return type(result).__name__.lower()

    async def _sent(self, to: ChatAddress, message: Outgoing) -> SendResult:
        channel = self.channels.get(to.channel)
        if channel is None or channel.account != to.account:
            return Refused(Reason.CLOSED, "kênh này đang tắt")
        if not await asyncio.to_thread(self.quota.admits, to.channel, channel.capabilities, message.kind, self.now()):
            if message.kind == "reply":
                await asyncio.to_thread(self._say_why_silent, message)
            return Refused(Reason.QUOTA, "đã gần hết số tin của tháng")
        result = await channel.send(to, read_message(message.payload))
        if isinstance(result, Sent | Unknown):
            await asyncio.to_thread(self.quota.count, to.channel, channel.capabilities, channel.title, self.now())
        return result

    def _say_why_silent(self, message: Outgoing) -> None:
        """Tell a chat once a month that its questions are not answered any more, out of what is kept for reminders."""
        now = self.now()
        draft = Draft(
            (Way(message.lane, message.address),), written_message(said(MONTH_IS_SPENT)), "notice",
            key=f"spent:{message.lane}:{now:%Y-%m}", about="báo hết số tin của tháng", passing=True,
        )  # fmt: skip
        self.outbox.write([draft], now.timestamp())

    def _record(self, message: Outgoing, to: ChatAddress, result: SendResult) -> None:
        now = self.now().timestamp()
        match result:
            case Sent(remote_id):
                self.outbox.finish(message.id, Outcome.SENT, now, remote_id=remote_id)
            case Unknown(detail):
                self.outbox.finish(message.id, Outcome.UNKNOWN, now, reason=detail)
            case Refused(reason, detail):
                if reason in _UNREACHABLE:
                    self.chats.set_active(message.lane, active=False)
                if reason is Reason.UNAUTHORISED:
                    _log.error("%s refuses our token", to.channel)
                self.outbox.finish(message.id, Outcome.REFUSED, now, reason=f"{reason.value}: {detail}".rstrip(": "))
            case Retry():
                self._again(message, to, result, now)

    def _again(self, message: Outgoing, to: ChatAddress, result: Retry, now: float) -> None:
        if message.attempts >= _MOST_ATTEMPTS:
            self.outbox.finish(message.id, Outcome.REFUSED, now, reason=f"thử {message.attempts} lần: {result.detail}")
            return
        if result.moved_to is None:
            wait = min(_LONGEST_WAIT, result.after * 2 ** (message.attempts - 1)) if result.after else 0.0
            self.outbox.retry(message.id, now + max(result.after, wait), reason=result.detail)
            return
        old, new = self.names.way_to(to), self.names.way_to(result.moved_to)
        self.chats.move(old.lane, new.lane, old.address, new.address)
        self.outbox.retry(message.id, now, new, result.detail)
