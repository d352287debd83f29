"""What cannot be right in a text is found with the exact words; what is right raises no alarm."""

import pytest

from ingest.understand import understand

HEAD = "Số: 12/KH-SNV\nHà Nội, ngày 10 tháng 3 năm 2024\nKẾ HOẠCH\nCông tác thi đua năm 2024\n\n"

TABLE = [
    ("nộp trước ngày 31/4/2024.", "impossible_date", "31/4/2024", "30/04/2024"),
    ("Đảng (03/2/1930-30/2/2024).", "impossible_date", "30/2/2024", "03/02/2024"),
    ("Kế hoạch 05 năm (2121-2025).", "backward_range", "2121-2025", "2021-2025"),
    ("từ ngày 15/9/2024 đến ngày 30/8/2024.", "backward_range", "từ ngày 15/9/2024 đến ngày 30/8/2024", None),
    (
        "kỷ niệm 79 năm Quốc khánh (02/9/1945 - 02/9/2028).",
        "contradicting_year",
        "02/9/1945 - 02/9/2028",
        "02/9/2024",
    ),
    ("Từ tháng 01/01/2024 - 30/6/2024.", "miswritten_date", "tháng 01/01/2024", "01/01/2024"),
    ("Họp vào quý II. Quý III năm 2024.", "miswritten_date", "quý II. Quý III năm 2024", None),
    (
        "Sở xây dựng kế hoạch công tác năm 2023 như sau.",
        "contradicting_year",
        "xây dựng kế hoạch công tác năm 2023",
        None,
    ),
    ("Sở tổng kết công tác thi đua năm 2021 vào tháng 12.", "contradicting_year", None, "năm 2024"),
    ("gửi về Sở chậm nhất ngày 20/6/2023.", "contradicting_year", "chậm nhất ngày 20/6/2023", "20/06/2024"),
]

FINE = [
    "chào mừng 135 năm Ngày sinh Bác (19/5/1890 - 19/5/2025) và 79 năm Quốc khánh (02/9/1945-02/9/2024).",
    "giai đoạn 2021 - 2025, tầm nhìn đến năm 2045.",
    "Kết quả thực hiện kế hoạch năm 2023 là cơ sở để xét.",
    "Trước đó, năm 2021, Sở đã tổng kết phong trào năm 2020.",
    "Thực hiện Kế hoạch số 5/KH-UBND ngày 20/12/2023 về công tác thi đua năm 2024.",
    "Nghị định số 98/2023/NĐ-CP ngày 31/12/2023 của Chính phủ.",
    "Nộp trước ngày 15/01/2025.",
]


@pytest.mark.parametrize(("body", "kind", "quote", "probable"), TABLE, ids=[row[0] for row in TABLE])
def test_found_with_its_words(body: str, kind: str, quote: str | None, probable: str | None) -> None:
    """One anomaly, its kind, its exact words, and what was probably meant."""
    stored = f"{HEAD}I. NỘI DUNG\n\n{body}\n"
    found = understand(stored, file_name="a.txt").anomalies
    assert [a.kind.value for a in found] == [kind]
    assert found[0].span.of(stored) == found[0].quote
    assert quote is None or found[0].quote == quote
    assert probable is None or found[0].probable == probable
    assert found[0].explanation


@pytest.mark.parametrize("body", FINE)
def test_no_alarm_about_what_is_right(body: str) -> None:
    """Anniversaries that add up, periods, looks back and next year's days are fine."""
    assert understand(f"{HEAD}I. NỘI DUNG\n\n{body}\n", file_name="a.txt").anomalies == ()


BASES = [
    ("Căn cứ Kế hoạch số 15/KH-S ngày 19/01/2023 của Sở về Kế hoạch thi đua năm 2024;", "19/01/2024"),
    ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31/12/2022 của Chính phủ;", "năm 2023"),
    ("Căn cứ Chỉ thị số 5/CT-UBND ngày 11/4/2024 của tỉnh;", None),
]


@pytest.mark.parametrize(("basis", "probable"), BASES, ids=[row[0] for row in BASES])
def test_a_basis_whose_date_cannot_be(basis: str, probable: str | None) -> None:
    """A basis dated against its title, its number, or after the plan itself is doubted."""
    found = understand(f"{HEAD}{basis}\n\nI. NỘI DUNG\n\nLàm tốt.\n", file_name="a.txt").anomalies
    assert [a.kind.value for a in found] == ["contradicting_year"]
    assert found[0].probable == probable


def test_a_final_report_before_the_end_is_doubted() -> None:
    """A plan that runs to October cannot ask for the final report in August."""
    body = (
        "I. THỜI GIAN THỰC HIỆN: Từ nay đến ngày 10/10/2024.\n\nII. BÁO CÁO\n\nGửi báo cáo tổng "
        "kết trước ngày 15/8/2024.\n"
    )
    found = understand(HEAD + body, file_name="a.txt").anomalies
    assert [(a.kind.value, a.quote) for a in found] == [("contradicting_deadline", "trước ngày 15/8/2024")]


def test_numbering_habits_raise_no_alarm() -> None:
    """Articles across chapters, a, b, c, d, e without đ, and lists after a colon are usual."""
    body = (
        "Chương I\nMỘT\nĐiều 1. A\nChữ.\nChương II\nHAI\nĐiều 2. B\nGồm:\na) một;\nb) hai;\nc) "
        "ba;\nd) bốn;\ne) năm.\n"
        "Điều 3. C\n1. Hồ sơ gồm:\n1. Đơn;\n2. Ảnh.\n2. Thời hạn."
    )
    assert understand(HEAD + body, file_name="a.txt").anomalies == ()
