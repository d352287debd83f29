"""What the pages work with: the home, its answers, and what the operator wants of the web."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot import clock
from bot.answers import Answers
from bot.bootstrap import Home
from bot.delivery.addresses import Names
from bot.dialogue import Dialogue
from bot.web.results import Results
from bot.web.talks import Talks


@dataclass(frozen=True, slots=True)
class WebWishes:
    """What an operator wants of the web.

    Attributes:
        public_chat: whoever opens the address may ask; else only people who are logged in.
        public_url: the address that people reach it under; empty where there is none.
    """

    public_chat: bool = True
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One home on the web.

    Attributes:
        wake: tells the worker that a message waits to be sent.
        talks: what was said with each visitor, in this process only.
        results: files that wait to be fetched.
    """

    home: Home
    answers: Answers
    dialogue: Dialogue
    names: Names
    wishes: WebWishes = WebWishes()
    wake: Callable[[], None] = lambda: None
    now: Callable[[], datetime] = clock.now
    talks: Talks = field(default_factory=Talks)
    results: Results = field(default_factory=Results)

    @property
    def is_secure(self) -> bool:
        """Say whether people reach the site over https, so that cookies may demand it."""
        return self.wishes.public_url.startswith("https://")
