"""An operator enters criteria, a second person sees whom they change and approves; doctor says what is missing."""

import io
import json
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.bootstrap import DATABASE, open_home
from bot.cli.app import run
from bot.cli.arguments import globals_first
from knowledge.criteria import Verdict, judge, read_facts
from knowledge.criteria.condition_reading import TESTS
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument, Stated
from knowledge.store.engine import writing
from knowledge.store.rows import Original
from knowledge.store.schema import audit

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "them-tieu-chuan.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {name: content for _, name, content in BLOCK.findall(GUIDE) if name}
COMMANDS = [line for kind, _, content in BLOCK.findall(GUIDE) if kind == "sh" for line in content.splitlines() if line]
AN, BINH = ("--by", "Nguyễn Văn An"), ("--by", "Trần Thị Bình")
AS_OF = ("--as-of", "2026-11-20")


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        (line,) = self.out.splitlines()
        value = json.loads(line)
        assert isinstance(value, dict)
        return value


def tdkt(*words: object) -> Said:
    """Run a command in this process, as ``tdkt`` does with the words of the command line."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(globals_first([str(w) for w in words]))
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def place(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an empty home where commands look for one, and the files of the guide."""
    (tmp_path / ".tdkt").mkdir()
    shutil.copy(empty_database, tmp_path / ".tdkt" / DATABASE)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def done(*words: object) -> dict[str, Any]:
    """Run a command that must succeed; return its JSON."""
    said = tdkt("--json", *words)
    assert (said.code, said.err) == (0, "")
    return said.json


def add(name: str = "vi-du-cstdcs.yaml") -> int:
    """Enter a file of the guide; return its number."""
    number = done("criteria", "add", name, *AN)["proposal"]["id"]
    assert isinstance(number, int)
    return number


def verdicts(*words: object) -> dict[str, str]:
    """Return the verdicts of the guide's cases by ``tdkt check``."""
    said = tdkt("check", "--batch", "ho-so.jsonl", *words)
    assert said.code == 0
    rows = [json.loads(line) for line in said.out.splitlines()]
    return {row["id"]: row["verdict"] for row in rows}


# -- what holds -----------------------------------------------------------------------------------------


def test_the_list_says_what_decides_and_what_is_missing(place: Path) -> None:
    """Before 01/10/2026 a title shows version, basis, source and approval; afterwards what is not held."""
    before = {r["title"]: r for r in done("criteria", "--as-of", "2026-09-30")["criteria"]}
    assert before["CSTDCS"]["version"]["id"] == "cstdcs-2024"
    assert before["CSTDCS"]["version"]["approved"] == {"by": "Nhóm tdkt", "on": "2026-11-20"}
    assert before["CSTDCS"]["until"] == "2026-09-30"
    assert "Điều 43" in before["HCLD_NHI"]["missing"]
    after = done("criteria", "list", *AS_OF)
    assert not after["held"]
    assert {r["title"] for r in after["criteria"] if r["decides"]} == {"CHUNG"}
    told = tdkt("criteria", *AS_OF).out
    assert "? CSTDCS – Chiến sĩ thi đua cơ sở: chưa giữ nội dung; bản gần nhất: cstdcs-2024 [06/2022/QH15" in told


def test_criteria_are_told_without_a_home(tmp_path: Path) -> None:
    """What ships is shown before there is a home, and none is made."""
    said = tdkt("--home", tmp_path / "chưa có", "criteria", "show", "CSTĐCS", "--as-of", "2026-05-01")
    assert said.code == 0
    assert "06/2022/QH15 Điều 23 khoản 2" in said.out
    assert not (tmp_path / "chưa có").exists()


@pytest.mark.parametrize(
    ("title", "day", "expected"),
    [
        ("CSTĐ cơ sở", "2024-05-01", ["Đối với cá nhân", "80%", "Thẩm quyền:", "Báo cáo thành tích", "98/2023/NĐ-CP"]),
        ("HCLD_BA", "2026-05-01", ["chưa có văn bản", "(thứ cấp)", "Bằng khen của Thủ tướng"]),
        ("BK_BO_TINH", "2026-05-01", ["Đối với tập thể", "86/2025/QĐ-UBND", "(Hội đồng, đơn vị xem xét)"]),
        ("TTLDXS", "2026-11-20", ["chưa giữ nội dung", "không dùng để kết luận", "06/2022/QH15 Điều 27"]),
        ("CHUNG", "2026-11-20", ["152/2025/NĐ-CP Điều 4", "28/02/2027"]),
        ("HCLD_NHI", "2026-05-01", ["Điều 43"]),
    ],
)
def test_a_title_is_shown_as_lines_with_their_provisions(
    place: Path, title: str, day: str, expected: list[str]
) -> None:
    """Conditions, votes, authority, dossier and local layers of a day stand there, or that they are not held."""
    said = tdkt("criteria", "show", title, "--as-of", day)
    assert said.code == 0
    assert [words for words in expected if words not in said.out] == []
    assert done("criteria", "show", title, "--as-of", day)["as_of"] == day


