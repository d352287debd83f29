"""The parts of a paper on its page: letterhead, title, preamble, body, recipients, signature (thể thức văn bản).

Reads the cleaned view line by line. Everything later (metadata, structure, chunks) asks here where a line
stands, so that "- Sở Nội vụ;" under "Nơi nhận" never becomes a provision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.markers import UPPER, Marker, marker_of
from knowledge.citations.find import DOCUMENT_TYPES
from knowledge.documents import ProvisionKind
from knowledge.text import Span, View, folded, lines, trimmed


class Zone(StrEnum):
    """Where on the paper a line stands."""

    LETTERHEAD = "letterhead"
    TITLE = "title"
    PREAMBLE = "preamble"
    BODY = "body"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view that has words, with its marker and zone."""

    text: str
    span: Span
    marker: Marker | None
    zone: Zone
    after_blank: bool
    emphasis: str = ""  # "##" of a Markdown heading, "**" where the whole line is bold
    is_unnumbered_heading: bool = False

    @property
    def is_capitals(self) -> bool:
        """Say whether every letter is a capital."""
        return is_capitals(self.text)


_TYPES = sorted({*DOCUMENT_TYPES, "Thể lệ", "Điều lệ", "Nội quy", "Danh mục", "Lịch"} - {"Văn bản", "Lệnh"}, key=len, reverse=True)
_TYPE_NAMES = "|".join(re.escape(t.upper()) for t in _TYPES)
TYPE_LINE = re.compile(rf"^(?:DỰ THẢO\s+)?(?P<type>{_TYPE_NAMES})(?P<rest>\s*:?\s*$|\s+(?=SỐ\b|[{UPPER}“][a-zà-ỹ“{UPPER}]).*$|\s+v/v\b.*$)")
_TYPE_WORD = re.compile(rf"^(?:{'|'.join(map(re.escape, _TYPES))})$")
_SUBJECT = re.compile(r"^(?:V/v|Về việc|v/v)\b:?")
_NUMBER_LINE = re.compile(r"^(?:\w+\s)?[Ss][ốỐ]\s*:")
_MOTTO = re.compile(r"^(?:cong hoa xa hoi|doc lap ?- ?tu do|dang cong san viet nam)")
_DATE_LINE = re.compile(r"^[^.;:]{2,45}?,?\s*ngày\s.{0,14}tháng\s.{0,8}năm\s*\d{0,4}\.?$|^[^.;:]{2,40},\s*ngày\s*\d{1,2}/\d{1,2}/\d{4}\.?$")
BASIS = re.compile(r"^[-–+\s]*(?:Căn cứ|Thực hiện|Theo|Xét|Trên cơ sở|Nhằm|Để|Với mục đích|Thi hành|Tiếp tục thực hiện|Kính gửi|Tiếp theo|Hưởng ứng)\b")
ADDRESSEES = re.compile(r"^Kính gửi\s*:?")
RECIPIENTS_HEAD = re.compile(r"^Nơi nhận\b\s*(?P<rest>.*)$", re.IGNORECASE)
_POSITIONS = (
    r"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:TỔNG\s+)?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH|TRƯỞNG|HIỆU TRƯỞNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG"
    r"|VIỆN TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|THỦ TRƯỞNG|CHỈ HUY|ỦY VIÊN|UỶ VIÊN|TỔNG BIÊN TẬP|BIÊN TẬP|THƯ KÝ|VỤ TRƯỞNG|ĐỘI TRƯỞNG|CHÍNH ỦY|CHÁNH ÁN|KẾ TOÁN|HIỆP|THỐNG ĐỐC"
    r"|TỔ TRƯỞNG|PHÓ TRƯỞNG|PHÓ BAN|PHÓ HIỆU|PHÓ)"
)
SIGNING_LINE = re.compile(rf"^(?:(?:(?:T[ML]|KT|TUQ|Q)\s?\.|[TK]/[TML])\s*[{UPPER}]|{_POSITIONS}\b)")
_POSITION_WORDS = re.compile(
    r"^(?:Quyền\s+)?(?:Phó\s+)?(?:Tổng\s+)?(?:Chủ tịch|Giám đốc|Hiệu trưởng|Chánh Văn phòng|Trưởng ban|Trưởng phòng|Bí thư|Cục trưởng|Bộ trưởng|Viện trưởng)\b[^.;:,]{0,60}$"
)
_BULLETED = re.compile(r"^[-–—+*•·]\s*\S")
_SIGNED = re.compile(r"^\(?\s*(?:đã ký|ký tên|ký, đóng dấu|đã ký và đóng dấu|chữ ký)\b.*\)?$", re.IGNORECASE)
_NAME_WORD = rf"(?:[{UPPER}][a-zà-ỹ]*|[{UPPER}]’[A-Za-zà-ỹ]+|H'[A-Za-zà-ỹ]+)"
_RANK = r"(?:(?:PGS|GS|TS|ThS|BS|KS|CN|CKI|CKII|BSCKII|Ths|NGƯT|NGND|Đại tá|Thượng tá|Trung tá|Thiếu tá|Thiếu tướng|Trung tướng|Tiến sĩ)[.,\s]+)*"
_NAME = re.compile(rf"^{_RANK}(?P<name>{_NAME_WORD}(?:[ \u00a0]+{_NAME_WORD}){{1,5}})$")
_CAPITAL_NAME = re.compile(rf"^(?P<name>[{UPPER}]+(?:[ \u00a0]+[{UPPER}]+){{1,4}})$")
# The hundred family names that nearly every signer bears; needed only where no position stands above the name.
_FAMILY_NAMES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao dinh mai trinh to ha lam cao chau ta tang la luong thai"
    " phung quach trieu vuong tu chu doan than kieu giang lo vang hau ma nong hua be tong ca quang sung thao mua hang cam dieu bon ksor"
    " rmah siu ka lau an truong luu nghiem khuat bach tieu diep dam ninh lac le mac ong quan su thach thi van vi luc loc cu ban chau chieu".split()
)
# A letterhead or a title further down than this is another document inside this one.
_HEAD_LINES = 45
_TITLE_LIMIT = 320
_HEADING_LIMIT = 160
_HASHES = re.compile(r"^#{1,6}(?=$|\s|\*)")


