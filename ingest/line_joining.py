"""Which line ends of a text only wrap a sentence: hard-wrapped lines, page breaks, page numbers.

A wrong join hides a heading or an item, a missing one cuts a sentence; so every rule below needs evidence:
a small letter that goes on, an emphasis or bracket left open, a word that cannot end a line.
"""

import re
from dataclasses import dataclass

from ingest.markers import marker_of
from knowledge.documents import ProvisionKind
from knowledge.text import Span, lines

_MARKS = re.compile(r"^[\s#>|]+|(?<![\s|])[\s|]++$")
_STARS = re.compile(r"\*+")
_BARRIER = re.compile(r"^(?=.*?(?:\||-{3}|_{3}|={3}|–{3}))[|\s:+=_–—-]*+$|^(?=\s*+[*_])[*_\s]*+$")
_PAGE_NUMBER = re.compile(
    r"^\s*(?P<sign>[-–—]\s*"
    r"|[Tt]rang\s+)?(?P<number>\d{1,3})(?P<total>\s*/\s*\d{1,3})?\s*(?:[-–—])?\s*$"
)
_TERMINAL = re.compile(r"[.;:!?…][”\"’)\]]*$|\./\.?$")
# Words that never end a paragraph: what follows belongs to them.
_CONNECTORS = re.compile(
    r"(?:^|\s)(?:và|với|của|cho|các|những|mọi|tại|theo|trong|trên|dưới|từ|đến|về|do|bởi|là"
    r"|hoặc|hay|để|nhằm|gồm|như|vào|qua"
    r"|số|ngày|tháng|năm|quý|khoản|điểm|thuộc|bằng|được|phải|có|không|đã|sẽ|cùng|giữa|thứ|VÀ"
    r"|CỦA|CÁC|TẠI|VỀ|CHO|TRÊN|VỚI|THUỘC)$"
)
_UNIT_BEFORE_NUMBER = re.compile(
    r"(?:^|\s)(?:[ĐÐđ](?:iều|IỀU)|Chương|CHƯƠNG|Mục|mục|MỤC|Phần|PHẦN|[Kk]hoản|Phụ lục|PHỤ LỤC"
    r"|Mẫu số)$|^S[ốỐ]\s*:$"
)
_BARE_ARTICLE = re.compile(r"^Điều\s+\d{1,3}[.:]$")
_SIGNING = re.compile(r"^(?:(?:T[ML]|KT|TUQ|Q)\s?\.|[TK]/[TML]\b)")
_POSITION = re.compile(
    r"^(?:(?:KT|T[ML]|TUQ|Q)\s?\.|PHÓ\b|CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG |BỘ TRƯỞNG|THỨ TRƯỞNG"
    r"|CHÁNH |TRƯỞNG |HIỆU TRƯỞNG|CỤC TRƯỞNG"
    r"|CHI CỤC TRƯỞNG|VIỆN TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|THỦ TRƯỞNG|CHỈ HUY|ỦY VIÊN|UỶ VIÊN|QUYỀN |HIỆP )"
)
_OWN_LINE = re.compile(
    r"^(?:SỞ|BỘ|BAN|VĂN PHÒNG|HỘI|PHÒNG|TRƯỜNG|TRUNG TÂM|CÔNG TY|CỤC|CHI CỤC|ĐẢNG|CỘNG H"
    r"|ĐỘC LẬP|Độc lập|UBND|ỦY BAN|UỶ BAN|BỆNH VIỆN"
    r"|LIÊN ĐOÀN|CÔNG ĐOÀN|HỌC VIỆN|VIỆN|TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|Số\s*:)"
)
_TYPE_LINE = re.compile(
    r"^(?:KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ|CHỈ THỊ|HƯỚNG DẪN|THÔNG BÁO"
    r"|TỜ TRÌNH|BÁO CÁO|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH"
    r"|LUẬT|PHÁP LỆNH|ĐỀ ÁN|PHƯƠNG ÁN|KẾT LUẬN|DANH MỤC|THỂ LỆ|ĐIỀU LỆ)\s*:?$"
)
# Number and date of the letterhead stand on lines of their own.
_NUMBER_LINE = re.compile(r"^S[ốỐ]\s*:?\s*\d{0,5}\s*[-/]")
_DATE_LINE = re.compile(r"^[^\W\d][^,.;:]{1,40},\s*ngày\b.{0,40}\d{4}\.?$")
_RECIPIENTS = re.compile(r"^\W*Nơi nhận", re.IGNORECASE)
# Where so many line ends are followed by a small letter, the lines were wrapped by a machine.
_WRAPPED_SHARE = 0.2
_WRAPPED_LEAST = 5
_SHORT = 60


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    bare: str  # without emphasis, hashes and pipes
    is_barrier: bool
    open_after: bool  # emphasis is open where the line ends
    closes: bool  # ends with an emphasis mark
    opens: bool  # begins with one

    @property
    def is_blank(self) -> bool:
        return not self.bare

    @property
    def is_caps(self) -> bool:
        marker = marker_of(self.bare)
        words = self.bare[marker.end :] if marker and marker.end < len(self.bare) else self.bare
        letters = [c for c in words if c.isalpha()]
        return len(letters) >= 2 and not any(c.islower() for c in letters)

    @property
    def goes_on(self) -> bool:
        first = self.bare.lstrip("“\"'‘(–- ")[:1]
        return first.isalpha() and first.islower()

    @property
    def is_terminal(self) -> bool:
        return bool(_TERMINAL.search(self.bare))


