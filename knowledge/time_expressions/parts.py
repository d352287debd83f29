"""Parts of a stretch: "đầu tháng 7", "cuối quý IV năm 2025", "tuần cuối tháng 6", "ngày cuối cùng của quý".

part      = ("đầu" | "giữa" | "cuối" | "nửa đầu" | ...) stretch
          | ("ngày" | "tuần" | "tháng") ("đầu" | "cuối" | "thứ" N) ["tiên" | "cùng"] ["của"] stretch
stretch   = month | quarter | year | "tuần sau" | ...      or left open: "của quý", "hằng tháng"
"""

from collections.abc import Callable
from dataclasses import replace

from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.relative import UNITS
from knowledge.time_expressions.tokens import Tokens

Rule = Callable[[Tokens, int], Read | None]

_EDGES = (
    ("thượng tuần", "begin"), ("trung tuần", "middle"), ("hạ tuần", "end"),
    ("nửa đầu", "first_half"), ("nửa cuối", "last_half"), ("nửa sau", "last_half"), ("đầu", "begin"),
    ("giữa", "middle"), ("cuối", "end"),
)  # fmt: skip
_ORDINALS = (
    ("đầu tiên", 1), ("thứ nhất", 1), ("đầu", 1), ("thứ hai", 2), ("thứ ba", 3), ("thứ tư", 4), ("thứ 1", 1),
    ("thứ 2", 2), ("thứ 3", 3), ("thứ 4", 4), ("thứ 5", 5), ("cuối cùng", -1), ("cuối", -1), ("giữa", 2),
)  # fmt: skip
CYCLES = {"tuần": "WEEKLY", "tháng": "MONTHLY", "quý": "QUARTERLY", "quí": "QUARTERLY", "năm": "YEARLY"}
# "của tháng đầu tiên", "của tháng trước liền kề": a particular one that is not told here.
_PARTICULAR = (
    "đầu", "thứ", "cuối", "kế", "liền", "trước", "sau", "đó", "kỳ", "tài", "dương", "âm", "sinh", "có", "phát", "tiếp",
)  # fmt: skip
_OF_ANOTHER_KIND = ("học", "tuổi", "tài", "dương", "âm", "kế", "báo", "đó", "ấy")
_EVERY = ("hàng", "hằng", "mỗi", "từng", "các")


def _open_stretch(tokens: Tokens, at: int) -> Read | None:
    """Read a stretch of which no particular one is named: "quý", "hằng tháng", "mỗi năm"."""
    start = at + 1 if tokens.word(at, *_EVERY) else at
    for word, cycle in CYCLES.items():
        of_period = word == "tháng" and tokens.word(start + 1, "thuộc")
        particular = of_period or tokens.word(start + 1, *_PARTICULAR) or tokens.number(start + 1) is not None
        if tokens.word(start, word) and not particular:
            return Moment(cycle=cycle), start + 1
    return None


def this_stretch(tokens: Tokens, at: int) -> Read | None:
    """Read a stretch that means the present one: "cuối tháng", "đầu năm"."""
    for word, unit in UNITS.items():
        if tokens.word(at, word) and tokens.number(at + 1) is None and not tokens.word(at + 1, *_OF_ANOTHER_KIND):
            return Moment(unit=None if unit == "year" else unit, shift=0), at + 1
    return None


