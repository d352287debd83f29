"""What people agree to before anything of them is kept, purpose by purpose (Luật 91/2025/QH15), and its evidence."""

import hashlib
from enum import StrEnum

CONSENT_VERSION = "1"


class Purpose(StrEnum):
    """What personal data is kept for."""

    LINKING = "lienket"  # chat address and link: reminders, documents of one's unit
    QUESTIONS = "cauhoi"  # questions and the thread of the conversation


_LETTERS = {"a": Purpose.LINKING, "b": Purpose.QUESTIONS}


def consent_text(days: int, unit: str) -> str:
    """Return the words that somebody agrees to.

    Args:
        days: for which questions are kept.
        unit: who keeps them; may be empty.
    """
    who = unit or "đơn vị vận hành trợ lý này"
    return (
        f"Bạn hỏi được ngay mà không cần đồng ý gì: khi đó tôi không lưu gì sau khi trả lời. "
        f"Nếu bạn đồng ý, {who} lưu:\n"
        "(a) địa chỉ cuộc trò chuyện này, để liên kết với hồ sơ cán bộ của bạn và nhắn tin nhắc hạn;\n"
        "(b) câu hỏi và mạch trò chuyện, để nhớ câu trước và cải thiện câu trả lời; "
        f"nội dung được xóa sau {days} ngày.\n"
        "Xem: /dulieu · sửa: /sua · xóa: /xoa · rút đồng ý bất cứ lúc nào: /rutdongy."
    )


def text_hash(text: str) -> str:
    """Return the hash that stands in the evidence for the words agreed to."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(purposes: frozenset[Purpose]) -> str:
    """Return version and purposes as they are kept with a chat."""
    return "+".join([CONSENT_VERSION, *sorted(purposes)])


def covers(version: str, purpose: Purpose) -> bool:
    """Say whether what was agreed to holds for a purpose; agreeing to other words than today's holds for none."""
    agreed, *purposes = version.split("+")
    return agreed == CONSENT_VERSION and purpose.value in purposes


def agreed_to(argument: str) -> frozenset[Purpose] | None:
    """Return the purposes that an answer names plainly ("a b", "a", "b"); None for anything else."""
    letters = argument.replace(",", " ").replace("va", " ").split()
    if not letters or not set(letters) <= set(_LETTERS):
        return None
    return frozenset(_LETTERS[letter] for letter in letters)
