"""What binds somebody to do something by then (hạn, thời hạn), as a document states it."""

import datetime
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.documents import AnomalyKind
from knowledge.text import Span
from knowledge.time_expressions import Boundary


class DeadlineType(StrEnum):
    """What kind of time a sentence tells; only some kinds bind anybody."""

    SUBMISSION = "submission_deadline"  # hồ sơ, danh sách, đề nghị to be handed in
    REPORT = "report_deadline"  # báo cáo to be handed in
    RECURRING = "recurring"  # again and again: "trước ngày 20 hàng tháng"
    MEETING = "meeting"  # họp, hội nghị, sơ kết, tổng kết that is planned
    PERIOD = "period"  # how long a movement or a phase lasts
    ANNIVERSARY = "anniversary"  # ngày kỷ niệm
    ISSUE_DATE = "issue_date"  # the day of this or another document
    EFFECTIVE = "effective"  # when something comes into force
    OTHER = "other"


class DeadlineState(StrEnum):
    """How far a deadline has come; only a confirmed one is ever sent."""

    PROPOSED = "proposed"  # read by the program, seen by nobody yet
    CONFIRMED = "confirmed"  # a person, or a rule that the unit switched on, says it is right
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of a document (hạn).

    Attributes:
        type: what kind of time it is.
        what: what is to be done, as the sentence says it, with what only the heading tells ("đợt 2").
        who: who must do it; None where the sentence does not say.
        to_whom: where it goes; None where the sentence does not say.
        quote: the exact words of the sentence; ``span`` is their place in the stored text.
        provision: where they stand ("mục III.1").
        start, end: first day, and the last day named; the last day that counts is :meth:`last_day`.
        time: time of day of the end.
        boundary: whether the day named still counts.
        recurrence: RRULE (RFC 5545) where it comes again.
        is_obligation: it binds somebody to do something by then.
        resolvable: a calendar day follows without knowing the event in ``needs``.
        needs: the event, where one must be known ("ngày nhận đủ hồ sơ").
        anomaly: why the time cannot be right.
        doubts: why a person should look before anything is sent; empty where nothing is doubtful.
    """

    type: DeadlineType
    what: str
    quote: str
    span: Span
    who: str | None = None
    to_whom: str | None = None
    provision: str | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    time: datetime.time | None = None
    boundary: Boundary | None = None
    recurrence: str | None = None
    is_obligation: bool = False
    resolvable: bool = True
    needs: str | None = None
    anomaly: AnomalyKind | None = None
    doubts: tuple[str, ...] = ()

    def last_day(self) -> datetime.date | None:
        """Return the last day that still counts; the day before where the words say "trước ngày" without an hour."""
        if self.end is None:
            return None
        day_is_out = self.boundary is Boundary.BEFORE and self.time is None
        return self.end - datetime.timedelta(days=1) if day_is_out else self.end

    def until(self, last: datetime.date) -> "Deadline | None":
        """Return the deadline as far as it holds while its text is in force; None where it falls due after that.

        Args:
            last: the last day on which the text is in force.
        """
        if self.recurrence:
            parts = [p for p in self.recurrence.split(";") if not p.startswith("UNTIL=")]
            written = re.search(r"UNTIL=(\d{8})", self.recurrence)
            day = min(written[1], f"{last:%Y%m%d}") if written else f"{last:%Y%m%d}"
            return replace(self, recurrence=";".join([*parts, f"UNTIL={day}"]))
        return None if self.end is not None and self.end > last else self

    def on(self, end: datetime.date) -> "Deadline":
        """Return the deadline with another end: the next time of one that comes again, or a day put right."""
        return replace(self, end=end, recurrence=None)
