"""What people write when they say how they want to be reminded: an hour, days before (cách ghi mong muốn)."""

import re
from datetime import time

_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:hg.]([0-5]\d)?)?", re.ASCII | re.IGNORECASE)
_LONGEST_LEAD = 365


def hour_written(text: str) -> time | None:
    """Return the time of day that is written: 07:30, 7h30, 16h; None where it is none."""
    found = _HOUR.fullmatch(text.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def lead_days_written(text: str) -> tuple[int, ...] | None:
    """Return the days before that are written, the longest first: 14,7,3,1,0; None where they are none."""
    try:
        days = {int(part) for part in text.split(",")}
    except ValueError:
        return None
    return tuple(sorted(days, reverse=True)) if all(0 <= day <= _LONGEST_LEAD for day in days) else None
