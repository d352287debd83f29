"""When people are reminded: lead times, feasts, quiet hours, exclusive limits, what comes again, what is late."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import VIETNAM
from bot.reminders.occurrences import Hindrance, Kept, hindrance, occurrences, uid_of
from bot.reminders.plan import Due, Stage, asked_again, next_due, planned, ripe, useful
from bot.reminders.wishes import Wishes, first_allowed
from knowledge.deadlines import DeadlineState
from knowledge.documents import AnomalyKind
from knowledge.time_expressions import Boundary
from knowledge.working_days import is_working_day

Make = Callable[..., Kept]
AN, BINH = 7, 8


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def moments(one: Kept, wishes: Wishes | None = None, now: str = "2000-01-01T00:00", person: int = AN) -> list[str]:
    dues = planned([one], {one.id: [person]}, {person: wishes} if wishes else {}, at(now))
    return [f"{due.at:%Y-%m-%d %H:%M} {due.stage}" for due in dues]


# Lead times


def test_five_reminders_at_half_past_seven(kept: Make) -> None:
    """Without any wish, fourteen, seven, three days and one day before and on the morning itself."""
    assert moments(kept()) == [
        "2024-06-06 07:30 14", "2024-06-13 07:30 7", "2024-06-17 07:30 3", "2024-06-19 07:30 1", "2024-06-20 07:30 0",
    ]  # fmt: skip


def test_a_feast_or_weekend_moves_a_reminder_to_the_working_day_before(kept: Make) -> None:
    """Over Tết 2026 whatever would fall on a day off comes on 13 February; of those that meet the last one stands."""
    assert moments(kept(date(2026, 2, 20))) == ["2026-02-06 07:30 14", "2026-02-13 07:30 0"]
    assert moments(kept(date(2026, 2, 25))) == [
        "2026-02-11 07:30 14", "2026-02-13 07:30 3", "2026-02-24 07:30 1", "2026-02-25 07:30 0",
    ]  # fmt: skip


def test_a_swapped_saturday_is_a_day_for_reminders(kept: Make) -> None:
    """On a Saturday that is worked people are reminded, on the swapped day they are not."""
    assert moments(kept(date(2026, 1, 10)), Wishes((0,))) == ["2026-01-10 07:30 0"]
    assert moments(kept(date(2026, 1, 2)), Wishes((0,))) == ["2025-12-31 07:30 0"]


def test_before_is_exclusive(kept: Make) -> None:
    """Where the words say "trước ngày 20", the 19th is the last day, and the morning itself is that of the 19th."""
    before = moments(kept(boundary=Boundary.BEFORE))
    assert before == moments(kept(date(2024, 6, 19)))
    assert before[-1] == "2024-06-19 07:30 0"


def test_an_hour_on_a_day_lets_that_day_count(kept: Make) -> None:
    """Where the words say "trước 16 giờ 30 ngày 20", the 20th counts until then; at seven the reminder comes before."""
    for boundary in Boundary:
        one = kept(boundary=boundary, time=time(16, 30))
        assert moments(one)[-1] == "2024-06-20 07:30 0"
        assert occurrences(one, at("2024-06-20T16:29"), date.max)
        assert not occurrences(one, at("2024-06-20T16:30"), date.max)
    early = moments(kept(boundary=Boundary.BEFORE, time=time(7)), Wishes((0,)))
    assert early == ["2024-06-20 06:00 0"]
    assert moments(kept(boundary=Boundary.BEFORE, time=time(5)), Wishes((0,))) == ["2024-06-19 07:30 0"]


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(5), ["2024-06-19 06:00 1", "2024-06-20 06:00 0"]),
        (time(6), ["2024-06-19 06:00 1", "2024-06-20 06:00 0"]),
        (time(21, 59), ["2024-06-19 21:59 1", "2024-06-20 21:59 0"]),
        (time(23), ["2024-06-20 06:00 0"]),  # both meet on the last morning: no later one helps
    ],
)
def test_an_hour_in_the_quiet_hours_waits_for_their_end(kept: Make, hour: time, expected: list[str]) -> None:
    """A wish within the quiet hours is pushed to their end, unless that is too late: then it comes that morning."""
    assert moments(kept(), Wishes((1, 0), hour)) == expected


def test_no_quiet_hours_and_quiet_hours_by_day(kept: Make) -> None:
    """Quiet hours may be none, or lie within a day."""
    assert moments(kept(), Wishes((0,), time(3), time(0), time(0))) == ["2024-06-20 03:00 0"]
    assert moments(kept(), Wishes((0,), time(12, 30), time(12), time(13, 30))) == ["2024-06-20 13:30 0"]


def test_a_plan_may_end_at_a_moment(kept: Make) -> None:
    """A worker asks only for what comes due by a moment; that moment is still in it."""
    dues = planned([kept()], {1: [AN]}, {}, at("2024-06-01T00:00"), until=at("2024-06-13T07:30"))
    assert [due.stage.days for due in dues] == [14, 7]


def test_a_pause_keeps_what_still_helps(kept: Make) -> None:
    """What a pause holds back comes as one reminder after it; one that would be too late does not come."""
    assert moments(kept(), Wishes(paused_until=at("2024-06-18T10:00"))) == [
        "2024-06-19 07:30 1", "2024-06-20 07:30 0",
    ]  # fmt: skip
    assert moments(kept(), Wishes(paused_until=at("2024-06-21T00:00"))) == []


def test_lead_days_that_mean_nothing_are_refused() -> None:
    """A reminder after the last day, or years before it, cannot be wished."""
    for days in (-1, 366):
        with pytest.raises(ValueError, match="lead days"):
            Wishes((days,))


# Whose, and of what


def test_each_person_by_own_wishes(kept: Make) -> None:
    """Everybody who follows a deadline is reminded as they wish; who stopped, or has done it, is not."""
    one, other = kept(), kept(date(2024, 6, 21), id=2)
    followers = {1: [AN, BINH], 2: {BINH, 9}, 3: [AN]}
    wishes = {AN: Wishes((3,)), BINH: Wishes((0,), time(8)), 9: Wishes(stopped=True)}
    dues = planned([one, other], followers, wishes, at("2024-06-01T00:00"), done={(BINH, 2, date(2024, 6, 21))})
    assert [(due.person_id, due.deadline_id, due.at.hour, due.stage.days) for due in dues] == [
        (AN, 1, 7, 3),
        (BINH, 1, 8, 0),
    ]
    assert dues[0].key() == "reminder:7:1:2024-06-20:3"


SILENT = [
    ({"state": DeadlineState.PROPOSED}, Hindrance.UNCONFIRMED),
    ({"state": DeadlineState.CANCELLED}, Hindrance.CANCELLED),
    ({"anomaly": AnomalyKind.IMPOSSIBLE_DATE}, Hindrance.ANOMALY),
    ({"resolvable": False, "needs": "ngày nhận đủ hồ sơ"}, Hindrance.EVENT_NEEDED),
    ({"end": None}, Hindrance.NO_DAY),
]


@pytest.mark.parametrize(("given", "why"), SILENT)
def test_what_nobody_is_reminded_of(kept: Make, given: dict[str, object], why: Hindrance) -> None:
    """What is not confirmed, cancelled, cannot be or has no day gives no reminder, and says why."""
    one = kept(**given)
    assert hindrance(one) is why
    assert moments(one) == []
    assert next_due(one, at("2024-01-01T00:00")) is None


def test_what_is_over_is_not_planned(kept: Make) -> None:
    """From the end of the last day on nothing is planned any more."""
    assert moments(kept(), now="2024-06-20T23:59")
    assert moments(kept(), now="2024-06-21T00:00") == []


# What comes again


def test_a_monthly_deadline_within_its_plan(kept: Make) -> None:
    """A plan until 10/10/2023 that says "trước ngày 20 hàng tháng": the 19th of each month from May to September."""
    one = kept(
        date(2023, 10, 10), start=date(2023, 4, 27), boundary=Boundary.BEFORE,
        recurrence="FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20231010",
    )  # fmt: skip
    days = [o.last_day for o in occurrences(one, at("2023-01-01T00:00"), date(2030, 1, 1))]
    assert days == [date(2023, month, 19) for month in range(5, 10)]
    assert moments(one, Wishes((1,)), now="2023-08-20T00:00") == ["2023-09-18 07:30 1"]


EVERY = [
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", "2025-12-10", ["2025-12-10", "2026-12-10"]),
    ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "2025-03-31", ["2025-03-31", "2025-06-30", "2025-09-30"]),
    ("FREQ=MONTHLY;BYMONTHDAY=31", "2025-01-31", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2027-02-28", ["2027-02-28", "2028-02-29", "2029-02-28"]),
    ("FREQ=YEARLY;BYMONTH=6,11;BYMONTHDAY=31", "2025-06-30", ["2025-06-30", "2025-11-30", "2026-06-30"]),
    ("RRULE:FREQ=WEEKLY;BYDAY=FR", "2025-11-21", ["2025-11-21", "2025-11-28", "2025-12-05"]),
    ("FREQ=MONTHLY;INTERVAL=6", "2025-06-05", ["2025-06-05", "2025-12-05", "2026-06-05"]),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "2026-01-30",
        ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-29"],
    ),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-01-01", ["2026-01-05", "2026-02-02"]),
    ("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20250705T165959Z", "2025-05-05", ["2025-05-05", "2025-06-05", "2025-07-05"]),
    ("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20250630", "2025-06-30", ["2025-01-05", "2025-02-05"]),
]


@pytest.mark.parametrize(("rule", "end", "expected"), EVERY)
def test_rules_give_their_days(kept: Make, rule: str, end: str, expected: list[str]) -> None:
    """Each rule that plans lead to gives its days; a day that a month lacks means its last one."""
    one = kept(date.fromisoformat(end), recurrence=rule)
    found = occurrences(one, at("2025-01-01T00:00"), date(2030, 12, 31))
    assert [o.last_day.isoformat() for o in found[: len(expected)]] == expected


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("nonsense", date(2025, 1, 1)),
        ("FREQ=OFTEN", date(2025, 1, 1)),
        ("FREQ=MONTHLY;BYMONTHDAY=x", date(2025, 1, 1)),
        ("FREQ=MONTHLY;UNTIL=20251010", date(2025, 10, 10)),  # the period ends there; no day of a month is told
        ("FREQ=MONTHLY;BYMONTHDAY=20", None),
        ("FREQ=YEARLY", None),
    ],
)
def test_a_rule_without_days_gives_none(kept: Make, rule: str, end: date | None) -> None:
    """A rule that cannot be read, or that does not tell its day, never makes a day up."""
    one = kept(end, recurrence=rule)
    assert occurrences(one, at("2024-01-01T00:00"), date(2030, 1, 1)) == ()


def test_what_comes_again_is_planned_for_two_years(kept: Make) -> None:
    """Without an end, two years are planned ahead, whenever the plan is made; the next moment is known beyond."""
    one = kept(date(2020, 12, 10), recurrence="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10")
    assert [text[:4] for text in moments(one, Wishes((0,)), now="2026-01-01T00:00")] == ["2026", "2027"]
    rare = kept(date(2020, 12, 10), recurrence="FREQ=YEARLY;INTERVAL=5;BYMONTH=12;BYMONTHDAY=10")
    assert next_due(rare, at("2021-01-01T00:00")) == at("2025-11-26T07:30")


def test_a_time_left_out_gives_nothing(kept: Make) -> None:
    """One time of a deadline that does not take place is left out, the others stand."""
    one = kept(date(2025, 5, 5), recurrence="FREQ=MONTHLY;BYMONTHDAY=5", left_out=frozenset({date(2025, 6, 5)}))
    days = [o.last_day for o in occurrences(one, at("2025-01-01T00:00"), date(2025, 7, 31))]
    assert days == [date(2025, 5, 5), date(2025, 7, 5)]


# Late, and again


def test_after_a_downtime_one_reminder_is_left(kept: Make) -> None:
    """Of several late stages the last is sent; where the deadline is over none is."""
    one, over = kept(), kept(date(2024, 6, 14), id=2)
    dues = planned([one, over], {1: [AN], 2: [AN]}, {}, at("2024-06-01T00:00"))
    found = ripe(dues, at("2024-06-18T09:00"))
    assert [(due.deadline_id, due.stage.days) for due in found.useful] == [(1, 3)]
    assert [(due.deadline_id, due.stage.days) for due in found.overtaken] == [(1, 14), (1, 7)]
    assert {due.deadline_id for due in found.expired} == {2}
    assert not ripe(dues, at("2024-05-01T00:00")).useful


def test_a_late_reminder_helps_until_the_last_day_is_over(kept: Make) -> None:
    """The last minute of the last day is not too late, the next one is; an hour told in the words ends it."""
    due = planned([kept()], {1: [AN]}, {}, at("2024-06-01T00:00"))[-1]
    assert useful(due, at("2024-06-20T23:59"))
    assert not useful(due, at("2024-06-21T00:00"))
    timed = planned([kept(time=time(16))], {1: [AN]}, {}, at("2024-06-01T00:00"))[-1]
    assert not useful(timed, at("2024-06-20T16:00"))


def test_asked_again(kept: Make) -> None:
    """A reminder asked for again comes at the person's hour, on the next working day, beside those of the plan."""
    due = planned([kept()], {1: [AN]}, {}, at("2024-06-01T00:00"))[1]
    again = asked_again(due, at("2024-06-13T08:00"), 1, Wishes())
    assert again is not None
    assert (again.at, again.stage, again.key()) == (
        at("2024-06-14T07:30"),
        Stage(6, again=True),
        "reminder:7:1:2024-06-20:6+",
    )
    monday = asked_again(due, at("2024-06-14T08:00"), 1, Wishes())
    assert monday is not None
    assert monday.at == at("2024-06-17T07:30")


