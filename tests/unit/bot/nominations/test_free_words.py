"""Earlier awards and summaries in free words: shown, confirmed, and never stronger than a column."""

from pathlib import Path
from typing import Any

import pytest

from bot.nominations.nominees import Nomination
from bot.nominations.summaries import understood, with_summaries
from knowledge.criteria.narrative import Told
from tests.unit.bot.nominations.lists import HEADINGS, MAI, SON, check, row, told, verdicts, with_column

WANTED = row(title="Bằng khen của UBND tỉnh")


def test_a_summary_that_is_confirmed_is_evidence(tmp_path: Path) -> None:
    """What was understood is shown; confirmed, it fills what no column says."""
    rows = with_column("Tóm tắt thành tích", "HTXSNV năm 2025", base=SON, without="Mức độ hoàn thành")
    found = check(tmp_path, rows, confirmed=True)
    assert verdicts(found)[0][2] == "du"
    assert "HTXSNV 2025" in found.understood[0].line


def test_a_summary_that_is_not_confirmed_is_only_named(tmp_path: Path) -> None:
    """Without somebody's word it decides nothing, and the row says so."""
    rows = with_column("Tóm tắt thành tích", "HTXSNV năm 2025", base=SON, without="Mức độ hoàn thành")
    (line,) = check(tmp_path, rows).as_json()["rows"]
    assert line["verdict"] == "can_bo_sung"
    assert "chưa có người xác nhận" in " ".join(line["missing"])


def test_a_summary_that_contradicts_a_column_leaves_the_fact_unknown(tmp_path: Path) -> None:
    """Neither holds until somebody mends the list."""
    found = check(tmp_path, with_column("Tóm tắt thành tích", "Năm 2025 hoàn thành xuất sắc nhiệm vụ"), confirmed=True)
    assert verdicts(found)[0][2] == "can_bo_sung"
    assert "xếp loại năm 2025 trong tóm tắt khác cột riêng" in told(found)


def test_earlier_awards_in_words_count_without_being_asked_for(tmp_path: Path) -> None:
    """A column of its own tells them; only their decisions are missing."""
    rows = with_column("Danh hiệu đã đạt", "CSTĐCS 2024, 2025", base=WANTED)
    (line,) = check(tmp_path, rows).as_json()["rows"]
    assert line["verdict"] == "can_bo_sung"
    assert "quyết định" in " ".join(line["missing"])


def test_as_many_decisions_as_awards_belong_to_them(tmp_path: Path) -> None:
    """The numbers beside the awards are given to them in their order."""
    head, cells = with_column("Danh hiệu đã đạt", "CSTĐCS 2024, 2025", base=WANTED)
    found = check(tmp_path, [(*head, "Số QĐ"), (*cells, "1/QĐ-A; 2/QĐ-A")])
    assert verdicts(found)[0][2] == "du"


def test_awards_by_year_in_columns_of_their_own(tmp_path: Path) -> None:
    """“Danh hiệu 2024” tells the award of that year, with its decision where it stands in the cell."""
    head, cells = with_column("Danh hiệu 2024", "CSTĐCS (QĐ 12/QĐ-SNV)", base=WANTED)
    found = check(tmp_path, [(*head, "Danh hiệu năm 2025"), (*cells, "CSTĐCS, 15/QĐ-SNV")])
    assert verdicts(found)[0][2] == "du"


def test_words_about_awards_that_are_not_understood_leave_them_open(tmp_path: Path) -> None:
    """A half understood list of awards fails nobody."""
    rows = with_column("Danh hiệu đã đạt", "CSTĐCS 2025; danh hiệu XYZ 2024", base=WANTED)
    assert verdicts(check(tmp_path, rows))[0][2] == "can_bo_sung"


def told_of(facts: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a row after a summary that tells some was confirmed."""
    base = check_row(held)
    (told,) = understood([base], lambda _text, _year: Told(facts))
    (after,) = with_summaries([base], [told], confirmed=True)
    return dict(after.facts)


def check_row(held: dict[str, Any]) -> Nomination:
    """Return a nomination with some facts and a summary."""
    from bot.nominations.identity import Identity

    return Nomination("DS", 2, "Lò Thị Mai", "", "LDTT", Identity("lò thị mai"), held, summary="lời")


TITLE = {"title": "CSTDCS", "year": 2024}
OTHER = {"title": "CSTDCS", "year": 2025, "decision": "1/QĐ"}


@pytest.mark.parametrize(
    ("held", "more", "expected"),
    [
        ({"titles": None}, {"titles": [TITLE]}, [TITLE]),
        ({"titles": []}, {"titles": [TITLE]}, None),
        ({"titles": [OTHER]}, {"titles": []}, None),
        ({"titles": [OTHER]}, {"titles": [TITLE, {"title": "CSTDCS", "year": 2025}]}, [OTHER, TITLE]),
        ({"titles": [OTHER]}, {}, [OTHER]),
    ],
)
def test_lists_of_titles_are_joined(held: dict[str, Any], more: dict[str, Any], expected: object) -> None:
    """A summary adds to a column, never takes from it; “none” against “some” leaves the fact unknown."""
    assert told_of(more | {"ratings": {"2020": "HTNV"}}, held)["titles"] == expected


@pytest.mark.parametrize(
    ("held", "more", "expected"),
    [(None, True, True), (False, False, False), (False, True, None), (True, None, True)],
)
def test_yes_and_no_are_joined(held: bool | None, more: bool | None, expected: bool | None) -> None:
    """A contradiction is unknown."""
    facts = {"ratings": {"2020": "HTNV"}, "under_review": more}
    assert told_of(facts, {"under_review": held})["under_review"] is expected


def test_a_summary_is_read_for_each_row_alone(tmp_path: Path) -> None:
    """What one row tells reaches no other."""
    head, cells = with_column("Tóm tắt thành tích", "HTXSNV năm 2025", base=SON, without="Mức độ hoàn thành")
    other = [c for h, c in zip((*HEADINGS, ""), (*MAI, ""), strict=True) if h != "Mức độ hoàn thành"]
    assert [v for _, _, v in verdicts(check(tmp_path, [head, cells, other], confirmed=True))] == ["du", "can_bo_sung"]
