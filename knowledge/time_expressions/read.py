"""From the phrases of plans, notices and questions to calendar days, limits and what is still needed."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.anniversaries import anniversary, is_anniversary
from knowledge.time_expressions.days import inherited, probable_day, probable_range
from knowledge.time_expressions.models import Boundary, TimeExpression
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.offset import Calendar, Offset, moved
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.phrases import parse_spoken
from knowledge.time_expressions.recurrence import rule_of
from knowledge.time_expressions.spoken import spoken_tokens
from knowledge.time_expressions.tokens import Tokens
from knowledge.time_expressions.values import Days, fault_of, shifted_stretch, span_of

NEEDS_YEAR = "năm"
NEEDS_MONTH = "tháng"
NEEDS_TODAY = "ngày hiện tại"
NEEDS_CALENDAR = "lịch ngày làm việc"
NEEDS_EVENT = "ngày diễn ra sự kiện"
NEEDS_BEGINNING = "mốc bắt đầu"
NEEDS_LUNAR = "lịch âm"


def _unresolved(found: TimeExpression, needs: str) -> TimeExpression:
    words = " ".join(unicodedata.normalize("NFC", needs).split())
    return replace(found, resolvable=False, needs=words)


def _faulty(found: TimeExpression, kind: AnomalyKind, probable: str | None) -> TimeExpression:
    return replace(found, anomaly=kind, probable=probable, resolvable=False)


def _missing(moment: Moment, reference: date | None) -> str:
    """Return what is not known about a moment that has no day."""
    if moment.needs:
        return moment.needs
    if moment.part in {"first_working_day", "last_working_day"}:
        return NEEDS_CALENDAR
    if moment.unit or moment.is_now or moment.cycle:
        return NEEDS_TODAY
    if moment.is_lunar:
        return NEEDS_LUNAR if reference else NEEDS_YEAR
    return NEEDS_MONTH if moment.day and moment.month is None else NEEDS_YEAR


def _working_day(moment: Moment, reference: date | None, calendar: Calendar | None) -> Days | None:
    """Return the first or last working day of a stretch, where a calendar knows it."""
    if calendar is None or moment.part not in {"first_working_day", "last_working_day"}:
        return None
    is_first = moment.part == "first_working_day"
    edge = span_of(replace(moment, part="first_day" if is_first else "last_day"), reference)
    if edge is None:
        return None
    step = timedelta(days=1)
    day = calendar.add_working_days(edge[0] - step, 1) if is_first else calendar.add_working_days(edge[0] + step, -1)
    return day, day


def _next_monthly(day: int, reference: date) -> date | None:
    for shift in range(14):
        first, last = shifted_stretch("month", shift, reference)
        if day <= last.day and first.replace(day=day) >= reference:
            return first.replace(day=day)
    return None


def _of_moment(
    phrase: Phrase, found: TimeExpression, reference: date | None, calendar: Calendar | None
) -> TimeExpression:
    moment = phrase.end or phrase.start or Moment()
    if fault := fault_of(moment, reference):
        needs = NEEDS_LUNAR if moment.is_lunar else None
        return replace(_faulty(found, *fault), needs=needs)
    if phrase.every == "MONTHLY" and moment.day and moment.month is None and not moment.unit and not moment.part:
        day = _next_monthly(moment.day, reference) if reference else None
        return replace(found, end=day)
    days = span_of(moment, reference) or _working_day(moment, reference, calendar)
    if days is None:
        is_known = (
            found.recurrence and not moment.needs and moment.part not in {"first_working_day", "last_working_day"}
        )
        return found if is_known and reference is None else _unresolved(found, _missing(moment, reference))
    if phrase.is_after:
        return replace(found, start=moved(days[1], 1, "day"))
    if phrase.start is not None:  # "từ ngày ...": no end is named
        return replace(found, start=days[0])
    if found.boundary is None:
        return replace(found, start=days[0], end=days[1])
    return _limited(found, moment, days)


def _limited(found: TimeExpression, moment: Moment, days: Days) -> TimeExpression:
    """Set the end of a limit; "giữa tháng 7" is too vague to be one."""
    if moment.part in {"begin", "middle"}:
        return _unresolved(found, "ngày cụ thể")
    if found.boundary is Boundary.ON_OR_BEFORE or moment.part == "end":
        return replace(found, end=days[1])
    return replace(found, end=days[0])


def _filled(start: Moment, end: Moment) -> tuple[Moment, Moment]:
    """Fill in what one side of a range leaves to the other."""
    if end.unit and not start.unit and not start.month and (start.day or start.weekday is not None):
        start = replace(start, unit=end.unit, shift=end.shift)
    if start.unit == "weekday" and end.unit == "week":
        start = replace(start, unit="week", shift=end.shift)
    elif start.unit == "week" and end.unit == "weekday":
        end = replace(end, unit="week", shift=start.shift)
    if start.unit == "month" and start.day and end.day and not end.month and not end.unit:
        end = replace(end, unit="month", shift=(start.shift or 0) + (end.day < start.day))
    if end.is_lunar and not start.is_lunar and start.day and start.month is None:
        start = replace(end, day=start.day)
    if end.months or start.months or start.is_now or end.is_now or start.unit or end.unit or start.name or end.name:
        return start, end
    if start.quarter and end.quarter and start.year is None:
        start = replace(start, year=end.year, shift=end.shift)
    return inherited(start, end)


def _of_range(phrase: Phrase, found: TimeExpression, reference: date | None) -> TimeExpression:
    start, end = _filled(phrase.start or Moment(), phrase.end or Moment())
    for side, partner in ((end, start), (start, end)):
        if fault := fault_of(side, reference):
            kind, probable = fault
            is_impossible = kind is AnomalyKind.IMPOSSIBLE_DATE and not side.is_lunar
            return _faulty(found, kind, probable_day(side, partner) if is_impossible else probable)
    if phrase.school_year and start.year and end.year:
        return replace(found, start=date(start.year, 9, 1), end=date(end.year, 8, 31))
    start, end = _understood(start, end, reference)
    first, last = span_of(start, reference), span_of(end, reference)
    if first and last and last[1] < first[0]:
        return _faulty(found, AnomalyKind.BACKWARD_RANGE, probable_range(start, end))
    if last is None or first is None:
        return _unresolved(found, _missing(end if last is None else start, reference))
    boundary = found.boundary
    ends = last[0] if boundary is Boundary.BEFORE else last[1]
    return replace(found, start=first[0], end=ends)


def _understood(start: Moment, end: Moment, reference: date | None) -> tuple[Moment, Moment]:
    """Give two sides without a year the one that lies ahead."""
    plain = not (start.unit or end.unit or start.is_now or end.is_now or start.is_lunar or end.is_lunar)
    if reference is None or start.year or end.year or not plain or start.shift is not None or end.shift is not None:
        return start, end
    days = span_of(end, reference)
    return inherited(start, replace(end, year=days[1].year)) if days else (start, end)


def _counted(origin: date, offset: Offset, calendar: Calendar | None) -> date | None:
    if offset.unit == "hour":
        return moved(origin, offset.count // 24, "day") if offset.count % 24 == 0 else None
    if not offset.is_working:
        return moved(origin, offset.count, offset.unit)
    return calendar.add_working_days(origin, offset.count) if calendar else None


def _of_offset(
    phrase: Phrase, found: TimeExpression, reference: date | None, calendar: Calendar | None
) -> TimeExpression:
    offset = phrase.offset or Offset(0, "day")
    origin = span_of(offset.origin, reference) if offset.origin else None
    if origin is None:
        needs = offset.event or (_missing(offset.origin, reference) if offset.origin else NEEDS_EVENT)
        return _unresolved(found, needs)
    if offset.origin and (fault := fault_of(offset.origin, reference)):
        return _faulty(found, *fault)
    beginning = origin[0] if offset.count < 0 else origin[1]
    day = _counted(beginning, offset, calendar)
    if day is None:
        return _unresolved(found, NEEDS_CALENDAR if offset.is_working else NEEDS_EVENT)
    return _placed(found, offset, beginning, day)


def _placed(found: TimeExpression, offset: Offset, origin: date, day: date) -> TimeExpression:
    """Put a counted day where the words want it: a limit, a beginning, the day itself, a period."""
    if offset.span == "start":
        return replace(found, start=day)
    if offset.span == "day":
        return replace(found, start=day, end=day)
    if offset.span == "period":
        return replace(found, start=min(origin, day), end=max(origin, day))
    if offset.span == "from_first":
        return replace(found, start=origin, end=day - timedelta(days=1), boundary=None)
    return replace(found, end=day)


def _expression(tokens: Tokens, phrase: Phrase, reference: date | None, calendar: Calendar | None) -> TimeExpression:
    span = tokens.span(phrase.first, phrase.last)
    main = phrase.end or phrase.start or Moment()
    clock = main.clock or (phrase.start.clock if phrase.start else None)
    found = TimeExpression(
        span=span,
        quote=span.of(tokens.text),
        precision=main.precision if not phrase.offset else "day",
        time=clock,
        boundary=phrase.boundary,
        recurrence=rule_of(phrase),
    )
    if phrase.offset:
        return _of_offset(phrase, found, reference, calendar)
    if phrase.rule or phrase.every and phrase.end == Moment():  # how often, and no day
        return _unresolved(found, NEEDS_BEGINNING)
    if is_anniversary(phrase.start, phrase.end) and not fault_of(main, reference):
        return anniversary(tokens, phrase, found)
    if phrase.start is not None and phrase.end is not None:
        return _of_range(phrase, found, reference)
    if tokens.word(phrase.first, "ngày") and tokens.word(phrase.first + 1, "tháng") and main.precision == "month":
        return replace(_of_moment(phrase, found, reference, calendar), anomaly=AnomalyKind.MISSING_DAY)
    return _of_moment(phrase, found, reference, calendar)


def read_time_expressions(text: str, reference: date | None, calendar: Calendar | None = None) -> list[TimeExpression]:
    """Return everything that ``text`` says of time, in order: written dates, questions, recurrence, offsets.

    Args:
        text: a sentence or a whole document, NFC or NFD, with or without diacritics.
        reference: today for a question, the day of issue for a document; without it a year or "tháng sau" stays open.
        calendar: what knows the working days; without it a term in working days is not resolved.
    """
    tokens = spoken_tokens(text)
    return [_expression(tokens, phrase, reference, calendar) for phrase in parse_spoken(tokens)]
