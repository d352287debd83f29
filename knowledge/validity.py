"""The dated register of normative texts: what holds on a day, what replaced it, what is not held (hiệu lực)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from knowledge.data import load_yaml
from knowledge.documents import DocumentMetadata
from knowledge.errors import DataError
from knowledge.identity import issuer_key
from knowledge.text import syllables


@dataclass(frozen=True, slots=True)
class RegisteredText:
    """A normative text of the field, as the register knows it.

    ``effective_to`` is the last day in force; None where the text still holds or the end is not known;
    from ``doubtful_from`` on it may be over, by a source that is not enough to say so.
    """

    id: str
    number: str
    type: str
    title: str
    issuer: str | None
    issued_on: str | None
    effective_from: date | None
    effective_to: date | None
    replaces: tuple[str, ...]
    amended_by: tuple[str, ...]
    basis: str | None
    content_held: str
    source_status: str
    aliases: tuple[str, ...]
    doubtful_from: date | None

    def in_force_on(self, day: date) -> bool | None:
        """Say whether the text holds on ``day``; None where the register cannot say."""
        if self.effective_to is not None and day > self.effective_to:
            return False
        if self.effective_from is not None and day < self.effective_from:
            return False
        doubted = self.doubtful_from is not None and day >= self.doubtful_from
        return None if self.effective_from is None or doubted else True


@lru_cache(maxsize=1)
def register() -> tuple[RegisteredText, ...]:
    """Return every text of ``data/documents.yaml``.

    Raises:
        DataError: an entry lacks a number or a source status.
    """
    return tuple(_text(row) for row in load_yaml("documents.yaml")["documents"])


def _text(row: dict[str, Any]) -> RegisteredText:
    if row.get("source_status") not in ("V", "S") or not row.get("number"):
        raise DataError(f"documents.yaml: mục {row.get('id')} thiếu số hoặc mức kiểm chứng (V hoặc S).")
    return RegisteredText(
        id=row["id"], number=row["number"], type=row["type"], title=row["title"], issuer=row.get("issuer"),
        issued_on=str(row["issued_on"]) if row.get("issued_on") else None,
        effective_from=_date(row.get("effective_from")), effective_to=_date(row.get("effective_to")),
        replaces=tuple(row.get("replaces") or ()), amended_by=tuple(row.get("amended_by") or ()),
        basis=row.get("basis"), content_held=row.get("content_held") or "none",
        source_status=row["source_status"], aliases=tuple(row.get("aliases") or ()),
        doubtful_from=_date(row.get("doubtful_from")),
    )  # fmt: skip


def _date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else None


def find_registered(number: str, issued_on: str | None = None, issuer: str | None = None) -> RegisteredText | None:
    """Return the registered text with this number, or None; year and issuer tell apart equal numbers."""
    for text in _by_number().get(tuple(syllables(number)), ()):
        same_year = not issued_on or not text.issued_on or text.issued_on[:4] == issued_on[:4]
        if same_year and _may_be_by(text, issuer):
            return text
    return None


@lru_cache(maxsize=1)
def _by_number() -> dict[tuple[str, ...], list[RegisteredText]]:
    found: dict[tuple[str, ...], list[RegisteredText]] = {}
    for text in register():
        found.setdefault(tuple(syllables(text.number)), []).append(text)
    return found


def _may_be_by(text: RegisteredText, issuer: str | None) -> bool:
    """Say whether ``issuer`` may have issued a text; only provinces number alike, so only theirs are compared."""
    if issuer is None or text.issuer is None or not re.match(r"uy ban|hoi dong", issuer_key(text.issuer)):
        return True
    return issuer_key(issuer) == issuer_key(text.issuer)


def replaced_by(text: RegisteredText) -> tuple[RegisteredText, ...]:
    """Return the registered texts that say they replace ``text``."""
    return tuple(t for t in register() if text.number in t.replaces)


def amending(text: RegisteredText, day: date) -> tuple[RegisteredText, ...]:
    """Return the registered texts that amended ``text`` and were surely in force by ``day``."""
    return tuple(t for n in text.amended_by if (t := find_registered(n)) and _surely_began(t, day))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a normative text holds on a day, and why, in Vietnamese.

    ``holds`` is False where it is over; None where the register cannot say or what amended it is not held.
    """

    holds: bool | None
    words: str


