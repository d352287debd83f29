"""Lengths of time and what they are counted from (thời hạn tính từ một sự kiện).

offset    = [lead] N unit ["làm việc"] ("kể từ" | "tính từ" | "sau khi" | "trước" ...) origin
          | ("trước" | "sau") origin ["ít nhất"] N unit
          | "trước" ["ít nhất"] N unit
          | N unit ("trước" | "nữa" | "tới" | "qua")  |  "cách đây" N unit  |  "trong" N unit ("tới" | "qua")
          | N "ngày" ["đêm"] [","] ["bắt đầu"] "từ" date
origin    = a moment, or the words of an event up to the next mark
"""

from dataclasses import replace

from knowledge.time_expressions.amounts import counted
from knowledge.time_expressions.anchors import anchor
from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.offset import Offset
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

# Longest first. "end" sets a limit, "start" says from when something holds.
_LEADS = {
    "sau thời gian không quá": "start",
    "sau thời gian": "start",
    "sau thời hạn": "start",
    "chậm nhất là sau": "end",
    "chậm nhất sau": "end",
    "chậm nhất là trong": "end",
    "chậm nhất trong": "end",
    "chậm nhất là": "end",
    "chậm nhất": "end",
    "muộn nhất": "end",
    "trong thời hạn không quá": "end",
    "trong thời hạn tối đa": "end",
    "trong thời hạn": "end",
    "trong thời gian không quá": "end",
    "trong thời gian": "end",
    "trong vòng": "end",
    "không quá": "end",
    "tối đa là": "end",
    "tối đa": "end",
    "thời hạn là": "end",
    "thời hạn": "end",
    "trong": "end",
    "sau": "start",
}
_LEAD_WORDS = tuple(_LEADS)
_FROM = (
    "kể từ khi", "tính từ khi", "kể từ", "tính từ", "tính đến", "bắt đầu từ", "bắt đầu tính từ", "từ khi", "từ",
    "sau khi", "sau",
)  # fmt: skip
_BEFORE = ("trước khi", "trước", "so với")
_AT_LEAST = ("ít nhất là", "ít nhất", "tối thiểu là", "tối thiểu", "chậm nhất là", "chậm nhất", "khoảng", "không quá")
_FORWARD = ("tới đây", "sắp tới", "tiếp theo", "kế tiếp", "tới", "nữa")
_BACKWARD = ("vừa qua", "gần đây", "gần nhất", "trở lại đây", "qua")
_MARKS = frozenset('.,;:()[]“”"!?')
_LONGEST_EVENT = 12
# An event is something that happens: without one of these the words after "trước" or "sau" are none.
_EVENTS = (
    "hội", "ngày", "khi", "tổ", "họp", "lễ", "đại", "kỳ", "phiên", "cuộc", "thời", "kết", "tổng", "sơ", "buổi",
    "nhận", "có", "được", "ký", "ban", "hết", "đợt", "công",
)  # fmt: skip


def _one_of(tokens: Tokens, at: int, phrases: tuple[str, ...]) -> int | None:
    found = tokens.one_of(at, phrases)
    return found[1] if found else None


def _event(tokens: Tokens, at: int) -> tuple[str | None, int]:
    """Read the words of an event up to the next mark or number."""
    end = at
    while end < len(tokens) and end - at < _LONGEST_EVENT:
        token = tokens.items[end]
        if token.text in _MARKS or (end > at and (counted(tokens, end) or _one_of(tokens, end, _AT_LEAST))):
            break
        if end > at and tokens.word(end, "thì", "phải", "gửi", "nộp"):
            break
        end += 1
    return (tokens.span(at, end).of(tokens.text) if end > at else None), end


