"""The cleaning view: what a person reads, and the way back to the stored text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.understand import understand
from knowledge.text import Span

WRAPPED = "\n".join(
    [
        "1. Mở đầu câu chuyện rất dài của",
        "một phong trào trong tỉnh được",
        "cả nước biết đến. Khen thưởng kịp",
        "thời là việc cần làm ngay ở từng",
        "cơ quan, tổ chức chính trị",
        "- xã hội và các đơn vị thuộc",
        "quyền quản lý.",
    ]
)

TABLE = [
    ("page break in a sentence", "rút ra bài học\n\nkinh nghiệm tốt.", ["rút ra bài học kinh nghiệm tốt."]),
    ("page number in it", "rút ra bài học\n\n2\n\nkinh nghiệm.", ["rút ra bài học kinh nghiệm."]),
    (
        "a quotation cut in two",
        "phong trào “Cả nước chung tay xây dựng nông thôn mới, gắn\n\nVới du lịch”.",
        ["phong trào “Cả nước chung tay xây dựng nông thôn mới, gắn", "Với du lịch”."],
    ),
    (
        "a heading is no cut sentence",
        "1. Mục đích\n\nnâng cao nhận thức.",
        ["1. Mục đích", "nâng cao nhận thức."],
    ),
    ("a list keeps its lines", "- Sở Nội vụ;\n- Lưu: VT.", ["- Sở Nội vụ;", "- Lưu: VT."]),
    ("wrapped lines", WRAPPED, [WRAPPED.replace("\n", " ")]),
    ("a wrapped Markdown heading", "**II. NỘI DUNG,\nNHIỆM VỤ**", ["II. NỘI DUNG, NHIỆM VỤ"]),
    ("an article's number on the next line", "**Điều\n2. Đối tượng**", ["Điều 2. Đối tượng"]),
    ("a signature keeps its lines", "**TM. HỘI ĐỒNG\nCHỦ TỊCH**", ["TM. HỘI ĐỒNG", "CHỦ TỊCH"]),
    ("emphasis inside a number", "số **1**52/2025", ["số 152/2025"]),
    ("hashes, raised text, links", "## Mục *tiêu* VP^{XT} [xem](https://a.vn/b)", ["Mục tiêu VPXT xem"]),
    ("a star as a bullet stays", "* Về công tác", ["* Về công tác"]),
    (
        "a letterhead table",
        "| Số: 1/KH-A | Hà Nội, ngày 02 tháng 3 năm 2024 |",
        ["Số: 1/KH-A", "Hà Nội, ngày 02 tháng 3 năm 2024"],
    ),
    ("a table of data", "| Việc | Hạn |\n|---|---|\n| Nộp | 20/6 |", ["Việc | Hạn", "Nộp | 20/6"]),
    ("cells of a web table", "|\n**A**\n-------\n|\nB\n|", ["A", "B"]),
    (
        "web leftovers",
        "Nội dung.\n\nChia sẻ\nPhản hồi\nThích 0\nCác tin khác\nTin một\nTin hai",
        ["Nội dung."],
    ),
    (
        "two columns",
        "Nơi nhận:            GIÁM ĐỐC\n- Lưu: VT.           Lê Văn A",
        ["Nơi nhận:", "GIÁM ĐỐC", "- Lưu: VT.", "Lê Văn A"],
    ),
    ("a blank number is no column", "Số:          /KH-VP", ["Số: /KH-VP"]),
    ("invisible characters", "thi\u200b đua\ufeff", ["thi đua"]),
]


@pytest.mark.parametrize(("why", "stored", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_the_view_reads_as_a_person_would(why: str, stored: str, expected: list[str]) -> None:
    """Each kind of mark, break and leftover goes, and nothing else does."""
    assert [line for line in clean(stored).text.split("\n") if line] == expected, why


PIECES = st.sampled_from(
    [
        "Thi đua",
        "khen thưởng",
        "\n",
        "\n\n",
        "**",
        "*",
        " | ",
        "# ",
        "- ",
        "1. ",
        "a) ",
        "12",
        "“",
        "”",
        ".",
        ";",
        "   ",
        "Nơi nhận:",
        "Các tin khác",
        "^{x}",
        "Điều",
        "KẾ HOẠCH",
        "TM. ",
        "\u00a0",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_letter_of_the_view_leads_back_to_itself(stored: str) -> None:
    """Whatever the text, a non-blank character of the view is the one at its place in the stored text."""
    view = clean(stored)
    for offset, character in enumerate(view.text):
        if not character.isspace():
            assert view.to_stored(Span(offset, offset + 1)).of(stored) == character


LONG_RUNS = ["Kế hoạch" + " " * 100_000 + "thi đua", "-" * 50_000 + "x", "a" + "\t" * 50_000 + "|"]


@pytest.mark.parametrize("text", LONG_RUNS, ids=["blanks", "dashes", "tabs"])
def test_long_runs_are_read_in_linear_time(text: str) -> None:
    """A run of blanks or dashes as long as a book does not keep a reader busy for ever: the test would not end."""
    assert understand(text + "\n", file_name="a.txt").text.startswith(text[:8])
