"""Stretches between two moments: "từ 08 giờ ngày 01/12 đến 17 giờ ngày 10/12/2025", "tháng 9 - 12/2025".

range     = ["từ"] side ("đến" | "tới" | "-") ["hết" | "trước"] side  |  "từ" side
side      = anchor | D | D "/" M | clock
"""

from dataclasses import replace

from knowledge.time_expressions.anchors import anchor, clock
from knowledge.time_expressions.figures import figures
from knowledge.time_expressions.limits import is_for_handing_in
from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.parts import this_stretch
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

_SINCE = ("bắt đầu kể từ", "bắt đầu từ", "kể từ", "tính từ", "từ")
_CLOSING = ("đến hết", "tới hết", "cho đến hết", "cho đến", "cho tới", "đến trước", "tới trước", "đến", "tới")
_SIZES = ("day", "week", "month", "quarter", "year")


def longest(tokens: Tokens, at: int, phrases: tuple[str, ...]) -> int | None:
    """Return the position after the first of ``phrases`` that begins at ``at``."""
    found = tokens.one_of(at, phrases)
    return found[1] if found else None


def side(tokens: Tokens, at: int) -> Read | None:
    """Read one side of a range: a moment, "15/8", a clock alone."""
    if read := anchor(tokens, at):
        return read
    if tokens.word(at - 1, "hết") and tokens.word(at - 2, "đến", "tới") and (read := this_stretch(tokens, at)):
        return read
    if pair := figures(tokens, at):
        return Moment(day=pair[0], month=pair[1]), at + 3
    return None


def _bare_number(tokens: Tokens, at: int) -> Read | None:
    day = tokens.number(at, 1, 31, digits=2)
    return (Moment(day=day), at + 1) if day else None


def _close(tokens: Tokens, at: int) -> tuple[int, Boundary | None] | None:
    """Read "đến [hết | trước]", "-": the position after it and what it makes of the last day."""
    at += 1 if tokens.word(at, ",") and tokens.word(at + 1, "đến") else 0
    if tokens.word(at, "-", "–", "—"):
        return at + 1, None
    for phrase in _CLOSING:
        if end := tokens.phrase(at, phrase):
            if phrase.endswith("hết"):
                return end, Boundary.ON_OR_BEFORE
            return end, Boundary.BEFORE if phrase.endswith("trước") else None
    return None


def _opening(tokens: Tokens, at: int, *, since: bool) -> Read | None:
    """Read the first side of a range; with "từ" before it a number or a clock is enough."""
    if read := side(tokens, at):
        return read
    clocked = clock(tokens, at)
    closed = _close(tokens, clocked[1]) if clocked else None
    if clocked and closed and (since or clock(tokens, closed[0])):
        return Moment(clock=clocked[0]), clocked[1]
    named = tokens.word(at - 1, "ngày") or (tokens.word(at - 1, "(") and tokens.word(at - 2, "ngày"))
    if (since or named) and (read := _bare_number(tokens, at)) and _close(tokens, read[1]):
        return read
    if tokens.word(at, "tháng") and (first := tokens.number(at + 1, 1, 12, digits=2)):
        return Moment(month=first), at + 2
    return None


def _ending(tokens: Tokens, start: Moment, at: int) -> Read | None:
    """Read the last side of a range: "tháng 9 - 12/2025" and "quý I - III" name their kind once."""
    last = tokens.number(at, 1, 12, digits=2) if start.month and not start.day else None
    if last and tokens.word(at + 1, "/", "năm") and (value := tokens.year(at + 2)):
        return Moment(month=last, year=value), at + 3
    if read := side(tokens, at):
        return read
    return _bare_number(tokens, at) if start.unit == "month" and start.day else None


def date_range(tokens: Tokens, at: int) -> Phrase | None:
    """Read a stretch between two moments, or "từ" with the day from which something holds."""
    since = longest(tokens, at, _SINCE)
    opened = _opening(tokens, since or at, since=since is not None)
    if opened is None:
        return None
    start, end = opened
    closing = _close(tokens, end)
    if closing and (read := _ending(tokens, start, closing[0])) and _fit(start, read[0]):
        last = read[0] if not (start.clock and _is_clock_alone(start)) else replace(read[0], clock=read[0].clock)
        boundary = closing[1]
        if boundary is None and (start.is_now or last.clock or is_for_handing_in(tokens, at)):
            boundary = Boundary.ON_OR_BEFORE
        first = _same_day(last) if _is_clock_alone(start) else start
        return Phrase(at, read[1], first, last, boundary if not last.is_now else None)
    if since and start.precision == "day" and (start.month or start.is_now or start.unit or start.name):
        return Phrase(at, end, start, None)
    return None


def _is_clock_alone(moment: Moment) -> bool:
    return moment.clock is not None and replace(moment, clock=None) == Moment()


def _same_day(moment: Moment) -> Moment:
    return replace(moment, clock=None)


def _fit(start: Moment, end: Moment) -> bool:
    """Say whether two moments may be the sides of one range."""
    if start.is_now or end.is_now or _is_clock_alone(start) or start.part or end.part:
        return True
    if start.day and not start.month and not start.unit and end.precision != "day":
        return False
    return abs(_SIZES.index(start.precision) - _SIZES.index(end.precision)) <= 2
