"""Days written in figures that only their surroundings make dates: "15/8", "20 tháng 11", "2025-12-05".

A pair of figures may as well be a share ("3/4 số phiếu"), a mark or a number; the words beside it decide.
"""

from dataclasses import replace

from knowledge.time_expressions.feasts import known_figures
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.relative import shift_at
from knowledge.time_expressions.tokens import Tokens

# Words after which "15/8" is a day of the year, and those after or before which it is a share, a mark, a number.
_DATING = (
    "vào", "dịp", "mừng", "niệm", "lễ", "sang", "đến", "tới", "hạn", "sáng", "trưa", "chiều", "tối", "đêm", "trước",
    "từ", "hết", "nhất", "hôm", "nhân", "giờ", "h", "phút",
)  # fmt: skip
_COUNTING = (
    "điểm", "lệ", "chiếm", "đạt", "được", "có", "số", "khoản", "phần", "mẫu", "biểu", "trang", "còn", "khoảng", "gần",
    "bằng", "hơn", "%", "/", "phiếu", "là", "thông", "tư", "phân", "hẻm", "ngõ", "nhà", "kiệt", "ngách", "tầng",
    "địa", "đường", "quốc", "lộ", "a", "toán", "giá",
)  # fmt: skip
_COUNTED = (
    "điểm", "đơn", "thành", "phiếu", "người", "xã", "tổng", "thời", "đại", "ý", "số", "tập", "cá", "%", "/", "cán",
    "phường", "tỉnh", "huyện", "hồ", "chỉ", "tiêu", "phần", "lượt", "ủy", "trường", "nội", "công", "viên", "đồng",
)  # fmt: skip
# "31/12 năm báo cáo": which year that is, only the report knows.
_YEARS_BY_ROLE = ("báo", "xét", "kế", "dự", "tài", "liền", "quyết", "đề", "tổ", "diễn", "đó", "tính")
_GOING_ON = ("hết", "ngày", "cuối", "tháng", "khi")


def iso(tokens: Tokens, at: int) -> Read | None:
    """Read "2025-12-05"."""
    value, number, day = tokens.year(at), tokens.number(at + 2, 1, 12, digits=2), tokens.number(at + 4, 1, 31, digits=2)
    if value is None or number is None or day is None or any(not tokens.glued(at + i) for i in range(1, 5)):
        return None
    separator = tokens.items[at + 1].text
    if separator not in "-/" or tokens.items[at + 3].text != separator or tokens.word(at - 1, "số", "/", "-"):
        return None
    return Moment(year=value, month=number, day=day), at + 5


def figures(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Return day and month of "15/8" or "15-8" that no further figure follows."""
    day, number = tokens.number(at, 1, 31, digits=2), tokens.number(at + 2, 1, 12, digits=2)
    if day is None or number is None or not tokens.word(at + 1, "/") or tokens.word(at - 1, "/"):
        return None
    end = at + 3
    if tokens.word(end, "/", ".", "-") and tokens.glued(end) and tokens.glued(end + 1):
        following = end + 1 < len(tokens) and tokens.items[end + 1].is_number
        if not (tokens.word(end, "-") and following):
            return None
    return None if tokens.glued(end) and tokens.items[end].is_word else (day, number)


def bare_day(tokens: Tokens, at: int) -> Read | None:
    """Read "15/8" without "ngày", where the words around it make it a day and no share or mark."""
    pair = figures(tokens, at) or _known_with_hyphen(tokens, at)
    if (
        pair is None
        or tokens.word(at - 2, "tỷ", "tỉ")
        or tokens.word(at + 3, *_COUNTED)
        or (tokens.glued(at) and tokens.items[at - 1].is_word)
    ):
        return None
    inviting = tokens.word(at - 1, *_DATING) or _claims_deadline(tokens, at)
    known = pair in known_figures() and not tokens.word(at - 1, *_COUNTING)
    if not inviting and not known:
        return None
    return shifted_year(tokens, Moment(day=pair[0], month=pair[1]), at + 3)


def _known_with_hyphen(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Return day and month of "2-9" after "lễ", "dịp": only of days known by their figures."""
    day, number = tokens.number(at, 1, 31, digits=2), tokens.number(at + 2, 1, 12, digits=2)
    if day is None or number is None or not tokens.word(at + 1, "-") or not is_pair(tokens, at):
        return None
    return (day, number) if (day, number) in known_figures() and tokens.word(at - 1, *_DATING) else None


def short_year(tokens: Tokens, at: int) -> Read | None:
    """Read "20/11/26" where a word of time, or nothing, stands before it."""
    day, number = tokens.number(at, 1, 31, digits=2), tokens.number(at + 2, 1, 12, digits=2)
    value = tokens.number(at + 4, 0, 99, digits=2)
    if day is None or number is None or value is None or not (at == 0 or tokens.word(at - 1, *_DATING)):
        return None
    slashes = tokens.word(at + 1, "/") and tokens.word(at + 3, "/")
    if not slashes or any(not tokens.glued(at + i) for i in range(1, 5)) or tokens.glued(at + 5):
        return None
    return Moment(day=day, month=number, year=2000 + value), at + 5


def _claims_deadline(tokens: Tokens, at: int) -> bool:
    """Say whether "hạn ...: 15/8" or "hạn nộp là 15/8" precedes."""
    return tokens.word(at - 1, ":", "là") and any(tokens.word(i, "hạn") for i in range(max(0, at - 8), at))


def shifted_year(tokens: Tokens, moment: Moment, at: int) -> Read:
    """Complete a day by "năm nay", "năm 2026", "tới đây"."""
    if tokens.word(at, "năm") and (shifted := shift_at(tokens, at + 1)):
        return replace(moment, shift=shifted[0]), shifted[1]
    if tokens.word(at, "năm") and (value := tokens.year(at + 1)):
        return replace(moment, year=value), at + 2
    if end := tokens.phrase(at, "của kỳ báo cáo"):
        return replace(moment, needs="kỳ báo cáo"), end
    if tokens.word(at, "năm") and tokens.word(at + 1, *_YEARS_BY_ROLE):
        end = at + (3 if at + 2 < len(tokens) and tokens.items[at + 2].is_word else 2)
        return replace(moment, needs=tokens.span(at, end).of(tokens.text)), end
    goes_on = tokens.word(at + 1, *_GOING_ON) or tokens.number(at + 1) is not None
    if tokens.word(at, "này", "tới") and not goes_on:
        return moment, at + 1
    return moment, at


def is_pair(tokens: Tokens, at: int) -> bool:
    """Say whether "20-11" or "20.11" stands at ``at``, and no third figure after it."""
    both = tokens.number(at, 1, 31, digits=2) and tokens.number(at + 2, 1, 12, digits=2)
    glued = at + 3 < len(tokens) and tokens.glued(at + 3)
    return bool(both) and tokens.glued(at + 1) and not (glued and tokens.word(at + 3, "/", "-", "."))


def in_words(tokens: Tokens, at: int) -> Read | None:
    """Read "20 tháng 11" without "ngày"."""
    day, number = tokens.number(at, 1, 31, digits=2), tokens.number(at + 2, 1, 12, digits=2)
    if day is None or number is None or not tokens.word(at + 1, "tháng") or tokens.word(at - 1, "trong", "số", "/"):
        return None
    if tokens.word(at + 3, "lần"):
        return None
    if tokens.word(at + 3, "năm") and (value := tokens.year(at + 4)):
        return Moment(day=day, month=number, year=value), at + 5
    return shifted_year(tokens, Moment(day=day, month=number), at + 3)
