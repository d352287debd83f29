"""What comes again, inside the time of its plan (hạn lặp lại trong thời gian của kế hoạch)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from knowledge.deadlines import Deadline

_FREQUENCY = re.compile(r"FREQ=(WEEKLY|MONTHLY|YEARLY)(?:;INTERVAL=(\d+))?")
_MOST = 400  # steps; a plan of eight years has so many weeks


def within(deadline: Deadline, first: date | None, last: date | None) -> Deadline:
    """Return a deadline that comes again from ``first`` on, and ends with ``last``; others as they are."""
    rule = deadline.recurrence
    if rule is None:
        return deadline
    end = deadline.end
    if first is not None and end is not None and end < first:
        end = next((day for day in _following(end, rule) if day >= first), end)
    if last is not None and "UNTIL" not in rule:
        rule = f"{rule};UNTIL={last:%Y%m%d}"
    return replace(deadline, end=end, recurrence=rule)


def _following(day: date, rule: str) -> Iterator[date]:
    """Yield the next days of a rule that names one day of a week, month or year."""
    found = _FREQUENCY.match(rule)
    if found is None or "," in rule or "BYMONTHDAY=-" in rule:
        return
    step, interval = found[1], int(found[2] or 1)
    for count in range(1, _MOST):
        if step == "WEEKLY":
            yield day + timedelta(weeks=count * interval)
            continue
        months = day.month - 1 + count * interval * (12 if step == "YEARLY" else 1)
        try:
            yield day.replace(year=day.year + months // 12, month=months % 12 + 1)
        except ValueError:  # no 31st in that month: the rule skips it
            continue
