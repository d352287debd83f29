"""An operator sees, confirms, changes and gives out deadlines at the machine, and looks at what would be sent."""

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.bootstrap import Home, open_home
from bot.cli.app import run
from bot.cli.arguments import globals_first
from bot.clock import now

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here")
AS_OF = "2026-04-01"
MONTHLY = "Các phòng gửi báo cáo số liệu về Văn phòng Sở trước ngày 20 hàng tháng."
EVENT = "Văn phòng Sở thẩm định hồ sơ trong 10 ngày làm việc kể từ ngày nhận đủ hồ sơ."


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


def done(*words: object) -> dict[str, Any]:
    """Run a command that must succeed with ``--json``; return its object."""
    said = tdkt(*words, "--json")
    assert (said.code, said.err) == (0, "")
    return said.json


def listed(*words: object, as_of: str = AS_OF) -> list[dict[str, Any]]:
    """Return the rows of ``tdkt deadlines``."""
    rows = done("deadlines", *words, "--as-of", as_of)["deadlines"]
    assert isinstance(rows, list)
    return rows


@contextmanager
def opened() -> Iterator[Home]:
    """Open the home that the commands work on."""
    home = open_home(Path(".tdkt"))
    try:
        yield home
    finally:
        home.close()


def acts() -> list[tuple[str, str]]:
    """Return what the audit says of deadlines: what, and of which."""
    with closing(sqlite3.connect(".tdkt/tdkt.sqlite")) as database:
        return database.execute("SELECT action, detail FROM audit WHERE action LIKE 'deadline%' ORDER BY id").fetchall()


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder whose home is the default one."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def plan(paper: Callable[..., str]) -> Path:
    """A home with one plan, document 1: deadline 1 on 15/6/2026, and the file of the plan."""
    file = Path("ke-hoach.txt")
    file.write_text(paper(), encoding="utf-8")
    assert done("ingest", file)["documents"][0]["deadlines"] == 1
    return file


@pytest.fixture
def people(plan: Path) -> None:
    """Mai, 1, of Phòng A, and Sơn, 2, of Phòng B."""
    assert plan.exists()
    for name, unit in (("Lò Thị Mai", "Phòng A"), ("Quàng Văn Sơn", "Phòng B")):
        done("people", "add", "--name", name, "--unit", unit)


def renewed(plan: Path, paper: Callable[..., str], deadline: str) -> None:
    """Ingest the next version of the plan."""
    plan.write_text(paper(deadline=deadline), encoding="utf-8")
    assert done("ingest", plan)["documents"][0]["status"] == "updated"


# -- what is due ----------------------------------------------------------------------------------------


def test_what_is_due_is_listed(plan: Path) -> None:
    """The keys of the contract come first; the last day that counts stands beside."""
    (row,) = listed()
    assert list(row)[:18] == [
        "id", "type", "what", "who", "to_whom", "start", "end", "time", "boundary", "recurrence", "is_obligation",
        "resolvable", "needs", "anomaly", "state", "quote", "provision", "document_id",
    ]  # fmt: skip
    assert (row["id"], row["end"], row["last_day"], row["state"]) == (1, "2026-06-15", "2026-06-15", "proposed")
    assert (row["document_id"], row["quote"] in plan.read_text(encoding="utf-8")) == (1, True)


def test_people_read_what_waits(plan: Path) -> None:
    """Without --json a deadline is told in words, with its sentence and that it waits for somebody."""
    assert plan.exists()
    said = tdkt("deadlines", "--as-of", AS_OF)
    assert said.code == 0
    assert "[1] chậm nhất thứ Hai 15/06/2026 (chờ xác nhận)" in said.out
    assert "«Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6/2026.»" in said.out


def test_days_limit_the_list(plan: Path) -> None:
    """What is past is left out, and so is what lies outside --from and --to; --all shows everything."""
    assert plan.exists()
    assert listed(as_of="2026-06-15") == listed()
    assert listed(as_of="2026-06-16") == []
    assert [len(listed("--from", a, "--to", b)) for a, b in (
        ("2026-06-01", "2026-06-15"), ("2026-06-01", "2026-06-14"), ("2026-06-16", "2026-12-31"),
    )] == [1, 0, 0]  # fmt: skip
    assert listed("--all", as_of="2027-01-01")[0]["id"] == 1


