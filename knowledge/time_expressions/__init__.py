"""Vietnamese time expressions: values with the place where they stand (thời điểm, thời hạn trong văn bản).

``find_time_expressions`` reads the dates, periods and limits that plans write out; ``read_time_expressions`` reads
all of them, and what people say besides: "tháng sau", "Tết", "trong 10 ngày kể từ ngày ký", "thứ Sáu hằng tuần".
"""

from knowledge.time_expressions.find import find_time_expressions
from knowledge.time_expressions.models import Boundary, TimeExpression
from knowledge.time_expressions.offset import Calendar
from knowledge.time_expressions.read import read_time_expressions

__all__ = ["Boundary", "Calendar", "TimeExpression", "find_time_expressions", "read_time_expressions"]
