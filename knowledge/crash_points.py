"""Named places where a test ends the process as a power cut would (điểm ngắt): between two steps that must agree.

Nothing is armed unless the setting ``TDKT_CRASH_AT`` names a point.
"""

import os
import signal
from enum import StrEnum

from knowledge.errors import UsageError


class CrashPoint(StrEnum):
    """Where a cut would hurt most."""

    KEEP_STORED = "keep.stored"
    KEEP_COMMITTED = "keep.committed"
    REMOVE_MARKED = "remove.marked"
    REMOVE_COMMITTED = "remove.committed"
    INDEX_ADDED = "index.added"
    INDEX_COMMITTED = "index.committed"
    VECTORS_ADDED = "vectors.added"
    REBUILD_CLEARED = "rebuild.cleared"
    REMINDERS_WRITTEN = "reminders.written"
    REMINDERS_COMMITTED = "reminders.committed"


_armed: list[CrashPoint] = []


def arm(name: str) -> None:
    """Let the process be killed when it first passes a point; an empty name disarms.

    Raises:
        UsageError: there is no such point.
    """
    _armed.clear()
    if not name:
        return
    try:
        _armed.append(CrashPoint(name))
    except ValueError as error:
        raise UsageError(f"Không có điểm ngắt “{name}”.", f"Các điểm: {', '.join(CrashPoint)}.") from error


def passing(point: CrashPoint) -> None:
    """Pass a named place; the process ends here, without any cleaning up, where a test has armed it."""
    if point in _armed:
        os.kill(os.getpid(), signal.SIGKILL)
