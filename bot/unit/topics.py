"""What a question is about, in words of a closed list: so it can be counted without a word of what was asked."""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.criteria import award_codes
from knowledge.text import syllables

OTHER = "Chủ đề khác"
_MOST = 2  # topics of one question
_ORDINARY = re.compile(r"co \w+$")  # "cờ tỉnh" without its marks is "có tính"
# Each with the folded words that tell it; titles and forms of commendation come before them.
_SUBJECTS = (
    ("Sáng kiến, đề tài", "sang kien|de tai|nghien cuu khoa hoc"),
    ("Tiền thưởng, quỹ thi đua", "tien thuong|muc thuong|quy thi dua|muc chi|kinh phi"),
    ("Thời hạn nộp, báo cáo", "han nop|thoi han|khi nao|bao gio|ngay nao|truoc ngay"),
    ("Hồ sơ, thủ tục", "ho so|to trinh|bao cao thanh tich|thu tuc|mau so|bieu mau"),
    ("Hội đồng, bỏ phiếu", "hoi dong|bo phieu|phieu bau|ty le phieu"),
    ("Thẩm quyền quyết định", "tham quyen|ai quyet dinh|ai ky|cap nao"),
    ("Kỷ luật, thu hồi, hủy bỏ", "ky luat|thu hoi|huy bo|to cao|khieu nai"),
    ("Khen đột xuất, chuyên đề", "dot xuat|chuyen de"),
    ("Cống hiến, niên hạn", "cong hien|nien han|qua trinh cong tac"),
    ("Phong trào, cụm, khối thi đua", "phong trao|cum thi dua|khoi thi dua|giao uoc"),
    ("Đánh giá, xếp loại", "xep loai|danh gia|hoan thanh tot|hoan thanh xuat sac"),
    ("Hiệu lực văn bản", "hieu luc|thay the|bai bo|con ap dung|sua doi"),
    ("Tiêu chuẩn, điều kiện", "tieu chuan|dieu kien"),
)


def topics_of(question: str) -> tuple[str, ...]:
    """Return what a question is about, at most two topics; one that says so where none of the list is."""
    line = " ".join(syllables(question))
    found = [name for name, pattern in _patterns() if pattern.search(line)]
    return tuple(dict.fromkeys(found))[:_MOST] or (OTHER,)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    subjects = ((name, re.compile(rf"\b(?:{words})\b")) for name, words in _SUBJECTS)
    return (*_awards(), *subjects)


def _awards() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the titles and forms, the longest spelling of each first."""
    for award in award_codes().values():
        ways = {" ".join(syllables(way.replace("_", " "))) for way in (award.name, award.code, *award.names)}
        telling = [way for way in ways if len(way) > len("gk") and not _ORDINARY.match(way)]
        told = sorted(telling, key=lambda w: (-len(w), w))
        if told:
            yield award.name, re.compile(rf"\b(?:{'|'.join(map(re.escape, told))})\b")
