"""Days that are moved: "lùi từ ngày 10/12/2025 sang ngày 17/12/2025".

change    = ("lùi" | "gia hạn" | "dời" | ...) ["từ" moment] ("sang" | "đến" | "thành") moment
"""

from dataclasses import replace

from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.ranges import longest, side
from knowledge.time_expressions.tokens import Tokens

_CHANGES = (
    "lùi thời hạn", "lùi thời gian", "lùi", "gia hạn thêm", "gia hạn", "dời", "chuyển", "đổi", "điều chỉnh",
    "thay đổi", "hoãn", "kéo dài thời hạn",
)  # fmt: skip


def change(tokens: Tokens, at: int) -> Phrase | None:
    """Read "lùi từ ngày 10/12/2025 sang ngày 17/12/2025": the new day holds."""
    start = longest(tokens, at, _CHANGES)
    if start is None or tokens.word(at - 1, "biến", "số"):
        return None
    index, old = start, None
    while index < min(len(tokens), start + 24) and not tokens.word(index, ".", ";"):
        if old is None and tokens.word(index, "từ") and (read := side(tokens, index + 1)):
            old, index = read[0], read[1]
            continue
        if tokens.word(index, "sang", "thành", "đến", "tới") and (read := side(tokens, _past_limit(tokens, index))):
            boundary = Boundary.BEFORE if tokens.word(index + 1, "trước") else Boundary.ON_OR_BEFORE
            return _changed(at, old, read, boundary)
        index += 1
    return None


def _past_limit(tokens: Tokens, at: int) -> int:
    return at + 2 if tokens.word(at + 1, "hết", "trước") else at + 1


def _changed(at: int, old: Moment | None, new: Read, boundary: Boundary) -> Phrase | None:
    moment, end = new
    if moment.precision != "day":
        return None
    if old and moment.year is None and old.year:
        moment = replace(moment, year=old.year)
    return Phrase(at, end, end=moment, boundary=boundary)
