"""What a director is told of some days (báo cáo): tables of counts, with nobody's name and no words of a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.unit.asked import ANSWERS, CHANNELS, LAWS, TOPICS
from bot.unit.law_versions import version_order, version_words
from bot.unit.rating import BAD, DOCUMENTS, GOOD, RATINGS, REASONS, WHY
from knowledge.store.unit_counts import Stretch, UnitCounts

Cell = str | int | float
LONGEST = 366 * 5  # days of one report
MESSAGES_KEPT = 30  # days for which messages that ended are counted
_MOST_TOPICS, _MOST_DOCUMENTS = 15, 15
_STATUSES = {
    "answered": "Trả lời được", "clarify": "Hỏi lại cho rõ", "not_found": "Không tìm thấy",
    "refused": "Từ chối (ngoài phạm vi)", "chat": "Chào hỏi, xã giao",
    "failed": "Máy lỗi khi trả lời",
}  # fmt: skip
_CHANNELS = {"web": "Trang web", "zalo": "Zalo", "zalo_oa": "Zalo OA", "telegram": "Telegram", "email": "E-mail",
             "console": "Cửa sổ lệnh"}  # fmt: skip
_APPROVALS = (
    ("criteria proposed", "Tiêu chuẩn: đề nghị"), ("criteria approved", "Tiêu chuẩn: duyệt"),
    ("criteria withdrawn", "Tiêu chuẩn: rút"), ("deadline confirmed", "Hạn: xác nhận"),
    ("deadline cancelled", "Hạn: hủy"), ("deadline edited", "Hạn: sửa"), ("deadline added", "Hạn: thêm"),
    ("confirm", "Văn bản: xác nhận điều máy hiểu"), ("correct", "Văn bản: sửa"),
    ("limit", "Văn bản: đổi người được xem"), ("reply written", "Trả lời của cán bộ: viết"),
    ("reply approved", "Trả lời của cán bộ: duyệt dùng chung"), ("reply withdrawn", "Trả lời của cán bộ: rút"),
)  # fmt: skip
_KINDS = {"reply": "Trả lời trong trò chuyện", "reminder": "Nhắc hạn", "notice": "Thông báo, cán bộ trả lời",
          "word": "Tin ngắn của hệ thống"}  # fmt: skip
_STATES = {"sent": "đã gửi", "pending": "chờ gửi", "claimed": "đang gửi", "refused": "bị từ chối",
           "unknown": "không rõ đã tới", "expired": "quá hạn gửi"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """One table of a report: what it is about, its headings, its rows, and what must be known to read it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a director is told: whose figures, of which days, made when."""

    unit: str
    first: date
    last: date
    made_at: datetime
    tables: tuple[Figures, ...]


def stretch_of(first: date, last: date) -> Stretch:
    """Return the stretch of time of days in Vietnam, the last one included."""
    begin = datetime.combine(first, time(), VIETNAM)
    end = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
    return Stretch(first, last, begin.timestamp(), end.timestamp())


def made_report(
    counts: UnitCounts, first: date, last: date, unit: str, waiting: int, named: Callable[[int], str], now: datetime
) -> Report:
    """Return the report of some days.

    Args:
        counts: of the home.
        first: day.
        last: day, included.
        unit: whose report it is.
        waiting: how many questions wait for an officer now.
        named: gives the name of a document; empty where whoever reads the report may not see it.
        now: the moment.
    """
    stretch = stretch_of(first, last)
    sums = counts.sums(stretch)
    tables = (
        _answers(sums.get(ANSWERS, {})), _channels(sums.get(CHANNELS, {})), _laws(sums.get(LAWS, {})),
        _topics(sums.get(TOPICS, {})), _officers(counts, stretch, waiting), _ratings(sums),
        _documents_rated(sums.get(DOCUMENTS, {}), named), _approvals(counts.deeds(stretch)),
        _register(counts.documents(stretch)), _deliveries(counts, stretch, now),
    )  # fmt: skip
    return Report(unit, first, last, now, tables)


def _answers(times: Mapping[str, int]) -> Figures:
    """Return how questions ended, each with its share of the questions; small talk is none."""
    asked = sum(count for status, count in times.items() if status != "chat")
    rows: list[tuple[Cell, ...]] = [
        (words, times.get(status, 0), _share(times.get(status, 0), asked) if status != "chat" else "")
        for status, words in _STATUSES.items()
    ]
    others = [(status, count, _share(count, asked)) for status, count in times.items() if status not in _STATUSES]
    total: tuple[Cell, ...] = ("Tổng số câu hỏi (không kể xã giao)", asked, "")
    return Figures("Câu hỏi theo kết quả", ("Kết quả", "Số lượt", "Tỷ lệ"), (*rows, *others, total))


def _channels(times: Mapping[str, int]) -> Figures:
    return Figures("Câu hỏi theo kênh", ("Kênh", "Số lượt"), _rows(times, lambda name: _CHANNELS.get(name, name)))


def _laws(times: Mapping[str, int]) -> Figures:
    total = sum(times.values())
    rows = [(version_words(v), times[v], _share(times[v], total)) for v in sorted(times, key=version_order)]
    note = "Câu trả lời dẫn nhiều văn bản được tính cho chế độ mới nhất mà nó dẫn."
    return Figures("Câu trả lời theo chế độ pháp luật", ("Chế độ", "Số lượt", "Tỷ lệ"), tuple(rows), note)


def _topics(times: Mapping[str, int]) -> Figures:
    rows = _rows(times, lambda name: name)[:_MOST_TOPICS]
    note = "Chủ đề do máy xếp theo từ khóa; không lưu lời của câu hỏi."
    return Figures("Chủ đề nhiều câu không tìm thấy nhất", ("Chủ đề", "Số lượt"), rows, note)


def _officers(counts: UnitCounts, stretch: Stretch, waiting: int) -> Figures:
    decided, replies = counts.decisions(stretch), counts.replies(stretch)
    rows = (
        ("Câu đã được cán bộ trả lời", decided.get("replied", 0)), ("Câu đã đóng, có lý do", decided.get("dropped", 0)),
        ("Câu trả lời được viết", replies["written"]), ("Câu trả lời được duyệt dùng chung", replies["approved"]),
        ("Câu trả lời đã rút", replies["withdrawn"]), ("Câu còn chờ (lúc lập báo cáo)", waiting),
    )  # fmt: skip
    return Figures("Cán bộ trả lời", ("Việc", "Số lượng"), rows)


def _ratings(sums: Mapping[str, Mapping[str, int]]) -> Figures:
    votes = sums.get(RATINGS, {})
    rows: list[tuple[Cell, ...]] = [
        (words, votes.get(f"{GOOD}:{status}", 0), votes.get(f"{BAD}:{status}", 0))
        for status, words in _STATUSES.items()
        if votes.get(f"{GOOD}:{status}") or votes.get(f"{BAD}:{status}")
    ]
    told = sums.get(WHY, {})
    rows += [(f"Chê vì: {words.lower()}", "", told[name]) for name, words in REASONS.items() if told.get(name)]
    return Figures("Đánh giá của người hỏi", ("Câu trả lời", "Hay", "Dở"), tuple(rows))


def _documents_rated(votes: Mapping[str, int], named: Callable[[int], str]) -> Figures:
    by_document: dict[int, dict[str, int]] = {}
    for name, times in votes.items():
        vote, _, number = name.partition(":")
        by_document.setdefault(int(number), {})[vote] = times
    worst = sorted(by_document.items(), key=lambda one: (-one[1].get(BAD, 0), -one[1].get(GOOD, 0), one[0]))
    rows = [(named(n), v.get(GOOD, 0), v.get(BAD, 0)) for n, v in worst if named(n)][:_MOST_DOCUMENTS]
    return Figures("Đánh giá theo văn bản được dẫn", ("Văn bản", "Hay", "Dở"), tuple(rows))


def _approvals(deeds: Mapping[str, int]) -> Figures:
    rows = tuple((words, deeds.get(action, 0)) for action, words in _APPROVALS)
    return Figures("Duyệt, xác nhận", ("Việc", "Số lần"), rows, "Ai làm, khi nào: xem nhật ký của từng văn bản, hạn.")


def _register(changed: tuple[int, int]) -> Figures:
    added, removed = changed
    return Figures("Văn bản trong kho", ("Việc", "Số lượng"), (("Thêm mới", added), ("Gỡ khỏi kho", removed)))


def _deliveries(counts: UnitCounts, stretch: Stretch, now: datetime) -> Figures:
    found = counts.deliveries(stretch)
    kinds = [*_KINDS, *sorted({kind for kind, _ in found} - set(_KINDS))]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_KINDS.get(k, k), *(found.get((k, state), 0) for state in _STATES))
        for k in kinds
        if any((k, state) in found for state in _STATES)
    )
    note = f"Chưa gửi được, chưa ai xử lý: {counts.undelivered(stretch)}."
    if stretch.begins < (now - timedelta(days=MESSAGES_KEPT)).timestamp():
        note += f" Tin đã xong chỉ giữ {MESSAGES_KEPT} ngày, nên phần trước đó không còn đủ."
    return Figures("Gửi tin", ("Loại tin", *_STATES.values()), rows, note)


def _rows(times: Mapping[str, int], words: Callable[[str], str]) -> tuple[tuple[Cell, ...], ...]:
    """Return what was counted, the most frequent first."""
    return tuple((words(name), count) for name, count in sorted(times.items(), key=lambda one: (-one[1], one[0])))


def _share(count: int, total: int) -> str:
    return f"{count * 100 / total:.1f} %".replace(".", ",") if total else "–"
