"""All that is read of time: one note for each expression, in any spelling, and never an error."""

import time
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import AnomalyKind
from knowledge.text import folded
from knowledge.time_expressions import Boundary, TimeExpression, find_time_expressions, read_time_expressions

TODAY = date(2026, 11, 20)
CASES = Path(__file__).parents[2] / "cases" / "time_expressions.yaml"
TABLE = [row for rows in yaml.safe_load(CASES.read_text(encoding="utf-8")).values() for row in rows]
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_LIMITS = {None: "", Boundary.BEFORE: "<", Boundary.ON_OR_BEFORE: "<="}


def note(found: TimeExpression) -> str:
    """Return an expression as the table writes it."""
    days = ""
    if found.start or found.end:
        days = str(found.end) if found.start == found.end else f"{found.start or ''}..{found.end or ''}"
    probable = f" ({found.probable})" if found.probable else ""
    parts = (
        days,
        f"@{found.time:%H:%M}" if found.time else "",
        _LIMITS[found.boundary],
        found.recurrence or "",
        f"?{found.needs}" if found.needs else "",
        f"!{found.anomaly.value}{probable}" if found.anomaly else "",
    )
    return " ".join(part for part in parts if part)


def notes(text: str, today: date | None = TODAY) -> list[str]:
    return [note(found) for found in read_time_expressions(text, today)]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_phrase_says_what_it_says(row: list[str]) -> None:
    """Every phrase of the table gives its days, limit, hour, rule, need or anomaly, and nothing else."""
    assert notes(row[0]) == row[1:]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_decomposed_letters_say_the_same(row: list[str]) -> None:
    """Text in NFD, as some keyboards and PDF files give it, says the same at its own places."""
    text = unicodedata.normalize("NFD", row[0])
    assert notes(text) == [unicodedata.normalize("NFC", n) for n in row[1:]]
    assert all(e.span.of(text) == e.quote for e in read_time_expressions(text, TODAY))


# Without diacritics these are other words: "năm mươi" and "năm" the year, "tư" and "từ".
_AMBIGUOUS_PLAIN = {"mồng một tháng năm", "ngã tư 30/4"}
_PLAIN = [row for row in TABLE if row[0] not in _AMBIGUOUS_PLAIN]


@pytest.mark.parametrize("row", _PLAIN, ids=[row[0] for row in _PLAIN])
def test_a_phrase_without_diacritics_says_the_same_days(row: list[str]) -> None:
    """Typed without diacritics a phrase gives the same days and limits."""
    plain = [n.partition("?")[0].partition("!")[0].strip() for n in notes(folded(row[0]))]
    assert plain == [n.partition("?")[0].partition("!")[0].strip() for n in row[1:]]


def test_the_older_reading_is_part_of_this_one() -> None:
    """What plans write out is read alike by both entries."""
    text = "Đợt 1 từ 01/3/2024 đến 30/6/2024, nộp trước ngày 15/7/2024; báo cáo chậm nhất ngày 20/12/2024."
    assert read_time_expressions(text, TODAY) == find_time_expressions(text, TODAY)


def test_without_today_nothing_is_guessed() -> None:
    """Without a reference day what is told from today stays open, and says what it needs."""
    assert notes("tháng sau", None) == ["?ngày hiện tại"]
    assert notes("trước ngày 20/11", None) == ["< ?năm"]
    assert notes("trong 3 tháng tới", None) == ["?ngày hiện tại"]
    assert notes("mùng 10 tháng 3 âm lịch", None) == ["?năm"]


class FiveDayWeek:
    """A calendar of working days without a single holiday."""

    def add_working_days(self, day: date, n: int) -> date:
        step = timedelta(days=1 if n > 0 else -1)
        while n:
            day += step
            n -= (1 if n > 0 else -1) if day.weekday() < 5 else 0
        return day


def test_a_calendar_resolves_working_days() -> None:
    """With a calendar of working days, terms counted in them have their day."""

    def ends(text: str) -> list[date | None]:
        return [e.end for e in read_time_expressions(text, TODAY, FiveDayWeek())]

    assert ends("trong thời hạn 10 ngày làm việc kể từ ngày 20/11/2026") == [date(2026, 12, 4)]
    assert ends("chậm nhất 3 ngày làm việc trước ngày 30/11/2026") == [date(2026, 11, 25)]
    assert ends("ngày làm việc cuối cùng của tháng 1 năm 2027") == [date(2027, 1, 29)]
    assert ends("trong 10 ngày làm việc kể từ ngày nhận đủ hồ sơ") == [None]


def test_a_long_text_is_read_in_linear_time() -> None:
    """Fifty thousand characters of a plan take less than a second, twice as many about twice as long."""
    text = "Các phòng gửi báo cáo trước ngày 20 hằng tháng, hồ sơ chậm nhất ngày 20/6/2026; họp vào quý II năm 2026. "
    started = time.perf_counter()
    read_time_expressions(text * 490, TODAY)
    assert time.perf_counter() - started < 5  # a generous bound on a busy machine; measured: 0.5 s


def test_nested_openers_never_run_away() -> None:
    """Words that open a phrase again and again are left alone, however many they are."""
    for words in ("sáng ", "hạn: ", "từ ", "thứ hai, ", "đầu của cuối của ", "(", "lùi từ "):
        assert isinstance(read_time_expressions(words * 2000, TODAY), list)


