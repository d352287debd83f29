"""A list from Excel is checked: read, its summaries confirmed, each row judged, and given back with the results."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.nominations import findings, money
from bot.nominations.faults import Fault, masked
from bot.nominations.history import Entry
from bot.nominations.judging import Judged, JudgeFacts, judged
from bot.nominations.nominees import Defaults
from bot.nominations.opening import opened
from bot.nominations.overview import Overview
from bot.nominations.reading import read_list
from bot.nominations.summaries import ReadWords, Understood, understood, with_summaries
from bot.nominations.writing import put_file, written

Confirm = Callable[[Sequence[Understood]], bool]
"""Shows what was understood of the summaries and says whether it counts."""
Tell = Callable[[Sequence[str]], None]
"""Tells what of the workbook will not be kept, before it is written."""
OnRow = Callable[[int, int], None]
"""Is told after each row how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A list that was checked, and where the results are."""

    rows: tuple[Judged, ...]
    overview: Overview
    understood: tuple[Understood, ...]
    output: Path

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the contract writes it."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "faults": [f.as_json() for f in self.overview.faults],
            "summary": self.overview.as_json(),
            "understood": [{"sheet": masked(u.sheet), "row": u.row, "words": u.words} for u in self.understood],
            "output": str(self.output),
        }


@dataclass(frozen=True, slots=True)
class Check:
    """How a list is checked.

    Attributes:
        judge: judges facts for a title; read_words: reads free words.
        confirm: asks whether the summaries were understood; tell_losses: tells what will not be kept.
        watched: opens what is told after each row how many are done, of how many; open only while rows are judged.
    """

    defaults: Defaults
    as_of: date
    judge: JudgeFacts
    read_words: ReadWords
    confirm: Confirm
    tell_losses: Tell
    watched: Callable[[], AbstractContextManager[OnRow]]


def check_list(source: Path, target: Path, check: Check, *, force: bool = False) -> Checked:
    """Check a list and write it again with its results.

    Raises:
        UnreadableDocument: the file cannot be taken.
        UsageError: the target cannot be written.
    """
    book = opened(source)
    listed = read_list(book.grids, check.defaults, check.read_words)
    told = understood(listed.nominations, check.read_words)
    useful = [u for u in told if u.words]
    confirmed = check.confirm(told) if useful else False
    nominations = with_summaries(listed.nominations, useful, confirmed=confirmed)
    rows = []
    with check.watched() as on_row:
        for row in judged(nominations, check.judge):
            rows.append(row)
            on_row(len(rows), len(nominations))
    faults = tuple(dict.fromkeys((*listed.faults, *(f for row in rows for f in row.faults))))
    overview = _overview(rows, listed.entries, faults, book.losses, check.as_of)
    if book.losses:
        check.tell_losses(book.losses)
    put_file(target, written(book, listed.tables, rows, overview, check.as_of), force=force)
    return Checked(tuple(rows), overview, tuple(told), target)


def _overview(
    rows: Sequence[Judged], entries: Sequence[Entry], faults: tuple[Fault, ...], losses: tuple[str, ...], as_of: date
) -> Overview:
    nominations = [row.nomination for row in rows]
    return Overview(
        tuple(rows), tuple(money.prizes(rows, as_of)), tuple(s.words for s in findings.shares(rows)),
        tuple(findings.twice(nominations)), tuple(findings.initiatives_twice(nominations)),
        tuple(findings.spellings(nominations, entries)), faults, losses,
    )  # fmt: skip
