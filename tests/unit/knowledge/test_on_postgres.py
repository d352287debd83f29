"""The store on PostgreSQL, with several workers at once: nothing is claimed, written, ended or counted twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine, inspect, select

from bot.channels.recording import RecordingChannel
from bot.clock import VIETNAM
from bot.delivery.addresses import Names
from bot.delivery.notices import Notices
from bot.messages import Capabilities
from bot.reminders.reminding import Reminding
from knowledge.deadlines import Deadline, DeadlineState, DeadlineType
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.people import Person
from knowledge.store import Library, open_engine
from knowledge.store.chat_schema import outbox
from knowledge.store.chats import Chats
from knowledge.store.counters import Counters
from knowledge.store.deadline_schema import reminders
from knowledge.store.deadlines import Deadlines
from knowledge.store.inbox import Event, Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Outcome, Way
from knowledge.store.people import People
from knowledge.store.reminders import Follow, Following, Reminder, Reminders
from knowledge.store.rows import Original
from knowledge.store.schema import metadata
from knowledge.text import Span
from tests.fakes.postgres import Postgres, postgres, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "there is a PostgreSQL")
NOW = 1_790_000_000.0
WORKERS = 4
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server, started once, with a database whose tables are made."""
    with postgres() as running:
        open_engine(running.database()).dispose()
        yield running


@pytest.fixture
def engine(server: Postgres) -> Iterator[Engine]:
    """A new home on PostgreSQL."""
    opened = open_engine(server.database("home1"))
    yield opened
    opened.dispose()


def at_once(work: Callable[[], Result], workers: int = WORKERS) -> list[Result]:
    """Let several workers do the same at the same moment; return what each got."""
    gate = Barrier(workers)

    def together() -> Result:
        gate.wait()
        return work()

    with ThreadPoolExecutor(workers) as pool:
        return [done.result() for done in [pool.submit(together) for _ in range(workers)]]


def way(name: str) -> Way:
    return Way(name, f"địa chỉ {name}")


def person(engine: Engine, number: int = 1) -> int:
    """Add people; return the number of the last one."""
    People(engine).save([Person(f"Người {n}", email=f"p{n}@lc.vn") for n in range(number)], "thử", NOW)
    return max(p.id or 0 for p in People(engine).all())


def test_workers_that_start_at_once_make_the_tables_once(server: Postgres) -> None:
    """Every table of this program is there, whoever was first."""
    address = server.database()

    def begin() -> set[str]:
        engine = open_engine(address)
        found = set(inspect(engine).get_table_names())
        engine.dispose()
        return found

    assert at_once(begin) == [{*metadata.tables, "alembic_version"}] * WORKERS


def test_a_document_with_its_deadlines_is_kept(engine: Engine) -> None:
    """What a document binds people to do is proposed, confirmed and put right as on SQLite."""
    duty = Deadline(DeadlineType.REPORT, "báo cáo", "", Span(0, 0), end=date(2026, 12, 18))
    parsed = ParsedDocument("Kế hoạch", DocumentKind.ORIGINAL, DocumentMetadata(), (), (), ())
    kept = Library(engine).keep(parsed, Original("0" * 64, b"\0", "text/plain", "a.txt"), (), [duty])
    (record,) = Deadlines(engine).all()
    assert (record.document_id, record.deadline) == (kept.document_id, duty)
    Deadlines(engine).decide(record.id, DeadlineState.CONFIRMED, "Thào A Sử", NOW)
    moved = Deadlines(engine).edit(record.id, duty.on(date(2026, 12, 20)), "Thào A Sử", NOW)
    assert moved.changed_from == "2026-12-18"


def test_each_message_is_claimed_by_one_worker(engine: Engine) -> None:
    """Of all lanes each head is taken once, and no second message of a chat while the first is under way."""
    box = Outbox(engine)
    box.write([Draft((way(f"l{lane}"),), f"{lane}.{n}") for n in range(3) for lane in range(30)], NOW)
    claimed = [one for found in at_once(lambda: box.claim(NOW, 60, 20)) for one in found]
    assert max(Counter(one.lane for one in claimed).values()) == 1
    assert len(claimed) >= 20
    while found := box.claim(NOW, 60, 20):
        claimed += found
    assert sorted(one.payload for one in claimed) == sorted(f"{lane}.0" for lane in range(30))


def test_everything_goes_once_and_in_order(engine: Engine) -> None:
    """Four workers that claim and end until nothing is left send each message once, each chat's in its order."""
    box, sent = Outbox(engine), list[str]()
    box.write([Draft((way(f"l{lane}"),), f"{lane}.{n}") for n in range(5) for lane in range(12)], NOW)

    def work() -> None:
        while box.counts().get("pending"):
            for one in box.claim(NOW, 60, 3):
                sent.append(one.payload)
                box.finish(one.id, Outcome.SENT, NOW)

    at_once(work)
    assert sorted(sent) == sorted(f"{lane}.{n}" for n in range(5) for lane in range(12))
    assert all([s for s in sent if s.startswith(f"{lane}.")] == [f"{lane}.{n}" for n in range(5)] for lane in range(12))


