"""An operator manages people at the machine: lists, codes, requests and what could not be delivered."""

import io
import json
import logging
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.bootstrap import Home, open_home
from bot.cli.app import run
from bot.cli.arguments import globals_first
from bot.delivery.addresses import Names
from bot.dialogue.commands import Name, code_in, read_command
from bot.invitations import issued, new_code, shown
from knowledge.people import Person, Role
from knowledge.store.chat_records import Consent, DataRequest
from knowledge.store.outgoing import Draft
from knowledge.store.people import Linking, People

ENGLISH = re.compile(
    r"\b(?:usage|error|missing|invalid|no such|options?|argument|unexpected|exit)\b|\(s\)", re.IGNORECASE
)
HEADINGS = ("STT", "Họ và tên", "Mã CBCC", "Thư điện tử", "Phòng ban", "Quyền")
MAI = (1, "Lò Thị Mai", 15.0, "mai@so.gov.vn", "Phòng Tổ chức", "Tổ chức cán bộ")
SON = (2, "Quàng Văn Sơn", "CB02", None, "Phòng Tổ chức", None)


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


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder whose home is the default one."""
    monkeypatch.chdir(tmp_path)


def excel(*rows: tuple[Any, ...]) -> Path:
    """Write a staff list and return its path."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save("ds.xlsx")
    return Path("ds.xlsx")


@contextmanager
def opened() -> Iterator[Home]:
    """Open the home that the commands work on."""
    home = open_home(Path(".tdkt"))
    try:
        yield home
    finally:
        home.close()


def listed() -> list[dict[str, Any]]:
    """Return who there is."""
    rows = tdkt("people", "list", "--json").json["people"]
    assert isinstance(rows, list)
    return rows


def send(code: str, chat: str = "một") -> Linking:
    """Let a chat that is kept send a code, as the bot does with "/lienket 1234 5678"."""
    now = time.time()
    with opened() as home:
        if home.chats.find(chat) is None:
            home.chats.agree(Consent(chat, "zalo", True, "1+lienket", "0" * 64, now), "{}")
        hashed = Names(home.pseudonym_key()).of_code(code_in(code))
        return home.people.link(hashed, chat, now)[0]


# -- lists ----------------------------------------------------------------------------------------------


def test_a_list_is_imported() -> None:
    """What the list says is kept, and people are listed with all of it."""
    said = tdkt("people", "import", excel(HEADINGS, MAI, SON), "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json == {"added": 2, "changed": 0, "faults": []}
    assert listed() == [
        {
            "id": 1, "name": "Lò Thị Mai", "code": "15", "email": "mai@so.gov.vn", "unit": "Phòng Tổ chức",
            "role": "to_chuc_can_bo", "channels": [], "active": True, "linked": 0,
        },
        {
            "id": 2, "name": "Quàng Văn Sơn", "code": "CB02", "email": "", "unit": "Phòng Tổ chức",
            "role": "can_bo", "channels": [], "active": True, "linked": 0,
        },
    ]  # fmt: skip


def test_faults_are_told_and_the_rest_is_kept() -> None:
    """A list with faults ends well: each fault is told with its row, and every sound row is kept."""
    said = tdkt("people", "import", excel(HEADINGS, MAI, (2, "", "CB02"), (3, "Sơn", "CB03", "sơn@"), SON), "--json")
    assert said.code == 0
    assert said.json["added"] == 2
    assert [(f["row"], set(f)) for f in said.json["faults"]] == [
        (3, {"row", "given", "expected"}),
        (4, {"row", "given", "expected"}),
    ]
    told = tdkt("people", "import", "ds.xlsx").out
    assert "Dòng 3 chưa nạp" in told
    assert "sơn@" in told
    assert "giữ nguyên 2" in told


def test_a_list_imported_again_adds_nobody() -> None:
    """The same list again changes nothing; another one changes what it tells and keeps what people chose."""
    assert tdkt("people", "import", excel(HEADINGS, MAI, SON, (3, "Thào A Sử"))).code == 0
    assert tdkt("people", "import", "ds.xlsx", "--json").json == {"added": 0, "changed": 0, "faults": []}
    assert tdkt("people", "change", 1, "--role", "quan_tri", "--inactive").code == 0
    with opened() as home:
        home.people.order_channels(1, ["telegram"])
    again = tdkt("people", "import", excel(("Họ tên", "Mã số", "Email"), ("Lò Thị Mai", 15, "moi@so.vn")), "--json")
    assert again.json == {"added": 0, "changed": 1, "faults": []}
    mai = next(row for row in listed() if row["id"] == 1)
    assert (mai["email"], mai["role"], mai["active"], mai["channels"], mai["unit"]) == (
        "moi@so.vn", "quan_tri", False, ["telegram"], "Phòng Tổ chức",
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"Ho ten\nMai\n", None])
def test_what_is_no_list_is_wrong_usage(content: bytes | None) -> None:
    """A file that is no workbook, or has no names, is told with the columns needed; no home is made for it."""
    if content is None:
        excel(("Cột A", "Cột B"), ("x", "y"))
    else:
        Path("ds.xlsx").write_bytes(content)
    said = tdkt("people", "import", "ds.xlsx", "--json")
    assert (said.code, said.out) == (2, "")
    assert "Họ và tên" in said.err
    assert not Path(".tdkt").exists()


