"""Cơ quan ban hành: the full official name of who issued a document.

From the letterhead where there is one, else from the sentence that says who issues the plan; a name that a
paper shortens ("Văn phòng Ủy ban nhân dân tỉnh") is completed from what the same paper says elsewhere.
"""

import re
from collections import Counter

from ingest.layout import Line, Zone
from ingest.markers import UPPER
from ingest.metadata.casing import cased
from ingest.metadata.paper import Paper, text_of
from ingest.metadata.places import PROVINCES, province, province_phrase, unit_named
from knowledge.citations.find import DOCUMENT_TYPES
from knowledge.documents import Stated
from knowledge.text import Span, folded, squeezed

_HEADS = (
    "Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Văn phòng|Ban|Bộ|Sở|Chính phủ|Thủ tướng|Quốc hội|Tỉnh "
    "ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy"
    "|Đảng ủy|Đảng uỷ|Đảng bộ|Liên đoàn|Tổng|Cục|Chi cục|Vụ|Trường|Trung tâm|Công "
    "ty|Phòng|Công đoàn|Hội|Viện|Bệnh viện|Học viện|Đại học"
    "|Thanh tra|Kho bạc|Ngân hàng|Tòa án|Toà án|Công an|Tỉnh đoàn|Thành đoàn|Đoàn|Mặt "
    "trận|Bảo hiểm|Đài|Báo|Tạp chí|Quỹ|Thư viện|Bảo tàng|Hợp tác xã|Tập đoàn|Chủ tịch|Bộ "
    "trưởng"
)
_HEAD = re.compile(rf"^(?:{_HEADS}|{_HEADS.upper()})\b(?!\s+hợp\b)")
_ISSUES = re.compile(
    r"(?P<gloss>\s*\([^()]{0,120}\))?\s+(?:cần\s+|sẽ\s+|đã\s+)?(?:ban hành|xây dựng|lập"
    r"|triển khai|phát động|thông báo|hướng dẫn|báo cáo|đề nghị|yêu cầu|tổ chức|giới thiệu)\b"
)
# What is issued follows closely: "ban hành Kế hoạch", "xây dựng kế hoạch công tác".
_NAMES_TYPE = re.compile(
    rf"[^.;:]{{0,60}}?\b(?:{'|'.join(DOCUMENT_TYPES)})\b|[^.;:]{{0,80}}(?:như sau|nội dung sau|dưới đây)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"\bsố \d|\s(?:được|đã|phải|bị|sau khi|trước khi|quy định|ban hành)\s")
_LONGEST_NAME = 130
_BOUNDARY = re.compile(r"(?:^|[.;:,]\s|[.;:,]$)")
_MOTTO = re.compile(r"^(?:cong hoa xa hoi|doc lap|dang cong san viet nam|so ?[:0-9/-])")
_ABBREVIATIONS = (
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"),
    (re.compile(r"\bHĐND\b"), "Hội đồng nhân dân"),
    (re.compile(r"\bHĐ\s?TĐ-?KT\b"), "Hội đồng Thi đua - Khen thưởng"),
    (re.compile(r"\bTĐ-?KT\b"), "Thi đua - Khen thưởng"),
    (re.compile(r"\bLĐLĐ\b"), "Liên đoàn Lao động"),
    (re.compile(r"\bKH&CN\b|\bKHCN\b"), "Khoa học và Công nghệ"),
    (re.compile(r"\bGD&ĐT\b|\bGDĐT\b"), "Giáo dục và Đào tạo"),
    (re.compile(r"\bTP\.?\s"), "thành phố "),
)
_PLACE_KINDS = r"tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu"
_BARE_KIND = re.compile(rf"(?:^|\s)(?P<kind>{_PLACE_KINDS})$", re.IGNORECASE)
_HAS_PLACE = re.compile(
    rf"\b(?:{_PLACE_KINDS})\s+[^\Wa-z]|\b(?:{'|'.join(map(re.escape, PROVINCES))})\b|Việt Nam"
    rf"|Trung ương|Nhà nước",
    re.IGNORECASE,
)
_BARE_UNIT = re.compile(
    r"(?:^|\s)(?P<unit>Sở|Trường|Bệnh viện|Trung tâm|Công ty|Bộ|Cục|Viện|Học viện|Tổng công ty|Chi cục|Ban)$"
)
# Offices of a province whose name does not say which province.
_PROVINCIAL = re.compile(r"^(?:Sở|Chi cục|Thanh tra|Ban Thi đua)\b|\bSở\b")
_STOP = (
    r"(?=\s(?:năm|ban hành|xây dựng|về|và các|trong|theo|tỉnh|thành phố|để|có|là|đã|phát động"
    r"|hướng dẫn|giai đoạn)\b|[,.;:()\n“”/]|$)"
)
_JOINED_BELOW = ("Hội đồng", "Văn phòng", "Phòng", "Tổ", "Ban Thi đua")
_CENTRAL = (
    (re.compile(r"^QH\d+|-QH\d+$"), "Quốc hội"),
    (re.compile(r"-CP$"), "Chính phủ"),
    (re.compile(r"-TTg$"), "Thủ tướng Chính phủ"),
    (re.compile(r"-BNV$"), "Bộ Nội vụ"),
    (re.compile(r"/TW$"), "Ban Chấp hành Trung ương Đảng"),
)


def _expanded(name: str) -> str:
    for pattern, words in _ABBREVIATIONS:
        name = pattern.sub(words, name)
    return squeezed(name)


def _agencies(lines: list[Line]) -> list[tuple[str, Span]]:
    """Return the agencies of a letterhead, the superior first; lines of one name are joined."""
    found: list[tuple[str, Span]] = []
    for line in lines:
        if _MOTTO.match(folded(line.text)):
            continue
        if not line.is_capitals:
            if found and re.search(r"\d", line.text):
                break
            continue
        if found and not _HEAD.match(line.text):
            name, span = found[-1]
            found[-1] = (f"{name} {line.text}", Span(span.start, line.span.end))
        elif _HEAD.match(line.text):
            found.append((line.text, line.span))
    return found


def _from_letterhead(paper: Paper) -> tuple[str, Span] | None:
    agencies = _agencies(paper.lines(Zone.LETTERHEAD))
    if not agencies:
        return None
    capitals, span = agencies[-1]
    name = _expanded(cased(_expanded_capitals(capitals), paper.view.text))
    if len(agencies) > 1:
        above = _expanded(cased(_expanded_capitals(agencies[-2][0]), paper.view.text))
        name = _below(name, above)
    return name, span


def _expanded_capitals(name: str) -> str:
    for pattern, words in _ABBREVIATIONS:
        name = pattern.sub(words.upper(), name)
    return squeezed(name)


def _below(name: str, above: str) -> str:
    """Complete an office by the superior printed above it: "SỞ NỘI VỤ" below "UBND TỈNH SƠN LA"."""
    if _HAS_PLACE.search(name):
        return name
    place = re.search(rf"\b(?:{_PLACE_KINDS})\s+\S.*$", above)
    if re.search(r"ủy(?:\s|$)|uỷ(?:\s|$)", above.split(" ", 2)[1] + " ") and name.startswith(
        ("Ban", "Văn phòng", "Ủy ban", "Uỷ ban")
    ):
        return f"{name} {above}"
    if name.startswith("Phòng") and above.startswith(("Ủy ban", "Uỷ ban")) and place:
        return f"{name} {place.group()}"
    if name.startswith(_JOINED_BELOW) and not above.startswith(("Bộ", "Tổng", "Đảng")):
        return f"{name} {above}"
    if place and not name.startswith(("Trường", "Bệnh viện", "Công ty", "Trung tâm", "Học viện", "Viện")):
        return f"{name} {place.group()}"
    return name


def _from_sentence(paper: Paper) -> tuple[str, Span] | None:
    """Return who "... ban hành Kế hoạch ..." says it is, from the end of the preamble backwards."""
    opening = [line for line in paper.lines(Zone.BODY) if line.marker is None][:2]
    preamble = list(reversed(paper.lines(Zone.PREAMBLE) or opening))
    for sure in (True, False):
        for line in preamble:
            for match in _ISSUES.finditer(line.text):
                names_type = _NAMES_TYPE.match(line.text, match.end()) is not None
                found = _subject(line.text, match.start()) if names_type or not sure else None
                if found:
                    return squeezed(found.of(line.text)), found.shifted(line.span.start)
    return None


def _subject(text: str, end: int) -> Span | None:
    """Return the agency that stands before the verb at ``end``; its name may hold commas."""
    for bound in reversed(list(_BOUNDARY.finditer(text[:end]))):
        name = text[bound.end() : end]
        if len(name) > _LONGEST_NAME:
            break
        if _HEAD.match(name):
            return None if _NO_NAME.search(name) else Span(bound.end(), end)
    return None


def completed(name: str, paper: Paper, place: str | None) -> str:
    """Return ``name`` in full: abbreviations written out, a bare "Sở" and a bare "tỉnh" named."""
    name = _expanded(name)
    if match := _BARE_UNIT.search(name):
        full = _unit_in_full(match["unit"], paper)
        if full:
            name = f"{name[: match.start('unit')]}{full}"
    if match := _BARE_KIND.search(name):
        kind = match["kind"].lower()
        named = unit_named(kind, paper.view.text) or (place if _fits_kind(kind, place) else None)
        return f"{name} {named}" if named else name
    if _PROVINCIAL.search(name) and not _HAS_PLACE.search(name):
        found = unit_named("tỉnh", paper.view.text)
        if place and province(place):
            found = province(place)
        return f"{name} {province_phrase(found)}" if found else name
    return name


def _fits_kind(kind: str, place: str | None) -> bool:
    if place is None:
        return False
    known = province(place) is not None
    return known if kind in {"tỉnh", "thành phố"} else not known


def _unit_in_full(unit: str, paper: Paper) -> str | None:
    pattern = re.compile(rf"(?<!\w){unit}\s+(?P<rest>[{UPPER}][^\n]{{1,60}}?){_STOP}")
    title = text_of(paper.lines(Zone.TITLE))
    for text in (title, paper.view.text):
        names = Counter(squeezed(m.group()) for m in pattern.finditer(text))
        if names:
            return names.most_common(1)[0][0]
    return None


def issuer_of_symbol(symbol: str) -> str | None:
    """Return the central body that the letters of a number stand for (NĐ-CP: Chính phủ), or None."""
    return next((name for pattern, name in _CENTRAL if pattern.search(symbol)), None)


def read_issuer(paper: Paper, place: str | None, stated_elsewhere: str | None, symbol: str) -> Stated | None:
    """Return the issuer; ``stated_elsewhere`` is what an article says of the plan it introduces."""
    if stated_elsewhere:
        return Stated(completed(stated_elsewhere, paper, place))
    found = _from_letterhead(paper) or _from_sentence(paper)
    if found is None:
        central = issuer_of_symbol(symbol)
        return Stated(central) if central else None
    name, span = found
    return paper.stated(completed(name, paper, place), span)
