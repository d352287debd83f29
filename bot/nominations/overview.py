"""The sheet that sums a list up (Tổng hợp tdkt): counts, money, what the whole list shows, what was not taken."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nominations.faults import Fault, masked
from bot.nominations.judging import NOT_JUDGED, Judged
from bot.nominations.money import Prize, thousands
from knowledge.criteria.verdicts import Verdict

TITLE = "TỔNG HỢP KẾT QUẢ RÀ SOÁT DANH SÁCH"
ADVISORY = "Kết quả để tham khảo; Hội đồng quyết định."
_VERDICTS = (*(v.words for v in Verdict), NOT_JUDGED)
_MOST_TOLD = 25
Line = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a list shows as a whole.

    Attributes:
        prizes: what the eligible would cost.
        shares: of the collectives whose people stand in the list.
        twice, initiatives, spellings: doubtful pairs of rows, in words.
        faults: what was not taken, or is only told.
        losses: what of the workbook is not kept.
    """

    rows: tuple[Judged, ...]
    prizes: tuple[Prize, ...]
    shares: tuple[str, ...]
    twice: tuple[str, ...]
    initiatives: tuple[str, ...]
    spellings: tuple[str, ...]
    faults: tuple[Fault, ...]
    losses: tuple[str, ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """Return which laws decided, the most used first."""
        return tuple(v for v, _ in Counter(r.judgement.version for r in self.rows if r.judgement).most_common())

    def as_json(self) -> dict[str, Any]:
        """Return the overview as the contract writes it."""
        return {
            "rows": len(self.rows),
            "verdicts": dict(Counter(r.judgement.verdict.value if r.judgement else "chua_xet" for r in self.rows)),
            "by_unit": [dict(zip(("unit", "title", *_VERDICTS), line, strict=True)) for line in _counts(self.rows)],
            "money": [
                {"title": p.name, "subject": p.subject, "count": p.count, "passed_over": p.passed_over, "each": p.each,
                 "total": p.total, "basis": p.basis} for p in self.prizes
            ],
            "money_total": _money_total(self.prizes),
            "collectives": list(self.shares), "duplicates": list(self.twice), "initiatives": list(self.initiatives),
            "spellings": list(self.spellings), "losses": list(self.losses), "versions": list(self.versions),
            "note": ADVISORY,
        }  # fmt: skip

    def lines(self, as_of: str) -> list[tuple[str, Line]]:
        """Return the lines of the sheet, each with its style: title, head, row, sum or text."""
        told = [_title(TITLE), _text(ADVISORY), _text(f"Ngày xét: {as_of}.")]
        told += [_text(f"Phiên bản luật: {version}") for version in self.versions]
        told += [_text(), _title("1. Số lượng theo đơn vị và danh hiệu")]
        told += [
            ("head", ("Đơn vị", "Danh hiệu, hình thức", *_VERDICTS)),
            *(("row", line) for line in _counts(self.rows)),
        ]
        told += [
            ("sum", ("Cộng", "", *_sums(self.rows))),
            _text(),
            _title("2. Dự toán tiền thưởng của những dòng “Đủ”"),
        ]
        told += [
            ("head", ("Danh hiệu, hình thức", "Đối tượng", "Số lượng", "Mức (đồng)", "Thành tiền (đồng)", "Cách tính"))
        ]
        told += [("row", _money_line(p)) for p in self.prizes]
        told += [("sum", ("Cộng", "", sum(p.count for p in self.prizes), "", _money_total(self.prizes), ""))]
        told += [
            _text(
                "Một người đủ nhiều danh hiệu thi đua trong cùng năm chỉ tính mức cao nhất; hình thức khen tính riêng."
            )
        ]
        for number, (heading, texts) in enumerate(self._parts(), start=3):
            told += [_text(), _title(f"{number}. {heading}"), *map(_text, texts or ("Không có.",))]
        return told

    def _parts(self) -> Iterable[tuple[str, Sequence[str]]]:
        yield "Tỷ lệ của tập thể, tính từ danh sách", self.shares
        yield "Một người xuất hiện hai lần cho cùng danh hiệu", self.twice
        yield "Sáng kiến dùng hai lần", self.initiatives
        yield "Cách viết khác nhau, cần thống nhất", self.spellings
        yield "Ô, dòng chưa dùng được", [f.words for f in self.faults if not f.is_note]
        yield (
            "Điều cần biết",
            [*(f.words for f in self.faults if f.is_note), *(f"tệp kết quả không giữ được: {x}" for x in self.losses)],
        )


def _title(text: str) -> tuple[str, Line]:
    return "title", (text,)


def _text(text: str = "") -> tuple[str, Line]:
    return "text", (text,)


def _money_line(prize: Prize) -> Line:
    each, total = (amount if amount is not None else "chưa tính" for amount in (prize.each, prize.total))
    return prize.name, prize.subject, prize.count, each, total, _how(prize)


def _counts(rows: Sequence[Judged]) -> list[Line]:
    """Return for each unit and title how many rows have which verdict."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        key = (masked(row.nomination.unit) or "(chưa ghi đơn vị)", row.title_name or "(chưa rõ danh hiệu)")
        found.setdefault(key, Counter())[row.verdict_words] += 1
    return [(*key, *(counts[v] for v in _VERDICTS)) for key, counts in sorted(found.items())]


def _sums(rows: Sequence[Judged]) -> tuple[int, ...]:
    counts = Counter(row.verdict_words for row in rows)
    return tuple(counts[v] for v in _VERDICTS)


def _money_total(prizes: Sequence[Prize]) -> int:
    return sum(p.total or 0 for p in prizes)


def _how(prize: Prize) -> str:
    less = f"; bớt {prize.passed_over} người đã tính ở danh hiệu cao hơn trong năm" if prize.passed_over else ""
    return prize.basis + less


def short_words(overview: Overview) -> list[str]:
    """Return the overview in a few lines for the terminal."""
    counts = Counter(row.verdict_words for row in overview.rows)
    told = [
        f"Đã xét {len(overview.rows)} đề nghị: "
        + ", ".join(f"{counts[v]} {v.lower()}" for v in _VERDICTS if counts[v])
        + "."
    ]
    total = _money_total(overview.prizes)
    if total:
        told.append(f"Dự toán tiền thưởng của những dòng đủ: {thousands(total)} đ (cách tính ở trang tổng hợp).")
    told += _few([f"⚠ {f.words}." for f in overview.faults if not f.is_note])
    told += _few([f"• {f.words}." for f in overview.faults if f.is_note])
    named = (
        ("một người hai lần", overview.twice), ("sáng kiến dùng hai lần", overview.initiatives),
        ("cách viết khác nhau", overview.spellings),
    )  # fmt: skip
    for what, texts in named:
        told += _few([f"⚠ {what}: {text}." for text in texts])
    return [*told, ADVISORY]


def _few(lines: list[str]) -> list[str]:
    """Return the first lines; the rest stands on the summary sheet."""
    rest = len(lines) - _MOST_TOLD
    return lines if rest <= 0 else [*lines[:_MOST_TOLD], f"… và {rest} điều nữa ở trang tổng hợp."]
