"""Any moment of a text, from "ngày 05/12/2025" to "8h sáng thứ Hai tuần sau" and "cuối quý IV năm 2025".

    anchor    = [clock] [daypart] [weekday [","]] moment ["(" weekday ")"] ["lúc" clock]
    moment    = feast | lunar | part | date | weekday | day by name | stretch | signing
    stretch   = month | quarter | half | months of the year | year | "tuần sau" ...

``moments`` holds the rules for what plans write; here they meet those of ``feasts``, ``parts`` and ``relative``.
"""

from dataclasses import replace
from datetime import time
from functools import lru_cache

from knowledge.time_expressions.clock import clock_at
from knowledge.time_expressions.feasts import feast, lunar_day
from knowledge.time_expressions.figures import bare_day, figures, in_words, is_pair, iso, shifted_year, short_year
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.moments import date
from knowledge.time_expressions.parts import day_of_month_in_quarter, days_at_edge, edge, nth_of, numbered
from knowledge.time_expressions.relative import (
    after_daypart,
    day_by_name,
    day_of_stretch,
    present,
    weekday,
    weekday_name,
)
from knowledge.time_expressions.stretches import stretch
from knowledge.time_expressions.tokens import Tokens

_DAYPARTS = ("sáng", "trưa", "chiều", "tối", "đêm")
_AFTERNOON = ("chiều", "tối", "đêm")


def clock(tokens: Tokens, at: int) -> tuple[time, int] | None:
    """Read "16 giờ 30", "17:00", "5 giờ chiều", "8 giờ rưỡi", "24 giờ"."""
    if read := clock_at(tokens, at) or _half_hour(tokens, at):
        value, end = read
        minute = tokens.number(end, 0, 59, digits=2) if tokens.glued(end) and value.minute == 0 else None
        if minute is not None and len(tokens.items[end].text) == 2:  # "14h00 - 16h30"
            return value.replace(minute=minute), end + 1
        if tokens.word(end, "đêm"):
            return (time(23, 59) if value.hour == 12 else value.replace(hour=value.hour % 12 + 12)), end + 1
        if tokens.word(end, "kém") and (less := tokens.number(end + 1, 1, 59, digits=2)) and value.hour:
            end += 3 if tokens.word(end + 2, "phút") else 2
            return time(value.hour - 1, 60 - less), end
        return (value.replace(minute=30), end + 1) if tokens.word(end, "rưỡi") else read
    hour, minute = tokens.number(at, 0, 24, digits=2), tokens.number(at + 2, 0, 59, digits=2)
    if hour == 24 and tokens.word(at + 1, "giờ", "h", "g"):
        return time(23, 59), at + 3 if minute == 0 and len(tokens.items[at + 2].text) == 2 else at + 2
    if hour is None or hour == 24 or minute is None or not tokens.word(at + 1, ":") or not tokens.glued(at + 1):
        return None
    end = at + 3
    late = tokens.word(end, *_AFTERNOON) and hour < 12
    return time(hour + 12 if late else hour, minute), end + 1 if tokens.word(end, *_DAYPARTS) else end


def _weekday_of_week(tokens: Tokens, at: int) -> Read | None:
    """Read "thứ Hai tuần đầu hằng tháng"."""
    named = weekday_name(tokens, at)
    if named is None:
        return None
    read = numbered(tokens, named[1] + 1 if tokens.word(named[1], "của") else named[1], stretch)
    read = read or nth_of(tokens, named[1], stretch)
    return (replace(read[0], weekday=named[0]), read[1]) if read and read[0].part == "week" else None


def _part(tokens: Tokens, at: int) -> Read | None:
    if read := _weekday_of_week(tokens, at):
        return read
    for rule in (day_of_month_in_quarter, days_at_edge, numbered, edge):
        if read := rule(tokens, at, stretch):
            return read
    return None


# "phiên bản 1.2.2025", "mục 1.2.2025" are no dates.
_NUMBERED = ("bản", "mục", "khoản", "điều", "điểm", "phần", "chương", "hình", "bảng", "biểu", "v", "version")


def _plain_date(tokens: Tokens, at: int) -> Read | None:
    """Read what ``moments.date`` reads, and the spellings that only speech and older keyboards have."""
    if read := iso(tokens, at) or day_of_stretch(tokens, at):
        return read
    named = tokens.word(at, "ngày", "hôm", "mùng", "mồng")
    if tokens.word(at + 1, ".") and tokens.word(at - 1, *_NUMBERED):
        return None
    if tokens.word(at + 1, "tháng") and tokens.word(at + 3, "lần"):  # "12 tháng hai lần"
        return None
    if named and tokens.word(at + 2, "-", ".") and tokens.glued(at + 3) and is_pair(tokens, at + 1):
        return Moment(day=tokens.number(at + 1), month=tokens.number(at + 3)), at + 4
    if read := date(tokens, at):
        moment, end = read
        if moment.needs and tokens.word(end - 2, "kế", "tiếp") and tokens.word(end - 1, "tiếp", "theo"):
            return replace(moment, needs=None, shift=1), end
        if moment.needs == "lịch âm":
            return replace(moment, needs=None, is_lunar=True), end + 1 if tokens.word(end, ")") else end
        return (shifted_year(tokens, moment, end)) if moment.month and moment.year is None else read
    return in_words(tokens, at) or short_year(tokens, at) or bare_day(tokens, at)


