"""DOCX: what Word shows on paper becomes lines, in order; what it does not show stays out."""

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from ingest.readers import reader_for
from ingest.readers.docx_numbering import counted
from knowledge.errors import UnreadableDocument

docx = pytest.importorskip("docx", reason="python-docx viết tệp DOCX cho kiểm thử này")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHARED = Path(os.environ.get("TDKT_TESTDATA", Path(__file__).parents[4] / "shared"))


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file that hold something."""
    return [line for line in reader_for(path).read(path).text.split("\n") if line]


def document_of(body: str, tmp_path: Path, numbering: str = "") -> Path:
    """Write a DOCX whose body, and list definitions, are the given XML."""
    path = tmp_path / "a.docx"
    blank = BytesIO()
    document = docx.Document()
    document.add_paragraph("1", style="List Number")  # makes the package keep its list definitions
    document.save(blank)
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                content = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()
            elif entry.filename == "word/numbering.xml":
                content = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'.encode()
            target.writestr(entry, content)
    return path


def p(text: str, properties: str = "") -> str:
    """Return a paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def numbered(list_id: int, level: int, text: str) -> str:
    """Return a paragraph of a list."""
    return p(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list_id}'/></w:numPr>")


def test_paragraphs_and_tables_keep_their_order(tmp_path: Path) -> None:
    """Paragraphs, the letterhead's columns, table rows and line breaks come as they stand; margins stay out."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND TỈNH\nSỞ NỘI VỤ"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI\nĐộc lập - Tự do"
    document.add_paragraph("KẾ HOẠCH").add_run("\nnăm 2025")
    table = document.add_table(2, 3)
    for row, cells in zip(table.rows, [("TT", "Việc", "Hạn"), ("1", "Gửi\nhồ sơ", "30/6")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Hết")
    document.save(tmp_path / "a.docx")
    assert lines_of(tmp_path / "a.docx") == [
        "UBND TỈNH", "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "KẾ HOẠCH", "năm 2025",
        "TT | Việc | Hạn", "1 | Gửi hồ sơ | 30/6", "Hết",
    ]  # fmt: skip


LEVELS = (
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='Điều %1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%2.'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%3)'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val='\uf0b7'/></w:lvl>"
    "<w:lvl w:ilvl='4'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2.%5'/></w:lvl>"
)
NUMBERING = (
    f"<w:abstractNum w:abstractNumId='7'>{LEVELS}</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='7'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
)


def test_numbers_that_word_draws_become_visible(tmp_path: Path) -> None:
    """Điều, khoản, điểm and dashes are counted, start anew below a new Điều, and where a list says so."""
    body = "".join(
        [
            numbered(1, 0, "Phạm vi"), numbered(1, 1, "một"), numbered(1, 2, "a"), numbered(1, 2, "b"),
            numbered(1, 3, "ý"), numbered(1, 1, "hai"), numbered(1, 4, "sâu"), p("xen giữa"),
            numbered(1, 0, "Đối tượng"), numbered(1, 1, "một"), numbered(2, 0, "Bản kèm theo"),
            numbered(0, 0, "không số"),
        ]
    )  # fmt: skip
    assert lines_of(document_of(body, tmp_path, NUMBERING)) == [
        "Điều 1. Phạm vi", "1. một", "a) a", "b) b", "+ ý", "2. hai", "1.2.1 sâu", "xen giữa",
        "Điều 2. Đối tượng", "1. một", "Điều 1. Bản kèm theo", "không số",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (4, "upperRoman", "IV"),
        (27, "lowerLetter", "aa"),
        (3, "decimalZero", "03"),
        (9, "none", ""),
        (2, "decimal", "2"),
    ],
)
def test_numbers_are_written_as_word_writes_them(value: int, form: str, written: str) -> None:
    """Each number format gives the label that the paper shows."""
    assert counted(value, form) == written


def test_tracked_changes_hidden_text_and_boxes(tmp_path: Path) -> None:
    """Insertions stay, deletions and hidden words go, a text box comes once after its paragraph."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:r><w:pict><w:txbxContent>{p('DỰ THẢO')}</w:txbxContent></w:pict></w:r>"
    body = (
        f"<w:p><w:r><w:t>Hạn </w:t></w:r><w:del><w:r><w:delText>30/5</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('30/6')}</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>{box}</w:p>"
        + p("Gửi hồ sơ ", "<w:rPr><w:del/></w:rPr>")
        + p("về Sở")
        + "<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>kế hoạch</w:t></w:r></w:p>"
    )
    assert lines_of(document_of(body, tmp_path)) == ["Hạn 30/6", "DỰ THẢO", "Gửi hồ sơ về Sở", "KẾ HOẠCH"]


def _zipped(**parts: bytes) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return memory.getvalue()


def _whole() -> bytes:
    memory = BytesIO()
    docx.Document().save(memory)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"", "trống"),
        (lambda: b"%PDF-1.7\n%%EOF", "PDF"),
        (lambda: "Kế hoạch".encode(), "văn bản thường"),
        (lambda: bytes(range(256)), "không rõ loại"),
        (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (lambda: b"\xd0\xcf\x11\xe0 old", "Word hoặc Excel đời cũ"),
        (lambda: _whole()[:-2000], "cắt cụt"),
        (lambda: _whole(), "không có chữ nào"),
        (lambda: _zipped(xl__workbook=b"x"), "ZIP"),
        (lambda: _zipped(word__document=b"\0" * 30_000_000), "bất thường"),
    ],
)
def test_a_bad_docx_is_refused_in_words(
    refused_in_words: Callable[[str, bytes, str], None], make: Callable[[], bytes], expected: str
) -> None:
    """Wrong kind, password, cut short, empty, a bomb: one message with the file, the reason, the next step."""
    refused_in_words("xau.docx", make(), expected)


def test_a_mark_of_secrecy_in_the_header_is_seen(tmp_path: Path) -> None:
    """A paper whose page header says MẬT is refused, though headers are no part of the text."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    document.add_paragraph("KẾ HOẠCH")
    document.save(tmp_path / "a.docx")
    with pytest.raises(UnreadableDocument, match="TỐI MẬT"):
        reader_for(tmp_path / "a.docx").read(tmp_path / "a.docx")


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="không có dữ liệu mẫu ../shared/seeds")
def test_seeds_as_docx_give_the_same_lines(tmp_path: Path) -> None:
    """A plan typed into Word paragraph by paragraph reads as the same text."""
    for seed in sorted((SHARED / "seeds").glob("*.txt")):
        expected = reader_for(seed).read(seed).text.strip("\n")
        document = docx.Document()
        for line in expected.split("\n"):
            document.add_paragraph(line)
        document.save(tmp_path / "a.docx")
        assert reader_for(tmp_path / "a.docx").read(tmp_path / "a.docx").text.strip("\n") == expected, seed.name
