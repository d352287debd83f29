"""Weeks, months, quarters, halves and years, however they are named.

stretch   = month | quarter | half | months of the year | year | school term | "tuần sau" ...
"""

from dataclasses import replace

from knowledge.time_expressions.feasts import lunar_month, sixty_at
from knowledge.time_expressions.figures import shifted_year
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.moments import half, month, quarter, year
from knowledge.time_expressions.relative import shift_at
from knowledge.time_expressions.relative import stretch as relative_stretch
from knowledge.time_expressions.tokens import Tokens


def _months_of_year(tokens: Tokens, at: int) -> Read | None:
    """Read "9 tháng đầu năm 2025", "3 tháng cuối năm": of this year where none is named."""
    count = tokens.number(at, 1, 11, digits=2)
    if count is None or not tokens.word(at + 1, "tháng") or not tokens.word(at + 2, "đầu", "cuối"):
        return None
    if not tokens.word(at + 3, "năm") or tokens.word(at + 4, "học"):
        return None
    moment = Moment(months=count if tokens.word(at + 2, "đầu") else -count, shift=0)
    if value := tokens.year(at + 4):
        return replace(moment, year=value, shift=None), at + 5
    if shifted := shift_at(tokens, at + 4):
        return replace(moment, shift=shifted[0]), shifted[1]
    return moment, at + 4


def _no_month(tokens: Tokens, at: int) -> Read | None:
    """Read "tháng 13/2025", so that it can be told that there is none."""
    number = tokens.number(at + 1, 13, 99, digits=2)
    if not tokens.word(at, "tháng") or number is None or not tokens.word(at + 2, "/", "năm"):
        return None
    value = tokens.year(at + 3)
    return (Moment(month=number, year=value), at + 4) if value else None


def _school_term(tokens: Tokens, at: int) -> Read | None:
    """Read "học kỳ I năm học 2025-2026", whose days each school year sets."""
    start = tokens.phrase(at, "học kỳ") or tokens.phrase(at, "học kì")
    if start is None or not (tokens.word(start, "i", "ii") or tokens.number(start, 1, 2, digits=1)):
        return None
    end = start + 1
    if tokens.phrase(end, "năm học") and tokens.year(end + 2) and tokens.year(end + 4):
        end += 5
    return Moment(needs=tokens.span(at, end).of(tokens.text)), end


def _named_year(tokens: Tokens, at: int) -> Read | None:
    """Read "năm Bính Ngọ": the whole lunar year."""
    sixty = sixty_at(tokens, at + 1) if tokens.word(at, "năm") else None
    return (Moment(is_lunar=True, sixty=sixty[0]), sixty[1]) if sixty else None


_RULES = (
    _months_of_year, half, lunar_month, _school_term, _no_month, month, quarter, year, _named_year, relative_stretch,
)  # fmt: skip


def stretch(tokens: Tokens, at: int) -> Read | None:
    """Read a week, month, quarter, half or year."""
    for rule in _RULES:
        if read := rule(tokens, at):
            moment, end = read
            is_open = moment.year is None and moment.shift is None and (moment.month or moment.quarter)
            return shifted_year(tokens, moment, end) if is_open and not moment.is_lunar else read
    return None
