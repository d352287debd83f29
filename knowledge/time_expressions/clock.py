"""Times of day and the weekday that may follow them: "16 giờ 30", "8h sáng thứ Hai," (giờ, thứ)."""

from datetime import time

from knowledge.time_expressions.tokens import Tokens

_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy", "2", "3", "4", "5", "6", "7")


def clock_at(tokens: Tokens, at: int) -> tuple[time, int] | None:
    """Read a time of day at ``at``."""
    hour = tokens.number(at, 0, 24, digits=2)
    if hour is None or not tokens.word(at + 1, "giờ", "h", "g"):
        return None
    end = at + 2
    minute = tokens.number(end, 0, 59, digits=2)
    if minute is not None and (
        tokens.word(end + 1, "phút", "'")
        or len(tokens.items[end].text) == 2
        and not tokens.word(end + 1, "/", "tháng", "-")
    ):
        end += 2 if tokens.word(end + 1, "phút", "'") else 1
    else:
        minute = 0
    if tokens.word(end, "sáng", "chiều", "tối", "trưa"):
        hour += 12 if tokens.word(end, "chiều", "tối") and hour < 12 else 0
        end += 1
    return (time(hour % 24, minute), end) if hour < 24 else None


def after_weekday(tokens: Tokens, at: int) -> int:
    """Return the position after "thứ Hai," or "chủ nhật," where one stands at ``at``."""
    end = at
    if tokens.word(at, "thứ") and tokens.word(at + 1, *_WEEKDAYS) or tokens.phrase(at, "chủ nhật"):
        end = at + 2
    if end > at and tokens.word(end, ","):
        end += 1
    return end
