"""One message goes out: what its channel says of it becomes what the outbox records."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Channel
from bot.channels.redaction import trace_of
from bot.delivery.addresses import Names, read_address, read_message, written_message
from bot.delivery.quota import Quota
from bot.dialogue.sentences import MONTH_IS_SPENT
from bot.messages import ChatAddress, Reason, Refused, Retry, SendResult, Sent, Unknown, said
from knowledge.store.chats import Chats
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Outcome, Outgoing, Way

_log = logging.getLogger(__name__)
_MOST_ATTEMPTS = 8
_LONGEST_WAIT = 3600.0  # seconds
_NOT_OPEN_YET = 30.0  # seconds until a channel that could not be opened yet is looked at again
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
        held_until: says when a person may be written to unasked, where that is not now, as at night.
        unauthorised: the names of channels that refused our token.
    """

    outbox: Outbox
    chats: Chats
    names: Names
    channels: Mapping[str, Channel]
    quota: Quota
    now: Callable[[], datetime]
    held_until: Callable[[int, datetime], datetime | None] = lambda person, now: None
    unauthorised: set[str] = field(default_factory=set)

    async def handle(self, message: Outgoing) -> str:
        """Send a message and record what became of it; return that in a word."""
        to = read_address(message.address)
        channel = self.channels.get(to.channel)
        if channel is not None and not channel.account:
            at = self.now().timestamp() + _NOT_OPEN_YET
            await asyncio.to_thread(self.outbox.retry, message.id, at, reason="kênh chưa mở được", counted=False)
            return "waiting"
        if await asyncio.to_thread(self._must_wait, message):
            return "waiting"
        if channel is None or channel.account != to.account:
            result: SendResult = Refused(Reason.CLOSED, "kênh này đang tắt")
        else:
            result = await self._held_back(channel, message) or await self._sent(channel, to, message)
        await asyncio.to_thread(self._record, message, to, result)
        return type(result).__name__.lower()

    def _must_wait(self, message: Outgoing) -> bool:
        """Let a reminder that could not go in time, as in a downtime, wait while its person wants to be left alone."""
        if message.kind != "reminder" or message.person is None:
            return False
        until = self.held_until(message.person, self.now())
        if until is None:
            return False
        self.outbox.retry(message.id, until.timestamp(), reason="giờ yên lặng hoặc ngày nghỉ", counted=False)
        return True

    async def _held_back(self, channel: Channel, message: Outgoing) -> Refused | None:
        """Return why a message may not go out this month; None where it may."""
        if await asyncio.to_thread(self.quota.admits, channel.name, channel.capabilities, message.kind, self.now()):
            return None
        if message.kind == "reply":
            await asyncio.to_thread(self._say_why_silent, message)
        return Refused(Reason.QUOTA, "đã gần hết số tin của tháng")

    async def _sent(self, channel: Channel, to: ChatAddress, message: Outgoing) -> SendResult:
        """Send, and count what was or may have been sent; whoever stops us meanwhile leaves it unknown."""
        try:
            result = await channel.send(to, read_message(message.payload))
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._record, message, to, Unknown("dừng khi đang gửi")))
            raise
        except Exception as error:  # a channel that breaks its promise must not stop the others
            _log.error("a channel failed while sending: %s", trace_of(error))
            result = Unknown(type(error).__name__)
        if isinstance(result, Sent | Unknown):
            count, can = self.quota.count, channel.capabilities
            await asyncio.shield(asyncio.to_thread(count, channel.name, can, channel.title, self.now()))
        if isinstance(result, Refused) and result.reason is Reason.QUOTA:  # said by the platform, not by our own count
            await asyncio.to_thread(self.quota.platform_refused, channel.name, self.now())
        return result

    def _say_why_silent(self, message: Outgoing) -> None:
        """Tell a chat once a month that its questions are not answered any more, out of what is kept for reminders."""
        now = self.now()
        draft = Draft(
            (Way(message.lane, message.address),), written_message(said(MONTH_IS_SPENT)), "word",
            key=self.names.of_month(message.lane, now), passing=True,
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
                    self.unauthorised.add(to.channel)
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
