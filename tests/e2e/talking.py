"""People who talk to the assistant on the fakes, the same way whatever the platform."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tests.fakes.telegram_bot import TelegramFake
from tests.fakes.telegram_people import FakeUser
from tests.fakes.zalo_bot import ZaloBotFake

_LOOK = 0.02  # seconds

_Found = TypeVar("_Found")


class Talker(Protocol):
    """Somebody in a private chat with the assistant, on whatever platform."""

    chat_id: str

    def say(self, text: str) -> None:
        """Write, without waiting."""

    def heard(self) -> list[str]:
        """Return everything that the assistant wrote here, in order."""

    def choose(self, label: str) -> str:
        """Choose among what the last message offers, by the beginning of a label; return the answer."""

    def ask(self, text: str, patience: float = 15.0) -> str:
        """Write, and return the next message of the assistant."""


@dataclass
class ZaloTalker:
    """A person on Zalo, who answers choices by number."""

    fake: ZaloBotFake
    chat_id: str

    def say(self, text: str) -> None:
        """Write, without waiting."""
        self.fake.user(self.chat_id).say(text)

    def heard(self) -> list[str]:
        """Return everything that the assistant wrote here, in order."""
        return self.fake.user(self.chat_id).texts

    def choose(self, label: str) -> str:
        """Type the number of a choice."""
        found = re.search(rf"^(\d+)\. {re.escape(label)}", self.heard()[-1], re.MULTILINE)
        assert found, self.heard()[-1]
        return self.ask(found[1])

    def ask(self, text: str, patience: float = 15.0) -> str:
        """Write, and return the next message of the assistant."""
        before = len(self.heard())
        self.say(text)
        return eventually(lambda: self.heard()[before:], patience)[0]


@dataclass
class TelegramTalker:
    """A person on Telegram, who presses buttons."""

    fake: TelegramFake
    chat_id: str

    @property
    def user(self) -> FakeUser:
        """The person, as the fake knows them."""
        return self.fake.user(int(self.chat_id))

    def say(self, text: str) -> None:
        """Write, without waiting."""
        self.user.say(text)

    def heard(self) -> list[str]:
        """Return everything that the assistant wrote here, in order."""
        return [reply.text for reply in self.user.delivered]

    def choose(self, label: str) -> str:
        """Press a button of the last message."""
        button = next(b for b in self.user.last.buttons if b.text.startswith(label))
        before = len(self.heard())
        self.user.press(button.text)
        return eventually(lambda: self.heard()[before:], 15.0)[0]

    def ask(self, text: str, patience: float = 15.0) -> str:
        """Write, and return the next message of the assistant."""
        before = len(self.heard())
        self.say(text)
        return eventually(lambda: self.heard()[before:], patience)[0]


def eventually(look: Callable[[], _Found], patience: float = 30.0) -> _Found:
    """Return what a look returns as soon as it is true.

    Raises:
        AssertionError: it was not in time.
    """
    until = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < until, f"it did not happen within {patience} s"
        time.sleep(_LOOK)
    return found
