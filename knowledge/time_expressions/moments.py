"""One moment as a text names it (ngày, tháng, quý, năm, giờ), before any year or day is filled in.

    moment  = [clock] (date | month | quarter | half | year | now)
    date    = ["tháng" | "ngày"] D sep M sep Y  |  "ngày" D sep M  |  "ngày" D "tháng" M ["năm" Y]
            | "ngày" D
    month   = ["ngày"] "tháng" M [("năm" | sep) Y]
    quarter = "quý" (I..IV | 1..4) [("năm" | sep) Y]
    half    = "06 tháng" ("đầu" | "cuối") "năm" Y
    year    = "năm" Y
    now     = "nay" | "ngày ký" | "ngày ban hành"
    clock   = H ("giờ" | "h" | "g") [M ["phút"]] ["sáng" | "chiều" | "tối"] [weekday] [","] ["ngày"]

Each rule takes the tokens and a position and returns what it read with the position after it, or None.
"""

from dataclasses import replace

from knowledge.time_expressions.clock import after_weekday, clock_at
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.tokens import Tokens

_SEPARATORS = ("/", "-", ".")
_ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _free_standing(tokens: Tokens, at: int) -> bool:
    """Say whether the figures at ``at`` begin a date and no document number ("số 05/...", "12/05/...")."""
    if tokens.word(at - 1, "số") or (tokens.glued(at) and tokens.word(at - 1, "/", ".", ",", "_")):
        return False
    return not (tokens.glued(at) and tokens.items[at - 1].is_word)


def _ends_well(tokens: Tokens, at: int) -> bool:
    """Say whether nothing glued to the date makes it part of a document number."""
    if at < len(tokens) and tokens.glued(at) and tokens.items[at].is_word:
        return False
    if not (tokens.word(at, "/") and tokens.glued(at)):
        return True
    return not (at + 1 < len(tokens) and tokens.glued(at + 1))


def _figures(tokens: Tokens, at: int, *, named: bool) -> Read | None:
    """Read D sep M sep Y, or D sep M where a word says that it is a date."""
    day, month = tokens.number(at, 1, 99, digits=2), tokens.number(at + 2, 1, 99, digits=2)
    if (
        day is None
        or month is None
        or not any(tokens.word(at + 1, s) for s in _SEPARATORS)
        or not _free_standing(tokens, at)
    ):
        return None
    separator = tokens.items[at + 1].text
    if separator != "/" and not (tokens.glued(at + 1) and tokens.glued(at + 2)):
        return None
    if tokens.word(at + 3, separator) and (separator == "/" or tokens.glued(at + 3)):
        year = tokens.year(at + 4)
        if (
            year is None
            and named
            and tokens.glued(at + 4)
            and (short := tokens.number(at + 4, 0, 99, digits=2)) is not None
        ):
            year = 2000 + short
        plausible = named or day <= 31 or month <= 12
        if year is not None and plausible and _ends_well(tokens, at + 5):
            return Moment(year=year, month=month, day=day), at + 5
    if not named or separator != "/" or day > 31 or month > 12 or not _ends_well(tokens, at + 3):
        return None
    return Moment(month=month, day=day), at + 3