def _read(text: str) -> list[_Line]:
    found: list[_Line] = []
    is_open = False
    for span in lines(text):
        written = span.of(text)
        if not written.strip():
            is_open = False
        marks = [m for m in _STARS.finditer(written) if not _is_bullet(written, m)]
        before = is_open
        for _ in marks:
            is_open = not is_open
        barrier = bool(_BARRIER.match(written)) and bool(written.strip())
        bare = "" if barrier else _MARKS.sub("", _STARS.sub("", written) if marks else written).strip()
        ends = bool(marks) and not written[marks[-1].end() :].strip(" |")
        begins = bool(marks) and not written[: marks[0].start()].strip(" |#")
        found.append(_Line(span, bare, barrier, is_open, ends and not is_open, begins and not before))
        if barrier:
            is_open = False
    return found


def _is_bullet(written: str, mark: re.Match[str]) -> bool:
    return mark.group() == "*" and not written[: mark.start()].strip() and written[mark.end() : mark.end() + 1] == " "


def _is_hard_wrapped(found: list[_Line]) -> bool:
    pairs = [(a, b) for a, b in zip(found, found[1:], strict=False) if a.bare and b.bare]
    wrapped = sum(b.goes_on and not a.is_terminal and marker_of(b.bare) is None for a, b in pairs)
    return wrapped >= _WRAPPED_LEAST and wrapped >= len(pairs) * _WRAPPED_SHARE


def _page_numbers(found: list[_Line]) -> set[int]:
    """Return the indexes of lines that hold nothing but the number of a page."""
    candidates: list[tuple[int, int, bool]] = []
    for index, line in enumerate(found):
        match = _PAGE_NUMBER.match(line.bare) if line.bare else None
        around = [found[i] for i in (index - 1, index + 1) if 0 <= i < len(found)]
        if match and all(a.is_blank and not a.is_barrier for a in around):
            candidates.append((index, int(match["number"]), bool(match["sign"] or match["total"])))
    rising = [n for (_, n, _), (_, m, _) in zip(candidates, candidates[1:], strict=False) if m == n + 1]
    in_order = len(candidates) >= 2 and len(rising) == len(candidates) - 1
    return {index for index, _, marked in candidates if marked or in_order or _cuts_sentence(found, index)}


def _cuts_sentence(found: list[_Line], index: int) -> bool:
    before = next((found[i] for i in range(index - 1, -1, -1) if found[i].bare), None)
    after = next((line for line in found[index + 1 :] if line.bare), None)
    return bool(before and after and not before.is_terminal and after.goes_on and marker_of(after.bare) is None)