def test_asked_again_too_late(kept: Make) -> None:
    """Asked for after the deadline, it comes in its last moment, and not at all where that has passed."""
    due = planned([kept()], {1: [AN]}, {}, at("2024-06-01T00:00"))[1]
    last = asked_again(due, at("2024-06-19T08:00"), 7, Wishes())
    assert last is not None
    assert last.at == at("2024-06-20T07:30")
    assert asked_again(due, at("2024-06-20T08:00"), 1, Wishes()) is None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-06-20T12:00", "2024-06-20T12:00"),
        ("2024-06-20T22:00", "2024-06-21T06:00"),
        ("2024-06-21T23:30", "2024-06-24T06:00"),
        ("2024-06-22T12:00", "2024-06-24T06:00"),
        ("2026-02-14T00:00", "2026-02-23T06:00"),
    ],
)
def test_a_late_message_waits_for_a_moment_that_is_allowed(moment: str, expected: str) -> None:
    """A worker that comes back at night or on a day off waits for the next morning of a working day."""
    assert first_allowed(at(moment), Wishes()) == at(expected)


def test_uids_are_stable_and_say_nothing() -> None:
    """A deadline keeps its name in calendars, homes do not share names, and the home cannot be read from it."""
    assert uid_of("home", 12) == uid_of("home", 12) != uid_of("other", 12)
    assert uid_of("home", 12, date(2024, 6, 20)).startswith("han-12-20240620@")
    assert "Sở Nội vụ" not in uid_of("Sở Nội vụ", 12)


