"""What free words told, and what of it was not understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """What was understood of free words, and what was not.

    Attributes:
        facts: a part of FACTS.json; only what the words state.
        quotes: the pieces that were understood, as written.
        unread: the pieces that were not.
        denied: what is said not to be there although FACTS.json cannot say so alone: the code of an award, or
            ``sang_kien`` and ``de_tai`` with the scope or year behind a colon.
    """

    facts: Mapping[str, Any]
    quotes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
