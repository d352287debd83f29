"""Deadlines in words (lời nhắc): which day, how long from now, what, to whom, and where it stands."""

from datetime import date

from bot.clock import VIETNAM
from bot.reminders.occurrences import Kept, Occurrence
from knowledge.text import squeezed
from knowledge.time_expressions import Boundary

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day_words(day: date) -> str:
    """Return a day with its weekday: "thứ Sáu 20/06/2025"."""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def by_when(last_day: date, today: date) -> str:
    """Return how long is left, and until when: "Còn 3 ngày, chậm nhất thứ Sáu 20/06/2025"."""
    left = (last_day - today).days
    if left <= 0:
        return f"Hôm nay là ngày cuối, {day_words(last_day)}"
    return f"Còn {left} ngày, chậm nhất {'ngày mai, ' if left == 1 else ''}{day_words(last_day)}"


def hour_words(kept: Kept, occurrence: Occurrence) -> str:
    """Return the hour of a deadline that has one: "trước 16:30"; empty where the whole day counts."""
    if kept.deadline.time is None or occurrence.last_day != occurrence.named:
        return ""
    limit = "trước" if kept.deadline.boundary is Boundary.BEFORE else "chậm nhất"
    return f"{limit} {occurrence.closes.astimezone(VIETNAM):%H:%M}"


def named_words(occurrence: Occurrence) -> str:
    """Return what the document says where the last day that counts is another: "trước ngày 20/06/2024"."""
    return f"trước ngày {occurrence.named:%d/%m/%Y}" if occurrence.named != occurrence.last_day else ""


def what_words(kept: Kept, most: int | None = None) -> str:
    """Return what is to be done, beginning with a capital."""
    what = shortened(squeezed(kept.deadline.what), most)
    return what[:1].upper() + what[1:]


def source_words(kept: Kept, most: int | None = None) -> str:
    """Return where a deadline stands: "mục III.1, Kế hoạch 12/KH-VP"; empty where a person added it."""
    return shortened(", ".join(part for part in (kept.deadline.provision, kept.document) if part), most)


def shortened(text: str, most: int | None) -> str:
    """Return a text of at most so many characters, cut between words where it is longer."""
    if most is None or len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:-") + "…"
