"""The structure of a document (kết cấu): Phần, Chương, Mục, Điều, Khoản, Điểm, annexes, and I., 1., a), - of plans.

Numbers alone do not tell the level: plans reuse "1." inside "2.", skip Roman numbers and write headings with
their text on one line. So a line continues the deepest open series that expects its number, and opens a level
of its own below a heading that has no text yet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout import Line, Zone, issued_with, read_layout, type_line
from ingest.markers import UPPER, Marker
from knowledge.documents import Provision, ProvisionKind
from knowledge.text import Span, View, squeezed

_RANKS = {
    ProvisionKind.ANNEX: 0,
    ProvisionKind.PART: 10,
    ProvisionKind.CHAPTER: 20,
    ProvisionKind.SECTION: 30,
    ProvisionKind.SUBSECTION: 40,
    ProvisionKind.ARTICLE: 50,
    ProvisionKind.ROMAN: 60,
    ProvisionKind.CLAUSE: 70,
    ProvisionKind.POINT: 80,
    ProvisionKind.STARRED: 85,
    ProvisionKind.ITEM: 90,
}
_STYLE_RANKS = {"mẫu": 5, "A": 5, "1)": 6, "(1)": 7, "1x2": 2, "1x3": 3, "1x4": 4}
_NAMED = frozenset(
    {ProvisionKind.ANNEX, ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION, ProvisionKind.SUBSECTION}
)
_TERMINAL = re.compile(r"[.;,!?…][”\"’)]*$")
_LEAD_IN = re.compile(r"(?:sau|sau đây|như sau|dưới đây|bao gồm|gồm)\s*:$")
_CLOSING = re.compile(r"^(?:Trên đây là|Trong quá trình(?: triển khai| tổ chức)?,? ?(?:thực hiện)?|Yêu cầu các|Đề nghị các|Nhận được)\b")
_RUN_IN = re.compile(rf"^(?P<label>[^:;.!?]{{3,90}}):\s+(?=[{UPPER}\d“])")
_MOTTO = re.compile(r"^(?:cộng h|độc lập|số\s*:|mẫu số)", re.IGNORECASE)
_TITLE_LIMIT = 250
# A run-in heading is quoted whole up to this length; a longer one by its label alone.
_WHOLE_LINE = 120
_FIRST_WORDS = 100
_POINT_LABEL = 80
# A run-in label shorter than this ("1. Tập thể:") needs the words after it to be told apart.
_TELLING = 15


@dataclass(frozen=True, slots=True)
class _Node:
    """A unit of structure while the tree grows."""

    marker: Marker
    kind: ProvisionKind
    parent: int | None
    line: int  # index of its first line
    lines: int  # how many lines its heading takes
    rank: int

    @property
    def series(self) -> tuple[ProvisionKind, str]:
        return self.kind, self.marker.style


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines of a document with the provision that each belongs to (None: front, back and closing matter)."""

    lines: tuple[Line, ...]
    owners: tuple[int | None, ...]
    provisions: tuple[Provision, ...]

    def path(self, ordinal: int | None) -> Iterator[Provision]:
        """Yield the provision ``ordinal`` and those above it, innermost first."""
        while ordinal is not None:
            provision = self.provisions[ordinal]
            yield provision
            ordinal = provision.parent


def _rank(kind: ProvisionKind, style: str) -> int:
    return _RANKS[kind] + (_STYLE_RANKS.get(style, 0) if kind is not ProvisionKind.ITEM else 0)


def is_title_like(text: str) -> bool:
    """Say whether ``text`` may be a heading by its shape alone: short, and no sentence end."""
    return len(text) <= _TITLE_LIMIT and not _TERMINAL.search(text)