# -- entering -------------------------------------------------------------------------------------------


def test_what_was_entered_decides_only_after_a_second_person(place: Path) -> None:
    """A file of the new law gives verdicts for its title once somebody else approved it, and no more once withdrawn."""
    waiting = {"HS1": "chua_ket_luan", "HS2": "chua_ket_luan"}
    number = add()
    assert verdicts() == waiting
    approved = done("criteria", "approve", number, *BINH)["proposal"]
    assert (approved["state"], approved["approved"]["by"]) == ("approved", BINH[1])
    assert verdicts() == {"HS1": "du", "HS2": "chua_du"}
    held = {r["title"] for r in done("criteria", *AS_OF)["criteria"] if r["decides"]}
    assert held == {"CHUNG", "CSTDCS"}
    shown = done("criteria", "show", "CSTDCS", *AS_OF)["version"]
    assert (shown["entered_by"], shown["approved"]["by"]) == (AN[1], BINH[1])
    done("criteria", "withdraw", number, *BINH, "--why", "chỉ để tập làm")
    assert verdicts() == waiting


def test_the_same_content_again_is_the_same_proposal(place: Path) -> None:
    """Entering a file twice says so and keeps one; a fingerprint of the text is shown."""
    first = done("criteria", "add", "vi-du-cstdcs.yaml", *AN)
    again = done("criteria", "add", "vi-du-cstdcs.yaml", *BINH)
    assert (first["new"], again["new"]) == (True, False)
    assert first["proposal"] == again["proposal"]
    assert len(first["proposal"]["sha256"]) == 64
    assert "đã có" in tdkt("criteria", "add", "vi-du-cstdcs.yaml", *AN).out


def test_what_the_person_should_know_is_told_when_entering(place: Path) -> None:
    """Until when it decides, that it is an example, that the text is not in the home nor in the register."""
    told = " ".join(done("criteria", "add", "vi-du-cstdcs.yaml", *AN)["remarks"])
    for words in ("đến 28/02/2027", "không phải luật", "chưa có toàn văn 00/2026/QH16", "Sổ văn bản"):
        assert words in told


def test_every_fault_of_a_file_is_told_with_its_place(place: Path) -> None:
    """A faulty file is refused as a whole, nothing is kept, and each fault is a line."""
    faulty = FILES["vi-du-cstdcs.yaml"].replace("source_status: S", "source_status: M").replace("HTXSNV", "TOT")
    (place / "sai.yaml").write_text(faulty, encoding="utf-8")
    said = tdkt("criteria", "add", "sai.yaml", *AN)
    assert said.code == 2
    assert "mức kiểm chứng" in said.err
    assert "individual > 1, rating" in said.err
    assert done("criteria")["proposals"] == []


WRONG: list[tuple[list[str], int, str]] = [
    (["add", "khong-co.yaml", *AN], 2, "Không đọc được tệp khong-co.yaml"),
    (["add", "vi-du-cstdcs.yaml", "--by", "An"], 2, "chưa phải họ và tên"),
    (["add", "ho-so.jsonl", *AN], 2, "Không phải YAML đúng|title và versions"),
    (["approve", "9", *BINH], 1, "Không có đề nghị tiêu chuẩn số 9"),
    (["approve", "1", "--by", "nguyen van  AN"], 2, "không tự duyệt được"),
    (["withdraw", "9", *BINH, "--why", "x"], 1, "số 9"),
    (["withdraw", "1", *BINH, "--why", " "], 2, "Lý do đang để trống"),
    (["changes", "9", "ho-so.jsonl"], 1, "số 9"),
    (["changes", "1", "khong-co.jsonl"], 2, "Không đọc được"),
    (["show", "Chiến sĩ vũ trụ"], 2, "Không có danh hiệu.*CSTDCS"),
    (["template", "xyz"], 2, "Không có danh hiệu"),
]


