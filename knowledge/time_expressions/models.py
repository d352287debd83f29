"""The value of a time expression."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from knowledge.documents import AnomalyKind
from knowledge.text import Span


class Boundary(StrEnum):
    """Which side of the end still counts."""

    BEFORE = "before"  # "trước ngày 20": the 19th is the last day
    ON_OR_BEFORE = "on_or_before"  # "chậm nhất ngày 20", "đến hết ngày 20"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A date, period or deadline as a text states it.

    Attributes:
        span: where it stands; ``quote`` is the exact text there.
        start: first day, or None; ``end``: last day named (inclusive unless ``boundary`` is BEFORE), or None.
        precision: ``day``, ``week``, ``month``, ``quarter``, ``year``.
        time: time of day, where one is given.
        boundary: set where the words make a limit of ``end``.
        recurrence: RRULE text (RFC 5545) where it repeats.
        resolvable: False where no calendar day follows without the event named in ``needs``.
        anomaly: why the value cannot be right; then ``start`` and ``end`` are None, but for a day left blank
            (MISSING_DAY), where they are those of the month.
        probable: what was probably meant (Vietnamese), shown and never used.
    """

    span: Span
    quote: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    precision: str = "day"
    time: datetime.time | None = None
    boundary: Boundary | None = None
    recurrence: str | None = None
    resolvable: bool = True
    needs: str | None = None
    anomaly: AnomalyKind | None = None
    probable: str | None = None
