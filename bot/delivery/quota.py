"""The messages that a month holds on a channel: counted, some kept back for reminders, warned of in time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.messages import Capabilities
from knowledge.store.counters import Counters

_WARN_AT = (0.7, 0.9)  # shares of the month's messages
_HELD_BACK = 3600.0  # seconds; the code does not tell a month that is over from writing too fast [D] A.2
_PEOPLE_SHARE = 0.8  # of the people that an account may have: 40 of 50
Warn = Callable[[str, str], None]
"""Tells administrators: a key under which it is told once, and the words."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Counts what is sent on channels that count it.

    Attributes:
        counters: where the counts are kept.
        reserve: the share of a month's messages that only reminders may use.
        warn: tells administrators once.
    """

    counters: Counters
    warn: Warn
    reserve: float = 0.2
    _refused: dict[str, float] = field(default_factory=dict)

    def admits(self, channel: str, capabilities: Capabilities, kind: str, now: datetime) -> bool:
        """Say whether a message of a kind may still go out this month."""
        most = capabilities.monthly_messages
        if self._refused.get(channel, 0.0) > now.timestamp():
            return False
        if most is None:
            return True
        used = self.counters.value(_sent(channel), _month(now))
        return used < (most * (1 - self.reserve) if kind == "reply" else most)

    def count(self, channel: str, capabilities: Capabilities, title: str, now: datetime) -> None:
        """Count a message that was sent, or may have been."""
        most = capabilities.monthly_messages
        if most is None:
            return
        used = self.counters.add(_sent(channel), _month(now))
        for share in _WARN_AT:
            if used >= most * share:
                words = f"{title}: đã gửi {used} trong {most} tin của tháng {now:%m/%Y} ({share:.0%}). "
                words += f"Khi còn {self.reserve:.0%}, chỉ gửi tin nhắc hạn."
                self.warn(f"quota:{channel}:{_month(now)}:{share}", words)

    def platform_refused(self, channel: str, now: datetime) -> None:
        """Hold everything back for a while: the platform itself says that the plan holds no more messages."""
        if self._refused.get(channel, 0.0) <= now.timestamp():
            self._refused[channel] = now.timestamp() + _HELD_BACK
            words = f"Kênh {channel} báo đã hết số tin của gói; tạm dừng gửi một giờ rồi thử lại."
            self.warn(f"refused:{channel}:{now:%Y-%m-%d}", words)

    def meet(self, channel: str, capabilities: Capabilities, title: str, pseudonym: str) -> None:
        """Count somebody who wrote, without keeping who."""
        most = capabilities.most_people
        if most is None:
            return
        met = self.counters.meet(_people(channel), pseudonym)
        if met >= most * _PEOPLE_SHARE:
            words = f"{title}: khoảng {met} người đã dùng; gói hiện tại chỉ cho {most} người. Hãy tính gói lớn hơn."
            self.warn(_people(channel), words)

    def used(self, channel: str, now: datetime) -> int:
        """Return how many messages were sent this month."""
        return sent_this_month(self.counters, channel, now)


def sent_this_month(counters: Counters, channel: str, now: datetime) -> int:
    """Return how many messages a channel was given this month."""
    return counters.value(_sent(channel), _month(now))


def people_met(counters: Counters, channel: str) -> int:
    """Return about how many people wrote on a channel."""
    return counters.met(_people(channel))


def _people(channel: str) -> str:
    return f"people:{channel}"


def _sent(channel: str) -> str:
    return f"sent:{channel}"


def _month(now: datetime) -> str:
    return now.strftime("%Y-%m")
