"""Calendars at a secret address (lịch theo địa chỉ riêng): one for a person or a unit, to be renewed when it leaked."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.reminders.ics import deadlines_calendar
from bot.reminders.register import Register
from bot.reminders.wishes import Wishes
from knowledge.deadlines import DeadlineState
from knowledge.pseudonyms import pseudonym
from knowledge.store.counters import Counters

PREFIX = "/lich/"
_NAME = re.compile(r"(nguoi|donvi)-(\d{1,9})-([0-9a-f]{32})\.ics")
_COUNT = "calendar:{}"


@dataclass(frozen=True, slots=True)
class Feeds:
    """Gives addresses and answers them.

    Attributes:
        key: of the home's pseudonyms; without it no address can be guessed.
        counters: how often each address was renewed.
        register: reads the deadlines as they are now.
        units: reads the names of the units by number.
        home: what tells this home from every other, for calendars.
        now: the clock.
    """

    key: bytes
    counters: Counters
    register: Callable[[], Register]
    units: Callable[[], dict[int, str]]
    home: str
    now: Callable[[], datetime]

    def of_person(self, person: int) -> str:
        """Return the path of a person's calendar."""
        return self._path(f"nguoi-{person}")

    def of_unit(self, unit: int) -> str:
        """Return the path of the calendar of a unit's people."""
        return self._path(f"donvi-{unit}")

    def renew(self, path: str) -> str:
        """Make a path worthless; return the one that takes its place."""
        whose = path.removeprefix(PREFIX).rsplit("-", 1)[0]
        self.counters.add(_COUNT.format(whose), "")
        return self._path(whose)

    def read(self, name: str) -> bytes | None:
        """Return the calendar at the last part of a path; None for whatever is no address of ours."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        whose = f"{found[1]}-{found[2]}"
        if not hmac.compare_digest(found[3], self._secret(whose)):
            return None
        return self._calendar(found[1], int(found[2]))

    def _calendar(self, kind: str, number: int) -> bytes | None:
        held = self.register()
        unit = self.units().get(number, "")
        members = frozenset({number}) if kind == "nguoi" else held.people_of_unit(unit) if unit else frozenset()
        if not members & set(held.people):
            return None  # somebody who has left
        kept = [k for k in held.kept if held.followers.get(k.id, frozenset()) & members]
        confirmed = [k for k in kept if k.state is not DeadlineState.PROPOSED]
        wishes = held.wishes.get(number, Wishes()) if kind == "nguoi" else Wishes()
        return deadlines_calendar(confirmed, self.now(), home=self.home, wishes=wishes)

    def _path(self, whose: str) -> str:
        return f"{PREFIX}{whose}-{self._secret(whose)}.ics"

    def _secret(self, whose: str) -> str:
        return pseudonym(self.key, "calendar", whose, str(self.counters.value(_COUNT.format(whose), "")))
