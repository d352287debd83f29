"""Who does what in a plan: the agency in the sentence, or in the heading above it (chủ thể được giao việc)."""

import re
from collections.abc import Sequence

from knowledge.text import squeezed

_NUMBERING = r"(?:\d+(?:\.\d+)*[.)]\s*|[IVX]+\.\s*|[-*+•]\s*|[a-zđ]\)\s*)?"
_KINDS = (
    "Văn phòng|Phòng|Sở|Ban|Trung tâm|Các phòng|Các đơn vị|Các cơ quan|Các thành viên|Các tổ|Các khoa|Các ban|Các trường|"
    "Hội đồng|Ủy ban|Uỷ ban|UBND|Trường|Chi cục|Cục|Công đoàn|Đoàn|Khoa|Tổ|Bộ phận|Bộ|Thủ trưởng|Giám đốc|Hiệu trưởng|"
    "Trưởng|Chủ tịch|Cụm|Khối|Trạm|Viện|Bệnh viện|Cán bộ|Liên đoàn|Thường trực|Giáo viên|Đề nghị|Giao|Mỗi đơn vị|Thanh tra|Kế toán"
)
_HEADING = re.compile(rf"^{_NUMBERING}(?P<name>(?:{_KINDS})\b[^:.;]{{0,120}})", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"^{_NUMBERING}(?:Giao\s+|Đề nghị\s+|Yêu cầu\s+)?(?P<name>(?:{_KINDS})\b[^,;:()]{{0,90}}?)(?:\s+\([^)]*\))?\s+"
    r"(?:có trách nhiệm|chịu trách nhiệm|chủ trì|phối hợp|tham mưu|căn cứ|thực hiện|hướng dẫn|tổng hợp|phân công|theo dõi|"
    r"tổ chức|xây dựng|đẩy mạnh|giới thiệu|gửi|báo cáo|quyết định|ban hành)"
)


def agent_named(text: str, headings: Sequence[str]) -> str | None:
    """Return the agency that a sentence, or else the nearest heading above it, gives the task to."""
    subject = _SUBJECT.match(squeezed(text))
    if subject:
        return subject["name"].strip().removeprefix("Giao ").removeprefix("Đề nghị ")
    for heading in reversed(headings):
        match = _HEADING.match(squeezed(heading.strip("*# ")))
        if match:
            return match["name"].strip()
    return None
