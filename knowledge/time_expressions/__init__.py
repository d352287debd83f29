"""Vietnamese time expressions: values with the place where they stand (thời điểm, thời hạn trong văn bản)."""

from knowledge.time_expressions.find import find_time_expressions
from knowledge.time_expressions.models import Boundary, TimeExpression

__all__ = ["Boundary", "TimeExpression", "find_time_expressions"]
