"""The shipped legal facts (sự kiện pháp lý): what a rule says, for which days, and the ways people ask for it.

Data: ``data/legal/*.yaml``. Every fact names its document, provision, period and how surely it is known (V seen in
the text, S secondary); what is known from memory only is not shipped, and a topic may say what is not held.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from knowledge.data import load_yaml
from knowledge.errors import DataError
from knowledge.text import syllables
from knowledge.validity import RegisteredText, find_registered

_FILES = ("criteria", "procedure", "money", "changes", "local")
_GAP = r"(?: \w+){0,4}"


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


Terms = tuple[tuple[str, ...], ...]


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

    ``place`` is the folded name of the only province whose rule it is.
    """

    id: str
    kind: str
    asks: tuple[Terms, ...]
    unless: tuple[Terms, ...]
    facts: tuple[LegalFact, ...]
    missing: str | None
    place: str | None = None

    def facts_within(self, first: date, last: date) -> tuple[LegalFact, ...]:
        """Return the facts valid on some day of a period."""
        return tuple(f for f in self.facts if f.holds_within(first, last))


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
    facts = tuple(_fact(f"{row['id']}.{i}", f) for i, f in enumerate(row.get("facts") or (), start=1))
    missing = row.get("missing")
    if not row.get("asks") or not (facts or missing):
        raise DataError(f"Dữ liệu pháp lý: mục {row['id']} thiếu cách hỏi, hoặc thiếu cả nội dung lẫn điều chưa giữ.")
    asks = tuple(_terms(a) for a in row["asks"])
    place = _folded(row["place"]) if row.get("place") else None
    excluded = (*(row.get("unless") or ()), *load_yaml("legal/words.yaml")["excluded"].get(row["topic"], ()))
    return Topic(row["id"], row["topic"], asks, tuple(_terms(u) for u in excluded), facts, missing, place)


def _fact(key: str, row: dict[str, Any]) -> LegalFact:
    if not row.get("text") or not row.get("basis"):
        raise DataError(f"Dữ liệu pháp lý: mục {key} thiếu nội dung hoặc căn cứ.")
    basis = basis_of(row["basis"])
    first, last = _period(basis, row)
    return LegalFact(
        id=key, statement=row["text"], basis=basis, also=tuple(basis_of(b) for b in row.get("also") or ()),
        effective_from=first, effective_to=last, source_status=checked_status(row.get("status"), key),
        name=row.get("name"), threshold=row.get("threshold"), is_open=bool(row.get("open")),
    )  # fmt: skip


def _period(basis: Basis, row: dict[str, Any]) -> tuple[date | None, date | None]:
    """Return the period of a fact: its own bounds, else those of its document in the register."""
    text = basis.text
    last = text.effective_to if text else None
    if text and last is None and text.doubtful_from:
        last = text.doubtful_from - timedelta(days=1)
    return row.get("from", text.effective_from if text else None), row.get("to", last)


def _terms(written: str) -> Terms:
    """Return "@cstdcs + sáng kiến / đề tài" as terms that must all be found, each in one of its ways."""
    return tuple(tuple(_opened(way.strip() for way in term.split("/"))) for term in re.split(r"\s\+\s", written))


def _opened(ways: Iterable[str]) -> Iterable[str]:
    data = load_yaml("legal/words.yaml")
    for way in ways:
        if not way.startswith("@"):
            yield _folded(way)
        elif way[1:] in data["classes"]:
            yield from (_folded(w) for w in data["classes"][way[1:]])
        elif way[1:] in data["awards"]:
            yield way
        elif way == "@award":
            yield from (f"@{key}" for key, row in data["awards"].items() if row.get("money"))
        else:
            raise DataError(f"Dữ liệu pháp lý: không có lớp từ {way}.")


def _folded(phrase: str) -> str:
    return " ".join(word if word in ("*", "#") else " ".join(syllables(word)) for word in phrase.split())


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + phrase.replace(" *", _GAP).replace("#", r"\d+(?: \d+)*") + r"(?!\w)")


@lru_cache(maxsize=1)
def _award_phrases() -> tuple[tuple[str, str], ...]:
    rows = load_yaml("legal/words.yaml")["awards"].items()
    found = [(_folded(way), key) for key, row in rows for way in row["say"]]
    return tuple(sorted(found, key=lambda f: -len(f[0])))


def awards_in(line: str) -> dict[str, tuple[int, int]]:
    """Return the awards that a folded line names with their places; a name inside a longer one does not count."""
    found: dict[str, tuple[int, int]] = {}
    for phrase, key in _award_phrases():
        for match in _pattern(phrase).finditer(line):
            line = line[: match.start()] + "\x00" * len(match.group(0)) + line[match.end() :]
            found.setdefault(key, match.span())
    return dict(sorted(found.items(), key=lambda f: f[1]))


def covered(topic: Topic, line: str, named: Mapping[str, tuple[int, int]]) -> frozenset[int]:
    """Return the characters of a folded question line that a topic's best way of asking explains; empty if none."""
    if any(_places(u, line, named) for u in topic.unless):
        return frozenset()
    return max((_places(a, line, named) for a in topic.asks), key=len, default=frozenset())


def _places(terms: Terms, line: str, named: Mapping[str, tuple[int, int]]) -> frozenset[int]:
    places: set[int] = set()
    for ways in terms:
        spans = [named[w[1:]] for w in ways if w.startswith("@") and w[1:] in named]
        found = [m.span() for w in ways if not w.startswith("@") for m in _pattern(w).finditer(line)]
        spans += [s for s in found if not any(a < s[0] < b for a, b in named.values())]  # not inside a name
        if not spans:
            return frozenset()
        places |= {i for start, end in spans for i in range(start, end)}
    return frozenset(places)


def general_places(line: str) -> frozenset[int]:
    """Return the characters of a folded line that are words of the whole field ("hội đồng", "danh hiệu")."""
    return frozenset(i for m in _general().finditer(line) for i in range(*m.span()))


@lru_cache(maxsize=1)
def _general() -> re.Pattern[str]:
    phrases = sorted((_folded(str(w)) for w in load_yaml("legal/words.yaml")["neutral"]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def asks_for_money(line: str, named: Mapping[str, tuple[int, int]]) -> bool:
    """Say whether a folded line asks how much a reward is (tiền thưởng)."""
    return bool(_places((tuple(_opened(("@money",))),), line, named))
