"""What a person says of a document that was understood wrongly (sửa điều đã hiểu), and who may see it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ingest.pipeline import read_deadlines_anew
from knowledge.audiences import role_called, role_group, unit_group
from knowledge.documents import DocumentMetadata, Stated
from knowledge.errors import UsageError
from knowledge.people import Role
from knowledge.store import Library

CORRECTABLE = ("number", "issuer", "issued_on", "type", "title")
RELATIONS = ("amends", "replaces", "repeals", "guides")
_PRECISION = {10: "day", 7: "month", 4: "year"}


def correct(library: Library, document_id: int, detail: dict[str, str], actor: str) -> None:
    """Keep what a person says of a document as a new version, and read its deadlines anew.

    Args:
        library: the register.
        document_id: of which document.
        detail: the right values by ``CORRECTABLE``; the day as ``is_issue_day`` wants it.
        actor: who says so, for the audit.

    Raises:
        UnknownDocument: there is no such document.
    """
    corrected = _corrected(library.current_version(document_id).metadata, detail)
    library.correct(document_id, corrected, actor, detail)
    read_deadlines_anew(library, document_id)  # another day of issue may mean another year of "trước ngày 20/6"


def is_issue_day(written: str) -> bool:
    """Say whether this is a day, month or year of the calendar, written as ISO 8601."""
    parts = written.split("-")
    whole = "-".join([*parts, "01", "01"][: max(3, len(parts))])
    try:
        return len(parts) <= 3 and date.fromisoformat(whole).isoformat()[: len(written)] == written
    except ValueError:
        return False


def groups_named(units: Iterable[str], roles: Iterable[str]) -> list[str]:
    """Return the groups that units and roles make, told by their names.

    Raises:
        UsageError: a role is none, or a unit has no name.
    """
    named = [(name, role_called(name)) for name in roles]
    unknown = next((name for name, role in named if role is None), None)
    if unknown is not None:
        raise UsageError(f"Không có vai trò “{unknown}”.", f"Các vai trò: {', '.join(Role)}.")
    try:
        return [*map(unit_group, units), *(role_group(role) for _, role in named if role)]
    except ValueError:
        raise UsageError("Tên đơn vị đang để trống.") from None


def _corrected(metadata: DocumentMetadata, detail: dict[str, str]) -> DocumentMetadata:
    changes: dict[str, Any] = {k: Stated(v) for k, v in detail.items() if k != "type"}
    if "type" in detail:
        changes["type"] = detail["type"]
    if "issued_on" in detail:
        changes["issued_on_precision"] = _PRECISION.get(len(detail["issued_on"]))
    return replace(metadata, **changes)
