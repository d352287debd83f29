"""Which lines open a unit, an annex or a heading, and which end the document (dựng cây đề mục)."""

import re
from collections.abc import Sequence

from ingest.layout import Line, Zone
from ingest.layout.wording import issued_with, type_line
from ingest.markers import Marker
from ingest.structure.shape import is_title_like
from ingest.structure.tree import NAMED, Tree
from knowledge.documents import ProvisionKind

_CLOSING = re.compile(
    r"^(?:Trên đây là|Trong quá trình(?: triển khai| tổ chức)?,? ?(?:thực hiện)?|Yêu cầu các"
    r"|Đề nghị các|Nhận được)\b"
)
_MOTTO = re.compile(r"^(?:cộng h|độc lập|số\s*:|mẫu số)", re.IGNORECASE)


def _annex_starts(lines: Sequence[Line]) -> dict[int, int]:
    """Return where annexes without a marker begin ("QUY CHẾ ..."), with the number of their title lines."""
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
        if (
            after_signature
            and line.zone is Zone.BODY
            and type_line(line.text)
            and line.is_capitals
            and index not in starts
        ):
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
    if marker.kind not in NAMED and marker.kind is not ProvisionKind.ARTICLE:
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
    """Return the plain paragraphs that end a document ("Trên đây là ...", "... ./.")."""
    closing: set[int] = set()
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if line.zone is not Zone.BODY or (
            following and following.zone is Zone.BODY and not issued_with(following.text)
        ):
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


def grow(lines: Sequence[Line]) -> Tree:
    """Return the tree of ``lines``."""
    tree = Tree(lines)
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
            tree.open(
                Marker(ProvisionKind.STARRED, line.emphasis or "caps", "", None, 0),
                ProvisionKind.STARRED,
                index,
                1,
            )
        elif index in closing:
            del tree.stack[1:]
        tree.own(index)
    return tree
