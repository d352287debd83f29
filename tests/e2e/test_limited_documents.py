"""Documents limited to a unit or role, in a whole home: on the command line, while answers run, and over loopback."""

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Answers, Loopback, OwnerAnswers
from bot.bootstrap import Home, open_home
from bot.cli.app import run
from bot.cli.arguments import globals_first
from knowledge.audiences import EVERYONE, OPERATOR, Audience, role_group, unit_group
from knowledge.people import Role
from retriever.answering.models import Answer, ConversationState, Status

TODAY = date(2026, 5, 1)
UNIT = "Phòng Khoa học"
MEMBER = frozenset({unit_group(UNIT)})
HR = frozenset({role_group(Role.HR_OFFICER)})
STRANGER = frozenset({unit_group("Trạm Y tế xã"), role_group(Role.OFFICER)})
QUESTION = "Hạn gửi hồ sơ khen thưởng đợt 1 của Sở Khoa học Hà Tĩnh là ngày nào?"
SECRET = ("77/KH-SKHCN", "KHOA HỌC", "Khoa học và Công nghệ", "21/8/2026", "Lò kén vàng", "secret.txt")


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        value = json.loads(self.out)
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
    """Work in an empty folder, with no settings and no home around."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def papers(tmp_path: Path, paper: Callable[..., str]) -> tuple[Path, Path]:
    """A paper that everybody may see, and one that is to be limited."""
    free, secret = tmp_path / "free.txt", tmp_path / "secret.txt"
    free.write_text(paper(), encoding="utf-8")
    secret.write_text(
        paper(
            number="77/KH-SKHCN",
            issuer=("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
            issued="ngày 09 tháng 02 năm 2026",
            title="Tổ chức phong trào thi đua “Lò kén vàng” năm 2026",
            deadline="Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 21/8/2026.",
        ).replace("Lai Châu", "Hà Tĩnh"),
        encoding="utf-8",
    )
    return free, secret


@pytest.fixture
def kept(tmp_path: Path, papers: tuple[Path, Path]) -> Path:
    """A home that holds both papers, the second limited to a unit and a role."""
    path = tmp_path / "kho"
    assert tdkt("--home", path, "ingest", *papers).code == 0
    said = tdkt("--home", path, "documents", "limit", 2, "--unit", UNIT, "--role", "to_chuc_can_bo")
    assert said.code == 0
    assert "phong khoa hoc" in said.out
    return path


@pytest.fixture
def bare(tmp_path: Path, papers: tuple[Path, Path]) -> Iterator[Home]:
    """A home that never held the limited paper."""
    assert tdkt("--home", tmp_path / "trần", "ingest", papers[0]).code == 0
    home = open_home(tmp_path / "trần")
    yield home
    home.close()


@pytest.fixture
def home(kept: Path) -> Iterator[Home]:
    """The home with the limited paper, open."""
    opened = open_home(kept)
    yield opened
    opened.close()


def asked(answers: Answers, audience: Audience, message: str = QUESTION) -> Answer:
    """Return the answer to a question that stands alone."""
    return answers.answer(message, ConversationState(), TODAY, audience)[0]


# -- the command line -----------------------------------------------------------------------------------


def test_limit_gives_the_groups(kept: Path) -> None:
    """The command says who may see a document, and the register and the document show it."""
    said = tdkt("--home", kept, "documents", "limit", 2, "--unit", "PHONG  KHOA HOC", "--role", "Quản trị", "--json")
    assert said.json == {"limited": 2, "shown_to": ["role:quan_tri", "unit:phong khoa hoc"]}
    rows = tdkt("--home", kept, "documents", "--json").json["documents"]
    assert [(r["id"], r["shown_to"]) for r in rows] == [(1, []), (2, ["role:quan_tri", "unit:phong khoa hoc"])]
    assert tdkt("--home", kept, "documents", 2, "--json").json["shown_to"] == ["role:quan_tri", "unit:phong khoa hoc"]
    first, second = tdkt("--home", kept, "documents").out.splitlines()
    assert "chỉ" not in first
    assert second.endswith("[chỉ vai trò quản trị, đơn vị “phong khoa hoc”]")
    assert "Chỉ cho xem: vai trò quản trị" in tdkt("--home", kept, "documents", 2).out


def test_everyone_lifts_the_limit(kept: Path) -> None:
    """With --everyone a document is everybody's again; both acts stand in the audit, with who did them."""
    assert tdkt("--home", kept, "documents", "limit", 2, "--everyone", "--json").json == {"limited": 2, "shown_to": []}
    with closing(sqlite3.connect(kept / "tdkt.sqlite")) as connection:
        rows = connection.execute("select action, document, detail, actor from audit order by id").fetchall()
    assert [row[:3] for row in rows] == [
        ("limit", 2, '["role:to_chuc_can_bo", "unit:phong khoa hoc"]'),
        ("limit", 2, "[]"),
    ]
    assert all(row[3] for row in rows)
    home = open_home(kept)
    assert "21/8/2026" in asked(home.answers(), EVERYONE).text
    home.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["1"], "--unit"),
        (["1", "--everyone", "--unit", "A"], "--everyone"),
        (["1", "--role", "sếp"], "sếp"),
        (["1", "--role", "*"], "*"),
        (["1", "--unit", " "], "để trống"),
        (["1", "--unit", "*"], "để trống"),
        (["--unit", "A"], "không có gì"),
        (["1", "2", "--unit", "A"], "1 2"),
    ],
)
def test_a_limit_that_is_wrongly_given(kept: Path, words: list[str], told: str) -> None:
    """Who may see it must be said, rightly, and for one document: else nothing is changed."""
    before = tdkt("--home", kept, "documents", "--json").out
    said = tdkt("--home", kept, "documents", "limit", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert tdkt("--home", kept, "documents", "--json").out == before


def test_an_unknown_document_is_not_limited(kept: Path) -> None:
    """What is not held cannot be limited."""
    said = tdkt("--home", kept, "documents", "limit", 99, "--unit", "A")
    assert (said.code, said.out) == (1, "")
    assert "99" in said.err


def test_the_command_line_sees_everything(kept: Path, tmp_path: Path) -> None:
    """Whoever sits at the machine asks, searches and measures in all documents."""
    answer = tdkt("--home", kept, "ask", QUESTION, "--json", "--as-of", "2026-05-01").json
    assert [c["document_id"] for c in answer["citations"]] == [2]
    hits = tdkt("--home", kept, "search", QUESTION, "--json").json["hits"]
    assert 2 in {h["document_id"] for h in hits}
    cases = tmp_path / "cases.yaml"
    case = {"id": "1", "question": QUESTION, "must_contain": ["21/8/2026"], "documents": ["secret.txt"]}
    cases.write_text(json.dumps([case], ensure_ascii=False), encoding="utf-8")
    ways = tdkt("--home", kept, "eval", "questions", cases, "--json", "--as-of", "2026-05-01").json["ways"]
    assert ways["asked"]["right"] == 1


def test_a_new_version_keeps_the_limit(kept: Path, papers: tuple[Path, Path]) -> None:
    """Taken in again after a change, and corrected, a document is shown to the same people as before."""
    papers[1].write_text(papers[1].read_text(encoding="utf-8").replace("21/8", "22/8"), encoding="utf-8")
    assert tdkt("--home", kept, "ingest", papers[1], "--json").json["documents"][0]["status"] == "updated"
    assert tdkt("--home", kept, "documents", "correct", 2, "--number", "78/KH-SKHCN").code == 0
    home = open_home(kept)
    answers = home.answers()
    assert "22/8/2026" in asked(answers, MEMBER).text
    assert asked(answers, EVERYONE).status is Status.NOT_FOUND
    home.close()


def test_what_is_taken_in_for_a_unit_is_limited_from_the_first_moment(
    tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    """With --unit and --role, ingest limits what is new, what is changed and what was held already."""
    path = tmp_path / "mới"
    assert tdkt("--home", path, "ingest", papers[0]).code == 0
    assert tdkt("--home", path, "ingest", *papers, "--unit", UNIT, "--role", "to_chuc_can_bo").code == 0
    rows = tdkt("--home", path, "documents", "--json").json["documents"]
    assert {tuple(r["shown_to"]) for r in rows} == {("role:to_chuc_can_bo", "unit:phong khoa hoc")}
    assert tdkt("--home", path, "ingest", papers[0], "--role", "sếp").code == 2


# -- every way out --------------------------------------------------------------------------------------

MESSAGES = [
    ((), QUESTION),
    ((), "han gui ho so dot 1 so khcn ha tinh"),
    ((), "Hạn gửi hồ sơ khen thưởng đợt 1?"),
    ((), "Kế hoạch số 77/KH-SKHCN do ai ký?"),
    ((), "Kế hoạch 77/KH-SKHCN còn hiệu lực không?"),
    ((), "Tóm tắt kế hoạch 77/KH-SKHCN"),
    ((), "Phong trào Lò kén vàng là của ai?"),
    ((), "Những văn bản nào nhắc đến sổ theo dõi sáng kiến?"),
    ((), "Có những văn bản nào?"),
    ((), "Mục II.1 của kế hoạch Sở Khoa học Hà Tĩnh nói gì?"),
    ((QUESTION,), "nguồn?"),
    ((QUESTION,), "vì sao?"),
    ((QUESTION,), "xem thêm"),
    ((QUESTION,), "còn đợt 2?"),
    ((QUESTION,), "ai ký?"),
    ((QUESTION,), "đơn vị khác"),
    (("Hạn gửi hồ sơ khen thưởng đợt 1?",), "1"),
    (("Hạn gửi hồ sơ khen thưởng đợt 1?",), "2"),
    (("Hạn gửi hồ sơ khen thưởng đợt 1?",), "Hà Tĩnh"),
]


@pytest.mark.parametrize("audience", [EVERYONE, STRANGER])
def test_others_are_answered_as_by_a_home_without_it(home: Home, bare: Home, audience: Audience) -> None:
    """Every answer, search included, is to the letter that of a home that never held the paper."""
    held, never = home.answers(), bare.answers()
    for before, message in MESSAGES:
        state = ConversationState()
        for said in before:
            _, state = held.answer(said, state, TODAY, MEMBER)
        told = held.answer(message, state, TODAY, audience)
        assert told == never.answer(message, state, TODAY, audience), message
        shown = replace(told[0], text=told[0].text.replace("77/KH-SKHCN", "") if "77/KH" in message else told[0].text)
        assert not [mark for mark in SECRET if mark in str(shown)], message
    rows = held.search(QUESTION, 50, audience)
    assert {r["document_id"] for r in rows} <= {1}
    assert {r["text"] for r in rows} == {r["text"] for r in never.search(QUESTION, 50, audience)}


@pytest.mark.parametrize("audience", [MEMBER, HR, OPERATOR])
def test_members_are_answered_from_it(home: Home, audience: Audience) -> None:
    """The unit, the role and the operator get the paper in answers, in search and as a source."""
    answers = home.answers()
    answer, state = answers.answer(QUESTION, ConversationState(), TODAY, audience)
    assert [c.document_id for c in answer.citations] == [2]
    assert "77/KH-SKHCN" in answers.answer("nguồn?", state, TODAY, audience)[0].text
    assert 2 in {r["document_id"] for r in answers.search(QUESTION, 50, audience)}


def test_the_owner_answers_others_by_their_audience(home: Home) -> None:
    """Asked over loopback, the owner of the indexes filters by the groups of who asks, not by its own."""
    answers = home.answers()
    loopback = Loopback(answers)
    owner = OwnerAnswers(loopback.address, "1")
    for audience in (EVERYONE, STRANGER, MEMBER, HR, OPERATOR):
        assert asked(owner, audience) == asked(answers, audience)
        assert owner.search(QUESTION, 50, audience) == answers.search(QUESTION, 50, audience)
    assert asked(owner, EVERYONE).status is Status.NOT_FOUND
    assert asked(owner, MEMBER).status is Status.ANSWERED
    loopback.close()


# -- while answers run ----------------------------------------------------------------------------------


def limited(path: Path, groups: list[str]) -> None:
    """Limit the second document by another connection, as another process does."""
    other = open_home(path)
    other.library.limit(2, groups, "An")
    other.close()


def test_a_limit_holds_from_the_next_answer_on(home: Home) -> None:
    """What is limited while a conversation lasts is neither told again nor found again in it, and lifted it is."""
    limited(home.path, [])
    answers = home.answers()
    first, state = answers.answer(QUESTION, ConversationState(), TODAY, STRANGER)
    assert first.status is Status.ANSWERED
    assert "77/KH-SKHCN" in answers.answer("nguồn?", state, TODAY, STRANGER)[0].text
    limited(home.path, sorted(MEMBER))
    for message in ("nguồn?", "vì sao?", "xem thêm", "còn đợt 2?", "ai ký?", QUESTION):
        told = answers.answer(message, state, TODAY, STRANGER)
        assert not [mark for mark in SECRET if mark in str(told[0])], message
    limited(home.path, [])
    assert asked(answers, STRANGER) == first


def test_a_limit_holds_where_the_indexes_were_brought_up_in_between(home: Home) -> None:
    """Whoever brings the indexes up, answers that are kept ready notice that somebody was shut out."""
    limited(home.path, [])
    answers = home.own_answers()
    assert asked(answers, STRANGER).status is Status.ANSWERED
    limited(home.path, sorted(MEMBER))
    home.apply()
    assert asked(answers, STRANGER).status is Status.NOT_FOUND