_SIGNED = ("ngày ký ban hành", "ngày ban hành", "ngày ký")
_PAPERS = ("quyết định", "kế hoạch", "văn bản", "công văn", "nghị quyết", "nghị định", "thông tư", "quy chế", "luật")


def signing(tokens: Tokens, at: int) -> Read | None:
    """Read "ngày ký" of this very document, or with the day that a bracket gives: "(ký ngày 10/3/2025)"."""
    end = next((e for phrase in _SIGNED if (e := tokens.phrase(at, phrase))), None)
    if end is None:
        return None
    if named := tokens.one_of(end, _PAPERS):
        after = named[1]
        end = after + 1 if tokens.word(after, "này") else after if tokens.word(after, "đến", "tới", "cho") else end
    if tokens.word(end, "("):
        begin = end + 1 + (1 if tokens.word(end + 1, "ký", "tức", "là") else 0)
        if (read := date(tokens, begin)) and read[0].month and tokens.word(read[1], ")"):
            return read[0], read[1] + 1
    closes = end >= len(tokens) or not tokens.items[end].is_word or tokens.word(end, "và", "đến", "thì", "mà", "cho")
    return (Moment(is_now=True), end) if closes else None


_RULES = (lunar_day, feast, _part, _plain_date, weekday, day_by_name, stretch, signing, present)


def _moment(tokens: Tokens, at: int) -> Read | None:
    for rule in _RULES:
        if read := rule(tokens, at):
            return read
    return None


def _after_clock(tokens: Tokens, at: int) -> int:
    last = at + 3
    while at < last and tokens.word(at, ",", "của", "vào", "-"):
        at += 1
    return at


def _half_hour(tokens: Tokens, at: int) -> tuple[time, int] | None:
    """Read "8 rưỡi sáng": without "giờ" the part of the day says that it is an hour."""
    hour = tokens.number(at, 1, 12, digits=2)
    if hour is None or not tokens.word(at + 1, "rưỡi") or not tokens.word(at + 2, *_DAYPARTS):
        return None
    return time(hour % 12 + 12 if tokens.word(at + 2, *_AFTERNOON) else hour, 30), at + 3


@lru_cache(maxsize=64)  # ranges, lists and offsets ask again for the same place
def anchor(tokens: Tokens, at: int) -> Read | None:
    """Read the moment that begins at ``at``, with its time of day and the weekday that it claims."""
    if clocked := clock(tokens, at):
        spoken = after_daypart(tokens, clocked[1]) if tokens.word(clocked[1] - 1, *_DAYPARTS) else None
        after = _after_clock(tokens, clocked[1])
        read = spoken or _dated(tokens, after) or _figures_only(tokens, after)
        return (replace(read[0], clock=read[0].clock or clocked[0]), read[1]) if read else None
    read = _dated(tokens, at)
    if read is None or read[0].clock:
        return read
    moment, end = read
    lead = end + 1 if tokens.word(end, ",", "vào") else end
    lead = lead + 1 if tokens.word(lead, "lúc", "trước", "hồi") else lead
    if lead > end and moment.precision == "day" and (clocked := clock(tokens, lead)):
        return replace(moment, clock=clocked[0]), clocked[1]
    return read


def _dated(tokens: Tokens, at: int) -> Read | None:
    """Read [daypart] [weekday ","] moment ["(" weekday ")"]."""
    if tokens.word(at, *_DAYPARTS):
        read = day_by_name(tokens, at) or _on_weekday(tokens, at + 1) or _moment(tokens, at + 1)
        if read and read[0].precision == "day":
            return read
    if read := _on_weekday(tokens, at):
        return read
    read = _moment(tokens, at)
    return _claimed_weekday(tokens, *read) if read else None


def _on_weekday(tokens: Tokens, at: int) -> Read | None:
    """Read "thứ Hai, ngày 01/12/2025"."""
    named = weekday_name(tokens, at)
    if named is None:
        return None
    start = named[1]
    while start < named[1] + 3 and tokens.word(start, ",", "(", "-", "là"):
        start += 1
    read = _plain_date(tokens, start) or _figures_only(tokens, start)
    if read is None or not read[0].month:
        return None
    end = read[1] + 1 if tokens.word(start - 1, "(") and tokens.word(read[1], ")") else read[1]
    return replace(read[0], weekday=named[0]), end


def _figures_only(tokens: Tokens, at: int) -> Read | None:
    pair = figures(tokens, at)
    return (Moment(day=pair[0], month=pair[1]), at + 3) if pair else None


def _claimed_weekday(tokens: Tokens, moment: Moment, at: int) -> Read:
    """Read "(thứ Hai)" or ", thứ Hai" after a date."""
    if moment.day is None or moment.month is None or not tokens.word(at, "(", ",", "là", "-"):
        return moment, at
    named = weekday_name(tokens, at + 1)
    if named is None:
        return moment, at
    closed = tokens.word(at, "(") and tokens.word(named[1], ")")
    return replace(moment, weekday=named[0]), named[1] + 1 if closed else named[1]
