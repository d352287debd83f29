"""The shipped legal facts (sự kiện pháp lý): what a rule says, for which days, and the ways people ask for it.

Data: ``data/legal/*.yaml``. Every fact names its document, provision, period and how surely it is known (V seen in
the text, S secondary); what is known from memory only is not shipped, and a topic may say what is not held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from knowledge.data import load_yaml
from knowledge.errors import DataError
from knowledge.legal_phrases import Terms, folded_phrase, matched, terms_of
from knowledge.legal_shared import fact_rows, missing_words
from knowledge.text import syllables
from knowledge.validity import RegisteredText, find_registered

_FILES = ("criteria", "procedure", "money", "changes", "local")


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a fact stands: a document's number, ký hiệu, and the provision (căn cứ)."""

    number: str
    provision: str | None

    @property
    def text(self) -> RegisteredText | None:
        """Return what the register knows of the document."""
        return find_registered(self.number)


@dataclass(frozen=True, slots=True)
class LegalFact:
    """What a rule says during a period.

    Attributes:
        statement: the fact in our own Vietnamese words, the answer first.
        basis: where it stands; ``also`` are further places.
        effective_from: first day; ``effective_to`` the last day; None where open.
        source_status: V seen in the text, S secondary.
        threshold: least share of votes in per cent, where the fact is one.
        is_open: the fact says that the answer is left open or not held.
    """

    id: str
    statement: str
    basis: Basis
    also: tuple[Basis, ...]
    effective_from: date | None
    effective_to: date | None
    source_status: str
    name: str | None = None
    threshold: int | None = None
    is_open: bool = False

    def holds_within(self, first: date, last: date) -> bool:
        """Say whether the fact is valid on some day from ``first`` to ``last``."""
        begun = self.effective_from is None or self.effective_from <= last
        return begun and (self.effective_to is None or self.effective_to >= first)


@dataclass(frozen=True, slots=True)
class Award:
    """A title or form of commendation and its factors of the base salary (hệ số tiền thưởng)."""

    id: str
    name: str
    basis: Basis
    source_status: str
    individual: Decimal | None
    collective: Decimal | None
    factor_status: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that is asked: the ways to ask it, what excludes it, the dated facts, and what is not held.

    ``place`` is the folded name of the only province whose rule it is; ``title`` the award whose criteria it tells.
    """

    id: str
    kind: str
    asks: tuple[Terms, ...]
    unless: tuple[Terms, ...]
    facts: tuple[LegalFact, ...]
    missing: str | None
    place: str | None = None
    title: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """Return the folded syllables of what the topic says."""
        return _words(tuple(f.statement for f in self.facts), self.missing)

    def facts_within(self, first: date, last: date) -> tuple[LegalFact, ...]:
        """Return the facts valid on some day of a period."""
        return tuple(f for f in self.facts if f.holds_within(first, last))


@lru_cache(maxsize=512)
def _words(statements: tuple[str, ...], missing: str | None) -> frozenset[str]:
    return frozenset(w for s in (*statements, missing or "") for w in syllables(s))


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Return every topic of the shipped legal facts.

    Raises:
        DataError: a fact lacks its text, document, or source status, or a phrase class is unknown.
    """
    return tuple(_topic(row) for name in _FILES for row in load_yaml(f"legal/{name}.yaml")["topics"])


@lru_cache(maxsize=1)
def awards() -> Mapping[str, Award]:
    """Return the titles and forms of commendation by their id."""
    return {key: _award(key, row) for key, row in load_yaml("legal/words.yaml")["awards"].items()}


def _award(key: str, row: dict[str, Any]) -> Award:
    factors = {who: Decimal(str(value)) for who, value in (row.get("money") or {}).items()}
    status = checked_status(row.get("status"), key)
    factor_status = checked_status(row.get("status_money", status), key)
    basis = basis_of(row["basis"])
    return Award(key, row["name"], basis, status, factors.get("individual"), factors.get("collective"), factor_status)


def basis_of(written: str) -> Basis:
    """Return the document and the provision of "06/2022/QH15 Điều 23"."""
    number, _, provision = written.partition(" ")
    return Basis(number, provision or None)


def checked_status(value: object, where: str) -> str:
    """Return a source status, V or S.

    Raises:
        DataError: it is anything else; what is known from memory only is not shipped.
    """
    if value not in ("V", "S"):
        raise DataError(f"Dữ liệu pháp lý: mục {where} thiếu mức kiểm chứng (V hoặc S).")
    return str(value)


def _topic(row: dict[str, Any]) -> Topic:
    facts = tuple(_fact(f"{row['id']}.{i}", f) for i, f in enumerate(fact_rows(row), start=1))
    missing = missing_words(row)
    if not row.get("asks") or not (facts or missing):
        raise DataError(f"Dữ liệu pháp lý: mục {row['id']} thiếu cách hỏi, hoặc thiếu cả nội dung lẫn điều chưa giữ.")
    asks = tuple(terms_of(a) for a in row["asks"])
    place = folded_phrase(row["place"]) if row.get("place") else None
    excluded = (*(row.get("unless") or ()), *load_yaml("legal/words.yaml")["excluded"].get(row["topic"], ()))
    title = row["id"] if row.get("from_criteria") else None
    return Topic(row["id"], row["topic"], asks, tuple(map(terms_of, excluded)), facts, missing, place, title)


def _fact(key: str, row: Mapping[str, Any]) -> LegalFact:
    if not row.get("text") or not row.get("basis"):
        raise DataError(f"Dữ liệu pháp lý: mục {key} thiếu nội dung hoặc căn cứ.")
    basis = basis_of(row["basis"])
    first, last = _period(basis, row)
    return LegalFact(
        id=key, statement=row["text"], basis=basis, also=tuple(basis_of(b) for b in row.get("also") or ()),
        effective_from=first, effective_to=last, source_status=checked_status(row.get("status"), key),
        name=row.get("name"), threshold=row.get("threshold"), is_open=bool(row.get("open")),
    )  # fmt: skip


def _period(basis: Basis, row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the period of a fact: its own bounds, else those of its document in the register."""
    text = basis.text
    last = text.effective_to if text else None
    if text and last is None and text.doubtful_from:
        last = text.doubtful_from - timedelta(days=1)
    return row.get("from", text.effective_from if text else None), row.get("to", last)


def covered(topic: Topic, line: str, named: Mapping[str, tuple[int, int]]) -> frozenset[int]:
    """Return the characters of a folded question line that a topic's best way of asking explains; empty if none."""
    best = max((matched(a, line, named) for a in topic.asks), key=len, default=frozenset())
    return frozenset() if best and any(matched(u, line, named) for u in topic.unless) else best
