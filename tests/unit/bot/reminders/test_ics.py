"""The calendar of deadlines, read back by icalendar and held against what RFC 5545 says of the parts that we use."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.clock import VIETNAM
from bot.reminders.ics import deadlines_calendar
from bot.reminders.occurrences import AHEAD, Kept, occurrences, uid_of
from knowledge.deadlines import DeadlineState
from knowledge.documents import AnomalyKind
from knowledge.time_expressions import Boundary

Make = Callable[..., Kept]
NOW = datetime(2024, 5, 1, 9, tzinfo=VIETNAM)


def written(*kept: Kept, now: datetime = NOW) -> bytes:
    return deadlines_calendar(kept, now, home="home")


def events(*kept: Kept, now: datetime = NOW) -> list[Event]:
    return list(Calendar.from_ical(written(*kept, now=now)).walk("VEVENT"))


# What RFC 5545 says, as rules of our own

Line = tuple[str, dict[str, str], str]
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "DESCRIPTION", "TRANSP", "RRULE"}
DAY, LOCAL, MOMENT = (re.compile(rf"^{p}$") for p in (r"\d{8}", r"\d{8}T\d{6}", r"\d{8}T\d{6}Z"))
TRIGGER = re.compile(r"^[+-]?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$")
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


def unfolded(content: bytes) -> list[Line]:
    """Return the content lines: CRLF ends each (3.1), no line has more than 75 octets, characters stay whole."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in raw)
    assert all(len(line) <= 75 for line in raw)
    for line in raw:
        line.decode("utf-8")
    joined: list[bytes] = []
    for line in raw:
        if line.startswith((b" ", b"\t")):
            joined[-1] += line[1:]
        else:
            joined.append(line)
    return [split_line(line.decode("utf-8")) for line in joined]


def split_line(line: str) -> Line:
    head, _, value = line.partition(":")
    name, *given = head.split(";")
    assert re.fullmatch(r"[A-Z0-9-]+", name), line
    assert not any(ord(c) < 32 for c in value), line
    return name, dict(p.split("=", 1) for p in given), value


