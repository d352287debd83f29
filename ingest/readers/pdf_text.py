"""The text layer of a PDF, with the place of every line. Runs in the child process."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.base import refusal
from ingest.readers.confined import Extracted
from ingest.readers.pdf_layout import COLUMN_GAP, PlacedLine, page_texts

MOST_PAGES = 1000
_PASSWORD_ERROR = 4
_LEAST_LETTERS = 10
# What pdfium gives for a hyphen at the end of a line.
_HYPHENS = {"\x02", "\ufffe"}
_UNKNOWN = {"\x00", "\ufffd"}
_UNKNOWN_SHARE = 0.02
_WIDE_GAP = 1.8
_NEXT_LINE = 0.6


def extract(original: bytes, path: Path) -> Extracted:
    """Return the text of each page of a PDF, headers, footers and page numbers apart."""
    document = _opened(original, path)
    count = len(document)
    if count > MOST_PAGES:
        reason = f"tệp có {count} trang, quá mức {MOST_PAGES} trang"
        raise refusal(path, reason, "Tách tệp thành nhiều phần rồi nạp lại.")
    pages = []
    for index in range(count):
        page = document[index]
        pages.append(list(_lines(page.get_textpage())))
        page.close()
    _check_letters(pages, path)
    texts, margins = page_texts(pages)
    head = "\n".join(line.text for line in pages[0]) if pages else ""
    return Extracted(tuple(texts), f"{head}\n{margins}")


def _opened(original: bytes, path: Path) -> pdfium.PdfDocument:
    if b"%%EOF" not in original[-4096:]:
        raise refusal(path, "tệp PDF bị cắt cụt (thiếu phần cuối)", "Chép hoặc tải lại tệp gốc rồi nạp lại.")
    try:
        return pdfium.PdfDocument(original)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            advice = "Mở bằng mật khẩu, in hoặc lưu lại thành PDF không mật khẩu rồi nạp lại."
            raise refusal(path, "tệp có mật khẩu", advice) from error
        advice = "Chép hoặc tải lại tệp gốc; nếu mở được thì in lại thành PDF mới rồi nạp lại."
        raise refusal(path, "tệp PDF bị hỏng", advice) from error


def _check_letters(pages: list[list[PlacedLine]], path: Path) -> None:
    written = ["".join(line.text for line in page) for page in pages]
    scanned = [text for text in written if sum(map(str.isalnum, text)) < _LEAST_LETTERS]
    if len(scanned) * 2 > len(pages) or len(scanned) == len(pages):
        raise refusal(
            path,
            f"{len(scanned)} trên {len(pages)} trang không có lớp chữ (bản chụp, bản quét)",
            "Cần nhận dạng chữ (OCR) trước, ví dụ: ocrmypdf -l vie VÀO.pdf RA.pdf; hoặc xin bản Word, PDF có chữ.",
        )
    whole = "".join(written)
    if sum(c in _UNKNOWN for c in whole) > len(whole) * _UNKNOWN_SHARE:
        raise refusal(
            path,
            "phông chữ trong tệp không cho biết chữ nào là chữ nào",
            "Cần nhận dạng chữ (OCR), ví dụ: ocrmypdf --force-ocr -l vie VÀO.pdf RA.pdf; hoặc xin bản Word.",
        )


class _LineBuilder:
    """Gathers the letters of one line."""

    def __init__(self, size: float) -> None:
        self.text = ""
        self.left = self.right = self.foot = 0.0
        self.size = size

    def add(self, letter: str, left: float, right: float, foot: float) -> None:
        """Add a letter; a wide gap before it becomes the blanks of a column."""
        if not self.text:
            self.left, self.foot = left, foot
        elif left - self.right > _WIDE_GAP * self.size and not self.text.endswith("  "):
            self.text = self.text.rstrip(" ") + COLUMN_GAP
        self.text += letter
        self.right = max(self.right, right)

    def line(self) -> PlacedLine:
        """Return the line gathered so far."""
        return PlacedLine(self.text.rstrip(), self.left, self.right, self.foot, self.size)


def _lines(page: pdfium.PdfTextPage) -> Iterator[PlacedLine]:
    """Yield the lines of a page in the order of the file."""
    builder: _LineBuilder | None = None
    for letter, left, right, foot, size in _letters(page):
        is_next = (
            builder is not None and builder.text and abs(foot - builder.foot) > _NEXT_LINE * max(size, builder.size)
        )
        if builder is not None and (letter == "\n" or (is_next and not letter.isspace())):
            if builder.text.strip():
                yield builder.line()
            builder = None
        if letter == "\n" or (letter.isspace() and (builder is None or not builder.text)):
            continue
        builder = builder or _LineBuilder(size)
        if letter.isspace():
            builder.text += " "
        else:
            builder.add(letter, left, right, foot)
    if builder is not None and builder.text.strip():
        yield builder.line()


def _letters(page: pdfium.PdfTextPage) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield each letter with its left and right edge, the height of its foot, and its size."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        letter = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
        if letter in "\r\n":
            yield "\n", 0, 0, 0, 0
            continue
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        size = raw.FPDFText_GetFontSize(page, index)
        height = abs(box.top - box.bottom)
        yield (
            "\u00ad" if letter in _HYPHENS else letter,
            box.left,
            box.right,
            y.value,
            max(height * 0.8, min(size, height)),
        )