class _Tree:
    """Grows line by line; ``stack`` holds the open units, outermost first."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.nodes: list[_Node] = []
        self.owners: list[int | None] = [None] * len(lines)
        self.stack: list[int] = []

    def open(self, marker: Marker, kind: ProvisionKind, at: int, heading_lines: int) -> None:
        keep = self._depth(marker, kind, at)
        del self.stack[keep:]
        parent = self.stack[-1] if self.stack else None
        self.nodes.append(_Node(marker, kind, parent, at, heading_lines, self._rank(marker, kind)))
        self.stack.append(len(self.nodes) - 1)

    def close_document(self) -> None:
        """Close all but the annexes: a form in an annex has signatures of its own."""
        self.stack = [i for i in self.stack if self.nodes[i].kind is ProvisionKind.ANNEX]

    def own(self, index: int) -> None:
        self.owners[index] = self.stack[-1] if self.stack else None

    def _rank(self, marker: Marker, kind: ProvisionKind) -> int:
        """Return how high a unit stands; a heading without a number stands right below the parts that are open."""
        if kind is ProvisionKind.STARRED and marker.style != "*":
            depth = min(marker.style.count("#"), 4)
            below = any(node.kind is ProvisionKind.ROMAN and node.marker.style == "I" for node in self._opened())
            return (61 if below else 52) + depth
        return _rank(kind, marker.style)

    def _opened(self) -> list[_Node]:
        return [self.nodes[i] for i in self.stack]

    def _by_rank(self, rank: int) -> int:
        return next((d for d, node in enumerate(self._opened()) if node.rank >= rank), len(self.stack))

    def _depth(self, marker: Marker, kind: ProvisionKind, at: int) -> int:
        """Return how many open units stay open above the new one."""
        rank = self._rank(marker, kind)
        same = [d for d, node in enumerate(self._opened()) if node.series == (kind, marker.style)]
        if kind is ProvisionKind.ITEM:
            return same[-1] if same else len(self.stack)
        if rank < _RANKS[ProvisionKind.CLAUSE] or kind is ProvisionKind.STARRED:
            return self._by_rank(rank)
        expecting = [d for d in same if self._order(d) + 1 == marker.order]
        if expecting:
            return self._likeliest(expecting, at)
        if marker.order == 1 and self._follows_lead_in(at):
            return len(self.stack)
        if same:
            return max((d for d in same if self._order(d) < (marker.order or 0)), default=same[-1])
        return self._by_rank(rank)

    def _order(self, depth: int) -> int:
        return self.nodes[self.stack[depth]].marker.order or 0

    def _likeliest(self, expecting: list[int], at: int) -> int:
        """Choose among nested series that expect the same number: the deepest one that looks alike."""
        is_title = is_title_like(self.lines[at].text)
        alike = [d for d in expecting if is_title_like(self.lines[self.nodes[self.stack[d]].line].text) == is_title]
        return (alike or expecting)[-1]

    def _follows_lead_in(self, at: int) -> bool:
        """Say whether the line before ``at`` is a heading without text or ends with a colon."""
        if not self.stack or not at:
            return False
        before = self.lines[at - 1]
        if before.zone is not Zone.BODY:
            return False
        return before.text.endswith(":") or (before.marker is not None and is_title_like(before.text))


def _annex_starts(lines: Sequence[Line]) -> dict[int, int]:
    """Return where annexes without a marker of their own begin ("QUY CHẾ ..."), with the lines of their title."""
    starts: dict[int, int] = {}
    for index, line in enumerate(lines):
        if line.zone is not Zone.BODY or not issued_with(line.text):
            continue
        first = index
        while first and index - first < 5 and _is_annex_title(lines[first - 1]):
            first -= 1
        announced = next((i for i in range(first, index) if type_line(lines[i].text) or lines[i].marker), first)
        if announced < index and lines[announced].marker is None:
            starts[announced] = index - announced
    for index, line in enumerate(lines):
        after_signature = index and lines[index - 1].zone is Zone.SIGNATURE
        if after_signature and line.zone is Zone.BODY and type_line(line.text) and line.is_capitals and index not in starts:
            is_titled = index + 1 < len(lines) and is_title_like(lines[index + 1].text) and not lines[index + 1].marker
            starts[index] = 2 if is_titled else 1
    return starts


def _is_annex_title(line: Line) -> bool:
    if line.zone is not Zone.BODY or (line.marker and line.marker.kind is not ProvisionKind.ANNEX):
        return False
    if _MOTTO.match(line.text):
        return False
    return line.is_capitals or is_title_like(line.text)


def _heading_lines(lines: Sequence[Line], index: int, marker: Marker) -> int:
    """Return how many lines the heading at ``index`` takes: "Chương I" and its title stand on two."""
    if marker.kind not in _NAMED and marker.kind is not ProvisionKind.ARTICLE:
        return 1
    if lines[index].text[marker.end :].strip():
        return 1
    taken = 1
    while index + taken < len(lines) and taken < 4:
        line = lines[index + taken]
        if line.zone is not Zone.BODY or line.marker or issued_with(line.text) or not is_title_like(line.text):
            break
        if taken > 1 and not (line.is_capitals and lines[index + taken - 1].is_capitals and not line.after_blank):
            break
        taken += 1
    return taken


def _starred(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line with a star is a heading: no sentence, and text of another kind follows."""
    line = lines[index]
    if line.marker is None or line.marker.style != "*":
        return False
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or following.zone is not Zone.BODY:
        return False
    other = following.marker is None or following.marker.style != "*"
    return is_title_like(line.text) and other


