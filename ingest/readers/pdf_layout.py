"""From placed lines of a PDF to the text of its pages: reading order, margins left out, paragraphs apart.

Pure: it knows places on paper, not PDF. Points are measured from the lower left corner, as PDF does.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_PAGE_NUMBER = re.compile(r"^(?P<sign>[-–—]\s*|[Tt]rang\s+)?(?P<number>\d{1,4})(?P<total>\s*/\s*\d{1,4})?\s*[-–—]?$")
_TERMINAL = re.compile(r"[.;:!?…][”\"’)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W_])[-\u00ad]$")
_LATIN_WORD_END, _LATIN_WORD_START = re.compile(r"\b[a-z]{2,}[-\u00ad]$"), re.compile(r"^[a-z]{2,}")
COLUMN_GAP = "   "
# Lines whose halves all begin at two places, and run long, are two columns; a table's cells are short.
_LEAST_COLUMN_LINES = 8
_LEAST_COLUMN_WIDTH = 18
_EDGE_LINES = 2
_SAME_HEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of print (dòng chữ) and its place: text, left and right edge, height of its foot, size of letters."""

    text: str
    left: float
    right: float
    foot: float
    size: float


Page = Sequence[PlacedLine]


def page_texts(pages: Sequence[Page]) -> tuple[list[str], str]:
    """Return the text of each page, line end included, and what stood in the margins."""
    margins = _margin_lines(pages)
    bodies = [_in_reading_order([line for line in page if (n, line) not in margins]) for n, page in enumerate(pages)]
    geometry = _Geometry.of([line for body in bodies for line in body])
    texts = []
    for number, body in enumerate(bodies):
        following = next((later[0] for later in bodies[number + 1 :] if later), None)
        texts.append(_joined(body, geometry) + _page_end(body, following, geometry))
    return texts, "\n".join(line.text for _, line in sorted(margins, key=lambda pair: pair[0]))


def _edges(page: Page) -> list[PlacedLine]:
    by_height = sorted(page, key=lambda line: -line.foot)
    return by_height if len(by_height) <= 2 * _EDGE_LINES else [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]


def _margin_lines(pages: Sequence[Page]) -> set[tuple[int, PlacedLine]]:
    """Return the page numbers, and the headers and footers that stand at one height on most pages."""
    seen: dict[str, list[tuple[int, PlacedLine]]] = defaultdict(list)
    numbers: dict[int, list[tuple[int, PlacedLine]]] = defaultdict(list)
    found: set[tuple[int, PlacedLine]] = set()
    for index, page in enumerate(pages):
        edges = _edges(page)
        for line in edges:
            seen[_without_page_number(line.text, index + 1)].append((index, line))
            match = _PAGE_NUMBER.match(line.text.strip())
            if match and line.foot in (edges[0].foot, edges[-1].foot):
                numbers[int(match["number"]) - index].append((index, line))
                if (match["sign"] or match["total"]) and int(match["number"]) <= len(pages):
                    found.add((index, line))
    for offset, places in numbers.items():
        if offset == 1 or len(places) > 1:
            found.update(places)
    for places in seen.values():
        height = median(line.foot for _, line in places)
        level = [(n, line) for n, line in places if abs(line.foot - height) < _SAME_HEIGHT]
        if len({n for n, _ in level}) * 2 >= max(4, len(pages)):
            found.update(level)
    return found


def _without_page_number(written: str, number: int) -> str:
    """Return a line without blanks and case, "#" for the page's own number: equal on pages that share a header."""
    return re.sub(rf"(?<!\d){number}(?!\d)", "#", " ".join(written.lower().split()))


def _in_reading_order(page: Page) -> list[PlacedLine]:
    """Keep the order of the file where it goes down, or on to a column at the right; else sort by height."""
    lines = list(page)
    for before, after in zip(lines, lines[1:], strict=False):
        if after.foot > before.foot + before.size and after.left < before.right - before.size:
            return _unfolded(_rows(lines))
    return _unfolded(lines)


