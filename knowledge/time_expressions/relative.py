"""Moments told from today: "hôm nay", "ngày mai", "tuần tới", "tháng sau", "thứ Sáu này", "ngày 5 tháng sau".

day       = "hôm nay" | "ngày mai" | "hôm qua" | ...
stretch   = ("tuần" | "tháng" | "quý" | "năm") ("này" | "sau" | "tới" | "trước" | ...)
weekday   = ("thứ" 2..7 | "chủ nhật") [stretch | "này" | "tới"]
"""

from dataclasses import replace

from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.tokens import Tokens

_DAYS = {
    "ngày hôm nay": 0,
    "hôm nay": 0,
    "bữa nay": 0,
    "hôm ni": 0,
    "ngày hôm qua": -1,
    "hôm qua": -1,
    "ngày hôm kia": -2,
    "hôm kia": -2,
    "hôm trước": -2,
    "ngày mai": 1,
    "ngày kia": 2,
    "ngày mốt": 2,
    "ngày kìa": 3,
}
_DAY_WORDS = tuple(_DAYS)
_NOW = ("bây giờ", "ngay bây giờ", "lúc này", "hiện nay", "hiện tại", "giờ", "nay")
_SHIFTS = (
    ("này", 0), ("nay", 0), ("hiện tại", 0), ("hiện nay", 0), ("sau", 1), ("tới", 1), ("sắp tới", 1),
    ("kế tiếp", 1), ("tiếp theo", 1), ("liền kề sau", 1), ("trước", -1), ("vừa qua", -1), ("vừa rồi", -1),
    ("qua", -1), ("rồi", -1), ("ngoái", -1), ("kia", -2),
)  # fmt: skip
UNITS = {"tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}
# After these "sau" and "trước" begin something else: "tháng trước ngày hội", "năm sau khi".
_GOES_ON = ("khi", "ngày", "đó", "đây", "tết", "lễ", "hội", "thời", "hạn", "kỳ", "và", "hoặc", "mắt", "nhất")
_PLURAL = ("các", "những", "nhiều", "mấy", "vài", "số", "hàng", "hằng", "mỗi", "từng")
_WEEKDAYS = (
    ("hai", "2"), ("ba", "3"), ("tư", "4", "bốn"), ("năm", "5"), ("sáu", "6"), ("bảy", "7", "bẩy"),
)  # fmt: skip
_DAYPARTS = ("sáng", "trưa", "chiều", "tối", "đêm", "khuya")


def shift_at(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Read "này", "sau", "tới", "trước" after the name of a stretch."""
    for phrase, shift in _SHIFTS:
        end = tokens.phrase(at, phrase)
        if end is None or tokens.phrase(at, "sau cùng") or tokens.phrase(at, "trước hết"):
            continue
        if phrase in {"sau", "trước", "qua"} and (tokens.word(end, *_GOES_ON) or tokens.number(end) is not None):
            continue
        return (2 * shift, end + 1) if tokens.word(end, "nữa") else (shift, end)
    return None


def day_by_name(tokens: Tokens, at: int) -> Read | None:
    """Read "hôm nay", "ngày mai", "sáng mai"."""
    if found := tokens.one_of(at, _DAY_WORDS):
        return Moment(unit="day", shift=_DAYS[found[0]]), found[1]
    if tokens.word(at, *_DAYPARTS) and (read := after_daypart(tokens, at + 1)):
        return read
    if tokens.word(at, "mai") and tokens.word(at - 1, "trước", "từ", "đến", "hạn", "giờ", "h", "vào", "là", "nhất"):
        return Moment(unit="day", shift=1), at + 1
    return None


def after_daypart(tokens: Tokens, at: int) -> Read | None:
    """Read "mai", "nay", "qua", "kia" after "sáng", "chiều", "tối"."""
    for word, shift in (("mai", 1), ("nay", 0), ("qua", -1), ("kia", 2)):
        if tokens.word(at, word):
            return Moment(unit="day", shift=shift), at + 1
    return None


def present(tokens: Tokens, at: int) -> Read | None:
    """Read "bây giờ", "giờ", "nay": only a range begins or ends with it."""
    if found := tokens.one_of(at, _NOW):
        phrase, end = found
        if phrase != "giờ" or tokens.word(at - 1, "từ"):
            return Moment(is_now=True), end
    return None


def stretch(tokens: Tokens, at: int) -> Read | None:
    """Read "tuần này", "tháng sau", "quý tới", "năm ngoái"."""
    if tokens.word(at - 1, *_PLURAL) or tokens.number(at - 1) is not None:
        return None
    return _shifted_unit(tokens, at)


def _shifted_unit(tokens: Tokens, at: int) -> Read | None:
    for word, unit in UNITS.items():
        if tokens.word(at, word) and (shifted := shift_at(tokens, at + 1)):
            return Moment(unit=None if unit == "year" else unit, shift=shifted[0]), shifted[1]
    return None


def day_of_stretch(tokens: Tokens, at: int) -> Read | None:
    """Read "ngày 5 tháng sau", "ngày 20 của tháng này"."""
    day = tokens.number(at + 1, 1, 31, digits=2)
    if not tokens.word(at, "ngày", "mùng", "mồng") or day is None:
        return None
    start = at + 3 if tokens.word(at + 2, "của") else at + 2
    read = _shifted_unit(tokens, start)
    if read is None or read[0].unit != "month":
        return None
    return replace(read[0], day=day), read[1]


def weekday_name(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Read "thứ Hai" … "chủ nhật": Monday is 0."""
    if end := tokens.phrase(at, "chủ nhật"):
        return 6, end
    if not tokens.word(at, "thứ"):
        return None
    for index, words in enumerate(_WEEKDAYS):
        if tokens.word(at + 1, *words):
            return index, at + 2
    return None


def weekday(tokens: Tokens, at: int) -> Read | None:
    """Read a weekday that stands for a day: "thứ Sáu tuần này", "thứ hai tới", "vào thứ Sáu"."""
    named = weekday_name(tokens, at)
    if named is None:
        return None
    index, end = named
    start = end + 1 if tokens.word(end, "của", "trong") else end
    if tokens.word(start, "tuần") and (read := _shifted_unit(tokens, start)):
        return replace(read[0], weekday=index), read[1]
    if tokens.word(end, "này"):
        return Moment(unit="week", shift=0, weekday=index), end + 1
    if shifted := shift_at(tokens, end):
        return Moment(unit="weekday", shift=shifted[0], weekday=index), shifted[1]
    if _is_a_day(tokens, at):
        return Moment(unit="weekday", shift=0, weekday=index), end
    return None


def _is_a_day(tokens: Tokens, at: int) -> bool:
    """Say whether "thứ Hai" names a day here and no rank ("lần thứ hai")."""
    if tokens.word(at, "chủ"):
        return True
    token = tokens.items[at + 1]
    capital = tokens.text[token.span.start].isupper()
    inviting = (
        "vào", "trước", "sáng", "trưa", "chiều", "tối", "ngày", "đến", "tới", "từ", "hạn", "hết", "nhất", "qua",
    )  # fmt: skip
    repeats = tokens.word(at + 2, "hàng", "hằng", "mỗi")
    return repeats or (capital and not tokens.word(at - 1, "lần")) or tokens.word(at - 1, *inviting) and at > 0