def _year_after(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Read ["," ] "năm" Y, "/" Y or "-" Y after a month or quarter."""
    comma = 1 if tokens.word(at, ",") and tokens.word(at + 1, "năm") else 0
    if tokens.word(at + comma, "năm") and (year := tokens.year(at + comma + 1)):
        return year, at + comma + 2
    if (
        any(tokens.word(at, s) for s in ("/", "-"))
        and (year := tokens.year(at + 1))
        and (tokens.glued(at) or tokens.word(at, "/"))
    ):
        return (year, at + 2) if _ends_well(tokens, at + 2) else None
    return None


def _with_year(tokens: Tokens, moment: Moment, at: int) -> Read:
    """Complete ``moment`` by the year that follows: in figures, "năm nay", "năm sau", "của năm ..."."""
    if dated := _year_after(tokens, at):
        return replace(moment, year=dated[0]), dated[1]
    start = at + 1 if tokens.word(at, "của") else at
    if tokens.word(start, "năm"):
        for words, shift in ((("nay", "này"), 0), (("sau", "tới"), 1), (("trước",), -1)):
            if tokens.word(start + 1, *words):
                return replace(moment, shift=shift), start + 2
        if (
            (start > at or tokens.word(start + 1, "liền", "kế", "xét"))
            and start + 1 < len(tokens)
            and tokens.items[start + 1].is_word
        ):
            end = start + 1
            while end < len(tokens) and end < start + 3 and tokens.items[end].is_word:
                end += 1
            return replace(moment, needs=tokens.span(start, end).of(tokens.text)), end
    return moment, at


def _lunar(tokens: Tokens, moment: Moment, at: int) -> Read:
    bracket = 1 if tokens.word(at, "(") else 0
    end = tokens.phrase(at + bracket, "âm lịch") or tokens.phrase(at + bracket, "lịch âm")
    return (replace(moment, needs="lịch âm"), end) if end else (moment, at)


def date(tokens: Tokens, at: int) -> Read | None:
    """Read a date: in figures, in words, or "tháng 01/01/2024" where "tháng" is one word too many."""
    start = at
    if tokens.word(at, "tháng") and (read := _figures(tokens, at + 1, named=False)):
        return _lunar(tokens, *read)
    named = tokens.word(at, "ngày", "hôm", "mùng", "mồng")
    if named:
        at += 1
        at += 1 if tokens.word(at, "mùng", "mồng") else 0
    if read := _figures(tokens, at, named=named):
        moment, end = read
        return _lunar(tokens, *(_with_year(tokens, moment, end) if moment.year is None else read))
    day = tokens.number(at, 1, 99, digits=2)
    if day is None or not _free_standing(tokens, at):
        return None
    if tokens.word(at + 1, "tháng") and (month := tokens.number(at + 2, 1, 99, digits=2)) is not None:
        if not named and not tokens.word(start - 1, "từ", "đến", "trước", "nhất"):
            has_year = _year_after(tokens, at + 3)
            if not has_year:
                return None
        return _lunar(tokens, *_with_year(tokens, Moment(month=month, day=day), at + 3))
    if tokens.word(at + 1, "tháng") and tokens.word(at + 2, "chạp", "giêng"):
        return Moment(month=1, day=day, needs="lịch âm"), at + 3
    return (Moment(day=day), at + 1) if named and day <= 31 else None


def month(tokens: Tokens, at: int) -> Read | None:
    """Read a month; "ngày   tháng 3 năm 2024", whose day was left for the pen, is one."""
    start = at
    if tokens.word(at, "ngày") and tokens.word(at + 1, "tháng"):
        at += 1
    if (
        not tokens.word(at, "tháng")
        or tokens.number(at - 1, 1, 99, digits=2) is not None
        and not tokens.word(start - 1, ",", "(")
    ):
        return None
    value = tokens.number(at + 1, 1, 12, digits=2)
    if value is None:
        return None
    return _lunar(tokens, *_with_year(tokens, Moment(month=value), at + 2))


def quarter(tokens: Tokens, at: int) -> Read | None:
    """Read "quý II năm 2022", "quý 2/2022", "quý IV"."""
    if not tokens.word(at, "quý", "quí") or at + 1 >= len(tokens):
        return None
    value = _ROMAN_QUARTERS.get(tokens.items[at + 1].text) or tokens.number(at + 1, 1, 4, digits=1)
    return _with_year(tokens, Moment(quarter=value), at + 2) if value else None


def half(tokens: Tokens, at: int) -> Read | None:
    """Read "06 tháng đầu năm 2024"."""
    if tokens.number(at) != 6 or not tokens.word(at + 1, "tháng") or not tokens.word(at + 2, "đầu", "cuối"):
        return None
    which = 1 if tokens.word(at + 2, "đầu") else 2
    moment, end = _with_year(tokens, Moment(half=which), at + 3)
    return (moment, end) if moment.year or moment.shift is not None else None


def year(tokens: Tokens, at: int) -> Read | None:
    """Read "năm 2024", "năm nay"."""
    if not tokens.word(at, "năm"):
        return None
    if value := tokens.year(at + 1):
        return Moment(year=value), at + 2
    return None


def now(tokens: Tokens, at: int) -> Read | None:
    """Read "nay", "ngày ký", "ngày ban hành": the day of the document itself."""
    for phrase in ("ngày ký ban hành", "ngày ban hành", "ngày ký", "hôm nay", "nay"):
        if end := tokens.phrase(at, phrase):
            return Moment(is_now=True), end
    return None


def moment(tokens: Tokens, at: int) -> Read | None:
    """Read the longest moment that begins at ``at``."""
    if clocked := clock_at(tokens, at):
        clock, end = clocked
        end += 1 if tokens.word(end, ",") else 0
        end = after_weekday(tokens, end)
        read = date(tokens, end)
        return (replace(read[0], clock=clock), read[1]) if read else None
    for rule in (now, date, month, quarter, half, year):
        if read := rule(tokens, at):
            found, end = read
            lead = end + 1 if tokens.word(end, "lúc", "trước", ",") else end
            if rule is date and tokens.word(end, "lúc") and (clocked := clock_at(tokens, lead)):
                return replace(found, clock=clocked[0]), clocked[1]
            return read
    return None