@pytest.mark.parametrize(("words", "code", "named"), WRONG, ids=[" ".join(w[:2]) for w, _, _ in WRONG])
def test_wrong_usage_is_told_in_vietnamese(place: Path, words: list[str], code: int, named: str) -> None:
    """What was given and what is expected stand in the message; nothing is decided."""
    add()
    said = tdkt("criteria", *words)
    assert said.code == code
    assert re.search(named, said.err, re.DOTALL)
    assert done("criteria")["proposals"][0]["state"] == "proposed"


def test_every_decision_leaves_a_line(place: Path) -> None:
    """Entering, approving and withdrawing stand in the audit with the names of those who did it."""
    number = add()
    done("criteria", "approve", number, *BINH)
    done("criteria", "withdraw", number, *AN, "--why", "nhầm năm")
    home = open_home(place / ".tdkt")
    with home.engine.connect() as connection:
        rows = connection.execute(select(audit.c.actor, audit.c.action, audit.c.detail)).all()
    home.close()
    assert [(r[0], r[1]) for r in rows] == [
        (AN[1], "criteria proposed"), (BINH[1], "criteria approved"), (AN[1], "criteria withdrawn"),
    ]  # fmt: skip
    assert "nhầm năm" in rows[-1][2]


# -- what changes for whom ------------------------------------------------------------------------------


def test_changes_are_seen_before_approval(place: Path) -> None:
    """The second person sees counts, who goes from which verdict to which and why; nothing is kept or decided."""
    number = add()
    found = done("criteria", "changes", number, "ho-so.jsonl")
    assert (found["cases"], found["changed"], found["state"]) == (2, 2, "proposed")
    assert {(c["from"], c["to"], c["count"]) for c in found["counts"]} == {
        ("chua_ket_luan", "du", 1), ("chua_ket_luan", "chua_du", 1),
    }  # fmt: skip
    second = next(c for c in found["changes"] if c["id"] == "HS2")
    assert second["name"] == "Quàng Văn Sơn"
    assert [w["text"] for w in second["why"]] == ["Hoàn thành xuất sắc nhiệm vụ"]
    assert "00/2026/QH16" in second["why"][0]["basis"]
    lines = tdkt("criteria", "changes", number, "ho-so.jsonl").out.splitlines()
    assert lines[1] == "2 hồ sơ, 2 đổi kết quả."
    assert any("[HS2] Quàng Văn Sơn" in line and "Chưa kết luận → Chưa đủ" in line for line in lines)
    assert verdicts() == {"HS1": "chua_ket_luan", "HS2": "chua_ket_luan"}
    assert b"Qu\xc3\xa0ng" not in (place / ".tdkt" / DATABASE).read_bytes()


def test_changes_of_what_is_approved_compare_with_its_absence(place: Path) -> None:
    """After approval the same comparison is shown, so that one knows what a withdrawal would do."""
    number = add()
    before = done("criteria", "changes", number, "ho-so.jsonl")
    done("criteria", "approve", number, *BINH)
    after = done("criteria", "changes", number, "ho-so.jsonl", "ho-so.jsonl")
    assert after["changes"][:2] == before["changes"]
    assert after["cases"] == 4


