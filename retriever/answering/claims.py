"""Claims about the law ("..., đúng không?"): confirmed, corrected, or said not to be checkable (khẳng định)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from knowledge.citations import number_of
from knowledge.claims import Claim, agrees, is_partial, line_of
from knowledge.legal_facts import LegalFact, Topic, topics
from knowledge.legal_phrases import awards_in
from knowledge.office_claims import office_claimed
from knowledge.validity import RegisteredText, find_registered
from retriever.answering.models import Answer, Status
from retriever.answering.references import Period, referenced
from retriever.answering.standing import named_texts
from retriever.understanding import Question

_CALLED = r"(?: (?:a|nhi|ban|vay|the|nhe|ad|anh|chi|em|z|v|ah))*"
_TAG = re.compile(
    r"(?:,? ?\b(?:co )?(?:dung|phai)(?: la)?(?: vay| the)? (?:khong|chua|hay (?:la )?(?:khong|sai)|hong|hem|hok|k)"
    rf"{_CALLED}|\bdung (?:chu|roi chu|the chu|vay chu|a|ha)|\bla dung(?: hay sai)?|\bdung hay sai|\bdung roi|\bco dung"
    r"|\bchinh xac (?:khong|chua)|\bxac nhan (?:giup|ho)?(?: \w+)?)\s*$"
)
_FINAL = re.compile(r"\b(?:ha|chu|(?<!hang )nhi)\s*$")
_TYPED_FINAL = re.compile(r"(?i)\b(?:à|hả|nhỉ|chứ)\W*$")
_PEOPLE = r"(?:dong nghiep|sep|ban|anh|chi|to chuc|phong|thay|nguoi)"
_HEARD = re.compile(
    rf"^(?:\w+ ){{0,2}}?(?:nghe (?:noi|bao|don|ai|mot|{_PEOPLE})?(?: (?:noi|bao))?|co (?:nguoi|ai) (?:noi|bao)"
    rf"|nguoi ta (?:noi|bao)|ai cung (?:noi|bao)|{_PEOPLE}(?: \w+){{0,2}} (?:noi|bao|khang dinh)(?: la| rang)?"
    r"|(?:toi|minh|em) (?:nghi|tuong|hieu|nho|doc|thay|biet)(?: la| rang| thay)?|hinh nhu|co phai(?! co\b)|xac nhan"
    r"|dung la|co dung(?: la)?|phai chang|theo (?:toi|minh|em)|tren mang (?:noi|bao|ghi))\b ?"
)
_ASKS = re.compile(
    r"\b(?:gi|nao|ai|bao nhieu|may|bao lau|bao gio|sao|dau|the nao|ra sao|j|hay|nhu nao|la gi)\b"
    r"|\b(?:khong|chua|duoc khong|khong a|chua a|khong ban|khong vay|chua vay)\s*$"
)
_ASKS_OPENLY = re.compile(r"\b(?:gi|nao|ai|bao nhieu|may|bao lau|bao gio|sao|dau|the nao|j)\b")
_ASKS_AMOUNT = re.compile(r"\b(?:bao nhieu|the nao|ra sao|la gi|may (?:lan|nam|ngay|bo|phieu)|khi nao)\b")
_OWN_CASE = re.compile(r"\btoi\b(?! thieu\b)(?! da\b(?! (?:co|dat|duoc)\b))|\bem\b|\b(?<!chung )minh\b")
UNCHECKED = "Chưa xác nhận được: "
_SILENT = f"{UNCHECKED}văn bản và dữ liệu đang giữ không nói về điều bạn nêu, nên không kết luận đúng hay sai."
_NAMES = re.compile(
    r"^(?:Chủ tịch|Thủ t|Bộ (?:trưởng|Nội)|Hội đồng|Luật|Nghị|Thông tư|Tỉnh|Ban|Tổng|Ủy|Sở|Kỷ|Cờ|Bằng|Giấy|Huân|Danh)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim, and whether the person asks to have it confirmed, or only states it."""

    claim: Claim
    asks_to_confirm: bool


def stated(question: Question) -> Stated | None:
    """Return what a question claims; None for one that asks openly ("cần mấy lần", "có bắt buộc không")."""
    return _stated(question.text, question.line)


@lru_cache(maxsize=256)
def _stated(text: str, line: str) -> Stated | None:
    rest = _TAG.sub("", line.rstrip())
    heard = _HEARD.match(rest)
    ends = bool(_FINAL.search(line) or _TYPED_FINAL.search(text))
    told = _FINAL.sub("", rest) if ends else rest
    if len(rest) < len(line.rstrip()) or heard:
        if _ASKS_AMOUNT.search(rest):
            return None
    elif (_ASKS_OPENLY if ends else _ASKS).search(told.rstrip()):
        return None
    if not (heard or ends) and rest == line.rstrip() and _OWN_CASE.search(rest):
        return None
    if heard:
        told = " " * heard.end() + told[heard.end() :]
    asks = len(rest) < len(line.rstrip()) or bool(heard) or ends
    return Stated(Claim(text, told.rstrip(), awards_in(told)), asks)


