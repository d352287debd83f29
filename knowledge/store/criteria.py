"""Criteria that the people of a home entered: proposed by one, approved by another, withdrawn; each with its line."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select, update

from knowledge.criteria.approving import same_name
from knowledge.errors import DataError, UnknownProposal, UsageError
from knowledge.store.criteria_schema import criteria
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted, note


class ProposalState(StrEnum):
    """What became of a file of criteria."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """Return the state as people read it."""
        return _WORDS[self]


_WORDS = {
    ProposalState.PROPOSED: "chờ người thứ hai duyệt",
    ProposalState.APPROVED: "đã duyệt",
    ProposalState.WITHDRAWN: "đã rút",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file of criteria (đề nghị tiêu chuẩn): nothing of it decides before somebody else approved it.

    Attributes:
        subject: code of the title, CHUNG for the principles, or the id of a local layer.
        content: the file as it was given; ``sha256`` is of its bytes.
        why: the reason for which it was withdrawn.
    """

    id: int
    subject: str
    content: str
    sha256: str
    entered: Deed
    approved: Deed | None
    withdrawn: Deed | None
    why: str

    @property
    def state(self) -> ProposalState:
        """Return what became of it."""
        if self.withdrawn:
            return ProposalState.WITHDRAWN
        return ProposalState.APPROVED if self.approved else ProposalState.PROPOSED


@dataclass(frozen=True, slots=True)
class CriteriaRevision:
    """How often people decided on criteria so far; another value means that other criteria hold."""

    approvals: int
    withdrawals: int


class CriteriaProposals:
    """The criteria that the people of one home entered.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Proposal]:
        """Return every file that was given, in the order in which they came.

        Raises:
            DataError: the text of one was changed after it was given.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(select(criteria).order_by(criteria.c.id)).mappings()
            return [_proposal(row) for row in rows]

    def approved(self) -> list[Proposal]:
        """Return the files that decide, in the order in which they came.

        Raises:
            DataError: the text of one was changed after it was given.
        """
        return [proposal for proposal in self.all() if proposal.state is ProposalState.APPROVED]

    def find(self, proposal_id: int) -> Proposal:
        """Return one file.

        Raises:
            UnknownProposal: there is no such one.
        """
        with self._engine.connect() as connection:
            return _found(connection, proposal_id)

    def revision(self) -> CriteriaRevision:
        """Return how often people decided so far; neither count ever falls."""
        query = select(func.count(criteria.c.approved_on), func.count(criteria.c.withdrawn_on))
        with self._engine.connect() as connection:
            approvals, withdrawals = connection.execute(query).one()
        return CriteriaRevision(approvals, withdrawals)

    def add(self, subject: str, content: str, entered: Deed) -> tuple[Proposal, bool]:
        """Keep a file as proposed; return it, and whether it is new: the same content is kept once.

        One that was withdrawn may be given again.
        """
        sha256 = sha256_of(content)
        query = select(criteria).where(criteria.c.sha256 == sha256, criteria.c.withdrawn_on.is_(None))
        with writing(self._engine) as connection:
            known = connection.execute(query).mappings().first()
            if known is not None:
                return _proposal(known), False
            row = {
                "subject": subject, "content": content, "sha256": sha256,
                "entered_by": entered.by, "entered_on": entered.on.isoformat(),
            }  # fmt: skip
            number = inserted(connection, criteria, row)
            note(connection, entered.by, "criteria proposed", None, f"số {number} {subject} {sha256}")
            return _found(connection, number), True

    def approve(self, proposal_id: int, approved: Deed) -> Proposal:
        """Let a file decide from now on.

        Raises:
            UnknownProposal: there is no such one.
            UsageError: it was entered by the same person, approved before, or withdrawn.
        """
        with writing(self._engine) as connection:
            proposal = _found(connection, proposal_id, lock=True)
            _check_approval(proposal, approved)
            values = {"approved_by": approved.by, "approved_on": approved.on.isoformat()}
            _decide(connection, proposal_id, values)
            detail = f"số {proposal_id} {proposal.subject} {proposal.sha256}"
            note(connection, approved.by, "criteria approved", None, detail)
            return _found(connection, proposal_id)

    def withdraw(self, proposal_id: int, withdrawn: Deed, why: str) -> Proposal:
        """Let a file decide no more, or never.

        Raises:
            UnknownProposal: there is no such one.
            UsageError: it was withdrawn before.
        """
        with writing(self._engine) as connection:
            proposal = _found(connection, proposal_id, lock=True)
            if proposal.withdrawn:
                raise UsageError(_already("rút", proposal_id, proposal.withdrawn))
            values = {
                "withdrawn_by": withdrawn.by, "withdrawn_on": withdrawn.on.isoformat(), "withdrawn_why": why,
            }  # fmt: skip
            _decide(connection, proposal_id, values)
            note(connection, withdrawn.by, "criteria withdrawn", None, f"số {proposal_id} {proposal.subject}: {why}")
            return _found(connection, proposal_id)


def sha256_of(content: str) -> str:
    """Return the fingerprint of a file's text."""
    return hashlib.sha256(content.encode()).hexdigest()


def _check_approval(proposal: Proposal, approved: Deed) -> None:
    if proposal.withdrawn:
        raise UsageError(_already("rút", proposal.id, proposal.withdrawn), "Hãy thêm lại tệp rồi duyệt số mới.")
    if proposal.approved:
        raise UsageError(_already("duyệt", proposal.id, proposal.approved))
    if same_name(proposal.entered.by, approved.by):
        raise UsageError(
            f"Đề nghị {proposal.id} do {proposal.entered.by} nhập nên {approved.by} không tự duyệt được.",
            "Cần người thứ hai đối chiếu với văn bản gốc; hai người trùng họ tên thì cả hai ghi đơn vị sau dấu phẩy.",
        )


def _already(verb: str, proposal_id: int, deed: Deed) -> str:
    return f"Đề nghị {proposal_id} đã được {deed.by} {verb} ngày {deed.on:%d/%m/%Y}."


def _decide(connection: Connection, proposal_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(criteria).where(criteria.c.id == proposal_id).values(**values))


def _found(connection: Connection, proposal_id: int, *, lock: bool = False) -> Proposal:
    query = select(criteria).where(criteria.c.id == proposal_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise UnknownProposal(f"Không có đề nghị tiêu chuẩn số {proposal_id}.", "Chạy “tdkt criteria” để xem các số.")
    return _proposal(row)


def _proposal(row: RowMapping) -> Proposal:
    if sha256_of(row["content"]) != row["sha256"]:
        raise DataError(
            f"Nội dung đề nghị tiêu chuẩn số {row['id']} ({row['subject']}) đã bị đổi sau khi nhập.",
            "Hãy khôi phục kho từ bản sao lưu.",
        )
    return Proposal(
        row["id"], row["subject"], row["content"], row["sha256"], Deed(row["entered_by"], _day(row["entered_on"])),
        _deed(row["approved_by"], row["approved_on"]), _deed(row["withdrawn_by"], row["withdrawn_on"]),
        row["withdrawn_why"] or "",
    )  # fmt: skip


def _deed(by: str | None, on: str | None) -> Deed | None:
    return Deed(by, _day(on)) if by and on else None


def _day(written: str) -> date:
    return date.fromisoformat(written)
