"""The clock of the people who use tdkt: Vietnam's, one zone and no summer time."""

from datetime import date, datetime, timedelta, timezone

_WEEKEND = 5  # Saturday, as Python counts
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment in Vietnam."""
    return datetime.now(VIETNAM)


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days after another; holidays are not known here and only make it later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _WEEKEND
    return day
