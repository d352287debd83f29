"""A list and the history of its people: facts go to whom they surely belong, or to nobody."""

from pathlib import Path
from typing import Any

import pytest

from bot.nominations.checking import Checked
from tests.unit.bot.nominations.lists import HEADINGS, MAI, SON, check, row, told, verdicts

HISTORY = ("Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị", "Năm", "Danh hiệu/Hình thức", "Số QĐ", "Ngày QĐ")
HEAD = (*HEADINGS, "Ngày sinh")
WANTED = row(title="Bằng khen của UBND tỉnh", rating="HTTNV")


def past(
    code: str = "", name: str = "", born: object = "", unit: str = "", *, years: tuple[int, ...] = (2024, 2025)
) -> list[Any]:
    """Return rows of a history sheet for one person."""
    return [(code, name, born, unit, y, "CSTĐCS", f"{y}/QĐ-SNV", f"05/01/{y + 1}") for y in years]


def joined(folder: Path, rows: list[Any], history: list[Any], **options: Any) -> Checked:
    """Check a list with a history sheet."""
    return check(folder, {"DS": [HEAD, *rows], "Quá trình khen thưởng": [HISTORY, *history]}, **options)


def titles(found: Checked) -> list[int]:
    """Return for each row how many titles were joined to it."""
    return [len(r.nomination.facts.get("titles") or ()) for r in found.rows]


@pytest.mark.parametrize(
    "history",
    [
        past("CB01"), past("cb01", "Lò Thị Mai"), past("", "LÒ THỊ MAI", "08/03/1985"), past("", "Lò Thị Mai", 1985),
        past("", "Lò Thị  Mai", "", "phòng a"), past("", "Lò Thị Mai"),
    ],
)  # fmt: skip
def test_history_reaches_its_person(tmp_path: Path, history: list[Any]) -> None:
    """By code, by name and birth, by name and unit, or by a name that only one of the list has."""
    found = joined(tmp_path, [(*WANTED, "08/03/1985"), (*SON, "01/01/1980")], history)
    assert titles(found) == [2, 0]
    assert verdicts(found)[0] == ("Lò Thị Mai", "BK_BO_TINH", "du")


@pytest.mark.parametrize(
    "history",
    [
        past("", "Lò Thị Mai"), past("", "Lò Thị Mai", 1985), past("CB01", "Lò Thị Hoa"), past("", "Lo Thi Mai"),
        past("CB99", "Lò Thị Mai"), past("", "Lò Thị Mai", 1990), past("", "Lò Thị Mai", "", "Phòng khác"),
    ],
)  # fmt: skip
def test_two_people_of_one_name_never_share(tmp_path: Path, history: list[Any]) -> None:
    """Where it is not sure who is meant, nobody gets the facts, and the row asks for them."""
    namesake = row(WANTED, code="CB07", unit="Phòng B")
    found = joined(tmp_path, [(*WANTED, "08/03/1985"), (*namesake, "1985")], history)
    assert titles(found) == [0, 0]
    assert {v for _, _, v in verdicts(found)} == {"can_bo_sung"}


def test_the_reason_is_told_to_each_of_two_namesakes(tmp_path: Path) -> None:
    """Both rows say which row of the history is in doubt, and what would settle it."""
    found = joined(tmp_path, [(*WANTED, ""), (*row(WANTED, code="CB07"), "")], past("", "Lò Thị Mai"))
    for line in found.as_json()["rows"]:
        assert "không rõ là của ai" in " ".join(line["missing"])
        assert "mã cán bộ" in " ".join(line["missing"])


def test_each_year_without_a_decision_is_asked_for(tmp_path: Path) -> None:
    """Titles in a row that no decision proves are possible only."""
    history = [("CB01", "", "", "", y, "CSTĐCS", None, None) for y in (2024, 2025)]
    (first,) = joined(tmp_path, [(*WANTED, "")], history).as_json()["rows"]
    assert first["verdict"] == "can_bo_sung"
    assert "2024" in " ".join(first["missing"])
    assert "quyết định" in " ".join(first["missing"])


def test_strangers_of_the_history_are_told_once(tmp_path: Path) -> None:
    """A history of the whole office is no fault of the list."""
    found = joined(tmp_path, [(*WANTED, "")], [*past("CB01"), *past("CB77", "Ai Đó"), *past("CB78", "Ai Khác")])
    assert "4 dòng không thuộc ai trong danh sách" in told(found)
    assert verdicts(found)[0][2] == "du"


