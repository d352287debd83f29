"""Provinces (tỉnh, thành phố), before and after 01/07/2025, and how a text spells the one it means."""

import re
from collections import Counter

from ingest.markers import UPPER
from knowledge.text import folded

CENTRAL_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
PROVINCES = (
    *CENTRAL_CITIES,
    "An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre",
    "Bình Dương", "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Đắk Lắk", "Đắk Nông",
    "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Tĩnh", "Hải Dương",
    "Hậu Giang", "Hòa Bình", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lạng Sơn",
    "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ",
    "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La",
    "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh",
    "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
_BY_FOLDED = {folded(p): p for p in PROVINCES}
_BY_FOLDED |= {
    "tp. ho chi minh": "Hồ Chí Minh",
    "tp ho chi minh": "Hồ Chí Minh",
    "thanh hoa": "Thanh Hóa",
    "dak lak": "Đắk Lắk",
}
_WORD = rf"[{UPPER}][\w’]*"
_NAMED_UNIT = re.compile(
    rf"(?<!\w)(?P<kind>(?i:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu"
    rf"|TP\.?))\s+(?P<name>{_WORD}(?:\s(?:-\s)?{_WORD}){{0,3}})"
)


def province(name: str) -> str | None:
    """Return the right spelling of the province that ``name`` means ("Hung Yên": Hưng Yên), or None."""
    return _BY_FOLDED.get(folded(name).strip(" ,.*"))


def province_phrase(name: str) -> str:
    """Return ``name`` with its kind: "tỉnh Bắc Kạn", "thành phố Hà Nội"."""
    return f"{'thành phố' if name in CENTRAL_CITIES else 'tỉnh'} {name}"


def unit_named(kind: str, text: str) -> str | None:
    """Return the name that ``text`` most often gives after ``kind`` ("phường": Thanh Xuyên), or None."""
    names: Counter[str] = Counter()
    for match in _NAMED_UNIT.finditer(text):
        written = match["kind"].lower().rstrip(".").replace("tp", "thành phố")
        if written == kind and not match["name"].isupper():
            names[_proper(match["name"])] += 1
    return names.most_common(1)[0][0] if names else None


def _proper(name: str) -> str:
    """Cut what follows a province's name ("Bắc Kạn Phát triển")."""
    words = name.split()
    for length in range(len(words), 0, -1):
        if known := province(" ".join(words[:length])):
            return known
    return name
