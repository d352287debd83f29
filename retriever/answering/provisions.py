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
from retriever.answering.standing import named_texts
from retriever.answering.writing import Finding
from retriever.reading import Readings
from retriever.scope import Candidate, Scope, both_numerals, only_cited
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
_ABOUT = re.compile(r"\b(?:quy dinh|noi)(?: gi| the nao| ra sao)? ve\b")
_OF_DOCUMENTS = frozenset(
    ["luat", "nghi", "dinh", "thong", "tu", "quyet", "quy", "che", "ke", "hoach", "huong", "dan", "cong", "van", "chi",
     "thi", "bao", "ban", "noi", "dung", "dieu", "khoan", "diem", "phu", "luc", "chuong", "muc", "phan", "nay", "cua",
     "do", "doc", "xem", "nguyen", "toan", "trich", "cho", "day", "du"]
)  # fmt: skip
_FIELD = ("thi", "dua", "khen", "thuong")  # of "Luật Thi đua, khen thưởng"
_LONGEST = 6_000  # characters of one provision that an answer quotes
_MOST_UNNAMED = 30  # documents looked through where none is named
_MOST_HEADINGS, _DEEPEST = 20, 2
_GO_ON = "Gồm các mục dưới đây; muốn xem mục nào, bạn hỏi tiếp, ví dụ “{} nói gì”."


Labels = dict[str, tuple[str, ...]]  # kind -> the numbers that a question names: {"khoan": ("2",), "dieu": ("93",)}


@dataclass(frozen=True, slots=True)
class ProvisionDesk:
    """Quotes what is asked for by its place in a document.

    Args:
        readings: the prepared versions.
    """

    readings: Readings

    def parts_asked(self, question: Question, scope: Scope) -> list[Finding | Silence]:
        """Return the part asked for in each document meant, or that one has none such; nothing for other questions."""
        if not _labels(question) and not _OUTLINE.search(question.line):
            return []
        meant = self.meant(question, scope)
        if asks_for_provision(question, meant):
            if meant:
                return [about_provision(question, self._version(c)) for c in meant]
            told = [about_provision(question, self._version(c)) for c in scope.candidates[:_MOST_UNNAMED]]
            return [t for t in told if isinstance(t, Finding)]
        return [about_outline(self._version(c)) for c in meant] if asks_for_outline(question, meant) else []

    def meant(self, question: Question, scope: Scope) -> list[Candidate]:
        """Return the documents named by number, by a law's spoken name ("Luật TĐKT"), or else by their agency."""
        texts = [] if question.numbers else named_texts(question)
        if texts:
            return [c for c in scope.candidates if c.profile.registered in texts]
        return [c for c in scope.named if not only_cited(question, c)]

    def _version(self, candidate: Candidate) -> VersionRecord:
        return self.readings.of(candidate.profile.record.version_id).version


def asks_for_provision(question: Question, meant: Sequence[Candidate]) -> bool:
    """Say whether the words of a provision are wanted and nothing in it ("Điều 50 quy định gì?")."""
    labels = _labels(question)
    if not any(kind in labels for kind in _WHOLE) or question.focus is not Focus.WHAT or _ABOUT.search(question.line):
        return False
    return _says_only(
        question, meant, {w for found in labels.values() for label in found for w in (label, *folded(label))}
    )


def asks_for_outline(question: Question, meant: Sequence[Candidate]) -> bool:
    """Say whether a document is asked for as a whole ("tóm tắt kế hoạch 327")."""
    asked = _OUTLINE.search(question.line)
    return bool(meant) and asked is not None and _says_only(question, meant, set(asked.group().split()))


def _says_only(question: Question, meant: Sequence[Candidate], words: set[str]) -> bool:
    """Say whether a question holds nothing beyond these words and the names of documents."""
    allowed = _OF_DOCUMENTS | words
    return all(set(u.asked) <= allowed or u.asked == _FIELD or any(_is_of(u, c) for c in meant) for u in question.units)


def _is_of(unit: Unit, candidate: Candidate) -> bool:
    """Say whether a word of the question belongs to what a document is called."""
    naming = f" {' '.join(syllables(candidate.profile.metadata.naming))} "
    return unit.is_within(candidate.naming.words) or any(f" {' '.join(p)} " in naming for p in unit.alternatives)


def _labels(question: Question) -> Labels:
    """Return the numbers that a question names by kind, the outermost kind first."""
    found: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for kind, label in sorted(question.provisions):
        if kind in _KINDS:
            found[kind].append(label)
    for match in _SECTION.finditer(question.line):
        found[match["kind"]].append(match["label"])
        found["khoan"] += [match["inner"]] if match["inner"] else []
    return {kind: tuple(dict.fromkeys(labels)) for kind, labels in found.items() if labels}


def about_provision(question: Question, version: VersionRecord) -> Finding | Silence:
    """Return the provisions that a question names, as long as one answer can be, or that the document has none such.

    Where a document and its annex number their articles alike, both are quoted.
    """
    within: list[Provision] | None = None
    missing: list[str] = []
    for kind, labels in _labels(question).items():
        fitting: list[Provision] = []
        for label in labels:
            found = [p for p in version.provisions if p.kind in _KINDS[kind] and _labelled(p, label)]
            found = [p for p in found if within is None or _inside(p, within)]
            highest = min((p.level for p in found), default=0)
            fitting += [p for p in found if p.level == highest or kind == "dieu"]
            missing += [] if found else [_name(kind, label)]
        if not fitting:
            return Silence(" ".join(_name(k, n) for k, ns in reversed(_labels(question).items()) for n in ns[:1]))
        within = fitting
    spans, is_cut = _sentences(version, within or [])
    remarks = [f"Bản đang giữ không có {', '.join(missing)}."] if missing else []
    remarks += ["Còn tiếp: điều khoản này dài hơn một câu trả lời; hãy hỏi từng khoản."] if is_cut else []
    return Finding(version, tuple(spans), remarks=tuple(remarks)) if spans else Silence("nội dung được hỏi")


def _name(kind: str, label: str) -> str:
    shown = "đ" if label == "dđ" else label.upper() if set(label) <= set("ivx") else label
    return f"{_NAMES[kind]} {shown}"


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
    if provision.kind is ProvisionKind.POINT:
        return provision.label.strip(" .)").lower() in label
    words = syllables(provision.label) or [folded(provision.label)]
    return not set(both_numerals(words[-1].lstrip("0"))).isdisjoint(both_numerals(label))


def _inside(provision: Provision, outer: Iterable[Provision]) -> bool:
    return any(o.span.covers(provision.span) and o is not provision for o in outer)


def _sentences(version: VersionRecord, provisions: Sequence[Provision]) -> tuple[list[Span], bool]:
    """Return the headings and sentences of provisions, and whether there are more than one answer can hold."""
    spans: set[Span] = set()
    for provision in provisions:
        inside = [s for c in version.chunks for s in c.sentences if provision.span.covers(s)]
        spans.update(inside or [provision.span])
        if provision.is_heading and not any(s.overlaps(provision.heading_span) for s in inside):
            spans.add(provision.heading_span)
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and sum(map(len, kept)) + len(span) > _LONGEST:
            return kept, True
        kept.append(span)
    return kept, False