def _closing_from(lines: Sequence[Line]) -> set[int]:
    """Return the plain paragraphs that end a document ("Trên đây là ...", "... ./.") and belong to no small unit."""
    closing: set[int] = set()
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if line.zone is not Zone.BODY or (following and following.zone is Zone.BODY and not issued_with(following.text)):
            continue
        at = index
        while at and lines[at].zone is Zone.BODY and lines[at].marker is None:
            before = lines[at - 1]
            bare_heading = before.marker is not None and is_title_like(before.text)
            if bare_heading or not (_CLOSING.match(lines[at].text) or (at == index and lines[at].text.endswith("/."))):
                break
            closing.add(at)
            at -= 1
    return closing


def _grow(lines: Sequence[Line]) -> _Tree:
    tree = _Tree(lines)
    annexes = _annex_starts(lines)
    closing = _closing_from(lines)
    in_heading = 0
    for index, line in enumerate(lines):
        if line.zone in (Zone.RECIPIENTS, Zone.SIGNATURE):
            tree.close_document()
        if line.zone is not Zone.BODY:
            continue
        if in_heading:
            in_heading -= 1
        elif index in annexes:
            label = (type_line(line.text) or "Phụ lục").capitalize()
            tree.open(Marker(ProvisionKind.ANNEX, "phụ", label, None, 0), ProvisionKind.ANNEX, index, annexes[index])
            in_heading = annexes[index] - 1
        elif line.marker:
            taken = _heading_lines(lines, index, line.marker)
            kind = ProvisionKind.STARRED if _starred(lines, index) else line.marker.kind
            tree.open(line.marker, kind, index, taken)
            in_heading = taken - 1
        elif line.is_unnumbered_heading:
            tree.open(Marker(ProvisionKind.STARRED, line.emphasis or "caps", "", None, 0), ProvisionKind.STARRED, index, 1)
        elif index in closing:
            del tree.stack[1:]
        tree.own(index)
    return tree


def _ends(tree: _Tree) -> list[int]:
    """Return the last line of every node, what stands below it included."""
    last = [node.line + node.lines - 1 for node in tree.nodes]
    for index, owner in enumerate(tree.owners):
        while owner is not None:
            last[owner] = max(last[owner], index)
            owner = tree.nodes[owner].parent
    return last


def _has_body(tree: _Tree, number: int, last: int) -> bool:
    node = tree.nodes[number]
    return last > node.line + node.lines - 1


def _bold_label(view: View, stored: str, line: Line) -> str | None:
    """Return the part of a line that is set in bold as its heading ("**1. Tập thể:** các sở ..."), or None."""
    colon = line.text.find(":")
    if not 0 < colon <= _WHOLE_LINE:
        return None
    start = view.to_stored(Span(line.span.start, line.span.start + 1)).start
    end = view.to_stored(Span(line.span.start, line.span.start + colon + 1)).end
    opened = stored[max(0, start - 4) : start].rstrip(" ").endswith("**")
    closed = stored[end : end + 4].replace("\n", " ").strip(" ").startswith("**") or stored[end - 3 : end - 1] == "**"
    return line.text[: colon + 1] if opened and closed else None


def _run_in(line: Line) -> str | None:
    marker = line.marker
    if marker is None or marker.kind is not ProvisionKind.CLAUSE:
        return None
    match = _RUN_IN.match(line.text[marker.end :])
    if not match or "“" in match["label"]:
        return None
    return line.text if len(line.text) <= _WHOLE_LINE else line.text[: marker.end + match.end("label") + 1]


