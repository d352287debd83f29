"""Several moments named together: "ngày 08 và 09/9/2025", "15/6 và 15/12 hằng năm", "quý II, III và IV năm 2022".

    list      = item (("," | ";" | "." | "và" | "hoặc") [limit] item)*
    item      = anchor | D | D "/" M | I..IV

What the later ones say holds for those before: "ngày 5, 12 và 19 tháng 9 năm 2025" are three days of September 2025.
"""

from dataclasses import replace

from knowledge.time_expressions.anchors import anchor
from knowledge.time_expressions.figures import figures
from knowledge.time_expressions.limits import limit_at
from knowledge.time_expressions.moment import Moment, Read
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.recurrence import every_at
from knowledge.time_expressions.tokens import Tokens

_JOINING = (",", "và", "hoặc", "hay", "&", ";")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LONGEST = 12


def _next_start(tokens: Tokens, at: int, kind: Moment) -> int | None:
    """Return where the next item begins; a full stop may stand between quarters."""
    start = at
    while start < at + 3 and tokens.word(start, *_JOINING) or (kind.quarter and tokens.word(start, ".", "-", "–")):
        start += 1
    return start if start > at else None


def _like(tokens: Tokens, at: int, kind: Moment) -> Read | None:
    """Read a bare item of the kind of the one before: "09/9/2025", "12", "III"."""
    if kind.quarter and at < len(tokens) and (value := _ROMAN.get(tokens.items[at].text)):
        return anchor_of_quarter(tokens, at, value)
    if kind.quarter:
        return None
    if kind.day and (pair := figures(tokens, at)):
        return Moment(day=pair[0], month=pair[1]), at + 3
    if kind.day and kind.month is None and (day := tokens.number(at, 1, 31, digits=2)):
        if tokens.word(at + 1, "tháng") and (month := tokens.number(at + 2, 1, 12, digits=2)):
            year = tokens.year(at + 4) if tokens.word(at + 3, "năm") else None
            return Moment(day=day, month=month, year=year), at + 5 if year else at + 3
        return Moment(day=day), at + 1
    if kind.month and not kind.day and (month := tokens.number(at, 1, 12, digits=2)):
        has_year = tokens.word(at + 1, "/", "năm") and tokens.year(at + 2)
        return Moment(month=month, year=has_year or None), at + 3 if has_year else at + 1
    return None


def anchor_of_quarter(tokens: Tokens, at: int, value: int) -> Read:
    """Read "III", "IV năm 2022", "IV/2022" after an earlier quarter."""
    if tokens.word(at + 1, "/", "năm") and (year := tokens.year(at + 2)):
        return Moment(quarter=value, year=year), at + 3
    return Moment(quarter=value), at + 1


def _alike(one: Moment, other: Moment) -> bool:
    """Say whether two moments are of one kind, so that the later may complete the earlier."""
    parts = one.part == other.part or bool(one.part and other.part)
    if _is_loose(one) and other.cycle == "MONTHLY" and not other.day:  # "ngày 15 và ngày cuối cùng của tháng"
        return True
    told = one.unit or other.unit or one.cycle or other.cycle or other.is_now
    return _kind(one) == _kind(other) and parts and not told


def _kind(moment: Moment) -> tuple[bool, ...]:
    is_month = bool(moment.month and not moment.day)
    return bool(moment.day), bool(moment.quarter), is_month, moment.is_lunar, bool(moment.name)


def _items(tokens: Tokens, at: int) -> list[tuple[int, int, Moment]]:
    """Return the items with the positions of their first token and after their last."""
    read = anchor(tokens, at)
    if read is None and tokens.word(at, "các", "những", "hai", "trong"):
        read = anchor(tokens, at + 1)
    items: list[tuple[int, int, Moment]] = []
    first = at
    while read and len(items) < _LONGEST:
        items.append((first, read[1], read[0]))
        start = _next_start(tokens, read[1], read[0])
        if start is None:
            break
        limited = limit_at(tokens, start)
        first = start
        start = limited[1] if limited and not limited[2] else start
        previous = read[0]
        read = anchor(tokens, start) or _like(tokens, start, previous)
        if read is None or not _alike(previous, read[0]) or (limited and previous.year):
            break
    return items


def _shared(items: list[tuple[int, int, Moment]]) -> list[tuple[int, int, Moment]]:
    """Fill in month and year of an item from the one after it."""
    for index in range(len(items) - 2, -1, -1):
        first, last, here = items[index]
        after = items[index + 1][2]
        if here.day and here.month is None and here.unit is None:
            here = replace(here, month=after.month, unit=after.unit, shift=after.shift)
        if _is_loose(here) and after.cycle:
            here = replace(here, cycle=after.cycle)
        if here.year is None and here.shift is None and not here.name:
            here = replace(here, year=after.year, shift=after.shift, sixty=after.sixty)
        items[index] = (first, last, here)
    return items


def _is_loose(moment: Moment) -> bool:
    """Say whether this is a bare number of a day, which only its fellows make a date."""
    return moment.day is not None and moment.month is None and moment.unit is None and not moment.cycle


def _last_of_month(tokens: Tokens, items: list[tuple[int, int, Moment]]) -> list[Phrase]:
    """Read "ngày 28 hoặc 29 tháng 02 (năm nhuận)", "ngày 30 hoặc 31 hằng tháng": the last day of the month."""
    days = [i[2].day for i in items]
    if days == [30, 31] and items[1][2] == Moment(day=31) and every_at(tokens, items[1][1]):
        return [Phrase(items[0][0], items[1][1], end=Moment(part="last_day", cycle="MONTHLY"))]
    if days != [28, 29] or items[1][2].month != 2:
        return []
    end = items[1][1]
    if tokens.phrase(end, "( năm nhuận"):
        end = next((i + 1 for i in range(end, min(end + 6, len(tokens))) if tokens.word(i, ")")), end)
    moment = replace(items[1][2], day=None, part="last_day")
    return [Phrase(items[0][0], end, end=moment, every=None if moment.year else "YEARLY")]


def listed(tokens: Tokens, at: int, *, limited: bool) -> list[Phrase]:
    """Read one moment or several that are named together; two days in a row are a range."""
    items = _shared(_items(tokens, at))
    while len(items) > 1 and _is_loose(items[-1][2]) and not all(_is_loose(i[2]) for i in items):
        items.pop()
    if leap := _last_of_month(tokens, items):
        return leap
    if len(items) == 2 and not limited and _follows(items[0][2], items[1][2]):
        return [Phrase(items[0][0], items[1][1], items[0][2], items[1][2])]
    return [Phrase(first, last, end=moment) for first, last, moment in items]


def _follows(one: Moment, other: Moment) -> bool:
    """Say whether two days of one month stand next to each other."""
    same = (one.month, one.year, one.is_lunar) == (other.month, other.year, other.is_lunar)
    return bool(same and one.month and one.day and other.day and other.day == one.day + 1 and not other.clock)
