"""What ``tdkt doctor`` says of criteria: what is missing or ends soon, provision by provision, and what waits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.rows.criteria import proposal_words, why_missing
from knowledge.criteria import CriteriaBook, award_codes, name_of
from knowledge.criteria.book import GENERAL
from knowledge.criteria.procedure import ProcedureKind, ProcedureRule, procedure_rules
from knowledge.criteria.proposed import name_of_subject
from knowledge.documents import DocumentKind
from knowledge.store import DocumentRecord
from knowledge.store.criteria import Proposal, ProposalState
from knowledge.text import syllables

_DAY = timedelta(days=1)
Number = tuple[str, ...]
_KINDS = {
    ProcedureKind.VOTES: "phiếu của hội đồng",
    ProcedureKind.AUTHORITY: "thẩm quyền",
    ProcedureKind.DOSSIER: "hồ sơ",
}


def number_key(number: str) -> Number:
    """Return a document number as it is compared."""
    return tuple(syllables(number))


def held_numbers(records: Iterable[DocumentRecord]) -> set[Number]:
    """Return the numbers of the documents whose whole text is in the home; a summary does not count."""
    numbers = (r.metadata.number for r in records if r.kind is not DocumentKind.SUMMARY)
    return {number_key(number.value) for number in numbers if number}


def missing_lines(book: CriteriaBook, day: date) -> Iterator[str]:
    """Yield the titles for which nothing held decides on a day, by the reason."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for title in (GENERAL, *award_codes()):
        if book.deciding(title, day) is None:
            found[why_missing(book, title, day)].append(name_of_subject(title))
    for reason, titles in found.items():
        yield f"Tiêu chuẩn chưa giữ cho hồ sơ tiếp nhận ngày {day:%d/%m/%Y}: {'; '.join(titles)}. {reason}"


def ending_lines(book: CriteriaBook, day: date, within: int) -> Iterator[str]:
    """Yield what decides on a day and ends within so many days: titles, local layers, votes, authority, dossiers."""
    found: defaultdict[tuple[date, str], list[str]] = defaultdict(list)
    for title in (GENERAL, *award_codes()):
        last = book.decides_until(title, day)
        if last is not None and last - day <= timedelta(days=within):
            found[last, book.regime_on(last + _DAY).laws].append(name_of_subject(title))
    for (last, laws), titles in sorted(found.items()):
        yield (
            f"Tiêu chuẩn chỉ giữ cho hồ sơ tiếp nhận đến {last:%d/%m/%Y}: {'; '.join(titles)}. "
            f"Từ {last + _DAY:%d/%m/%Y} cần bản theo {laws} (tdkt criteria template, tdkt criteria add)."
        )
    for layer in book.layers:
        if layer.holds_on(day) and layer.effective_to and layer.effective_to - day <= timedelta(days=within):
            yield f"Quy định chi tiết {layer.name} hết ngày {layer.effective_to:%d/%m/%Y}."
    for kind, words in _KINDS.items():
        yield from _rules_ending(kind, words, day, within)


def _rules_ending(kind: ProcedureKind, words: str, day: date, within: int) -> Iterator[str]:
    ending: defaultdict[tuple[date, str], list[ProcedureRule]] = defaultdict(list)
    for rule in procedure_rules(kind):
        last = rule.effective_to
        if last is not None and rule.holds_on(day) and last - day <= timedelta(days=within):
            ending[last, rule.basis].append(rule)
    for (last, basis), rules in sorted(ending.items(), key=lambda pair: pair[0]):
        titles = "; ".join(dict.fromkeys(name_of(code) for rule in rules for code in rule.titles))
        yield f"Quy định về {words} [{basis}] hết ngày {last:%d/%m/%Y}" + (f": {titles}." if titles else ".")


def waiting_lines(proposals: list[Proposal]) -> Iterator[str]:
    """Yield the files of criteria that wait for a second person."""
    for proposal in proposals:
        if proposal.state is ProposalState.PROPOSED:
            yield f"Đề nghị tiêu chuẩn {proposal.id} (tdkt criteria approve {proposal.id}): {proposal_words(proposal)}."
