"""A version of criteria as a person reads it: the tree of conditions in indented lines, each with where it stands."""

from collections.abc import Iterator
from typing import Any

from knowledge.criteria.book import CriteriaVersion, Layer
from knowledge.criteria.conditions import All, AnyOf, AtLeast, Condition, Council, NotHeld, RatingStreak, parts_of
from knowledge.criteria.facts import Subject
from knowledge.criteria.weighing import subject_words

_INDENT = "   "


def tree_lines(condition: Condition, depth: int = 0, basis: str = "") -> Iterator[str]:
    """Yield a condition and those below it; the basis is told where it is another than above."""
    place = f" [{condition.basis}]" if condition.basis != basis else ""
    secondary = " (thứ cấp)" if condition.source_status == "S" else ""
    yield f"{_INDENT * depth}- {condition.text}{_how(condition)}{place}{secondary}"
    for part in parts_of(condition):
        yield from tree_lines(part, depth + 1, condition.basis)
    if isinstance(condition.test, AnyOf) and not condition.test.wholly_held:
        yield f"{_INDENT * (depth + 1)}- phương án khác của điều này: chưa có văn bản"


def _how(condition: Condition) -> str:
    """Return how the parts of a condition are joined, or who judges it where no fact does."""
    match condition.test:
        case All():
            return ": đủ các điều"
        case AnyOf():
            return ": một trong các điều"
        case AtLeast(count=count, parts=parts):
            return f": ít nhất {count} trong {len(parts)} điều"
        case RatingStreak(among=among) if among:
            return "; trong thời gian đó"
        case Council():
            return " (Hội đồng, đơn vị xem xét)"
        case NotHeld():
            return " (chưa giữ văn bản)"
    return ""


def tree_json(condition: Condition) -> dict[str, Any]:
    """Return a condition and those below it as data."""
    written: dict[str, Any] = {
        "text": condition.text,
        "basis": condition.basis,
        "source_status": condition.source_status,
        "test": type(condition.test).__name__,
    }
    if isinstance(condition.test, AnyOf):
        written["wholly_held"] = condition.test.wholly_held
    if isinstance(condition.test, AtLeast):
        written["count"] = condition.test.count
    parts = [tree_json(part) for part in parts_of(condition)]
    return written | ({"parts": parts} if parts else {})


def version_lines(version: CriteriaVersion) -> Iterator[str]:
    """Yield a version: its summary, the conditions for each subject, and what the council weighs."""
    yield version.summary
    for subject, tree in version.conditions.items():
        yield f"Đối với {subject_words(subject)}:"
        if isinstance(tree.test, All) and tree.text == version.summary:  # told above already
            for part in parts_of(tree):
                yield from tree_lines(part, 1, version.basis)
        else:
            yield from tree_lines(tree, 1, version.basis)
    for line in version.council:
        yield f"Hội đồng còn xem xét: {line}."


def layer_trees(layer: Layer, title: str) -> Iterator[tuple[str, Subject, Condition]]:
    """Yield what a locality says of a title: ``adds`` or ``instead``, for whom, which condition."""
    for how, trees in (("adds", layer.adds), ("instead", layer.instead)):
        for (code, subject), tree in trees.items():
            if code == title:
                yield how, subject, tree
