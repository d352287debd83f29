"""``tdkt check-list``: what goes to stdout, what to stderr, which exit code, and what is asked."""

import io
import json
from pathlib import Path

import pytest

from bot.cli.app import run
from tests.unit.bot.nominations.lists import CITIZEN, HEADINGS, LAN, MAI, SON, row, with_column, written

WHOLE = [HEADINGS, MAI, SON, LAN]
Captured = pytest.CaptureFixture[str]


def tdkt(folder: Path, *words: object) -> int:
    """Run the command on a home that must not come into being."""
    return run(["--home", str(folder / "kho"), "--as-of", "2026-05-01", *map(str, words)])


def test_json_is_one_object(tmp_path: Path, capsys: Captured) -> None:
    """Rows, faults, summary and the output's place; nothing else on stdout."""
    source = written(tmp_path / "ds.xlsx", WHOLE)
    assert tdkt(tmp_path, "--json", "check-list", source, "-o", tmp_path / "ra.xlsx") == 0
    value = json.loads(capsys.readouterr().out)
    assert set(value) >= {"rows", "faults", "summary", "output"}
    assert set(value["rows"][0]) >= {"sheet", "row", "name", "title", "verdict", "failed", "missing"}
    assert [(r["row"], r["verdict"]) for r in value["rows"]] == [(2, "du"), (3, "du"), (4, "chua_du")]
    assert value["summary"]["verdicts"] == {"du": 2, "chua_du": 1}
    assert value["output"] == str(tmp_path / "ra.xlsx")
    assert not (tmp_path / "kho").exists()


def test_words_without_json(tmp_path: Path, capsys: Captured) -> None:
    """Counts, money, faults, and that the council decides; no identity number anywhere."""
    source = written(tmp_path / "ds.xlsx", [*WHOLE, row(rating=CITIZEN, name=f"Ai {CITIZEN}")])
    assert tdkt(tmp_path, "check-list", source, "-o", tmp_path / "ra.xlsx") == 0
    captured = capsys.readouterr()
    for piece in ("Đã xét 4 đề nghị", "2 đủ", "Dự toán tiền thưởng", "dòng 5", "Hội đồng quyết định"):
        assert piece in captured.out
    assert CITIZEN not in captured.out + captured.err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("không có.xlsx", "-o", "ra.xlsx"), 1, "Không có tệp"),
        (("hỏng.xlsx", "-o", "ra.xlsx"), 1, "không phải bảng tính"),
        (("ds.xlsx",), 2, "-o"),
        ((), 2, "Cần tệp danh sách"),
        (("ds.xlsx", "-o", "ds.xlsx", "--force"), 2, "trùng tệp vào"),
        (("ds.xlsx", "-o", "có rồi.xlsx"), 2, "--force"),
        (("ds.xlsx", "-o", "ra.xlsx", "--title", "siêu sao"), 2, "Không có danh hiệu"),
        (("ds.xlsx", "-o", "ra.xlsx", "--received-on", "hôm nào"), 2, "không đúng dạng"),
        (("ds.xlsx", "-o", "ra.xlsx", "--year", "25"), 2, "Năm xét 25"),
    ],
)
def test_exit_codes(tmp_path: Path, capsys: Captured, words: tuple[str, ...], code: int, message: str) -> None:
    """1 where the file cannot be taken, 2 where the command is wrong; nothing is written."""
    written(tmp_path / "ds.xlsx", WHOLE)
    (tmp_path / "hỏng.xlsx").write_bytes(b"x")
    (tmp_path / "có rồi.xlsx").write_bytes(b"x")
    placed = [str(tmp_path / w) if w.endswith(".xlsx") else w for w in words]
    assert tdkt(tmp_path, "check-list", *placed) == code
    assert message in capsys.readouterr().err
    assert not (tmp_path / "ra.xlsx").exists()


@pytest.mark.parametrize(("yes", "verdict"), [(("--yes",), "du"), ((), "can_bo_sung")])
def test_summaries_without_a_terminal(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, yes: tuple[str, ...], verdict: str
) -> None:
    """They are shown; without --yes and without anybody to ask they are not used."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    rows = with_column("Tóm tắt thành tích", "HTXSNV năm 2025", base=SON, without="Mức độ hoàn thành")
    source = written(tmp_path / "ds.xlsx", rows)
    assert tdkt(tmp_path, "--json", "check-list", source, "-o", tmp_path / "ra.xlsx", *yes) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["rows"][0]["verdict"] == verdict
    assert "dòng 2: hiểu là HTXSNV 2025" in captured.err


class Terminal(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        """Say that somebody sits there."""
        return True


@pytest.mark.parametrize(
    ("typed", "verdict"), [("c\n", "du"), ("k\n", "can_bo_sung"), ("\n", "can_bo_sung"), ("", "can_bo_sung")]
)
def test_somebody_at_a_terminal_is_asked_once(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, typed: str, verdict: str
) -> None:
    """Only yes is yes."""
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    rows = with_column("Tóm tắt thành tích", "HTXSNV năm 2025", base=SON, without="Mức độ hoàn thành")
    source = written(tmp_path / "ds.xlsx", [*rows, rows[1]])
    assert tdkt(tmp_path, "--json", "check-list", source, "-o", tmp_path / "ra.xlsx") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["rows"][0]["verdict"] == verdict
    assert captured.err.count("[c/k]") == 1


def test_the_template_is_written_and_can_be_checked(tmp_path: Path, capsys: Captured) -> None:
    """Alone it is all the command does; it overwrites nothing."""
    template = tmp_path / "mẫu.xlsx"
    assert tdkt(tmp_path, "check-list", "--template", template) == 0
    assert tdkt(tmp_path, "check-list", "--template", template) == 2
    assert tdkt(tmp_path, "check-list", template, "-o", tmp_path / "ra.xlsx") == 0
    assert "2 đủ" in capsys.readouterr().out


def test_what_will_be_lost_is_told_on_stderr(tmp_path: Path, capsys: Captured) -> None:
    """Before the file is written, and the original stays."""
    import zipfile

    source = written(tmp_path / "ds.xlsm", WHOLE)
    with zipfile.ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert tdkt(tmp_path, "--json", "check-list", source, "-o", tmp_path / "ra.xlsx") == 0
    assert "macro (VBA)" in capsys.readouterr().err