def test_the_template_is_filled_and_imported() -> None:
    """A template, filled in below its example, is a list; it replaces no file."""
    assert tdkt("people", "template", "mẫu.xlsx", "--json").json == {"written": "mẫu.xlsx"}
    book = load_workbook("mẫu.xlsx")
    book.worksheets[0].append(["Lò Thị Mai", "CB01", None, "Phòng A", "Quản trị"])
    book.save("mẫu.xlsx")
    assert tdkt("people", "template", "mẫu.xlsx").code == 2
    assert tdkt("people", "import", "mẫu.xlsx", "--json").json["added"] == 1
    assert [(row["name"], row["role"]) for row in listed()] == [("Lò Thị Mai", "quan_tri")]


# -- one person -----------------------------------------------------------------------------------------


def test_a_person_is_added_and_changed() -> None:
    """A person is added with what is given; a change touches only what is named, and can empty it."""
    said = tdkt("people", "add", "--name", "Lò  Thị Mai", "--code", "CB01", "--email", "m@so.vn", "--unit", "Phòng A",
                "--role", "Tổ chức cán bộ", "--json")  # fmt: skip
    assert said.code == 0
    assert said.json["added"] == listed()[0]
    assert (listed()[0]["name"], listed()[0]["role"]) == ("Lò Thị Mai", "to_chuc_can_bo")
    changed = tdkt("people", "change", 1, "--unit", "Phòng B", "--email", "", "--inactive", "--json").json["changed"]
    assert changed == {**said.json["added"], "unit": "Phòng B", "email": "", "active": False}
    assert tdkt("people", "change", 1, "--active", "--json").json["changed"]["active"] is True
    assert "[1] Lò Thị Mai · CB01 · Phòng B · tổ chức cán bộ · chưa liên kết" in tdkt("people", "list").out


def test_a_staff_code_is_not_added_twice() -> None:
    """Adding somebody with a known staff code tells whose it is and changes nobody."""
    tdkt("people", "add", "--name", "Lò Thị Mai", "--code", "CB01")
    said = tdkt("people", "add", "--name", "Sơn", "--code", "cb01", "--json")
    assert (said.code, said.out) == (1, "")
    assert "Lò Thị Mai (số 1)" in said.err
    assert [row["name"] for row in listed()] == ["Lò Thị Mai"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["change", "9", "--name", "Mai"], 1, "số 9"),
        (["change", "9" * 15, "--name", "Mai"], 1, "people list"),
        (["change", "9" * 30, "--name", "Mai"], 2, "people list"),
        (["change", "mai", "--name", "Mai"], 2, "mai"),
        (["change", "1"], 2, "Chưa nói sửa gì"),
        (["change", "1", "--name", " "], 2, "họ tên"),
        (["change", "1", "--email", "mai@"], 2, "mai@"),
        (["change", "1", "--unit", "-"], 2, "đơn vị"),
        (["change", "1", "--role", "vua"], 2, "quan_tri"),
        (["change"], 2, "thiếu ID"),
        (["add"], 2, "thiếu --name"),
        (["add", "--name", "12"], 2, "họ tên"),
        (["add", "--name", "Mai", "--role", ""], 2, "quan_tri"),
        (["import"], 2, "thiếu TỆP.xlsx"),
        (["import", "không có.xlsx"], 2, "không có.xlsx"),
        (["template", "ds.csv"], 2, "xlsx"),
        (["invite", "9"], 1, "số 9"),
        (["invite", "mai"], 2, "mai"),
        (["xóa"], 2, "không có lệnh"),
    ],
)
def test_what_cannot_be_done_is_told(words: list[str], code: int, told: str) -> None:
    """A mistake is told in Vietnamese with what was given, and nothing changes."""
    tdkt("people", "add", "--name", "Lò Thị Mai", "--unit", "Phòng A")
    before = listed()
    said = tdkt("--json", "people", *words)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert not ENGLISH.search(re.sub(r"--[\w-]+", "", said.err))
    assert listed() == before


