"""Files of JSON Lines that commands take: one object a line, each with a text that must be there and perhaps a day."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.context import day_of
from knowledge.errors import UsageError


def rows_of(path: Path, needed: dict[str, type], example: str, day: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file in order.

    Args:
        path: the file, UTF-8; a byte-order mark is allowed.
        needed: fields that every object must have, with their types.
        example: a right line, shown where one is not.
        day: name of the field that holds a day; it becomes a date, or None where it is absent or empty.

    Raises:
        UsageError: the file cannot be read, or a line is no such object; the message names the line.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp {path}.", "Cần tệp JSON Lines, mã UTF-8.") from error
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}, dòng {number}"
        try:
            row = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not all(isinstance(row.get(name), kind) for name, kind in needed.items()):
            wanted = " và ".join(f"“{name}”" for name in needed)
            raise UsageError(f"{place}: không phải một đối tượng JSON có trường {wanted}.", f"Ví dụ: {example}")
        yield {**row, day: day_in(row.get(day), place)}


def _no_number(constant: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(constant)


def day_in(written: object, place: str) -> date | None:
    """Return the day that a field states, or None where it states none."""
    if written in (None, ""):
        return None
    try:
        return day_of(str(written))
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from error
