"""Is every reminder told once, while workers are killed again and again, and through a whole year?

    python -m benchmarks.reminders [COUNT [PART...]]          (parts: sqlite, postgres, year; all without any)

One worker on SQLite and three on a PostgreSQL of our own look at the clock and send through a channel that fails before
and after it takes a message; they are killed at any moment. A year of 2,000 people is simulated without sleeping.
Writes ``benchmarks/reminders.md``; what a part said before stays where it is not run.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import ROOT
from knowledge.store import open_engine
from knowledge.store.engine import sqlite_url
from tests.e2e.reminding_killed import Killing
from tests.e2e.reminding_year import BEGIN, END, MOST, Figures, Year
from tests.fakes.postgres import postgres, why_not

KILLS = 100
PEOPLE = 500  # of twenty reminders each
PEOPLE_OF_THE_YEAR = 2000
REPORT = ROOT / "benchmarks" / "reminders.md"
Told = tuple[str, bool]
"""What a part says, and whether everything was right."""
_HEAD = "| nhắc | tin đã gửi | kênh bỏ lửng | chết khi đang gửi | trong đó vẫn đến | hai lần | mất | lạ |"


def on_sqlite(kills: int) -> Told:
    """Kill the one worker of a home on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        return _killed(Killing(sqlite_url(path / "tdkt.sqlite"), path, PEOPLE), kills, "một tiến trình trên SQLite")


def on_postgres(kills: int) -> Told:
    """Kill any of three workers on PostgreSQL."""
    if why_not():
        return f"Không đo được: {why_not()}.\n", True
    with postgres() as server, tempfile.TemporaryDirectory() as folder:
        killing = Killing(server.database(), Path(folder), PEOPLE, workers=3)
        return _killed(killing, kills, "ba tiến trình cùng lúc trên PostgreSQL")


def _killed(killing: Killing, kills: int, what: str) -> Told:
    began = time.perf_counter()
    tally = killing.run(kills)
    seconds = time.perf_counter() - began
    met = "; ".join(f"{where}: {count}" for where, count in sorted(killing.killed.items()))
    figures = (
        tally.expected, tally.sent, tally.left_unknown, tally.died, tally.arrived_unknown, tally.doubled, tally.lost,
        tally.strange,
    )  # fmt: skip
    row = " | ".join(map(str, figures))
    told = (
        f"{_today()}, {kills} lần ngắt bằng SIGKILL, {what}, {killing.people} người, {seconds:.0f} s ({met}).\n\n"
        f"{_HEAD}\n|---|---|---|---|---|---|---|---|\n| {row} |\n\n"
        "Một tin có thể gồm nhiều việc. “Bỏ lửng”: kênh không nói đã nhận hay chưa; những tin ấy và tin của tiến trình "
        "chết giữa lúc gửi ghi “không rõ”, không tự gửi lại.\n"
    )
    return told, tally.is_right


def through_a_year(_: int) -> Told:
    """Simulate a year."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(sqlite_url(Path(folder) / "tdkt.sqlite"))
        figures = Year(engine, PEOPLE_OF_THE_YEAR).run()
        engine.dispose()
    return year_told(figures, PEOPLE_OF_THE_YEAR, time.perf_counter() - began), not figures.broken


def year_told(figures: Figures, people: int, seconds: float) -> str:
    """Return the figures of a year in words."""
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = figures.rows
    broken = "".join(f"- {rule}: {count}\n" for rule, count in sorted(figures.broken.items()))
    return (
        f"{_today()}, {people} người, mỗi người theo dõi không quá {MOST} hạn, từ {BEGIN:%d/%m/%Y} đến {END:%d/%m/%Y} "
        f"(có Tết và một tuần máy dừng): {figures.messages} tin, {rows['written']} lượt nhắc, {rows['changed']} lượt "
        f"báo đổi hạn, {rows['overdue']} lượt báo quá hạn, {rows['expired']} lượt bỏ vì đã muộn; {figures.twice} lần "
        f"có bản tin thứ hai trong ngày vì không chờ được.\n\n"
        f"{figures.looks} lần xem đồng hồ, trung bình {figures.seconds / figures.looks:.2f} s, lâu nhất "
        f"{figures.slowest:.1f} s; cả mô phỏng {seconds:.0f} s, {megabytes:.0f} MB.\n\n"
        f"Tin ngoài quy tắc: {figures.broken.total()}.\n{broken}"
    )


PARTS: dict[str, tuple[str, Callable[[int], Told]]] = {
    "sqlite": ("Bị ngắt, SQLite", on_sqlite),
    "postgres": ("Bị ngắt, PostgreSQL", on_postgres),
    "year": ("Mô phỏng một năm", through_a_year),
}


def main(arguments: list[str]) -> int:
    """Measure, tell; return 1 where anything was lost, doubled or against a rule."""
    kills = int(arguments[0]) if arguments else KILLS
    chosen = arguments[1:] or list(PARTS)
    said = _said_before()
    right = True
    for name in chosen:
        title, measure = PARTS[name]
        said[title], well = measure(kills)
        right = right and well
        sys.stdout.write(f"{title}\n\n{said[title]}\n")
    sections = "".join(f"\n## {title}\n\n{said[title]}" for title, _ in PARTS.values() if title in said)
    REPORT.write_text(f"# Nhắc hạn\n\nĐo bằng `python -m benchmarks.reminders`.\n{sections}", encoding="utf-8")
    return 0 if right else 1


def _said_before() -> dict[str, str]:
    """Return what the report says now, by title."""
    sections = REPORT.read_text(encoding="utf-8").split("\n## ")[1:] if REPORT.exists() else []
    pairs = (section.split("\n\n", 1) for section in sections)
    return {title: told.rstrip("\n") + "\n" for title, told in pairs}


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
