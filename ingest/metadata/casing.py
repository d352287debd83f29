"""Capitals of a letterhead back in sentence case: "ỦY BAN NHÂN DÂN TỈNH BẮC NINH" (viết hoa tên cơ quan)."""

import re

from ingest.layout.wording import is_capitals
from ingest.metadata.places import PROVINCES
from knowledge.text import folded, folded_in_place, squeezed

_SMALL_WORDS = {"và", "của", "nhân", "dân", "các", "cho", "về", "-"}


def cased(capitals: str, text: str) -> str:
    """Return an agency's name in small letters, spelt as the text itself spells it where it does."""
    words = [re.escape(w) for w in folded(capitals).split()]
    for match in re.finditer(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", folded_in_place(text)):
        written = squeezed(text[match.start() : match.end()])
        if not is_capitals(written) and written[0].isupper():
            return written
    return _sentence_case(capitals)


def _sentence_case(capitals: str) -> str:
    result: list[str] = []
    in_place = False
    for position, word in enumerate(capitals.split()):
        small = word.lower()
        phrase = " ".join([*(w.lower() for w in result[-1:]), small])
        if small in {"tỉnh", "huyện", "quận", "xã", "phường"} or phrase in {
            "thành phố",
            "thị xã",
            "thị trấn",
            "đặc khu",
        }:
            result.append(small)
            in_place = True
            if phrase != small and len(result) > 1:
                result[-2] = result[-2].lower()
            continue
        keep_small = small in _SMALL_WORDS and not in_place
        result.append(small if keep_small and position else word.capitalize() if len(word) > 1 else word)
    return _with_proper_province(" ".join(result))


# Names whose inner small letters a rule cannot guess.
_SPELLED = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Hội đồng Thi đua", "Ban Thường vụ", "Văn phòng", "Sở Nội vụ",
    "Sở Y tế", "Sở Xây dựng", "Sở Tư pháp", "Sở Tài chính", "Sở Ngoại vụ", "Sở Du lịch", "Sở Công Thương",
    "Giáo dục và Đào tạo", "Khoa học và Công nghệ", "Văn hóa, Thể thao và Du lịch", "Văn hóa và Thể thao",
    "Nông nghiệp và Môi trường", "Dân tộc và Tôn giáo", "Bộ Nội vụ", "Bộ Y tế",
    "Lao động - Thương binh và Xã hội", "Thông tin và Truyền thông", "Kế hoạch và Đầu tư",
    "Tài nguyên và Môi trường", "Giao thông vận tải", "Bệnh viện Đa khoa",
    "Trường Đại học", "Trường Cao đẳng", "Trung tâm Y tế",
    "Liên đoàn Lao động", "Chính phủ", "Quốc hội", "Công an", "Đảng ủy", "Tỉnh ủy", "Thành ủy",
    "Huyện ủy", "Đảng bộ", "Bảo hiểm xã hội", "Kho bạc Nhà nước", "Thanh tra", "Chi cục",
    "Trường Tiểu học", "Trường Mầm non", "Trung học cơ sở", "Trung học phổ thông",
)  # fmt: skip


def _with_proper_province(name: str) -> str:
    for known in _SPELLED:
        name = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", known, name, flags=re.IGNORECASE)
    for known in PROVINCES:
        name = re.sub(rf"\b{re.escape(known)}\b", known, name, flags=re.IGNORECASE)
    return name