def _origin(tokens: Tokens, at: int) -> tuple[Offset, int] | None:
    """Read what an amount is counted from: a date, else an event."""
    read = anchor(tokens, at)
    if read and (read[0].month or read[0].is_now or read[0].unit == "day"):
        return Offset(0, "day", origin=read[0]), read[1]
    event, end = _event(tokens, at)
    if event is None:
        return None
    if tokens.word(end, "("):  # "kể từ ngày nhận hồ sơ (nhận ngày 10/3/2025)"
        lead = end + 1
        while lead < min(end + 5, len(tokens)) and not tokens.word(lead, "ngày") and tokens.items[lead].is_word:
            lead += 1
        given = anchor(tokens, lead)
        if given and given[0].month and tokens.word(given[1], ")"):
            return Offset(0, "day", event=event, origin=given[0]), given[1] + 1
    return Offset(0, "day", event=event), end


def _joined(amount: Offset, origin: Offset, sign: int, span: str) -> Offset:
    return replace(amount, count=sign * amount.count, event=origin.event, origin=origin.origin, span=span)


def _phrase(first: int, last: int, offset: Offset) -> Phrase:
    boundary = Boundary.ON_OR_BEFORE if offset.span == "end" else None
    return Phrase(first, last, offset=offset, boundary=boundary)


def _since(tokens: Tokens, at: int) -> Phrase | None:
    """Read [lead] amount, then "kể từ …", "sau khi …", "trước …"."""
    led = tokens.one_of(at, _LEAD_WORDS)
    lead, start = (_LEADS[led[0]], led[1]) if led else (None, at)
    start = _one_of(tokens, start, _AT_LEAST) or start
    read = counted(tokens, start)
    if read is None:
        return None
    amount, end = read
    comma = 1 if tokens.word(end, ",") else 0
    if (after := _one_of(tokens, end + comma, _FROM)) and _is_origin(tokens, after):
        return _from(tokens, at, amount, after, _span(tokens, lead, end + comma, after))
    if (after := _one_of(tokens, end, _BEFORE)) and _happens(tokens, after):
        if start == at and amount.unit not in {"day", "week"}:  # "báo cáo 6 tháng trước ngày 10/6"
            return None
        origin = _origin(tokens, after)
        return _phrase(at, origin[1], _joined(amount, origin[0], -1, "end")) if origin else None
    is_term = tokens.word(start - 1, "hạn", "vòng", "nhất") or amount.is_working
    if lead and is_term and not tokens.word(end, "(", "tới", "qua"):
        return _phrase(at, end, replace(amount, span="end"))
    return None


def _span(tokens: Tokens, lead: str | None, at: int, after: int) -> str:
    """Return what an amount means by what leads to it and by the words, at ``at``, that count it from something."""
    by_day_and_night = tokens.word(at - 1, "đêm") or tokens.word(at - 2, "đêm")
    if lead != "start" and not tokens.word(after - 1, "khi") and (by_day_and_night or _is_plain_from(tokens, at)):
        return "from_first"
    return "day" if lead is None and tokens.word(at, "sau") else lead or "end"


def _is_origin(tokens: Tokens, at: int) -> bool:
    """Say whether something is counted from here; "03 năm từ nguồn vốn" counts nothing."""
    if not tokens.word(at - 1, "từ") or tokens.word(at - 2, "kể", "tính"):
        return True
    return tokens.word(at, "ngày", "khi", "lúc", "thời") or anchor(tokens, at) is not None


def _is_plain_from(tokens: Tokens, at: int) -> bool:
    """Say whether "từ" or "bắt đầu từ" stands here: the day named is itself the first of those counted."""
    return tokens.word(at, "từ") or tokens.phrase(at, "bắt đầu từ") is not None


def _from(tokens: Tokens, at: int, amount: Offset, after: int, span: str) -> Phrase | None:
    if span == "from_first" and not (read := anchor(tokens, after)):
        span = "end"
    elif span == "from_first" and read and tokens.word(read[1], "đến", "tới", "-", "–"):
        return None  # the range says it by itself
    origin = _origin(tokens, after)
    if origin is None:
        return None
    if span == "from_first" and (origin[0].origin is None or origin[0].origin.precision != "day"):
        span = "end"
    return _phrase(at, origin[1], _joined(amount, origin[0], 1, span))