def about_office(said: Stated, as_of: date) -> Answer | None:
    """Return whether the office that is claimed to decide on an award does; None where the claim is of another kind."""
    office = office_claimed(said.claim, as_of)
    if office is None:
        return None
    fact = next((f for t in topics() for f in t.facts if f.statement == office.rule_text), None)
    if fact is None:
        return None
    since = office.right_until + timedelta(days=1) if office.right_until else None
    lead = "Đúng: " if office.is_right else f"Không còn đúng từ ngày {since:%d/%m/%Y}: " if since else "Không đúng: "
    return referenced(Status.ANSWERED, [lead + bare(fact.statement)], [fact], Period(as_of, as_of), as_of)


def unchecked(said: Stated, as_of: date, *, is_of_field: bool) -> Answer | None:
    """Return that a claim about the field cannot be checked; None where nothing says that it is about the field.

    Args:
        said: the claim.
        as_of: the day of the answer.
        is_of_field: it speaks of the field, or names a normative text that the register knows.
    """
    if not said.asks_to_confirm or not (said.claim.named or is_of_field):
        return None
    words = (
        "Chưa xác nhận được: văn bản và dữ liệu đang giữ không nói về điều bạn nêu, nên không kết luận đúng hay sai."
    )
    return Answer(Status.NOT_FOUND, f"{words} Hãy đối chiếu văn bản gốc hoặc hỏi cơ quan thường trực.", as_of)


def about_claim(
    said: Stated, question: Question, topic: Topic, facts: Sequence[LegalFact], period: Period, as_of: date
) -> Answer | None:
    """Return a claim confirmed or corrected by the facts of a topic; None where the facts do not speak of it.

    Args:
        said: the claim.
        question: in which it stands.
        topic: what it is about.
        facts: of the topic, valid in the period; none: the law of that time is not held.
        period: the days asked about.
        as_of: the day of the answer.
    """
    claim = said.claim
    if later := _amended_unread(question, facts):
        return _unread(later, facts, period, as_of)
    now = facts[-1] if facts else None
    verdict = None
    if now and not now.is_open:
        results = [agrees(claim, topic, f, period.last) for f in facts if not f.is_open]
        verdict = True if any(results) else False if any(r is False for r in results) else None
    earlier = [f for f in topic.facts if f.effective_to and f.effective_to < period.first]
    if verdict is not True and (old := _borne_out(claim, topic, earlier)):
        return _outdated(old, now, topic, period, as_of)
    if verdict is None and any(agrees(claim, topic, f, f.effective_to or period.first) is False for f in earlier):
        return _never(earlier[-1], now, topic, period, as_of)
    if now is None or (verdict is None and not said.asks_to_confirm) or now.is_open:
        return None
    return _told(verdict, claim, question, topic, facts, period, as_of)


def settles(answer: Answer) -> bool:
    """Say whether an answer about the law stands by itself, so that no document need be asked.

    A claim of which it is known that its law is not held stays unchecked: a quotation beside it would seem to bear it
    out. So does what a rule leaves to the ministry or the province.
    """
    if answer.status is Status.ANSWERED:
        return True
    return bool(answer.citations) or (answer.text.startswith(UNCHECKED) and not answer.text.startswith(_SILENT))


def is_decided(claim: Claim, topic: Topic, facts: Sequence[LegalFact], period: Period) -> bool:
    """Say whether the facts of a topic tell if a claim is right."""
    return any(agrees(claim, topic, f, period.last) is not None for f in facts if not f.is_open)


def _amended_unread(question: Question, facts: Sequence[LegalFact]) -> RegisteredText | None:
    """Return the text that a claim names and that amended what the facts rest on, in words that are not held."""
    amended = {n for f in facts if f.basis.text for n in f.basis.text.amended_by}
    if not amended or not re.search(r"\d|\bluat\b", question.line):
        return None
    later = [t for n in amended if (t := find_registered(n)) and t.content_held == "none" and t.effective_from]
    days = {t: t.effective_from for t in later if t.effective_from}
    dated = [t for t, d in days.items() if re.search(rf"\b{d.day} {d.month} {d.year}\b", question.line)]
    return next(iter(dated), None) or next((t for t in named_texts(question) if t in later), None)


def _unread(later: RegisteredText, facts: Sequence[LegalFact], period: Period, as_of: date) -> Answer:
    lines = [
        f"{UNCHECKED}nội dung {later.type} {later.number} chưa được nạp.",
        f"Bản trước khi sửa: {facts[-1].statement}",
    ]
    return referenced(Status.NOT_FOUND, lines, facts[-1:], period, as_of)