def test_a_row_that_cannot_be_judged_stops_no_other(place: Path) -> None:
    """Wrong facts or an unknown title are told by their row; the others are judged."""
    rows = [json.loads(line) for line in FILES["ho-so.jsonl"].splitlines()]
    rows += [{"id": "SAI", "title": "CSTDCS", "facts": {"ratings": 3}}, {"id": "LẠ", "title": "Chiến sĩ", "facts": {}}]
    (place / "lan.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    found = done("criteria", "changes", add(), "lan.jsonl")
    assert found["cases"] == 2
    assert [e["id"] for e in found["errors"]] == ["SAI", "LẠ"]


def test_a_later_version_decides_instead_of_an_earlier_one(place: Path) -> None:
    """Of two approved versions for one day the one entered later decides, and its withdrawal brings the first back."""
    number = add()
    done("criteria", "approve", number, *BINH)
    milder = FILES["vi-du-cstdcs.yaml"].replace("id: vi-du-cstdcs", "id: nhe-hon").replace("HTXSNV", "HTTNV")
    milder = milder.replace("council: {}", "rating: {least: HTTNV}")
    (place / "nhe-hon.yaml").write_text(milder, encoding="utf-8")
    second = add("nhe-hon.yaml")
    found = done("criteria", "changes", second, "ho-so.jsonl")
    assert [(c["id"], c["from"], c["to"]) for c in found["changes"]] == [("HS2", "chua_du", "du")]
    done("criteria", "approve", second, *BINH)
    assert verdicts()["HS2"] == "du"
    done("criteria", "withdraw", second, *AN, "--why", "quá nhẹ")
    assert verdicts()["HS2"] == "chua_du"


def test_a_pending_file_has_it_better_under_the_new_version(place: Path) -> None:
    """A file received before 01/10/2026 that fails the old law is judged by the new one where that is milder."""
    milder = FILES["vi-du-cstdcs.yaml"].replace("HTXSNV", "HTTNV").replace("council: {}", "rating: {least: HTTNV}")
    (place / "nhe.yaml").write_text(milder, encoding="utf-8")
    facts = {
        "subject": "individual", "achievement_year": 2025, "received_on": "2026-08-10", "participates": True,
        "ratings": {"2025": "HTTNV"}, "initiatives": [], "titles": [], "under_review": False, "discipline": [],
    }  # fmt: skip
    (place / "cho.json").write_text(json.dumps(facts), encoding="utf-8")

    def answer() -> dict[str, Any]:
        return done("check", "CSTDCS", "cho.json", *AS_OF)

    assert answer()["verdict"] == "chua_ket_luan"
    done("criteria", "approve", add("nhe.yaml"), *BINH)
    assert answer()["verdict"] == "du"
    assert any("có lợi hơn" in note for note in answer()["notes"])
    (place / "cho.json").write_text(json.dumps(facts | {"signed_on": "2026-09-01"}), encoding="utf-8")
    assert answer()["verdict"] == "chua_du"


def test_a_province_adds_its_own_rules(place: Path) -> None:
    """An approved local file binds the nominees of its province, in its period, and nobody else."""
    done("criteria", "approve", add(), *BINH)
    done("criteria", "approve", add("vi-du-tinh.yaml"), *BINH)
    row = json.loads(FILES["ho-so.jsonl"].splitlines()[0])
    rows = [row | {"id": p, "facts": row["facts"] | {"province": p}} for p in ("Sơn La", "Lai Châu")]
    (place / "ho-so.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    assert verdicts() == {"Sơn La": "can_bo_sung", "Lai Châu": "du"}
    shown = done("criteria", "show", "CSTDCS", *AS_OF)
    assert [layer["id"] for layer in shown["layers"]] == ["vi-du-son-la"]


# -- a home that is served ------------------------------------------------------------------------------


def test_a_served_home_sees_an_approval_at_the_next_check(place: Path) -> None:
    """The book is kept between checks and made anew once somebody in another process decided."""
    case = json.loads(FILES["ho-so.jsonl"].splitlines()[0])
    served = open_home(place / ".tdkt")

    def verdict() -> Verdict:
        return judge(served.criteria(), case["title"], read_facts(case["facts"]), date(2026, 11, 20)).verdict

    try:
        number = add()
        assert verdict() is Verdict.UNDECIDED
        assert served.criteria() is served.criteria()
        done("criteria", "approve", number, *BINH)
        assert verdict() is Verdict.ELIGIBLE
        done("criteria", "withdraw", number, *BINH, "--why", "thử")
        assert verdict() is Verdict.UNDECIDED
    finally:
        served.close()


def test_a_text_changed_behind_our_back_stops_the_judging(place: Path) -> None:
    """An approved text that was changed in the database is not used: checks stop, and doctor says why."""
    number = add()
    done("criteria", "approve", number, *BINH)
    home = open_home(place / ".tdkt")
    with writing(home.engine) as connection:
        connection.execute(text("update criteria set content = content || '# x'"))
    home.close()
    said = tdkt("check", "--batch", "ho-so.jsonl")
    assert said.code == 1
    assert "đã bị đổi sau khi nhập" in said.err
    assert any("đã bị đổi" in c["what"] and not c["ok"] for c in done("doctor")["checks"])


# -- doctor ---------------------------------------------------------------------------------------------


def doctor(day: str) -> list[str]:
    """Return what doctor warns of that day."""
    return [check["what"] for check in done("doctor", "--as-of", day)["checks"] if not check["ok"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-01", False), ("2026-06-03", True), ("2026-09-30", True), ("2026-10-01", False),
    ],
)  # fmt: skip
def test_doctor_names_titles_that_end_within_120_days(place: Path, day: str, expected: bool) -> None:
    """From 120 days before the change of law until its last day, doctor names every title that is about to end."""
    lines = [line for line in doctor(day) if "đến 30/09/2026" in line]
    assert bool(lines) is expected
    assert all("Chiến sĩ thi đua cơ sở" in line and "Luật 06/2026/QH16" in line for line in lines)


def test_doctor_names_what_is_missing_and_what_waits(place: Path) -> None:
    """Titles without a version today, principles, votes, dossiers that end, and what a second person must look at."""
    add()
    told = "\n".join(doctor("2026-11-20"))
    for words in (
        "chưa giữ cho hồ sơ tiếp nhận ngày 20/11/2026", "Huân chương Lao động hạng Nhì", "Nguyên tắc chung",
        "đến 28/02/2027", "phiếu của hội đồng", "tdkt criteria approve 1", "chờ người thứ hai duyệt",
        "Chưa có nội dung Luật 06/2026/QH16",
    ):  # fmt: skip
        assert words in told
    done("criteria", "approve", 1, *BINH)
    after = doctor("2026-11-20")
    assert not any("chờ người thứ hai" in line for line in after)
    assert any("đến 28/02/2027" in line and "Chiến sĩ thi đua cơ sở" in line for line in after)
    assert any("chưa giữ" in line and "Lao động tiên tiến" in line for line in after)


@pytest.mark.parametrize("kind", [DocumentKind.ORIGINAL, DocumentKind.SUMMARY])
def test_doctor_knows_a_law_that_was_taken_in(place: Path, kind: DocumentKind) -> None:
    """Once its own text is in the home a law is not missing any more; a summary of it is not its text."""
    home = open_home(place / ".tdkt")
    law = ParsedDocument("Văn bản thử.", kind, DocumentMetadata(number=Stated("06/2026/QH16")), (), (), (), ())
    home.library.keep(law, Original("0" * 64, b"thu", "text/plain", "luat.txt"))
    home.close()
    is_missing = any("Chưa có nội dung Luật 06/2026/QH16" in line for line in doctor("2026-11-20"))
    assert is_missing is (kind is DocumentKind.SUMMARY)


def test_doctor_names_a_local_rule_that_ends(place: Path) -> None:
    """The last day of a province's rule is told beforehand."""
    done("criteria", "approve", add("vi-du-tinh.yaml"), *BINH)
    assert any("00/2026/QĐ-UBND" in line and "28/02/2027" in line for line in doctor("2026-11-20"))


# -- the guide ------------------------------------------------------------------------------------------


def test_the_guide_is_true(place: Path) -> None:
    """Every command of docs/them-tieu-chuan.md runs as it stands, one after the other, with the files it shows."""
    folder = place / "van-ban"
    folder.mkdir()
    (folder / "luat-vi-du.txt").write_text("Số: 00/2026/QH16\n\nVăn bản ví dụ, không phải luật.\n", encoding="utf-8")
    for line in COMMANDS:
        words, _, into = line.removeprefix("tdkt ").partition(" > ")
        said = tdkt(*shlex.split(words))
        assert (line, said.code, said.err) == (line, 0, "")
        assert "Kho chưa có toàn văn 00/2026/QH16" not in said.out  # it was taken in before
        if into:
            (place / into).write_text(said.out, encoding="utf-8")
            assert "SỬA:" in said.out
    assert len(COMMANDS) >= 20


def test_the_guide_marks_its_examples() -> None:
    """Nobody can take an example of the guide for law: each says so, and no number in it is a real one."""
    for name, content in FILES.items():
        if name.endswith(".yaml"):
            assert content.startswith("# Ví dụ, không phải luật")
            assert set(re.findall(r"\b(\d+)/20\d\d/", content)) == {"00"}


@pytest.mark.parametrize("test", sorted(TESTS))
def test_the_guide_explains_every_test(test: str) -> None:
    """Whatever a condition may test stands in the guide's table, as one writes it."""
    assert f"`{test}: {{" in GUIDE
