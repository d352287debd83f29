"""Which units are headings and which are numbered paragraphs (đề mục hay đoạn đánh số)."""

import re
from collections.abc import Sequence

from ingest.layout import Line
from ingest.markers import UPPER
from ingest.structure.shape import is_title_like
from ingest.structure.tree import NAMED, Tree, ends
from knowledge.documents import ProvisionKind
from knowledge.text import Span, View, squeezed

_LEAD_IN = re.compile(r"(?:sau|sau đây|như sau|dưới đây|bao gồm|gồm)\s*:$")
_RUN_IN = re.compile(rf"^(?P<label>[^:;.!?]{{3,90}}):\s+(?=[{UPPER}\d“])")
# A run-in heading is quoted whole up to this length; a longer one by its label alone.
_WHOLE_LINE = 120
_FIRST_WORDS = 100
_POINT_LABEL = 80
_LONGEST_ROMAN = 160
# A run-in label shorter than this ("1. Tập thể:") needs the words after it to be told apart.
_TELLING = 15


def _has_body(tree: Tree, number: int, last: int) -> bool:
    node = tree.nodes[number]
    return last > node.line + node.lines - 1


def _bold_label(view: View, stored: str, line: Line) -> str | None:
    """Return the part of a line set in bold as its heading ("**1. Tập thể:** các sở ..."), or None."""
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


def _clear_heading(tree: Tree, number: int, last: int) -> bool | None:
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


def headings(tree: Tree, view: View, stored: str) -> list[tuple[bool, str]]:
    """Return for every node whether it is a heading, and the words that name it."""
    last = ends(tree)
    bodies = [_has_body(tree, number, last[number]) for number in range(len(tree.nodes))]
    clear = [_by_kind(tree, number, last[number]) for number in range(len(tree.nodes))]
    result: list[tuple[bool, str]] = []
    for number, known in enumerate(clear):
        decided = _like_siblings(tree, number, clear, bodies) if known is None else known
        result.append(_named(tree, number, view, stored, decided=decided))
    return result


def _by_kind(tree: Tree, number: int, last: int) -> bool | None:
    """Say what kind and shape tell for sure; None where the neighbours must decide."""
    node = tree.nodes[number]
    text = tree.lines[node.line].text
    if node.kind in NAMED or node.kind in (ProvisionKind.STARRED, ProvisionKind.ARTICLE):
        return True
    if node.kind is ProvisionKind.ROMAN:
        return is_title_like(text) or len(text) < _LONGEST_ROMAN
    return _clear_heading(tree, number, last)


def _named(tree: Tree, number: int, view: View, stored: str, *, decided: bool) -> tuple[bool, str]:
    node = tree.nodes[number]
    line = tree.lines[node.line]
    whole = squeezed(" ".join(tree.lines[node.line + i].text for i in range(node.lines)))
    if decided:
        run_in = node.kind is ProvisionKind.ARTICLE and not is_title_like(whole)
        return True, _first_words(whole) if run_in else whole
    bold = None if node.kind is ProvisionKind.ITEM else _bold_label(view, stored, line)
    label = bold if bold and bold != line.text else _run_in(line)
    if label and (label == bold or not _LEAD_IN.search(label)):
        return True, label if len(label) > _TELLING else _first_words(whole)
    return False, _first_words(whole)


def _like_siblings(tree: Tree, number: int, clear: Sequence[bool | None], bodies: Sequence[bool]) -> bool:
    """Decide as most of the neighbours of one series are; a unit with text below it looks at such ones."""
    node = tree.nodes[number]
    siblings = [
        (known, body)
        for other, known, body in zip(tree.nodes, clear, bodies, strict=True)
        if known is not None and other.parent == node.parent and other.series == node.series
    ]
    alike = [known for known, body in siblings if body] if bodies[number] else []
    votes = alike or [known for known, _ in siblings]
    return bodies[number] if not votes else sum(votes) * 2 > len(votes)


def _first_words(text: str) -> str:
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rsplit(" ", 1)[0].rstrip(",;:")
