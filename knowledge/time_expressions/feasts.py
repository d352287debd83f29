"""Days by name and by the moon: "Tết Nguyên đán", "Giỗ Tổ Hùng Vương (10/3 âm lịch) năm 2026", "rằm tháng Giêng".

feast     = name ["(" figures ["âm lịch"] ")" | figures] [lunar_year]
lunar_day = ("rằm" | ["ngày" | "mùng"] D) "tháng" (M | "Giêng" | "Chạp") ["nhuận"] ["âm lịch"] [lunar_year]
          | ("mùng" | "ngày") D "Tết"
lunar_year = ["của"] ["năm"] (Y | stem branch | "nay" | "sau")
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.spoken import spoken_tokens
from knowledge.time_expressions.tokens import Tokens, plain

_SHIFTS = ((("nay", "này"), 0), (("sau", "tới"), 1), (("trước", "ngoái"), -1))
_INVITING = (
    "trước", "sau", "đến", "tới", "dịp", "vào", "qua", "hết", "ăn", "mừng", "đón", "là", "kỳ", "nhân",
    "cận", "giáp", "gần", "ngày", "từ",
)  # fmt: skip
_MARKS = ("-", "–", ",")


@dataclass(frozen=True, slots=True)
class Feast:
    """A day that has a name; ``day`` -1 is the last of its month."""

    name: str
    words: tuple[str, ...]
    day: int
    month: int
    is_lunar: bool
    is_bare: bool


@lru_cache(maxsize=1)
def _feasts() -> dict[str, tuple[Feast, ...]]:
    """Return the feasts by their first word, as written and folded, longest name first."""
    found: dict[str, list[Feast]] = {}
    data = load_yaml("dated_names.yaml")
    for calendar in ("solar", "lunar"):
        for row in data[calendar]:
            day, month = (int(figure) for figure in row["day"].split("/"))
            for name in row["names"]:
                words = tuple(t.text for t in spoken_tokens(name).items if t.text not in _MARKS)
                feast = Feast(name, words, day, month, calendar == "lunar", bool(row.get("bare")))
                for key in {words[0], plain(words[0])}:
                    found.setdefault(key, []).append(feast)
    return {key: tuple(sorted(feasts, key=lambda f: -len(f.words))) for key, feasts in found.items()}


@lru_cache(maxsize=1)
def known_figures() -> frozenset[tuple[int, int]]:
    """Return the days and months that are dates by their figures alone."""
    return frozenset((int(d), int(m)) for d, m in (row.split("/") for row in load_yaml("dated_names.yaml")["figures"]))


@lru_cache(maxsize=1)
def first_words() -> frozenset[str]:
    """Return the words with which the name of a feast begins, as written and folded."""
    return frozenset(_feasts())


def _after_name(tokens: Tokens, at: int, words: tuple[str, ...]) -> int | None:
    for index, word in enumerate(words):
        if index and tokens.word(at, *_MARKS):
            at += 1
        if not tokens.word(at, word):
            return None
        at += 1
    return at


def sixty_at(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Read "Ất Tỵ": the place in the cycle of sixty years, counted from Giáp Tý."""
    data = load_yaml("dated_names.yaml")
    stem = next((i for i, name in enumerate(data["stems"]) if tokens.word(at, name.lower())), None)
    if stem is None:
        return None
    for i, names in enumerate(data["branches"]):
        if tokens.word(at + 1, *names.lower().split("/")) and i % 2 == stem % 2:
            return (6 * stem - 5 * i) % 60, at + 2
    return None


def lunar_year(tokens: Tokens, moment: Moment, at: int) -> Read:
    """Complete ``moment`` by the year after it: in figures, by its name, or as "năm nay"."""
    start = at + 1 if tokens.word(at, "của", ",") and tokens.word(at + 1, "năm") else at
    said = tokens.word(start, "năm")
    start += 1 if said else 0
    if (year := tokens.year(start)) and (said or not tokens.word(start + 1, "-", "/")):
        return replace(moment, year=year), start + 1
    if sixty := sixty_at(tokens, start):
        return replace(moment, sixty=sixty[0]), sixty[1]
    for words, shift in _SHIFTS:
        if tokens.word(start, *words) and (said or shift >= 0) and not tokens.word(start + 1, "khi", "ngày"):
            return replace(moment, shift=shift) if said else moment, start + 1
    return moment, at


def lunar_mark(tokens: Tokens, at: int) -> int | None:
    """Return the position after "âm lịch", "(âm lịch)", "AL"."""
    bracket = 1 if tokens.word(at, "(") else 0
    for phrase in ("tính theo âm lịch", "theo âm lịch", "âm lịch", "lịch âm", "âl"):
        if end := tokens.phrase(at + bracket, phrase):
            return end + 1 if bracket and tokens.word(end, ")") else end
    return None


