"""Numbers written in words: "ba mươi", "mười lăm", "hai nghìn không trăm hai mươi lăm".

number    = [unit ("nghìn" | "ngàn")] [unit "trăm"] [("linh" | "lẻ") unit | tens | unit]
tens      = "mười" [last]  |  unit "mươi" [last]  |  unit "mươi"
year      = "hai" "không" unit unit            (digit by digit)
"""

from collections.abc import Callable

_UNITS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
# After "mười" and "mươi" five is "lăm" and never "năm", so that "mười năm" stays ten years.
_LAST = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TEN = "mười"

WORDS = frozenset({*_UNITS, *_LAST, _TEN})

Is = Callable[[int, str], bool]
Read = tuple[int, int]


def _one_of(words: dict[str, int], is_word: Is, at: int) -> int | None:
    return next((value for word, value in words.items() if is_word(at, word)), None)


def _tens(is_word: Is, at: int) -> Read | None:
    """Read 10 to 99."""
    ten, end = (1, at + 1) if is_word(at, _TEN) else (_one_of(_UNITS, is_word, at), at + 2)
    if not ten or (end == at + 2 and not is_word(at + 1, "mươi")):
        return None
    last = _one_of(_LAST, is_word, end)
    return (10 * ten + last, end + 1) if last else (10 * ten, end)


def _below_hundred(is_word: Is, at: int) -> Read | None:
    if read := _tens(is_word, at):
        return read
    unit = _one_of(_UNITS, is_word, at)
    return (unit, at + 1) if unit is not None else None


def _year_by_digits(is_word: Is, at: int) -> Read | None:
    """Read "hai không hai lăm", "hai không hai sáu"."""
    digits = [_one_of(_UNITS, is_word, at + i) for i in range(3)]
    last = _one_of(_LAST | _UNITS, is_word, at + 3)
    if digits[:2] != [2, 0] or digits[2] is None or last is None:
        return None
    return 2000 + digits[2] * 10 + last, at + 4


def _higher(is_word: Is, at: int) -> Read | None:
    """Read thousands and hundreds with what follows them."""
    value, end = 0, at
    for size, names in ((1000, ("nghìn", "ngàn")), (100, ("trăm",))):
        unit = _one_of(_UNITS, is_word, end)
        if unit is not None and any(is_word(end + 1, name) for name in names):
            value, end = value + size * unit, end + 2
    if end == at:
        return None
    if is_word(end, "linh") or is_word(end, "lẻ"):
        end += 1
    rest = _below_hundred(is_word, end)
    return (value + rest[0], rest[1]) if rest else (value, end)


def numeral(is_word: Is, at: int) -> Read | None:
    """Return the number whose words begin at ``at`` with the position after it.

    Args:
        is_word: says whether a word stands at a position.
        at: position of the first word.
    """
    return _year_by_digits(is_word, at) or _higher(is_word, at) or _below_hundred(is_word, at)