@pytest.mark.parametrize(
    "words", [["people", "list"], ["people", "change", "1", "--name", "A"], ["people", "invite", "1"],
              ["people", "requests"], ["undelivered"], ["undelivered", "settle", "1"]]
)  # fmt: skip
def test_without_a_home_the_next_step_is_told(words: list[str]) -> None:
    """Where there is no home yet, looking makes none."""
    said = tdkt(*words)
    assert (said.code, said.out) == (1, "")
    assert "Chưa có kho dữ liệu" in said.err
    assert not Path(".tdkt").exists()


@pytest.mark.parametrize(
    "words",
    [["people"], ["undelivered"], ["undelivered", "settle"]]
    + [["people", word] for word in ("list", "import", "template", "add", "change", "invite", "requests")],
)
def test_help_is_vietnamese(words: list[str]) -> None:
    """The help of each command is Vietnamese from its first word to its last."""
    said = tdkt(*words, "--help")
    assert said.code == 0
    assert "Cách dùng:" in said.out
    assert not ENGLISH.search(said.out)


# -- codes ----------------------------------------------------------------------------------------------


def test_a_code_shown_to_the_operator_links_the_person(caplog: pytest.LogCaptureFixture) -> None:
    """The code is eight digits, good for 15 minutes, links its person, and stands in no log and no table."""
    caplog.set_level(logging.DEBUG)
    tdkt("people", "add", "--name", "Lò Thị Mai")
    said = tdkt("people", "invite", 1, "--json")
    assert said.code == 0
    assert set(said.json) == {"code", "person", "minutes", "message"}
    code = said.json["code"]
    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert (said.json["person"], said.json["minutes"], said.json["message"]) == (1, 15, f"/lienket {code}")
    with closing(sqlite3.connect(".tdkt/tdkt.sqlite")) as database:
        everything = "\n".join(database.iterdump())
    hidden = (code, code.replace(" ", ""))
    assert not any(digits in caplog.text + said.err + everything for digits in hidden)
    assert send(code) is Linking.LINKED
    assert [row["linked"] for row in listed()] == [1]


def test_people_are_told_how_to_use_a_code() -> None:
    """The words name whose code it is, how long it is good and what to send; the bot understands just that."""
    tdkt("people", "add", "--name", "Lò Thị Mai")
    told = tdkt("people", "invite", 1).out
    assert "Lò Thị Mai" in told
    assert "15 phút" in told
    message = re.search(r"/lienket \d{4} \d{4}", told)
    assert message
    command = read_command(message[0])
    assert command is not None
    assert command.name is Name.LINK
    assert send(command.argument) is Linking.LINKED


def test_a_new_code_ends_the_one_before() -> None:
    """Inviting somebody again makes the earlier code worthless."""
    tdkt("people", "add", "--name", "Lò Thị Mai")
    old, new = (tdkt("people", "invite", 1, "--json").json["code"] for _ in range(2))
    assert send(old) is Linking.WRONG
    assert send(new) is Linking.LINKED


def test_who_has_left_gets_no_code() -> None:
    """Somebody who left is not invited; the message says how to take them back."""
    tdkt("people", "add", "--name", "Lò Thị Mai")
    tdkt("people", "change", 1, "--inactive")
    said = tdkt("people", "invite", 1)
    assert (said.code, said.out) == (1, "")
    assert "--active" in said.err


def test_the_first_administrator_is_invited_without_a_number() -> None:
    """In a new home the code makes the first administrator; once there is one, it is refused and says what to do."""
    code = tdkt("people", "invite", "--json").json
    assert code["person"] is None
    assert send(code["code"]) is Linking.LINKED
    assert [(row["role"], row["linked"]) for row in listed()] == [("quan_tri", 1)]
    said = tdkt("people", "invite", "--json")
    assert (said.code, said.out) == (1, "")
    assert "people invite ID" in said.err
    assert tdkt("people", "invite", 1).code == 0


def test_an_administrator_in_the_list_is_named() -> None:
    """Where the list has an administrator in no chat yet, the operator is told how to invite that one instead."""
    tdkt("people", "add", "--name", "Lò Thị Mai", "--role", "quan_tri")
    assert "tdkt people invite 1" in tdkt("people", "invite").out


def test_codes_are_eight_digits_and_differ() -> None:
    """A code keeps its leading zeros, is shown in two halves, and is not made twice."""
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 195
    assert all(re.fullmatch(r"\d{8}", code, re.ASCII) for code in codes)
    assert shown("00123456") == "0012 3456"
    assert {code_in(shown(code)) for code in codes} == codes


