"""Deadlines as they are kept: through versions of a document, decisions of people, and the rule for sure ones."""

import itertools
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import Engine, select

from knowledge.deadlines import Deadline, DeadlineState, DeadlineType
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument, Stated
from knowledge.errors import UnknownDeadline
from knowledge.store import Library
from knowledge.store.deadlines import DeadlineRecord, Deadlines
from knowledge.store.rows import Original
from knowledge.store.schema import audit
from knowledge.text import Span
from knowledge.time_expressions import Boundary

NOW = 1_790_000_000.0
FILES = itertools.count()  # each file has other bytes
SU = "Thào A Sử"
PROPOSED, CONFIRMED, CANCELLED = DeadlineState.PROPOSED, DeadlineState.CONFIRMED, DeadlineState.CANCELLED
DOSSIER = Deadline(
    DeadlineType.SUBMISSION, "gửi hồ sơ đợt 1", "Hồ sơ đợt 1 gửi chậm nhất ngày 20/6/2026.", Span(0, 41),
    who="Các phòng", to_whom="Văn phòng Sở", end=date(2026, 6, 20), boundary=Boundary.ON_OR_BEFORE, is_obligation=True,
)  # fmt: skip
REPORT = replace(
    DOSSIER, type=DeadlineType.REPORT, what="báo cáo tổng kết", quote="Báo cáo trước ngày 15/12/2026.",
    end=date(2026, 12, 15), boundary=Boundary.BEFORE,
)  # fmt: skip
DOUBTFUL = replace(REPORT, what="báo cáo sơ kết", quote="Báo cáo sơ kết.", doubts=("Không rõ năm.",))


def kept(
    library: Library,
    *duties: Deadline,
    name: str = "a.txt",
    number: str = "5/KH-TH",
    issuer: str = "Sở Nội vụ",
    kind: DocumentKind = DocumentKind.ORIGINAL,
) -> int:
    """Keep the next version of the file ``name`` with what it binds people to; return its document."""
    metadata = DocumentMetadata(number=Stated(number), issuer=Stated(issuer), type="Kế hoạch")
    metadata = replace(metadata, issued_on=Stated("2026-02-03"), issued_on_precision="day")
    parsed = ParsedDocument("văn bản", kind, metadata, (), (), (), ())
    original = Original(f"{next(FILES)}", b"", "text/plain", name)
    return library.keep(parsed, original, (), duties).document_id


def acts(engine: Engine) -> list[tuple[str, str, str]]:
    """Return the audit lines of deadlines in order: who, what, which."""
    query = select(audit.c.actor, audit.c.action, audit.c.detail).where(audit.c.action.startswith("deadline"))
    with engine.connect() as connection:
        return [(r[0], r[1], r[2]) for r in connection.execute(query.order_by(audit.c.id))]


@pytest.fixture
def deadlines(engine: Engine) -> Deadlines:
    """The deadlines of the library."""
    return Deadlines(engine)


def the_one(deadlines: Deadlines) -> DeadlineRecord:
    """Return the only deadline that stands."""
    (record,) = deadlines.all()
    return record


# -- versions -------------------------------------------------------------------------------------------


def test_what_is_read_is_proposed(library: Library, deadlines: Deadlines) -> None:
    """A deadline comes back as it was read, waits for a person, and knows its document and version."""
    document = kept(library, DOSSIER)
    record = the_one(deadlines)
    assert (record.deadline, record.state, record.document_id) == (DOSSIER, PROPOSED, document)
    assert record.version_id == library.current_version(document).id


def test_a_new_version_keeps_number_and_decision(library: Library, deadlines: Deadlines) -> None:
    """A duty that the next version states again, elsewhere in the text, is the same one and stays confirmed."""
    document = kept(library, DOSSIER)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    moved = replace(DOSSIER, span=Span(50, 91), provision="mục II")
    kept(library, REPORT, moved)
    first, second = deadlines.all()
    assert (first.id, first.state, first.decided_by, first.deadline) == (1, CONFIRMED, SU, moved)
    assert (first.version_id, first.sequence) == (library.current_version(document).id, 1)
    assert (second.id, second.state) == (2, PROPOSED)