def _leaves_open(bare: str) -> bool:
    return bare.count("“") > bare.count("”") or bare.count("(") > bare.count(")")


def _begins_block(line: _Line, before: _Line, *, wrapped: bool) -> bool:
    marker = marker_of(line.bare)
    if marker is None:
        return False
    if marker.kind is ProvisionKind.ITEM and wrapped and marker.style == "-":
        # "tổ chức chính trị⏎- xã hội", "Thi đua⏎- Khen thưởng": a wrapped compound's dash.
        if before.is_terminal or _RECIPIENTS.match(before.bare):
            return True
        return _is_list_line(before) and not line.bare[marker.end : marker.end + 1].islower()
    return True


def _joins_next_line(a: _Line, b: _Line, *, wrapped: bool) -> bool:
    if _UNIT_BEFORE_NUMBER.search(a.bare) or _BARE_ARTICLE.match(a.bare):
        return True
    if _begins_block(b, a, wrapped=wrapped) or _TYPE_LINE.match(a.bare):
        return False
    if _NUMBER_LINE.match(a.bare) or _DATE_LINE.match(b.bare):
        return False
    if a.is_caps and b.is_caps:
        return _joins_capitals(a, b, wrapped=wrapped)
    if b.goes_on:
        return wrapped or not a.is_terminal
    if a.is_caps or b.is_caps and len(b.bare.split()) > 3:
        return False
    if a.open_after:
        return True
    if not wrapped:
        return bool(a.bare.endswith(",") or _CONNECTORS.search(a.bare)) and not _is_list_line(a)
    if a.closes and b.opens:
        return False
    return not a.is_terminal or (len(a.bare) > _SHORT and not _is_list_line(a))


def _joins_capitals(a: _Line, b: _Line, *, wrapped: bool) -> bool:
    if _POSITION.match(b.bare) and not _CONNECTORS.search(a.bare) and len(a.bare) < _SHORT:
        return False
    if a.open_after:
        return True
    if _OWN_LINE.match(b.bare) and not (marker_of(a.bare) or _CONNECTORS.search(a.bare) or a.bare.endswith(",")):
        return False
    if _SIGNING.match(a.bare) or a.closes or b.opens:
        return False
    return wrapped or marker_of(a.bare) is not None or a.bare.endswith(",") or bool(_CONNECTORS.search(a.bare))


def _is_list_line(line: _Line) -> bool:
    marker = marker_of(line.bare)
    return marker is not None and marker.kind is ProvisionKind.ITEM


def _joins_after_gap(a: _Line, b: _Line) -> bool:
    if a.is_terminal or a.is_caps or b.is_caps or marker_of(b.bare) or a.closes and a.opens:
        return False
    is_label = marker_of(a.bare) is not None and len(a.bare) < _SHORT and not _leaves_open(a.bare)
    if b.bare[:1].isalpha() and b.goes_on:
        return not is_label or bool(_CONNECTORS.search(a.bare)) or _is_list_line(a)
    if _RECIPIENTS.match(b.bare):
        return False
    return len(a.bare) > _SHORT and (a.bare.endswith(",") or bool(_CONNECTORS.search(a.bare)) or _leaves_open(a.bare))


def line_ends_to_join(text: str) -> list[Span]:
    """Return the stretches of ``text`` (line ends, blank lines, page numbers) that only break a sentence."""
    found = _read(text)
    wrapped = _is_hard_wrapped(found)
    numbers = _page_numbers(found)
    spans = [found[i].span for i in numbers]
    before: int | None = None
    for index, line in enumerate(found):
        if line.is_barrier:
            before = None
        if line.is_blank or index in numbers:
            continue
        if before is not None:
            a = found[before]
            gap = index - before - 1
            joins = _joins_after_gap(a, line) if gap else _joins_next_line(a, line, wrapped=wrapped)
            if joins:
                spans = [s for s in spans if not a.span.end <= s.start < line.span.start]
                spans.append(Span(a.span.end, line.span.start))
        before = index
    return sorted(spans)
