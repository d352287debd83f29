"""A vote on the last answer in a chat: "/hay" or "/do", counted once with no text and no person."""

from bot.dialogue.turn import Response, Turn
from bot.messages import Kind, said
from bot.unit.rating import BAD, GOOD, new_ticket, vote_key
from knowledge.store.unit_counts import UnitCounts
from knowledge.text import folded, squeezed
from retriever.answering.models import Status

_VOTES = {f"/{GOOD}": GOOD, f"/{BAD}": BAD, "👍": GOOD, "👎": BAD}
_THANKS = "Cảm ơn bạn đã đánh giá."
_BAD_TOO = " Bạn hỏi lại rõ hơn, hoặc hỏi bộ phận thi đua, khen thưởng giúp nhé."
_AGAIN = "Bạn đã đánh giá câu trả lời này rồi."


def rated(turn: Turn, key: bytes, counts: UnitCounts) -> Response | None:
    """Return what is said to a vote on the last answer; None where the message is none, or nothing was answered.

    Args:
        turn: the message and what the chat remembers.
        key: of the home's pseudonyms.
        counts: take the vote.
    """
    vote = _VOTES.get(folded(squeezed(turn.message.text))) if turn.message.kind is Kind.TEXT else None
    last = turn.memory.conversation
    if vote is None or not last.last_question or last.options:
        return None
    status = Status.ANSWERED if last.citations else Status.NOT_FOUND
    documents = [c.document_id for c in last.citations]
    ticket = new_ticket(status.value, documents, last.last_question, turn.now)
    once = vote_key(ticket, key, f"{turn.key}:{turn.sender}", "vote")
    new = counts.vote(once, ticket.tallies(vote), turn.now.timestamp(), turn.now.date())
    words = (_THANKS + (_BAD_TOO if vote == BAD else "")) if new else _AGAIN
    return Response(said(words), turn.memory)
