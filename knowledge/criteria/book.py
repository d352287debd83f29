"""The book of criteria (bộ tiêu chuẩn): dated versions of every title, regimes of law, local layers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.criteria.conditions import Condition, Meets, parts_of
from knowledge.criteria.facts import Facts, Subject
from knowledge.text import syllables
from knowledge.vocabulary.places import find_provinces, provinces

GENERAL = "CHUNG"  # the principles that hold for every title (nguyên tắc chung)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a version, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class CriteriaVersion:
    """What a title demanded during a period, chosen by the day the appraising body received a file.

    Attributes:
        effective_to: the last day; None where it is open.
        basis: number and provision; ``also`` are further ones.
        summary: the conditions in one sentence, as an answer says them.
        conditions: the tree for each subject whose text is held.
        council: what the council weighs beside it; never decided here.
        entered_by: who wrote it; None for what is shipped.
    """

    id: str
    title: str
    effective_from: date
    effective_to: date | None
    basis: str
    also: tuple[str, ...]
    source_status: str
    summary: str
    conditions: Mapping[Subject, Condition]
    council: tuple[str, ...]
    approved: Approval | None
    entered_by: str | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the version decides files received on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Criteria:
    """A title with its versions, in order, and what is not held of it."""

    title: str
    versions: tuple[CriteriaVersion, ...]
    missing: str | None = None

    def on(self, day: date) -> CriteriaVersion | None:
        """Return the version that decides files received on a day; None where none is held."""
        return next((v for v in reversed(self.versions) if v.holds_on(day)), None)

    def nearest(self, day: date) -> CriteriaVersion | None:
        """Return the last version before a day, or else the first after it."""
        in_order = sorted(self.versions, key=lambda v: v.effective_from)
        before = [v for v in in_order if v.effective_from <= day]
        return before[-1] if before else next(iter(in_order), None)


@dataclass(frozen=True, slots=True)
class Regime:
    """A period under one set of laws (chế độ pháp luật), chosen by the day of receipt.

    Attributes:
        laws: the deciding texts, as they are named.
        is_held: their content is held.
        transition: where files of before that were pending may have it better; None where nothing is said.
        pending_since: the earliest receipt of a file that is thought still pending at the change.
    """

    id: str
    effective_from: date
    effective_to: date | None
    laws: str
    is_held: bool
    transition: str | None = None
    pending_since: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the regime decides files received on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    @property
    def period(self) -> str:
        """Return its days in words."""
        begun = f"từ {self.effective_from:%d/%m/%Y}"
        return begun + (f" đến {self.effective_to:%d/%m/%Y}" if self.effective_to else "")


@dataclass(frozen=True, slots=True)
class Layer:
    """The detail of a province or ministry (quy định chi tiết của bộ, tỉnh) over the national criteria.

    Attributes:
        provinces: folded names of today's provinces whose nominees it binds.
        organisations: folded words in the name of an organisation that it binds.
        adds: further conditions by title and subject; ``instead``: trees that take the place of the national one.
        entered_by: who wrote it; None for what is shipped.
    """

    id: str
    name: str
    number: str
    effective_from: date
    effective_to: date | None
    provinces: frozenset[str]
    organisations: tuple[str, ...]
    adds: Mapping[tuple[str, Subject], Condition]
    instead: Mapping[tuple[str, Subject], Condition]
    approved: Approval | None
    entered_by: str | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the layer counts for files received on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def binds(self, facts: Facts, day: date) -> bool:
        """Say whether the layer binds a nominee whose file was received on a day."""
        if not self.holds_on(day):
            return False
        organisation = f" {folded_words(facts.organisation or '')} "
        in_province = bool(self.provinces) and _province_today(facts) in self.provinces
        return in_province or any(f" {word} " in organisation for word in self.organisations)


@dataclass(frozen=True, slots=True)
class CriteriaBook:
    """Everything by which nominees are judged: what is shipped, and what the operator had approved."""

    criteria: Mapping[str, Criteria]
    regimes: tuple[Regime, ...]
    layers: tuple[Layer, ...]

    def regime_on(self, day: date) -> Regime:
        """Return the regime of files received on a day."""
        return next((r for r in self.regimes if r.holds_on(day)), self.regimes[0])

    def layers_for(self, facts: Facts, day: date) -> tuple[Layer, ...]:
        """Return the local layers that bind a nominee; of two with one id the later added one."""
        return tuple({layer.id: layer for layer in self.layers if layer.binds(facts, day)}.values())

    def deciding(self, title: str, day: date) -> CriteriaVersion | None:
        """Return the version that decides files received on a day; None where the law of that day is not held.

        Under a law that is not held only a version made for that law decides.
        """
        criteria, regime = self.criteria.get(title), self.regime_on(day)
        version = criteria.on(day) if criteria else None
        if version is None or title == GENERAL or regime.is_held or version.effective_from >= regime.effective_from:
            return version
        return None

    def decides_until(self, title: str, day: date) -> date | None:
        """Return the last day on which the version of a day goes on to decide; None where no end is in sight."""
        version = self.deciding(title, day)
        edges = {r.effective_from for r in self.regimes if r.effective_from > day}
        edges |= (
            {v.effective_from for v in self.criteria[title].versions if v.effective_from > day} if version else set()
        )
        if version and version.effective_to:
            edges.add(version.effective_to + timedelta(days=1))
        over = (edge for edge in sorted(edges) if self.deciding(title, edge) is None)
        end = next(over, None)
        return end - timedelta(days=1) if end and version else None

    def with_versions(self, versions: Iterable[CriteriaVersion]) -> "CriteriaBook":
        """Return the book with further versions; of two that hold on a day the later added one decides."""
        merged = dict(self.criteria)
        for version in versions:
            held = merged.get(version.title) or Criteria(version.title, ())
            merged[version.title] = Criteria(held.title, (*held.versions, version), held.missing)
        return CriteriaBook(merged, self.regimes, self.layers)

    def with_layers(self, layers: Iterable[Layer]) -> "CriteriaBook":
        """Return the book with further local layers."""
        return CriteriaBook(self.criteria, self.regimes, (*self.layers, *layers))


def folded_words(words: str) -> str:
    """Return words as they are compared: without diacritics, case and marks."""
    return " ".join(syllables(words))


def _province_today(facts: Facts) -> str | None:
    """Return today's province of a nominee, folded: Bắc Giang is Bắc Ninh since 01/07/2025."""
    if facts.province is None:
        named = find_provinces(facts.organisation or "")
        return folded_words(named[0][0].today) if named else None
    written = folded_words(facts.province).removeprefix("tinh ").removeprefix("thanh pho ").removeprefix("tp ")
    return next((folded_words(p.today) for p in provinces() if p.folded == written), written or None)


def asked_by(criteria: Criteria, book: CriteriaBook) -> frozenset[type]:
    """Return the kinds of tests on which any version of a title rests, through other titles too."""
    trees = [tree for version in criteria.versions for tree in version.conditions.values()]
    trees += [tree for layer in book.layers for (code, _), tree in {**layer.adds, **layer.instead}.items()
              if code == criteria.title]  # fmt: skip
    found: set[type] = set()
    while trees:
        condition = trees.pop()
        found.add(type(condition.test))
        trees += parts_of(condition)
        other = book.criteria.get(condition.test.title) if isinstance(condition.test, Meets) else None
        if other is not None:
            found |= asked_by(other, book)
    return frozenset(found)