SPELLINGS = (
    "ngày {d:%d/%m/%Y}",
    "{d:%d/%m/%Y}",
    "{d:%d-%m-%Y}",
    "{d:%d.%m.%Y}",
    "{d:%Y-%m-%d}",
    "ngày {d:%d} tháng {d:%m} năm {d:%Y}",
    "ngày {d.day} tháng {d.month} năm {d.year}",
    "{d.day}/{d.month}/{d.year}",
)


@given(DAYS, st.sampled_from(SPELLINGS))
def test_a_day_written_is_the_day_read(day: date, spelling: str) -> None:
    """A day written in any spelling comes back."""
    (found,) = read_time_expressions(spelling.format(d=day), TODAY)
    assert (found.start, found.end, found.anomaly) == (day, day, None)


@given(DAYS)
def test_before_excludes_its_day_and_at_the_latest_does_not(day: date) -> None:
    """The limits "trước" and "chậm nhất" name the same day on different sides of the limit."""
    (before,) = read_time_expressions(f"nộp trước ngày {day:%d/%m/%Y}", TODAY)
    (latest,) = read_time_expressions(f"nộp chậm nhất ngày {day:%d/%m/%Y}", TODAY)
    assert (before.end, before.boundary) == (day, Boundary.BEFORE)
    assert (latest.end, latest.boundary) == (day, Boundary.ON_OR_BEFORE)
    assert before.start is latest.start is None


@given(DAYS, st.integers(0, 400))
def test_a_range_is_two_days_or_an_anomaly(first: date, length: int) -> None:
    """A range comes back; turned round it is an anomaly and has no days."""
    last = first + timedelta(days=length)
    (found,) = read_time_expressions(f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}", TODAY)
    assert (found.start, found.end) == (first, last)
    if length:
        (backward,) = read_time_expressions(f"từ ngày {last:%d/%m/%Y} đến ngày {first:%d/%m/%Y}", TODAY)
        assert (backward.anomaly, backward.start, backward.end) == (AnomalyKind.BACKWARD_RANGE, None, None)


@given(st.integers(1, 31), st.integers(1, 12), st.integers(2000, 2099))
def test_a_day_exists_or_is_an_anomaly(day: int, month: int, year: int) -> None:
    """A date that no calendar has never becomes a day."""
    (found,) = read_time_expressions(f"ngày {day:02d}/{month:02d}/{year}", TODAY)
    exists = day <= monthrange(year, month)[1]
    assert (found.anomaly is None) is exists
    assert (found.start is not None) is exists


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@given(DAYS, st.integers(0, 6))
def test_a_weekday_agrees_or_is_an_anomaly(day: date, weekday: int) -> None:
    """A weekday that contradicts its date is told, never followed."""
    (found,) = read_time_expressions(f"{_WEEKDAYS[weekday]}, ngày {day:%d/%m/%Y}", TODAY)
    agrees = weekday == day.weekday()
    assert found.anomaly is (None if agrees else AnomalyKind.CONTRADICTING_WEEKDAY)
    assert found.end == (day if agrees else None)


@given(DAYS, st.integers(1, 300))
def test_days_counted_from_a_date(day: date, count: int) -> None:
    """A term "trong N ngày kể từ" ends N days later; N days beginning with a day hold that day."""
    (term,) = read_time_expressions(f"trong {count} ngày kể từ ngày {day:%d/%m/%Y}", TODAY)
    (drive,) = read_time_expressions(f"{count} ngày đêm, bắt đầu từ ngày {day:%d/%m/%Y}", TODAY)
    assert term.end == day + timedelta(days=count)
    assert (drive.start, drive.end) == (day, day + timedelta(days=count - 1))


PIECES = st.sampled_from((
    "ngày", "tháng", "quý", "năm", "tuần", "thứ", "hai", "Sáu", "trước", "sau", "đến", "từ", "hằng", "mỗi", "lần",
    "đầu", "cuối", "của", "Tết", "mùng", "rằm", "Chạp", "âm", "lịch", "hạn", "là", "nộp", "trong", "5", "12", "31",
    "2026", "20/11", "31/02/2026", "99", "lúc", "8h30", "17", "giờ", "sáng", "mai", "nay", ",", ".", ";", ":", "(",
    ")", "/", "-", "và", "hoặc", "kể", "làm", "việc", "Ất", "Tỵ", "không", "quá", "lùi", "sang", "giữa", "tới",
    "nữa", "Giỗ", "Tổ", "O5/l2/2O26", "ba", "mươi", "nghìn",
))  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14).map(" ".join), st.none() | st.dates())
def test_no_words_of_time_raise(text: str, today: date | None) -> None:
    """Whatever the order of its words, a text is read; spans are in order and quote the text."""
    found = read_time_expressions(text, today)
    assert [e.span.of(text) for e in found] == [e.quote for e in found]
    assert all(a.span.end <= b.span.start for a, b in zip(found, found[1:], strict=False))
    assert all(e.start <= e.end for e in found if e.start and e.end)
    assert all(e.start is None and e.end is None for e in found if not e.resolvable)


@given(st.text(max_size=60), st.none() | st.dates())
def test_no_text_raises(text: str, today: date | None) -> None:
    """No text at all stops the reading."""
    assert all(e.quote for e in read_time_expressions(text, today))
