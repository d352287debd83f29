"""What is said of a nominee: a verdict in one of five words, and every condition with its value and its basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.criteria.logic import Truth


class Verdict(StrEnum):
    """The answer to "đủ chưa?"; the council decides, this only prepares."""

    ELIGIBLE = "du"
    NOT_ELIGIBLE = "chua_du"
    INCOMPLETE = "can_bo_sung"
    ON_HOLD = "tam_dung"
    UNDECIDED = "chua_ket_luan"

    @property
    def words(self) -> str:
        """Return the verdict as people read it."""
        return _WORDS[self]


_WORDS = {
    Verdict.ELIGIBLE: "Đủ",
    Verdict.NOT_ELIGIBLE: "Chưa đủ",
    Verdict.INCOMPLETE: "Cần bổ sung",
    Verdict.ON_HOLD: "Tạm dừng xét",
    Verdict.UNDECIDED: "Chưa kết luận",
}


class Gap(StrEnum):
    """Why a condition is not known.

    MISSING: evidence that someone can bring. UNREADABLE: a matter of the council's judgement that no field states.
    NOT_HELD: the text of the law is not held.
    """

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of one condition (tiêu chí) for one nominee.

    Attributes:
        text: the condition in our words; ``why``: what the facts say to it.
        basis: document, Điều, khoản, điểm; ``source_status``: V seen in the text, S secondary.
        gap: why it is not known, where it is not.
        needs: what to bring so that it becomes known (thông tin thiếu); empty where nothing can be brought.
        parts: the conditions it is made of.
        wait: years until it can be met at the earliest if all goes well; None where time does not mend it.
    """

    text: str
    value: Truth
    why: str
    basis: str
    source_status: str
    gap: Gap | None = None
    needs: tuple[str, ...] = ()
    parts: tuple["Outcome", ...] = ()
    wait: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the condition as the contract writes it."""
        written: dict[str, Any] = {
            "text": self.text, "value": self.value.value, "why": self.why, "basis": self.basis,
            "source_status": self.source_status,
        }  # fmt: skip
        return written | ({"parts": [p.as_json() for p in self.parts]} if self.parts else {})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the criteria say of one nominee for one title.

    Attributes:
        title: code of the title or form.
        version: which law decided, with its period, in words.
        conditions: the conditions in the order of the text.
        missing: evidence that could decide and is not there.
        failed: conditions that are certainly not met, each with its reason.
        next_year: the earliest year for which it could be met; None where that cannot be said.
        would_say: what the last held version would say, where the deciding law is not held.
        notes: warnings: secondary sources, what the council weighs, thresholds that are not held.
        steps: what to do next (việc cần làm).
    """

    title: str
    verdict: Verdict
    version: str
    conditions: tuple[Outcome, ...]
    missing: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    next_year: int | None = None
    would_say: "Judgement | None" = None
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """Return the judgement as the contract writes it."""
        return {
            "title": self.title,
            "verdict": self.verdict.value,
            "version": self.version,
            "conditions": [c.as_json() for c in self.conditions],
            "missing": list(self.missing),
            "failed": list(self.failed),
            "next_year": self.next_year,
            "would_say": self.would_say.as_json() if self.would_say else None,
            "notes": list(self.notes),
            "steps": list(self.steps),
        }
