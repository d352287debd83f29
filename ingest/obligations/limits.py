"""How firmly the words of a time bind, and which deeds bind with them (mức ràng buộc của lời ghi hạn)."""

from ingest.obligations.cues import begins, ends, has
from knowledge.time_expressions import TimeExpression

HANDING = ("handing_in", "reporting", "finishing", "receiving")
_NONE = ("none of them",)
_NEAR = 40


def is_firm(found: TimeExpression) -> bool:
    """Say whether the words of the time make a limit by themselves: "trước ngày", "chậm nhất"."""
    return found.boundary is not None and has(found.quote.lower(), "firm_limits")


def is_event_bound(found: TimeExpression) -> bool:
    """Say whether it is a stretch that counts from an event: "trong 05 ngày làm việc kể từ ngày nhận đủ hồ sơ"."""
    return found.boundary is not None and not found.resolvable and found.end is None and found.anomaly is None


def is_stretch(found: TimeExpression) -> bool:
    """Say whether it has a first and another last day."""
    return found.start is not None and found.end is not None and found.start != found.end


def has_day(found: TimeExpression) -> bool:
    """Say whether it comes again on a day that is told: "ngày 20 hằng tháng", not "hằng quý"."""
    return found.recurrence is not None and found.resolvable and "BY" in found.recurrence


def binding_deeds(found: TimeExpression, before: str) -> tuple[str, ...]:
    """Return the kinds of deed that bind with a time of this kind; empty where every deed does.

    Args:
        found: the time.
        before: the words before it, in small letters.
    """
    if is_firm(found) or is_event_bound(found):
        return ()
    if found.boundary is not None and found.start is None:
        return HANDING
    if found.recurrence is not None:
        return HANDING[:3] if has_day(found) else _NONE
    if is_stretch(found):
        if found.quote.lower().startswith("từ"):
            return ("receiving", "handing_in")
        return HANDING if found.precision != "year" and _is_led(before, found) else _NONE
    is_day = found.precision == "day" and (_is_led(before, found) or has(before[-_NEAR:], "settling"))
    return HANDING if is_day else _NONE


def _is_led(before: str, found: TimeExpression) -> bool:
    """Say whether a preposition makes the day one on which something is done."""
    own = begins("day_prepositions").match(found.quote.lower())
    return own is not None or ends("day_prepositions").search(before) is not None