@pytest.mark.parametrize(
    "changed",
    [
        replace(DOSSIER, end=date(2026, 6, 25)),
        replace(DOSSIER, boundary=Boundary.BEFORE),
        replace(DOSSIER, time=time(16, 30)),
    ],
    ids=["day", "boundary", "hour"],
)
def test_a_changed_time_must_be_confirmed_anew(library: Library, deadlines: Deadlines, changed: Deadline) -> None:
    """Where the next version says another day, another hour, or "trước", nobody is reminded until a person looks."""
    kept(library, DOSSIER)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    kept(library, changed)
    record = the_one(deadlines)
    assert (record.id, record.deadline, record.state, record.decided_by) == (1, changed, PROPOSED, "")
    assert record.sequence == 2


def test_the_former_day_is_remembered(library: Library, deadlines: Deadlines, engine: Engine) -> None:
    """The last day that counted, as people were told, stays known through further changes, until it holds again."""
    kept(library, REPORT)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    kept(library, replace(REPORT, end=date(2026, 12, 20)))
    assert the_one(deadlines).changed_from == "2026-12-14"
    kept(library, replace(REPORT, end=date(2026, 12, 22)))
    assert the_one(deadlines).changed_from == "2026-12-14"
    assert acts(engine)[-1] == ("nạp văn bản", "deadline changed", "số 1 từ 2026-12-15 sang 2026-12-20")
    kept(library, REPORT)
    assert the_one(deadlines).changed_from is None


def test_nobody_was_told_of_a_day_that_nobody_confirmed(library: Library, deadlines: Deadlines) -> None:
    """A day that was only proposed leaves nothing to announce when it changes."""
    kept(library, DOSSIER)
    kept(library, replace(DOSSIER, end=date(2026, 6, 25)))
    assert the_one(deadlines).changed_from is None


def test_a_vanished_duty_is_cancelled(library: Library, deadlines: Deadlines, engine: Engine) -> None:
    """What the next version does not state any more is cancelled, with an audit line where it was confirmed."""
    kept(library, DOSSIER, REPORT)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    kept(library, REPORT)
    assert [(r.id, r.state) for r in deadlines.all()] == [(1, CANCELLED), (2, PROPOSED)]
    assert acts(engine)[-1] == ("nạp văn bản", "deadline cancelled", "số 1 không còn trong văn bản")


def test_a_duty_that_comes_back_has_its_number(library: Library, deadlines: Deadlines) -> None:
    """What vanished in one version and stands in the next is the same one, and waits to be confirmed."""
    kept(library, DOSSIER)
    kept(library)
    kept(library, DOSSIER)
    record = the_one(deadlines)
    assert (record.id, record.state, record.sequence) == (1, PROPOSED, 2)


def test_what_a_person_cancelled_stays_cancelled(library: Library, deadlines: Deadlines) -> None:
    """A new version that states it again does not raise it; one that states another day does."""
    kept(library, DOSSIER)
    deadlines.decide(1, CANCELLED, SU, NOW, "lùi")
    kept(library, DOSSIER)
    assert the_one(deadlines).state is CANCELLED
    kept(library, replace(DOSSIER, end=date(2026, 7, 1)))
    assert (the_one(deadlines).id, the_one(deadlines).state) == (1, PROPOSED)


def test_two_days_of_one_duty_keep_their_numbers(library: Library, deadlines: Deadlines) -> None:
    """The same duty twice a year is told apart by its day: the first vanishes, the second stays what it was."""
    second = replace(DOSSIER, end=date(2026, 12, 10), quote="Hồ sơ gửi chậm nhất ngày 10/12/2026.")
    kept(library, DOSSIER, second)
    deadlines.decide(2, CONFIRMED, SU, NOW)
    kept(library, second)
    assert [(r.id, r.state, r.deadline.end) for r in deadlines.all()] == [
        (1, CANCELLED, DOSSIER.end), (2, CONFIRMED, second.end),
    ]  # fmt: skip


