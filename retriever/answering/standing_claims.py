"""Claims about a normative text: that it still holds, from when, what it replaced, who issued it (hiệu lực văn bản)."""

import re
from datetime import date, timedelta

from knowledge.claims import Claim
from knowledge.legal_facts import basis_of, topics
from knowledge.text import syllables
from knowledge.validity import RegisteredText, register, replaced_by, standing
from retriever.answering.claims import stated
from retriever.answering.models import Answer, Citation, Status
from retriever.answering.references import cited
from retriever.answering.sources import CLOSING
from retriever.answering.standing import named_texts
from retriever.understanding import Question

_HOLDS = re.compile(
    r"\b(?:con (?:nguyen )?(?:hieu luc|dung|ap dung|gia tri)"
    r"|(?:dang|van|co) (?:dang |con )?(?:duoc )?(?:hieu luc|ap dung|dung|hien hanh)"
    r"|hien (?:hanh|nay)|van la|moi nhat|co hieu luc|van con)\b"
)
_OVER = re.compile(
    r"\b(?:het (?:hieu luc|han|gia tri)|khong con|bi bai bo|da (?:bo|bi bo|bai bo|het)|bai bo roi|chua co hieu luc"
    r"|khong (?:duoc )?ap dung|bi thay the|da (?:duoc |bi )?thay|khong hieu luc)\b"
)
_REPLACED = re.compile(r"\b(?:(?:duoc|bi) thay|thay (?:the )?(?:bang|boi)|bi bai bo boi)\b")
_REPLACES = re.compile(r"\b(?:thay|bai bo)\b")
_ISSUED = re.compile(r"\b(?:do|cua)\b.*\b(?:ban hanh|ky|ra)\b|\b(?:ban hanh|ra|ky)\b|\bla \w+ \w+(?: rieng)? cua\b")
_DATE = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?!\d)")
_UNTIL = re.compile(r"\b(?:den|toi)(?: het| cuoi)?(?: nam| ngay)?(?: (\d{1,2}) (\d{1,2}))? (20\d\d)\b")
_LAW_YEAR = re.compile(r"\bluat(?: thi dua(?: khen thuong)?)?(?: nam)? ((?:19|20)\d\d)\b")
_OLD_LAW = "15/2003/QH11"


def about_standing(question: Question, as_of: date) -> Answer | None:
    """Return a claim about the standing of normative texts confirmed or corrected; None for anything else asked."""
    said = None if question.provinces else stated(question)
    if said is None:
        return None
    line = said.claim.line
    if not any(kind.search(line) for kind in (_HOLDS, _OVER, _REPLACES, _ISSUED)):
        return None
    texts = _law_of_year(line) or named_texts(question)
    if not texts:
        return None
    for checked in (_replacement(texts, line), _issuer(texts[0], line) if len(texts) == 1 else None):
        if checked:
            return _answer(checked[0], checked[1], texts, as_of)
    if len(texts) != 1 or not (_HOLDS.search(line) or _OVER.search(line)) or _speaks_of_more(said.claim):
        return None
    return _validity(texts[0], question, line, as_of)


def _law_of_year(line: str) -> list[RegisteredText]:
    """Return the law of the field that a claim names by its year ("luật 2003")."""
    named = _LAW_YEAR.search(line)
    year = named[1] if named else ""
    found = [t for t in register() if t.type == "Luật" and (t.issued_on or "")[:4] == year and "Thi đua" in t.title]
    return found if len(found) == 1 else []


def _speaks_of_more(claim: Claim) -> bool:
    return bool(claim.quantities or re.search(r"\b(?:ho so|phieu|tien|phan tram)\b", claim.line))


def _validity(text: RegisteredText, question: Question, line: str, as_of: date) -> Answer | None:
    stand = standing(text.number, text.issued_on, as_of, text.issuer)
    words = f"{text.type} {text.number} {stand.words}." if stand else ""
    says_over = bool(_OVER.search(line))
    if dated := _until(text, line) or _dated(text, question, line, says_over):
        return _answer(*dated, [text], as_of)
    if stand is None:
        return _unknown(text, says_over, as_of)
    amended = stand.holds is None and text.in_force_on(as_of) is True
    holds = True if amended else stand.holds
    if holds is None:
        return _answer("Chưa xác nhận được: ", words, [text], as_of)
    if holds is not says_over:
        return _answer("Đúng: ", words, [text], as_of)
    began = text.effective_to and text.effective_to + timedelta(days=1)
    lead = f"Không còn đúng từ ngày {began:%d/%m/%Y}: " if began and began <= as_of else "Không đúng: "
    return _answer(lead, words, [text], as_of)


def _until(text: RegisteredText, line: str) -> tuple[str, str] | None:
    """Return whether a text holds until the day, or the end of the year, that is claimed."""
    named = _UNTIL.search(line)
    if named is None or text.effective_to is None:
        return None
    day, month, year = (int(g) if g else 0 for g in named.groups())
    claimed = (year, month, day) if month else (year, 12, 31)
    same = claimed in [(d.year, d.month, d.day) for d in (text.effective_to, text.effective_to + timedelta(days=1))]
    words = f"{text.type} {text.number} có hiệu lực đến hết ngày {text.effective_to:%d/%m/%Y}."
    return "Đúng: " if same else "Không đúng: ", words