def is_capitals(text: str) -> bool:
    """Say whether ``text`` has at least two letters and no small one."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and not any(c.islower() for c in letters)


def type_line(text: str) -> str | None:
    """Return the document type that a title line announces ("KẾ HOẠCH ..."), as written in sentence case."""
    match = TYPE_LINE.match(text)
    if match:
        return match["type"].capitalize()
    return text.strip() if _TYPE_WORD.match(text.strip()) else None


def name_in(line: str) -> str | None:
    """Return the person's name that is all of ``line``, or None."""
    match = _NAME.match(line.strip()) or _CAPITAL_NAME.match(line.strip())
    return match["name"] if match and not SIGNING_LINE.match(line) else None


def bears_family_name(name: str) -> bool:
    """Say whether ``name`` begins with a common family name (họ)."""
    return folded(name).split()[0] in _FAMILY_NAMES and len(name.split()) >= 2


def _emphasis(view: View, stored: str, span: Span) -> str:
    """Return how the stored text sets off a line: as a Markdown heading, in bold, or not at all."""
    place = view.to_stored(span)
    before = stored[stored.rfind("\n", 0, place.start) + 1 : place.start].strip()
    if hashes := _HASHES.match(before):
        return hashes.group()
    following = stored[place.end : place.end + 3]
    whole = before == "**" and following.startswith("**") and "**" not in place.of(stored)
    return "**" if whole and stored[place.end + 2 : place.end + 3] in ("", "\n", " ") else ""


def _numbers_its_parts(found: Sequence[Line]) -> bool:
    """Say whether headings have numbers here, so that capitals or bold alone make none."""
    kinds = (ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.ARTICLE, ProvisionKind.ROMAN)
    clauses = sum(line.marker is not None and line.marker.kind is ProvisionKind.CLAUSE for line in found)
    return clauses >= 2 or any(line.marker is not None and line.marker.kind in kinds for line in found)


def _is_unnumbered_heading(line: Line, *, numbered: bool) -> bool:
    if line.marker or len(line.text) > _HEADING_LIMIT or line.text.endswith((".", ";", ",")) or TYPE_LINE.match(line.text):
        return False
    if len(line.emphasis) >= 2 and line.emphasis.startswith("#"):
        return True
    set_off = line.emphasis == "**" or (line.is_capitals and len(line.text.split()) >= 2)
    return set_off and not numbered and line.after_blank and not SIGNING_LINE.match(line.text)


def _raw_lines(view: View, stored: str) -> list[Line]:
    found: list[Line] = []
    blank = False
    for span in lines(view.text):
        inner = trimmed(view.text, span)
        if not len(inner):
            blank = True
            continue
        text = inner.of(view.text)
        found.append(Line(text, inner, marker_of(text), Zone.BODY, blank, _emphasis(view, stored, inner)))
        blank = False
    numbered = _numbers_its_parts(found)
    return [
        replace(line, is_unnumbered_heading=True) if _is_unnumbered_heading(line, numbered=numbered) else line
        for line in found
    ]


def _opens_body(line: Line) -> bool:
    if line.is_unnumbered_heading:
        return not (_is_letterhead(line) and _NO_HEADING.match(line.text)) and not _SUBJECT.match(line.text)
    return _opens_numbered(line)