def test_the_same_sentence_read_better_is_the_same_deadline(library: Library, deadlines: Deadlines) -> None:
    """Where a later program understands more of one sentence, number and decision stay."""
    kept(library, DOSSIER)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    better = replace(DOSSIER, what="gửi hồ sơ đề nghị khen thưởng đợt 1", who=None)
    kept(library, better)
    assert (the_one(deadlines).id, the_one(deadlines).state, the_one(deadlines).deadline) == (1, CONFIRMED, better)


# -- people ---------------------------------------------------------------------------------------------


def test_decisions_leave_audit_lines(library: Library, deadlines: Deadlines, engine: Engine) -> None:
    """Who confirmed, cancelled, changed or added which deadline is recorded."""
    kept(library, DOSSIER)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    deadlines.edit(1, replace(DOSSIER, end=date(2026, 6, 22)), "Mai", NOW)
    deadlines.decide(1, CANCELLED, SU, NOW, "đã lùi")
    added = deadlines.add(replace(REPORT, quote=""), "Mai", NOW)
    assert (added.id, added.state, added.document_id, added.decided_by) == (2, CONFIRMED, None, "Mai")
    assert acts(engine) == [
        (SU, "deadline confirmed", "số 1"), ("Mai", "deadline edited", "số 1"),
        (SU, "deadline cancelled", "số 1 đã lùi"), ("Mai", "deadline added", "số 2"),
    ]  # fmt: skip


def test_an_edited_day_is_confirmed_and_remembers_the_former(library: Library, deadlines: Deadlines) -> None:
    """What a person writes holds at once; the day of before is kept for the announcement."""
    kept(library, DOSSIER)
    deadlines.decide(1, CONFIRMED, SU, NOW)
    record = deadlines.edit(1, replace(DOSSIER, end=date(2026, 6, 22)), "Mai", NOW)
    assert (record.state, record.changed_from, record.sequence) == (CONFIRMED, "2026-06-20", 2)


def test_what_a_person_put_right_outlives_a_new_version(library: Library, deadlines: Deadlines) -> None:
    """While the document goes on saying the same, the words and the day that a person wrote stand."""
    kept(library, DOSSIER)
    deadlines.edit(1, replace(DOSSIER, what="nộp hồ sơ", end=date(2026, 6, 22)), SU, NOW)
    kept(library, replace(DOSSIER, span=Span(7, 48)))
    record = the_one(deadlines)
    assert (record.id, record.state, record.deadline.what, record.deadline.end) == (
        1, CONFIRMED, "nộp hồ sơ", date(2026, 6, 22),
    )  # fmt: skip
    assert record.deadline.span == Span(7, 48)
    kept(library, replace(DOSSIER, end=date(2026, 7, 1)))
    record = the_one(deadlines)
    assert (record.id, record.state, record.deadline.end) == (1, PROPOSED, date(2026, 7, 1))
    assert record.changed_from == "2026-06-22"


def test_an_unknown_number_is_told(deadlines: Deadlines) -> None:
    """There is no deadline that nobody kept."""
    with pytest.raises(UnknownDeadline, match="số 7"):
        deadlines.decide(7, CONFIRMED, SU, NOW)


# -- the document goes ----------------------------------------------------------------------------------


def test_deadlines_fall_with_a_removed_document(library: Library, deadlines: Deadlines) -> None:
    """What a removed document stated binds nobody; what people added stands."""
    document = kept(library, DOSSIER)
    deadlines.add(REPORT, SU, NOW)
    library.remove(document, SU, "nhầm")
    assert the_one(deadlines).id == 2


def test_deadlines_fall_with_a_summary_that_gave_way(library: Library, deadlines: Deadlines) -> None:
    """Once the original is there, only what it states itself stands."""
    kept(library, DOSSIER, name="tom-luoc.md", kind=DocumentKind.SUMMARY)
    original = kept(library, REPORT, name="goc.txt")
    assert the_one(deadlines).document_id == original


