"""Phrases of time as plans, notices and questions say them; every moment of ``anchors`` may stand in them.

phrase    = change | offset | [every [","]] [limit] (years | range | list) [every] ["là hạn ..."] | times
change    = ("lùi" | "gia hạn" | "dời" | ...) ["từ" moment] ("sang" | "đến") moment
range     = ["từ"] side ("đến" | "tới" | "-") ["hết" | "trước"] side
list      = side (("," | "và" | "hoặc") [limit] side)*      what the last one says holds for those before it
side      = anchor | D | D "/" M
"""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.time_expressions.anchors import anchor, clock
from knowledge.time_expressions.changes import change
from knowledge.time_expressions.feasts import first_words
from knowledge.time_expressions.figures import figures as bare_figures
from knowledge.time_expressions.grammar import OPENERS
from knowledge.time_expressions.grammar import years as written_years
from knowledge.time_expressions.limits import called_limit, in_context, is_refused, limit_at
from knowledge.time_expressions.lists import listed
from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.offsets import offset
from knowledge.time_expressions.parts import this_stretch
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.ranges import date_range, longest, side
from knowledge.time_expressions.recurrence import every_at, every_before, times_at
from knowledge.time_expressions.tokens import Tokens, plain

_ALL_OPENERS = OPENERS | {
    "học", "thượng", "trung", "hạ", "đầu", "giữa", "cuối", "nửa", "tuần", "thứ", "chủ", "sáng", "trưa", "chiều",
    "tối", "đêm", "mai", "rằm", "lùi", "gia", "dời", "chuyển", "đổi", "điều", "thay", "hoãn", "kéo", "trong", "sau",
    "quá", "đến", "tới", "deadline", "thời", "cho", "cách", "định", "từng", "bữa", "hiện", "bây", "lúc", "giờ", "kể",
    "bắt", "các", "sớm",
}  # fmt: skip
_PLAIN_OPENERS = frozenset(map(plain, _ALL_OPENERS))
_REACH = 24  # tokens between "hằng tháng" and the day that it belongs to


def _may_begin(tokens: Tokens, at: int) -> bool:
    token = tokens.items[at]
    if token.is_number or token.text in _ALL_OPENERS or token.text in first_words():
        return True
    return tokens.is_plain and token.text in _PLAIN_OPENERS


def _surrounding(tokens: Tokens, at: int) -> Phrase | None:
    """Read "trước, trong và sau Tết": no limit, only what it is about."""
    start = longest(tokens, at, ("trước , trong và sau", "trước trong và sau", "trước và sau"))
    read = anchor(tokens, start) if start else None
    return Phrase(at, read[1], end=read[0]) if read else None


def _after(tokens: Tokens, at: int) -> Phrase | None:
    """Read "sau ngày 31/12": where what comes then is refused, that day is the last that counts."""
    start = next((e for p in ("kể từ sau", "từ sau", "sau") if (e := tokens.phrase(at, p))), None)
    read = side(tokens, start) if start else None
    if read is None or not (read[0].month or read[0].name):
        return None
    refused = is_refused(tokens, at, read[1])
    boundary = Boundary.ON_OR_BEFORE if refused else None
    return Phrase(at, read[1], end=read[0], boundary=boundary, is_after=not refused)


def _body(tokens: Tokens, at: int, *, limited: bool) -> list[Phrase]:
    if found := written_years(tokens, at):
        return [found]
    if not limited and (ranged := date_range(tokens, at)):
        return [ranged]
    if found_list := listed(tokens, at, limited=limited):
        return found_list
    if limited and (read := side(tokens, at)):
        return [Phrase(at, read[1], end=read[0])]
    return []


def _repeated(tokens: Tokens, phrase: Phrase, leading: str | None) -> tuple[str | None, int]:
    """Return how often a phrase repeats: as said after it, right before it, or earlier in the sentence."""
    at = phrase.last
    at += 1 if tokens.word(at, "của") and every_at(tokens, at + 1) else 0
    if trailing := every_at(tokens, at):
        return trailing
    moment = phrase.end
    if moment is None or phrase.start is not None or moment.year or moment.unit in {"week", "day"}:
        return None, phrase.last
    every = leading or (None if moment.cycle else every_before(tokens, phrase.first))
    whole = {"YEARLY": bool(moment.month or moment.quarter), "MONTHLY": moment.day and not moment.month or moment.part}
    whole |= {"WEEKLY": moment.weekday is not None, "QUARTERLY": moment.part is not None}
    return (every, phrase.last) if every and whole.get(every) else (None, phrase.last)


def _statement(tokens: Tokens, at: int) -> list[Phrase]:
    begin = at
    leading = every_at(tokens, at)
    if leading:
        at = leading[1]
        while at < leading[1] + 3 and tokens.word(at, ",", "vào", ":"):
            at += 1
    limited = limit_at(tokens, at)
    body = _body(tokens, limited[1], limited=True) if limited and not _is_share(tokens, limited[1]) else []
    if limited and limited[2] and (not body or not _is_exact(body[-1])):
        limited, body = None, []
    if limited and not body and not leading:
        return []
    body = body or _body(tokens, at, limited=False)
    if not body:
        return []
    boundary = limited[0] if limited and at < body[0].first else None
    body[0] = replace(body[0], first=begin if not leading or body[0].end and not body[0].end.year else at)
    return _completed(tokens, body, boundary, leading[0] if leading else None)


