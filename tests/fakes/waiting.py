"""Waiting for something that another thread brings about."""

import threading
import time
from collections.abc import Callable
from typing import Any

_LOOK = 0.02  # seconds; a predicate may depend on what the condition is not told of


def wait_for(changed: threading.Condition, predicate: Callable[[], Any], timeout: float) -> Any:
    """Return what the predicate returns as soon as it is true, looking whenever something changes.

    Raises:
        AssertionError: it was not in time.
    """
    until = time.monotonic() + timeout
    while not (found := predicate()):
        if time.monotonic() >= until:
            raise AssertionError(f"it did not happen within {timeout} s")
        with changed:
            changed.wait(_LOOK)
    return found
