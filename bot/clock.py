"""The clock of the people who use tdkt: Vietnam's, one zone and no summer time."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment in Vietnam."""
    return datetime.now(VIETNAM)