def _figures_after(tokens: Tokens, at: int) -> tuple[int, int, int] | None:
    """Read "20/10", "(10/3 âm lịch)", "(ngày 10/3)" after a name: day, month, position after."""
    bracket = 1 if tokens.word(at, "(") else 0
    start = at + bracket + (1 if tokens.word(at + bracket, "ngày", "mùng") else 0)
    day, month = tokens.number(start, 1, 31, digits=2), tokens.number(start + 2, 1, 12, digits=2)
    if day is None or month is None or not tokens.word(start + 1, "/", "tháng"):
        return None
    end = start + 3
    if tokens.word(end, "/", "-", "–"):  # a whole date, or an anniversary: it is read by itself
        return None
    end = end if tokens.word(end, ")") else lunar_mark(tokens, end) or end
    if bracket and not tokens.word(end, ")"):
        return None
    return day, month, end + bracket


def feast(tokens: Tokens, at: int) -> Read | None:
    """Read a day by its name, with the figures and the year that may follow."""
    if at >= len(tokens):
        return None
    for known in _feasts().get(tokens.items[at].text, ()):
        end = _after_name(tokens, at, known.words)
        if end is None:
            continue
        moment = Moment(day=known.day, month=known.month, is_lunar=known.is_lunar, name=known.name)
        repeated = _figures_after(tokens, end)
        if repeated and known.day > 0 and repeated[:2] != (known.day, known.month):
            moment = replace(moment, claim=repeated[:2])
        read = lunar_year(tokens, moment, repeated[2] if repeated else end)
        is_dated = read[0].year or read[0].sixty is not None or read[1] > end
        if known.is_bare and not is_dated and not tokens.word(at - 1, *_INVITING):
            return None
        return read
    return None


def _day_of_moon(tokens: Tokens, at: int) -> tuple[int, int, bool] | None:
    """Read the day of a lunar date: its number, the position after, whether only the moon has such a day."""
    if tokens.word(at, "rằm"):
        return 15, at + 1, True
    start = at + 1 if tokens.word(at, "ngày", "đêm", "sáng") else at
    called = tokens.word(start, "mùng", "mồng")
    start += 1 if called else 0
    day = tokens.number(start, 1, 31, digits=2)
    return (day, start + 1, False) if day else None


def lunar_day(tokens: Tokens, at: int) -> Read | None:
    """Read a day of the lunar calendar, where the words leave no doubt that it is one."""
    read = _day_of_moon(tokens, at)
    if read is None:
        return None
    day, end, certain = read
    if tokens.word(end, "tết") and not certain:
        moment = Moment(day=day, month=1 if day < 16 else 12, is_lunar=True, name="Tết Nguyên đán")
        return lunar_year(tokens, moment, tokens.phrase(end, "tết nguyên đán") or end + 1)
    if tokens.word(end, "tháng", "/") and (month := _month_of_moon(tokens, end + 1)):
        number, after, named = month
        certain = certain or named
        return _marked(tokens, Moment(day=day, month=number), after, certain=certain)
    return None


def _month_of_moon(tokens: Tokens, at: int) -> tuple[int, int, bool] | None:
    if tokens.word(at, "giêng", "chạp"):
        return (1 if tokens.word(at, "giêng") else 12), at + 1, True
    month = tokens.number(at, 1, 12, digits=2)
    return (month, at + 1, False) if month else None


def _marked(tokens: Tokens, moment: Moment, at: int, *, certain: bool) -> Read | None:
    """Complete a lunar date by "nhuận", "âm lịch" and its year; without any of them it is none."""
    is_leap = tokens.word(at, "nhuận")
    at += 1 if is_leap else 0
    mark = lunar_mark(tokens, at)
    dated, end = lunar_year(tokens, moment, mark or at)
    if mark is None and (late := lunar_mark(tokens, end)):
        mark = end = late
    if not (certain or is_leap or mark or dated.sixty is not None):
        return None
    return replace(dated, is_lunar=True, is_leap=is_leap), end


def lunar_month(tokens: Tokens, at: int) -> Read | None:
    """Read "tháng Giêng", "tháng Chạp năm Ất Tỵ"; "tháng 3 âm lịch"."""
    if not tokens.word(at, "tháng"):
        return None
    month = _month_of_moon(tokens, at + 1)
    return _marked(tokens, Moment(month=month[0]), month[1], certain=month[2]) if month else None
