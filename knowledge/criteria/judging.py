"""Is this nominee eligible (đủ điều kiện)? The verdict over a title's dated criteria, what is missing, what next."""

from dataclasses import replace
from datetime import date

from knowledge.criteria.book import CriteriaBook
from knowledge.criteria.facts import Facts
from knowledge.criteria.logic import Truth
from knowledge.criteria.session import Session
from knowledge.criteria.titles import award_code, award_codes
from knowledge.criteria.verdicts import Gap, Judgement, Outcome, Verdict
from knowledge.errors import UsageError


def judge(book: CriteriaBook, title: str, facts: Facts, as_of: date) -> Judgement:
    """Return what the criteria say of a nominee for a title or form.

    Args:
        book: the criteria that are held.
        title: a code or a name ("CSTDCS", "CSTĐ cơ sở").
        facts: what is known of the nominee.
        as_of: the day asked for; it chooses the law where neither receipt nor signing is known.

    Raises:
        UsageError: no title or form is named so.
    """
    award = award_code(title)
    if award is None:
        raise UsageError(
            f"Không có danh hiệu, hình thức khen nào là “{title}”.", f"Các mã: {', '.join(award_codes())}."
        )
    day = facts.received_on or facts.signed_on or as_of
    session = Session(book, award, facts, day)
    judgement = _favoured(session.judgement(), session, as_of)
    return _with_receipt(judgement, session, as_of)


def _favoured(judgement: Judgement, session: Session, as_of: date) -> Judgement:
    """Return the judgement, unless a newer law might have it better for a file that was pending when it came.

    Source: Luật 06/2026/QH16 Điều 4 khoản 4.
    """
    facts = session.facts
    newer = next((r for r in session.book.regimes if r.transition and session.day < r.effective_from <= as_of), None)
    decided = facts.signed_on is not None and newer is not None and facts.signed_on < newer.effective_from
    if newer is None or decided or judgement.verdict is not Verdict.NOT_ELIGIBLE or session.is_wrong_subject:
        return judgement
    if newer.pending_since is None or session.day < newer.pending_since:
        return judgement
    under_new = replace(session, day=newer.effective_from).judgement()
    before = f"Hồ sơ tiếp nhận trước {newer.effective_from:%d/%m/%Y} theo luật cũ thì chưa đủ; "
    if under_new.verdict in (Verdict.ELIGIBLE, Verdict.INCOMPLETE):
        note = f"{before}xét theo luật mới vì có lợi hơn: {newer.laws}."
        return replace(under_new, notes=(note, *under_new.notes))
    if under_new.verdict is not Verdict.UNDECIDED:
        return judgement
    note = f"{before}{newer.transition}"
    better = Outcome(
        "Luật mới có lợi hơn hay không", Truth.UNKNOWN, newer.transition or "", newer.laws, "S", Gap.NOT_HELD
    )
    return replace(
        under_new, version=f"{judgement.version}; {newer.laws}: chưa giữ nội dung", would_say=judgement,
        conditions=(*judgement.conditions, better), failed=judgement.failed, notes=(note, *under_new.notes),
    )  # fmt: skip


def _with_receipt(judgement: Judgement, session: Session, as_of: date) -> Judgement:
    """Return the judgement; where an unknown receipt chose a law that is not held, ask for the day of receipt."""
    facts = session.facts
    if judgement.verdict is not Verdict.UNDECIDED or facts.received_on or facts.signed_on or session.regime.is_held:
        return judgement
    begun = session.regime.effective_from
    asked = f"Ngày cơ quan thẩm định tiếp nhận hồ sơ: nếu trước {begun:%d/%m/%Y} thì xét theo luật cũ"
    return replace(judgement, missing=(*judgement.missing, asked))