def _opens_numbered(line: Line) -> bool:
    return line.marker is not None and (line.marker.kind is not ProvisionKind.ITEM or line.marker.style == "*") and not _NUMBER_LINE.match(line.text)


# Capitals before the body that head nothing: the State, the agency, who decides.
_NO_HEADING = re.compile(
    r"^(?:CỘNG H|ĐỘC LẬP|ĐẢNG|CHÍNH PHỦ|QUỐC HỘI|BỘ |SỞ |ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|BAN |PHÒNG |TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|TRƯỜNG|CÔNG |LIÊN ĐOÀN"
    r"|GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|CỤC|CHI CỤC|TỔNG|QUYẾT|VĂN PHÒNG|ĐOÀN |HỘI |TRUNG TÂM|BỆNH VIỆN|VIỆN|HỌC VIỆN|ĐẠI HỌC)"
)


def _is_letterhead(line: Line) -> bool:
    return bool(
        _NUMBER_LINE.match(line.text)
        or _MOTTO.match(folded(line.text))
        or _DATE_LINE.match(line.text)
        or _SUBJECT.match(line.text)
        or (line.is_capitals and len(line.text) < 120)
    )


def _type_index(found: Sequence[Line]) -> int | None:
    """Return the line that announces the type; a capital line wins over a bare word."""
    for index, line in enumerate(found[:_HEAD_LINES]):
        if TYPE_LINE.match(line.text) and not (index and found[index - 1].marker and _opens_body(found[index - 1])):
            return index
        if _TYPE_WORD.match(line.text) and any(_is_letterhead(b) for b in found[:index]):
            return index
        if _opens_body(line) and line.marker and line.marker.kind in (ProvisionKind.ARTICLE, ProvisionKind.CHAPTER):
            return None
    return None


def _title_end(found: Sequence[Line], start: int) -> int:
    """Return the index after the last title line that follows the type line at ``start``."""
    index = start + 1
    taken = 0
    own = TYPE_LINE.match(found[start].text)
    has_words = bool(own and own["rest"].strip(" :"))
    while index < len(found):
        line = found[index]
        first_title = line.is_unnumbered_heading and not (taken or has_words)
        if (_opens_body(line) and not first_title) or BASIS.match(line.text) or len(line.text) > _TITLE_LIMIT:
            break
        if _is_authority(line, found, index):
            break
        if _is_letterhead(line) and not line.is_capitals and not _SUBJECT.match(line.text):
            break
        sentence_end = line.text.endswith((".", ";", ":", "./."))
        if sentence_end and not line.is_capitals:
            break
        if line.after_blank and (taken or has_words) and not (line.is_capitals and found[index - 1].is_capitals):
            break
        taken += 1
        index += 1
    return index


_AUTHORITY = re.compile(
    r"^(?:CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|BỘ TRƯỞNG|CHỦ TỊCH|(?:TỔNG |PHÓ )?GIÁM ĐỐC|HIỆU TRƯỞNG|ỦY BAN|UỶ BAN|HỘI ĐỒNG|CỤC TRƯỞNG|CHÁNH|TRƯỞNG|ỦY BAN NHÂN DÂN|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|VIỆN TRƯỞNG|THỐNG ĐỐC|TỔNG)\b"
)


def _is_authority(line: Line, found: Sequence[Line], index: int) -> bool:
    """Say whether ``line`` names who decides ("BỘ TRƯỞNG BỘ Y TẾ") between a title and its legal bases."""
    following = found[index + 1].text if index + 1 < len(found) else ""
    return bool(line.is_capitals and _AUTHORITY.match(line.text) and (line.after_blank or BASIS.match(following)))


def _signature_end(found: Sequence[Line], start: int) -> int:
    """Return the index after the signature block that begins at ``start`` (its name line is the last)."""
    index = start
    end = start
    while index < len(found) and index < start + 12:
        line = found[index]
        if SIGNING_LINE.match(line.text) or _SIGNED.match(line.text) or _POSITION_WORDS.match(line.text):
            end = index + 1
        elif name_in(line.text) and not line.is_capitals:
            return index + 1
        elif line.is_capitals and name_in(line.text) and end > start:
            return index + 1
        elif not line.is_capitals or type_line(line.text):
            break
        else:
            end = index + 1
        index += 1
    return end


def _is_signature_start(found: Sequence[Line], index: int, *, after_recipients: bool) -> bool:
    line = found[index]
    if (SIGNING_LINE.match(line.text) and line.is_capitals) or _SIGNED.match(line.text):
        return any(name_in(f.text) for f in found[index + 1 : index + 8]) or after_recipients
    if after_recipients and (line.after_blank or index + 1 == len(found)):
        name = name_in(line.text)
        position = _POSITION_WORDS.match(line.text) and any(name_in(f.text) for f in found[index + 1 : index + 5])
        return bool(position) or bool(name and not line.is_capitals and bears_family_name(name) and len(name.split()) >= 3)
    return False


