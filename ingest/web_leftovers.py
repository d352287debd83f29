"""What a web page leaves around a copied text (phần thừa của trang web): sharing, feedback, other news."""

import re
from collections.abc import Iterator

from knowledge.text import Span, folded, lines, squeezed

# Whole lines (folded) that a web page puts around a text.
_LEFTOVERS = (
    "phan hoi", "gui phan hoi", "thong tin nguoi gui phan hoi", "y kien ban doc", "binh luan",
    "gui binh luan", "chia se", "chia se facebook", "thich", "tweet", "in trang", "in bai viet", "in bai",
    "ban in", "gui email", "gui bai viet", "sao chep lien ket", "copy link", "quay lai", "tro lai",
    "tro ve", "ve dau trang", "len dau trang", "dau trang", "xem tiep", "trang chu", "tai ve",
    "tai xuong", "lien he", "gioi thieu", "dang nhap", "tim kiem", "nghe bai viet", "co chu", "luot xem",
    "luu tin", "theo doi", "bookmark", "tags", "tu khoa", "zalo", "facebook", "twitter", "google",
    "share",
)  # fmt: skip
_LEFTOVER_START = re.compile(
    r"^(?:(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat) ?[,-] ?(?:ngay )?\d|luot (?:xem|truy cap)"
    r"|so lan xem|da xem|tags?|tu khoa|chia se|co chu|cap nhat(?: luc)?|dang (?:ngay|luc)"
    r"|ngay dang"
    r"|nguoi (?:viet|dang)|tac gia|bien tap|tong so diem cua bai viet|click de danh gia"
    r"|y kien ban doc|binh luan|xem them|doc them"
    r"|tin lien quan|bai viet lien quan|ban quyen|tat ca quyen duoc bao luu|ghi ro nguon"
    r"|trang chu|anh|thich|copyright|©)"
    r"(?: *[:>»|(©/\d].*)?$"
)
_IMAGE_NOTE = re.compile(r"^\[(?:ảnh|hình|video|clip)\b[^\]]*\]$", re.IGNORECASE)
_BREADCRUMB = re.compile(r"^trang chu\b.{0,100}[>»/|]")
# From such a line to the end of the page stand other pages' titles.
_TAIL = re.compile(
    r"^(?:cac tin khac|tin khac|cac bai khac|cac bai viet khac|tin lien quan"
    r"|bai viet lien quan|bai lien quan|tin cung chuyen muc|cung chuyen muc"
    r"|tin moi(?: nhat)?|tin noi bat|doc nhieu(?: nhat)?|xem nhieu(?: nhat)?|thu vien anh"
    r"|cac tin da dua|tin da dang|co the ban quan tam)\b"
)
_AFTER_TAIL = re.compile(r"^(?:noi nhan\b|dieu \d+[.:]|chuong [ivx]+\b|[ivx]{1,4}\. |phu luc\b|quy che$|quy dinh$)")


def leftover_lines(text: str) -> Iterator[Span]:
    """Yield the lines of ``text`` that a web page put around it."""
    spans = [line for line in lines(text) if line.of(text).strip()]
    names = [squeezed(folded(line.of(text))).rstrip(" :.") for line in spans]
    last_structure = max((i for i, name in enumerate(names) if _AFTER_TAIL.match(name)), default=-1)
    in_tail = False
    for index, (line, name) in enumerate(zip(spans, names, strict=True)):
        in_tail = in_tail or (
            index > max(last_structure, len(names) // 3) and len(name) < 60 and bool(_TAIL.match(name))
        )
        is_leftover = (
            name in _LEFTOVERS
            or bool(_LEFTOVER_START.match(name) and len(name) < 120)
            or bool(_BREADCRUMB.match(name))
            or bool(_IMAGE_NOTE.match(line.of(text).strip()))
        )
        if in_tail or is_leftover:
            yield line
