"""The parts of a server joined: which works for which, and with what of the home."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot import clock
from bot.answers import Answers
from bot.bootstrap import Home
from bot.channels.base import Channel
from bot.delivery.addresses import Names
from bot.delivery.answering import Answering
from bot.delivery.limits import DailyCap, Doorkeeper
from bot.delivery.notices import Notices
from bot.delivery.quota import Quota
from bot.delivery.reception import Reception
from bot.delivery.sending import Sending
from bot.delivery.worker import Worker
from bot.dialogue import Dialogue
from bot.dialogue.duties import Duties
from bot.dialogue.eligibility.conversation import Eligibility
from bot.dialogue.intake import Intake
from bot.dialogue.memory import PassingMemories
from bot.dialogue.personal import Personal
from bot.home_feeds import feeds_of
from bot.messages import said
from bot.reminders.feeds import Feeds
from bot.reminders.register import held_until
from bot.reminders.reminding import Reminding
from bot.web.links import sent_address
from bot.web.login import login_address
from bot.web.site import Site, WebWishes

_log = logging.getLogger(__name__)
_RECEIVED = "received"  # folder of the home where a file lies while it is read


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator wants of a server.

    Attributes:
        host, port: where it listens; port 0 for any free one.
        question_days: for how many days the texts of questions are kept.
        per_minute: messages of one chat that are answered in a minute.
        per_day: messages of one chat that are answered in a day where the channel counts a month's messages.
        web: what is wanted of the pages.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    question_days: int = 30
    per_minute: float = 20.0
    per_day: int = 40
    web: WebWishes = WebWishes()


@dataclass(frozen=True, slots=True)
class Parts:
    """What takes events in, what answers and sends, and what looks at the clock."""

    reception: Reception
    worker: Worker
    notices: Notices
    reminding: Reminding
    feeds: Feeds
    site: Site


def dialogue_of(home: Home, answers: Answers, names: Names, wanted: Wanted, channels: tuple[str, ...]) -> Dialogue:
    """Return the dialogue of a home."""
    login = partial(login_address, home.web_sessions, wanted.web.public_url) if wanted.web.public_url else None
    personal = Personal(
        home.chats, home.people, home.library.unit, names.of_code, wanted.question_days, channels, login
    )  # fmt: skip
    intake = Intake(home.library, home.path / _RECEIVED, answers.apply)
    address = sent_address(names.key, wanted.web.public_url, clock.now)
    return Dialogue(
        answers, personal, home.library.unit, intake, duties_of(home), Eligibility(home.criteria), address
    )  # fmt: skip


def duties_of(home: Home) -> Duties:
    """Return what knows the deadlines of a home."""
    return Duties(home.library, home.deadlines, home.reminders, home.people)


def assemble(home: Home, channels: Mapping[str, Channel], wanted: Wanted, loop: asyncio.AbstractEventLoop) -> Parts:
    """Join the parts of a server; this process owns the indexes of the home from here on.

    Raises:
        HomeBusy: another process owns them.
    """
    home.own_answers()
    answers = home.answers(share=True)
    answers.apply()
    names = Names(home.pseudonym_key())
    accounts = {name: channel.account for name, channel in channels.items()}
    capabilities = {name: channel.capabilities for name, channel in channels.items()}
    notices = Notices(home.people, home.chats, home.outbox, names, accounts, capabilities)
    quota = Quota(home.counters, _warner(notices))
    dialogue = dialogue_of(home, answers, names, wanted, tuple(channels))
    answering = Answering(
        dialogue,
        home.inbox,
        home.chats,
        home.people,
        notices,
        PassingMemories(),
        names,
        channels,
        loop,
        clock.now,
        home.unit_work.counts,
    )
    sending = Sending(
        home.outbox, home.chats, names, channels, quota, clock.now, partial(held_until, home.reminders)
    )  # fmt: skip
    worker = Worker(home.inbox, home.outbox, home.chats, answering, sending, clock.now, wanted.question_days)
    doorkeeper = Doorkeeper(wanted.per_minute, max(10.0, wanted.per_minute / 2))
    reception = Reception(home.inbox, home.outbox, names, doorkeeper, quota, DailyCap(wanted.per_day))
    reminding = Reminding(home.library, home.deadlines, home.reminders, home.people, notices, names.of_home())
    site = Site(home, answers, dialogue, names, wanted.web, _waker(loop, worker))
    return Parts(reception, worker, notices, reminding, feeds_of(home), site)


def _waker(loop: asyncio.AbstractEventLoop, worker: Worker) -> Callable[[], None]:
    """Return what wakes the worker from a thread of a page."""

    def wake() -> None:
        loop.call_soon_threadsafe(worker.wake)

    return wake


def _warner(notices: Notices) -> Callable[[str, str], None]:
    """Return what tells every administrator something once, and the log."""
    logged: set[str] = set()

    def warn(key: str, words: str) -> None:
        if key not in logged:
            logged.add(key)
            _log.warning("%s", words)
        notices.tell_administrators(said(words), clock.now(), about="cảnh báo hệ thống", key=f"warn:{key}")

    return warn
