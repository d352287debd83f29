"""Does a sentence hold the kind of thing that a question wants: a day, a sum, a count, a document?"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from knowledge.citations import find_references
from knowledge.documents import DocumentReference
from knowledge.text import folded, syllables
from knowledge.time_expressions import TimeExpression, find_time_expressions
from retriever.agents import agent_named
from retriever.understanding import Focus, Question

MONEY = re.compile(
    r"\d(?:[\d.,]*\d)?\s*(?:đồng|triệu|nghìn|ngàn|tỷ(?! lệ)|tỉ(?! lệ)|đ)\b|lần mức lương|lần lương",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\d\s*%|phần trăm", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)0\d{1,3}[\s.\-]?\d{3}[\s.\-]?\d{3,5}(?!\d)")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_WEB = re.compile(r"https?://|www\.|\.gov\.vn", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:số(?: nhà)? \d+|đường|phố|ngõ|địa chỉ|tầng)\b", re.IGNORECASE)
FORM = re.compile(r"\b(?:mẫu|biểu)(?: số)? ?\d+", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d{1,2}\s*(?:giờ|h\b|:\d\d)", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]{6,}")
_TITLES = "chien si thi dua|lao dong tien tien|tap the lao dong|co thi dua|bang khen|giay khen|don vi (?:quyet|tien)"
_NAME_OF_TITLE = re.compile(rf"\W*(?:{_TITLES})")
_LOOSE_TIME = re.compile(r"\b(?:thang|quy|nam|tuan|ngay|dip|cung voi|dinh ky|thuong xuyen|khi)\b")
_PURPOSE = re.compile(r"\b(?:nham|muc dich|muc tieu|de|gop phan)\b")
_LONGEST_PERIOD = 366 * 6  # days; longer ranges are anniversaries (02/9/1945 - 02/9/2024)
_DURATION = re.compile(r"\b(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) (?:ngay|thang|nam|tuan|quy)\b")
_HANDED_IN = re.compile(r"\b(?:nop|gui|nhan ho so|tiep nhan)\b")
_TIMES = "lan|cuoc|phien|ky|buoi|luot"
_KEPT_SENTENCES = 20_000
NUMERAL = r"(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
BODIES = (
    "so|phong|ban|van phong|hoi dong|uy ban|ubnd|bo|cuc|chi cuc|trung tam|thuong truc|co quan|don vi|bo phan|to|cum"
    "|khoi|lanh dao|chu tich|giam doc|thu truong|ong|ba|dia chi|hop thu|email|truong|tinh|thanh pho|trung uong|cap"
    "|mat tran"
)
_TOWARDS_BODY = re.compile(rf"\b(?:ve|cho|den|voi|qua|toi|len|tai|gui|nop|trinh) (?:{BODIES})\b")
_TOWARDS = re.compile(r"\b(?:ve|cho|den|voi|qua|toi|len|tai)\b(?! (?:ngay|thang|nam|quy|het|cuoi|dau|nay|viec|\d))")
_COUNTED = re.compile(r"\b(?:bao nhieu|may)\s+(?P<noun>[a-z]+)(?:\s+(?P<second>[a-z]+))?")
_WHICH_NUMBER = re.compile(
    r"\b(?P<noun>tang|lau|phong so|cua so|ban so|nha so|toa|hang|bac|cap|loai|nhom|so nha) (?:may|bao nhieu|nao)\b"
)
_PLACE = re.compile(
    r"\b(?:tai|dia diem|o) (?:hoi truong|tru so|phong hop|nha|trung tam|khach san|so \d|thanh pho|tinh|tang|dia)\b"
    r"|\bdia diem\b"
)


@lru_cache(maxsize=_KEPT_SENTENCES)
def _references(text: str) -> tuple[DocumentReference, ...]:
    return tuple(find_references(text))


@lru_cache(maxsize=_KEPT_SENTENCES)
def _times(text: str, reference: date | None) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a sentence, without the dates of the documents that it names."""
    mentions = [r.mention for r in _references(text)]
    found = find_time_expressions(text, reference)
    return tuple(e for e in found if not any(m.overlaps(e.span) for m in mentions))


Check = Callable[[Question, str, date | None], float]


_REPEATS = re.compile(r"\b(?:hang|moi) (?:thang|quy|nam|tuan)\b|\bdinh ky\b")


def _deadline(question: Question, text: str, reference: date | None) -> float:
    found = _times(text, reference)
    if _REPEATS.search(question.line) and not (_REPEATS.search(folded(text)) or any(e.recurrence for e in found)):
        return 0.0
    if any(e.anomaly and e.boundary for e in found):
        return 1.0  # the thing asked for stands there, wrong: it is quoted with a warning
    limits = [e for e in found if e.boundary and (e.end or e.recurrence or not e.resolvable)]
    if limits:
        return 1.0 if any(e.start is None for e in limits) else 0.6
    return 0.0


def _day(question: Question, text: str, reference: date | None) -> float:
    found = _times(text, reference)
    if _REPEATS.search(question.line) and not (_REPEATS.search(folded(text)) or any(e.recurrence for e in found)):
        return 0.0
    return (
        1.0 if any(e.recurrence or ((e.start or e.end or e.anomaly) and e.precision == "day") for e in found) else 0.0
    )