# Properties

RULES = [
    None, "FREQ=MONTHLY;BYMONTHDAY=20", "FREQ=WEEKLY;BYDAY=FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20261010",
]  # fmt: skip
HOURS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda d: d.replace(tzinfo=VIETNAM))  # noqa: DTZ001
WISHES = st.builds(
    Wishes,
    st.lists(st.integers(0, 60), min_size=1, max_size=6).map(tuple),
    HOURS,
    HOURS,
    HOURS,
    st.none() | NOWS,
)
GIVEN = st.fixed_dictionaries(
    {
        "end": st.dates(date(2024, 1, 1), date(2027, 12, 31)),
        "boundary": st.sampled_from([None, *Boundary]),
        "time": st.none() | HOURS,
        "recurrence": st.sampled_from(RULES),
    }
)


@given(GIVEN, WISHES, NOWS)
def test_no_reminder_outside_the_rules(kept: Make, given: dict[str, object], wishes: Wishes, now: datetime) -> None:
    """None on a day off or in quiet hours, none after the last day that counts or in a pause, each stage once."""
    one = kept(**given)
    dues = planned([one], {1: [AN, BINH]}, {AN: wishes}, now)
    for due in dues:
        mine = wishes if due.person_id == AN else Wishes()
        assert is_working_day(due.at.date())
        assert not mine.are_quiet_at(due.at)
        assert due.at < due.closes
        assert due.at.date() <= due.occurrence
        assert mine.paused_until is None or due.at >= mine.paused_until
        assert due.stage.days in mine.lead_days
        assert now < due.closes
    assert len({due.key() for due in dues}) == len(dues)
    assert len({(due.person_id, due.occurrence, due.at) for due in dues}) == len(dues)


