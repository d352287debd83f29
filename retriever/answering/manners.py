"""Small talk, requests to act, and instructions hidden in a question."""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import folded, normalised, squeezed
from retriever.understanding.tokens import opened, tokenise

ABOUT = (
    "Tôi là trợ lý tự động (không phải người) về thi đua, khen thưởng. Tôi giúp tra thời hạn, hồ sơ, tiêu chuẩn, "
    "phong trào thi đua, trách nhiệm trong các kế hoạch, quy định đã nạp, luôn kèm nguyên văn và nguồn. "
    "Câu trả lời để tham khảo; hội đồng và người có thẩm quyền quyết định."
)


class Talk(StrEnum):
    """Kinds of small talk (chào hỏi)."""

    GREETING = "greeting"
    THANKS = "thanks"
    WHO = "who"
    ABILITIES = "abilities"
    GOODBYE = "goodbye"
    ASIDE = "aside"


_REPLIES = {
    Talk.GREETING: f"Xin chào! {ABOUT} Bạn muốn hỏi gì?",
    Talk.THANKS: "Không có gì, rất vui được giúp bạn. Cần tra thêm thời hạn hay hồ sơ nào, bạn cứ hỏi.",
    Talk.WHO: ABOUT,
    Talk.ABILITIES: (
        f"{ABOUT} Ví dụ: “Hạn gửi hồ sơ khen thưởng đợt 1 là ngày nào?”, “Ai ký kế hoạch này?”, "
        "“Nộp hồ sơ về đâu?”."
    ),
    Talk.ASIDE: "Tôi chỉ hỗ trợ về thi đua, khen thưởng. Bạn có thể hỏi tôi về thời hạn, hồ sơ, tiêu chuẩn, phong trào.",
    Talk.GOODBYE: "Tạm biệt, chúc bạn một ngày làm việc hiệu quả. Hẹn gặp lại!",
}
_TALK: tuple[tuple[Talk, re.Pattern[str]], ...] = (
    (Talk.ABILITIES, re.compile(r"\b(?:ban|bot|ad|em|may|tro ly|he thong|chatbot|cau)\b(?: \w+){0,3} (?:giup|lam|ho tro|tra loi|biet)(?: \w+){0,3} (?:gi|j|nhung gi)\b|\b(?:co the|duoc) hoi (?:ban|bot|ad|tro ly)\b|\bhoi (?:ban|bot) (?:duoc )?(?:nhung )?(?:\w+ )?(?:gi|j)\b|\bgiup (?:duoc )?(?:toi|minh|em) (?:duoc )?(?:nhung )?(?:viec )?gi\b|^(?:lam|giup) (?:duoc|dc) (?:nhung )?(?:gi|j)\b|\b(?:ban|bot) co chuc nang\b|\bhuong dan su dung\b|\bcach (?:su )?dung (?:tro ly|bot|he thong|ung dung|ban|chatbot)\b|^(?:menu|help|tro giup)$")),
    (Talk.WHO, re.compile(r"\b(?:ban|bot|ad|em|may|day|cau|tro ly) (?:ten )?la (?:ai|gi|con gi|bot|nguoi|robot)\b|\b(?:ten ban|ban ten) (?:la )?gi\b|\bco phai (?:la )?(?:nguoi|bot|robot|may|con nguoi)\b|\b(?:la )?nguoi that\b|\bai dang tra loi\b|\bai tao ra ban\b|\b(?:bot|nguoi) (?:that )?(?:hay|ha|a)\b")),
    (Talk.THANKS, re.compile(r"\bcam on\b|\b(?:tks|thanks?|thank you|thks|tk you|camon|cam ta|da ta)\b|\bbiet on\b")),
    (Talk.GOODBYE, re.compile(r"\btam biet\b|\bchao nhe\b|\bchao nha\b|\bdi hop day\b|\b(?:bye|goodbye|pp|bai bai)\b|\bhen gap lai\b|\bchao tam biet\b|\bthoi nhe\b|\bngu ngon\b")),
    (Talk.GREETING, re.compile(r"^(?:xin |da |em |kinh |a )?(?:chao|hello|hi|hey|aloo?|helo|halo|hallo)\b|\bchao (?:ban|bot|ad|em|anh|chi|buoi|ca nha|moi nguoi|admin)\b|\bco ai (?:o )?(?:day|do|khong)\b|\bban (?:co )?khoe khong\b|\bco do khong\b")),
)  # fmt: skip
_LONGEST_TALK = 14
_SURE = frozenset({Talk.ABILITIES})  # may name the field: "bạn giúp gì về khen thưởng?"
_FIELD = re.compile(
    r"\b(?:ho so|ke hoach|thi dua|khen thuong|thoi han|han nop|nghi dinh|luat|danh hieu|bang khen|giay khen|phong trao|hoi dong|quyet dinh|bao cao|uy ban|so noi vu|van ban|ky|nop|gui|dot)\b"
)
# Doing these is never a question; the second kind may also begin one ("nộp hồ sơ đợt 1").
_ACTS = (
    r"(?:ky duyet|phe duyet|duyet|dong dau|gui (?:mail|email|tin|thu|thong bao|zalo)|chuyen khoan|ck|chuyen \d|sua|doi|thay doi|xoa|huy|goi dien|goi|"
    r"cap nhat|cham diem|cho diem|quyet dinh luon|dat mua|soan|viet (?:giup|ho|cho)|lam gia|khai khong|danh dau|nang diem|tang diem|cong diem|ky thay|ky giup|ky ho)"
)
_MAYBE_ACTS = r"(?:ky|gui|chuyen|dang|dang ky|nop|tao|lap|viet|in|them|ghi|dua|xac nhan|quyet dinh|dat|mua|cong nhan|tang|trao|nhac)"
_POLITE = r"^(?:(?:hay|vui long|lam on|nho|ban|em|bot|ad|may|cau|giup|anh|chi|phien|tien the|lap tuc|ngay lap tuc)\s+)*"
_REQUEST = re.compile(rf"{_POLITE}{_ACTS}\b")
_MAYBE_REQUEST = re.compile(rf"{_POLITE}{_MAYBE_ACTS}\b")
_FOR_ME = re.compile(
    r"\b(?:giup|gium|ho|dum) (?:toi|minh|em|tui|chung toi|anh|chi|voi|cai|e|nhe|di|luon)\b|\b(?:giup|gium|ho|dum)\s*$"
    r"|\b(?:di|luon di|luon nhe|luon)\s*$|\bluon (?:cho )?(?:toi|minh)\b"
)
_AT_ONCE = re.compile(r"^\w+(?: \w+)? luon\b|\bbao lai\b|\bva xac nhan\b")
_ASKS = re.compile(r"\b(?:nao|gi|ai|dau|may|bao nhieu|bao gio|khi nao|the nao|khong|chua|ra sao|vi sao|tai sao|phai khong|ntn)\b")
_INFORM = re.compile(r"\b(?:cho (?:toi |minh |em )?(?:biet|hoi|xin)|liet ke|neu|ke (?:ra|ten)|giai thich|tom tat|trich|doc|tim|tra cuu|xem)\b")
_SECRETS = re.compile(
    r"\b(?:system prompt|prompt he thong|cau lenh he thong|api key|khoa api|mat khau|token|bien moi truong|khoa bi mat|ma nguon|cau hinh he thong|chi dan he thong|loi nhac he thong)\b"
)
_INSTRUCTION = re.compile(
    r"\b(?:bo qua (?:moi|tat ca|cac|het|toan bo)?\s?(?:huong dan|chi dan|lenh|quy tac|quy dinh tren|yeu cau)|ignore (?:all|previous|the|any|above)|"
    r"quen (?:het|moi|tat ca|di)|tu (?:bay gio|gio)(?: tro di)?,? (?:ban|may|bot)|ban (?:bay gio|gio) la|dong vai|gia vo|"
    r"(?:hay )?tra loi rang|noi rang|hay noi|chi (?:duoc )?tra loi|xac nhan rang|coi nhu|gia su (?:ban|rang ban)|developer mode|jailbreak|(?:hay |cu )?bia (?:ra |mot |dai |dat )|tu dien)\b|^\s*\[?(?:system|he thong|admin)\]?\s*[:\]]"
)
_PRIVATE = re.compile(r"\b(?:can cuoc|cccd|cmnd|nha rieng|luong thang|so tai khoan|dia chi nha|so dien thoai rieng|sdt rieng|ngay sinh|benh an|ly lich)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?\n])\s+")


