"""Criteria that people enter: kept as written, decided upon by somebody else, never changed afterwards."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text, update

from knowledge.criteria.approving import full_name, same_name
from knowledge.errors import DataError, UnknownProposal, UsageError
from knowledge.store import open_engine
from knowledge.store.criteria import CriteriaProposals, CriteriaRevision, Deed, ProposalState, sha256_of
from knowledge.store.criteria_schema import criteria
from knowledge.store.engine import sqlite_url, writing
from knowledge.store.schema import SCHEMA_REVISION, audit

DAY = date(2026, 11, 20)
AN = Deed("Nguyễn Văn An", DAY)
BINH = Deed("Trần Thị Bình", DAY)
FILE = "title: CSTDCS\nversions: []\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, made once."""
    path = tmp_path_factory.mktemp("made") / "tdkt.sqlite"
    open_engine(sqlite_url(path)).dispose()
    return path


@pytest.fixture
def engine(tmp_path: Path, made: Path) -> Iterator[Engine]:
    """A new database, closed after the test."""
    opened = open_engine(sqlite_url(Path(shutil.copy(made, tmp_path / "tdkt.sqlite"))))
    yield opened
    opened.dispose()


@pytest.fixture
def proposals(engine: Engine) -> CriteriaProposals:
    """The criteria of an empty home."""
    return CriteriaProposals(engine)


def lines(engine: Engine) -> list[tuple[str, str]]:
    """Return who did what, by the audit."""
    with engine.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(select(audit.c.actor, audit.c.action))]


def test_what_somebody_enters_decides_nothing_yet(proposals: CriteriaProposals) -> None:
    """A new file waits: its text and fingerprint are kept as given, and it is not among what decides."""
    proposal, is_new = proposals.add("CSTDCS", FILE, AN)
    assert (is_new, proposal.state, proposal.content) == (True, ProposalState.PROPOSED, FILE)
    assert proposal.sha256 == sha256_of(FILE)
    assert proposals.approved() == []


def test_the_same_content_is_kept_once(proposals: CriteriaProposals) -> None:
    """The same text again is the same proposal, whoever gives it, until it is withdrawn."""
    first, _ = proposals.add("CSTDCS", FILE, AN)
    again, is_new = proposals.add("CSTDCS", FILE, BINH)
    assert (again, is_new) == (first, False)
    proposals.withdraw(first.id, AN, "nhầm")
    third, is_new = proposals.add("CSTDCS", FILE, BINH)
    assert is_new
    assert third.id != first.id


def test_a_second_person_lets_it_decide(engine: Engine, proposals: CriteriaProposals) -> None:
    """Approval by somebody else makes it decide, is dated, counts as a change, and leaves an audit line."""
    proposal, _ = proposals.add("CSTDCS", FILE, AN)
    before = proposals.revision()
    approved = proposals.approve(proposal.id, BINH)
    assert approved.approved == BINH
    assert proposals.approved() == [approved]
    assert (before, proposals.revision()) == (CriteriaRevision(0, 0), CriteriaRevision(1, 0))
    assert lines(engine) == [(AN.by, "criteria proposed"), (BINH.by, "criteria approved")]


@pytest.mark.parametrize(
    "same",
    ["Nguyễn Văn An", "nguyen van an", "NGUYỄN  VĂN   AN", "Nguyê\u0303n Văn An", "Ông Nguyễn Văn An",
     "đ/c Nguyễn Văn An", "Nguyễn Văn An, Phòng Tổ chức", "NguyenVan An"],
)  # fmt: skip
def test_nobody_approves_what_the_same_person_entered(proposals: CriteriaProposals, same: str) -> None:
    """Case, diacritics, blanks, words of address or an office behind the name make no second person."""
    proposal, _ = proposals.add("CSTDCS", FILE, AN)
    with pytest.raises(UsageError, match="không tự duyệt được"):
        proposals.approve(proposal.id, Deed(same, DAY))
    assert proposals.find(proposal.id).state is ProposalState.PROPOSED


def test_two_people_of_one_name_are_told_apart_by_their_units() -> None:
    """Only where both names carry a unit, and another one, are they two people."""
    assert not same_name("Lê An, Sở Nội vụ", "Lê An, Sở Tài chính")
    assert same_name("Lê An, Sở Nội vụ", "Lê An")
    assert not same_name("Lê An", "Lê An Bình")


@pytest.mark.parametrize("written", ["", "  ", "An", "a" * 300, "Lê An " * 50, "123, Sở Nội vụ"])
def test_only_a_full_name_stands_behind_criteria(written: str) -> None:
    """An empty name, one word, or one that is far too long is refused."""
    with pytest.raises(UsageError, match="họ và tên"):
        full_name(written)


def test_what_was_decided_is_decided_once(proposals: CriteriaProposals) -> None:
    """A second approval, an approval after withdrawal, and a second withdrawal each say who decided before."""
    one, _ = proposals.add("CSTDCS", FILE, AN)
    proposals.approve(one.id, BINH)
    with pytest.raises(UsageError, match="Trần Thị Bình duyệt ngày 20/11/2026"):
        proposals.approve(one.id, Deed("Lò Thị Mai", DAY))
    withdrawn = proposals.withdraw(one.id, AN, "ghi nhầm số năm")
    assert (withdrawn.state, withdrawn.why) == (ProposalState.WITHDRAWN, "ghi nhầm số năm")
    assert proposals.approved() == []
    assert proposals.revision() == CriteriaRevision(1, 1)
    for again in (lambda: proposals.approve(one.id, BINH), lambda: proposals.withdraw(one.id, BINH, "nữa")):
        with pytest.raises(UsageError, match="Nguyễn Văn An rút"):
            again()


@pytest.mark.parametrize("act", ["find", "approve", "withdraw"])
def test_an_unknown_number_is_named(proposals: CriteriaProposals, act: str) -> None:
    """A number that nobody was given is told, with the command that lists them."""
    acts = {
        "find": lambda: proposals.find(7),
        "approve": lambda: proposals.approve(7, BINH),
        "withdraw": lambda: proposals.withdraw(7, BINH, "nhầm"),
    }
    with pytest.raises(UnknownProposal, match="số 7.*tdkt criteria"):
        acts[act]()


def test_a_text_that_was_changed_afterwards_is_not_used(engine: Engine, proposals: CriteriaProposals) -> None:
    """What was approved is what was entered: a text that does not fit its fingerprint stops the judging."""
    proposal, _ = proposals.add("CSTDCS", FILE, AN)
    proposals.approve(proposal.id, BINH)
    with writing(engine) as connection:
        connection.execute(update(criteria).values(content=FILE + "# khác\n"))
    with pytest.raises(DataError, match="số 1.*đã bị đổi"):
        proposals.approved()


def test_a_home_made_before_gets_the_table(tmp_path: Path, made: Path) -> None:
    """A database of the schema before is brought up to date when it is opened, and keeps what it held."""
    path = Path(shutil.copy(made, tmp_path / "old.sqlite"))
    before = open_engine(sqlite_url(path))
    with writing(before) as connection:
        connection.execute(text("drop table criteria"))
        connection.execute(text("update alembic_version set version_num = '0005'"))
    before.dispose()
    after = open_engine(sqlite_url(path))
    assert inspect(after).has_table("criteria")
    with after.connect() as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalar() == SCHEMA_REVISION
    after.dispose()
