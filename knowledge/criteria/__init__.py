"""Criteria of titles and forms (tiêu chuẩn danh hiệu thi đua, hình thức khen thưởng) as dated data, and verdicts."""

from knowledge.criteria.book import CriteriaBook
from knowledge.criteria.facts import Facts, Rating, Scope, Subject
from knowledge.criteria.judging import judge
from knowledge.criteria.logic import Truth
from knowledge.criteria.reading import FactsError, read_facts
from knowledge.criteria.shipped import shipped_criteria
from knowledge.criteria.titles import AwardCode, award_code, award_codes, name_of
from knowledge.criteria.verdicts import Gap, Judgement, Outcome, Verdict

__all__ = [
    "AwardCode", "CriteriaBook", "Facts", "FactsError", "Gap", "Judgement", "Outcome", "Rating", "Scope", "Subject",
    "Truth", "Verdict", "award_code", "award_codes", "judge", "name_of", "read_facts", "shipped_criteria",
]  # fmt: skip
