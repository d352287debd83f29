"""One-time codes that tie a chat to a person (mã liên kết): how one is made, and how people read it."""

import secrets
from collections.abc import Callable

from knowledge.store.people import People

_DIGITS = 8
_HALF = _DIGITS // 2


def new_code() -> str:
    """Return a code that nobody can guess: eight digits."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def shown(code: str) -> str:
    """Return a code as people read it to each other: "1234 5678"."""
    return f"{code[:_HALF]} {code[_HALF:]}"


def issued(people: People, hashed: Callable[[str], str], person_id: int | None, now: float) -> str:
    """Make a code good for a person and return it; it is kept as a hash only, so nobody can show it again.

    Args:
        people: of the home.
        hashed: the hash under which a code is kept.
        person_id: whom it will link; None makes the first administrator.
        now: the moment.
    """
    code = new_code()
    while not people.issue_code(hashed(code), person_id, now):
        code = new_code()
    return code
