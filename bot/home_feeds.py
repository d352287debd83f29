"""The calendars of a home at secret addresses (lịch riêng): for the server, the pages and the commands."""

from bot import clock
from bot.bootstrap import Home
from bot.delivery.addresses import Names
from bot.reminders.feeds import Feeds
from bot.reminders.register import read_register


def feeds_of(home: Home) -> Feeds:
    """Return what gives calendars at secret addresses."""
    names = Names(home.pseudonym_key())
    parts = (home.library, home.deadlines, home.reminders, home.people)
    return Feeds(names.key, home.counters, lambda: read_register(*parts), home.people.units, names.of_home(), clock.now)