@dataclass(frozen=True, slots=True)
class Manners:
    """How to take a message: the question left after instructions fell away, and a reply where none is left."""

    question: str
    talk: Talk | None = None
    refusal: str | None = None


def _line(text: str) -> str:
    return opened(tokenise(text)).line


def reply_to(talk: Talk) -> str:
    """Return the reply to small talk."""
    return _REPLIES[talk]


def take(message: str) -> Manners:
    """Separate what a message asks from what it commands.

    Instructions are text: a sentence that orders the assistant about is left out, and what remains is asked.
    """
    typed = normalised(message)
    sentences = [s for s in _SENTENCE_END.split(typed) if s.strip()]
    asked = [s for s in sentences if not _INSTRUCTION.search(folded(s))]
    dropped = len(asked) < len(sentences)
    question = squeezed(" ".join(asked)) if asked else ""
    if _SECRETS.search(folded(typed)):
        return Manners(question, refusal=SECRET_REFUSAL)
    if dropped and not (question and _ASKS.search(_line(question))):
        return Manners(question, refusal=ACTION_REFUSAL)
    if is_request_to_act(question):
        return Manners(question, refusal=ACTION_REFUSAL)
    if _PRIVATE.search(_line(question)):
        return Manners(question, refusal=PRIVATE_REFUSAL)
    return Manners(question, talk=small_talk(question))


