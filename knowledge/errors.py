"""Every error that tdkt raises on purpose, in one tree.

    TdktError
    ├── UsageError            the command was given something it cannot take
    ├── UnreadableDocument    a file cannot become text (Không đọc được văn bản)
    ├── UnknownDocument       no document has this id
    ├── UnknownDeadline       no deadline has this number
    ├── UnknownProposal       no file of criteria has this number
    ├── HomeError             the home folder is missing, newer than the program, or damaged
    │   └── HomeBusy          another process owns the indexes of the home
    ├── IndexMismatch         the index was built by another version or model: reindex
    └── DataError             a shipped or operator's data file breaks its own rules

Messages are Vietnamese and say what was given, what is expected and what to do next.
"""


class TdktError(Exception):
    """Root of the tree: a message for a person, and what to do next.

    Args:
        message: what went wrong, in Vietnamese, naming what was given.
        advice: the next step for the person; may be empty.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class UsageError(TdktError):
    """The command was given something that it cannot take."""


class UnreadableDocument(TdktError):
    """A file cannot become text (không đọc được văn bản)."""


class UnknownDocument(TdktError):
    """No document has this id."""


class UnknownDeadline(TdktError):
    """No deadline has this number."""


class UnknownProposal(TdktError):
    """No file of criteria that people entered has this number."""


class HomeError(TdktError):
    """The home folder is missing, was made by a newer program, or is damaged."""


class HomeBusy(HomeError):
    """Another process owns the indexes of the home."""


class IndexMismatch(TdktError):
    """The index was built by another version or model and must be rebuilt."""


class DataError(TdktError):
    """A shipped or operator's data file breaks its own rules."""