def _happens(tokens: Tokens, at: int) -> bool:
    read = anchor(tokens, at)
    return tokens.word(at, *_EVENTS) or bool(read and (read[0].month or read[0].is_now))


def _around(tokens: Tokens, at: int) -> Phrase | None:
    """Read "trước Hội nghị tổng kết 15 ngày", "sau Tết 10 ngày", "trước 10 ngày"."""
    before = tokens.word(at, "trước")
    if not before and not tokens.word(at, "sau"):
        return None
    start = at + 2 if tokens.word(at + 1, "khi") else at + 1
    lead = _one_of(tokens, start, _AT_LEAST) or start
    if before and (read := counted(tokens, lead)) and not tokens.word(read[1], "đêm"):
        return _ahead(tokens, at, *read) if read[0].unit != "hour" else None
    if tokens.number(start) is not None or not _happens(tokens, start) and not anchor(tokens, start):
        return None
    origin = _origin(tokens, start)
    if origin is None or (origin[0].origin is None and _names_a_day(tokens, start)):
        return None
    lead = _one_of(tokens, origin[1], _AT_LEAST) or origin[1]
    amount = counted(tokens, lead)
    if amount is None:
        return None
    span = "end" if before else "day"
    return _phrase(at, amount[1], _joined(amount[0], origin[0], -1 if before else 1, span))


def _names_a_day(tokens: Tokens, at: int) -> bool:
    """Say whether a numbered day stands here, which is no event ("ngày 25 hằng tháng")."""
    return tokens.word(at, "ngày", "mùng", "mồng") and tokens.number(at + 1) is not None


def _ahead(tokens: Tokens, at: int, amount: Offset, end: int) -> Phrase:
    """Return "trước 10 ngày", counted back from an event that may follow."""
    for word in ("so với", "tính đến", "khi", "kể từ", "ngày"):
        if (after := tokens.phrase(end, word)) and (origin := _origin(tokens, after if word != "ngày" else end)):
            return _phrase(at, origin[1], _joined(amount, origin[0], -1, "end"))
    return _phrase(at, end, replace(amount, count=-amount.count, span="end"))


def _from_now(tokens: Tokens, at: int) -> Phrase | None:
    """Read "3 ngày trước", "2 tuần nữa", "trong 3 tháng tới", "cách đây 5 ngày"."""
    ago = tokens.phrase(at, "cách đây")
    lead = _one_of(tokens, at, ("trong vòng", "trong", "sau")) or at
    read = counted(tokens, ago or lead)
    if read is None or read[0].unit == "hour":
        return None
    amount, end = replace(read[0], origin=Moment(is_now=True)), read[1]
    if ago:
        return _phrase(at, end, replace(amount, count=-amount.count, span="day"))
    if after := _one_of(tokens, end, _FORWARD):
        single = tokens.word(after - 1, "nữa") and not tokens.word(at, "trong")
        return _phrase(at, after, replace(amount, span="day" if single else "period"))
    if after := _one_of(tokens, end, _BACKWARD):
        return _phrase(at, after, replace(amount, count=-amount.count, span="period"))
    if tokens.word(end, "trước") and not _happens(tokens, end + 1) and not tokens.word(end + 1, "đó"):
        return _phrase(at, end + 1, replace(amount, count=-amount.count, span="day"))
    if tokens.word(end, "sau") and lead == at and (end + 1 >= len(tokens) or not tokens.items[end + 1].is_word):
        return _phrase(at, end + 1, replace(amount, span="day"))
    return None


def offset(tokens: Tokens, at: int) -> Phrase | None:
    """Read a length of time with what it is counted from."""
    return _from_now(tokens, at) or _since(tokens, at) or _around(tokens, at)
