"""``tdkt check``: the contract of its JSON, its words for people, batches with wrong rows, and the published schema."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import run
from bot.cli.arguments import globals_first
from knowledge.criteria.schema import facts_schema

KEYS = {"verdict", "version", "conditions", "missing", "failed", "next_year", "would_say"}
NOMINEE: dict[str, Any] = {
    "subject": "individual", "name": "Lò Thị Mai", "organisation": "Sở Y tế", "province": "Sơn La",
    "achievement_year": 2025, "received_on": "2025-12-01", "ratings": {"2025": "HTXSNV"}, "titles": [],
    "initiatives": [], "discipline": [], "under_review": False, "participates": True,
}  # fmt: skip


def tdkt(*words: object) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(globals_first([str(w) for w in words]))
    return code, out.getvalue(), err.getvalue()


def facts_file(folder: Path, **changed: object) -> Path:
    """Write the facts of a nominee."""
    path = folder / "nguoi.json"
    path.write_text(json.dumps({**NOMINEE, **changed}, ensure_ascii=False), encoding="utf-8")
    return path


def test_one_person_is_judged_in_words_with_basis_and_next_step(tmp_path: Path) -> None:
    """A person reads the verdict first, then each condition with its provision, what to do, and who decides."""
    code, out, err = tdkt("check", "CSTĐ cơ sở", facts_file(tmp_path), "--home", tmp_path / "none")
    assert (code, err) == (0, "")
    assert out.startswith("Chiến sĩ thi đua cơ sở: ĐỦ\n")
    assert "06/2022/QH15 Điều 23 khoản 2" in out
    assert "Lập hồ sơ trình Hội đồng." in out
    assert "Kết quả để tham khảo" in out


def test_json_has_every_key_of_the_contract(tmp_path: Path) -> None:
    """One object with verdict, version, conditions with their values and basis, what is missing, what failed."""
    file = facts_file(tmp_path, ratings={"2025": "HTTNV"}, initiatives=None)
    code, out, _ = tdkt("check", "CSTDCS", file, "--json", "--home", tmp_path / "none")
    said = json.loads(out)
    assert code == 0
    assert set(said) >= KEYS
    assert said["verdict"] == "can_bo_sung"
    assert all({"text", "value", "why", "basis", "source_status"} <= set(c) for c in said["conditions"])
    assert any("sáng kiến" in m for m in said["missing"])


def test_a_law_that_is_not_held_gives_no_verdict_but_what_the_last_version_says(tmp_path: Path) -> None:
    """A file received on 05/10/2026 falls under a law whose text is not held: nothing is concluded."""
    file = facts_file(tmp_path, received_on="2026-10-05")
    said = json.loads(tdkt("check", "CSTDCS", file, "--json", "--home", tmp_path / "none")[1])
    assert (said["verdict"], said["would_say"]["verdict"]) == ("chua_ket_luan", "du")
    assert "06/2026/QH16" in said["version"]


def test_a_batch_answers_every_row_in_order_and_a_wrong_row_stops_no_other(tmp_path: Path) -> None:
    """Each row gets one line with its id; a row whose facts cannot be taken says what is wrong with it."""
    rows = (
        {"id": "a", "title": "LDTT", "facts": NOMINEE},
        {"id": 2, "title": "LDTT", "facts": {**NOMINEE, "ratings": {"2025": "giỏi"}}},
        {"id": "c", "title": "Giải thưởng lạ", "facts": NOMINEE},
        {"id": "e", "title": "LDTT", "facts": None},
        {"id": "d", "title": "LDTT", "facts": {**NOMINEE, "received_on": None}, "as_of": "2026-11-20"},
    )
    path = tmp_path / "ca.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    code, out, err = tdkt("check", "--batch", path, "--home", tmp_path / "none", "--as-of", "2026-05-01")
    said = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(s["id"], s["verdict"]) for s in said] == [
        ("a", "du"),
        (2, None),
        ("c", None),
        ("e", None),
        ("d", "chua_ket_luan"),
    ]
    assert "ratings.2025" in said[1]["error"]
    assert "Giải thưởng lạ" in said[2]["error"]
    assert "3/5" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check"], "Cần danh hiệu và tệp dữ kiện"),
        (["check", "LDTT", "khong-co.json"], "Không đọc được tệp"),
        (["check", "--batch", "khong-co.jsonl"], "Không đọc được tệp"),
    ],
)
def test_wrong_usage_says_what_is_expected(words: list[str], told: str, tmp_path: Path) -> None:
    """Nothing given, or a file that is not there: exit code 2 and a sentence with the next step."""
    code, out, err = tdkt(*words, "--home", tmp_path / "none")
    assert (code, out) == (2, "")
    assert told in err


def test_the_published_schema_is_the_one_that_the_command_prints() -> None:
    """docs/facts.schema.json is what ``tdkt check --schema`` prints, so whoever builds on it builds on the truth."""
    published = Path(__file__).parents[2] / "docs" / "facts.schema.json"
    assert (
        json.loads(published.read_text(encoding="utf-8")) == facts_schema() == json.loads(tdkt("check", "--schema")[1])
    )
