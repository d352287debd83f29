"""Lengths of time: "10 ngày làm việc", "90 ngày đêm", "10 (mười) ngày", "02 tháng"."""

from knowledge.time_expressions.offset import Offset
from knowledge.time_expressions.tokens import Tokens

_UNITS = {
    "giờ": "hour", "tiếng": "hour", "ngày": "day", "hôm": "day", "tuần": "week", "tháng": "month", "quý": "quarter",
    "năm": "year",
}  # fmt: skip


def _amount(tokens: Tokens, at: int) -> tuple[Offset, int] | None:
    """Read "10 ngày làm việc", "02 tháng", "90 ngày đêm"."""
    count = tokens.number(at, 1, 999, digits=3)
    unit = next((u for word, u in _UNITS.items() if tokens.word(at + 1, word)), None)
    if count is None or unit is None or (tokens.glued(at) and tokens.items[at - 1].text in {"/", "."}):
        return None
    if tokens.word(at - 1, "ngày", "mùng", "mồng", "tháng", "quý", "số", "thứ"):
        return None
    end = at + 2
    if tokens.word(end, "(") and tokens.word(end + 2, ")"):  # "10 (mười) ngày" is read below
        return None
    working = tokens.phrase(end, "làm việc") if unit == "day" else None
    end = working or end
    return Offset(count, unit, is_working=working is not None), tokens.phrase(end, "đêm") or end


def counted(tokens: Tokens, at: int) -> tuple[Offset, int] | None:
    """Read an amount; "10 (mười) ngày" too."""
    if tokens.number(at) is not None and tokens.word(at + 1, "("):
        close = next((i for i in range(at + 2, min(at + 7, len(tokens))) if tokens.word(i, ")")), None)
        unit = next((u for word, u in _UNITS.items() if close and tokens.word(close + 1, word)), None)
        count = tokens.number(at, 1, 999, digits=3)
        if close and unit and count:
            working = tokens.phrase(close + 2, "làm việc")
            return Offset(count, unit, is_working=working is not None), working or close + 2
        return None
    return _amount(tokens, at)
