"""Does a home survive being killed, again and again?

    python -m benchmarks.kills [COUNT]          (make soak)

A seeded series of ingests, removals and rebuilds is killed at named points, or at any moment; after each kill the next
commands must find every document whole or not at all, both indexes as the register says, and the same answer. Writes
``benchmarks/kills.md``.
"""

import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import ROOT, tdkt
from knowledge.crash_points import CrashPoint

KILLS = 100
SEED = 20
REPORT = ROOT / "benchmarks" / "kills.md"
KEPT = "Hạn gửi hồ sơ khen thưởng của Sở Xây dựng tỉnh Nghệ An đợt 1 là ngày nào?"
_ANY_MOMENT = 2.0  # seconds, about as long as a command lives
_POINTS = [point for point in CrashPoint if not point.startswith("reminders.")]  # those have their own benchmark
_REMOVALS = (CrashPoint.REMOVE_MARKED, CrashPoint.REMOVE_COMMITTED)


class Home:
    """A home that is maltreated, beside the folder it is fed from."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "home"
        self._papers = sorted((ROOT / "tests" / "documents").glob("*"))
        tdkt(self._path, "ingest", *self._papers)
        self.answer = self.asked()

    def asked(self) -> str:
        """Return what a question about a document that is never removed gets."""
        said = tdkt(self._path, "ask", KEPT, "--json")
        return str(said.value["text"]) if said.code == 0 else said.err

    def held(self) -> dict[str, int]:
        """Return the documents held, by the name of their file."""
        return {
            Path(d["source_path"]).name: d["id"] for d in tdkt(self._path, "documents", "--json").value["documents"]
        }

    def is_whole(self) -> bool:
        """Say whether the indexes show what the register holds."""
        checks = tdkt(self._path, "doctor", "--json").value["checks"]
        return any(c["ok"] and c["what"] == "Chỉ mục khớp dữ liệu." for c in checks)

    def kill(self, chance: random.Random) -> str:
        """Begin something and kill it; return how it ended."""
        point = chance.choice([*_POINTS, None])
        crash_at, after = (point, None) if point else ("", chance.uniform(0, _ANY_MOMENT))
        held = self.held()
        victim = chance.choice([p for p in self._papers if "nghe-an" not in p.name])
        if point in _REMOVALS and victim.name not in held:
            tdkt(self._path, "ingest", victim)
            held = self.held()
        if point in _REMOVALS:
            ran = tdkt(self._path, "documents", "remove", held[victim.name], crash_at=crash_at)
        elif point is CrashPoint.REBUILD_CLEARED:
            ran = tdkt(self._path, "reindex", crash_at=crash_at)
        else:
            if victim.name in held:
                tdkt(self._path, "documents", "remove", held[victim.name])
            ran = tdkt(self._path, "ingest", victim, crash_at=crash_at, kill_after=after)
        return f"{point or 'lúc bất kỳ'}{'' if ran.code == -9 else ' (đã xong trước)'}"


def main(arguments: list[str]) -> int:
    """Kill, look, tell; return 1 where anything did not heal."""
    kills = int(arguments[0]) if arguments else KILLS
    chance = random.Random(SEED)
    ended: Counter[str] = Counter()
    ill: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        for number in range(1, kills + 1):
            how = home.kill(chance)
            ended[how] += 1
            healed = home.asked() == home.answer and home.is_whole()
            ill += [] if healed else [f"{number}: {how}"]
    rows = "".join(f"| {how} | {count} |\n" for how, count in sorted(ended.items()))
    told = (
        f"# Bị ngắt giữa chừng\n\n{datetime.now(UTC):%Y-%m-%d}. Đo bằng `make soak`: {kills} lần ngắt, "
        f"không tự lành {len(ill)}.\n\n| ngắt ở | lần |\n|---|---|\n{rows}"
    )
    REPORT.write_text(told + "".join(f"\nKhông lành: {line}\n" for line in ill), encoding="utf-8")
    sys.stdout.write(told)
    return 1 if ill else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