def _rows(lines: Page) -> list[PlacedLine]:
    """Return the lines from top to bottom; those of one height become one line with a gap."""
    rows: list[PlacedLine] = []
    for line in sorted(lines, key=lambda one: (-one.foot, one.left)):
        last = rows[-1] if rows else None
        if last and abs(last.foot - line.foot) < 0.3 * line.size and line.left >= last.right:
            rows[-1] = PlacedLine(last.text + COLUMN_GAP + line.text, last.left, line.right, last.foot, last.size)
        else:
            rows.append(line)
    return rows


def _unfolded(lines: list[PlacedLine]) -> list[PlacedLine]:
    """Put two columns that were written row by row one after the other."""
    halves = [line.text.split(COLUMN_GAP) for line in lines]
    paired = [i for i, parts in enumerate(halves) if len(parts) == 2 and min(map(len, parts)) >= _LEAST_COLUMN_WIDTH]
    if len(paired) < _LEAST_COLUMN_LINES or len(paired) * 2 < len(lines):
        return lines
    first, last = paired[0], paired[-1]
    middle = median((lines[i].left + lines[i].right) / 2 for i in paired)
    left: list[PlacedLine] = []
    right: list[PlacedLine] = []
    for line, parts in zip(lines[first : last + 1], halves[first : last + 1], strict=True):
        if len(parts) == 2:
            left.append(PlacedLine(parts[0], line.left, middle, line.foot, line.size))
            right.append(PlacedLine(parts[1], middle, line.right, line.foot, line.size))
        else:
            (left if line.left < middle else right).append(line)
    return [*lines[:first], *left, *right, *lines[last + 1 :]]


@dataclass(frozen=True, slots=True)
class _Geometry:
    """What is usual on these pages: margins and the distance of lines."""

    left: float
    right: float
    pitch: float

    @classmethod
    def of(cls, lines: Page) -> "_Geometry":
        if not lines:
            return cls(0, 0, 0)
        lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
        steps = [a.foot - b.foot for a, b in zip(lines, lines[1:], strict=False) if 0 < a.foot - b.foot < 4 * a.size]
        return cls(lefts[len(lefts) // 10], rights[len(rights) * 9 // 10], median(steps) if steps else 0)

    def begins_paragraph(self, a: PlacedLine, b: PlacedLine) -> bool:
        """Say whether ``b``, after ``a``, begins a paragraph by its place."""
        gap = a.foot - b.foot
        if self.pitch and gap > 1.45 * self.pitch:
            return True
        if a.text.isupper() and b.text.isupper() or b.text[:1].islower() or _HYPHEN.search(a.text):
            return False
        is_indented = b.left > self.left + b.size and not self._is_centred(b)
        evidence = (is_indented, bool(_TERMINAL.search(a.text)), self._had_room(a, b))
        return sum(evidence) >= 2

    def _is_centred(self, line: PlacedLine) -> bool:
        off_centre = abs(line.left + line.right - self.left - self.right) / 2
        return line.left > self.left + 3 * line.size and off_centre < 2 * line.size

    def _had_room(self, a: PlacedLine, b: PlacedLine) -> bool:
        """Say whether the first word of ``b`` would have stood on the line ``a``: then its writer ended that line."""
        width = (b.right - b.left) / max(1, len(b.text))
        needed = (len(b.text.split(maxsplit=1)[0]) + 2) * width
        return a.right + needed < self.right and not self._is_centred(a)


def _joined(lines: Page, geometry: _Geometry) -> str:
    text = ""
    before: PlacedLine | None = None
    for line in lines:
        if before is None:
            text = line.text
        elif geometry.begins_paragraph(before, line):
            text += "\n\n" + line.text
        elif _HYPHEN.search(before.text) and line.text[:1].isalpha():
            text = _without_break(text, line.text)
        else:
            text += "\n" + line.text
        before = line
    return text


def _without_break(text: str, following: str) -> str:
    """Join what a hyphen divides: a divided Latin word loses it, "152/2025/NĐ-" + "CP" keeps it."""
    if _LATIN_WORD_END.search(text) and _LATIN_WORD_START.match(following):
        return text[:-1] + following
    return text[:-1] + "-" + following


def _page_end(body: Page, following: PlacedLine | None, geometry: _Geometry) -> str:
    if not body:
        return ""
    if following is None:
        return "\n"
    level = PlacedLine(following.text, following.left, following.right, body[-1].foot, following.size)
    return "\n\n" if geometry.begins_paragraph(body[-1], level) else "\n"