@given(GIVEN, WISHES, NOWS, st.timedeltas(timedelta(0), timedelta(days=120)))
def test_a_plan_that_ends_is_the_beginning_of_the_whole_one(
    kept: Make, given: dict[str, object], wishes: Wishes, now: datetime, ahead: timedelta
) -> None:
    """What comes due by a moment is the same, however far the plan looks."""
    one, until = kept(**given), now + ahead
    whole = planned([one], {1: [AN]}, {AN: wishes}, now)
    assert planned([one], {1: [AN]}, {AN: wishes}, now, until=until) == tuple(due for due in whole if due.at <= until)


@given(GIVEN, WISHES, NOWS, NOWS)
def test_the_next_moment_never_goes_back(
    kept: Make, given: dict[str, object], wishes: Wishes, one: datetime, other: datetime
) -> None:
    """Later asked, the next reminder is the same or a later one, always after the moment, and none stays none."""
    deadline, (first, second) = kept(**given), sorted((one, other))
    sooner, later = next_due(deadline, first, wishes), next_due(deadline, second, wishes)
    assert sooner is None or sooner > first
    assert later is None or (sooner is not None and later >= sooner)


@given(GIVEN, WISHES, NOWS, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_whatever_is_late_comes_once_or_expires(
    kept: Make, given: dict[str, object], wishes: Wishes, now: datetime, pause: timedelta
) -> None:
    """After a downtime of any length nothing is lost, nothing told twice, and at most one reminder is left of each."""
    dues = planned([kept(**given)], {1: [AN]}, {AN: wishes}, now)
    back = now + pause
    found = ripe(dues, back)
    parts: list[Due] = [*found.useful, *found.overtaken, *found.expired]
    assert sorted(due.key() for due in parts) == sorted(due.key() for due in dues if due.at <= back)
    assert all(useful(due, back) for due in found.useful)
    assert len({(due.person_id, due.deadline_id, due.occurrence) for due in found.useful}) == len(found.useful)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), WISHES)