_ISSUED_WITH = re.compile(r"^\W*\(?\s*(?:Ban hành )?[Kk]èm theo\b|^\W*\(\s*Ban hành theo\b")


def issued_with(text: str) -> bool:
    """Say whether a line is "(Ban hành kèm theo Quyết định số ...)"."""
    return bool(_ISSUED_WITH.match(text)) and len(text) < 300


def _starts_annex(found: Sequence[Line], index: int) -> bool:
    line = found[index]
    if line.marker and line.marker.kind is ProvisionKind.ANNEX:
        return True
    return any(issued_with(f.text) for f in found[index + 1 : index + 5]) and (line.is_capitals or line.after_blank)


def _mark(found: list[Line], start: int, end: int, zone: Zone) -> None:
    for index in range(start, min(end, len(found))):
        line = found[index]
        found[index] = replace(line, zone=zone, marker=None, is_unnumbered_heading=False)


def _mark_head(found: list[Line]) -> int:
    """Mark letterhead, title and preamble; return where the body begins."""
    at = _type_index(found)
    if at is None:
        at = 0
        while at < min(len(found), _HEAD_LINES) and _is_letterhead(found[at]) and not _opens_numbered(found[at]):
            at += 1
        has_letterhead = any(_NUMBER_LINE.match(f.text) or _MOTTO.match(folded(f.text)) for f in found[:at])
        title_end = at if has_letterhead else _plain_title_end(found)
        at = at if has_letterhead else 0
    else:
        title_end = _title_end(found, at)
    body = next((i for i in range(title_end, len(found)) if _opens_body(found[i]) or _is_end(found[i])), None)
    if body is None:
        body = title_end
        while body < len(found) and BASIS.match(found[body].text):
            body += 1
    _mark(found, 0, at, Zone.LETTERHEAD)
    _mark(found, at, title_end, Zone.TITLE)
    for index in range(at):
        if _SUBJECT.match(found[index].text):
            _mark(found, index, index + 1, Zone.TITLE)
    _mark(found, title_end, body, Zone.PREAMBLE)
    return body


def _plain_title_end(found: Sequence[Line]) -> int:
    """Return the index after the title of a text that has neither letterhead nor type line (a news page)."""
    for index, line in enumerate(found[:4]):
        if _opens_body(line):
            return index
        if len(line.text) < _TITLE_LIMIT and not line.text.endswith((".", ";", ":")) and len(line.text.split()) > 3:
            return index + 1
    return 0


def _is_end(line: Line) -> bool:
    return bool(RECIPIENTS_HEAD.match(line.text)) and len(line.text) < 30


def _mark_ends(found: list[Line], start: int) -> None:
    """Mark every "Nơi nhận" and signature block from ``start`` on; an annex may follow them."""
    index = start
    while index < len(found):
        line = found[index]
        if _opens_recipients(line):
            index = _mark_recipients(found, index)
        elif _is_signature_start(found, index, after_recipients=False) and line.zone is Zone.BODY:
            stop = max(_signature_end(found, index), index + 1)
            _mark(found, index, stop, Zone.SIGNATURE)
            index = stop
        else:
            index += 1


def _opens_recipients(line: Line) -> bool:
    return bool(RECIPIENTS_HEAD.match(line.text)) and (len(line.text) < 20 or "Nơi nhận:" in line.text)


def _mark_recipients(found: list[Line], start: int) -> int:
    """Mark recipients and signature from "Nơi nhận" at ``start``, whether one follows the other or both alternate."""
    _mark(found, start, start + 1, Zone.RECIPIENTS)
    index = start + 1
    signed = False
    while index < len(found):
        line = found[index]
        if _BULLETED.match(line.text):
            _mark(found, index, index + 1, Zone.RECIPIENTS)
            index += 1
        elif not signed and _is_signature_start(found, index, after_recipients=True):
            stop = max(_signature_end(found, index), index + 1)
            _mark(found, index, stop, Zone.SIGNATURE)
            signed = name_in(found[stop - 1].text) is not None
            index = stop
        elif signed or type_line(line.text) or _starts_annex(found, index) or _is_outside(line):
            break
        else:
            _mark(found, index, index + 1, Zone.RECIPIENTS)
            index += 1
    return index


def _is_outside(line: Line) -> bool:
    """Say whether a numbered line after "Nơi nhận" begins something else."""
    return line.marker is not None and line.marker.kind is not ProvisionKind.POINT and line.marker.style != "1."


def read_layout(view: View, stored: str) -> tuple[Line, ...]:
    """Return the lines of ``view`` that have words, each with its zone."""
    found = _raw_lines(view, stored)
    body = _mark_head(found)
    _mark_ends(found, body)
    return tuple(found)
