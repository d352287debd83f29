"""How fast is it, and how much memory does it take?

    python -m benchmarks.speed [TESTDATA]          (make bench)

Measures ingest, a cold question, and warm answers, on the seeds and the law texts of a folder (default
``../shared``) or on our own documents where that is absent, and writes ``benchmarks/speed.md``.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import ROOT, tdkt
from knowledge.text import folded
from retriever.evaluation import load_question_cases

OWN = ROOT / "tests" / "documents"
REPORT = ROOT / "benchmarks" / "speed.md"
COLD_RUNS = 7
Line = tuple[str, str]


def sources(testdata: Path) -> dict[str, list[Path]]:
    """Return what is ingested, by the name of the home."""
    found = {"tám văn bản của dự án": [OWN]}
    if (testdata / "seeds").is_dir():
        found["bốn kế hoạch mẫu"] = [testdata / "seeds"]
        found["mười lăm văn bản luật và bốn kế hoạch mẫu"] = [testdata / "law", testdata / "seeds"]
    return found


def questions(testdata: Path, folder: Path) -> Path:
    """Write the questions, as asked and without diacritics, for one batch; return the file."""
    seeds = testdata / "eval" / "questions_seed.jsonl"
    if seeds.is_file():
        texts = [json.loads(line)["question"] for line in seeds.read_text(encoding="utf-8").splitlines()]
    else:
        texts = [case.question for case in load_question_cases(ROOT / "tests" / "cases" / "questions.yaml")]
    rows = [{"id": i, "question": form} for i, form in enumerate([*texts, *map(folded, texts)])]
    batch = folder / "questions.jsonl"
    batch.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return batch


def measured(name: str, paths: Sequence[Path], batch: Path, folder: Path) -> Iterator[Line]:
    """Yield the lines of one home: ingest, cold questions, warm answers."""
    home = folder / f"home-{abs(hash(name))}"
    taken = tdkt(home, "ingest", *paths, "--json")
    rows = taken.value["documents"]
    passages = sum(r["chunks"] for r in rows)
    yield f"{name}: nạp {len(rows)} văn bản, {passages} đoạn", f"{taken.seconds:.1f} s, {taken.megabytes:.0f} MB"
    cold = [tdkt(home, "ask", "Hạn nộp hồ sơ khen thưởng đợt 1 là ngày nào?", "--json") for _ in range(COLD_RUNS)]
    seconds, memory = statistics.median(r.seconds for r in cold), max(r.megabytes for r in cold)
    yield f"{name}: `tdkt ask` từ đầu đến cuối tiến trình", f"{seconds:.2f} s, {memory:.0f} MB"
    warm = tdkt(home, "ask", "--batch", batch)
    spent = sorted(json.loads(line)["elapsed_ms"] for line in warm.out.splitlines())
    half, most = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    yield f"{name}: {len(spent)} câu liên tiếp", f"p50 {half:.0f} ms, p95 {most:.0f} ms, {warm.megabytes:.0f} MB"


def main(arguments: Sequence[str]) -> int:
    """Measure everything and write the report."""
    testdata = Path(arguments[0]) if arguments else ROOT.parent / "shared"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        batch = questions(testdata, folder)
        lines = [line for name, paths in sources(testdata).items() for line in measured(name, paths, batch, folder)]
    head = f"{datetime.now(UTC):%Y-%m-%d}, CPython {platform.python_version()}, {os.cpu_count()} lõi, không mạng"
    table = "".join(f"| {what} | {figure} |\n" for what, figure in lines)
    told = f"# Tốc độ\n\n{head}. Đo bằng `make bench`.\n\n| việc | kết quả |\n|---|---|\n{table}"
    REPORT.write_text(told, encoding="utf-8")
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