def _told(
    verdict: bool | None,
    claim: Claim,
    question: Question,
    topic: Topic,
    facts: Sequence[LegalFact],
    period: Period,
    as_of: date,
) -> Answer:  # fmt: skip
    misplaced = _misplaced(question, facts)
    lines = [bare(facts[0].statement), *(f.statement for f in facts[1:3])]
    if verdict is None:
        lead = "Chưa xác nhận được điều bạn nêu vì văn bản đang giữ không nói rõ. Nội dung đang giữ: "
    elif verdict and misplaced:
        lead = "Không đúng về căn cứ: nội dung này không nằm ở điều, văn bản bạn nêu. Nội dung đang giữ: "
    elif verdict:
        lead = "Đúng: "
    else:
        lead = "Không đúng: "
    lines[0] = lead + lines[0]
    if verdict is False and is_partial(claim, topic):
        lines.append("Điều bạn nêu mới là một phần: phải đạt đủ các điều kiện trên.")
    if verdict is False and misplaced:
        lines.append("Điều, văn bản bạn nêu làm căn cứ cũng không phải nơi quy định việc này.")
    if facts[-1].effective_to and facts[-1].effective_to < as_of:
        lines.append(_since_then(facts[-1], topic, as_of))
    return referenced(Status.ANSWERED, [n for n in lines if n], facts[:3], period, as_of)


def _since_then(fact: LegalFact, topic: Topic, as_of: date) -> str:
    """Return what has changed since a fact that held on the day asked about."""
    last = fact.effective_to or as_of
    later = topic.facts_within(as_of, as_of)
    now = f": {bare(later[-1].statement)}" if later and later[-1] is not fact else "."
    return f"Quy định này chỉ đến hết ngày {last:%d/%m/%Y}{now}"


def _borne_out(claim: Claim, topic: Topic, earlier: Sequence[LegalFact]) -> LegalFact | None:
    """Return the latest earlier fact by which a claim was right."""
    right = [f for f in earlier if f.effective_to and agrees(claim, topic, f, f.effective_to)]
    return max(right, key=lambda f: f.effective_to or date.min, default=None)


def _outdated(old: LegalFact, now: LegalFact | None, topic: Topic, period: Period, as_of: date) -> Answer | None:
    since = (old.effective_to or as_of) + timedelta(days=1)
    if now is None or now.is_open:
        told = topic.missing if now is None else now.statement
        lead = f"Chưa xác nhận được, vì quy định ấy đã hết hiệu lực từ ngày {since:%d/%m/%Y}: "
        facts = [f for f in (now, old) if f]
        said = bare(told or f"Quy định của ngày {period.last:%d/%m/%Y} chưa được nạp.")
        return referenced(Status.ANSWERED, [lead + said, f"Bản đã hết hiệu lực: {old.statement}"], facts, period, as_of)
    lines = [f"Không còn đúng từ ngày {since:%d/%m/%Y}: {bare(now.statement)}", f"Trước ngày đó: {bare(old.statement)}"]
    return referenced(Status.ANSWERED, lines, [now, old], period, as_of)


def _never(old: LegalFact, now: LegalFact | None, topic: Topic, period: Period, as_of: date) -> Answer:
    """Return a correction by the last rule held, where the one of the day asked about is not."""
    last = old.effective_to or as_of
    lines = [f"Không đúng với quy định gần nhất đang giữ (hết hiệu lực sau {last:%d/%m/%Y}): {bare(old.statement)}"]
    told = topic.missing if now is None else now.statement
    lines += [told] if told else []
    return referenced(Status.ANSWERED, lines, [f for f in (old, now) if f], period, as_of)


def _misplaced(question: Question, facts: Sequence[LegalFact]) -> bool:
    """Say whether the document or the article that a claim names is none of those on which the facts rest."""
    bases = [b for f in facts for b in (f.basis, *f.also)]
    spoken = " ".join(f.statement for f in facts)
    meant = [m for m in question.numbers if f"{m.serial}/{m.year}" not in spoken]
    if meant and not any((n := number_of(b.number)) and m.fits(n) for m in meant for b in bases):
        return True
    articles = {label for kind, label in question.provisions if kind == "dieu"}
    held = {a for b in bases for a in re.findall(r"Điều (\d+)", b.provision or "")}
    return bool(articles and held and not articles & held)


def bare(statement: str) -> str:
    """Return a statement to stand after a colon, without the "Có:" with which it answers an open question."""
    rest = re.sub(r"^(?:Có|Không): ", "", statement)
    if _NAMES.match(rest) or (0, 0) in [(p[0], 0) for p in awards_in(line_of(rest)).values()]:
        return rest
    return rest[:1].lower() + rest[1:]
