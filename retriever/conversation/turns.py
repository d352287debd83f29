"""Tell a message that leans on the last answer ("nguồn?", "vì sao?", "câu khác") from a question (lượt lời)."""

import re
from enum import StrEnum

from knowledge.text import syllables
from knowledge.vocabulary.frames import turn_frames

_LONGEST = 9  # words; a longer message says more than "vì sao lại thế"
_POLITE = re.compile(
    r"^(?:a|da|em|bot|ad|the|vay|oi|ban)\b ?| ?\b(?:a|nhe|nha|vay|day|di|ban|oi|bot|ad|voi|the|co|b|ay|ha|ma|z|v)$"
)


class Turn(StrEnum):
    """What a message wants of the last answer."""

    SOURCE = "source"
    MORE = "more"
    WHY = "why"
    RESET = "reset"
    ANOTHER = "another"


def read_turn(message: str) -> Turn | None:
    """Return what a message wants of the last answer; None where it asks or tells something of its own."""
    words = syllables(message)
    if not words or len(words) > _LONGEST:
        return None
    forms = {" ".join(words), _bare(" ".join(words))}
    for kind, pattern in turn_frames():
        if any(pattern.fullmatch(form) for form in forms):
            return Turn(kind)
    return None


def _bare(line: str) -> str:
    """Return a line without the courtesies at both ends ("dạ nguồn đâu ạ")."""
    bare = _POLITE.sub("", line)
    return bare if bare == line else _bare(bare)
