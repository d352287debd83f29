"""Phrases of time (biểu thức thời gian): limits, ranges, recurrences and lists of moments.

    phrase     = [recurring ","] [limit] (range | moment) [recurring]
    range      = ["từ"] moment ("đến" | "tới" | "-") ["hết" | "trước"] moment  |  "từ" moment
               |  ("giai đoạn" | "nhiệm kỳ" | "năm học" | "(") Y "-" Y
    recurring  = ("hàng" | "hằng" | "mỗi") ("ngày" | "tuần" | "tháng" | "quý" | "năm")
    limit      = "trước" | "chậm nhất" | "đến hết" | "hạn cuối" | ...
    list       = quarter (("," | "." | ";" | "và") quarter)*      the year of the last holds for all

These are the phrases that plans write; ``phrases`` adds those of questions, recurrence in words and offsets.
"""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.text import folded
from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.moments import moment, quarter
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

# Longest first; the value says whether the day named still counts.
_LIMITS = (
    ("trước hoặc trong", Boundary.ON_OR_BEFORE),
    ("trước hoặc vào", Boundary.ON_OR_BEFORE),
    ("trước và trong", Boundary.ON_OR_BEFORE),
    ("chậm nhất trước", Boundary.BEFORE),
    ("muộn nhất trước", Boundary.BEFORE),
    ("chậm nhất", Boundary.ON_OR_BEFORE),
    ("muộn nhất", Boundary.ON_OR_BEFORE),
    ("trễ nhất", Boundary.ON_OR_BEFORE),
    ("không muộn hơn", Boundary.ON_OR_BEFORE),
    ("không chậm hơn", Boundary.ON_OR_BEFORE),
    ("không trễ hơn", Boundary.ON_OR_BEFORE),
    ("không quá", Boundary.ON_OR_BEFORE),
    ("hạn cuối cùng", Boundary.ON_OR_BEFORE),
    ("hạn cuối", Boundary.ON_OR_BEFORE),
    ("hạn chót", Boundary.ON_OR_BEFORE),
    ("hạn nộp", Boundary.ON_OR_BEFORE),
    ("hạn gửi", Boundary.ON_OR_BEFORE),
    ("đến trước", Boundary.BEFORE),
    ("đến hết", Boundary.ON_OR_BEFORE),
    ("tới hết", Boundary.ON_OR_BEFORE),
    ("trước", Boundary.BEFORE),
    ("hết", Boundary.ON_OR_BEFORE),
)
_LIMIT_WORDS = tuple(phrase for phrase, _ in _LIMITS)
_MOST_FILLERS = 6
_FILLERS = ("là", "vào", "đến", "trong", "lúc", ":")
_UNITS = {"ngày": "DAILY", "tuần": "WEEKLY", "tháng": "MONTHLY", "quý": "QUARTERLY", "năm": "YEARLY"}
_SPANS = ("giai đoạn", "nhiệm kỳ", "năm học", "thời kỳ", "niên khóa", "niên khoá", "năm")


# A phrase begins with a number or with one of these; most words of a text begin none.
OPENERS = frozenset(
    {phrase.split()[0] for phrase, _ in _LIMITS}
    | {phrase.split()[0] for phrase in _SPANS}
    | {"từ", "hàng", "hằng", "mỗi", "ngày", "tháng", "hôm", "mùng", "mồng", "quý", "quí", "năm", "nay"}
)
_PLAIN_OPENERS = frozenset(map(folded, OPENERS))


def _may_begin(tokens: Tokens, at: int) -> bool:
    token = tokens.items[at]
    return token.is_number or token.text in OPENERS or (tokens.is_plain and token.text in _PLAIN_OPENERS)


def limit(tokens: Tokens, at: int) -> tuple[Boundary, int] | None:
    """Read the words of a limit with the fillers after them."""
    found = tokens.one_of(at, _LIMIT_WORDS)
    if found is None:
        return None
    phrase, end = found
    last = end + _MOST_FILLERS
    while end < last and tokens.word(end, *_FILLERS):
        end += 1
    return dict(_LIMITS)[phrase], end


def _every(tokens: Tokens, at: int) -> tuple[str, int] | None:
    if tokens.word(at, "hàng", "hằng", "mỗi") and at + 1 < len(tokens):
        for word, unit in _UNITS.items():
            if tokens.word(at + 1, word):
                return unit, at + 2
    return None


def years(tokens: Tokens, at: int) -> Phrase | None:
    """Read "giai đoạn 2021 - 2025", "(2021-2025)", "5 năm 2021 - 2025"."""
    begin = at
    label = next((s for s in _SPANS if tokens.phrase(at, s)), None)
    at = tokens.phrase(at, label) or at if label else at
    first, last = tokens.year(at), tokens.year(at + 2)
    if first is None or last is None or not tokens.word(at + 1, "-", "–", "—", "đến"):
        return None
    if tokens.word(at - 1, "/", "-", "–") or tokens.word(at + 3, "/", "-") and tokens.glued(at + 3):
        return None
    if tokens.glued(at) and tokens.items[at - 1].is_word:
        return None
    school = label in {"năm học", "niên khóa", "niên khoá"}
    return Phrase(begin, at + 3, Moment(year=first), Moment(year=last), school_year=school)


