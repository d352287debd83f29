"""Small talk, requests to act, and instructions hidden in a question."""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import folded, folded_in_place, normalised, squeezed
from knowledge.vocabulary.frames import manner, manner_start, request_frames, small_talk_frames
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
    DISTRESS = "distress"
    RUDE = "rude"


_REPLIES = {
    Talk.GREETING: f"Xin chào! {ABOUT} Bạn muốn hỏi gì?",
    Talk.THANKS: "Không có gì, rất vui được giúp bạn. Cần tra thêm thời hạn hay hồ sơ nào, bạn cứ hỏi.",
    Talk.WHO: ABOUT,
    Talk.ABILITIES: (
        f"{ABOUT} Ví dụ: “Hạn gửi hồ sơ khen thưởng đợt 1 là ngày nào?”, “Ai ký kế hoạch này?”, “Nộp hồ sơ về đâu?”."
    ),
    Talk.ASIDE: "Tôi chỉ hỗ trợ về thi đua, khen thưởng. Bạn có thể hỏi về thời hạn, hồ sơ, tiêu chuẩn, phong trào.",
    Talk.DISTRESS: (
        "Tôi chỉ là trợ lý tự động, nhưng điều bạn vừa nói rất quan trọng. Bạn hãy nói ngay với người thân, "
        "đồng nghiệp mà bạn tin, hoặc gọi cấp cứu khi nguy hiểm. Bạn không phải chịu đựng một mình."
    ),
    Talk.RUDE: (
        "Xin lỗi nếu tôi chưa giúp được bạn. Bạn cho tôi biết cần tra gì, của cơ quan nào, năm nào, tôi sẽ tìm lại."
    ),
    Talk.GOODBYE: "Tạm biệt, chúc bạn một ngày làm việc hiệu quả. Hẹn gặp lại!",
}
_SHORTEST_QUESTION = 2  # words left after a polite beginning
_LONGEST_TALK = 14  # words; a longer message says more than hello
_SURE = frozenset({Talk.ABILITIES})  # may name the field: "bạn giúp gì về khen thưởng?"
_SENTENCE_END = re.compile(r"(?<=[.!?\n])\s+")
_CLAUSE_END = re.compile(r"[,;.!?]+\s+")


@dataclass(frozen=True, slots=True)
class Manners:
    """How to take a message: the question left after instructions fell away, and a reply where none is left.

    ``dropped`` holds the sentences that fell away; they may still name the agency that is asked about.
    """

    question: str
    dropped: str = ""
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
    typed = squeezed(normalised(message))
    sentences = [s for s in _SENTENCE_END.split(typed) if s.strip()]
    asked = [s for s in sentences if not manner("instruction").search(folded(s))]
    dropped = len(asked) < len(sentences)
    question = _without_insult(_without_opener(" ".join(asked)))
    if manner("secrets").search(folded(typed)):
        return Manners(question, refusal=SECRET_REFUSAL)
    if manner("distress").search(folded(typed)):
        return Manners(question, talk=Talk.DISTRESS)
    if dropped and not (question and (question.endswith("?") or manner("asks").search(_line(question)))):
        return Manners(question, refusal=ACTION_REFUSAL)
    if is_request_to_act(question):
        return Manners(question, refusal=ACTION_REFUSAL)
    if manner("private").search(folded(question)) or manner("private").search(_line(question)):
        return Manners(question, refusal=PRIVATE_REFUSAL)
    fell = squeezed(" ".join(s for s in sentences if s not in asked))
    return Manners(question, fell, talk=small_talk(" ".join(asked)))


def _without_opener(question: str) -> str:
    """Return a question without its polite beginning ("dạ cho em hỏi"), unless nothing else is left."""
    opener = manner_start("openers").match(folded_in_place(question))
    rest = question[opener.end() :].lstrip(" ,:-") if opener else question
    return rest if len(rest.split()) >= _SHORTEST_QUESTION else question


def _without_insult(question: str) -> str:
    """Return a question without the insult that it begins with, unless nothing else is left to ask."""
    clauses = _CLAUSE_END.split(question, maxsplit=1)
    if len(clauses) == 1 or not _is_insult(clauses[0]):
        return question
    return clauses[1] if len(clauses[1].split()) >= _SHORTEST_QUESTION else question


def _is_insult(clause: str) -> bool:
    rude = next(pattern for kind, pattern in small_talk_frames() if kind == Talk.RUDE)
    raw = " ".join(t.text for t in tokenise(clause))
    return bool(rude.search(raw)) and not manner("field").search(_line(clause))


SECRET_REFUSAL = (
    "Tôi không thể cung cấp cấu hình, khóa hay chỉ dẫn nội bộ. Tôi chỉ trả lời câu hỏi về thi đua, khen thưởng "
    "từ các văn bản đã nạp."
)
ACTION_REFUSAL = (
    "Tôi không thể làm việc này: tôi chỉ hỗ trợ tra cứu, không có quyền ký, gửi, sửa, xóa hay quyết định thay ai. "
    "Bạn hãy liên hệ người có thẩm quyền hoặc bộ phận phụ trách."
)
PRIVATE_REFUSAL = "Tôi không cung cấp thông tin riêng tư của cá nhân; trong văn bản đã nạp cũng không có thông tin này."


def is_request_to_act(question: str) -> bool:
    """Say whether a message asks to do something instead of to tell something."""
    line = folded(question).strip(' .!?[]"“”')
    opened_line = _line(question)
    if manner("inform").search(opened_line[:60]):
        return False
    if manner("asks").search(opened_line):
        return bool(request_frames("acts").search(line)) and bool(manner("for_me").search(line))
    if request_frames("acts").search(line) or request_frames("acts").search(opened_line):
        return True
    return bool(request_frames("maybe_acts").search(line)) and bool(
        manner("for_me").search(line) or manner("at_once").search(line)
    )


def small_talk(question: str) -> Talk | None:
    """Return the kind of small talk a message is, or None where it asks something of the field."""
    line = _line(question)
    raw = " ".join(t.text for t in tokenise(question))
    if not line:
        return Talk.GREETING
    for kind, pattern in small_talk_frames():
        talk = Talk(kind)
        if (
            pattern.search(raw)
            and len(raw.split()) <= _LONGEST_TALK
            and (talk in _SURE or not manner("field").search(line))
        ):
            return talk
    return None


def is_aside(question: str) -> bool:
    """Say whether a message neither asks anything nor names anything of the field."""
    line = _line(question)
    if not re.search(r"[a-z]", line):
        return True
    return not (manner("asks").search(line) or manner("field").search(line) or re.search(r"\d", line))
