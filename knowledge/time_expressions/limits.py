"""Words that make a day a limit, before it, after it, or earlier in the sentence.

limit     = "trước" | "chậm nhất" | "đến hết" | "hạn cuối" | "quá" | "đến" | ...
trailing  = "là" ("hạn" | "thời hạn" | "ngày cuối" ...)
context   = "hạn" ... (":" | "là" | "vào")      |  "không" ... "sau"
"""

from functools import lru_cache

from knowledge.time_expressions.grammar import limit as written_limit
from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.tokens import Tokens

_MORE = {
    "trước hoặc đúng": Boundary.ON_OR_BEFORE,
    "trước thời điểm": Boundary.BEFORE,
    "trước thời hạn": Boundary.BEFORE,
    "không để quá": Boundary.ON_OR_BEFORE,
    "không được quá": Boundary.ON_OR_BEFORE,
    "cho đến hết": Boundary.ON_OR_BEFORE,
    "kéo dài đến hết": Boundary.ON_OR_BEFORE,
    "cho đến trước": Boundary.BEFORE,
    "tối đa đến": Boundary.ON_OR_BEFORE,
    "sớm hơn": Boundary.BEFORE,
    "deadline": Boundary.ON_OR_BEFORE,
    "hạn chốt": Boundary.ON_OR_BEFORE,
    "hết hạn": Boundary.ON_OR_BEFORE,
    "thời hạn": Boundary.ON_OR_BEFORE,
    "hạn": Boundary.ON_OR_BEFORE,
    "quá": Boundary.ON_OR_BEFORE,
    "cho đến": Boundary.ON_OR_BEFORE,
    "đến": Boundary.ON_OR_BEFORE,
    "tới": Boundary.ON_OR_BEFORE,
}
_MORE_WORDS = tuple(_MORE)
_MOST_FILLERS = 4
_FILLERS = ("là", "vào", "đến", "trong", "lúc", ":", "hạn")
# These make a limit only of a day that is told exactly; "đến năm 2030" is an aim.
_WEAK = frozenset({"đến", "tới", "cho đến"})
_NOT_AFTER = ("tính", "kể", "liên", "tiến", "từ")
_SPOILING = ("quyền", "giới", "niên", "hữu", "kỳ", "vô", "chẳng", "hạn", "đến", "tới")
_CALLED = ("hạn", "thời hạn", "ngày hết hạn", "ngày cuối", "ngày hạn", "hạn chót", "deadline", "thời điểm cuối")
_REFUSED = ("không", "coi như", "bị loại", "sẽ không", "từ chối")
_HANDING_IN = ("nhận", "nộp", "gửi", "đăng", "tiếp")
_DONE_BY = ("hoàn", "nộp", "gửi", "trình", "báo", "xong")


@lru_cache(maxsize=64)
def limit_at(tokens: Tokens, at: int) -> tuple[Boundary, int, bool] | None:
    """Read a limit: which side counts, the position after it, and whether it needs an exact day."""
    if tokens.phrase(at, "trước , trong và sau") or tokens.phrase(at, "trước và sau"):
        return None
    if read := written_limit(tokens, at):
        return _with_hour_of_close(tokens, *read)
    found = tokens.one_of(at, _MORE_WORDS)
    if found is None or tokens.word(at - 1, *(_SPOILING if "hạn" in found[0] else _NOT_AFTER)):
        return None
    phrase, end = found
    if phrase in _WEAK and tokens.word(end, "hạn"):  # "đến hạn hôm nay" asks for what is due
        return None
    if "hạn" in phrase and tokens.word(end, "trong"):  # "hạn trong quý này" asks for limits, it sets none
        return None
    last = end + _MOST_FILLERS
    while end < last and tokens.word(end, *_FILLERS):
        end += 1
    return _MORE[phrase], end, phrase in _WEAK


def _with_hour_of_close(tokens: Tokens, boundary: Boundary, end: int) -> tuple[Boundary, int, bool]:
    """Read "trước khi hết", "hết giờ làm việc": the whole day still counts."""
    for phrase in (
        "khi kết thúc giờ làm việc",
        "khi hết giờ làm việc",
        "giờ làm việc",
        "giờ hành chính",
        "khi kết thúc",
        "cuối giờ chiều",
        "cuối giờ làm việc",
        "cuối buổi chiều",
        "cuối giờ",
        "khi hết",
        "hết giờ làm việc",
    ):
        if after := tokens.phrase(end, phrase):
            after += 1 if tokens.word(after, "của") else 0
            return Boundary.ON_OR_BEFORE, after, False
    return boundary, end, False


def called_limit(tokens: Tokens, at: int) -> int | None:
    """Return the position after "là hạn nộp" where a day is called a limit after it is named."""
    if not tokens.word(at, "là", ":"):
        return None
    return next((end for phrase in _CALLED if (end := tokens.phrase(at + 1, phrase))), None)


def _sentence_before(tokens: Tokens, at: int, reach: int) -> int:
    begin = max(0, at - reach)
    for index in range(at - 1, begin - 1, -1):
        mark = tokens.items[index].text
        if mark in {";", "!", "?"} or (mark == "." and not tokens.glued(index + 1)):
            return index + 1
    return begin


def in_context(tokens: Tokens, at: int) -> bool:
    """Say whether "hạn … là", "thời hạn nộp …:" stands before the moment at ``at``."""
    if tokens.word(at - 1, "trong"):
        return _has(tokens, at - 8, at, _DONE_BY)
    if tokens.phrase(at - 3, "hoàn thành :"):
        return True
    if not tokens.word(at - 1, ":", "là", "vào"):
        return False
    for index in range(_sentence_before(tokens, at, 14), at - 1):
        if tokens.word(index, "hạn") and not tokens.word(index - 1, *_SPOILING):
            return True
    return False


def _has(tokens: Tokens, begin: int, end: int, words: tuple[str, ...]) -> bool:
    return any(tokens.word(i, *words) for i in range(max(_sentence_before(tokens, end, 20), begin), end))


def is_for_handing_in(tokens: Tokens, at: int) -> bool:
    """Say whether a range at ``at`` is the time in which something may be handed in."""
    return _has(tokens, at - 8, at, _HANDING_IN)


def is_refused(tokens: Tokens, first: int, last: int) -> bool:
    """Say whether what comes "sau ngày …" is refused, before these words or after them."""
    if _has(tokens, first - 10, first, ("không",)):
        return True
    for index in range(last, min(len(tokens), last + 10)):
        if tokens.word(index, ".", ";") and not tokens.glued(index + 1):
            return False
        if any(tokens.phrase(index, phrase) for phrase in _REFUSED):
            return True
    return False
