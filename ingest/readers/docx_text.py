"""The text of a Word document as a reader sees it: paragraphs, tables and text boxes in document order.

Accepted as if every tracked change were: insertions stay, deletions go. Hidden text, comments, footnotes,
headers and footers stay out. Runs in the child process.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingest.readers.base import refusal
from ingest.readers.confined import Extracted
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_package import DocxPackage, child_of, name_of, value_of

_LEFT_OUT = {
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "trPr", "tcPr", "sdtPr",
    "footnoteReference", "endnoteReference", "commentReference", "annotationRef", "rt", "fldData",
}  # fmt: skip
_OFF = {"0", "false", "off", "none"}
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Two columns side by side set a letterhead; more columns or rows are a table to read row by row.
_LAYOUT_COLUMNS = 2


def extract(original: bytes, path: Path) -> Extracted:
    """Return the text of a DOCX file, headers and footers apart."""
    package = DocxPackage(original, path)
    numbering = Numbering(next(package.related("numbering"), None), next(package.related("styles"), None))
    lines = list(_Story(numbering).lines(package.body()))
    text = "\n".join(lines).strip("\n") + "\n"
    if not text.strip():
        raise refusal(path, "tài liệu không có chữ nào", "Nếu tài liệu chỉ có ảnh chụp, cần nhận dạng chữ (OCR) trước.")
    outside = Numbering(None, None)
    margins = [
        line for kind in ("header", "footer") for part in package.related(kind) for line in _Story(outside).lines(part)
    ]
    return Extracted((text,), "\n".join(margins))


def _is_on(properties: etree._Element | None, name: str) -> bool:
    mark = child_of(properties, name)
    return mark is not None and (value_of(mark) or "1") not in _OFF


def _is_gone(properties: etree._Element | None) -> bool:
    """Say whether tracked changes deleted what has these properties (a row, the end of a paragraph)."""
    return child_of(properties, "del") is not None or child_of(properties, "moveFrom") is not None


class _Story:
    """Reads one story (the body, a header) from its first block to its last."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._carried = ""  # text of paragraphs whose end a tracked change deleted
        self._boxes: list[etree._Element] = []

    def lines(self, container: etree._Element) -> Iterator[str]:
        """Yield the lines of the blocks in ``container``."""
        for block in container:
            name = name_of(block)
            if name == "p":
                yield from self._paragraph(block)
            elif name == "tbl":
                yield from self._table(block)
            elif name == "AlternateContent":
                yield from self.lines(_chosen(block))
            elif name not in _LEFT_OUT and name != "sectPr":
                yield from self.lines(block)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = child_of(paragraph, "pPr")
        written = self._carried + "".join(self._pieces(paragraph))
        self._carried = ""
        if _is_gone(child_of(properties, "rPr")):
            self._carried = written
            return
        yield from (self._numbering.label(properties) + written).split("\n")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.lines(box)

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        """Yield the running text below ``element``; text boxes found on the way wait for the paragraph's end."""
        for child in element:
            name = name_of(child)
            if name in _LEFT_OUT:
                continue
            if name == "r" and _is_on(child_of(child, "rPr"), "vanish"):
                continue
            if name == "txbxContent":
                self._boxes.append(child)
            elif name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                is_page = value_of(child, "type") in {"page", "column"}
                yield "" if is_page else _BREAKS[name]
            elif name == "AlternateContent":
                yield from self._pieces(_chosen(child))
            elif name == "r" and _is_on(child_of(child, "rPr"), "caps"):
                yield "".join(self._pieces(child)).upper()
            else:
                yield from self._pieces(child)

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = [row for row in _below(table, "tr") if not _is_gone(child_of(row, "trPr"))]
        for row in rows:
            cells = [self._cell(cell) for cell in _below(row, "tc")]
            filled = [cell for cell in cells if cell]
            if len(cells) <= _LAYOUT_COLUMNS and any(len(cell) > 1 for cell in filled):
                for cell in filled:
                    yield from cell
                    yield ""
            elif filled:
                yield " | ".join(" ".join(cell) for cell in filled)
        yield ""

    def _cell(self, cell: etree._Element) -> list[str]:
        merge = child_of(cell, "tcPr", "vMerge")
        if merge is not None and value_of(merge) != "restart":
            return []
        return [line for line in map(str.strip, self.lines(cell)) if line]


def _below(container: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or cells of a row, through the wrappers that Word puts around them."""
    for child in container:
        if name_of(child) == name:
            yield child
        elif name_of(child) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _below(child, name)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Return the first form of what Word wrote twice, for itself and for older programs."""
    return next((c for c in alternatives if name_of(c) in {"Choice", "Fallback"}), alternatives)
