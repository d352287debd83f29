"""The parts of a DOCX file (gói tài liệu Word): opened with limits, parsed without entities."""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from lxml import etree

from ingest.readers.base import refusal

_MEGABYTE = 1024 * 1024
_MOST_ENTRIES = 10_000
_LARGEST_PART = 64 * _MEGABYTE
# A part of a Word file shrinks to a tenth, seldom to a fiftieth; a bomb to a thousandth.
_WIDEST_RATIO = 200
_RATIO_FROM = 4 * _MEGABYTE


def name_of(element: etree._Element) -> str:
    """Return the name of ``element`` without its namespace; a comment has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value_of(element: etree._Element | None, attribute: str = "val") -> str | None:
    """Return an attribute by its name without namespace, or None."""
    if element is None:
        return None
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == attribute:
            return str(value)
    return None


def child_of(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the first child along the path ``names``, or None."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if name_of(child) == name), None)
    return element


class DocxPackage:
    """A DOCX file opened within limits: its main text, numbering, styles, headers and footers."""

    def __init__(self, original: bytes, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(BytesIO(original))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._cut_short() from error
        self._check_sizes()
        self._main = self._find_main()

    def _cut_short(self) -> Exception:
        return refusal(
            self._path,
            "tệp DOCX bị hỏng hoặc bị cắt cụt",
            "Chép hoặc tải lại tệp gốc; nếu Word mở được thì lưu lại thành tệp mới rồi nạp lại.",
        )

    def _check_sizes(self) -> None:
        entries = self._zip.infolist()
        large = [e for e in entries if e.file_size > _RATIO_FROM]
        bombs = [e for e in large if e.file_size > _WIDEST_RATIO * max(1, e.compress_size)]
        if bombs or len(entries) > _MOST_ENTRIES:
            raise refusal(
                self._path,
                "tệp nén bất thường (bung ra gấp hàng trăm lần), có thể là tệp phá hoại",
                "Chỉ nạp tệp từ nguồn tin cậy; nếu là văn bản thật, mở bằng Word rồi lưu lại thành tệp mới.",
            )
        if any(e.flag_bits & 1 for e in entries):
            raise refusal(self._path, "tệp có mật khẩu", "Mở bằng mật khẩu, bỏ mật khẩu, lưu lại rồi nạp lại.")

    def _find_main(self) -> str:
        names = set(self._zip.namelist())
        for relation in self._relations(""):
            if (value_of(relation, "Type") or "").endswith("/officeDocument"):
                target = (value_of(relation, "Target") or "").lstrip("/")
                if target in names and target.endswith(".xml") and not target.startswith(("xl/", "ppt/")):
                    return target
        kind = "bảng tính Excel" if "xl/workbook.xml" in names else "tệp nén ZIP, không phải tài liệu Word"
        raise refusal(self._path, f"nội dung là {kind}", "Kiểm tra lại đuôi tệp; lưu văn bản thành .docx rồi nạp lại.")

    def _relations(self, part: str) -> Iterator[etree._Element]:
        folder, name = posixpath.split(part)
        root = self._parsed(posixpath.join(folder, "_rels", f"{name}.rels"))
        yield from root if root is not None else ()

    def _parsed(self, name: str) -> etree._Element | None:
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        if entry.file_size > _LARGEST_PART:
            reason = f"phần chữ của tài liệu quá lớn ({entry.file_size // _MEGABYTE} MB)"
            raise refusal(self._path, reason, "Tách tài liệu thành nhiều tệp rồi nạp lại.")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(self._zip.read(entry), parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
            raise self._cut_short() from error
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise self._cut_short() from error
            raise

    def related(self, kind: str) -> Iterator[etree._Element]:
        """Yield the parts of a kind ("numbering", "styles", "header", "footer") that the main text refers to."""
        for relation in self._relations(self._main):
            if (value_of(relation, "Type") or "").endswith(f"/{kind}"):
                target = value_of(relation, "Target") or ""
                folder = posixpath.dirname(self._main)
                name = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                part = self._parsed(posixpath.normpath(name))
                if part is not None:
                    yield part

    def body(self) -> etree._Element:
        """Return the body of the main text."""
        body = child_of(self._parsed(self._main), "body")
        if body is None:
            raise self._cut_short()
        return body