def _dated(text: RegisteredText, question: Question, line: str, says_over: bool) -> tuple[str, str] | None:
    """Return whether the first or the last day that is claimed is that of the register."""
    written = _DATE.search(question.text)
    claimed = date(int(written[3]), int(written[2]), int(written[1])) if written else None
    over_from = text.effective_to + timedelta(days=1) if text.effective_to else None
    actual = over_from if says_over else text.effective_from
    if claimed is None or actual is None or not re.search(r"\b(?:tu|ke tu|ngay|den|vao)\b", line):
        return None
    same = claimed == actual or (says_over and claimed == text.effective_to)
    words = "hết hiệu lực" if says_over else "có hiệu lực"
    return "Đúng: " if same else "Không đúng: ", f"{text.type} {text.number} {words} từ ngày {actual:%d/%m/%Y}."


def _unknown(text: RegisteredText, says_over: bool, as_of: date) -> Answer | None:
    """Return that no source says that a text holds; where it was made under a law that is over, that it is no use."""
    older = next((t for t in register() if t.number == _OLD_LAW), None)
    ended = older.effective_to if older else None
    old = bool(ended and text.issued_on and text.issued_on < ended.isoformat() and "thi đua" in text.title.lower())
    if not old or ended is None or as_of <= ended:
        return _answer(
            "Chưa xác nhận được: ", f"chưa đủ nguồn về hiệu lực của {text.type} {text.number}.", [text], as_of
        )
    lead = "Đúng theo các văn bản đang giữ: " if says_over else "Không đúng theo các văn bản đang giữ: "
    words = (
        f"{text.type} {text.number} ban hành khi Luật 15/2003/QH11 còn áp dụng; luật ấy hết hiệu lực từ ngày "
        f"{ended + timedelta(days=1):%d/%m/%Y}. Chưa có nguồn nào nói văn bản này còn hiệu lực: không dùng làm căn cứ."
    )
    now = next((f for t in topics() if t.id == _current(text) for f in t.facts_within(as_of, as_of)), None)
    answer = _answer(lead, f"{words} {now.statement}" if now else words, [text], as_of)
    return _with(answer, [cited(now.basis, now.source_status, None)] if now else [], as_of)


def _current(text: RegisteredText) -> str:
    return {"Thông tư": "current-circular", "Nghị định": "current-decree"}.get(text.type, "current-law")


def _replacement(texts: list[RegisteredText], line: str) -> tuple[str, str] | None:
    """Return whether one named text replaced the other as claimed."""
    if len(texts) != 2 or not _REPLACES.search(line):
        return None
    first, second = sorted(texts, key=lambda t: _place(t, line))
    newer, older = (second, first) if _REPLACED.search(line) else (first, second)
    truly = replaced_by(older)
    if older.number in newer.replaces:
        return "Đúng: ", f"{newer.type} {newer.number} thay thế {older.type} {older.number}."
    if not truly and not newer.replaces:
        return None
    if truly:
        named = ", ".join(f"{t.type} {t.number}" for t in truly)
        return "Không đúng: ", f"{older.type} {older.number} được thay thế bởi {named}."
    named = ", ".join(newer.replaces)
    return "Không đúng: ", f"theo sổ văn bản, {newer.type} {newer.number} thay thế {named}."


def _place(text: RegisteredText, line: str) -> int:
    serial, year = text.number.split("/")[:2]
    found = re.search(rf"\b{int(serial)} {year[:4]}\b", line) or re.search(rf"\b{int(serial)}\b", line)
    return found.start() if found else len(line)


def _issuer(text: RegisteredText, line: str) -> tuple[str, str] | None:
    """Return whether the body that a claim names issued the text."""
    issuers = {" ".join(syllables(t.issuer)) for t in register() if t.issuer} | {"thu tuong chinh phu"}
    said = next((i for i in sorted(issuers, key=len, reverse=True) if re.search(rf"\b{i}\b", line)), None)
    if said is None or text.issuer is None or not _ISSUED.search(line) or _HOLDS.search(line) or _OVER.search(line):
        return None
    same = " ".join(syllables(text.issuer)) == said
    return "Đúng: " if same else "Không đúng: ", f"{text.type} {text.number} do {text.issuer} ban hành."


def _answer(lead: str, words: str, texts: list[RegisteredText], as_of: date) -> Answer:
    citations = [_cited(t) for t in texts] + [_cited(t) for text in texts for t in replaced_by(text)]
    shown = dict.fromkeys(f"{c.number} {c.provision or ''}".strip() for c in citations)
    closing = f"Xét ngày {as_of:%d/%m/%Y}, theo sổ văn bản của tdkt. Căn cứ: {'; '.join(shown)}."
    return Answer(Status.ANSWERED, "\n".join([lead + words, closing, CLOSING]), as_of, tuple(citations))


def _with(answer: Answer, more: list[Citation], as_of: date) -> Answer:
    return Answer(answer.status, answer.text, as_of, (*answer.citations, *more))


def _cited(text: RegisteredText) -> Citation:
    basis = text.basis or text.number
    return cited(basis_of(basis), text.source_status, None)
