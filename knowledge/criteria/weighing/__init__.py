"""Each test of a condition against the facts of one nominee: its value, and why, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from knowledge.criteria import conditions as c
from knowledge.criteria.weighing import awarded, collectives, gates, initiatives, outside, yearly
from knowledge.criteria.weighing.case import Case, Finding, counted, missing, subject_words

__all__ = ["Case", "Finding", "counted", "missing", "subject_words", "weigh"]

_WEIGHED_BY: Mapping[type[Any], Callable[[Any, Case], Finding]] = {
    c.RatingAtLeast: yearly.rating_at_least,
    c.RatingCount: yearly.rating_count,
    c.TitleInYear: awarded.title_in_year,
    c.TitleStreak: awarded.title_streak,
    c.TitleCount: awarded.title_count,
    c.Commendation: awarded.commendation,
    c.Initiatives: initiatives.initiatives,
    c.Participates: gates.participates,
    c.NotUnderReview: gates.not_under_review,
    c.NotDisciplinedAllYear: gates.not_disciplined_all_year,
    c.Share: collectives.share,
    c.Count: collectives.count,
    c.LeadsCluster: collectives.leads_cluster,
    c.VoteShare: collectives.vote_share,
    c.CombatMerit: outside.combat_merit,
    c.ArmedForce: outside.armed_force,
    c.Council: outside.council,
    c.NotHeld: outside.not_held,
}


def weigh(test: c.Test, case: Case) -> Finding:
    """Return what a test that joins no others gives for one nominee."""
    return _WEIGHED_BY[type(test)](test, case)
