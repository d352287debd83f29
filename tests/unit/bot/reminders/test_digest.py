"""The message of a day: what, to whom, until when in plain words, where it stands, and how to answer."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from bot.channels.fitting import parts
from bot.channels.plain import plain, units
from bot.clock import VIETNAM
from bot.messages import Appointment, Capabilities, Notice, OutgoingMessage, Quotation
from bot.reminders.digest import Change, Digest, Item, announcement, digest
from bot.reminders.occurrences import Kept, Occurrence, occurrences, uid_of
from bot.reminders.replies import read_reply
from bot.reminders.wording import by_when, day_words, shortened
from knowledge.time_expressions import Boundary

Make = Callable[..., Kept]
TODAY = date(2024, 6, 13)
LABEL = Notice("🤖 Tin tự động của trợ lý thi đua, khen thưởng.")
ZALO = Capabilities(most_units=2000)
LONG = "hồ sơ đề nghị khen thưởng phong trào thi đua “Cả nước chung sức xây dựng nông thôn mới” và các chuyên đề khác"


def one_of(kept: Kept) -> Occurrence:
    return occurrences(kept, datetime(2000, 1, 1, tzinfo=VIETNAM), date(2030, 1, 1))[0]


def of(*kept: Kept, today: date = TODAY, calendar: bool = True) -> Digest:
    return digest([Item(one, one_of(one)) for one in kept], today, home="home", calendar=calendar)


def appointments(message: OutgoingMessage) -> list[Appointment]:
    return [block for block in message.blocks if isinstance(block, Appointment)]


def test_a_message_of_one_deadline_says_everything(kept: Make) -> None:
    """One deadline: how long is left, what, to whom, by whom, the words of the document and where they stand."""
    found = of(kept())
    assert plain(found.message.blocks).split("\n") == [
        "Nhắc hạn tự động: 1 việc",
        "Còn 7 ngày, chậm nhất thứ Năm 20/06/2024:",
        "1. Hồ sơ đề nghị khen thưởng đợt 1, nơi nhận: Văn phòng Sở",
        "Ai làm: Các phòng thuộc Sở",
        "«Thời hạn gửi hồ sơ đề nghị khen thưởng đợt 1 về Văn phòng Sở chậm nhất ngày 20/6/2024.»",
        "Nguồn: mục II.1, Kế hoạch 12/KH-SNV",
        "Trả lời “đã xong 1”, “nhắc lại 1” hoặc “nhắc lại 1 sau 2 ngày”, “dừng 1”; “dừng” để không nhận nhắc nữa.",
        "📅 20/06/2024: Hạn: Hồ sơ đề nghị khen thưởng đợt 1",
    ]
    assert (
        found.message.subject == "Nhắc hạn: Hồ sơ đề nghị khen thưởng đợt 1, còn 7 ngày, chậm nhất thứ Năm 20/06/2024"
    )


def test_deadlines_of_a_day_stand_together(kept: Make) -> None:
    """Days come in order, each once, and the numbers tell which deadline an answer means."""
    found = of(
        kept(date(2024, 6, 20), id=5), kept(date(2024, 6, 14), id=9), kept(date(2024, 6, 20), id=2), kept(TODAY, id=3)
    )
    text = plain(found.message.blocks)
    assert found.numbered == (
        (3, TODAY), (9, date(2024, 6, 14)), (2, date(2024, 6, 20)), (5, date(2024, 6, 20)),
    )  # fmt: skip
    assert [line for line in text.split("\n") if line.endswith(":")] == [
        "Hôm nay là ngày cuối, thứ Năm 13/06/2024:",
        "Còn 1 ngày, chậm nhất ngày mai, thứ Sáu 14/06/2024:",
        "Còn 7 ngày, chậm nhất thứ Năm 20/06/2024:",
    ]
    assert found.message.subject == "Nhắc hạn: 4 việc, gần nhất thứ Năm 13/06/2024"


def test_the_same_deadline_stands_once(kept: Make) -> None:
    """Two stages of one deadline on a day are one item."""
    assert len(of(kept(), kept()).numbered) == 1


def test_an_exclusive_limit_says_what_the_document_says(kept: Make) -> None:
    """Where the words say "trước ngày 20", the 19th is named as the last day, with those words beside it."""
    text = plain(of(kept(boundary=Boundary.BEFORE)).message.blocks)
    assert "Còn 6 ngày, chậm nhất thứ Tư 19/06/2024:" in text
    assert "(trước ngày 20/06/2024)" in text


@pytest.mark.parametrize(("boundary", "limit"), [(Boundary.BEFORE, "trước"), (Boundary.ON_OR_BEFORE, "chậm nhất")])
def test_an_hour_is_told_and_stands_in_the_calendar(kept: Make, boundary: Boundary, limit: str) -> None:
    """A deadline with an hour names it, and its appointment ends then."""
    message = of(kept(boundary=boundary, time=time(16, 30))).message
    assert f"({limit} 16:30)" in plain(message.blocks)
    (shown,) = appointments(message)
    assert shown.starts + shown.lasts == datetime(2024, 6, 20, 16, 30, tzinfo=VIETNAM)
    assert shown.lasts == timedelta(minutes=30)


def test_appointments_are_known_again(kept: Make) -> None:
    """An appointment bears the name and number of its deadline, one that comes again also its day."""
    single = kept(sequence=3)
    again = kept(date(2025, 5, 5), id=2, recurrence="FREQ=MONTHLY;BYMONTHDAY=5")
    shown = appointments(of(single, again).message)
    assert [a.uid for a in shown] == [uid_of("home", 1), uid_of("home", 2, date(2025, 5, 5))]
    assert shown[0].sequence == 3
    assert appointments(of(single, calendar=False).message) == []


def test_a_deadline_that_a_person_added_has_no_source(kept: Make) -> None:
    """Without a document there is neither quotation nor source."""
    blocks = of(kept(document="", provision=None, to_whom=None, who=None)).message.blocks
    assert not [b for b in blocks if isinstance(b, Quotation)]
    assert "Nguồn" not in plain(blocks)


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("calendar", [True, False])
def test_ten_deadlines_fit_into_one_message(kept: Make, days: int, calendar: bool) -> None:
    """Ten long deadlines, of one day or of ten, go out as one message, each with its number, day and source."""
    ten = [
        kept(
            TODAY + timedelta(days=days * n), id=n, what=LONG, to_whom="Ban Thi đua - Khen thưởng, Sở Nội vụ",
            time=time(16, 30), document="Kế hoạch 125/KH-UBND của Ủy ban nhân dân tỉnh ngày 05/01/2024",
        )
        for n in range(1, 11)
    ]  # fmt: skip
    message = of(*ten, calendar=calendar).message
    assert len(parts(message.and_also(LABEL), ZALO)) == 1
    text = plain(message.blocks)
    assert all(f"{n}. Hồ sơ đề nghị" in text for n in range(1, 11))
    assert text.count("Nguồn: mục II.1, Kế hoạch 125/KH") == 10


def test_without_a_limit_nothing_is_left_out(kept: Make) -> None:
    """Where a channel has no limit, every quotation and appointment stays."""
    items = [Item(one, one_of(one)) for one in (kept(id=n, what=LONG) for n in range(1, 11))]
    message = digest(items, TODAY, home="home", room=None).message
    assert units(plain(message.blocks)) > 2000
    assert len(appointments(message)) == 10
    assert sum(isinstance(b, Quotation) for b in message.blocks) == 10


def test_the_quotation_is_the_words_of_the_document(kept: Make) -> None:
    """A quotation is never shortened: it stands whole, or not at all."""
    one = kept()
    quoted = [b.text for b in of(one).message.blocks if isinstance(b, Quotation)]
    assert quoted == [f"«{one.deadline.quote}»"]


def test_what_it_tells_to_answer_is_understood(kept: Make) -> None:
    """Every answer that the message proposes is one that is read."""
    (how,) = [b.text for b in of(kept()).message.blocks if isinstance(b, Notice)]
    proposed = [piece.split("”")[0] for piece in how.split("“")[1:]]
    assert len(proposed) == 5
    assert all(read_reply(text) for text in proposed)


# Changes


def test_a_changed_day_is_announced(kept: Make) -> None:
    """Whoever was told the old day reads "đổi từ … sang …", and calendars get the new day under the old name."""
    now = kept(date(2024, 6, 28), sequence=1)
    message = announcement([Change(now, date(2024, 6, 20), one_of(now))], home="home")
    assert "hạn đổi từ thứ Năm 20/06/2024 sang thứ Sáu 28/06/2024." in plain(message.blocks)
    (moved,) = appointments(message)
    assert (moved.uid, moved.sequence, moved.cancelled) == (uid_of("home", 1), 1, False)


def test_a_deadline_that_fell_is_announced(kept: Make) -> None:
    """What is not due any more is said, and taken out of calendars."""
    message = announcement([Change(kept(sequence=2), date(2024, 6, 20), None)], home="home")
    assert "không còn hạn thứ Năm 20/06/2024 nữa." in plain(message.blocks)
    assert [a.cancelled for a in appointments(message)] == [True]


def test_changes_come_first_in_the_message_of_a_day(kept: Make) -> None:
    """A change stands above what is due; alone it is a message, too."""
    now = kept(date(2024, 6, 28), id=2)
    change = Change(now, date(2024, 6, 20), one_of(now))
    text = plain(digest([Item(kept(), one_of(kept()))], TODAY, home="home", changes=[change]).message.blocks)
    assert text.index("đổi từ") < text.index("Còn 7 ngày")
    alone = digest([], TODAY, home="home", changes=[change])
    assert alone.numbered == ()
    assert alone.message.subject == "Thay đổi hạn nộp, hạn báo cáo"
    assert "Trả lời" not in plain(alone.message.blocks)


# Words


def test_days_in_words() -> None:
    """A day is told with its weekday."""
    assert day_words(date(2025, 6, 20)) == "thứ Sáu 20/06/2025"
    assert day_words(date(2025, 6, 22)) == "Chủ nhật 22/06/2025"
    assert by_when(date(2025, 6, 20), date(2025, 6, 17)) == "Còn 3 ngày, chậm nhất thứ Sáu 20/06/2025"


@pytest.mark.parametrize(("text", "most"), [("một hai ba bốn", 9), ("motmotmotmotmot", 6), ("một hai", 7), ("a", 1)])
def test_a_shortened_text_fits(text: str, most: int) -> None:
    """A shortened text has at most so many characters, and one that fits stays."""
    assert len(shortened(text, most)) <= most
    assert (shortened(text, most) == text) == (len(text) <= most)
