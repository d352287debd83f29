"""What a consultation about eligibility (xét điều kiện) holds between two messages: plain data, kept with its chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

LISTS = ("titles", "commendations", "initiatives", "discipline")
PARTIAL = LISTS[:3]  # of which somebody may have told only some
_GOOD_FOR = 24 * 3600.0  # seconds after the last word of it
_MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Step:
    """What was known before a question was answered, for going back."""

    key: str
    facts: str
    closed: tuple[str, ...]
    skipped: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation that is under way, or just ended.

    Attributes:
        title: code of the title or form; empty where it was not named yet.
        facts: what was told, as FACTS.json.
        closed: the lists of facts that are complete, and marks of what else was answered.
        skipped: the questions answered by "không rõ".
        steps: what was known before each answer, oldest first.
        asking: the question that waits for its answer; empty where none does.
        at: when it was last spoken of, in seconds since 1970.
        paused: something else was asked in between.
        ended: its verdict was told.
    """

    title: str = ""
    facts: str = "{}"
    closed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    asking: str = ""
    at: float = 0.0
    paused: bool = False
    ended: bool = False

    @property
    def known(self) -> dict[str, Any]:
        """Return the facts told so far."""
        known: dict[str, Any] = json.loads(self.facts)
        return known

    def is_good_at(self, moment: float) -> bool:
        """Say whether it may still be taken up."""
        return moment - self.at <= _GOOD_FOR

    def told(self, patch: Mapping[str, Any], closes: tuple[str, ...] = ()) -> "Consultation":
        """Return the consultation with more facts; what is said later holds."""
        facts = json.dumps(merged(self.known, patch), ensure_ascii=False, sort_keys=True)
        closed = tuple(dict.fromkeys((*self.closed, *closes)))
        skipped = tuple(s for s in self.skipped if s != self.asking)
        return replace(self._remembered(), facts=facts, closed=closed, skipped=skipped)

    def without(self) -> "Consultation":
        """Return the consultation with the question that waits answered by "không rõ"."""
        return replace(self._remembered(), skipped=(*self.skipped, self.asking))

    def called(self, title: str) -> "Consultation":
        """Return the consultation about a title."""
        return replace(self._remembered(), title=title)

    def switched(self, title: str) -> "Consultation":
        """Return a consultation about another title for the same nominee; lists may have more for that one."""
        known = {k: v for k, v in self.known.items() if k not in PARTIAL or v}
        closed = tuple(c for c in self.closed if c in ("discipline", "not_sent"))
        facts = json.dumps(known, ensure_ascii=False, sort_keys=True)
        return Consultation(title, facts, closed)

    def back(self) -> "Consultation | None":
        """Return how it stood before the last answer; None where nothing was answered yet."""
        if not self.steps:
            return None
        last = self.steps[-1]
        return replace(
            self, title=last.title, facts=last.facts, closed=last.closed, skipped=last.skipped,
            steps=self.steps[:-1], asking=last.key, paused=False, ended=False,
        )  # fmt: skip

    def _remembered(self) -> "Consultation":
        step = Step(self.asking, self.facts, self.closed, self.skipped, self.title)
        return replace(self, steps=(*self.steps, step)[-_MOST_STEPS:], ended=False, paused=False)


def merged(facts: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with more of them: what is said later of the same thing holds."""
    found = dict(facts)
    for name, value in patch.items():
        held = found.get(name)
        if name in LISTS and isinstance(value, list):
            found[name] = _rows(held or [], value) if value else []
        elif isinstance(value, Mapping):
            found[name] = {**(held or {}), **value}
        else:
            found[name] = value
    return found


def _rows(held: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with more; a row about the same award and year, or the same initiative, is completed."""
    found = [dict(row) for row in held]
    taken: set[int] = set()
    for row in more:
        place = next((i for i, old in enumerate(found) if i not in taken and _same(old, row)), None)
        if place is None:
            found.append(dict(row))
            place = len(found) - 1
        else:
            found[place] |= {k: v for k, v in row.items() if v is not None}
        taken.add(place)
    return found


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if "kind" in new:
        scope = old.get("scope") in (None, new.get("scope")) or new.get("scope") is None
        year = old.get("year") in (None, new.get("year")) or new.get("year") is None
        return old.get("kind") == new["kind"] and scope and year
    name = "title" if "title" in new else "form"
    return old.get(name) == new.get(name) and old.get("year") in (None, new.get("year"))
