"""Events that come in: each kept once, one after the other within a chat, side by side between chats."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from bot.channels.recording import RecordingChannel
from bot.messages import Capabilities, Kind, SentFile
from knowledge.store.chat_schema import inbox, outbox
from knowledge.store.inbox import Event, Inbox
from tests.fakes.desk import Desk

NOW = 1_790_000_000.0
LEASE = 60.0


@pytest.fixture
def box(engine: Engine) -> Inbox:
    """An empty inbox."""
    return Inbox(engine)


def keep(box: Inbox, *names: str) -> None:
    """Keep events called "lane/number"."""
    box.keep([Event(name, name.split("/")[0], name) for name in names], NOW)


def claimed(box: Inbox, now: float = NOW, most: int = 10) -> list[str]:
    """Claim events; return what they say."""
    return [arrived.payload for arrived in box.claim(now, LEASE, most)]


def test_one_event_a_hundred_times_at_once_is_kept_once(box: Inbox) -> None:
    """However often and from however many threads an event is delivered, it is kept and counted once."""
    with ThreadPoolExecutor(16) as threads:
        kept = list(threads.map(lambda n: box.keep([Event("sự kiện", "làn", str(n))], NOW), range(100)))
    assert sum(kept) == 1
    assert box.waiting("làn") == 1


def test_an_event_twice_in_one_delivery_is_kept_once(box: Inbox) -> None:
    """Also within one batch an event is known by its key."""
    assert box.keep([Event("a", "l", "1"), Event("a", "l", "2"), Event("b", "l", "3")], NOW) == 2


def test_an_event_is_known_also_after_it_was_answered(box: Inbox, engine: Engine) -> None:
    """Delivered again after its answer it is not kept again, until its key is forgotten."""
    keep(box, "l/1")
    (one,) = box.claim(NOW, LEASE, 1)
    box.fail(one.id, NOW)
    keep(box, "l/1")
    assert box.known("l/1")
    assert claimed(box) == []
    assert box.forget_before(NOW) == 0
    assert box.forget_before(NOW + 1) == 1
    assert not box.known("l/1")


def test_a_lane_is_serial_and_lanes_are_parallel(box: Inbox) -> None:
    """Of each chat only the first waiting event is given, of several chats one each."""
    keep(box, "a/1", "a/2", "b/1", "a/3", "c/1")
    assert claimed(box) == ["a/1", "b/1", "c/1"]
    assert claimed(box) == []


def test_the_next_event_of_a_lane_follows_when_the_first_is_done(box: Inbox) -> None:
    """In the order in which they came."""
    keep(box, "a/1", "a/2")
    (first,) = box.claim(NOW, LEASE, 5)
    box.fail(first.id, NOW)
    assert claimed(box) == ["a/2"]


def test_no_more_are_given_than_asked_for(box: Inbox) -> None:
    """The oldest chats come first."""
    keep(box, "a/1", "b/1", "c/1")
    assert claimed(box, most=2) == ["a/1", "b/1"]
    assert claimed(box, most=2) == ["c/1"]


def test_threads_never_claim_the_same_event(box: Inbox) -> None:
    """Claims at the same moment part the events between them."""
    keep(box, *(f"{lane}/1" for lane in range(40)))
    with ThreadPoolExecutor(8) as threads:
        taken = [name for some in threads.map(lambda _: claimed(box, most=5), range(16)) for name in some]
    assert sorted(taken) == sorted(f"{lane}/1" for lane in range(40))


def test_a_lease_that_is_over_frees_the_event(box: Inbox) -> None:
    """Whoever died with an event holds its chat up no longer than the lease; the tries are counted."""
    keep(box, "a/1", "a/2")
    claimed(box)
    assert claimed(box, NOW + LEASE - 1) == []
    (again,) = box.claim(NOW + LEASE + 1, LEASE, 5)
    assert (again.payload, again.attempts) == ("a/1", 2)


def test_a_restart_frees_everything(box: Inbox) -> None:
    """A new process need not wait for leases of the old one."""
    keep(box, "a/1")
    claimed(box)
    box.release_all()
    assert claimed(box) == ["a/1"]


def test_a_postponed_event_keeps_its_place(box: Inbox) -> None:
    """While an event waits to be tried again, no later one of its chat overtakes it; other chats go on."""
    keep(box, "a/1", "a/2", "b/1")
    first = box.claim(NOW, LEASE, 1)[0]
    box.postpone(first.id, NOW + 2)
    assert claimed(box, NOW + 1) == ["b/1"]
    assert claimed(box, NOW + 3) == ["a/1"]


def test_what_an_event_said_goes_with_its_end(box: Inbox, engine: Engine) -> None:
    """Only its key, its chat's pseudonym and the moments stay."""
    keep(box, "a/1")
    (one,) = box.claim(NOW, LEASE, 1)
    box.fail(one.id, NOW)
    with engine.connect() as connection:
        assert connection.execute(inbox.select()).mappings().one()["payload"] is None
    assert box.oldest_waiting() is None