def test_before_a_day_is_until_the_day_before(kept: Make, day: date, wishes: Wishes) -> None:
    """The words "trước ngày D" plan exactly what "chậm nhất ngày D-1" does."""
    before = moments(kept(day, boundary=Boundary.BEFORE), wishes)
    assert before == moments(kept(day - timedelta(days=1)), wishes)


@given(GIVEN)
def test_the_last_day_is_that_of_the_deadline(kept: Make, given: dict[str, object]) -> None:
    """Where no hour is told, the last day that counts is the one that the deadline itself tells."""
    one = kept(**{**given, "time": None, "recurrence": None})
    assert [o.last_day for o in occurrences(one, at("2000-01-01T00:00"), date.max)] == [one.deadline.last_day()]


@given(GIVEN, WISHES, NOWS, NOWS, st.integers(1, 60))
def test_asking_again_keeps_the_rules(
    kept: Make, given: dict[str, object], wishes: Wishes, start: datetime, now: datetime, days: int
) -> None:
    """A reminder asked for again comes later than now, before the end, on a working day, outside quiet hours."""
    for due in planned([kept(**given)], {1: [AN]}, {AN: wishes}, start)[:3]:
        again = asked_again(due, now, days, wishes)
        if again is not None:
            assert now < again.at < again.closes
            assert wishes.allow(again.at)
            assert again.key() != due.key()
