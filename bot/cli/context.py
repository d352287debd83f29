"""What every command is given: the home, the day, and how to speak."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.bootstrap import DATABASE, Home, open_home
from bot.clock import VIETNAM
from bot.settings import Settings
from knowledge.criteria import CriteriaBook, shipped_criteria
from knowledge.errors import UsageError
from retriever.index.sync import Progress


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand beside every command."""

    home_path: Path
    as_of: date
    as_json: bool
    actor: str
    patience: float
    settings: Settings
    _opened: list[Home] = field(default_factory=list)

    def home(self, *, create: bool = True) -> Home:
        """Open the home; it is closed when the command is over."""
        self._opened.append(open_home(self.home_path, create=create, patience=self.patience))
        return self._opened[-1]

    def criteria(self) -> CriteriaBook:
        """Return the criteria: what is shipped, and what the home's people approved where there is a home."""
        return self.home(create=False).criteria() if self.has_home() else shipped_criteria()

    def has_home(self) -> bool:
        """Say whether there is a home."""
        return (self.home_path / DATABASE).is_file()

    def close(self) -> None:
        """Close what was opened."""
        for home in self._opened:
            home.close()

    def say(self, text: str) -> None:
        """Speak to a person, unless only JSON may go out."""
        if not self.as_json:
            sys.stdout.write(_writable(text.rstrip("\n")) + "\n")

    def give(self, value: dict[str, Any], text: str) -> None:
        """Give a result: one JSON object, or words."""
        if self.as_json:
            write_json(value)
        else:
            self.say(text)

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Progress]:
        """Show a progress bar on stderr where a person is watching it."""
        if not sys.stderr.isatty():
            yield lambda _done, _total: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda done, of: bar.update(task, completed=done, total=of)


def write_json(value: dict[str, Any]) -> None:
    """Write one JSON object as one line of stdout."""
    sys.stdout.write(_writable(json.dumps(value, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def _writable(text: str) -> str:
    """Return a text without what UTF-8 cannot carry (half of a pair, a byte of a file's name)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def day_of(text: str) -> date:
    """Return the day that ``--as-of`` names; today in Vietnam where it is empty.

    Raises:
        UsageError: it is neither 2026-11-20 nor 20/11/2026.
    """
    if not text:
        return datetime.now(VIETNAM).date()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=VIETNAM).date()
        except ValueError:
            continue
    raise UsageError(f"Ngày “{text}” không đúng dạng.", "Hãy viết 2026-11-20 hoặc 20/11/2026.")