@given(
    st.lists(st.sampled_from("abcd"), max_size=25),
    st.lists(
        st.tuples(st.sampled_from(["claim", "end", "postpone", "wait", "restart"]), st.integers(1, 4)), max_size=60
    ),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_each_event_ends_once_and_in_order(
    box: Inbox, engine: Engine, lanes: list[str], steps: list[tuple[str, int]]
) -> None:
    """Claims, failures, postponements, lapsed leases and restarts never swap, double or lose events of a chat."""
    with engine.begin() as connection:
        connection.execute(delete(inbox))
    keep(box, *(f"{lane}/{number}" for number, lane in enumerate(lanes)))
    now, held, ended = NOW, {}, defaultdict(list)
    for step, number in [*steps, *[("wait", 4), ("claim", 4), ("end", 4)] * (len(lanes) + 1)]:
        if step == "claim":
            for one in box.claim(now, LEASE, number):
                assert all(other.lane != one.lane for other in held.values())
                held[one.id] = one
        elif step == "restart":
            box.release_all()
            held = {}
        elif step == "wait":
            now += number * LEASE
            held = {}
        else:
            for identity, one in list(held.items())[:number]:
                del held[identity]
                if step == "postpone":
                    box.postpone(identity, now + 1)
                else:
                    box.fail(identity, now)
                    ended[one.lane].append(one.payload)
    wanted = defaultdict(list)
    for number, lane in enumerate(lanes):
        wanted[lane].append(f"{lane}/{number}")
    assert ended == wanted


# -- reception ------------------------------------------------------------------------------------------


def test_a_flood_of_one_chat_is_told_once_and_leaves_the_others(desk: Desk) -> None:
    """Of a thousand messages at once a handful is kept, one warning goes out, and other chats are served."""
    flood = [desk.message(f"Câu {n}", "ồn ào") for n in range(1000)]
    assert desk.take(*flood) == 10
    assert all(desk.take(desk.message("Hạn nộp?", f"chat {n}")) == 1 for n in range(20))
    desk.work()
    told = [to.chat for to, _ in desk.channels["zalo"].sent]
    assert (told.count("ồn ào"), len(set(told))) == (11, 21)


def test_a_chat_does_not_fill_the_inbox(desk: Desk) -> None:
    """While nothing is answered a chat keeps no more than twenty events, however patiently it sends."""
    for number in range(60):
        desk.take(desk.message(f"Câu {number}"))
        desk.clock.pass_by(seconds=10)
    assert desk.inbox.waiting(desk.key()) == 20


def test_an_event_delivered_again_counts_for_no_limit(desk: Desk) -> None:
    """A platform that repeats itself uses up nobody's room."""
    again = desk.message("Hạn nộp?")
    assert desk.take(*[again] * 100) == 1
    assert desk.take(desk.message("Câu khác")) == 1
    assert not desk.rows(outbox)


def test_blocking_and_moving_are_never_held_back(desk: Desk) -> None:
    """What is no message of a person is kept also where the person wrote too much."""
    desk.take(*[desk.message(f"Câu {n}") for n in range(30)])
    assert desk.take(desk.message("", kind=Kind.BLOCKED)) == 1


def test_the_people_of_an_account_are_counted_but_groups_are_not(open_desk: Callable[..., Desk]) -> None:
    """Whoever writes in private counts towards the people of the plan."""
    desk = open_desk(channels=[RecordingChannel("zalo", Capabilities(most_people=5))])
    for chat in ("một", "hai", "ba", "bốn", "bốn"):
        desk.take(desk.message("Hạn?", chat))
    desk.take(desk.message("Hạn?", "nhóm", private=False))
    assert desk.warned.keys == ["people:zalo"]
    assert "khoảng 4 người" in desk.warned.told[-1][1]


def test_no_event_in_the_store_names_chat_or_sender(desk: Desk) -> None:
    """Keys and lanes are pseudonyms; only what waits to be answered holds the chat's own id."""
    desk.take(desk.message("Hạn?", "số-nhà-mai", event="sự-kiện-1"))
    (row,) = desk.rows(inbox)
    assert "số-nhà-mai" not in row["key"] + row["lane"]
    assert "sự-kiện-1" not in row["key"]


@pytest.mark.parametrize("name", ["\ud800.docx", "a\x00.docx", "Kế hoạch\udc00.txt"])
def test_a_file_whose_name_no_database_takes_is_kept(desk: Desk, name: str) -> None:
    """One message with half a character in the name of its file must not be delivered again and again."""
    file = SentFile(name, "r1")
    assert desk.take(desk.message("", kind=Kind.FILE, file=file)) == 1
    assert desk.work() == [""]
    assert len(desk.channels["zalo"].sent) == 1
