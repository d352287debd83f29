"""Document numbers as people type them, and which papers each may mean."""

import unicodedata

import pytest

from knowledge.citations import find_numbers, find_spoken_numbers
from knowledge.text import folded

Mention = tuple[str, int | None, str | None, str, str]


def mention(
    serial: str, quote: str, *, year: int | None = None, letters: str | None = None, symbol: str = ""
) -> Mention:
    """Return what should be read from a question: the parts of the number, and the words that carry them."""
    return serial, year, letters, symbol, quote


TABLE = [
    ("Nghị định 98 còn hiệu lực không?", [mention("98", "Nghị định 98", letters="nd")]),
    ("ND98 nói gì", [mention("98", "ND98", letters="nd")]),
    ("nđ 152/2025 điều mấy", [mention("152", "nđ 152/2025", year=2025, letters="nd")]),
    ("98/2023/NĐ-CP", [mention("98", "98/2023/NĐ-CP", year=2023, symbol="nd-cp")]),
    ("98/2023/nd-cp thay ai", [mention("98", "98/2023/nd-cp", year=2023, symbol="nd-cp")]),
    ("kế hoạch số 02 là của ai?", [mention("2", "kế hoạch số 02", letters="kh")]),
    ("kh 327 ai ký", [mention("327", "kh 327", letters="kh")]),
    ("kh327", [mention("327", "kh327", letters="kh")]),
    ("34-ct/tw", [mention("34", "34-ct/tw", symbol="ct/tw")]),
    ("Chỉ thị 34 - CT/TW", [mention("34", "34 - CT/TW", symbol="ct/tw")]),
    ("18 / KH-UBND", [mention("18", "18 / KH-UBND", symbol="kh-ubnd")]),
    ("quyết định số 0086/2025/QĐ-UBND", [mention("86", "0086/2025/QĐ-UBND", year=2025, symbol="qd-ubnd")]),
    (
        "luật 06 và luật 06/2022/QH15",
        [mention("6", "luật 06", letters="qh"), mention("6", "06/2022/QH15", year=2022, symbol="qh15")],
    ),
    (
        "thông tư 01 và nghị định 98",
        [mention("1", "thông tư 01", letters="tt"), mention("98", "nghị định 98", letters="nd")],
    ),
    ("công văn 5007 của Bộ", [mention("5007", "công văn 5007", letters="")]),
    ("TB 45/TB-SNV", [mention("45", "45/TB-SNV", symbol="tb-snv")]),
    ("văn bản số: 214", [mention("214", "văn bản số: 214", letters="")]),
    ("86/2025 của Bắc Ninh", [mention("86", "86/2025", year=2025)]),
    ("nghị định 98 năm 2023 còn hiệu lực không", [mention("98", "nghị định 98", letters="nd")]),
    ("Điều 53 NĐ 152 quy định gì", [mention("152", "NĐ 152", letters="nd")]),
    ("quyết định 13 tháng 5/2024", [mention("13", "quyết định 13", letters="qd")]),
]


@pytest.mark.parametrize(("question", "expected"), TABLE)
def test_a_number_in_a_question(question: str, expected: list[Mention]) -> None:
    """Serial without zeros, year, letters of the type and symbol are read as far as they are given."""
    found = [(m.serial, m.year, m.letters, m.symbol, m.span.of(question)) for m in find_spoken_numbers(question)]
    assert found == expected


@pytest.mark.parametrize("question", [question for question, _ in TABLE])
def test_a_number_without_diacritics(question: str) -> None:
    """Typed without diacritics a question names the same numbers."""
    assert find_spoken_numbers(folded(question)) == find_spoken_numbers(unicodedata.normalize("NFC", question))


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch năm 2024",
        "kế hoạch 2024",
        "đợt 1 năm 2025 hạn ngày nào",
        "trước ngày 15/3/2025",
        "tháng 12/2025",
        "quý 3/2025",
        "từ 15/2025 đến nay",
        "kế hoạch 6 tháng đầu năm",
        "kế hoạch 5 năm 2021-2025",
        "hoàn thành 95% kế hoạch 15% quỹ",
        "bằng khen kèm 10 triệu",
        "thời hạn thông báo 5 ngày",
        "đơn vị báo cáo 2 lần một năm vào lúc nào",
        "quy chế quy định 3 nguyên tắc nào",
    ],
)  # fmt: skip
def test_what_is_no_document_number(question: str) -> None:
    """Years, days, months, shares, money and counts are not taken for documents."""
    assert find_spoken_numbers(question) == []


FITS = [
    ("nghị định 98", "98/2023/NĐ-CP", True),
    ("98/2023/NĐ-CP", "98/2023/NĐ-CP", True),
    ("98/2023", "98/2023/NĐ-CP", True),
    ("nghị định 98/2024", "98/2023/NĐ-CP", False),
    ("thông tư 98", "98/2023/NĐ-CP", False),
    ("kế hoạch 02", "2/KH-SNV", True),
    ("kế hoạch số 2", "02/KH-SNV", True),
    ("02/KH-SNV", "02/KH-SYT", False),
    ("kế hoạch 2", "12/KH-SNV", False),
    ("số 12", "12/KH-SNV", True),
    ("công văn 698", "698/UBND-BTĐ", True),
    ("15/2025/TT-BNV", "15/2025/TT-BXD", False),
    ("luật 06", "06/2022/QH15", True),
    ("chỉ thị 34", "34-CT/TW", True),
]


@pytest.mark.parametrize(("spoken", "written", "expected"), FITS)
def test_which_number_is_meant(spoken: str, written: str, expected: bool) -> None:
    """A mention means every number that agrees with all that it says, and no other."""
    (said,) = find_spoken_numbers(spoken)
    ((number, _),) = find_numbers(written)
    assert said.fits(number) is expected
