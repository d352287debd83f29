"""Questions to begin with: about the unit's own documents where there are any (câu hỏi mẫu)."""

from datetime import date

from knowledge.audiences import Audience
from knowledge.documents import DocumentKind, DocumentMetadata
from knowledge.store import DocumentRecord, Library
from knowledge.text import squeezed
from retriever.answering.ownership import foremost
from retriever.answering.sources import period_over

_MOST, _MOST_OWN = 3, 2
_LONGEST_NUMBER = 40
_GENERAL = (
    "Tiêu chuẩn Chiến sĩ thi đua cơ sở?",
    "Tôi có đủ điều kiện Chiến sĩ thi đua cơ sở không?",
    "Nghị định 152/2025 còn hiệu lực không?",
)


def examples_for(library: Library, audience: Audience, today: date) -> tuple[str, ...]:
    """Return a few questions that are worth asking here, of which the documents say something."""
    telling = [r for r in library.documents(audience=audience) if _questions(r)]
    nearest = foremost(telling, lambda record: record.metadata, library.unit())
    nearest.sort(key=lambda record: (period_over(record.metadata, today) is not None, -record.id))
    own = [_questions(record) for record in nearest[:_MOST_OWN]]
    asked = [questions[min(place, len(questions) - 1)] for place, questions in enumerate(own)]
    return (*asked, *_GENERAL)[:_MOST]


def _questions(record: DocumentRecord) -> list[str]:
    """Return what can be asked about a document; nothing about one without a number, or of our own writing."""
    metadata, called = record.metadata, _called(record.metadata)
    if not called or record.kind is DocumentKind.SUMMARY:
        return []
    asked = {f"{called} có những hạn nào?": metadata.period, f"{called} gửi cho những ai?": metadata.recipients,
             f"Ai ký {called}?": metadata.signer}  # fmt: skip
    return [question for question, known in asked.items() if known]


def _called(metadata: DocumentMetadata) -> str:
    """Return how people call a document; empty where it has no whole number."""
    number = squeezed(metadata.number.value) if metadata.number else ""
    whole = number and not number.startswith("/") and len(number) <= _LONGEST_NUMBER
    return f"{metadata.type} {number}" if whole else ""
