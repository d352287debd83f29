"""What a message answers to a question: one of the choices, a yes or no, or facts in free words."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.dialogue.eligibility.consultation import LISTS
from bot.dialogue.eligibility.opening import achievement_year
from bot.dialogue.eligibility.question import Case, Question
from knowledge.criteria import Subject
from knowledge.criteria.narrative import Told, facts_told
from knowledge.text import folded, squeezed

_YES = re.compile(
    r"^(?:da |vang |u |uh |uhm )*(?:co|u|uh|uhm|um|vang|da|dung|ok|oke|yes|y|roi|duoc|dc|chuan|phai)"
    r"(?: (?:a|nhe|chu|roi|vay|the|luon|nha|day|tham|gia|du|het))*$"
)
_NO = re.compile(
    r"^(?:da |a |u )*(?:(?:khong|ko|k|kg|hong|hok|deo|dek|chua|chang|no)"
    r"(?: (?:co|bi|he|ai|duoc|bao gio|lan nao|gi|tham gia))*|lam gi co)(?: (?:a|nhe|nha|dau|luon|ca|het))*$"
)
_UNKNOWN = re.compile(
    r"^(?:toi |em |minh |cai nay |a |da )*(?:khong|ko|k|kg|chua|chang|deo|dek)? ?(?:ro|biet|nho|chac)"
    r"(?: (?:a|nha|nhe|nua|luon|lam|ro|gi|het|so|nam|ngay|nao|quyet dinh|qd))*$|^(?:kb|bo qua|skip|\?+|chiu|thua)$"
    r"|^(?:lam )?sao (?:ma )?biet(?: (?:duoc|a))*$|^biet (?:deo )?dau(?: (?:a|duoc|ma))*$"
)
_WHEN = {"truoc": 0, "tu": 1, "sau": 1, "chua": 2}  # how an answer about the receipt begins
_DECISION = re.compile(r"\d{1,5} ?/ ?(?:20\d\d/)?[A-Za-zĐđ][\wĐđ.-]*|(?<![\d/.])\d{1,5}(?![\d/.%])")
_AGREED = re.compile(r"(?i)^(?:dạ|vâng|ừ|có|rồi|đã|da|vang|u|co|roi)\b[ ,.]*(?:(?:rồi|roi|ạ)\b[ ,.]*)*")
_OF_DAYS = ("year", "received", "received_day")
_SHORT = 6  # words of an answer that says nothing but what was asked
_YEAR = re.compile(r"(?:19|20)\d\d|(?i:năm|nam)\b")
_FULL_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")
_MONTHS = re.compile(r"\bthang (\d{1,2})(?: ?/ ?| nam | )?(20\d\d|ngoai|truoc|nay)?\b")
_RATIO = re.compile(r"^\D{0,30}(\d{1,5}) ?(?:/|trên|tren|trong|trong số) ?(?:tổng số |tong so )?(\d{1,5})\D{0,30}$")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message tells: facts, the lists it completes; by one of the choices; or that it is not known."""

    patch: Mapping[str, Any]
    closes: tuple[str, ...] = ()
    is_unknown: bool = False
    is_choice: bool = False


def agrees(text: str) -> bool:
    """Say whether a message is no more than a yes."""
    return _YES.match(_line(text)) is not None


def says_unknown(text: str) -> bool:
    """Say whether a message means "không rõ"."""
    return _UNKNOWN.match(_line(text)) is not None


def heard(text: str, question: Question | None, case: Case, *, strict: bool = False) -> Heard | None:
    """Return what a message tells; None where it tells nothing.

    Args:
        text: as typed.
        question: the one that waits, if any.
        case: what the consultation is about.
        strict: only what answers the question, since the message looks like a question itself.
    """
    if question is not None:
        answer = _answer(text, question, case)
        if answer is not None:
            return answer
        if says_unknown(text):
            return Heard({}, (), is_unknown=True)
    if strict:
        return None
    found = _in_words(text, question, case)
    year = achievement_year(text, case.as_of) if question is not None and question.key == "year" else None
    if year is not None:
        found = Heard({**found.patch, "achievement_year": year}, found.closes)
    if not found.patch and not found.closes:
        return None
    closes = question.closes if question is not None and any(c in found.patch for c in question.closes) else ()
    return Heard(found.patch, (*found.closes, *closes))


def _in_words(text: str, question: Question | None, case: Case) -> Heard:
    """Return what free words tell; what the question was about is put before words that do not say it."""
    led = (question.lead if question is not None else "") + _AGREED.sub("", text.strip())
    plain = from_told(facts_told(text, case.year, case.as_of), case)
    if question is None or not question.lead:
        return plain
    dated = any(c.isdigit() for c in text) or _YEAR.search(text) is not None
    of_year = question.key.startswith("rating") and not dated and len(text.split()) <= _SHORT
    if not of_year and not dated:
        return plain
    found = from_told(facts_told(led, case.year, case.as_of), case)
    more = set(plain.patch) < set(found.patch) and question.key in _OF_DAYS
    return found if found.patch and (of_year or more or not (plain.patch or plain.closes)) else plain


def from_told(told: Told, case: Case) -> Heard:
    """Return what facts told in free words mean for a case: what is denied, and which lists are complete."""
    patch = dict(told.facts)
    if case.subject is Subject.COLLECTIVE and case.year is not None:
        rating = patch.pop("ratings", {}).get(str(case.year))
        if rating is not None:
            patch["collective"] = {**patch.get("collective", {}), "rating": rating}
    closes = {name for name in LISTS if patch.get(name) == []}
    for denied in told.denied:
        closes |= _denied(denied, case)
    patch |= {name: [] for name in closes if name not in patch and case.facts.get(name) is None}
    return Heard(patch, tuple(sorted(closes)))


