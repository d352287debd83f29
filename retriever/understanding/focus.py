"""What kind of answer a question wants, read from its opened, folded line."""

from enum import StrEnum

from knowledge.text import Span
from knowledge.vocabulary.frames import asking_words, focus_frames


class Focus(StrEnum):
    """The kind of answer wanted (câu hỏi nhằm vào điều gì)."""

    VALIDITY = "validity"
    SIGNER = "signer"
    NUMBER_AND_DATE = "number_and_date"
    ISSUER = "issuer"
    RECIPIENTS = "recipients"
    LEGAL_BASES = "legal_bases"
    MENTIONED_IN = "mentioned_in"
    IN_TIME = "in_time"
    ODDITY = "oddity"
    TIME_OF_DAY = "time_of_day"
    DEADLINE = "deadline"
    PERIOD = "period"
    WHEN_DAY = "when_day"
    WHEN = "when"
    MONEY = "money"
    PERCENT = "percent"
    CONTACT = "contact"
    FORM = "form"
    PERSON = "person"
    WHICH_NUMBER = "which_number"
    STRUCTURE = "structure"
    COUNT = "count"
    DURATION = "duration"
    DOCUMENT = "document"
    THEME = "theme"
    PLACE = "place"
    ADDRESSEE = "addressee"
    AGENT = "agent"
    PURPOSE = "purpose"
    YES_NO = "yes_no"
    LIST = "list"
    TASK = "task"
    WHAT = "what"


def find_foci(line: str) -> tuple[Focus, ...]:
    """Return what a folded, opened question line asks for, the most telling first; ``WHAT`` if nothing shows."""
    found = [Focus(kind) for kind, pattern in focus_frames() if pattern.search(line)]
    return tuple(found) or (Focus.WHAT,)


def focus_spans(line: str, focus: Focus) -> list[Span]:
    """Return the words of a question line that ask for ``focus`` and that an answer need not repeat."""
    pattern = dict(focus_frames()).get(focus.value)
    return [Span(*m.span()) for m in pattern.finditer(line) if m.group(0)] if pattern else []


def asking_spans(line: str) -> list[Span]:
    """Return the parts of a question line that only ask and name nothing."""
    return [Span(*m.span()) for m in asking_words().finditer(line)]
