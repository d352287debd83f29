"""What one clause says, and what must be known besides its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.criteria.narrative.clauses import Clause
from knowledge.text import Span

_INDIVIDUAL = ("kind", "leave")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a clause says.

    Attributes:
        facts: a part of FACTS.json.
        denied: as in ``Told``.
        unread: pieces of it that were not understood.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    denied: tuple[str, ...] = ()
    unread: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known besides the words of a clause.

    Attributes:
        text: all of it, as typed.
        year: the achievement year.
        this_year: what "năm nay" means.
        collective: the words are about a collective.
    """

    text: str
    year: int | None
    this_year: int | None
    collective: bool = False

    def after(self, clause: Clause) -> bool:
        """Say whether the words are about a collective from a clause on."""
        for mark in clause.marks:
            if mark.kind in ("unit", "people", "total", "everyone", "leads", "not_leads"):
                return not clause.has("council")
            if mark.kind == "person" or mark.kind in _INDIVIDUAL:
                return False
        return self.collective
