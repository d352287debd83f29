"""Readers: what a file says becomes stored text, and what cannot be read says so in Vietnamese."""

import codecs
import unicodedata
from pathlib import Path

import pytest

from ingest.readers import SUFFIXES, reader_for
from ingest.readers.secrecy import secrecy_mark
from knowledge.errors import UnreadableDocument

WORDS = "Kế hoạch\u00a0thi đua\nĐợt 1: “Người tốt”\n"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (WORDS.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "UTF-8 with a byte order mark"),
        (WORDS.encode("utf-16"), "UTF-16 with a byte order mark"),
        (WORDS.encode("utf-16-le"), "UTF-16 without one"),
        (WORDS.replace("\n", "\r\n").encode(), "line ends of Windows"),
        (unicodedata.normalize("NFD", WORDS).encode(), "letters and accents apart"),
    ],
)
def test_text_is_stored_as_nfc_with_plain_line_ends(tmp_path: Path, raw: bytes, why: str) -> None:
    """Every encoding that offices use gives the same stored text, hard blanks included."""
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    read = reader_for(file).read(file)
    assert (read.text, read.original) == (WORDS, raw), why


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("empty.txt", b"", "trống"),
        ("blank.md", b" \n\n", "trống"),
        ("paper.txt", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("paper.md", b"PK\x03\x04rest", "DOCX"),
        ("paper.html", b"\xd0\xcf\x11\xe0rest", "Word"),
        ("old.txt", b"K\xd5 ho\xb9ch thi \xae\xf4a n\xa8m 2008", "UTF-8"),
        ("noise.txt", bytes(range(1, 32)) * 4, "không phải văn bản"),
        ("table.xlsx", b"any", ".xlsx"),
        ("README", b"any", "không có đuôi"),
        ("page.html", b"<html><script>x()</script></html>", "không có phần chữ"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_next_step(tmp_path: Path, name: str, raw: bytes, expected: str) -> None:
    """An unreadable file raises one error that names the file, the reason and what to do."""
    file = tmp_path / name
    file.write_bytes(raw)
    with pytest.raises(UnreadableDocument) as caught:
        reader_for(file).read(file)
    assert name in caught.value.message
    assert expected in caught.value.message
    assert caught.value.advice


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    """A path that leads nowhere is an unreadable document, not a crash."""
    with pytest.raises(UnreadableDocument, match="Không tìm thấy"):
        reader_for(tmp_path / "no.txt").read(tmp_path / "no.txt")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_registered_reader_takes_its_suffix(suffix: str) -> None:
    """The registry and the readers agree about who takes what."""
    assert suffix in reader_for(Path(f"a{suffix}")).suffixes


PAGE = """<html><head><title>Cổng</title></head><body>
<nav><a href="/">Trang chủ</a></nav><div class="share">Chia sẻ</div>
<h1>KẾ HOẠCH</h1><p>Đợt <b>1</b>: từ <i>01/3</i><br>đến 30/6</p>
<ul><li>Gửi hồ sơ:<ul><li>tờ trình;</li></ul></li></ul><ol type="a"><li>một</li><li>hai</li></ol>
<table><tr><td>Việc</td><td>Hạn</td></tr></table>
<table><tr><td>Nơi nhận:<br>- VT.</td><td>GIÁM ĐỐC</td></tr></table>
<script>x()</script><footer>Bản quyền</footer></body></html>"""


def test_html_gives_the_main_text_in_reading_order(tmp_path: Path) -> None:
    """Blocks, line breaks, lists and table rows become lines; menus, scripts and footers stay out."""
    file = tmp_path / "a.html"
    file.write_text(PAGE, encoding="utf-8")
    lines = [line for line in reader_for(file).read(file).text.split("\n") if line]
    assert lines == [
        "KẾ HOẠCH",
        "Đợt 1: từ 01/3",
        "đến 30/6",
        "- Gửi hồ sơ:",
        "+ tờ trình;",
        "a) một",
        "b) hai",
        "Việc | Hạn",
        "Nơi nhận:",
        "- VT.",
        "GIÁM ĐỐC",
    ]


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("UBND TỈNH\nMẬT\nSố: 05/KH", "MẬT"),
        ("UBND TỈNH | TỐI MẬT\nSố: 05/KH", "TỐI MẬT"),
        ("SỞ NỘI VỤ\n**TUYỆT MẬT**", "TUYỆT MẬT"),
        ("SỞ NỘI VỤ\nĐộ mật: Tối mật", "TỐI MẬT"),
        ("SỞ NỘI VỤ\nM Ậ T", "MẬT"),
        ("KẾ HOẠCH\nBảo vệ bí mật nhà nước năm 2025", None),
        ("KẾ HOẠCH\nBẢO VỆ BÍ MẬT NHÀ NƯỚC", None),
        ("QUY CHẾ\nTUYỆT MẬT | TỐI MẬT | MẬT", None),
        ("KẾ HOẠCH\n" + "nội dung\n" * 40 + "MẬT", None),
    ],
)
def test_papers_marked_secret_are_told_from_papers_about_secrets(text: str, degree: str | None) -> None:
    """Only a mark that stands alone in the head of a paper is a degree of secrecy."""
    assert secrecy_mark(text) == degree


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_secret_paper_is_never_read(tmp_path: Path, name: str) -> None:
    """A paper stamped MẬT is refused before anything of it can be stored, whatever its kind."""
    (tmp_path / name).write_text("<p>UBND TỈNH</p>\n\nMẬT\n\n<p>KẾ HOẠCH</p>\n", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match="bí mật nhà nước"):
        reader_for(tmp_path / name).read(tmp_path / name)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    """A file beyond the limit is named with its size, without being read whole."""
    with (tmp_path / "to.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="200 MB, quá mức 50 MB"):
        reader_for(tmp_path / "to.txt").read(tmp_path / "to.txt")
