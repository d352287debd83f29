"""A moment as a text names it, before any year or day is filled in."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Moment:
    """A point or stretch of time with only what is written (thời điểm chưa quy đổi).

    Attributes:
        needs: what must be known before a calendar day follows.
        unit: with ``shift``, a stretch counted from the reference day: (week, 1) is "tuần sau"; without a unit the
            shift is that of the year, "năm nay" (0) or "năm sau" (1).
        months: so many months at the beginning of the year, or, below zero, at its end.
        weekday: Monday is 0; the day itself where nothing else says it, else what the text claims of its date.
        is_lunar: day, month and year are those of the lunar calendar; ``is_leap`` is "tháng 6 nhuận".
        sixty: the place of a lunar year in the cycle of sixty ("Ất Tỵ"), counted from Giáp Tý.
        name: the feast or day that is named; its day and month stand in ``day`` and ``month``.
        claim: day and month that the text gives for the name, where they are not the name's own.
        part: what is meant of the stretch (see ``parts``), with ``nth`` where it is one of several.
        cycle: the period that the words leave open ("ngày cuối cùng của quý"), as in ``Phrase.every``.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    clock: time | None = None
    is_now: bool = False
    shift: int | None = None
    needs: str | None = None
    unit: str | None = None
    months: int | None = None
    weekday: int | None = None
    is_lunar: bool = False
    is_leap: bool = False
    sixty: int | None = None
    name: str | None = None
    claim: tuple[int, int] | None = None
    part: str | None = None
    nth: int | None = None
    cycle: str | None = None

    @property
    def precision(self) -> str:
        """Return day, month, quarter or year."""
        if self.day or self.is_now or self.part in {"first_day", "last_day", "last_working_day"}:
            return "day"
        if self.unit == "day" or self.weekday is not None:
            return "day"
        if self.unit == "week" or self.part == "week":
            return "week"
        if self.month or self.unit == "month":
            return "month"
        return "quarter" if self.quarter or self.unit == "quarter" else "year"


Read = tuple[Moment, int]
