"""Figures on cases of one's own: answers and structure."""

from retriever.evaluation.questions import load_question_cases, score_questions
from retriever.evaluation.structure import load_structure_cases, score_structure

__all__ = ["load_question_cases", "load_structure_cases", "score_questions", "score_structure"]
