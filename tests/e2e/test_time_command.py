"""``tdkt time``: the contract of its JSON, its words for people, and files that are no JSON Lines."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import run
from bot.cli.arguments import globals_first

KEYS = {"quote", "start", "end", "time", "boundary", "recurrence", "resolvable", "needs", "anomaly"}


def tdkt(*words: object) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(globals_first([str(w) for w in words]))
    return code, out.getvalue(), err.getvalue()


def batch(folder: Path, *rows: dict[str, Any]) -> Path:
    """Write a file of JSON Lines."""
    path = folder / "cum-tu.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_batch_answers_in_order_as_the_contract_says(tmp_path: Path) -> None:
    """Each row gets one line with its id and every key of the contract; without a reference day a year stays open."""
    rows = (
        {"id": "a", "text": "trước 16 giờ 30 ngày 20 hàng tháng", "ref_date": "2026-11-05"},
        {"id": 2, "text": "trước ngày 20/11", "ref_date": None},
        {"id": "c", "text": "không có ngày nào"},
    )
    code, out, err = tdkt("time", "--batch", batch(tmp_path, *rows))
    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, err, [a["id"] for a in answers]) == (0, "", ["a", 2, "c"])
    (monthly,) = answers[0]["expressions"]
    assert set(monthly) >= KEYS
    assert (monthly["end"], monthly["time"], monthly["boundary"]) == ("2026-11-20", "16:30", "before")
    assert monthly["recurrence"] == "FREQ=MONTHLY;BYMONTHDAY=20"
    (open_year,) = answers[1]["expressions"]
    assert (open_year["end"], open_year["resolvable"], open_year["needs"]) == (None, False, "năm")
    assert answers[2]["expressions"] == []


SAID = [
    ("trước ngày 20/11/2026", "“trước ngày 20/11/2026”: trước ngày 20/11/2026\n"),
    ("tháng sau", "“tháng sau”: 01/12/2026 – 31/12/2026\n"),
    ("ngày 31/9/2026", "“ngày 31/9/2026”: ngày không tồn tại; có thể là 30/09/2026\n"),
    (
        "trong 10 ngày kể từ ngày nhận đủ hồ sơ",
        "“trong 10 ngày kể từ ngày nhận đủ hồ sơ”: chưa ra ngày: cần biết ngày nhận đủ hồ sơ\n",
    ),
    ("thứ Ba, ngày 01/12/2026", "“thứ Ba, ngày 01/12/2026”: 01/12/2026\n"),
    ("năm tiêu chí", "Không có thời gian nào.\n"),
]


@pytest.mark.parametrize(("phrase", "said"), SAID)
def test_a_person_reads_what_is_understood(phrase: str, said: str) -> None:
    """A phrase is answered in Vietnamese: the days, or why there are none."""
    assert tdkt("time", phrase, "--reference-date", "20/11/2026") == (0, said, "")


def test_the_day_of_the_command_is_the_reference() -> None:
    """Without a reference day the day of --as-of counts, and the JSON says which it was."""
    code, out, _ = tdkt("--as-of", "2026-11-20", "--json", "time", "ngày mai")
    answer = json.loads(out)
    assert (code, answer["reference_date"], answer["expressions"][0]["start"]) == (0, "2026-11-20", "2026-11-21")


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    """Without a phrase, with a file that is none, or a row without text, the exit code is 2 and the message helps."""
    no_text = batch(tmp_path, {"id": 1, "question": "hạn nộp?"})
    broken = tmp_path / "hong.jsonl"
    broken.write_text("{không phải JSON", encoding="utf-8")
    wrong_day = tmp_path / "ngay.jsonl"
    wrong_day.write_text('{"text": "mai", "ref_date": "hôm nay"}', encoding="utf-8")
    for words in (("time",), *(("time", "--batch", f) for f in (no_text, broken, wrong_day, tmp_path / "thieu.jsonl"))):
        code, out, err = tdkt(*words)
        assert (code, out) == (2, "")
        assert err.startswith("Lỗi: ")