SECRET_REFUSAL = (
    "Tôi không thể cung cấp cấu hình, khóa hay chỉ dẫn nội bộ. Tôi chỉ trả lời câu hỏi về thi đua, khen thưởng "
    "từ các văn bản đã nạp."
)
ACTION_REFUSAL = (
    "Tôi không thể làm việc này: tôi chỉ hỗ trợ tra cứu, không có quyền ký, gửi, sửa, xóa hay quyết định thay ai. "
    "Bạn hãy liên hệ người có thẩm quyền hoặc bộ phận phụ trách."
)
PRIVATE_REFUSAL = (
    "Tôi không cung cấp thông tin riêng tư của cá nhân; trong văn bản đã nạp cũng không có thông tin này."
)


def is_request_to_act(question: str) -> bool:
    """Say whether a message asks to do something instead of to tell something."""
    line = folded(question).strip(" .!?[]\"“”")
    opened_line = _line(question)
    if _INFORM.search(opened_line[:60]):
        return False
    if _ASKS.search(opened_line):
        return bool(_REQUEST.search(line)) and bool(_FOR_ME.search(line))
    if _REQUEST.search(line) or _REQUEST.search(opened_line):
        return True
    return bool(_MAYBE_REQUEST.search(line)) and bool(_FOR_ME.search(line) or _AT_ONCE.search(line))


def small_talk(question: str) -> Talk | None:
    """Return the kind of small talk a message is, or None where it asks something of the field."""
    line = _line(question)
    raw = " ".join(t.text for t in tokenise(question))
    if not line:
        return Talk.GREETING
    for talk, pattern in _TALK:
        if pattern.search(raw) and len(raw.split()) <= _LONGEST_TALK and (talk in _SURE or not _FIELD.search(line)):
            return talk
    if not _ASKS.search(line) and not _FIELD.search(line) and not re.search(r"\d", line):
        return Talk.ASIDE
    return None
