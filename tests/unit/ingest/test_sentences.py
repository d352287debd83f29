"""Sentences are never cut inside an abbreviation, number, date or quotation."""

import pytest

from ingest.sentences import sentences
from knowledge.text import Span

TABLE = [
    ("Việc một. Việc hai.", ["Việc một.", "Việc hai."], "two sentences"),
    ("1. Nộp hồ sơ. Đúng hạn.", ["1. Nộp hồ sơ.", "Đúng hạn."], "a leading number"),
    ("Họp vào quý II. Quý III và quý IV năm 2022 nghỉ.", None, "a full stop in a list of quarters"),
    ("Theo khoản 1. Điều 5 thì được.", None, "a unit before its article"),
    ("Giao TP. Huế và Đ/c. Nam làm.", None, "abbreviations"),
    ("Dự toán 1.200.000 đồng, tăng 3.5 lần.", None, "numbers"),
    ("Nộp ngày 5.12.2025 tại Sở.", None, "dates"),
    ("Chủ đề “Làm tốt. Nghĩ lớn. Đi xa” năm nay.", None, "a quotation"),
    ("Lưu ý (Mẫu số 1. Mẫu số 2) kèm theo.", None, "brackets"),
    ("cụ thể.\u00a0Ngoài ra, có họp.", ["cụ thể.", "Ngoài ra, có họp."], "a hard blank"),
    ("Chào mừng ngày lễ lớn... Tổ chức hội thi.", ["Chào mừng ngày lễ lớn...", "Tổ chức hội thi."], "dots"),
    ("“Vì người nghèo. không để ai bị bỏ lại”, tiếp.", None, "a small letter goes on"),
    ("Năm 2024. Năm 2025.", ["Năm 2024.", "Năm 2025."], "years"),
]


@pytest.mark.parametrize(("text", "expected", "why"), TABLE, ids=[row[2] for row in TABLE])
def test_sentences(text: str, expected: list[str] | None, why: str) -> None:
    """A row without expectation is one sentence."""
    found = [s.of(text) for s in sentences(text, Span(0, len(text)))]
    assert found == (expected or [text]), why
