"""What only the whole list shows, and that a row is judged by itself alone."""

import random
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.nominations.findings import initiatives_twice, spellings, twice
from bot.nominations.money import prizes
from bot.nominations.nominees import Defaults
from tests.unit.bot.nominations.lists import HEADINGS, LAN, MAI, SON, check, results, row, told, verdicts

HOA = row(SON, name="Hoà Thị Bình", code="CB09", unit="Phòng Hành chính", initiative="Giải pháp A")


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_rows_changes_no_verdict(tmp_path: Path, seed: int) -> None:
    """Shuffled rows, with a history sheet, namesakes and faults among them, are judged as they were."""
    rows = [
        MAI, SON, LAN, HOA, row(title="Bằng khen của UBND tỉnh"), row(code="CB07", title="Bằng khen của UBND tỉnh"),
        row(LAN, rating="A"), row(SON, name=None), row(SON, title="CSTĐCS, LĐTT", name="Cầm Văn Tư", code="CB11"),
    ]  # fmt: skip
    history = [("Mã cán bộ", "Họ và tên", "Năm", "Danh hiệu", "Số QĐ"), ("CB01", "", 2024, "CSTĐCS", "1/QĐ"),
               ("", "Lò Thị Mai", 2025, "CSTĐCS", "2/QĐ"), ("CB01", "", 2025, "CSTĐCS", "3/QĐ")]  # fmt: skip
    chance = random.Random(seed)
    mixed, past = chance.sample(rows, len(rows)), chance.sample(history[1:], 3)
    before = check(tmp_path, {"DS": [HEADINGS, *rows], "Quá trình khen thưởng": history})
    after = check(tmp_path, {"DS": [HEADINGS, *mixed], "Quá trình khen thưởng": [history[0], *past]})
    assert sorted(map(str, verdicts(before))) == sorted(map(str, verdicts(after)))


def test_every_row_alone_has_the_verdict_that_it_has_among_others(tmp_path: Path) -> None:
    """Nothing of a row reaches another."""
    rows = [MAI, SON, LAN, HOA, row(LAN, rating="A"), row(review="có", name="Ai Đó", code="X1")]
    together = verdicts(check(tmp_path, [HEADINGS, *rows]))
    assert [verdicts(check(tmp_path, [HEADINGS, one]))[0] for one in rows] == together


def test_doubtful_pairs_are_told(tmp_path: Path) -> None:
    """One person twice, two spellings of a name and of a unit, one initiative for two titles."""
    rows = [
        HEADINGS, HOA, row(HOA, name="Hòa Thị Bình"), row(HOA, title="CSTĐ cấp tỉnh"),
        row(HOA, code="CB10", name="Quàng Văn Ba", unit="Phòng Hành chánh"), MAI, row(code="CB01", name="Lò Thị Mại"),
    ]  # fmt: skip
    found = [r.nomination for r in check(tmp_path, rows).rows]
    assert [t for t in twice(found) if "dòng 2" in t and "dòng 3" in t]
    assert "Chiến sĩ thi đua bộ, ban, ngành, tỉnh" in initiatives_twice(found)[0]
    written = " ".join(spellings(found))
    for pair in ("“Hoà Thị Bình”", "“Hòa Thị Bình”", "Phòng Hành chánh", "“Lò Thị Mại”"):
        assert pair in written
    assert "Phòng A" not in written


def test_people_who_only_look_alike_are_not_told(tmp_path: Path) -> None:
    """Different people of different units, and units A and B, are no slips."""
    rows = [HEADINGS, row(name="Lò Thị Lan"), row(SON, name="Lò Thị Lân"), row(LAN, name="Hà Văn Mai", unit="Phòng C")]
    assert spellings([r.nomination for r in check(tmp_path, rows).rows]) == []


