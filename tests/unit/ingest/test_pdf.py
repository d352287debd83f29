"""PDF with a text layer: lines in reading order, margins out, pages known, bad files refused in words."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.cleaning import clean
from ingest.readers import ReadText, reader_for
from knowledge.errors import UnreadableDocument

pytest.importorskip("pypdfium2", reason="pypdfium2 đọc PDF")
Placed = tuple[float, float, str]
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H"
    " /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /DW 500 /FontDescriptor 5 0 R"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    "<< /Type /FontDescriptor /FontName /Arial /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
    " /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _unicode_map(codes: dict[str, int]) -> str:
    rows = [f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for c, n in codes.items()]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    shown = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    start = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def"
    return f"{start}\n1 begincodespacerange <0000> <ffff> endcodespacerange\n{shown}\nendcmap end end"


def pdf_of(pages: Sequence[Sequence[Placed]]) -> bytes:
    """Return a PDF with text (left, height, words) in 13 points, each letter half as wide, no font embedded."""
    codes = {c: n for n, c in enumerate(sorted({c for page in pages for *_, text in page for c in text}), 1)}
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_FONT, _stream(_unicode_map(codes))]
    kids = [len(objects) + 1 + 2 * n for n in range(len(pages))]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>"
    for kid, page in zip(kids, pages, strict=True):
        shown = (f"BT /F 13 Tf {x:g} {y:g} Td <{''.join(f'{codes[c]:04x}' for c in t)}> Tj ET" for x, y, t in page)
        font = "/Resources << /Font << /F 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {kid + 1} 0 R >>",
            _stream("\n".join(shown)),
        ]
    return _assembled(objects)


def _assembled(objects: Sequence[str], trailer: str = "") -> bytes:
    written = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(f"{len(written):010d} 00000 n \n")
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(offsets)}"
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + (table + end).encode()


def column(left: float, top: float, *texts: str) -> list[Placed]:
    """Return lines one below the other."""
    return [(left, top - 16 * n, text) for n, text in enumerate(texts)]


def read(tmp_path: Path, *pages: Sequence[Placed]) -> ReadText:
    """Return what the reader makes of a PDF with ``pages``."""
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf_of(pages))
    return reader_for(file).read(file)


LONG = "Các phòng, ban, đơn vị phát động phong trào thi đua trong toàn cơ quan để"


def test_lines_pages_and_margins(tmp_path: Path) -> None:
    """Printed lines stay lines, each page knows its start, page numbers and repeated headers stay out."""
    head = (85.0, 815.0, "Văn bản điện tử của Sở Nội vụ")
    first = [head, *column(85, 780, "KẾ HOẠCH THI ĐUA", LONG, "hoàn thành nhiệm vụ năm 2025."), (290, 20, "1")]
    second = [(290, 835, "2"), head, *column(85, 780, "1. Đợt 1: từ 01/3 đến 30/6.")]
    third = [(290, 835, "3"), head, *column(85, 780, "2. Đợt 2: từ 01/7 đến 30/11.")]
    found = read(tmp_path, first, second, third)
    assert [line for line in found.text.split("\n") if line] == [
        "KẾ HOẠCH THI ĐUA", LONG, "hoàn thành nhiệm vụ năm 2025.", "1. Đợt 1: từ 01/3 đến 30/6.",
        "2. Đợt 2: từ 01/7 đến 30/11.",
    ]  # fmt: skip
    assert [found.text[start : start + 9] for start in found.pages] == ["KẾ HOẠCH ", "1. Đợt 1:", "2. Đợt 2:"]
    assert f"{LONG} hoàn thành nhiệm vụ năm 2025." in clean(found.text).text


def test_a_hyphen_at_the_end_of_a_line_is_joined(tmp_path: Path) -> None:
    """A document number or a Latin word divided at a line end reads whole."""
    page = column(
        85,
        780,
        "Căn cứ Nghị định số 152/2025/NĐ-",
        "CP của Chính phủ; theo quy định về inter-",
        "national Organization",
    )
    assert read(tmp_path, page).text == (
        "Căn cứ Nghị định số 152/2025/NĐ-CP của Chính phủ; theo quy định về international Organization\n"
    )


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Columns written row by row are read down the left one, then down the right one."""
    rows = [
        placed
        for n in range(10)
        for placed in ((50.0, 780.0 - 16 * n, f"cột trái, dòng số {n} của trang"),
                       (320.0, 780.0 - 16 * n, f"cột phải, dòng số {n} của trang"))
    ]  # fmt: skip
    lines = [line for line in read(tmp_path, rows).text.split("\n") if line]
    assert [line[:8] for line in lines] == ["cột trái"] * 10 + ["cột phải"] * 10


def test_lines_out_of_order_are_sorted_by_height(tmp_path: Path) -> None:
    """A file that draws its lines from the foot of the page up still reads from the top."""
    page = column(85, 780, "dòng thứ nhất của trang", "dòng thứ hai của trang", "dòng thứ ba của trang")[::-1]
    assert [line[5:12] for line in read(tmp_path, page).text.split("\n") if line] == ["thứ nhấ", "thứ hai", "thứ ba "]


def _protected() -> bytes:
    key = f"<{'41' * 32}>"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<00> <00>]"
    pages = "<< /Type /Pages /Kids [] /Count 0 >>"
    return _assembled(["<< /Type /Catalog /Pages 2 0 R >>", pages], encrypt)


def _many_pages() -> bytes:
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    kids = " ".join(f"{n} 0 R" for n in range(3, 1004))
    pages = f"<< /Type /Pages /Kids [{kids}] /Count 1001 >>"
    return _assembled(["<< /Type /Catalog /Pages 2 0 R >>", pages, *[page] * 1001])


WORDS = [(85.0, 780.0, "Kế hoạch thi đua năm 2025")]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"\n", "trống"),
        (lambda: b"PK\x03\x04 word", "DOCX"),
        (lambda: "Kế hoạch".encode(), "văn bản thường"),
        (lambda: pdf_of([WORDS])[:-60], "cắt cụt"),
        (lambda: b"%PDF-1.7\nrubbish\n%%EOF", "hỏng"),
        (_protected, "mật khẩu"),
        (lambda: pdf_of([[]]), "không có lớp chữ"),
        (lambda: pdf_of([WORDS, [], []]), "2 trên 3 trang"),
        (_many_pages, "1001 trang"),
        (lambda: pdf_of([[(85, 815, "MẬT"), *WORDS]]), "MẬT"),
    ],
)
def test_a_bad_pdf_is_refused_in_words(
    refused_in_words: Callable[[str, bytes, str], None], make: Callable[[], bytes], expected: str
) -> None:
    """Wrong kind, cut short, password, scans, too many pages, secret: file, reason and next step are named."""
    refused_in_words("xau.pdf", make(), expected)


def test_a_scan_says_that_it_needs_ocr(tmp_path: Path) -> None:
    """A PDF of pictures names OCR as the next step."""
    file = tmp_path / "quet.pdf"
    file.write_bytes(pdf_of([[]]))
    with pytest.raises(UnreadableDocument) as caught:
        reader_for(file).read(file)
    assert "OCR" in caught.value.advice