def _second(tokens: Tokens, at: int) -> tuple[Moment, int, Boundary | None] | None:
    """Read what closes a range: "đến [hết | trước] moment" or "- moment"."""
    boundary: Boundary | None = None
    if tokens.word(at, "đến", "tới"):
        at += 1
        if tokens.word(at, "hết", "cuối"):
            boundary, at = Boundary.ON_OR_BEFORE, at + 1
        elif tokens.word(at, "trước"):
            boundary, at = Boundary.BEFORE, at + 1
    elif tokens.word(at, "-", "–", "—"):
        at += 1
    else:
        return None
    read = moment(tokens, at) or _bare(tokens, at)
    return (*read, boundary) if read else None


def _bare(tokens: Tokens, at: int) -> tuple[Moment, int] | None:
    """Read a side of a range that has no word of its own: "từ 15/8 đến 02/9", "từ 08 đến ngày 10"."""
    day, value = tokens.number(at, 1, 31, digits=2), tokens.number(at + 2, 1, 12, digits=2)
    if day is not None and tokens.word(at + 1, "/") and value is not None and not tokens.word(at + 3, "/"):
        return Moment(day=day, month=value), at + 3
    return None


def _range(tokens: Tokens, at: int) -> Phrase | None:
    begin = at
    since = tokens.word(at, "từ")
    at += 1 if since else 0
    first = moment(tokens, at) or (_bare(tokens, at) if since else None)
    if first is None and since and (day := tokens.number(at, 1, 31, digits=2)) and tokens.word(at + 1, "đến", "-"):
        first = Moment(day=day), at + 1
    if first is None:
        return None
    start, end = first
    # "trước ngày 20 - ..." is no range; a day alone needs "từ" or a month to come.
    closing = _second(tokens, end + 1 if tokens.word(end, ",") and tokens.word(end + 1, "đến") else end)
    if closing and _fit(start, closing[0]):
        boundary = closing[2]
        if start.is_now and boundary is None:
            boundary = Boundary.ON_OR_BEFORE
        return Phrase(begin, closing[1], start, closing[0], boundary)
    return (
        Phrase(begin, end, start, None)
        if since and start.precision == "day" and (start.month or start.is_now)
        else None
    )


def _fit(start: Moment, end: Moment) -> bool:
    """Say whether two moments may be the sides of one range."""
    order = ("day", "month", "quarter", "year")
    return start.is_now or abs(order.index(start.precision) - order.index(end.precision)) <= 1


def _quarters(tokens: Tokens, at: int) -> list[Phrase]:
    """Read a list of quarters; those without a year take that of a later one."""
    found: list[Phrase] = []
    read = quarter(tokens, at)
    while read:
        value, end = read
        found.append(Phrase(at, end, end=value))
        at = end
        while tokens.word(at, ",", ".", ";", "và", "-", "–"):
            at += 1
        read = quarter(tokens, at)
    for index in range(len(found) - 2, -1, -1):
        here, after = found[index].end, found[index + 1].end
        if here and after and here.year is None:
            found[index] = replace(found[index], end=replace(here, year=after.year, shift=after.shift))
    return found


def _phrase(tokens: Tokens, at: int) -> Phrase | None:
    begin = at
    leading = _every(tokens, at)
    if leading:
        at = leading[1] + (1 if tokens.word(leading[1], ",") else 0)
    limited = limit(tokens, at)
    if limited:
        at = limited[1]
    found = years(tokens, at) or _range(tokens, at)
    if found is None and (read := moment(tokens, at) or (_bare(tokens, at) if limited else None)):
        found = Phrase(at, read[1], end=read[0])
    if found is None or (found.end is None and (limited or leading)):
        return None
    if limited and found.start is not None:
        return None
    trailing = _every(tokens, found.last)
    every = trailing or leading
    if leading and not trailing and (found.end is None or found.end.year):
        every, begin = None, (at if not limited else begin)
    last = trailing[1] if trailing else found.last
    return replace(
        found,
        first=begin,
        last=last,
        boundary=limited[0] if limited else found.boundary,
        every=every[0] if every else None,
    )


def _is_worth(phrase: Phrase) -> bool:
    """Leave out a day alone ("ngày 20"): without month or recurrence it says nothing."""
    value = phrase.end or phrase.start
    if value is None or (value.is_now and phrase.end is value):
        return False
    if phrase.start is not None and phrase.end is not None:
        return True
    alone = value.day is not None and value.month is None
    return not alone or phrase.every is not None


def parse(tokens: Tokens) -> Iterator[Phrase]:
    """Yield the phrases of time in order; they never overlap."""
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens, at):
            at += 1
            continue
        listed = _quarters(tokens, at)
        if len(listed) > 1:
            yield from listed
            at = listed[-1].last
            continue
        found = _phrase(tokens, at)
        if found and _is_worth(found):
            yield found
            at = found.last
        else:
            at += 1
