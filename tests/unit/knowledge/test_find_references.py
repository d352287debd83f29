"""Documents that a text names: type, number, date, issuer."""

import pytest

from knowledge.citations.find import find_blank_number, find_references

TABLE = [
    (
        "Kế hoạch số 18/KH-UBND ngày 15/01/2024 của UBND tỉnh Bắc Hà về công tác",
        ("Kế hoạch", "18/KH-UBND", "2024-01-15", "UBND tỉnh Bắc Hà"),
    ),
    (
        "Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ Quy định chi tiết",
        ("Nghị định", "98/2023/NĐ-CP", "2023-12-31", "Chính phủ"),
    ),
    (
        "Chỉ thị số 34- CT/TW ngày 07/4/2014 của Bộ Chính trị",
        ("Chỉ thị", "34-CT/TW", "2014-04-07", "Bộ Chính trị"),
    ),
    (
        "Thông báo số 01/TB-HĐ của Hội đồng Thi đua, khen thưởng tỉnh Nam Hải nhằm triển khai",
        ("Thông báo", "01/TB-HĐ", None, "Hội đồng Thi đua, khen thưởng tỉnh Nam Hải"),
    ),
    (
        "Hướng dẫn số 3/HD-S của Sở Giáo dục và Đào tạo và các văn bản khác",
        ("Hướng dẫn", "3/HD-S", None, "Sở Giáo dục và Đào tạo"),
    ),
    (
        "Kế hoạch số 2/KH-A của Sở Văn hóa, Thể thao và Du lịch, yêu cầu",
        ("Kế hoạch", "2/KH-A", None, "Sở Văn hóa, Thể thao và Du lịch"),
    ),
    ("Nghị quyết số 15-NQ/TW năm 2022", ("Nghị quyết", "15-NQ/TW", "2022", None)),
    ("Kế hoạch số 7/KH-X tháng 3/2024", ("Kế hoạch", "7/KH-X", "2024-03", None)),
    ("Luật Tổ chức chính quyền địa phương số 72/2025/QH15", ("Luật", "72/2025/QH15", None, "Quốc hội")),
    ("theo 90/KH-UBND ngày 11/6/2021", ("Kế hoạch", "90/KH-UBND", "2021-06-11", None)),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[row[1][1] for row in TABLE])
def test_a_reference(text: str, expected: tuple[str | None, ...]) -> None:
    """Type, number as written, date as precise as written, and the issuer's whole name."""
    (found,) = find_references(text)
    assert found.number is not None
    assert (found.type, found.number.written, found.issued_on, found.issuer) == expected


def test_a_list_of_numbers_inherits_type_and_issuer() -> None:
    """Two numbers after "các kế hoạch của UBND tỉnh:" are two plans of the same issuer."""
    text = (
        "triển khai các kế hoạch của UBND tỉnh: số 90/KH-UBND ngày 11/6/2021 về thi đua; số "
        "79/KH-UBND ngày 21/4/2022 về khen."
    )
    found = find_references(text)
    assert [(r.type, r.label, r.issuer, r.issued_on) for r in found] == [
        ("Kế hoạch", "90/KH-UBND", "UBND tỉnh", "2021-06-11"),
        ("Kế hoạch", "79/KH-UBND", "UBND tỉnh", "2022-04-21"),
    ]


LAWS = [
    ("Luật Thi đua, khen thưởng ngày 15/6/2022;", "Luật Thi đua, khen thưởng", "2022-06-15"),
    ("Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;", "Luật Thi đua, khen thưởng", "2022-06-15"),
    ("Luật Thi đua, Khen thưởng năm 2022;", "Luật Thi đua, Khen thưởng năm 2022", "2022"),
]


@pytest.mark.parametrize(("text", "label", "issued_on"), LAWS)
def test_a_law_by_its_name(text: str, label: str, issued_on: str) -> None:
    """A law named by title and day or year is a reference too."""
    (found,) = find_references(text)
    assert (found.label, found.issued_on, found.number) == (label, issued_on, None)


@pytest.mark.parametrize(
    "text",
    ["phổ biến Luật Thi đua, khen thưởng cho cán bộ năm 2024", "pháp luật năm 2024", "Luật này năm 2024"],
)
def test_words_that_name_no_law(text: str) -> None:
    """A sentence that goes on after the law's name is not its title."""
    assert find_references(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Số:      /KH-VP", "/KH-VP"),
        ("Số: ......./QĐ-UBND", "/QĐ-UBND"),
        ("Số     -KH/TU", "-KH/TU"),
        ("Số: 12/KH-VP", None),
    ],
)
def test_a_blank_serial(text: str, written: str | None) -> None:
    """A number left for the pen is found as such, a complete one is not."""
    found = find_blank_number(text)
    assert (found[0].written if found else None) == written
    assert found is None or not found[0].is_complete
