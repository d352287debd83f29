"""Quote a part of a document that is asked for by its number, or show the headings of one asked for as a whole.

"Điều 8 quy định gì?", "khoản 2 Điều 93 Luật …", "mục III.2 của kế hoạch nói gì?", "tóm tắt kế hoạch 327".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.documents import Provision, ProvisionKind
from knowledge.store import VersionRecord
from knowledge.text import Span, folded, syllables
from retriever.answering.meta import Silence
from retriever.answering.writing import Finding
from retriever.scope import Candidate
from retriever.understanding import Focus, Question
from retriever.understanding.units import Unit

_IN_PLANS = (ProvisionKind.ROMAN, ProvisionKind.PART, ProvisionKind.SECTION, ProvisionKind.CLAUSE)
_KINDS: dict[str, tuple[ProvisionKind, ...]] = {
    "phu luc": (ProvisionKind.ANNEX,),
    "phan": _IN_PLANS,
    "chuong": (ProvisionKind.CHAPTER,),
    "muc": _IN_PLANS,
    "dieu": (ProvisionKind.ARTICLE,),
    "khoan": (ProvisionKind.CLAUSE,),
    "diem": (ProvisionKind.POINT,),
}  # outermost first
_NAMES = {"phu luc": "Phụ lục", "phan": "phần", "chuong": "Chương", "muc": "mục", "dieu": "Điều", "khoan": "khoản",
          "diem": "điểm"}  # fmt: skip
_WHOLE = ("phu luc", "phan", "muc", "dieu")  # one of these must be named: a khoản alone is of nowhere
_SECTION = re.compile(r"\b(?P<kind>phan|muc)(?: so)? (?P<label>[ivx]{1,5}|\d{1,2})\b(?: (?P<inner>\d{1,2})\b)?")
_OUTLINE = re.compile(
    r"\b(?:tom tat|tom luoc|toan van|muc luc|bo cuc|noi dung (?:chinh|chu yeu)|y chinh"
    r"|(?:co|gom|bao gom|neu) (?:nhung |cac )?(?:noi dung|phan|muc)(?: chinh| lon)? (?:gi|nao))\b"
)
_OF_DOCUMENTS = frozenset(
    "luat nghi dinh thong tu quyet quy che ke hoach huong dan cong van chi thi thong bao ban noi dung dieu khoan diem "
    "phu luc chuong muc phan nay cua do".split()
)
_LONGEST = 6_000  # characters of one provision that an answer quotes
_MOST_HEADINGS, _DEEPEST = 20, 2
_GO_ON = "Gồm các mục dưới đây; muốn xem mục nào, bạn hỏi tiếp, ví dụ “{} nói gì”."


@dataclass(frozen=True, slots=True)
class _Part:
    """One step on the way to a provision: "Điều 93" of "khoản 2 Điều 93"."""

    kind: str
    label: str

    @property
    def name(self) -> str:
        return f"{_NAMES[self.kind]} {self.label.upper() if self.kind in ('phan', 'muc') else self.label}"


def asks_for_provision(question: Question, named: Sequence[Candidate]) -> bool:
    """Say whether the words of a provision are wanted and nothing in it ("Điều 50 quy định gì?")."""
    parts = _parts(question)
    if not any(p.kind in _WHOLE for p in parts) or question.focus is not Focus.WHAT:
        return False
    return _says_only(question, named, {p.label for p in parts})


def asks_for_outline(question: Question, named: Sequence[Candidate]) -> bool:
    """Say whether a document is asked for as a whole ("tóm tắt kế hoạch 327")."""
    asked = _OUTLINE.search(question.line)
    return asked is not None and _says_only(question, named, set(asked.group().split()))


def _says_only(question: Question, named: Sequence[Candidate], words: set[str]) -> bool:
    """Say whether a question holds nothing beyond these words and the names of documents."""
    return all(set(u.asked) <= _OF_DOCUMENTS | words or any(_is_of(u, c) for c in named) for u in question.units)


def _is_of(unit: Unit, candidate: Candidate) -> bool:
    """Say whether a word of the question belongs to what a document is called."""
    naming = f" {' '.join(syllables(candidate.profile.metadata.naming))} "
    return unit.is_within(candidate.naming.words) or any(f" {' '.join(p)} " in naming for p in unit.alternatives)


def _parts(question: Question) -> list[_Part]:
    """Return the steps that a question names, the outermost first."""
    found = [_Part(kind, label) for kind, label in question.provisions if kind in _KINDS]
    for match in _SECTION.finditer(question.line):
        found.append(_Part(match["kind"], match["label"]))
        found += [_Part("khoan", match["inner"])] if match["inner"] else []
    order = list(_KINDS)
    return sorted(dict.fromkeys(found), key=lambda p: order.index(p.kind))


def about_provision(question: Question, version: VersionRecord) -> Finding | Silence:
    """Return the provision that a question names, whole, or that the document has none such.

    Where a document and its annex number their articles alike, both are quoted.
    """
    parts = _parts(question)
    within: list[Provision] | None = None
    for part in parts:
        fitting = [
            p
            for p in version.provisions
            if p.kind in _KINDS[part.kind] and _labelled(p, part.label) and (within is None or _inside(p, within))
        ]
        if not fitting:
            return Silence(" ".join(p.name for p in reversed(parts)))
        highest = min(p.level for p in fitting)
        within = [p for p in fitting if p.level == highest or part.kind == "dieu"]
    spans = [s for p in within or () for s in _sentences(version, p)]
    return Finding(version, tuple(spans)) if spans else Silence("nội dung được hỏi")


def about_outline(version: VersionRecord) -> Finding | Silence:
    """Return the headings of a document, the highest two levels of them."""
    headings = [p for p in version.provisions if p.is_heading]
    highest = min((p.level for p in headings), default=0)
    shown = [p for p in headings if p.level < highest + _DEEPEST]
    if len(shown) > _MOST_HEADINGS:
        shown = [p for p in shown if p.level == highest]
    if len(shown) < 2:
        return Silence("đề mục nào")
    spans = tuple(p.heading_span for p in shown[:_MOST_HEADINGS])
    first = shown[0]
    name = first.label if first.kind is ProvisionKind.ARTICLE else f"mục {first.label}"
    return Finding(version, spans, _GO_ON.format(name))


def _labelled(provision: Provision, label: str) -> bool:
    words = syllables(provision.label) or [folded(provision.label)]
    return words[-1] == label or words[-1].lstrip("0") == label


def _inside(provision: Provision, outer: Iterable[Provision]) -> bool:
    return any(o.span.covers(provision.span) and o is not provision for o in outer)


def _sentences(version: VersionRecord, provision: Provision) -> list[Span]:
    """Return the heading and the sentences of a provision, as much as one answer can hold."""
    inside = [s for c in version.chunks for s in c.sentences if provision.span.covers(s)]
    spans = inside or [provision.span]
    if provision.is_heading and not any(s.overlaps(provision.heading_span) for s in inside):
        spans = [provision.heading_span, *inside]
    kept, length = [], 0
    for span in sorted(set(spans)):
        length += len(span)
        if length > _LONGEST:
            break
        kept.append(span)
    return kept
