"""The tree of a document's units while it grows line by line (cây đề mục)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout import Line, Zone
from ingest.markers import Marker
from ingest.structure.shape import is_title_like
from knowledge.documents import ProvisionKind

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
NAMED = frozenset(
    {
        ProvisionKind.ANNEX,
        ProvisionKind.PART,
        ProvisionKind.CHAPTER,
        ProvisionKind.SECTION,
        ProvisionKind.SUBSECTION,
    }
)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of structure while the tree grows."""

    marker: Marker
    kind: ProvisionKind
    parent: int | None
    line: int  # index of its first line
    lines: int  # how many lines its heading takes
    rank: int

    @property
    def series(self) -> tuple[ProvisionKind, str]:
        """Return what its number counts among: units of one kind and style."""
        return self.kind, self.marker.style


def _rank(kind: ProvisionKind, style: str) -> int:
    return _RANKS[kind] + (_STYLE_RANKS.get(style, 0) if kind is not ProvisionKind.ITEM else 0)


class Tree:
    """Grows line by line; ``stack`` holds the open units, outermost first."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.nodes: list[Node] = []
        self.owners: list[int | None] = [None] * len(lines)
        self.stack: list[int] = []

    def open(self, marker: Marker, kind: ProvisionKind, at: int, heading_lines: int) -> None:
        """Open a unit at line ``at``, below the unit to which its number belongs."""
        keep = self._depth(marker, kind, at)
        del self.stack[keep:]
        parent = self.stack[-1] if self.stack else None
        self.nodes.append(Node(marker, kind, parent, at, heading_lines, self._rank(marker, kind)))
        self.stack.append(len(self.nodes) - 1)

    def close_document(self) -> None:
        """Close all but the annexes: a form in an annex has signatures of its own."""
        self.stack = [i for i in self.stack if self.nodes[i].kind is ProvisionKind.ANNEX]

    def own(self, index: int) -> None:
        """Give line ``index`` to the innermost open unit."""
        self.owners[index] = self.stack[-1] if self.stack else None

    def _rank(self, marker: Marker, kind: ProvisionKind) -> int:
        """Return how high a unit stands; a heading without a number stands right below the open parts."""
        if kind is ProvisionKind.STARRED and marker.style != "*":
            depth = min(marker.style.count("#"), 4)
            below = any(node.kind is ProvisionKind.ROMAN and node.marker.style == "I" for node in self._opened())
            return (61 if below else 52) + depth
        return _rank(kind, marker.style)

    def _opened(self) -> list[Node]:
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


def ends(tree: Tree) -> list[int]:
    """Return the last line of every node, what stands below it included."""
    last = [node.line + node.lines - 1 for node in tree.nodes]
    for index, owner in enumerate(tree.owners):
        while owner is not None:
            last[owner] = max(last[owner], index)
            owner = tree.nodes[owner].parent
    return last
