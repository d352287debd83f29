"""What a rule of the grammar reads: the moments of one phrase and what the words make of them."""

from dataclasses import dataclass

from knowledge.time_expressions.models import Boundary
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.offset import Offset


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the grammar read, from token ``first`` up to ``last`` (not included).

    ``rule`` is an RRULE that the words give outright; ``offset`` counts from the moment in ``end`` or from an event;
    ``is_after`` marks "sau ngày ...", whose day itself no longer counts.
    """

    first: int
    last: int
    start: Moment | None = None
    end: Moment | None = None
    boundary: Boundary | None = None
    every: str | None = None  # DAILY, WEEKLY, MONTHLY, QUARTERLY, YEARLY
    school_year: bool = False
    rule: str | None = None
    offset: Offset | None = None
    is_after: bool = False
