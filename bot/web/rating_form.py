"""What the forms under an answer need: 👍, 👎, and a question that goes to an officer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RatingForm:
    """What the forms under an answer need.

    Attributes:
        ticket: of the answer, signed for this visitor.
        question: as it was asked.
        unanswered: the documents did not answer it, so that it can be sent to an officer.
        days: for how many days a question that is sent is kept.
    """

    ticket: str
    question: str
    unanswered: bool
    days: int
