"""Find the deadlines of a document: every time that a sentence tells, and whether it binds somebody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ingest.obligations.binding import Bond, bond_of
from ingest.obligations.cues import begins, first_deed, has
from ingest.obligations.doubts import doubts_about
from ingest.obligations.kinds import kind_of, unbound_kind
from ingest.obligations.parties import heading_agent, readers_of, recipient_of, subject_of
from ingest.obligations.reading import Clause, Paper, Sentence, cell_of, clause_of, sentences
from ingest.obligations.repeating import within
from ingest.obligations.wording import what_of
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.provisions import provision_name
from knowledge.text import Span, squeezed
from knowledge.time_expressions import TimeExpression, find_time_expressions, read_time_expressions

# What every time has; most sentences have none of it and are passed by.
_TIME = re.compile(
    r"\d\s?/\s?\d|(?<!\w)(?:ngày|tháng|năm|quý|tuần|giờ|đoạn|kỳ|khóa|học)\s+(?:\w+\s+)?[\divx]"
    r"|\d\s+(?:ngày|tháng|giờ|tuần|năm)(?!\w)|ngày (?:ký|ban hành)"
    r"|(?<!\w)(?:hằng|hàng|mỗi|định kỳ|cuối|đầu|tết|từ nay|thứ)\s"
)
_COUNTED = re.compile(r"(?<!\w)(?:trong|trước|sau|nhất|nhất là) \d+ ngày(?!\w)")


def issue_day(paper: Paper) -> date | None:
    """Return the day of issue of a document, the first of its month or year where it says no more."""
    stated = paper.metadata.issued_on
    if stated is None:
        return None
    parts = [int(p) for p in stated.value.split("-") if p.isdigit()]
    try:
        return date(*(parts + [1, 1])[:3])
    except (TypeError, ValueError):
        return None


def find_deadlines(paper: Paper, reference: date | None = None) -> tuple[Deadline, ...]:
    """Return what the sentences of a document tell about time, in order; ``is_obligation`` marks what binds.

    Args:
        paper: a parsed document or a stored version.
        reference: the day from which "từ nay" counts and by which a missing year is understood; without one the
            day of issue.
    """
    issued = issue_day(paper)
    day = reference or issued
    named = _named_places(paper)
    found: list[Deadline] = []
    for sentence in sentences(paper):
        if not _TIME.search(sentence.low):
            continue
        times = _times(sentence, day)
        if times:
            here = tuple(s.shifted(-sentence.span.start) for s in named if s.overlaps(sentence.span))
            found += _of_sentence(paper, sentence, times, here, issued)
    return tuple(found)


def _named_places(paper: Paper) -> list[Span]:
    """Return where the document says its own day and names other documents with theirs."""
    metadata = paper.metadata
    places = [r.mention for r in (*metadata.legal_bases, *metadata.cited)]
    if metadata.issued_on and metadata.issued_on.span:
        places.append(metadata.issued_on.span)
    return places


def _times(sentence: Sentence, day: date | None) -> list[TimeExpression]:
    """Return the times of a sentence; the wider grammar is slow and reads only what may bind somebody."""
    is_wider = has(sentence.low, "wider_times") or _COUNTED.search(sentence.low) is not None
    may_bind = sentence.is_row or first_deed(sentence.text) is not None or has(sentence.low, "openers")
    return (read_time_expressions if is_wider and may_bind else find_time_expressions)(sentence.text, day)


def _of_sentence(
    paper: Paper, sentence: Sentence, times: Sequence[TimeExpression], named: tuple[Span, ...], issued: date | None
) -> Iterator[Deadline]:
    stretch = next(
        (t for t in times if t.start and t.end and t.start != t.end and t.quote.lower().startswith("từ")), None
    )
    for found in times:
        clause = clause_of(sentence, found)
        kind = unbound_kind(sentence, clause, found, named)
        bond = None if kind else bond_of(sentence, clause, found)
        if found is stretch and _repeats(times, clause):
            bond = None
        kind = kind or kind_of(sentence, clause, found, bond)
        row = _told(paper, sentence, clause, found, kind)
        if bond is not None:
            others = [t.span for t in times if t is not found]
            row = replace(
                within(_bound(paper, sentence, clause, bond, others, row), *_period(paper, stretch)),
                doubts=tuple(doubts_about(paper, found, found.span.shifted(sentence.span.start), issued)),
            )
        yield row


def _repeats(times: Sequence[TimeExpression], clause: Clause) -> bool:
    """Say whether the clause has a day that comes again, so that a stretch of time only tells how long."""
    return any(t.recurrence and clause.span.covers(t.span) for t in times)


def _period(paper: Paper, stretch: TimeExpression | None) -> tuple[date | None, date | None]:
    """Return how long what comes again goes on: as the sentence says, or else the plan's own period."""
    if stretch is not None:
        return stretch.start, stretch.end
    period = paper.metadata.period
    return (date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else (None, None)


def _told(paper: Paper, sentence: Sentence, clause: Clause, found: TimeExpression, kind: DeadlineType) -> Deadline:
    """Return what a sentence tells, as yet no duty of anybody."""
    ends_only = found.boundary is not None or found.recurrence is not None
    return Deadline(
        type=kind,
        what=squeezed(clause.span.of(sentence.text)),
        quote=sentence.span.of(paper.text),
        span=sentence.span,
        provision=provision_name(sentence.path),
        start=None if found.anomaly or (ends_only and found.start == found.end) else found.start,
        end=None if found.anomaly else found.end,
        time=found.time,
        boundary=found.boundary,
        recurrence=found.recurrence,
        resolvable=found.resolvable and found.anomaly is None,
        needs=found.needs,
        anomaly=found.anomaly,
    )


def _bound(
    paper: Paper, sentence: Sentence, clause: Clause, bond: Bond, others: Sequence[Span], told: Deadline
) -> Deadline:
    """Return ``told`` as a duty: who must do what, and to whom it goes."""
    who, to = subject_of(sentence, clause, bond), recipient_of(sentence, clause)
    return replace(
        told,
        what=what_of(sentence, clause, bond, who, to, others),
        who=_who(paper, sentence, clause, who, told.type),
        to_whom=squeezed(to.of(sentence.text)) if to else cell_of(sentence, clause, "table_to"),
        is_obligation=True,
    )


def _who(paper: Paper, sentence: Sentence, clause: Clause, place: Span | None, kind: DeadlineType) -> str | None:
    """Return who is bound: a cell, the subject, a line beside it, a heading above, the readers of the plan."""
    if cell := cell_of(sentence, clause, "table_who"):
        return cell
    if place is not None:
        return squeezed(place.of(sentence.text))
    if agent := sentence.leader or heading_agent(sentence):
        return agent
    handed = kind in {DeadlineType.SUBMISSION, DeadlineType.REPORT}
    return readers_of(paper) if handed and not begins("agents").match(sentence.low) else None
