"""The criteria by which a home judges: what is shipped, and what its people entered and approved."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.criteria import CriteriaBook, shipped_criteria
from knowledge.criteria.proposed import WrittenCriteria, read_written
from knowledge.errors import DataError
from knowledge.store.criteria import CriteriaProposals, CriteriaRevision, Proposal


@dataclass(slots=True)
class ApprovedCriteria:
    """Keeps the book of a home until somebody approves or withdraws something, in whatever process."""

    proposals: CriteriaProposals
    _made: tuple[CriteriaRevision, CriteriaBook] | None = None

    def book(self) -> CriteriaBook:
        """Return the criteria that hold now.

        Raises:
            DataError: something that was approved cannot be read any more; without it others would judge in its place.
        """
        revision = self.proposals.revision()
        made = self._made
        if made is None or made[0] != revision:
            made = self._made = (revision, book_with(self.proposals.approved()))
        return made[1]


def book_with(proposals: Iterable[Proposal]) -> CriteriaBook:
    """Return the shipped book with what files state, as if each were approved; the later of two decides.

    Raises:
        DataError: one of them cannot be read any more.
    """
    book = shipped_criteria()
    for proposal in sorted(proposals, key=lambda p: p.id):
        book = content_of(proposal).added_to(book)
    return book


def content_of(proposal: Proposal) -> WrittenCriteria:
    """Return what a file of criteria states, with whoever approved it.

    Raises:
        DataError: this program cannot read it any more.
    """
    try:
        written = read_written(proposal.content, proposal.entered.by)
    except DataError as error:
        raise DataError(
            f"Đề nghị tiêu chuẩn số {proposal.id} ({proposal.subject}) không còn đọc được: {error}",
            f"Hãy rút (tdkt criteria withdraw {proposal.id}) rồi thêm lại tệp đã sửa.",
        ) from error
    return written.approved(proposal.approved.by, proposal.approved.on) if proposal.approved else written
