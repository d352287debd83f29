"""The quantities that a sentence of law or of a person states ("03 lần", "70%", "quá nửa"), and of what.

The same reading serves what a fact says and what a person claims, so that the two can be compared.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

SHARE, TIMES, FACTOR, MONEY = "share", "times", "factor", "money"
DAY, FORM = "day", "form"
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[. ]\d{3})+|\d+(?:[.,]\d+)?) ?"
    r"(?P<unit>đồng|dong|đ|d|triệu|trieu|tr|nghìn|nghin|ngàn|ngan|k)(?!\w)"
    r"|(?P<whole>\d{1,3}(?:\.\d{3})*\.000)(?![\d.])"
)
_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_COUNT_WORDS = "|".join([r"\d{1,2}", *(w for w in _WORDS if w not in ("nam", "mot"))])
_NUMBER = rf"(?P<number>\d+(?: \d+)?|{'|'.join(_WORDS)})"
_UNITS = {
    "share": "phan tram",
    "days": "ngay(?: lam viec)?",
    "factor": "lan (?:muc )?luong",
    "times": "lan|nam|nien do|ky xet",
    "initiatives": "sang kien|de tai|giai phap",
    "months": "thang",
    "sets": "bo(?! noi| truong| chinh tri)",
    "forms": "mau",
}
_MEASURED = re.compile(
    rf"\b{_NUMBER} " + "(?:" + "|".join(f"(?P<{unit}>{ways})" for unit, ways in _UNITS.items()) + r")\b"
)
_SHARE_WORDS = {
    r"qua (?:ban|nua)|da so(?! phieu thuan)|mot nua|qua mot nua|tren 50": Fraction(1, 2),
    r"hai phan ba": Fraction(2, 3),
    r"mot phan ba": Fraction(1, 3),
    r"tuyet doi|nhat tri|toan bo (?:thanh vien|hoi dong)": Fraction(1),
}
_PARTED = "thanh vien|so|tong|phieu|uy vien|hoi dong|thoi gian|y kien"  # what is told by parts; else it is a day
_FRACTION = re.compile(r"(?<![\d/.,])(\d)\s?/\s?(\d)(?![\d/])")
_DAY = re.compile(r"(?<![\d/.])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/])|(?<!\d)(\d{1,2}) th[áa]ng (\d{1,2})(?!\d)")
_FORM = re.compile(r"\bmau (?:so )?(\d{1,2})\b")
_NOT_COUNTED = re.compile(
    r"\b\d{1,2} \d{1,2} (?:19|20)\d\d\b|\b\d{1,4} (?:19|20)\d\d\b"
    r"|\b(?:nghi dinh|thong tu|luat|quyet dinh|cong van|nd|tt|qd|cv|dieu|khoan|muc|phu luc|chuong|mau)(?: so)?"
    r" \d{1,4}\b|\b(?:truoc|tu|den|sau|ngay) (?:ngay )?\d{1,2} \d{1,2}\b|\b(?:19|20)\d\d\b"
)
_FAR = 70  # characters: a thing named farther away is not what a quantity is of


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        unit: share (of one), times (lần, năm), factor (of the base salary), money (đồng), days, months, initiatives,
            sets, forms; day (of any year) and form (mẫu số).
        near: ids of the things named around it, the likeliest first: what it may be a quantity of.
    """

    value: Fraction
    unit: str
    near: tuple[str, ...] = ()

    def of(self, subject: str | None) -> str | None:
        """Return what it is a quantity of, which is never the title itself that the sentence is about."""
        return next((n for n in self.near if n != subject), None)