def _denied(denied: str, case: Case) -> set[str]:
    """Return the list that a denial completes: "không có sáng kiến cấp tỉnh" where that is what counts."""
    name, *limits = denied.split(":")
    if name in ("sang_kien", "de_tai"):
        scope = {"CSTD_BO_TINH": "bo_tinh", "CSTDTQ": "toan_quoc"}.get(case.title)
        yearly = case.title == "CSTDCS" and limits == [str(case.year)]
        return {"initiatives"} if name == "sang_kien" and (limits == [scope] or yearly) else set()
    wanted = {"CSTD_BO_TINH": "CSTDCS", "CSTDTQ": "CSTD_BO_TINH", "BK_TTG": "BK_BO_TINH", "HCLD_BA": "BK_TTG",
              "BK_BO_TINH": "CSTDCS"}.get(case.title)  # fmt: skip
    if name != wanted:
        return set()
    return {"commendations" if name.startswith("BK") else "titles"}


def _answer(text: str, question: Question, case: Case) -> Heard | None:
    line = _line(text)
    for choice in question.choices:
        if line == _line(choice.label):
            return Heard(choice.patch, choice.closes, is_choice=True)
    if question.key == "received" and line.partition(" ")[0] in _WHEN:
        choice = question.choices[_WHEN[line.partition(" ")[0]]]
        return Heard(choice.patch, choice.closes, is_choice=True)
    plain = "yes" if _YES.match(line) else "no" if _NO.match(line) else ""
    for choice in question.choices:
        if plain and choice.plain == plain:
            return Heard(choice.patch, choice.closes, is_choice=True)
    return _figures(text, question, case)


def _figures(text: str, question: Question, case: Case) -> Heard | None:
    """Return what numbers mean where the question asked for them: decisions, so many of so many, a year, a day."""
    if question.key in ("ldtt", "completed", "votes"):
        ratio = _RATIO.match(squeezed(text))
        return _share(question.key, int(ratio[1]), int(ratio[2])) if ratio else None
    if question.key == "titles_decisions":
        return _decisions(text, case)
    if question.key == "form_decision":
        return _form_decision(text, case)
    if question.key == "initiative_decision":
        return _initiative_decisions(text, case)
    if question.key == "received" or question.key == "received_day":
        days = [d for d in _days(text) or _month(text, case) if d <= case.as_of]
        return Heard({"received_on": days[0].isoformat()}) if len(days) == 1 else None
    return None


def _form_decision(text: str, case: Case) -> Heard | None:
    """Return the decision, and the year where it is given, of the one form of commendation that lacks it."""
    years = _FULL_YEAR.findall(text)
    numbers = _DECISION.findall(_FULL_YEAR.sub(" ", text))
    rows = [r for r in case.facts.get("commendations") or [] if not r.get("decision")]
    if len(numbers) != 1 or len(rows) != 1 or len(years) > 1:
        return None
    year = int(years[0]) if years else rows[0].get("year")
    return Heard({"commendations": [rows[0] | {"decision": numbers[0], "year": year}]}, ("commendations",))


def _initiative_decisions(text: str, case: Case) -> Heard | None:
    """Return decisions in the order of the initiatives that lack one."""
    numbers = _DECISION.findall(_FULL_YEAR.sub(" ", text))
    bare = [r for r in case.facts.get("initiatives") or [] if not r.get("decision")]
    if len(numbers) != len(bare):
        return None
    return Heard({"initiatives": [r | {"decision": n} for r, n in zip(bare, numbers, strict=True)]})


def _share(key: str, part: int, whole: int) -> Heard | None:
    if not 0 <= part <= whole or not whole:
        return None
    if key == "votes":
        return Heard({"votes": {"yes": part, "total": whole}})
    if key == "completed":
        return Heard({"collective": {"completed_percent": 100 * part / whole}})
    return Heard({"collective": {"ldtt": part, "members": whole}})


def _decisions(text: str, case: Case) -> Heard | None:
    """Return decisions in the order of the years that lack one."""
    rows = [r for r in case.facts.get("titles") or [] if not r.get("decision") and r.get("year") is not None]
    rows.sort(key=lambda r: r["year"])
    cleaned = text
    for row in rows:
        cleaned = re.sub(rf"(?i)(?:năm |nam )?{row['year']} ?[:(]? ?(?=\D)", " ", cleaned)
    numbers = _DECISION.findall(re.sub(r"\d{1,2}/\d{1,2}/\d{4}", " ", cleaned))
    if len(numbers) != len(rows):
        return None
    return Heard({"titles": [r | {"decision": n} for r, n in zip(rows, numbers, strict=True)]})


def _days(text: str) -> Sequence[date]:
    found = []
    for day, month, year in re.findall(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d)", text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _month(text: str, case: Case) -> Sequence[date]:
    """Return a day of the month that is told, where one law holds through the whole of it ("tháng 12 năm ngoái")."""
    found = _MONTHS.findall(_line(text))
    if len(found) != 1 or not 1 <= int(found[0][0]) <= 12:
        return ()
    month, told = int(found[0][0]), found[0][1]
    last_begun = case.as_of.year - (month > case.as_of.month)
    year = int(told) if told.isdigit() else case.as_of.year - (told != "nay") if told else last_begun
    first = date(year, month, 1)
    last = min(date(year, month, monthrange(year, month)[1]), case.as_of)
    return (last,) if case.book.regime_on(first) == case.book.regime_on(last) else ()


def _line(text: str) -> str:
    return squeezed(folded(text)).strip(" .,!?:;)")
