"""``tdkt deadlines extract``: a file in, what it binds people to out, nothing kept."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import run
from bot.cli.arguments import globals_first

DOCUMENTS = Path(__file__).parents[1] / "documents"
PLAN = DOCUMENTS / "so-xay-dung-nghe-an.txt"
KEYS = [
    "id", "type", "what", "who", "to_whom", "start", "end", "time", "boundary", "recurrence", "is_obligation",
    "resolvable", "needs", "anomaly", "state", "quote", "provision", "document_id",
]  # fmt: skip


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def tdkt(*words: object) -> tuple[int, str, str]:
    """Run a command in this process; return its code and what it wrote."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(globals_first([str(w) for w in words]))
    return code, out.getvalue(), err.getvalue()


def extracted(*words: object) -> list[dict[str, Any]]:
    """Return the rows of ``deadlines extract``."""
    code, out, _ = tdkt("deadlines", "extract", *words, "--json")
    assert code == 0
    rows: list[dict[str, Any]] = json.loads(out)["deadlines"]
    return rows


def test_rows_follow_the_contract() -> None:
    """Each row has the keys of the contract in their order, is proposed, and belongs to no kept document."""
    rows = extracted(PLAN)
    assert all(list(row)[: len(KEYS)] == KEYS for row in rows)
    assert {(row["id"], row["document_id"], row["state"]) for row in rows} == {(None, None, "proposed")}


def test_the_duties_of_a_plan() -> None:
    """The days on which something is to be handed in are told with the sentence and its place."""
    duties = {row["end"]: row for row in extracted(PLAN) if row["is_obligation"] and row["end"]}
    assert list(duties) == ["2025-06-16", "2025-11-28", "2025-03-10"]
    first = duties["2025-06-16"]
    assert first["quote"] in PLAN.read_text(encoding="utf-8")
    assert (first["boundary"], first["to_whom"], first["provision"]) == ("on_or_before", "Văn phòng Sở", "mục III.1")


def test_the_reference_date_wins_over_the_issue_date() -> None:
    """A missing year is understood from the reference date, and without one from the day of issue."""
    Path("cv.txt").write_text(
        "SỞ Y TẾ\n\nSố: 5/SYT\n\nHuế, ngày 05 tháng 3 năm 2025\n\nCác phòng gửi hồ sơ trước ngày 20/6.\n",
        encoding="utf-8",
    )
    assert [r["end"] for r in extracted("cv.txt") if r["is_obligation"]] == ["2025-06-20"]
    assert [r["end"] for r in extracted("cv.txt", "--reference-date", "2024-03-05") if r["is_obligation"]] == [
        "2024-06-20"
    ]


def test_people_read_sentences_and_doubts() -> None:
    """Without --json the duties are told in Vietnamese, a day that cannot be with a warning."""
    code, out, _ = tdkt("deadlines", "extract", DOCUMENTS / "ubnd-phuong-thanh-xuyen.txt")
    assert code == 0
    assert "chậm nhất ngày 25/11/2025: gửi biên bản họp dân" in out
    assert "⚠ Ngày ghi trong văn bản không có trên lịch" in out


def test_nothing_is_kept() -> None:
    """The command makes no home."""
    extracted(PLAN)
    assert list(Path().iterdir()) == []


def test_a_missing_file_is_wrong_usage() -> None:
    """A path that leads nowhere is told in Vietnamese with exit code 2."""
    code, out, err = tdkt("deadlines", "extract", "khong-co.txt")
    assert (code, out) == (2, "")
    assert "khong-co.txt" in err