def quantities(text: str, line: str, things: Sequence[tuple[tuple[int, int], str]]) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence.

    Args:
        text: as written: decimal commas and fractions are seen there only.
        line: the same in folded words, short forms opened.
        things: where things that may be counted stand in ``line``, with their ids.
    """
    money = tuple(Quantity(Fraction(a), MONEY) for a in amounts(text))
    spans = [(m.span(), FORM, Fraction(m[1])) for m in _FORM.finditer(line)]
    shares = list(_shares(text, line))
    line = _NOT_COUNTED.sub(lambda m: re.sub(r"\d", "x", m.group(0)), line)
    spans = sorted([*spans, *_measured(text, line), *shares, *_titles_counted(line, things)])
    ends = [start for (start, _), _, _ in spans[1:]] + [len(line)]
    starts = [0, *(end for (_, end), _, _ in spans)]
    counted = []
    taken: set[tuple[int, int]] = set()  # what an earlier quantity is of
    for i, (span, unit, value) in enumerate(spans):
        following, leading = _around([t for t in things if t[0] not in taken], span, starts[i], ends[i])
        near = (*leading, *following) if unit == FORM else (*following, *leading)
        taken |= {t[0] for t in things if following and t[1] == following[0] and span[1] <= t[0][0] < ends[i]}
        counted.append(Quantity(value, unit, near))
    return (*money, *_days(text), *counted)


def _days(text: str) -> Iterable[Quantity]:
    """Yield the days of any year that a text names ("31/12"), as month and day in one number."""
    for match in _DAY.finditer(text):
        day, month = (int(g) for g in match.groups() if g)
        if 0 < month <= 12 and 3 < day <= 31:  # smaller ones may be shares
            yield Quantity(Fraction(month * 100 + day), DAY)


def amounts(text: str) -> list[int]:
    """Return the amounts of money that a text names, in đồng ("800k", "2,53 triệu", "11.390.000 đồng")."""
    return [_amount(m) for m in _AMOUNT.finditer(text.lower())]


def _amount(match: re.Match[str]) -> int:
    if match["whole"]:
        return int(match["whole"].replace(".", ""))
    thousands = {"tr": 1_000_000, "n": 1_000, "k": 1_000}
    times = next((t for start, t in thousands.items() if match["unit"].startswith(start)), 1)
    written = re.sub(r"[. ](?=\d{3}(?!\d))", "", match["number"]) if times == 1 else match["number"]
    return int(Fraction(written.replace(",", ".").replace(" ", "")) * times)


def _measured(text: str, line: str) -> Iterable[tuple[tuple[int, int], str, Fraction]]:
    for match in _MEASURED.finditer(line):
        unit = next(u for u in _UNITS if match[u])
        value, is_decimal = _value(match["number"], text)
        if match["number"] == "nam" and not re.match(r"nam (?:nam|lan)\b", match.group(0)):
            continue  # "năm sáng kiến" may be the year's
        unit = FACTOR if is_decimal and unit == TIMES else unit
        yield match.span(), unit, value / 100 if unit == SHARE else value
    for match in re.finditer(r"\bhe so (\d+(?: \d+)?)\b", line):
        yield match.span(), FACTOR, _value(match[1], text)[0]


def _titles_counted(
    line: str, things: Sequence[tuple[tuple[int, int], str]]
) -> Iterable[tuple[tuple[int, int], str, Fraction]]:
    """Yield how many times a title is named to be had ("3 cstđcs")."""
    for (start, _), _ in things:
        before = re.search(rf"\b({_COUNT_WORDS}) $", line[:start])
        if before:
            number = before[1]
            yield before.span(1), TIMES, Fraction(_WORDS.get(number) or int(number))


def _value(written: str, text: str) -> tuple[Fraction, bool]:
    """Return a number; "0 5" is 0,5 where the text has that, else its last number counts."""
    if written in _WORDS:
        return Fraction(_WORDS[written]), False
    whole, _, decimals = written.partition(" ")
    if decimals and re.search(rf"(?<!\d){whole}[.,]{decimals}(?!\d)", text):
        return Fraction(f"{whole}.{decimals}"), True
    return Fraction(decimals or whole), False


def _shares(text: str, line: str) -> Iterable[tuple[tuple[int, int], str, Fraction]]:
    for ways, value in _SHARE_WORDS.items():
        yield from ((m.span(), SHARE, value) for m in re.finditer(rf"\b(?:{ways})\b", line))
    for match in _FRACTION.finditer(text):
        part, whole = int(match[1]), int(match[2])
        place = re.search(rf"(?:\b(?P<day>tu|truoc|den|sau|ngay) )?\b{part} {whole}\b(?P<of> (?:{_PARTED}))?", line)
        if place and 0 < part < whole and (place["of"] or not place["day"]):
            yield place.span(), SHARE, Fraction(part, whole)


def _around(
    things: Sequence[tuple[tuple[int, int], str]], span: tuple[int, int], after: int, before: int
) -> tuple[list[str], list[str]]:
    """Return the ids of the things that follow a quantity and of those that lead to it, none beyond its neighbours."""
    following = [t for t in things if span[1] <= t[0][0] < min(before, span[1] + _FAR)]
    leading = [t for t in things if max(after, span[0] - _FAR) <= t[0][0] and t[0][1] <= span[0]]
    return [name for _, name in sorted(following)], [name for _, name in sorted(leading, reverse=True)]
