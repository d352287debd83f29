"""Is a message a question about somebody's own eligibility ("em đủ CSTĐCS chưa ạ"), and for which title?"""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.criteria import Subject, award_code, award_codes
from knowledge.criteria.narrative import facts_told
from knowledge.criteria.narrative.marks import marks_in
from knowledge.text import folded_in_place, normalised, squeezed

_PERSON = re.compile(
    r"\b(?:toi|em|e|minh|tui|bon em|chung toi|(?:co|anh|chi|ong|ba) ay|(?:nhan vien|can bo) (?:cua )?(?:toi|em))\b"
)
_NAMED = re.compile(r"\b(?:anh|chị|ông|bà|cô|chú|đồng chí|đ/c|Anh|Chị|Ông|Bà|Cô|Chú|Đồng chí|Đ/c) [A-ZĐÀ-Ỹ]\w*")
_UNIT = re.compile(
    r"\b(?:phong|don vi|co quan|tap the|truong|trung tam|chi cuc|ben) (?:cua )?(?:toi|em|minh|chung toi|bon em)\b"
)
_ELIGIBLE = re.compile(
    r"\b(?:du|dat) (?:dieu kien|tieu chuan|dk|tc)\b"
    r"|\b(?:co |da )?du\b.{0,60}\b(?:khong|ko|k|chua|hong|hok|kg)\b"
    r"|\b(?:dc|duoc|co|de) (?:dc |duoc )?(?:xet|de nghi|tang|dang ky|len)\b.{0,60}\b(?:khong|ko|k|chua|hong|hok|kg)\b"
    r"|\b(?:xet|len|dat)\b.{0,60}\b(?:duoc|dc) (?:khong|ko|k|chua)\b"
    r"|\bthi (?:co )?(?:duoc|dc|dat)\b.{0,60}\b(?:khong|ko|k|chua)\b"
    r"|\b(?:dat|duoc|dc)\b.{0,40}\b(?:duoc|dc) (?:khong|ko|k|chua)\b"
    r"|\bxet (?:giup|ho|dum|thu)?\s*(?:toi|em|minh)\b|\bkiem tra (?:giup |ho )?(?:toi|em|minh) .{0,20}\bdu\b"
)
# What asks for criteria in general, or about a circumstance that the law answers by itself.
_GENERAL = re.compile(
    r"\b(?:can|gom|co|phai co) (?:nhung |cac )?(?:gi|may|bao nhieu)\b|\bla gi\b|\bnhu the nao\b|\bthe nao\b|\bra sao\b"
    r"|\b(?:nhung|cac) (?:tieu chuan|dieu kien)\b|\bai (?:quyet|ky|tang|co tham)|\bbao gio\b|\bkhi nao\b|\bo dau\b"
    r"|\bho so\b.{0,20}\b(?:gi|nao)\b|\b(?:kip|nop|han)\b|\bbao nhieu tien\b"
    r"|\bmuc (?:thuong|tien)\b|\bco bat buoc\b|\bvi sao\b"
)
_CIRCUMSTANCE = re.compile(
    r"\b(?:thai san|nghi|om dau|ky luat|khien trach|canh cao|to cao|thanh tra|chuyen cong tac|luan chuyen|di hoc"
    r"|nghi huu|hop dong|tap su|thu viec|biet phai|\d+ thang)\b"
)
# Discipline with its time is somebody's own case: "bị khiển trách 3/2025 có đủ LĐTT 2025 không".
_DISCIPLINED = re.compile(r"\bbi (?:ky luat|khien trach|canh cao)\b.{0,20}\b(?:\d{1,2}/)?20\d\d\b")
_SCHOOL_YEAR = re.compile(r"\bnam hoc (20\d\d) ?[-–—/] ?(20\d\d)\b")  # it counts as the year in which it ends
_WHAT_OF = re.compile(
    r"^(?:the |vay |a |u )*(?:con|thu|xet|doi sang|chuyen sang)\b.{2,60}?(?:\bthi sao|\bsao|\?)?[ ?.]*$"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A question about somebody's own eligibility: for which title (empty where none is named), for whom.

    Attributes:
        also: the title that is asked about in the same breath, to be weighed afterwards; empty where there is none.
    """

    title: str
    subject: Subject | None
    also: str = ""


def read_opening(text: str, *, in_chat: bool = False) -> Opening | None:
    """Return what a message opens; None where it asks something else.

    Args:
        text: as typed.
        in_chat: where one can be asked back, "HTXSNV 2026 có đủ CSTĐCS không" is about the one who writes.
    """
    typed = squeezed(normalised(text))
    line = folded_in_place(typed)
    if _ELIGIBLE.search(line) is None or _GENERAL.search(line) is not None:
        return None
    unit = _UNIT.search(line) is not None
    title = wanted_title(typed)
    told = in_chat and title and _has_merits(typed, ("ratings", "collective"))
    if not unit and _PERSON.search(line) is None and _NAMED.search(typed) is None and not told:
        return None
    if _CIRCUMSTANCE.search(line) is not None and not _has_merits(typed) and _DISCIPLINED.search(line) is None:
        return None
    subjects = award_codes()[title].subjects if title else ()
    own = Subject.COLLECTIVE if unit else Subject.INDIVIDUAL
    if title and len(subjects) == 1:
        own = subjects[0]
    return Opening(title, own if title or unit else None, _also_wanted(typed, title))


def wanted_title(text: str) -> str:
    """Return the code of the title that a message asks about; empty where none is certain.

    Of several it is the one that is wished for ("được 2 năm CSTĐCS thì xét CSTĐ tỉnh"), not one that is held.
    """
    marks = marks_in(normalised(text))
    wish = next((i for i, m in enumerate(marks) if m.kind == "wish"), len(marks))
    after = [m.value for m in marks[wish:] if m.kind == "award"]
    every = [m.value for m in marks if m.kind == "award"]
    if after:
        return str(after[0])
    return str(every[-1]) if len(set(every)) == 1 else ""


def _also_wanted(text: str, title: str) -> str:
    """Return the title that is wished for beside another one ("đủ LĐTT và CSTĐCS không")."""
    marks = marks_in(normalised(text))
    wish = next((i for i, m in enumerate(marks) if m.kind == "wish"), len(marks))
    wanted = [i for i in range(wish, len(marks)) if marks[i].kind == "award"]
    joined = len(wanted) > 1 and any(m.kind == "joint" and m.value == "and" for m in marks[wanted[0] : wanted[1]])
    second = str(marks[wanted[1]].value) if joined else ""
    return second if second != title else ""


def achievement_year(text: str, as_of: date) -> int | None:
    """Return the year for which a message asks; None where it does not say.

    The only year that it names counts too, unless it is the year of something held ("được CSTĐCS năm 2023").
    """
    school = _SCHOOL_YEAR.search(folded_in_place(normalised(text)))
    if school is not None and int(school[2]) == int(school[1]) + 1:
        return int(school[2])
    facts = facts_told(text, None, as_of).facts
    asked: int | None = facts.get("achievement_year")
    if asked is not None or any(facts.get(n) for n in ("titles", "commendations", "received_on")):
        return asked
    found = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)) | set(facts.get("ratings") or ())  # "năm nay HTXSNV"
    return int(found.pop()) if len(found) == 1 else None


def other_title(text: str) -> str:
    """Return the code that "còn CSTĐ tỉnh thì sao?" goes on with; empty where a message is nothing of the kind."""
    line = folded_in_place(squeezed(normalised(text)))
    return named_title(text) if _WHAT_OF.match(line) else ""


def named_title(text: str) -> str:
    """Return the code that an answer to "danh hiệu nào?" names; empty where none is certain."""
    exact = award_code(text)
    if exact is not None:
        return exact.code
    found = {m.value for m in marks_in(normalised(text)) if m.kind == "award"}
    return str(found.pop()) if len(found) == 1 else ""


def _has_merits(text: str, merits: tuple[str, ...] = ("ratings", "titles", "initiatives", "collective")) -> bool:
    years = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", text))
    facts = facts_told(text, int(years.pop()) if len(years) == 1 else None).facts
    return any(facts.get(name) for name in merits)