def _clear_heading(tree: _Tree, number: int, last: int) -> bool | None:
    """Say whether a numbered line is a heading; None where its shape leaves it open."""
    node = tree.nodes[number]
    text = tree.lines[node.line].text
    has_body = _has_body(tree, number, last)
    if node.kind is ProvisionKind.ITEM:
        return False
    if text.endswith(":"):
        limit = _WHOLE_LINE if node.kind is ProvisionKind.CLAUSE else _POINT_LABEL
        return has_body and len(text) <= limit and not _LEAD_IN.search(text)
    if is_title_like(text):
        return has_body or (node.kind is ProvisionKind.CLAUSE and None)
    if len(text) > 160 or text.endswith(";") or ". " in text[node.marker.end :] or not has_body:
        return False
    return None if node.kind is ProvisionKind.CLAUSE else False


def _headings(tree: _Tree, view: View, stored: str) -> list[tuple[bool, str]]:
    """Return for every node whether it is a heading, and its heading text."""
    last = _ends(tree)
    clear: list[bool | None] = []
    for number, node in enumerate(tree.nodes):
        line = tree.lines[node.line]
        if node.kind in _NAMED or node.kind in (ProvisionKind.STARRED, ProvisionKind.ROMAN):
            clear.append(node.kind is not ProvisionKind.ROMAN or is_title_like(line.text) or len(line.text) < 160)
        elif node.kind is ProvisionKind.ARTICLE:
            clear.append(True)
        else:
            clear.append(_clear_heading(tree, number, last[number]))
    result: list[tuple[bool, str]] = []
    for number, node in enumerate(tree.nodes):
        line = tree.lines[node.line]
        whole = squeezed(" ".join(tree.lines[node.line + i].text for i in range(node.lines)))
        label = None if node.kind is ProvisionKind.ITEM else _bold_label(view, stored, line)
        label = label if label and label != line.text else _run_in(line)
        decided = clear[number]
        if decided is None:
            decided = _like_siblings(tree, number, clear, has_body=_has_body(tree, number, last[number]))
        if decided:
            run_in = node.kind is ProvisionKind.ARTICLE and not is_title_like(whole)
            result.append((True, _first_words(whole) if run_in else whole))
        elif label and not _LEAD_IN.search(label):
            result.append((True, label if len(label) > _TELLING else _first_words(whole)))
        else:
            result.append((False, _first_words(whole)))
    return result


def _like_siblings(tree: _Tree, number: int, clear: Sequence[bool | None], *, has_body: bool) -> bool:
    node = tree.nodes[number]
    siblings = [
        known
        for other, known in zip(tree.nodes, clear, strict=True)
        if known is not None and other.parent == node.parent and other.series == node.series
    ]
    if siblings and all(siblings):
        return True
    return has_body if not siblings else sum(siblings) * 2 > len(siblings)


def _first_words(text: str) -> str:
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rsplit(" ", 1)[0].rstrip(",;:")


def read_outline(view: View, stored: str) -> Outline:
    """Return the lines of ``view`` with their provisions; spans are those of ``stored``."""
    lines = read_layout(view, stored)
    tree = _grow(lines)
    headings = _headings(tree, view, stored)
    last = _ends(tree)
    provisions: list[Provision] = []
    for number, (node, (is_heading, heading)) in enumerate(zip(tree.nodes, headings, strict=True)):
        first = lines[node.line].span
        ends = lines[node.line + node.lines - 1].span.end
        if heading and len(heading) < len(lines[node.line].text) and lines[node.line].text.startswith(heading):
            ends = first.start + len(heading)
        level = 1 if node.parent is None else provisions[node.parent].level + 1
        provisions.append(
            Provision(
                ordinal=number,
                parent=node.parent,
                kind=node.kind,
                label=node.marker.label,
                heading=heading,
                is_heading=is_heading,
                level=level,
                heading_span=view.to_stored(Span(first.start, ends)),
                span=view.to_stored(Span(first.start, lines[last[number]].span.end)),
            )
        )
    return Outline(lines, tuple(tree.owners), tuple(provisions))


def read_structure(view: View, stored: str) -> tuple[Provision, ...]:
    """Return the units of structure (đề mục, điều khoản) of a document in order."""
    return read_outline(view, stored).provisions
