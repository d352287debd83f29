"""An answer as a row."""

from dataclasses import asdict
from typing import Any

from retriever.answering.models import Answer


def answer_row(answer: Answer, question_id: object, elapsed_ms: float) -> dict[str, Any]:
    """Return an answer as the contract writes it.

    Args:
        answer: to a question.
        question_id: what whoever asked calls the question.
        elapsed_ms: how long it took.
    """
    return {
        "id": question_id,
        "status": answer.status.value,
        "text": answer.text,
        "citations": [asdict(c) for c in answer.citations],
        "as_of": answer.as_of.isoformat(),
        "options": [{"label": o.label, "question": o.question} for o in answer.options],
        "elapsed_ms": round(elapsed_ms, 1),
    }