def test_each_event_is_claimed_by_one_worker(engine: Engine) -> None:
    """The same for what came in; the same event kept by several workers is one."""
    box = Inbox(engine)
    events = [Event(f"e{n}", f"l{n % 10}", str(n)) for n in range(30)]
    assert sum(at_once(lambda: box.keep(events, NOW))) == 30
    claimed = [one.payload for found in at_once(lambda: box.claim(NOW, 60, 4)) for one in found]
    assert len(claimed) == len(set(claimed))
    assert set(claimed) <= {str(n) for n in range(10)}


def test_a_lost_message_goes_its_next_way_once(engine: Engine) -> None:
    """However many workers find that a process died while sending, there is one further message."""
    box = Outbox(engine)
    box.write([Draft((way("a"), way("b")), "nhắc", "reminder")], NOW)
    box.claim(NOW, 60, 1)
    assert sum(at_once(lambda: box.recover(NOW + 61))) == 1
    assert box.counts() == {"unknown": 1, "pending": 1}


def test_an_end_is_recorded_once(engine: Engine) -> None:
    """Of several that end a message one does, and it goes its next way once."""
    box = Outbox(engine)
    box.write([Draft((way("a"), way("b")), "nhắc", "reminder")], NOW)
    (one,) = box.claim(NOW, 60, 1)
    at_once(lambda: box.finish(one.id, Outcome.REFUSED, NOW))
    assert box.counts() == {"refused": 1, "pending": 1}


def test_a_key_keeps_from_writing_twice(engine: Engine) -> None:
    """The same message written by several workers at the same moment is one."""
    box = Outbox(engine)
    assert sum(at_once(lambda: box.write([Draft((way("a"),), "nhắc", "reminder", key="k")], NOW))) == 1


def rows(engine: Engine) -> tuple[int, int]:
    """Return how many reminders and messages there are."""
    with engine.connect() as connection:
        return len(connection.execute(select(reminders)).all()), len(connection.execute(select(outbox)).all())


def test_a_reminder_is_written_by_one_worker(engine: Engine) -> None:
    """Whoever comes second writes nothing, neither what was known nor what was not."""
    mai = person(engine)
    number = Deadlines(engine).add(Deadline(DeadlineType.REPORT, "x", "", Span(0, 0)), "thử", NOW).id
    due = [Reminder(f"k{n}", mai, number, date(2026, 12, 18), n, NOW) for n in range(3)]
    home = Reminders(engine)
    draft = [Draft((way("a"),), "nhắc", "reminder")]
    assert sorted(at_once(lambda: home.write(due, draft, NOW))) == [False] * (WORKERS - 1) + [True]
    assert rows(engine) == (3, 1)
    late = Reminder("k9", mai, number, date(2026, 12, 18), 9, NOW)
    assert not home.write([late, due[0]], draft, NOW)
    assert not home.write([late], draft, NOW, none_since=NOW)
    assert rows(engine) == (3, 1)
    at_once(lambda: home.expire([late], NOW))
    assert rows(engine) == (4, 1)


def test_three_that_look_at_once_write_each_message_once(engine: Engine) -> None:
    """Each person gets the day's message from one of them."""
    person(engine, 20)
    mail = RecordingChannel("email", Capabilities(calendar=True, by_email=True), "so@lc.vn")
    notices = Notices(
        People(engine), Chats(engine), Outbox(engine), Names(b"k" * 32), {"email": mail.account},
        {"email": mail.capabilities},
    )  # fmt: skip
    reminding = Reminding(Library(engine), Deadlines(engine), Reminders(engine), People(engine), notices, "kho")
    for p in People(engine).all():
        Reminders(engine).follow(Follow(Following.ALL, person=p.id))
    for n in range(2):
        Deadlines(engine).add(
            Deadline(DeadlineType.REPORT, f"x{n}", "", Span(0, 0), end=date(2026, 12, 18)), "t", NOW
        )  # fmt: skip
    now = datetime(2026, 12, 17, 8, tzinfo=VIETNAM)
    assert sum(at_once(lambda: reminding.look(now), 3)) == 20
    assert sum(at_once(lambda: reminding.look(now), 3)) == 0
    with engine.connect() as connection:
        states = Counter(connection.execute(select(reminders.c.state)).scalars())
    assert states == {"written": 40, "expired": 120}
    assert Outbox(engine).counts() == {"pending": 20}


def test_counts_of_several_workers_add_up(engine: Engine) -> None:
    """No count is lost, and whoever was met is met once."""
    counters = Counters(engine)
    assert sorted(at_once(lambda: counters.add("sent:zalo", "2026-12"))) == [1, 2, 3, 4]
    assert at_once(lambda: counters.meet("people:zalo", "ab")) == [1] * WORKERS
