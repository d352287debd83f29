"""How heavy is the first page, and how long does a source page of 300 pages take?

    python -m benchmarks.web

Serves a home with the shipped summaries and one synthetic document in a process of its own, fetches pages over
loopback, and writes ``benchmarks/web.md``.
"""

import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.command import ROOT, tdkt

REPORT = ROOT / "benchmarks" / "web.md"
_PROGRAM = "from bot.cli import main; main()"
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_ARTICLES, _CLAUSES = 900, 3  # about 300 pages
_TIMES = 5


def long_document() -> str:
    """Return a regulation of about 300 pages."""
    lines = ["ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "QUY ĐỊNH", "Về công tác thi đua, khen thưởng của tỉnh"]
    for article in range(1, _ARTICLES + 1):
        lines.append(f"Điều {article}. Nội dung thi đua, khen thưởng thứ {article}")
        for clause in range(1, _CLAUSES + 1):
            words = (
                "Cơ quan, đơn vị thực hiện nội dung này theo kế hoạch hằng năm và báo cáo kết quả về Sở Nội vụ. " * 3
            )
            lines.append(f"{clause}. Việc số {article}.{clause}: {words}")
    return "\n".join(lines)


def fetched(port: int, address: str) -> tuple[bytes, float]:
    """Return a page and the seconds until its last byte."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        started = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        return content, time.perf_counter() - started


def measured(home: Path) -> list[tuple[str, str]]:
    """Return what was measured on a home that is served here."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-c", _PROGRAM, "--home", str(home), "serve", "--host", "127.0.0.1", "--port", str(port)]
    surroundings = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    process = subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        first, took = fetched(port, "/")
        weight = len(first) + sum(len(fetched(port, a)[0]) for a in set(_ASSET.findall(first.decode())))
        source = re.findall(r'href="(/nguon/[^"]+|/van-ban/\d+)"', fetched(port, "/van-ban?q=quy+dinh")[0].decode())
        page = f"/nguon/{_number(source)}/{_number(source)}"
        cold = fetched(port, page)
        warm = sorted(fetched(port, page)[1] for _ in range(_TIMES))[_TIMES // 2]
    finally:
        process.terminate()
        process.wait(30)
    return [
        ("trang đầu với mọi tệp đi kèm, không nén, không nhớ đệm", f"{weight / 1000:.1f} KB; trang riêng {took:.2f} s"),
        (
            f"trang nguồn của văn bản {len(long_document()) // 1000} nghìn ký tự, lần đầu sau khi khởi động",
            f"{cold[1]:.2f} s",
        ),
        ("trang ấy, các lần sau (trung vị)", f"{warm:.2f} s, {len(cold[0]) / 1_000_000:.1f} MB"),
    ]


def _number(addresses: list[str]) -> int:
    return max(int(found) for a in addresses for found in re.findall(r"/(\d+)", a)[:1])


def main() -> None:
    """Measure and write the report."""
    with tempfile.TemporaryDirectory() as folder:
        home, paper = Path(folder) / "home", Path(folder) / "quy-dinh.txt"
        paper.write_text(long_document(), encoding="utf-8")
        for words in (("init", "--unit", "Sở Nội vụ tỉnh Lai Châu"), ("library", "load"), ("ingest", str(paper))):
            ran = tdkt(home, *words)
            if ran.code:
                raise RuntimeError(ran.err)
        rows = measured(home)
    day, cores = f"{datetime.now(UTC):%Y-%m-%d}", os.cpu_count()
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    REPORT.write_text(
        f"# Trang web\n\n{day}, CPython {platform.python_version()}, {cores} lõi, qua 127.0.0.1. "
        f"Đo bằng `python -m benchmarks.web`.\n\n| việc | kết quả |\n|---|---|\n{table}\n",
        encoding="utf-8",
    )
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
