"""Provinces and cities: found in any spelling, under both names, and never inside other words."""

import pytest

from knowledge.text import folded, folded_in_place
from knowledge.vocabulary.places import Province, find_provinces, provinces, same_province

MERGED = {p.name: p.today for p in provinces() if p.name != p.today}
# Names that are ordinary words too ("hòa bình"): only after a word that announces a place.
AMBIGUOUS = {"Hòa Bình", "Huế"}


def wrong(*row: object, why: str) -> object:
    """Return a row that shows a defect of the code."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason=why))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Nội vụ tỉnh Sơn La", ["Sơn La"]),
        ("SỞ NỘI VỤ TỈNH SƠN LA", ["Sơn La"]),
        ("so noi vu tinh son la", ["Sơn La"]),
        ("tp. hồ chí minh và bà rịa - vũng tàu", ["Hồ Chí Minh", "Bà Rịa - Vũng Tàu"]),
        ("ba ria vung tau", ["Bà Rịa - Vũng Tàu"]),
        ("Thanh Hoá, Khánh Hoà", ["Thanh Hóa", "Khánh Hòa"]),
        ("UBND tỉnh Hoà Bình", ["Hòa Bình"]),
        ("ubnd tinh hoa binh", ["Hòa Bình"]),
        ("UBND tỉnh Thừa Thiên Huế", ["Thừa Thiên Huế"]),
        ("hạn nộp ở huế là ngày nào", ["Huế"]),
        ("Đồng Nai", ["Đồng Nai"]),
        ("dak lak, dak nong", ["Đắk Lắk", "Đắk Nông"]),
        ("Điện Biên", ["Điện Biên"]),
        ("Yên Bái và Lào Cai", ["Yên Bái", "Lào Cai"]),
        ("Ðồng Nai", ["Đồng Nai"]),
        ("kế hoạch của sở nội vụ an giang", ["An Giang"]),
        ("Sở Nội vụ Hòa Bình", ["Hòa Bình"]),
    ],
)  # fmt: skip
def test_a_place(text: str, names: list[str]) -> None:
    """A province is found with or without diacritics, in capitals, with old tone marks, at its own place."""
    found = find_provinces(text)
    assert [province.name for province, _ in found] == names
    assert all(folded(p.name).split()[-1] in folded(span.of(text)) for p, span in found)


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo bằng văn bản",
        "báo cáo bằng miệng",
        "vì hòa bình và phát triển",
        "chiến thắng Điện Biên Phủ",
        "công an giảng dạy cho học viên",
        "tham gia lai dắt tàu",
        "quản trị, quảng bá",
        "tặng bằng khen, giấy khen",
        "thành phố thuộc tỉnh",
        "kinh tế Việt Nam định hướng xã hội chủ nghĩa",
        wrong(
            "giữ an ninh bình yên cho người dân",
            why="places.py _belongs_elsewhere: “ninh bình” of two words is a province",
        ),
    ],
)
def test_what_is_no_place(text: str) -> None:
    """Syllables of other words name no province."""
    assert find_provinces(text) == []


CLEAR = [p for p in provinces() if p.name not in AMBIGUOUS]


@pytest.mark.parametrize("province", CLEAR, ids=lambda p: p.name)
def test_every_name_is_searchable(province: Province) -> None:
    """Each name of today and of before the mergers is found, written well, in capitals or without diacritics."""
    for written in (f"Tỉnh {province.name}", f"TỈNH {province.name.upper()}", folded(province.name)):
        assert [p.name for p, _ in find_provinces(f"{written}.")] == [province.name]


@pytest.mark.parametrize("before", ["ubnd", "ubnd tinh", "tỉnh", "so noi vu", "so y te", "cua"])
def test_every_name_is_searchable_without_diacritics(before: str) -> None:
    """Behind the words that announce a place a name typed without diacritics is a place."""
    lost = [p.name for p in CLEAR if [q.name for q, _ in find_provinces(f"{before} {p.folded} 2026")] != [p.name]]
    assert lost == []


def test_the_map_since_july_2025() -> None:
    """34 provinces and cities stand today, and every former name leads to one of them."""
    today = {p.today for p in provinces()}
    assert len(today) == 34
    assert today <= {p.name for p in provinces()}
    assert set(MERGED.values()) <= today
    assert len(MERGED) == 30  # 29 merged provinces, and Thừa Thiên Huế under its former name


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("Hà Giang", "Tuyên Quang"),
        ("Bắc Kạn", "Thái Nguyên"),
        ("Vĩnh Phúc", "Phú Thọ"),
        ("Bắc Giang", "Bắc Ninh"),
        ("Thái Bình", "Hưng Yên"),
        ("Nam Định", "Ninh Bình"),
        ("Quảng Nam", "Đà Nẵng"),
        ("Bình Định", "Gia Lai"),
        ("Bình Thuận", "Lâm Đồng"),
        ("Bình Dương", "Hồ Chí Minh"),
        ("Long An", "Tây Ninh"),
        ("Hậu Giang", "Cần Thơ"),
        ("Trà Vinh", "Vĩnh Long"),
        ("Kiên Giang", "An Giang"),
        ("Thừa Thiên Huế", "Huế"),
    ],
)
def test_a_merger(former: str, today: str) -> None:
    """A former province belongs to the one of today that took it in."""
    assert MERGED[former] == today


def province(name: str) -> Province:
    """Return the province of this name."""
    return next(p for p in provinces() if p.name == name)


@pytest.mark.parametrize(
    ("one", "other", "merged", "expected"),
    [
        ("Nam Định", "Nam Định", False, True),
        ("Nam Định", "Ninh Bình", True, True),
        ("Ninh Bình", "Nam Định", True, True),
        ("Nam Định", "Ninh Bình", False, False),
        ("Nam Định", "Hà Nam", True, False),
        ("Nam Định", "Thái Bình", True, False),
        ("Hà Nội", "Huế", True, False),
    ],
)
def test_names_that_mean_one_province(one: str, other: str, merged: bool, expected: bool) -> None:
    """A former name means the province of today too, but two former ones stay apart."""
    assert same_province(province(one), province(other), merged=merged) is expected


def test_places_are_places_of_the_text() -> None:
    """A span covers the name where it stands, letter for letter."""
    text = "Các sở của tỉnh Lạng Sơn gửi về tỉnh Cao Bằng"
    assert [folded_in_place(span.of(text)) for _, span in find_provinces(text)] == ["lang son", "cao bang"]
