"""A case of many as a row: its judgement, or what is wrong with its facts."""

from datetime import date
from typing import Any

from knowledge.criteria import CriteriaBook, FactsError, judge, read_facts
from knowledge.errors import UsageError


def judged_or_fault(book: CriteriaBook, title: str, facts: object, as_of: date) -> dict[str, Any]:
    """Return the judgement of a case; one whose facts are wrong says so in ``error`` and stops no other.

    Args:
        book: the criteria that hold.
        title: code or name of a title.
        facts: of the nominee, as parsed from JSON.
        as_of: the day.
    """
    try:
        return dict(judge(book, title, read_facts(facts), as_of).as_json())
    except (FactsError, UsageError) as error:
        return {"verdict": None, "error": str(error)}
