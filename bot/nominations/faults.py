"""What is told of a list: where it stands, what was given, what is expected; identity numbers never leave a cell."""

import re
from dataclasses import dataclass

# Nine to twelve figures (Excel eats leading zeros), also in groups of three: never shown anywhere.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:\d{9,12}|\d{3}(?: \d{3}){2,3})(?![\d/])")
_SHOWN = 80


def masked(text: str) -> str:
    """Return a text without what could be a citizen's identity number (CCCD, CMND)."""
    return _IDENTITY_NUMBER.sub("[số định danh]", text)


def shown(text: str) -> str:
    """Return a piece of a cell for a message: short, and without an identity number."""
    safe = masked(text)
    return safe if len(safe) <= _SHOWN else safe[:_SHOWN].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of a list that was not taken as it stands.

    Attributes:
        row: its number as Excel shows it; 0 where it concerns a whole sheet or file.
        given: what stands there, with its heading; expected: what should, or what was done instead.
        is_note: it is only told; nothing was left out for it.
    """

    sheet: str
    row: int
    given: str
    expected: str
    is_note: bool = False

    @property
    def words(self) -> str:
        """Return the fault as people read it."""
        return masked(": ".join(filter(None, (self._where, self.what))))

    @property
    def what(self) -> str:
        """Return what is wrong, without the place."""
        return masked(f"{self.given}; {self.expected}" if self.expected else self.given)

    @property
    def _where(self) -> str:
        sheet = f"trang “{shown(self.sheet)}”" if self.sheet else ""
        return ", ".join(filter(None, (sheet, f"dòng {self.row}" if self.row else "")))

    def as_json(self) -> dict[str, object]:
        """Return the fault as the contract writes it."""
        return {
            "sheet": masked(self.sheet), "row": self.row or None, "given": masked(self.given),
            "expected": masked(self.expected), "kind": "note" if self.is_note else "fault",
        }  # fmt: skip


class Unclear(ValueError):
    """A cell says something that must not be guessed at; the message says what is expected."""
