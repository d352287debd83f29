"""The set phrases of Vietnamese official papers (thể thức): type lines, legal bases, positions, names."""

import re

from ingest.markers import UPPER
from knowledge.citations.find import DOCUMENT_TYPES
from knowledge.text import folded

_TYPES = sorted(
    {*DOCUMENT_TYPES, "Thể lệ", "Điều lệ", "Nội quy", "Danh mục", "Lịch"} - {"Văn bản", "Lệnh"},
    key=len,
    reverse=True,
)
_TYPE_NAMES = "|".join(re.escape(t.upper()) for t in _TYPES)
TYPE_LINE = re.compile(
    rf"^(?:DỰ THẢO\s+)?(?P<type>{_TYPE_NAMES})(?P<rest>\s*:?\s*$|\s+(?=SỐ\b"
    rf"|[{UPPER}“][a-zà-ỹ“{UPPER}]).*$|\s+v/v\b.*$)"
)
TYPE_WORD = re.compile(rf"^(?:{'|'.join(map(re.escape, _TYPES))})$")
SUBJECT = re.compile(r"^(?:V/v|Về việc|v/v)\b:?")
NUMBER_LINE = re.compile(r"^(?:\w+\s)?[Ss][ốỐ]\s*:")
MOTTO = re.compile(r"^(?:cong hoa xa hoi|doc lap ?- ?tu do|dang cong san viet nam)")
DATE_LINE = re.compile(
    r"^[^.;:]{2,45}?,?\s*ngày\s.{0,14}tháng\s.{0,8}năm\s*\d{0,4}\.?$"
    r"|^[^.;:]{2,40},\s*ngày\s*\d{1,2}/\d{1,2}/\d{4}\.?$"
)
BASIS = re.compile(
    r"^[-–+\s]*(?:Căn cứ|Thực hiện|Theo|Xét|Trên cơ sở|Nhằm|Để|Với mục đích|Thi hành"
    r"|Tiếp tục thực hiện|Kính gửi|Tiếp theo|Hưởng ứng)\b"
)
RECIPIENTS_HEAD = re.compile(r"^Nơi nhận\b\s*(?P<rest>.*)$", re.IGNORECASE)
_POSITIONS = (
    r"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:TỔNG\s+)?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG"
    r"|CHÁNH|TRƯỞNG|HIỆU TRƯỞNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG"
    r"|VIỆN TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|THỦ TRƯỞNG|CHỈ HUY|ỦY VIÊN|UỶ VIÊN|TỔNG BIÊN TẬP|BIÊN TẬP"
    r"|THƯ KÝ|VỤ TRƯỞNG|ĐỘI TRƯỞNG|CHÍNH ỦY|CHÁNH ÁN|KẾ TOÁN|HIỆP|THỐNG ĐỐC"
    r"|TỔ TRƯỞNG|PHÓ TRƯỞNG|PHÓ BAN|PHÓ HIỆU|PHÓ)"
)
SIGNING_LINE = re.compile(rf"^(?:(?:(?:T[ML]|KT|TUQ|Q)\s?\.|[TK]/[TML])\s*[{UPPER}]|{_POSITIONS}\b)")
POSITION_WORDS = re.compile(
    r"^(?:Quyền\s+)?(?:Phó\s+)?(?:Tổng\s+)?(?:Chủ tịch|Giám đốc|Hiệu trưởng|Chánh Văn phòng"
    r"|Trưởng ban|Trưởng phòng|Bí thư|Cục trưởng|Bộ trưởng|Viện trưởng)\b[^.;:,]{0,60}$"
)
BULLETED = re.compile(r"^[-–—+*•·]\s*\S")
SIGNED = re.compile(r"^\(?\s*(?:đã ký|ký tên|ký, đóng dấu|đã ký và đóng dấu|chữ ký)\b.*\)?$", re.IGNORECASE)
AUTHORITY = re.compile(
    r"^(?:CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|BỘ TRƯỞNG|CHỦ TỊCH|(?:TỔNG |PHÓ )?GIÁM ĐỐC|HIỆU TRƯỞNG"
    r"|ỦY BAN|UỶ BAN|HỘI ĐỒNG|CỤC TRƯỞNG|CHÁNH|TRƯỞNG|ỦY BAN NHÂN DÂN|BAN CHẤP HÀNH"
    r"|BAN THƯỜNG VỤ|VIỆN TRƯỞNG|THỐNG ĐỐC|TỔNG)\b"
)
# Capitals before the body that head nothing: the State, the agency, who decides.
NO_HEADING = re.compile(
    r"^(?:CỘNG H|ĐỘC LẬP|ĐẢNG|CHÍNH PHỦ|QUỐC HỘI|BỘ |SỞ |ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|BAN "
    r"|PHÒNG |TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|TRƯỜNG|CÔNG |LIÊN ĐOÀN"
    r"|GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|CỤC|CHI CỤC|TỔNG|QUYẾT|VĂN PHÒNG|ĐOÀN |HỘI |TRUNG TÂM"
    r"|BỆNH VIỆN|VIỆN|HỌC VIỆN|ĐẠI HỌC)"
)
_NAME_WORD = rf"(?:[{UPPER}][a-zà-ỹ]*|[{UPPER}]’[A-Za-zà-ỹ]+|H'[A-Za-zà-ỹ]+)"
_RANK = (
    r"(?:(?:PGS|GS|TS|ThS|BS|KS|CN|CKI|CKII|BSCKII|Ths|NGƯT|NGND|Đại tá|Thượng tá|Trung tá"
    r"|Thiếu tá|Thiếu tướng|Trung tướng|Tiến sĩ)[.,\s]+)*"
)
_NAME = re.compile(rf"^{_RANK}(?P<name>{_NAME_WORD}(?:[ \u00a0]+{_NAME_WORD}){{1,5}})$")
_CAPITAL_NAME = re.compile(rf"^(?P<name>[{UPPER}]+(?:[ \u00a0]+[{UPPER}]+){{1,4}})$")
# The family names that nearly every signer bears; needed only where no position stands above the name.
_FAMILY_NAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dao",
        "dinh",
        "mai",
        "trinh",
        "to",
        "ha",
        "lam",
        "cao",
        "chau",
        "ta",
        "tang",
        "la",
        "luong",
        "thai",
        "phung",
        "quach",
        "trieu",
        "vuong",
        "tu",
        "chu",
        "doan",
        "than",
        "kieu",
        "giang",
        "lo",
        "vang",
        "hau",
        "ma",
        "nong",
        "hua",
        "be",
        "tong",
        "ca",
        "quang",
        "sung",
        "thao",
        "mua",
        "hang",
        "cam",
        "dieu",
        "bon",
        "ksor",
        "rmah",
        "siu",
        "ka",
        "lau",
        "an",
        "truong",
        "luu",
        "nghiem",
        "khuat",
        "bach",
        "tieu",
        "diep",
        "dam",
        "ninh",
        "lac",
        "le",
        "mac",
        "ong",
        "quan",
        "su",
        "thach",
        "thi",
        "van",
        "vi",
        "luc",
        "loc",
        "cu",
        "ban",
        "chau",
        "chieu",
    ]
)
_ISSUED_WITH = re.compile(r"^\W*\(?\s*(?:Ban hành )?[Kk]èm theo\b|^\W*\(\s*Ban hành theo\b")


def is_capitals(text: str) -> bool:
    """Say whether ``text`` has at least two letters and no small one."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and not any(c.islower() for c in letters)


def type_line(text: str) -> str | None:
    """Return the document type that a title line announces ("KẾ HOẠCH ..."), as written in sentence case."""
    match = TYPE_LINE.match(text)
    if match:
        return match["type"].capitalize()
    return text.strip() if TYPE_WORD.match(text.strip()) else None


def name_in(line: str) -> str | None:
    """Return the person's name that is all of ``line``, or None."""
    match = _NAME.match(line.strip()) or _CAPITAL_NAME.match(line.strip())
    return match["name"] if match and not SIGNING_LINE.match(line) else None


def bears_family_name(name: str) -> bool:
    """Say whether ``name`` begins with a common family name (họ)."""
    return folded(name).split()[0] in _FAMILY_NAMES and len(name.split()) >= 2


def issued_with(text: str) -> bool:
    """Say whether a line is "(Ban hành kèm theo Quyết định số ...)"."""
    return bool(_ISSUED_WITH.match(text)) and len(text) < 300
