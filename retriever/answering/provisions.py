"""Quote a provision that is asked for by its number: "Điều 8 quy định gì?", "khoản 2 Điều 93 Luật …"."""

from collections.abc import Iterable, Sequence

from knowledge.documents import Provision, ProvisionKind
from knowledge.store import VersionRecord
from knowledge.text import Span, folded, syllables
from retriever.answering.meta import Silence
from retriever.answering.writing import Finding
from retriever.scope import Candidate
from retriever.understanding import Focus, Question
from retriever.understanding.units import Unit

_KINDS = {
    "dieu": ProvisionKind.ARTICLE,
    "khoan": ProvisionKind.CLAUSE,
    "diem": ProvisionKind.POINT,
    "phu luc": ProvisionKind.ANNEX,
    "chuong": ProvisionKind.CHAPTER,
}
_NAMES = {"dieu": "Điều", "khoan": "khoản", "diem": "điểm", "phu luc": "Phụ lục", "chuong": "Chương"}
_OUTERMOST_FIRST = ("phu luc", "chuong", "dieu", "khoan", "diem")
_OF_DOCUMENTS = frozenset(
    ["luat", "nghi", "dinh", "nghi_dinh", "thong_tu", "quyet_dinh", "nghi_quyet", "quy_dinh", "quy_che", "ke_hoach",
     "huong_dan", "cong_van", "chi_thi", "van_ban", "noi_dung", "dieu", "khoan", "diem", "phu_luc", "chuong", "muc"]
)  # fmt: skip
_LONGEST = 6_000  # characters of one provision that an answer quotes


def asks_for_provision(question: Question, named: Sequence[Candidate]) -> bool:
    """Say whether the words of a provision are wanted and nothing in it ("Điều 50 quy định gì?")."""
    if not any(kind in ("dieu", "phu luc") for kind, _ in question.provisions) or question.focus is not Focus.WHAT:
        return False
    labels = {label for _, label in question.provisions}
    said = [u for u in question.units if not _only_names(u, labels)]
    return all(any(_is_of(u, c) for c in named) for u in said)


def _only_names(unit: Unit, labels: set[str]) -> bool:
    return "_".join(unit.asked) in _OF_DOCUMENTS or set(unit.asked) <= labels


def _is_of(unit: Unit, candidate: Candidate) -> bool:
    """Say whether a word of the question belongs to what a document is called."""
    naming = f" {' '.join(syllables(candidate.profile.metadata.naming))} "
    return unit.is_within(candidate.naming.words) or any(f" {' '.join(p)} " in naming for p in unit.alternatives)


def about_provision(question: Question, version: VersionRecord) -> Finding | Silence:
    """Return the provision that a question names, whole, or that the document has none such.

    Where a document and its annex number their articles alike, both are quoted.
    """
    wanted = sorted(question.provisions, key=lambda p: _OUTERMOST_FIRST.index(p[0]) if p[0] in _KINDS else 0)
    within: list[Provision] | None = None
    for kind, label in wanted:
        if kind not in _KINDS:
            continue
        found = [
            p
            for p in version.provisions
            if p.kind is _KINDS[kind] and _labelled(p, label) and (within is None or _inside(p, within))
        ]
        if not found:
            return Silence(" ".join(f"{_NAMES[k]} {n}" for k, n in reversed(wanted) if k in _KINDS))
        within = found
    spans = [s for p in within or () for s in _sentences(version, p)]
    return Finding(version, tuple(spans)) if spans else Silence("nội dung của điều được hỏi")


def _labelled(provision: Provision, label: str) -> bool:
    words = syllables(provision.label) or [folded(provision.label)]
    return words[-1] == label or words[-1].lstrip("0") == label


def _inside(provision: Provision, outer: Iterable[Provision]) -> bool:
    return any(o.span.covers(provision.span) for o in outer)


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
