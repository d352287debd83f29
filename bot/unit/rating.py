"""Votes on answers (đánh giá): each answer gets a ticket, good for one vote of its visitor, and telling no words."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.pseudonyms import pseudonym
from knowledge.store.unit_counts import Tally

GOOD_FOR = timedelta(days=1)
RATINGS, DOCUMENTS, WHY = "rating", "rated_document", "why"
GOOD, BAD = "hay", "do"
REASONS = {"sai": "Sai", "thieu": "Thiếu", "khong-dung-y": "Không đúng ý hỏi", "kho-hieu": "Khó hiểu"}
_SIGNATURE = 16  # bytes
_MOST_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a vote needs to know of an answer.

    Attributes:
        status: how the question ended.
        documents: those that the answer cites.
        question: a fingerprint of what was asked.
        made_at: when, in seconds since 1970.
    """

    status: str
    documents: tuple[int, ...]
    question: str
    made_at: int

    def is_of(self, question: str) -> bool:
        """Say whether the answer was to this question."""
        return hmac.compare_digest(self.question, _fingerprint(question))

    def tallies(self, vote: str) -> tuple[Tally, ...]:
        """Return what a vote counts."""
        cited = (Tally(DOCUMENTS, f"{vote}:{number}") for number in self.documents)
        return (Tally(RATINGS, f"{vote}:{self.status}"), *cited)


def new_ticket(status: str, documents: Iterable[int | None], question: str, now: datetime) -> Ticket:
    """Return the ticket of an answer just given."""
    cited = tuple(dict.fromkeys(d for d in documents if d is not None))[:_MOST_DOCUMENTS]
    return Ticket(status, cited, _fingerprint(question), int(now.timestamp()))


def signed(ticket: Ticket, key: bytes, visitor: str) -> str:
    """Return a ticket as it goes into a form; nobody can change it, or use another visitor's."""
    said = json.dumps([ticket.status, list(ticket.documents), ticket.question, ticket.made_at]).encode()
    return f"{_letters(said)}.{_letters(_mark(said, key, visitor))}"


def read_ticket(written: str, key: bytes, visitor: str, now: datetime) -> Ticket | None:
    """Return the ticket that was given to this very visitor within the last day; None for anything else."""
    said, _, mark = written.partition(".")
    try:
        content, given = _bytes(said), _bytes(mark)
    except ValueError:
        return None
    if not hmac.compare_digest(given, _mark(content, key, visitor)):
        return None
    status, documents, question, made_at = json.loads(content)
    ticket = Ticket(str(status), tuple(documents), str(question), int(made_at))
    return ticket if 0 <= now.timestamp() - ticket.made_at <= GOOD_FOR.total_seconds() else None


def vote_key(ticket: Ticket, key: bytes, visitor: str, what: str) -> str:
    """Return what keeps a visitor from voting twice on an answer, also where the same is asked again.

    It tells neither the visitor nor the answer.
    """
    return pseudonym(key, "vote", what, visitor, ticket.question, ticket.status)


def _fingerprint(question: str) -> str:
    return hashlib.sha256(question.encode("utf-8", "replace")).hexdigest()[:32]


def _mark(said: bytes, key: bytes, visitor: str) -> bytes:
    return hmac.new(key, b"rating:" + visitor.encode() + b"\n" + said, hashlib.sha256).digest()[:_SIGNATURE]


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(written: str) -> bytes:
    if not written.isascii():
        raise ValueError(written)
    return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
