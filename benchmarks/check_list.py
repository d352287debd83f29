"""How long does a list of a thousand nominees take?

    python -m benchmarks.check_list [ROWS]

Writes a workbook of so many rows (1,000 by default) with a history sheet and summaries, checks it by
``tdkt check-list`` in a process of its own, and writes ``benchmarks/check_list.md``.
"""

import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook

from benchmarks.command import ROOT, tdkt

REPORT = ROOT / "benchmarks" / "check_list.md"
ROWS = 1000
UNITS = 40
SEED = 20261120
HEADINGS = (
    "STT", "Họ và tên", "Mã cán bộ", "CCCD", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Năm xét", "Danh hiệu đề nghị",
    "Mức độ hoàn thành", "Xếp loại 2024", "Xếp loại 2023", "Tên sáng kiến", "Số QĐ công nhận sáng kiến",
    "Năm công nhận sáng kiến", "Phạm vi sáng kiến", "Kỷ luật", "Đang xem xét kỷ luật", "Tham gia phong trào",
    "Phiếu đồng ý", "Tổng số thành viên Hội đồng", "Ngày tiếp nhận hồ sơ", "Tóm tắt thành tích", "Ghi chú",
)  # fmt: skip
HISTORY = ("Mã cán bộ", "Họ và tên", "Năm", "Danh hiệu", "Số quyết định", "Ngày quyết định", "Cơ quan ban hành")
NAMES = (("Lò", "Vàng", "Hà", "Cầm", "Quàng"), ("Thị", "Văn", "Minh"), ("Mai", "Sơn", "Hạnh", "Dũng", "Lan", "Phúc"))
TITLES = ("Lao động tiên tiến", "CSTĐCS", "CSTĐ cấp tỉnh", "Bằng khen của UBND tỉnh")


def rows(count: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the list."""
    for number in range(1, count + 1):
        name = " ".join(chance.choice(part) for part in NAMES)
        rating = chance.choice(("HTXSNV", "Hoàn thành tốt nhiệm vụ", "HTNV"))
        yield (
            number, name, f"CB{number:05d}", f"0{number:011d}", date(1980, 1 + number % 12, 1 + number % 28),
            "Chuyên viên", f"Phòng số {number % UNITS}", 2025, chance.choice(TITLES), rating, "HTTNV", "HTXSNV",
            f"Giải pháp {number}", f"{number}/QĐ-SK", 2025, "Cơ sở", "Không", "Không", "Có", 14, 15,
            date(2025, 12, 10), f"{rating} năm 2025", "",
        )  # fmt: skip


def history(count: int) -> Iterator[tuple[object, ...]]:
    """Yield three titles for each."""
    for number in range(1, count + 1):
        for year in (2022, 2023, 2024):
            yield (f"CB{number:05d}", "", year, "CSTĐCS", f"{number}/QĐ-{year}", date(year + 1, 1, 5), "Sở Nội vụ")


def workbook(path: Path, count: int) -> None:
    """Write the list that is checked."""
    book = Workbook()
    listed = book.worksheets[0]
    listed.append(["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2025"])
    listed.append(list(HEADINGS))
    for row in rows(count, random.Random(SEED)):
        listed.append(list(row))
    past = book.create_sheet("Quá trình khen thưởng")
    past.append(list(HISTORY))
    for row in history(count):
        past.append(list(row))
    book.save(path)


def main(arguments: Sequence[str]) -> int:
    """Measure and write the report."""
    count = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory() as made:
        source, target = Path(made) / "danh-sach.xlsx", Path(made) / "ket-qua.xlsx"
        workbook(source, count)
        ran = tdkt(Path(made) / "home", "check-list", source, "-o", target, "--yes", "--json")
        if ran.code:
            sys.stderr.write(ran.err)
            return 1
        judged = len(ran.value["rows"])
    head = f"{datetime.now(UTC):%Y-%m-%d}, CPython {platform.python_version()}, {os.cpu_count()} lõi, không mạng"
    told = (
        f"# Rà soát danh sách Excel\n\n{head}. Đo bằng `python -m benchmarks.check_list`.\n\n"
        "| việc | kết quả |\n|---|---|\n"
        f"| {judged} dòng, {3 * count} dòng quá trình khen thưởng, có tóm tắt thành tích; từ đầu đến cuối tiến trình | "
        f"{ran.seconds:.1f} s, {ran.megabytes:.0f} MB |\n"
    )
    REPORT.write_text(told, encoding="utf-8")
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
