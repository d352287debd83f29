"""Three-valued logic (Kleene): a condition is met, not met, or not known; order never matters."""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """The value of a condition: đạt, chưa đạt, chưa rõ."""

    MET = "dat"
    UNMET = "chua_dat"
    UNKNOWN = "chua_ro"

    @property
    def words(self) -> str:
        """Return the value as people read it."""
        return {"dat": "đạt", "chua_dat": "chưa đạt", "chua_ro": "chưa rõ"}[self.value]


def between(sure: int, possible: int, least: int) -> Truth:
    """Say whether a count reaches ``least`` when at least ``sure`` and at most ``possible`` things count."""
    if sure >= least:
        return Truth.MET
    return Truth.UNMET if possible < least else Truth.UNKNOWN


def at_least(least: int, values: Iterable[Truth]) -> Truth:
    """Say whether at least so many of some conditions are met."""
    held = tuple(values)
    sure = sum(v is Truth.MET for v in held)
    return between(sure, sure + sum(v is Truth.UNKNOWN for v in held), least)


def every(values: Iterable[Truth]) -> Truth:
    """Return the conjunction: one that is not met decides, else one that is not known."""
    held = tuple(values)
    return at_least(len(held), held)


def some(values: Iterable[Truth]) -> Truth:
    """Return the disjunction: one that is met decides, else one that is not known."""
    return at_least(1, values)