def edge(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    """Read "đầu", "giữa", "cuối" of a stretch."""
    for phrase, part in _EDGES:
        end = tokens.phrase(at, phrase)
        if end is None:
            continue
        if tokens.word(at - 1, "hạn", "lần", "đợt", "tuần", "tháng", "quý", "ngày"):
            return None
        end += 1 if tokens.word(end, "của") else 0
        read = stretch(tokens, end) or this_stretch(tokens, end)
        if read is None or read[0].day or read[0].part:
            return None
        return replace(read[0], part=part), read[1]
    return None


def _ordinal(tokens: Tokens, at: int) -> tuple[int, int] | None:
    for phrase, nth in _ORDINALS:
        if end := tokens.phrase(at, phrase):
            return nth, end
    return None


def _of_open_or_named(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    has_of = tokens.word(at, "của", "trong")
    start = at + 1 if has_of else at
    return stretch(tokens, start) or _month_after_number(tokens, start) or _open_stretch(tokens, start)


def _month_after_number(tokens: Tokens, at: int) -> Read | None:
    """Read the month of "tuần 2 tháng 12/2025", which elsewhere a number before it would spoil."""
    month = tokens.number(at + 1, 1, 12, digits=2)
    if not tokens.word(at, "tháng") or month is None:
        return None
    year = tokens.year(at + 3) if tokens.word(at + 2, "/", "năm") else None
    return Moment(month=month, year=year), at + 4 if year else at + 2


def nth_of(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    """Read "đầu tiên hằng tháng", "cuối cùng của tháng 12" after a weekday: its week is the first, the last."""
    ordinal = _ordinal(tokens, at)
    read = _of_open_or_named(tokens, ordinal[1], stretch) if ordinal else None
    if ordinal is None or read is None or not _fits("tuần", read[0]):
        return None
    return replace(read[0], part="week", nth=ordinal[0]), read[1]


def numbered(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    """Read "ngày cuối cùng của quý", "tuần đầu tháng 7", "tháng cuối quý"."""
    start = at
    working = tokens.phrase(at, "ngày làm việc")
    word = next((w for w in ("ngày", "tuần", "tháng") if tokens.word(at, w)), None)
    if word is None or (word == "ngày" and tokens.number(at - 1) is not None):
        return None
    at = working or at + 1
    ordinal = _ordinal(tokens, at) or (_number(tokens, at) if word == "tuần" else None)
    read = _of_open_or_named(tokens, ordinal[1], stretch) if ordinal else None
    if ordinal is None or read is None or not _fits(word, read[0]):
        return None
    part = {"ngày": "last_day" if ordinal[0] == -1 else "first_day", "tuần": "week", "tháng": "month"}[word]
    if working:
        part = "last_working_day" if ordinal[0] == -1 else "first_working_day"
    if word == "ngày" and ordinal[0] not in (1, -1) or tokens.word(start - 1, *_EVERY) and word != "ngày":
        return None
    return replace(read[0], part=part, nth=ordinal[0]), read[1]


def days_at_edge(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    """Read "05 ngày cuối tháng", "10 ngày đầu tháng 12"."""
    count = tokens.number(at, 1, 31, digits=2)
    if count is None or not tokens.word(at + 1, "ngày") or not tokens.word(at + 2, "đầu", "cuối"):
        return None
    ordinal = _ordinal(tokens, at + 2)
    read = _of_open_or_named(tokens, ordinal[1], stretch) if ordinal else None
    if ordinal is None or read is None or not _fits("ngày", read[0]):
        return None
    return replace(read[0], part="days", nth=ordinal[0] * count), read[1]


def _number(tokens: Tokens, at: int) -> tuple[int, int] | None:
    value = tokens.number(at, 1, 5, digits=1)
    return (value, at + 1) if value else None


def _fits(word: str, moment: Moment) -> bool:
    """Say whether a stretch has days, weeks or months to be numbered."""
    if moment.day or moment.part or moment.is_now:
        return False
    size = {"WEEKLY": 0, "MONTHLY": 1, "QUARTERLY": 2, "YEARLY": 3}.get(moment.cycle or "")
    if size is None:
        size = {"week": 0, "month": 1, "quarter": 2, "year": 3}.get(moment.precision, -1)
    return size > {"ngày": -1, "tuần": 0, "tháng": 1}[word]


def day_of_month_in_quarter(tokens: Tokens, at: int, stretch: Rule) -> Read | None:
    """Read "ngày 05 tháng đầu quý sau", "ngày 10 của tháng cuối quý", "ngày 25 của tháng"."""
    named = tokens.word(at, "ngày", "mùng", "mồng")
    day = tokens.number(at + 1, 1, 31, digits=2)
    if not named or day is None:
        return None
    has_of = tokens.word(at + 2, "của")
    start = at + 3 if has_of else at + 2
    if read := numbered(tokens, start, stretch):
        moment, end = read
        if moment.part != "month":
            return None
        if moment.unit == "quarter" or moment.cycle:  # "quý sau" of a report that comes every quarter
            moment = replace(moment, cycle=moment.cycle or "QUARTERLY")
        return replace(moment, day=day), end
    if has_of and (read := stretch(tokens, start)) and read[0].unit == "month" and read[0].shift == 1:
        return replace(read[0], day=day, cycle="MONTHLY"), read[1]
    if has_of and (read := _open_stretch(tokens, start)) and read[0].cycle == "MONTHLY":
        return replace(read[0], day=day), read[1]
    return None
