"""Is every question answered once while ``tdkt serve`` is killed, again and again?

    python -m benchmarks.serve_kills [COUNT]

People ask on stand-ins of Zalo and Telegram; the process is killed at any moment and started again on the same home.
Writes ``benchmarks/serve_kills.md``.
"""

import logging
import random
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import ROOT
from tests.e2e.killing import Kills, Tally
from tests.e2e.serving import Serving, fed_home, platforms

KILLS = 100
SEED = 7
REPORT = ROOT / "benchmarks" / "serve_kills.md"
_TITLES = {"zalo": "Zalo (hỏi tin)", "telegram": "Telegram (hỏi tin)"}
_HEADS = "| kênh | hỏi | trả lời một lần | gửi dở, ghi “không rõ” | Zalo đã giao cho tiến trình chết | hai lần | mất |"


def main(arguments: list[str]) -> int:
    """Kill, count, tell; return 1 where a question was answered twice or lost."""
    cycles = int(arguments[0]) if arguments else KILLS
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a client that was killed is no error of the fakes
    with tempfile.TemporaryDirectory() as folder, platforms() as served:
        home = fed_home(Path(folder) / "home")
        with Serving(home, served.of_both) as serving:
            kills = Kills(serving, served, random.Random(SEED))
            for _ in range(cycles):
                kills.cycle()
            kills.settle(120)
            told = {channel: kills.tally(channel) for channel in _TITLES}
    text = report(cycles, told, kills)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return int(any(tally.twice or tally.lost or tally.wrong for tally in told.values()))


def report(cycles: int, told: dict[str, Tally], kills: Kills) -> str:
    """Return the figures as a page."""
    rows = "".join(
        f"| {_TITLES[channel]} | {t.asked} | {t.answered} | {t.unknown} | {t.popped} | {t.twice} | {t.lost} |\n"
        for channel, t in told.items()
    )
    met = "".join(f"- còn {what}: {count} lần\n" for what, count in kills.met.items())
    recorded = sum(t.recorded for t in told.values())
    return (
        f"# Bị ngắt khi đang phục vụ\n\n{datetime.now(UTC):%Y-%m-%d}. `python -m benchmarks.serve_kills {cycles}`: "
        f"{cycles} lần ngắt bằng SIGKILL trên máy chủ giả của Zalo và Telegram, khởi động lại trên cùng kho; "
        f"khởi động trung vị {statistics.median(kills.starts):.1f} s, lâu nhất {max(kills.starts):.1f} s.\n\n"
        f"{_HEADS}\n|---|---|---|---|---|---|---|\n{rows}\n"
        f"Trong các câu đã trả lời, {recorded} câu cũng ghi “không rõ” vì tiến trình chết trước khi nghe kết quả; "
        "không câu nào được gửi lại.\n\n"
        f"Lúc bị ngắt:\n\n{met}"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