def test_money_is_computed_by_the_day_of_signing(tmp_path: Path) -> None:
    """Factor times base salary, rounded up; of two titles of one year the higher; the day and the sources are told."""
    rows = [HEADINGS, MAI, row(SON, title="CSTĐCS, LĐTT"), LAN]
    signed = check(tmp_path, rows, defaults=Defaults(signed_on=date(2026, 1, 5)))
    found = {p.name: (p.count, p.passed_over, p.each) for p in signed.overview.prizes}
    assert found == {"Lao động tiên tiến": (1, 1, 710_000), "Chiến sĩ thi đua cơ sở": (1, 0, 2_340_000)}
    assert all("ngày ký 05/01/2026" in p.basis for p in signed.overview.prizes)
    unsigned = prizes(check(tmp_path, rows).rows, date(2026, 8, 1))
    assert {p.name: p.each for p in unsigned} == {"Lao động tiên tiến": 760_000, "Chiến sĩ thi đua cơ sở": 2_530_000}
    assert all("chưa có ngày ký" in p.basis for p in unsigned)


def test_money_of_a_day_without_a_rule_is_not_invented(tmp_path: Path) -> None:
    """Where base salary or rule is not held, that is said."""
    rows = check(tmp_path, [HEADINGS, MAI]).rows
    (prize,) = prizes(rows, date(2030, 1, 1))
    assert prize.each is None
    assert "chưa giữ" in prize.basis


def test_a_collective_s_share_is_told_from_the_list(tmp_path: Path) -> None:
    """It is named as what it is: asked for in the list, not decided."""
    rows = [
        HEADINGS,
        ("", "Phòng B", "", "", "Sở", 2025, "TTLĐTT", "HTTNV"),
        row(SON),
        LAN,
        row(LAN, name="Cầm Thị Tư", code="C4"),
    ]
    (share,) = check(tmp_path, rows).overview.shares
    assert "trong 3 người" in share
    assert "2 người được đề nghị LĐTT (66,7%)" in share
    assert "tính từ danh sách" in share


def test_the_summary_sheet_says_what_was_found(tmp_path: Path) -> None:
    """Counts, money, laws, and that the council decides."""
    check(tmp_path, [HEADINGS, MAI, SON, LAN, row(rating="A", name="Ai Đó", code="X")])
    sheet = load_workbook(tmp_path / "ra.xlsx")["Tổng hợp tdkt"]
    text = "\n".join(str(c.value) for cells in sheet.iter_rows() for c in cells if c.value is not None)
    for piece in ("Hội đồng quyết định", "Phiên bản luật", "Phòng A", "710000", "2340000", "ghi “A”"):
        assert piece in text


def test_the_six_columns_say_what_the_judgement_says(tmp_path: Path) -> None:
    """Verdict, what fails, what is missing, basis, law, next step: each in its own column."""
    check(tmp_path, [HEADINGS, MAI, LAN, row(rating=None, name="Ai Đó", code="X"), row(title="LĐTT, CSTĐCS")])
    good, bad, lacking, two = results(tmp_path / "ra.xlsx").values()
    assert good[0] == "Đủ"
    assert "Điều 24" in good[3]
    assert "152/2025" in good[4]
    assert bad[0] == "Chưa đủ"
    assert "đánh giá" in bad[1] or "hoàn thành" in bad[1]
    assert lacking[0] == "Cần bổ sung"
    assert "xếp loại" in lacking[2]
    assert two[0] == "Lao động tiên tiến: Đủ\nChiến sĩ thi đua cơ sở: Chưa đủ"


def test_a_code_that_two_people_share_joins_nothing(tmp_path: Path) -> None:
    """A code typed twice is no proof of who is meant."""
    rows = [HEADINGS, row(title="Bằng khen của UBND tỉnh"), row(title="Bằng khen của UBND tỉnh", name="Ai Khác")]
    history = [
        ("Mã cán bộ", "Năm", "Danh hiệu", "Số QĐ"),
        ("CB01", 2024, "CSTĐCS", "1/QĐ"),
        ("CB01", 2025, "CSTĐCS", "2/QĐ"),
    ]
    found = check(tmp_path, {"DS": rows, "Quá trình khen thưởng": history})
    assert [v for _, _, v in verdicts(found)] == ["can_bo_sung"] * 2
    assert "không rõ là của ai" in told(found)