def _is_share(tokens: Tokens, at: int) -> bool:
    """Say whether "quá 1/3" stands here, which bounds a share."""
    return tokens.word(at - 1, "quá", "đa") and bare_figures(tokens, at) is not None


def _is_exact(phrase: Phrase) -> bool:
    end = phrase.end
    return phrase.start is None and end is not None and not end.is_now and end.precision in {"day", "month", "week"}


def _completed(tokens: Tokens, body: list[Phrase], boundary: Boundary | None, leading: str | None) -> list[Phrase]:
    """Give every phrase of a list its limit and how it repeats."""
    every, last = _repeated(tokens, body[-1], leading)
    body[-1] = replace(body[-1], last=last)
    if called := called_limit(tokens, _past_bracket(tokens, last)):
        boundary = boundary or Boundary.ON_OR_BEFORE
        body[-1] = replace(body[-1], last=called) if called_limit(tokens, last) else body[-1]
    first = body[0].first
    first += 1 if tokens.word(first, "trong") else 0
    lies_ahead = body[0].end is not None and (body[0].end.shift or 0) >= 0
    if boundary is None and lies_ahead and not body[0].boundary and in_context(tokens, first):
        boundary = Boundary.ON_OR_BEFORE
    return [replace(p, boundary=p.boundary or boundary, every=every or p.every) if p.end else p for p in body]


def _past_bracket(tokens: Tokens, at: int) -> int:
    if not tokens.word(at, "("):
        return at
    return next((i + 1 for i in range(at, min(at + 8, len(tokens))) if tokens.word(i, ")")), at)


def _is_worth(phrase: Phrase) -> bool:
    """Leave out a day alone ("ngày 20") and "nay": they say nothing by themselves."""
    if phrase.offset or phrase.rule or (phrase.start and phrase.end):
        return True
    value = phrase.end or phrase.start
    if value is None or (value.is_now and phrase.end is value):
        return False
    alone = value.day is not None and value.month is None and value.unit is None and not value.cycle
    return not alone or phrase.every is not None or phrase.boundary is not None


def _times(tokens: Tokens, at: int) -> Phrase | None:
    """Read "06 tháng một lần", "2 lần/năm": how often, and no day."""
    read = times_at(tokens, at)
    if read is None or _names_days(tokens, read[1]):
        return None
    return Phrase(at, read[1], rule=read[0])


def _names_days(tokens: Tokens, at: int) -> bool:
    """Say whether the days follow that "mỗi năm hai lần" announces."""
    last = at + 3
    while at < last and tokens.word(at, ",", "vào", ":"):
        at += 1
    return bool(listed(tokens, at, limited=False))


def _within(tokens: Tokens, at: int) -> Phrase | None:
    """Read "trong tuần", "trong tháng" at the end of a question."""
    ends = at + 2 == len(tokens) or tokens.word(at + 2, "?")
    read = this_stretch(tokens, at + 1) if ends and tokens.word(at, "trong") else None
    return Phrase(at, read[1], end=read[0]) if read else None


def _unsaid(tokens: Tokens, at: int) -> Phrase | None:
    """Read "định kỳ" alone: something returns, and how often is not said."""
    end = tokens.phrase(at, "định kỳ")
    if end is None or tokens.word(at - 1, "không") or tokens.word(end, "vào", "trước", "ít", "tối"):
        return None
    return Phrase(at, tokens.phrase(end, "theo quy định") or end, end=Moment(needs="chu kỳ"))


def _hour(tokens: Tokens, at: int) -> Phrase | None:
    """Read "lúc 5 giờ chiều", "trước 17 giờ": an hour of today, or of a day that is not told."""
    limited = limit_at(tokens, at)
    start = limited[1] if limited else at
    called = start > at or tokens.word(at, "lúc", "hồi")
    start += 1 if tokens.word(start, "lúc", "hồi") else 0
    if called and not limited and (dated := anchor(tokens, start)):
        return Phrase(at, dated[1], end=dated[0])
    read = clock(tokens, start)
    if read is None or not (called or tokens.word(read[1] - 1, "sáng", "trưa", "chiều", "tối", "đêm")):
        return None
    if limited:
        return Phrase(at, read[1], end=Moment(clock=read[0], needs="ngày"), boundary=limited[0])
    return Phrase(at, read[1], end=Moment(unit="day", shift=0, clock=read[0]))


def _read(tokens: Tokens, at: int) -> list[Phrase]:
    for rule in (_times, change, _surrounding, offset, _after):
        if (found := rule(tokens, at)) and _is_worth(found):
            return [found]
    if statement := [p for p in _statement(tokens, at) if _is_worth(p)]:
        return statement
    every = every_at(tokens, at)
    if every:
        return [Phrase(at, every[1], end=Moment(), every=every[0])]
    found = _hour(tokens, at) or _within(tokens, at) or _unsaid(tokens, at)
    return [found] if found else []


def parse_spoken(tokens: Tokens) -> Iterator[Phrase]:
    """Yield the phrases of time in order; they never overlap."""
    at, waiting = 0, None
    while at < len(tokens):
        found = _read(tokens, at) if _may_begin(tokens, at) else []
        if found and waiting and not (found[-1].every == waiting.every and found[0].first - waiting.last < _REACH):
            yield waiting
        if found:
            waiting = found[0] if found[0].end == Moment() else None
        yield from found if not waiting else []
        at = max(at + 1, found[-1].last if found else 0)
    if waiting:
        yield waiting