def test_a_history_row_that_cannot_be_read_leaves_the_list_open(tmp_path: Path) -> None:
    """Who has an unreadable row in the history is not failed for want of titles."""
    history = [*past("CB01", years=(2025,)), ("CB01", "", "", "", 2024, "danh hiệu gì đó", "1/QĐ", "")]
    found = joined(tmp_path, [(*WANTED, "")], history)
    assert verdicts(found)[0][2] == "can_bo_sung"
    assert "danh hiệu gì đó" in told(found)


def test_ratings_and_initiatives_may_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    """A long table of ratings by year and one of initiatives are joined as titles are."""
    sheets = {
        "DS": [HEADINGS, row(WANTED, initiative=None)],
        "Xếp loại": [("Mã cán bộ", "Năm", "Xếp loại"), ("CB01", 2024, "HTXSNV"), ("CB01", 2023, "Xuất sắc")],
        "Sáng kiến": [("Mã cán bộ", "Họ và tên", "Tên sáng kiến", "Số QĐ công nhận SK", "Năm", "Phạm vi"),
                      ("CB01", "Lò Thị Mai", "Giải pháp A", "1/QĐ", 2024, "Cơ sở")],
    }  # fmt: skip
    (found,) = check(tmp_path, sheets).rows
    facts = found.nomination.facts
    assert facts["ratings"] == {"2023": "HTXSNV", "2024": "HTXSNV", "2025": "HTTNV"}
    assert [(i["name"], i["year"], i["scope"]) for i in facts["initiatives"]] == [("Giải pháp A", 2024, "co_so")]


def test_ratings_that_two_sheets_tell_differently_are_unknown(tmp_path: Path) -> None:
    """Neither sheet wins."""
    sheets = {"DS": [HEADINGS, MAI], "Xếp loại": [("Mã cán bộ", "Năm", "Xếp loại"), ("CB01", 2025, "HTXSNV")]}
    found = check(tmp_path, sheets)
    assert verdicts(found)[0][2] == "can_bo_sung"
    assert "xếp loại năm 2025 ở hai trang khác nhau" in told(found)


@pytest.mark.parametrize(
    ("heading", "cell", "verdict"),
    [
        ("Ghi chú", "QĐ đã bị thu hồi", "chua_du"), ("Thu hồi", "Có", "chua_du"), ("Tình trạng", "Đã hủy", "chua_du"),
        ("Thu hồi", "Không", "du"), ("Tình trạng", "Chưa bị thu hồi", "du"), ("Ghi chú", "bản sao", "du"),
    ],
)  # fmt: skip
def test_an_award_that_was_withdrawn_does_not_count(tmp_path: Path, heading: str, cell: str, verdict: str) -> None:
    """Whether a column of its own says so or a note."""
    wanted = row(title="CSTĐ cấp tỉnh", initiative="Giải pháp A")
    more = ("Số QĐ công nhận SK", "Phạm vi sáng kiến", "Năm công nhận sáng kiến")
    history = [(*one, cell if one[4] == 2024 else "") for one in past("CB01", years=(2023, 2024, 2025))]
    sheets = {"DS": [(*HEADINGS, *more), (*wanted, "1/QĐ", "Tỉnh", 2025)], "Quá trình": [(*HISTORY, heading), *history]}
    assert verdicts(check(tmp_path, sheets))[0][2] == verdict


def test_counts_beside_a_person_are_those_of_the_unit(tmp_path: Path) -> None:
    """The share of the law of 2017 is computed from them."""
    rows = [(*HEADINGS, "Tổng số người", "Số LĐTT", "Số CSTĐCS"), (*row(), 60, 50, 3)]
    (found,) = check(tmp_path, rows).rows
    assert (found.nomination.facts["collective"] or {})["ldtt"] == 50
    assert (found.nomination.facts["collective"] or {})["rating"] is None


@pytest.mark.parametrize("history", [past("", "Lò Thị Mai"), past("", "Lò Thị Mai", "", "Phòng A")])
def test_two_rows_that_nothing_tells_apart_may_be_two_people(tmp_path: Path, history: list[Any]) -> None:
    """One name, one unit, one title, twice: a slip or two people; neither row gets the facts."""
    twin = row(WANTED, code=None, citizen=None)
    found = joined(tmp_path, [(*twin, ""), (*twin, "")], history)
    assert titles(found) == [0, 0]
    assert "không rõ là của ai" in told(found)


def test_a_namesake_without_a_unit_leaves_the_unit_in_doubt(tmp_path: Path) -> None:
    """Name and unit settle nothing where another row of the name tells no unit."""
    bare = row(WANTED, code=None, citizen=None, unit=None)
    found = joined(tmp_path, [(*row(WANTED, code=None), ""), (*bare, "")], past("", "Lò Thị Mai", "", "Phòng A"))
    assert titles(found) == [0, 0]
