"""What repeats: "hằng tháng", "mỗi năm hai lần", "06 tháng một lần", and the RRULE that says it (RFC 5545).

every     = ["định kỳ"] ("hàng" | "hằng" | "mỗi" | "từng") unit [N "lần"]
          | [N] unit (N "lần" | "/" "lần")  |  N "lần" "/" unit
unit      = "ngày" | "tuần" | "tháng" | "quý" | "năm"
"""

from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

_UNITS = {
    "ngày": "DAILY", "tuần": "WEEKLY", "tháng": "MONTHLY", "quý": "QUARTERLY", "quí": "QUARTERLY", "năm": "YEARLY",
}  # fmt: skip
_WORDS = ("hàng", "hằng", "mỗi", "từng")
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS_OF_QUARTER = {1: "1,4,7,10", 2: "2,5,8,11", 3: "3,6,9,12", -1: "3,6,9,12"}
_WORKING = "BYDAY=MO,TU,WE,TH,FR;BYSETPOS="


def every_at(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read "hằng tháng", "mỗi năm hai lần", "từng quý": the period and the position after it."""
    start = tokens.phrase(at, "định kỳ") or at
    if not tokens.word(start, *_WORDS):
        return None
    for word, unit in _UNITS.items():
        if tokens.word(start + 1, word):
            end = start + 2
            if tokens.number(end, 1, 99) is not None and tokens.word(end + 1, "lần"):
                end += 2
            return unit, end
    return None


def every_before(tokens: Tokens, at: int, reach: int = 24) -> str | None:
    """Return the period that the same sentence named before ``at`` ("Hằng tháng, các phòng gửi trước ngày 20")."""
    for index in range(at - 1, max(-1, at - reach), -1):
        if tokens.items[index].text in {".", ";", "!", "?"} and not _is_inside_number(tokens, index):
            return None
        if tokens.word(index, *_WORDS) and (read := every_at(tokens, index)):
            return read[0]
    return None


def _is_inside_number(tokens: Tokens, at: int) -> bool:
    return tokens.glued(at) and at + 1 < len(tokens) and tokens.glued(at + 1)


def times_at(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read "06 tháng một lần", "mỗi quý một lần", "2 lần/năm", "định kỳ hằng quý" as an RRULE."""
    start = tokens.phrase(at, "định kỳ") or at
    start = start + 1 if tokens.word(start, *_WORDS) else start
    count = tokens.number(start, 1, 60, digits=2)
    if count and tokens.word(start + 1, "lần") and tokens.word(start + 2, "/", "trong", "mỗi", "một"):
        return _rule(tokens, start + 3, 1, count, start + 4)
    unit = start + 1 if count else start
    times = tokens.number(unit + 1, 1, 60, digits=2)
    if (times and tokens.word(unit + 2, "lần")) or tokens.phrase(unit + 1, "/ lần"):
        return _rule(tokens, unit, count or 1, times or 1, unit + 3)
    return None


def _rule(tokens: Tokens, unit_at: int, count: int, times: int, end: int) -> tuple[str, int] | None:
    unit = next((u for word, u in _UNITS.items() if tokens.word(unit_at, word)), None)
    if unit is None:
        return None
    months = {"MONTHLY": 1, "QUARTERLY": 3, "YEARLY": 12}.get(unit)
    if times > 1:
        if months is None or months * count % times:
            return _frequency(unit, count), end
        unit, count = "MONTHLY", months * count // times
    return _frequency(unit, count), end


def _frequency(unit: str, count: int = 1) -> str:
    if unit == "QUARTERLY":
        unit, count = "MONTHLY", 3 * count
    return f"FREQ={unit}" + (f";INTERVAL={count}" if count > 1 else "")


def _by_part(moment: Moment, every: str) -> str | None:
    """Return the rule of a part of a period: its last day, a day of one of its months, a weekday of a week."""
    if moment.part == "month" and every == "QUARTERLY":
        months = _MONTHS_OF_QUARTER[moment.nth or 1]
        return f"FREQ=MONTHLY;BYMONTH={months}" + (f";BYMONTHDAY={moment.day}" if moment.day else "")
    if moment.part in {"last_working_day", "first_working_day"} and every in {"MONTHLY", "QUARTERLY"}:
        last = moment.part == "last_working_day"
        months = f"BYMONTH={_MONTHS_OF_QUARTER[-1 if last else 1]};" if every == "QUARTERLY" else ""
        return f"FREQ=MONTHLY;{months}{_WORKING}{-1 if last else 1}"
    if moment.part in {"last_day", "end"}:
        return _by_last_day(moment, every)
    if moment.part in {"first_day", "begin"}:
        return {"MONTHLY": "FREQ=MONTHLY;BYMONTHDAY=1", "YEARLY": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"}.get(
            every, f"FREQ=MONTHLY;BYMONTH={_MONTHS_OF_QUARTER[1]};BYMONTHDAY=1" if every == "QUARTERLY" else None
        )
    if moment.part == "days" and moment.nth and every == "MONTHLY":
        days = range(1, moment.nth + 1) if moment.nth > 0 else range(moment.nth, 0)
        return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"
    if moment.part == "week" and moment.weekday is not None and every == "MONTHLY":
        return f"FREQ=MONTHLY;BYDAY={moment.nth or 1}{_BYDAY[moment.weekday]}"
    return None


def _by_last_day(moment: Moment, every: str) -> str | None:
    if every == "YEARLY":
        return f"FREQ=YEARLY;BYMONTH={moment.month or (moment.quarter or 4) * 3};BYMONTHDAY=-1"
    if every == "QUARTERLY":
        return f"FREQ=MONTHLY;BYMONTH={_MONTHS_OF_QUARTER[-1]};BYMONTHDAY=-1"
    return "FREQ=MONTHLY;BYMONTHDAY=-1" if every == "MONTHLY" else None


def rule_of(phrase: Phrase) -> str | None:
    """Return the RRULE of a phrase that repeats, or None; a lunar day has none in the solar calendar."""
    moment = phrase.end
    every = (moment.cycle if moment else None) or phrase.every
    if phrase.rule or every is None or moment is None or moment.is_lunar:
        return phrase.rule
    if moment.part and (rule := _by_part(moment, every)):
        return rule
    if every == "WEEKLY" and moment.weekday is not None:
        return f"FREQ=WEEKLY;BYDAY={_BYDAY[moment.weekday]}"
    if every == "MONTHLY" and moment.day:
        return f"FREQ=MONTHLY;BYMONTHDAY={moment.day}"
    if every == "YEARLY" and moment.month:
        return f"FREQ=YEARLY;BYMONTH={moment.month}" + (f";BYMONTHDAY={moment.day}" if moment.day else "")
    if every == "YEARLY" and moment.quarter:
        last = moment.quarter * 3
        return f"FREQ=YEARLY;BYMONTH={last - 2},{last - 1},{last}"
    return _frequency(every)