def components(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Return each component with its own properties; BEGIN and END stand in pairs (3.4)."""
    open_ones: list[tuple[str, list[Line]]] = []
    found = []
    for line in lines:
        if line[0] == "BEGIN":
            open_ones.append((line[2], []))
            found.append(open_ones[-1])
        elif line[0] == "END":
            assert open_ones.pop()[0] == line[2]
        else:
            open_ones[-1][1].append(line)
    assert not open_ones
    return found


def check(content: bytes) -> None:
    """Hold a calendar against RFC 5545: 3.1, 3.4, 3.6, 3.6.1, 3.6.5, 3.6.6, 3.8.2, 3.8.5, 3.8.6."""
    parts = components(unfolded(content))
    assert parts[0][0] == "VCALENDAR"
    outer = {name: value for name, _, value in parts[0][1]}
    assert outer["VERSION"] == "2.0"
    assert outer["PRODID"]
    assert outer["METHOD"] == "PUBLISH"
    zones = {value for kind, lines in parts if kind == "VTIMEZONE" for name, _, value in lines if name == "TZID"}
    assert zones == {"Asia/Ho_Chi_Minh"}
    standard = next(lines for kind, lines in parts if kind == "STANDARD")
    assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= {name for name, _, _ in standard}
    shown = [lines for kind, lines in parts if kind == "VEVENT"]
    uids = [value for lines in shown for name, _, value in lines if name == "UID"]
    assert len(set(uids)) == len(shown) == len(uids)
    for lines in shown:
        check_event(lines, zones)
    for lines in (lines for kind, lines in parts if kind == "VALARM"):
        given = {name: value for name, _, value in lines}
        assert given["ACTION"] == "DISPLAY"
        assert given["DESCRIPTION"]
        assert TRIGGER.match(given["TRIGGER"])


def check_event(lines: list[Line], zones: set[str]) -> None:
    names = [name for name, _, _ in lines]
    assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS"} <= set(names)
    assert all(names.count(name) <= 1 for name in ONCE)
    of = {name: (given, value) for name, given, value in lines}
    assert MOMENT.match(of["DTSTAMP"][1])
    assert of["STATUS"][1] in {"TENTATIVE", "CONFIRMED", "CANCELLED"}
    assert int(of["SEQUENCE"][1]) >= 0
    whole = of["DTSTART"][0].get("VALUE") == "DATE"
    for name, parameters, value in lines:
        if name in {"DTSTART", "DTEND", "EXDATE", "RDATE"}:  # all of one kind (3.8.2.2, 3.8.5.1)
            check_time(parameters, value, zones, whole=whole)
    assert of["DTEND"][1] > of["DTSTART"][1]
    if "RRULE" in of:
        check_rule(of["RRULE"][1], whole=whole)


def check_time(given: dict[str, str], value: str, zones: set[str], *, whole: bool) -> None:
    if whole:
        assert given == {"VALUE": "DATE"}
        assert DAY.match(value)
    else:
        assert given["TZID"] in zones
        assert LOCAL.match(value)


def check_rule(text: str, *, whole: bool) -> None:
    """Hold a rule against 3.3.10: FREQ stands once, no part twice, UNTIL is of the kind of DTSTART, in UTC."""
    rule = [part.split("=") for part in text.split(";")]
    names = [name for name, _ in rule]
    assert len(set(names)) == len(names)
    assert dict(rule)["FREQ"] in FREQUENCIES
    assert not {"UNTIL", "COUNT"} <= set(names)
    assert (DAY if whole else MOMENT).match(dict(rule)["UNTIL"])


def days_of(event: Event) -> list[date]:
    """Return the days of an event as a calendar program counts them: DTSTART, RRULE and RDATE less EXDATE."""
    start = event["DTSTART"].dt
    naive = datetime.combine(start, time(0)) if not isinstance(start, datetime) else start.replace(tzinfo=None)
    found = {naive.date()}
    if "RRULE" in event:
        text = event["RRULE"].to_ical().decode()
        until = re.search(r"UNTIL=(\w+)", text)
        if until and until[1].endswith("Z"):
            moment = datetime.strptime(until[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(VIETNAM)
            text = text.replace(until[1], f"{moment:%Y%m%dT%H%M%S}")
        found |= {moment.date() for moment in rrulestr(text, dtstart=naive)}
    found |= {day_of(one) for one in listed(event, "RDATE")}
    return sorted(found - {day_of(one) for one in listed(event, "EXDATE")})


def listed(event: Event, name: str) -> list[date]:
    values = event.get(name, [])
    return [d.dt for v in (values if isinstance(values, list) else [values]) for d in v.dts]


def day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# What the calendar says


def test_a_deadline_is_a_whole_day(kept: Make) -> None:
    """A deadline stands on its day with what, who, to whom, the words of the document and where they stand."""
    (event,) = events(kept(sequence=2))
    assert event["UID"] == uid_of("home", 1)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2024, 6, 20), date(2024, 6, 21))
    assert event["SUMMARY"] == "Hạn: Hồ sơ đề nghị khen thưởng đợt 1"
    assert event["SEQUENCE"] == 2
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Ai làm: Các phòng thuộc Sở",
        "Nơi nhận: Văn phòng Sở",
        "Trích: «Thời hạn gửi hồ sơ đề nghị khen thưởng đợt 1 về Văn phòng Sở chậm nhất ngày 20/6/2024.»",
        "Nguồn: mục II.1, Kế hoạch 12/KH-SNV",
    ]


def test_an_exclusive_limit_stands_on_the_last_day_that_counts(kept: Make) -> None:
    """Where the words say "trước ngày 20", the event stands on the 19th and repeats the words."""
    (event,) = events(kept(boundary=Boundary.BEFORE))
    assert event["DTSTART"].dt == date(2024, 6, 19)
    assert "Thời hạn: trước ngày 20/06/2024" in event["DESCRIPTION"]


@pytest.mark.parametrize("boundary", list(Boundary))
def test_a_deadline_with_an_hour_ends_then(kept: Make, boundary: Boundary) -> None:
    """A deadline until 16:30 is an event that ends at 16:30 in Vietnam."""
    (event,) = events(kept(time=time(16, 30), boundary=boundary))
    assert event["DTEND"].dt.astimezone(VIETNAM) == datetime(2024, 6, 20, 16, 30, tzinfo=VIETNAM)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)


def test_alarms_ring_in_the_morning(kept: Make) -> None:
    """It rings at half past seven, three days and one day before and on the day, whole day or not."""
    for hour in (None, time(16, 30)):
        (event,) = events(kept(time=hour))
        start = event["DTSTART"].dt
        begin = start if isinstance(start, datetime) else datetime.combine(start, time(0), VIETNAM)
        rings = [(begin + a["TRIGGER"].dt).astimezone(VIETNAM) for a in event.walk("VALARM")]
        assert rings == [datetime(2024, 6, day, 7, 30, tzinfo=VIETNAM) for day in (17, 19, 20)]


def test_no_alarm_after_the_end(kept: Make) -> None:
    """A deadline at seven in the morning does not ring at half past seven."""
    (event,) = events(kept(time=time(7)))
    assert len(event.walk("VALARM")) == 2


def test_states_are_shown(kept: Make) -> None:
    """What is proposed is tentative; what was cancelled says so under its old name and rings no more."""
    tentative, cancelled = events(
        kept(state=DeadlineState.PROPOSED), kept(id=2, state=DeadlineState.CANCELLED, sequence=1)
    )
    assert tentative["STATUS"] == "TENTATIVE"
    assert (cancelled["STATUS"], cancelled["UID"], cancelled["SEQUENCE"]) == ("CANCELLED", uid_of("home", 2), 1)
    assert not cancelled.walk("VALARM")


def test_what_has_no_day_is_left_out(kept: Make) -> None:
    """Nothing without a day, and nothing whose time cannot be, stands in a calendar."""
    given = ({"end": None}, {"resolvable": False}, {"anomaly": AnomalyKind.IMPOSSIBLE_DATE}, {"recurrence": "FREQ=X"})
    assert events(*(kept(id=n, **one) for n, one in enumerate(given))) == []


def test_a_monthly_deadline_is_one_event(kept: Make) -> None:
    """Words such as "trước ngày 20 hàng tháng" make one event on each 19th, within the plan; one may be left out."""
    one = kept(
        date(2023, 10, 10), start=date(2023, 4, 27), boundary=Boundary.BEFORE, left_out=frozenset({date(2023, 7, 19)}),
        recurrence="FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20231010",
    )  # fmt: skip
    (event,) = events(one)
    assert event["RRULE"].to_ical() == b"FREQ=MONTHLY;UNTIL=20230919;BYMONTHDAY=19"
    assert days_of(event) == [date(2023, m, 19) for m in (5, 6, 8, 9)]


RULES = [
    ("FREQ=MONTHLY;BYMONTHDAY=20", True),
    ("FREQ=MONTHLY;BYMONTHDAY=1", True),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", True),
    ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", True),
    ("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=1", True),
    ("FREQ=WEEKLY;BYDAY=FR", True),
    ("FREQ=WEEKLY;BYDAY=MO,TH", True),
    ("FREQ=DAILY", True),
    ("FREQ=MONTHLY;INTERVAL=3", True),
    ("FREQ=MONTHLY;BYMONTHDAY=31", False),  # "the day before" of these no rule can say: their days stand one by one
    ("FREQ=MONTHLY;BYDAY=2FR", False),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", False),
]


@pytest.mark.parametrize("timed", [False, True])
@pytest.mark.parametrize(("rule", "has_rule"), RULES)
def test_a_calendar_shows_the_days_that_people_are_reminded_of(
    kept: Make, rule: str, has_rule: bool, timed: bool
) -> None:
    """Whatever rule and limit, the event falls on exactly the last days that count, for two years ahead."""
    one = kept(
        date(2024, 5, 15), boundary=Boundary.BEFORE, recurrence=rule, time=time(0) if timed else None,
    )  # fmt: skip
    content = written(one)
    check(content)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    until = NOW.date() + AHEAD
    expected = [o.last_day for o in occurrences(one, datetime(1990, 1, 1, tzinfo=VIETNAM), until)]
    assert days_of(event) == expected
    assert len(expected) > 1
    assert ("RRULE" in event) is has_rule


def test_days_that_no_rule_knows_stand_one_by_one(kept: Make) -> None:
    """The last working day of April lies before the feast: a rule would show the 30th, so the days are listed."""
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20240630"
    one = kept(date(2024, 3, 29), recurrence=rule)
    content = written(one)
    check(content)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "RRULE" not in event
    assert days_of(event) == [date(2024, 3, 29), date(2024, 4, 26), date(2024, 5, 31), date(2024, 6, 28)]


# RFC 5545

TEXTS = st.text(min_size=1, max_size=200)
STATES = st.sampled_from(list(DeadlineState))
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "end": DAYS,
                "what": TEXTS,
                "who": st.none() | TEXTS,
                "to_whom": st.none() | TEXTS,
                "document": TEXTS,
                "provision": st.none() | TEXTS,
                "boundary": st.sampled_from([None, *Boundary]),
                "time": st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)),
                "recurrence": st.none() | st.sampled_from([rule for rule, _ in RULES]),
                "state": STATES,
                "sequence": st.integers(0, 9),
                "left_out": st.frozensets(DAYS, max_size=2),
            }
        ),
        max_size=3,
    )
)
def test_every_calendar_keeps_rfc_5545(kept: Make, given: list[dict[str, object]]) -> None:
    """Whatever the texts and times, lines, kinds of time, required properties and names are as the RFC wants them."""
    all_of_them = [kept(**one, id=n) for n, one in enumerate(given)]
    content = written(*all_of_them)
    check(content)
    for event in Calendar.from_ical(content).walk("VEVENT"):
        assert not event.errors


def test_a_calendar_without_deadlines_is_one(kept: Make) -> None:
    """A person without any deadlines gets an empty calendar, no broken one."""
    check(written())
    assert events() == []


def test_the_same_deadlines_give_the_same_file(kept: Make) -> None:
    """Written twice at one moment, the file has the same bytes, so that programs see that nothing changed."""
    assert written(kept()) == written(kept())
