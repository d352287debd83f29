"""Does a sentence hold the kind of thing that a question wants: a day, a sum, a count, a document?"""

import re
from collections.abc import Callable
from datetime import date

from knowledge.citations import find_references
from knowledge.text import folded
from knowledge.time_expressions import find_time_expressions
from retriever.understanding import Focus, Question

_MONEY = re.compile(r"\d[\d.,]*\s*(?:đồng|triệu|nghìn|ngàn|tỷ|tỉ|đ\b)|lần mức lương", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s*%|phần trăm", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)0\d{1,3}[\s.\-]?\d{3}[\s.\-]?\d{3,5}(?!\d)")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_WEB = re.compile(r"https?://|www\.|\.gov\.vn", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:số(?: nhà)? \d+|đường|phố|ngõ|địa chỉ|tầng)\b", re.IGNORECASE)
_FORM = re.compile(r"\b(?:mẫu|biểu)(?: số)? ?\d+", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d{1,2}\s*(?:giờ|h\b|:\d\d)", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]{6,}")
_LOOSE_TIME = re.compile(r"\b(?:thang|quy|nam|tuan|ngay|dip|cung voi|dinh ky|thuong xuyen|khi)\b")
_NUMERAL = r"(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_TOWARDS = re.compile(r"\b(?:ve|cho|den|voi|qua|toi|len|tai)\b")
_COUNTED = re.compile(r"\b(?:bao nhieu|may)\s+(?P<noun>[a-z]+)(?:\s+(?P<second>[a-z]+))?")
_PLACE = re.compile(r"\b(?:tai|dia diem|o) (?:hoi truong|tru so|phong hop|nha|trung tam|khach san|so \d|thanh pho|tinh|tang|dia)\b|\bdia diem\b")

Check = Callable[[Question, str, date | None], float]


def _deadline(_: Question, text: str, reference: date | None) -> float:
    found = find_time_expressions(text, reference)
    if any(e.boundary and (e.end or e.recurrence or not e.resolvable) for e in found):
        return 1.0
    return 0.45 if any((e.start or e.end) and e.precision == "day" for e in found) else 0.0


def _day(_: Question, text: str, reference: date | None) -> float:
    found = find_time_expressions(text, reference)
    return 1.0 if any(e.recurrence or ((e.start or e.end or e.anomaly) and e.precision == "day") for e in found) else 0.0


def _period(_: Question, text: str, reference: date | None) -> float:
    found = find_time_expressions(text, reference)
    if any(e.start and e.end and e.start != e.end or (e.end and e.boundary) or e.anomaly for e in found):
        return 1.0
    return 0.4 if found else 0.0


def _when(_: Question, text: str, reference: date | None) -> float:
    if any(True for _e in find_time_expressions(text, reference)):
        return 1.0
    return 0.7 if _LOOSE_TIME.search(folded(text)) else 0.0


def _count(question: Question, text: str, _: date | None) -> float:
    counted = _COUNTED.search(question.line)
    line = folded(text)
    if counted is None:
        return 1.0 if re.search(rf"\b{_NUMERAL}\b", line) else 0.0
    noun = counted["noun"]
    near = re.search(rf"\b{_NUMERAL}\s+(?:\w+\s+){{0,2}}{noun}\b", line)
    return 1.0 if near else 0.0


def _contact(question: Question, text: str, _: date | None) -> float:
    wanted = [
        (r"dien thoai|hotline|duong day|zalo|fax", _PHONE),
        (r"email|e mail|thu dien tu", _EMAIL),
        (r"website|trang web", _WEB),
    ]
    asked = [pattern for words, pattern in wanted if re.search(words, question.line)]
    return 1.0 if any(p.search(text) for p in asked or [_ADDRESS, _EMAIL, _WEB]) else 0.0


def _has(pattern: re.Pattern[str]) -> Check:
    return lambda _q, text, _r: 1.0 if pattern.search(text) else 0.0


def _has_folded(pattern: re.Pattern[str]) -> Check:
    return lambda _q, text, _r: 1.0 if pattern.search(folded(text)) else 0.0


def _document(_: Question, text: str, _r: date | None) -> float:
    return 1.0 if find_references(text) or re.search(r"Điều \d+", text) else 0.0


def _never(_: Question, _text: str, _r: date | None) -> float:
    return 0.0


# A focus in this table must be met by the evidence itself; the others leave the choice to the words.
_CHECKS: dict[Focus, Check] = {
    Focus.DEADLINE: _deadline,
    Focus.IN_TIME: _deadline,
    Focus.WHEN_DAY: _day,
    Focus.PERIOD: _period,
    Focus.WHEN: _when,
    Focus.COUNT: _count,
    Focus.MONEY: _has(_MONEY),
    Focus.PERCENT: _has(_PERCENT),
    Focus.CONTACT: _contact,
    Focus.FORM: _has(_FORM),
    Focus.TIME_OF_DAY: _has(_TIME_OF_DAY),
    Focus.DOCUMENT: _document,
    Focus.THEME: _has(_QUOTED),
    Focus.ADDRESSEE: _has_folded(_TOWARDS),
    Focus.PLACE: _has_folded(_PLACE),
    Focus.PERSON: _never,
}
# Without this the answer would not answer: no such thing in the evidence means not found.
DEMANDING = frozenset(
    {Focus.DEADLINE, Focus.IN_TIME, Focus.WHEN_DAY, Focus.PERIOD, Focus.MONEY, Focus.PERCENT, Focus.CONTACT,
     Focus.FORM, Focus.TIME_OF_DAY, Focus.PERSON, Focus.COUNT, Focus.PLACE}
)  # fmt: skip


def fitness(question: Question, focus: Focus, text: str, reference: date | None) -> float:
    """Return how well ``text`` holds the kind of thing that ``focus`` wants, 0..1; 0.5 where nothing decides."""
    check = _CHECKS.get(focus)
    return check(question, text, reference) if check else 0.5