def test_the_order_is_that_of_the_last_day(plan: Path) -> None:
    """What falls due first stands first, whoever wrote it down when."""
    assert plan.exists()
    for end in ("2026-06-20", "2026-06-10"):
        done("deadlines", "add", "--what", f"việc {end}", "--end", end)
    assert [row["last_day"] for row in listed()] == ["2026-06-10", "2026-06-15", "2026-06-20"]


def test_one_that_comes_again_shows_its_next_time(plan: Path, paper: Callable[..., str]) -> None:
    """Of "trước ngày 20 hàng tháng" the next last day from the day asked for is shown."""
    renewed(plan, paper, MONTHLY)
    assert [row["last_day"] for row in listed()] == ["2026-04-19"]
    assert [row["last_day"] for row in listed("--from", "2026-07-25")] == ["2026-08-19"]
    assert "lặp lại" in tdkt("deadlines", "--as-of", AS_OF).out


def test_one_without_a_day_is_told_of(plan: Path, paper: Callable[..., str]) -> None:
    """What needs an event has no place in the list by day; it is counted, and --all shows what must be known."""
    renewed(plan, paper, EVENT)
    said = tdkt("deadlines", "--as-of", AS_OF)
    assert "Còn 1 hạn chưa ra ngày" in said.out
    row = listed("--all")[-1]
    assert (row["resolvable"], row["last_day"]) == (False, None)