@pytest.mark.parametrize("relation", ["replaces", "repeals"])
def test_deadlines_fall_with_a_replaced_document(library: Library, deadlines: Deadlines, relation: str) -> None:
    """What another document replaces or repeals binds nobody, until that other one is removed itself."""
    old = kept(library, DOSSIER, number="05/KH-SNV")
    new = kept(library, REPORT, name="b.txt", number="9/KH-SNV")
    library.relate(new, relation, "5/KH-SNV", SU)
    assert the_one(deadlines).document_id == new
    library.remove(new, SU, "nhầm")
    assert the_one(deadlines).document_id == old


def test_an_amended_document_still_binds(library: Library, deadlines: Deadlines) -> None:
    """To amend or guide a document leaves its deadlines."""
    kept(library, DOSSIER)
    new = kept(library, name="b.txt", number="9/KH-SNV")
    library.relate(new, "amends", "5/KH-TH", SU)
    assert the_one(deadlines).deadline == DOSSIER


def test_of_two_alike_numbers_the_same_agency_is_meant(library: Library, deadlines: Deadlines) -> None:
    """Two agencies number alike: only the one that issued the new document replaced its own."""
    ours = kept(library, DOSSIER, number="5/KH-UBND", issuer="UBND xã Bản Lầu")
    theirs = kept(library, DOSSIER, name="b.txt", number="5/KH-UBND", issuer="UBND xã Nậm Chảy")
    new = kept(library, name="c.txt", number="9/KH-UBND", issuer="UBND xã Nậm Chảy")
    library.relate(new, "replaces", "5/KH-UBND", SU)
    assert ours != theirs
    assert the_one(deadlines).document_id == ours


# -- the rule -------------------------------------------------------------------------------------------


def test_the_rule_confirms_only_what_carries_no_doubt(library: Library, deadlines: Deadlines) -> None:
    """With the rule on, what is sure holds at once; what is doubtful, or has no day, waits for a person."""
    library.trust_sure_deadlines(SU, trusted=True)
    unknown = replace(DOSSIER, what="gửi hồ sơ", end=None, resolvable=False, needs="ngày ký", quote="Sau 5 ngày.")
    kept(library, DOSSIER, DOUBTFUL, unknown)
    assert [r.state for r in deadlines.all()] == [CONFIRMED, PROPOSED, PROPOSED]
    assert {r.decided_by for r in deadlines.all()} == {""}


def test_the_rule_is_off_at_first_and_again(library: Library, deadlines: Deadlines, engine: Engine) -> None:
    """Nothing is confirmed by itself before the rule is switched on, nor after it is switched off."""
    library.trust_sure_deadlines(SU, trusted=True)
    library.trust_sure_deadlines(SU, trusted=False)
    kept(library, DOSSIER)
    assert the_one(deadlines).state is PROPOSED
    with engine.connect() as connection:
        assert list(connection.execute(select(audit.c.action)).scalars()) == ["rule", "rule"]


def test_what_the_rule_confirmed_waits_once_it_is_doubted(library: Library, deadlines: Deadlines) -> None:
    """A doubt that a later reading has takes back what no person confirmed, and nothing that a person did."""
    library.trust_sure_deadlines(SU, trusted=True)
    kept(library, DOSSIER, REPORT)
    deadlines.decide(2, CONFIRMED, SU, NOW)
    kept(library, *(replace(d, doubts=("Không rõ năm.",)) for d in (DOSSIER, REPORT)))
    assert [r.state for r in deadlines.all()] == [PROPOSED, CONFIRMED]


def test_reading_anew_keeps_decisions(library: Library, deadlines: Deadlines) -> None:
    """A home made before gets its deadlines from the current versions; decisions stay, old versions say nothing."""
    document = kept(library)
    first = library.current_version(document)
    assert library.read_deadlines_anew(first, [DOSSIER, REPORT])
    deadlines.decide(1, CONFIRMED, SU, NOW)
    assert library.read_deadlines_anew(first, [DOSSIER, REPORT])
    assert [(r.id, r.state) for r in deadlines.all()] == [(1, CONFIRMED), (2, PROPOSED)]
    kept(library, DOSSIER)
    assert not library.read_deadlines_anew(first, [])
    assert [(r.id, r.state) for r in deadlines.all()] == [(1, CONFIRMED), (2, CANCELLED)]