def standing(number: str, issued_on: str | None, day: date, issuer: str | None = None) -> Standing | None:
    """Return how a normative text stands on ``day`` by the register; None for a text that it does not know."""
    text = find_registered(number, issued_on, issuer)
    return _standing(text, day) if text else None


def _standing(text: RegisteredText, day: date) -> Standing | None:
    successors = ", ".join(f"{t.type} {t.number}" for t in replaced_by(text))
    instead = f", được thay thế bởi {successors}" if successors else ""
    if text.effective_to and day > text.effective_to:
        return Standing(False, f"hết hiệu lực từ ngày {_day_after(text.effective_to)}{instead}")
    if any(_surely_began(t, day) for t in replaced_by(text)):
        return Standing(False, f"không còn hiệu lực{instead}")
    if any(t.effective_from is None for t in replaced_by(text)):
        return Standing(None, f"có thể không còn hiệu lực{instead} (chưa rõ từ ngày nào)")
    if text.effective_from and day < text.effective_from:
        return Standing(False, f"chưa có hiệu lực (từ ngày {_shown(text.effective_from)})")
    if amendments := amending(text, day):
        named = "; ".join(f"{t.type} {t.number} từ ngày {_shown(t.effective_from)}" for t in amendments)
        held = all(t.content_held != "none" for t in amendments)
        return Standing(
            None,
            f"{_since(text)}đã được sửa đổi bởi {named}" + ("" if held else " (hệ thống chưa có nội dung sửa đổi)"),
        )
    if text.effective_from is None:
        return None
    if text.doubtful_from and day >= text.doubtful_from:
        return Standing(
            None, f"{_since(text)}có thể đã hết hiệu lực từ ngày {_shown(text.doubtful_from)}; hãy đối chiếu"
        )
    until = f", hết hiệu lực từ ngày {_day_after(text.effective_to)}" if text.effective_to else ""
    return Standing(True, f"đang có hiệu lực (từ ngày {_shown(text.effective_from)}{until})")


def _since(text: RegisteredText) -> str:
    return f"có hiệu lực từ ngày {_shown(text.effective_from)}; " if text.effective_from else ""


def _surely_began(text: RegisteredText, day: date) -> bool:
    """Say whether a text was in force by ``day``; one that is over must have begun, whenever that was."""
    bounds = (text.effective_from, text.effective_to)
    return any(bound is not None and bound <= day for bound in bounds)


def _day_after(last: date) -> str:
    return _shown(last + timedelta(days=1))


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "?"


def contradictions(metadata: DocumentMetadata) -> list[str]:
    """Return warnings where what a document says of itself or of others contradicts the register."""
    found = []
    stated: list[tuple[str, str, str | None, str]] = []
    if metadata.number and metadata.issued_on:
        issuer = metadata.issuer.value if metadata.issuer else None
        stated.append((metadata.number.value, metadata.issued_on.value, issuer, "văn bản này"))
    stated += [
        (r.number.written, r.issued_on, r.issuer, r.number.written)
        for r in (*metadata.legal_bases, *metadata.cited)
        if r.number and r.issued_on
    ]
    for number, issued_on, issuer, name in stated:
        text = find_registered(number, issuer=issuer)
        if text and text.issued_on and len(issued_on) == 10 == len(text.issued_on) and issued_on != text.issued_on:
            found.append(
                f"Ngày của {name} ghi là {issued_on}, sổ văn bản ghi {text.issued_on} ({text.title}); hãy đối chiếu."
            )
    return list(dict.fromkeys(found))