def _period(question: Question, text: str, reference: date | None) -> float:
    found = _times(text, reference)
    if _HANDED_IN.search(question.line) and any(e.end and e.boundary and e.start is None for e in found):
        return 1.0
    return max((_period_worth(e) for e in found), default=0.0)


def _period_worth(found: TimeExpression) -> float:
    if found.anomaly:
        return 0.8
    if found.start and found.end and found.start != found.end:
        if (found.end - found.start).days > _LONGEST_PERIOD:
            return 0.2
        return 1.0 if found.precision == "day" else 0.4 if found.start.year == found.end.year else 0.8
    return 0.5 if found.end and found.boundary else 0.2


def _when(_: Question, text: str, reference: date | None) -> float:
    if any(True for _e in _times(text, reference)):
        return 1.0
    return 0.7 if _LOOSE_TIME.search(folded(text)) else 0.0


def _count(question: Question, text: str, _: date | None) -> float:
    counted = _COUNTED.search(question.line)
    line = folded(text)
    if counted is None:
        return 1.0 if re.search(rf"\b{NUMERAL}\b", line) else 0.0
    noun = _TIMES if counted["noun"] in _TIMES.split("|") else counted["noun"]
    near = re.search(rf"\b{NUMERAL}\s+(?:\w+\s+){{0,2}}(?:{noun})\b", line)
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


_TYPE_ASKED = re.compile(
    r"\b(?P<type>chi thi|quyet dinh|nghi dinh|nghi quyet|thong tu|cong van|thong bao|quy che)\b.{0,30} "
    r"(?:nao|so may|so bao nhieu|gi)\b"
)


def _document(question: Question, text: str, _r: date | None) -> float:
    asked = _TYPE_ASKED.search(question.line)
    references = _references(text)
    if asked and asked["type"] != "quy che":
        return 1.0 if any(r.type and folded(r.type).startswith(asked["type"]) for r in references) else 0.0
    return 1.0 if references or re.search(r"Điều \d+", text) else 0.0


def _which_number(question: Question, text: str, _r: date | None) -> float:
    asked = _WHICH_NUMBER.search(question.line)
    return 1.0 if asked and re.search(rf"\b{asked['noun']} (?:so )?(?:\d+|[ivx]+)\b", folded(text)) else 0.0


def _addressee(_q: Question, text: str, _r: date | None) -> float:
    line = folded(text)
    return 1.0 if _TOWARDS_BODY.search(line) else 0.5 if _TOWARDS.search(line) else 0.0


def _theme(_q: Question, text: str, _r: date | None) -> float:
    """A theme stands in quotation marks; so does the name of a title."""
    return 1.0 if any(not _NAME_OF_TITLE.match(folded(m.group(0))) for m in _QUOTED.finditer(text)) else 0.0


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
    Focus.MONEY: _has(MONEY),
    Focus.PERCENT: _has(PERCENT),
    Focus.CONTACT: _contact,
    Focus.FORM: _has(FORM),
    Focus.TIME_OF_DAY: _has(_TIME_OF_DAY),
    Focus.DOCUMENT: _document,
    Focus.THEME: _theme,
    Focus.ADDRESSEE: _addressee,
    Focus.PLACE: _has_folded(_PLACE),
    Focus.PERSON: _never,
    Focus.WHICH_NUMBER: _which_number,
    Focus.DURATION: _has_folded(_DURATION),
    Focus.PURPOSE: _has_folded(_PURPOSE),
}
# Without this the answer would not answer: no such thing in the evidence means not found.
DEMANDING = frozenset(
    {Focus.DEADLINE, Focus.IN_TIME, Focus.WHEN_DAY, Focus.PERIOD, Focus.MONEY, Focus.PERCENT, Focus.CONTACT,
     Focus.FORM, Focus.TIME_OF_DAY, Focus.PERSON, Focus.COUNT, Focus.PLACE, Focus.WHICH_NUMBER,
     Focus.DURATION, Focus.THEME, Focus.ADDRESSEE}
)  # fmt: skip


def _task(question: Question, text: str, headings: Sequence[str]) -> float:
    """Return whether the one whose task is asked for is the one to whom the sentence gives it."""
    agent = agent_named(text, headings)
    if agent is None:
        return 0.3
    line = f" {' '.join(syllables(agent))} "
    named = [u for u in question.units if any(f" {' '.join(p)} " in line for p in u.alternatives)]
    return min(1.0, 0.3 + 0.35 * len(named))


def fitness(question: Question, focus: Focus, text: str, reference: date | None, headings: Sequence[str] = ()) -> float:
    """Return how well a sentence holds the kind of thing that ``focus`` wants, 0..1; 0.5 where nothing decides.

    ``headings`` above the sentence count for who does something: plans put the agency there.
    """
    if focus is Focus.AGENT:
        return 1.0 if agent_named(text, headings) else 0.35
    if focus is Focus.TASK:
        return _task(question, text, headings)
    check = _CHECKS.get(focus)
    return check(question, text, reference) if check else 0.5
