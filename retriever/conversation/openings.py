"""Ask back where a message cannot be completed: what is wanted, or of whom."""

from datetime import date

from knowledge.text import squeezed
from retriever.answering.models import Answer, ConversationState, Option, Status
from retriever.answering.sources import document_name, issuer_name
from retriever.catalogue import Catalogue

_MOST = 6


def ask_what(message: str, as_of: date) -> Answer:
    """Ask what is wanted of something that was only named."""
    named = squeezed(message).strip(" ?.")
    text = f"Bạn muốn hỏi gì về “{named}”? Ví dụ: hạn nộp hồ sơ, nơi nhận, số bộ hồ sơ, tiêu chuẩn, người ký."
    return Answer(Status.CLARIFY, text, as_of)


def offer_others(catalogue: Catalogue, state: ConversationState, as_of: date) -> Answer:
    """Offer the documents that were not offered or told yet, and ask for the name of any other."""
    told = {o.document_id for o in state.options} | set(state.documents)
    others = [p.record for p in catalogue.profiles if p.document_id not in told][:_MOST]
    question = state.last_question.rstrip(" ?.")
    options = tuple(Option(issuer_name(r.metadata), f"{question} ({issuer_name(r.metadata)})?", r.id) for r in others)
    lines = ["Bạn cho biết tên cơ quan, tỉnh hoặc số văn bản."]
    if others:
        lines.append("Các văn bản khác đang có:")
        lines += [f"{n}. {document_name(r.metadata)}" for n, r in enumerate(others, 1)]
    return Answer(Status.CLARIFY, "\n".join(lines), as_of, options=options)
