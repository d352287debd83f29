"""Speak of the last answer again: its source, the reason for it, and more of its document."""

from datetime import date

from knowledge.store import VersionRecord
from knowledge.text import Span
from retriever.answering.models import Answer, Citation, ConversationState, Status
from retriever.answering.sources import CLOSING, day
from retriever.answering.writing import Finding, answered, quoted
from retriever.conversation.turns import Turn
from retriever.reading import Readings

_NOTHING_YET = "Chưa có câu trả lời nào trước đó. Bạn cứ hỏi về thi đua, khen thưởng, tôi sẽ trả lời kèm nguồn."
_FORGOTTEN = "Được, ta nói chuyện khác. Bạn muốn hỏi gì?"
_LONGEST = 1_200  # characters of a provision that is shown whole


def forget(as_of: date) -> Answer:
    """Say that what was said before is left behind."""
    return Answer(Status.CHAT, _FORGOTTEN, as_of)


def recall(turn: Turn, state: ConversationState, readings: Readings, as_of: date) -> Answer:
    """Return what a turn wants of the last answer: its source, more of it, or why."""
    if not state.citations:
        return Answer(Status.CHAT, _NOTHING_YET, as_of)
    if turn is Turn.MORE and (more := _more(state.citations[-1], readings, as_of)):
        return more
    lines = ["Tôi trả lời như vậy vì văn bản ghi:"] if turn is Turn.WHY else []
    for citation in state.citations:
        lines += [quoted(citation.quote)] if citation.quote else []
        lines.append(f"Nguồn: {_place(citation)}.")
    if turn is Turn.WHY:
        lines.append(f"Xét ngày {day(as_of.isoformat())}.")
    return Answer(Status.ANSWERED, "\n".join([*dict.fromkeys(lines), CLOSING]), as_of, state.citations)


def _place(citation: Citation) -> str:
    parts = (citation.document, citation.provision, citation.validity)
    return ", ".join(p for p in parts if p)


def _more(citation: Citation, readings: Readings, as_of: date) -> Answer | None:
    """Return the whole provision around what was quoted, or what follows it where that was whole already."""
    if citation.version_id is None or citation.start is None or citation.end is None:
        return None
    version = readings.of(citation.version_id).version
    around = _provision(version, Span(citation.start, citation.end))
    return answered([Finding(version, (around,))], as_of) if around else None


def _provision(version: VersionRecord, quoted_span: Span) -> Span | None:
    """Return the smallest provision that says more than the quotation; a long one from the quotation on."""
    larger = [
        p.span for p in version.provisions if p.span.covers(quoted_span) and _length(p.span) > _length(quoted_span)
    ]
    if not larger:
        return None
    around = min(larger, key=_length)
    if _length(around) <= _LONGEST:
        return around
    end = version.text.rfind("\n", quoted_span.end, quoted_span.start + _LONGEST)
    return Span(quoted_span.start, end) if end > quoted_span.end else None


def _length(span: Span) -> int:
    return span.end - span.start