def test_digits_in_use_for_another_are_not_given_out() -> None:
    """Where a new code is good for somebody else by chance, another one is made."""
    with opened() as home:
        people: People = home.people
        people.save([Person("Lò Thị Mai", Role.OFFICER), Person("Quàng Văn Sơn")], "Sử", 0.0)
        people.issue_code("băm", 1, 0.0)
        hashes = iter(["băm", "băm", "khác"])
        issued(people, lambda _code: next(hashes), 2, 1.0)
        home.chats.agree(Consent("một", "zalo", True, "1", "0" * 64, 1.0), "{}")
        assert people.link("băm", "một", 2.0) == (Linking.LINKED, people.find(1))


# -- what people ask about their own data ---------------------------------------------------------------


def test_requests_are_listed_with_their_days() -> None:
    """Open requests come with who asked, what and until when; those overdue are marked, done ones left out."""
    tdkt("people", "add", "--name", "Lò Thị Mai")
    assert send(tdkt("people", "invite", 1, "--json").json["code"]) is Linking.LINKED
    at = datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=7))).timestamp()
    with opened() as home:
        home.chats.request(DataRequest("một", "correct", at, "2026-11-04", "2026-11-12"))
        home.chats.request(DataRequest("khác", "erase", at, "2026-11-04", "2026-11-22"))
        home.chats.request(DataRequest("một", "copy", at, "2026-11-04", "2026-11-12", at))
    first, second = tdkt("people", "requests", "--as-of", "2026-11-13", "--json").json["requests"]
    assert first == {
        "id": 1, "chat": "một", "person": 1, "name": "Lò Thị Mai", "kind": "correct", "detail": "",
        "at": "2026-11-02T09:30+07:00",
        "acknowledge_by": "2026-11-04", "due_by": "2026-11-12", "overdue": True,
    }  # fmt: skip
    assert (second["name"], second["overdue"]) == ("", False)
    on_the_day = tdkt("people", "requests", "--as-of", "2026-11-12", "--json").json["requests"]
    assert [row["overdue"] for row in on_the_day] == [False, False]
    told = tdkt("people", "requests", "--as-of", "2026-11-13").out.splitlines()
    assert "QUÁ HẠN" in told[0]
    assert "Lò Thị Mai" in told[0]
    assert "12/11/2026" in told[0]
    assert "QUÁ HẠN" not in told[1]
    assert [row["id"] for row in tdkt("people", "requests", "--done", 1, "--json").json["requests"]] == [2]
    again = tdkt("people", "requests", "--done", 1)
    assert (again.code, "số 1" in again.err) == (1, True)


# -- what could not be delivered ------------------------------------------------------------------------


def test_what_could_not_be_delivered_is_listed_until_settled() -> None:
    """A message that reached nobody is told with whom, what, why and when, until a person settles it."""
    tdkt("people", "add", "--name", "Lò Thị Mai", "--unit", "Phòng A")
    at = datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=7))).timestamp()
    with opened() as home:
        home.outbox.write([Draft((), "{}", "reminder", about="hạn đợt 1", person=1)], at)
        home.outbox.write([Draft((), "{}", "notice", about="mã mới")], at)
    rows = tdkt("undelivered", "--json").json["undelivered"]
    assert [row["id"] for row in rows] == [2, 1]
    assert rows[1] == {
        "id": 1, "person": 1, "name": "Lò Thị Mai", "unit": "Phòng A", "about": "hạn đợt 1", "outcome": "refused",
        "reason": "không có kênh nào để gửi", "at": "2026-11-02T09:30+07:00",
    }  # fmt: skip
    told = tdkt("undelivered").out
    assert "[1] Lò Thị Mai, Phòng A – hạn đợt 1 – không gửi được: không có kênh nào để gửi (09:30 02/11/2026)" in told
    assert tdkt("undelivered", "settle", 1, 2, "--json").json == {"settled": [1, 2], "unknown": []}
    assert tdkt("undelivered", "--json").json == {"undelivered": []}


def test_settling_what_is_not_there_is_told() -> None:
    """A number that is no undelivered message ends with 1, and the others are settled all the same."""
    with opened() as home:
        home.outbox.write([Draft((), "{}", "notice", about="mã mới")], 0.0)
    said = tdkt("undelivered", "settle", 7, 1, "--json")
    assert (said.code, said.json) == (1, {"settled": [1], "unknown": [7]})
    assert "7" in tdkt("undelivered", "settle", 7).out
    assert tdkt("undelivered", "settle", "bảy").code == 2
    assert tdkt("undelivered", "settle").code == 2