@pytest.mark.parametrize("words", [("--from", "2026-07-01", "--to", "2026-06-01"), ("--all", "--to", "2026-06-01")])
def test_a_list_that_cannot_be(plan: Path, words: tuple[str, ...]) -> None:
    """A backward stretch, or everything up to a day, is wrong usage."""
    assert plan.exists()
    said = tdkt("deadlines", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Lỗi: ")


def test_without_a_home_there_is_nothing_to_list() -> None:
    """The list makes no home."""
    assert tdkt("deadlines").code == 1
    assert list(Path().iterdir()) == []


# -- decisions ------------------------------------------------------------------------------------------


def test_confirming_and_cancelling(plan: Path) -> None:
    """What is confirmed says so and who did it; what is cancelled leaves the list; both stand in the audit."""
    assert plan.exists()
    assert done("deadlines", "confirm", 1)["confirmed"] == [1]
    assert listed()[0]["state"] == "confirmed"
    assert done("deadlines", "cancel", 1, "--reason", "lùi sang năm sau")["cancelled"] == [1]
    assert listed() == []
    assert "(đã hủy)" in tdkt("deadlines", "--all").out
    assert acts() == [("deadline confirmed", "số 1"), ("deadline cancelled", "số 1 lùi sang năm sau")]


def test_confirming_everything_that_is_sure(plan: Path, paper: Callable[..., str]) -> None:
    """--sure takes what waits, has a day and carries no doubt; the others go on waiting."""
    renewed(plan, paper, f"Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6/2026. {EVENT}")
    assert done("deadlines", "confirm", "--sure")["confirmed"] == [1]
    assert done("deadlines", "confirm", "--sure")["confirmed"] == []
    assert {row["id"]: row["state"] for row in listed("--all")} == {1: "confirmed", 2: "proposed"}


def test_a_confirmed_one_without_a_day_says_what_is_missing(plan: Path, paper: Callable[..., str]) -> None:
    """Nobody can be reminded of it before somebody names the day, and then it holds."""
    renewed(plan, paper, EVENT)
    number = next(row["id"] for row in listed("--all") if not row["resolvable"])
    assert f"tdkt deadlines edit {number} --end" in tdkt("deadlines", "confirm", number).out
    row = done("deadlines", "edit", number, "--end", "20/7/2026")["deadlines"][0]
    assert (row["end"], row["last_day"], row["resolvable"], row["needs"]) == ("2026-07-20", "2026-07-20", True, None)


def test_a_changed_day_keeps_the_former_one(plan: Path) -> None:
    """An edited deadline is confirmed and remembers the day that people knew."""
    assert plan.exists()
    done("deadlines", "confirm", 1)
    changed = done("deadlines", "edit", 1, "--end", "2026-06-18", "--time", "16h30", "--to", "Phòng TĐKT")
    row = changed["deadlines"][0]
    assert (row["end"], row["time"], row["to_whom"]) == ("2026-06-18", "16:30", "Phòng TĐKT")
    assert (row["state"], row["changed_from"]) == ("confirmed", "2026-06-15")
    assert "trước là 15/06/2026" in tdkt("deadlines", "--as-of", AS_OF).out
    before = done("deadlines", "edit", 1, "--boundary", "before", "--time", "")["deadlines"][0]
    assert (before["boundary"], before["time"], before["last_day"]) == ("before", None, "2026-06-17")


def test_one_that_comes_again_is_not_turned_into_a_day(plan: Path, paper: Callable[..., str]) -> None:
    """A recurring deadline cannot be given one day in passing."""
    renewed(plan, paper, MONTHLY)
    number = listed()[0]["id"]
    said = tdkt("deadlines", "edit", number, "--end", "2026-06-18")
    assert said.code == 2
    assert "lặp lại" in said.err


def test_adding_one_by_hand(plan: Path) -> None:
    """What no document says holds at once; it belongs to no document."""
    assert plan.exists()
    row = done("deadlines", "add", "--what", "gửi danh sách", "--end", "2026-05-04", "--who", "Các phòng",
               "--to", "Văn phòng Sở", "--time", "16:30")["deadlines"][0]  # fmt: skip
    assert (row["state"], row["document_id"], row["last_day"], row["time"]) == (
        "confirmed", None, "2026-05-04", "16:30",
    )  # fmt: skip
    assert listed()[0] == row


def test_a_version_that_says_another_day(plan: Path, paper: Callable[..., str]) -> None:
    """A new version takes the confirmation back where the day is another, and names the former one."""
    done("deadlines", "confirm", 1)
    renewed(plan, paper, "Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 30/6/2026.")
    (row,) = listed()
    assert (row["id"], row["end"], row["state"], row["changed_from"]) == (1, "2026-06-30", "proposed", "2026-06-15")


def test_a_corrected_day_of_issue_is_read_anew(paper: Callable[..., str]) -> None:
    """A deadline that takes its year from the day of issue follows a correction of that day."""
    Path("kh.txt").write_text(paper(deadline="Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6."), encoding="utf-8")
    done("ingest", "kh.txt")
    assert listed()[0]["end"] == "2026-06-15"
    done("documents", "correct", 1, "--issued-on", "2027-03-05")
    assert listed()[0]["end"] == "2027-06-15"


def test_the_rule_confirms_at_ingest(paper: Callable[..., str]) -> None:
    """With the rule on, what carries no doubt holds as soon as it is read."""
    assert done("deadlines", "rule", "--auto", "on") == {"auto": True}
    Path("kh.txt").write_text(paper(), encoding="utf-8")
    done("ingest", "kh.txt")
    assert listed()[0]["state"] == "confirmed"
    assert done("deadlines", "rule", "--auto", "off") == {"auto": False}


def test_a_home_of_before_is_scanned(plan: Path) -> None:
    """A home whose documents were kept before deadlines were read gets them; a second scan changes nothing."""
    assert plan.exists()
    with closing(sqlite3.connect(".tdkt/tdkt.sqlite")) as database, database:
        database.execute("DELETE FROM deadlines")
    assert listed() == []
    assert done("deadlines", "scan") == {"documents": 1, "deadlines": 1, "new": 1, "proposed": 1}
    done("deadlines", "confirm", 1)
    assert done("deadlines", "scan") == {"documents": 1, "deadlines": 1, "new": 0, "proposed": 0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("confirm",), 2),
        (("confirm", "1", "--sure"), 2),
        (("confirm", "7"), 1),
        (("confirm", "một"), 2),
        (("cancel", "1"), 2),
        (("cancel", "1", "--reason", " "), 2),
        (("cancel", "7", "--reason", "nhầm"), 1),
        (("edit", "1"), 2),
        (("edit", "1", "--end", "31/2/2026"), 2),
        (("edit", "1", "--time", "25:00"), 2),
        (("edit", "1", "--boundary", "sau"), 2),
        (("add", "--what", "x", "--end", ""), 2),
        (("add", "--what", " ", "--end", "2026-05-04"), 2),
        (("rule", "--auto", "có"), 2),
        (("assign", "1"), 2),
        (("assign", "1", "--unit", "Phòng Z"), 1),
        (("assign", "1", "--unit", "?"), 1),
        (("assign", "1", "--person", "9"), 1),
        (("follow", "1"), 2),
        (("follow", "1", "--all", "--document", "1"), 2),
        (("follow", "9", "--all"), 1),
        (("follow", "1", "--document", "9"), 1),
        (("follow", "1", "--deadline", "9"), 1),
        (("follow", "1", "--issuer", "??"), 2),
        (("unfollow", "1", "--all"), 1),
        (("followers", "9"), 1),
    ],
)
@pytest.mark.usefixtures("people")
def test_mistakes_are_told_in_vietnamese(words: tuple[str, ...], code: int) -> None:
    """What cannot be done is said on stderr with its exit code, and nothing is changed."""
    before = listed("--all")
    said = tdkt("deadlines", *words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(("Lỗi: ", "Lệnh chưa đúng: "))
    assert listed("--all") == before


def test_a_fallen_deadline_cannot_be_confirmed(plan: Path) -> None:
    """With its document a deadline is gone for every command."""
    assert plan.exists()
    done("documents", "remove", 1)
    assert listed("--all") == []
    said = tdkt("deadlines", "confirm", 1)
    assert said.code == 1
    assert "đã bị gỡ" in said.err


# -- who follows ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_following_and_its_end() -> None:
    """A person follows everything, a document, an agency or one deadline, each once, until it is ended."""
    agency = "ủy ban nhân dân tỉnh lai châu"
    with opened() as home:
        issuer = home.library.documents()[0].metadata.issuer
        agency = issuer.value.upper() if issuer else agency
    for words in (("--all",), ("--document", "1"), ("--issuer", agency), ("--deadline", "1")):
        assert done("deadlines", "follow", 1, *words)["new"] is True
        assert done("deadlines", "follow", 1, *words)["new"] is False
        assert [p["id"] for p in done("deadlines", "followers", 1)["people"]] == [1]
        done("deadlines", "unfollow", 1, *words)
        assert done("deadlines", "followers", 1)["people"] == []


@pytest.mark.usefixtures("people")
def test_giving_a_deadline_to_people_and_units() -> None:
    """Whoever is named, or belongs to a unit that is named, is reminded; the audit says who gave it to whom."""
    given = done("deadlines", "assign", 1, "--unit", "phong a", "--person", 2)
    assert (given["people"], given["units"]) == ([2], ["Phòng A"])
    held = done("deadlines", "followers", 1)
    assert [(p["id"], p["unit"]) for p in held["people"]] == [(1, "Phòng A"), (2, "Phòng B")]
    assert held["units"] == ["Phòng A"]
    done("deadlines", "assign", 1, "--unit", "Phòng A", "--remove")
    assert [p["id"] for p in done("deadlines", "followers", 1)["people"]] == [2]
    assert acts() == [
        ("deadline assigned", "số 1: Quàng Văn Sơn, Phòng A"), ("deadline unassigned", "số 1: Phòng A"),
    ]  # fmt: skip


@pytest.mark.usefixtures("people")
def test_who_may_not_see_the_document_is_told_of() -> None:
    """To follow a limited document helps only those who may see it, and the command says so."""
    done("documents", "limit", 1, "--unit", "Phòng B")
    assert "không được xem văn bản 1" in done("deadlines", "follow", 1, "--document", 1)["warnings"][0]
    assert done("deadlines", "follow", 2, "--document", 1)["warnings"] == []
    assert len(done("deadlines", "assign", 1, "--person", 1, "--person", 2)["warnings"]) == 1
    assert [p["id"] for p in done("deadlines", "followers", 1)["people"]] == [2]


@pytest.mark.usefixtures("people")
def test_removing_a_person_who_was_reminded() -> None:
    """A person who follows and has wishes can be removed for good."""
    done("deadlines", "follow", 1, "--all")
    done("people", "wishes", 1, "--hour", "8:00")
    assert done("people", "remove", 1) == {"removed": 1}


# -- wishes ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_wishes_are_kept_one_by_one() -> None:
    """What is not named stays as it was; without options the wishes are shown."""
    assert done("people", "wishes", 1)["lead_days"] == [14, 7, 3, 1, 0]
    done("people", "wishes", 1, "--lead", "2, 5")
    done("people", "wishes", 1, "--hour", "8h", "--quiet", "21:30-06:30")
    done("people", "wishes", 1, "--stop")
    wanted = done("people", "wishes", 1)
    assert (wanted["lead_days"], wanted["hour"], wanted["stopped"]) == ([5, 2], "08:00:00", True)
    assert (wanted["quiet_from"], wanted["quiet_to"]) == ("21:30:00", "06:30:00")
    assert "không nhận nhắc hạn" in tdkt("people", "wishes", 1).out
    assert done("people", "wishes", 1, "--resume")["stopped"] is False
    assert done("people", "wishes", 2)["lead_days"] == [14, 7, 3, 1, 0]


@pytest.mark.parametrize("words", [
    ("--lead", "a"), ("--lead", "400"), ("--lead=-1",), ("--hour", "7 giờ"), ("--quiet", "22:00"), ("--quiet", "22-25"),
])  # fmt: skip
@pytest.mark.usefixtures("people")
def test_wishes_that_mean_nothing(words: tuple[str, ...]) -> None:
    """What is no number of days and no hour is wrong usage."""
    said = tdkt("people", "wishes", 1, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Lỗi: ")
    assert tdkt("people", "wishes", 9).code == 1


# -- what would be sent ---------------------------------------------------------------------------------


def foreseen(day: str, *words: object) -> list[dict[str, Any]]:
    """Return what would be sent on a day."""
    rows = done("remind", "--as-of", day, "--dry-run", *words)["reminders"]
    assert isinstance(rows, list)
    return rows


@pytest.mark.usefixtures("people")
def test_a_day_is_looked_at_before_anything_is_sent() -> None:
    """For each follower: which deadline, why, when, and whether it still waits to be confirmed."""
    assert foreseen("2026-06-08") == []
    done("deadlines", "follow", 1, "--all")
    (row,) = foreseen("2026-06-08")
    assert (row["deadline"]["id"], row["why"], row["stage"], row["waiting"]) == (1, "còn 7 ngày", 7, True)
    assert (row["at"], row["people"]) == ("2026-06-08T07:30:00+07:00", [{"id": 1, "name": "Lò Thị Mai"}])
    done("deadlines", "confirm", 1)
    assert foreseen("2026-06-08")[0]["waiting"] is False
    assert foreseen("2026-06-09") == []
    assert foreseen("2026-06-08", "--to", 2) == []
    assert len(foreseen("2026-06-08", "--to", 1)) == 1


@pytest.mark.usefixtures("people")
def test_everything_that_somebody_would_hear_of() -> None:
    """--to all looks with the usual wishes, and names those who follow and hear of it that day."""
    done("deadlines", "follow", 1, "--all")
    done("deadlines", "follow", 2, "--all")
    done("people", "wishes", 2, "--lead", "5")
    (row,) = foreseen("2026-06-08", "--to", "all")
    assert [p["id"] for p in row["people"]] == [1]
    assert foreseen("2026-06-10", "--to", "all") == []
    assert [r["people"][0]["id"] for r in foreseen("2026-06-10")] == [2]


@pytest.mark.usefixtures("people")
def test_a_day_off_sends_nothing() -> None:
    """What would fall on a Sunday comes on the working day before, and the command says so."""
    done("deadlines", "add", "--what", "việc", "--end", "2026-06-21")
    said = tdkt("remind", "--as-of", "2026-06-14", "--dry-run", "--to", "all")
    assert "ngày nghỉ" in said.out
    (row,) = [r for r in foreseen("2026-06-12", "--to", "all") if r["last_day"] == "2026-06-21"]
    assert (row["stage"], row["days_left"], row["why"]) == (7, 9, "còn 9 ngày")


@pytest.mark.usefixtures("people")
def test_looking_writes_nothing() -> None:
    """However often a day is looked at, nothing is written to be sent."""
    done("deadlines", "follow", 1, "--all")
    done("deadlines", "confirm", 1)
    for _ in range(2):
        assert [r["written"] for r in foreseen("2026-06-08")] == [False]
    with opened() as home:
        assert home.outbox.counts() == {}


@pytest.mark.usefixtures("people")
def test_reminding_needs_a_channel() -> None:
    """Without any channel nothing is written off as sent, and another day is only for looking."""
    assert tdkt("remind").code == 1
    assert tdkt("remind", "--as-of", "2026-06-08").code == 2
    assert tdkt("remind", "--dry-run", "--to", "Mai").code == 2
    assert tdkt("remind", "--dry-run", "--to", "9").code == 1


@pytest.mark.usefixtures("people")
def test_reminding_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a channel, what has come due is written once for whoever follows it."""
    monkeypatch.setenv("TDKT_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TDKT_SMTP_SENDER", "tdkt@so.gov.vn")
    today = now().date().isoformat()
    done("deadlines", "add", "--what", "việc hôm nay", "--end", today, "--time", "23:59")
    done("deadlines", "follow", 1, "--all")
    first = done("remind")["written"]
    assert first in (0, 1)  # nothing is written at night or on a day off
    assert done("remind")["written"] == 0


# -- elsewhere ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_the_calendar_holds_what_is_confirmed() -> None:
    """Only confirmed deadlines are written, for a person only those that the person follows."""
    assert done("calendar", "-o", "rong.ics")["deadlines"] == 0
    done("deadlines", "confirm", 1)
    done("deadlines", "add", "--what", "gửi danh sách", "--end", "2026-05-04")
    done("deadlines", "follow", 1, "--deadline", 1)
    assert done("calendar", "-o", "chung.ics")["deadlines"] == 2
    assert done("calendar", "-o", "mai.ics", "--person", 1)["deadlines"] == 1
    (event,) = Calendar.from_ical(Path("mai.ics").read_bytes()).walk("VEVENT")
    assert str(event["DTSTART"].dt) == "2026-06-15"
    assert tdkt("calendar", "-o", "khong-co/x.ics").code == 1
    assert tdkt("calendar", "-o", "x.ics", "--person", 9).code == 1


def test_a_document_shows_its_deadlines(plan: Path) -> None:
    """One document tells what it binds people to, in JSON and in words."""
    assert plan.exists()
    done("deadlines", "add", "--what", "của ai đó", "--end", "2026-05-04")
    assert [row["id"] for row in done("documents", 1)["deadlines"]] == [1]
    assert "Hạn:\n[1] chậm nhất thứ Hai 15/06/2026" in tdkt("documents", 1).out


def test_the_doctor_counts_what_waits(plan: Path) -> None:
    """The doctor names how many deadlines wait for somebody, until nobody needs to look."""
    assert plan.exists()

    def said() -> dict[str, Any]:
        checks: list[dict[str, Any]] = done("doctor", "--as-of", AS_OF)["checks"]
        return next(c for c in checks if "chờ xác nhận" in c["what"])

    assert (said()["what"][:2], said()["ok"]) == ("1 ", False)
    done("deadlines", "confirm", 1)
    assert (said()["what"][:2], said()["ok"]) == ("0 ", True)


# -- the seeds ------------------------------------------------------------------------------------------


@needs_seeds
def test_the_seeds_on_13_june_2024() -> None:
    """On 13/6/2024 everybody would hear of 20/6/2024, marked as waiting, and of nothing else."""
    done("ingest", SEEDS)
    rows = done("remind", "--as-of", "2024-06-13", "--dry-run", "--to", "all")["reminders"]
    assert [(r["last_day"], r["why"], r["waiting"]) for r in rows] == [("2024-06-20", "còn 7 ngày", True)]
    said = tdkt("remind", "--as-of", "2024-06-13", "--dry-run", "--to", "all").out
    assert "20/06/2024" in said
    assert "chờ xác nhận" in said
    assert [row["last_day"] for row in listed(as_of="2024-06-13")] == ["2024-06-20", "2024-12-10"]


@needs_seeds
def test_the_seeds_in_the_summer_of_2023() -> None:
    """A monthly deadline stands at its next time between others."""
    done("ingest", SEEDS)
    rows = listed("--from", "2023-08-01", "--to", "2023-08-31")
    assert [row["last_day"] for row in rows] == ["2023-08-14", "2023-08-19"]
