"""Which papers a question speaks of: by number, province under both names, agency, year."""

from pathlib import Path

import pytest

from retriever.catalogue import Catalogue
from retriever.scope import Scope, find_scope, year_fits
from retriever.understanding import understand

CAO_BANG, PHU_THO, DAK_LAK = "so-du-lich-cao-bang.txt", "so-cong-thuong-phu-tho.txt", "quy-dinh-dak-lak.txt"
HUE, HA_NAM = "cong-van-bhxh-hue.html", "van-phong-ubnd-ha-nam.txt"


def scope_of(question: str, catalogue: Catalogue) -> Scope:
    """Return the scope of a question as typed."""
    return find_scope(understand(question, catalogue.names), catalogue)


def names(scope: Scope) -> set[str]:
    """Return the files of the candidates."""
    return {Path(c.profile.record.source_path).name for c in scope.candidates}


def named(scope: Scope) -> set[str]:
    """Return the files of the candidates that are named."""
    return {Path(c.profile.record.source_path).name for c in scope.named}


NAMED = [
    ("Ai ký Kế hoạch 61/KH-SDL?", CAO_BANG),
    ("kh 61 ai ky", CAO_BANG),
    ("Quyết định 27/2025/QĐ-UBND nói gì?", DAK_LAK),
    ("công văn 731 ai ký", HUE),
    ("Sở Du lịch Cao Bằng hạn nộp hồ sơ", CAO_BANG),
    ("so du lich cao bang han nop", CAO_BANG),
    ("sở du lịch hạn nộp", CAO_BANG),
    ("Sở Công Thương tỉnh Phú Thọ", PHU_THO),
    ("bhxh tp huế đăng ký khi nào", HUE),
    ("Văn phòng UBND tỉnh Hà Nam", HA_NAM),
    ("ubnd tỉnh đắk lắk quy định gì", DAK_LAK),
    ("đăk lăk bằng khen cho ai", DAK_LAK),
]


@pytest.mark.parametrize(("question", "file"), NAMED, ids=[row[0] for row in NAMED])
def test_named(question: str, file: str, catalogue: Catalogue) -> None:
    """A number, an agency or a province names its paper and no other."""
    scope = scope_of(question, catalogue)
    assert names(scope) & {file}
    assert named(scope) <= {file}
    assert named(scope) == {file} or names(scope) == {file}


OF_A_PROVINCE = [
    ("hồ sơ ở Hà Nam nộp khi nào", {HA_NAM}),
    ("hồ sơ ở Ninh Bình nộp khi nào", {HA_NAM}),
    ("Phú Yên hạn nộp hồ sơ", {DAK_LAK}),
    ("Phu Yen han nop ho so", {DAK_LAK}),
    ("Vĩnh Phúc phong trào Điện về bản xa", {PHU_THO}),
    ("tỉnh Hòa Bình phong trào Điện về bản xa", {PHU_THO}),
    ("Thừa Thiên Huế đăng ký thi đua", {HUE}),
    ("Phú Thọ và Cao Bằng hạn nộp", {PHU_THO, CAO_BANG}),
]


@pytest.mark.parametrize(("question", "files"), OF_A_PROVINCE, ids=[row[0] for row in OF_A_PROVINCE])
def test_both_names_of_a_province(question: str, files: set[str], catalogue: Catalogue) -> None:
    """A merged province is found by its name of before and by its name of today."""
    assert names(scope_of(question, catalogue)) == files


UNKNOWN = [
    ("Sở Du lịch Lâm Đồng hạn nộp hồ sơ", "Lâm Đồng"),
    ("hạn nộp hồ sơ ở Nghệ An", "Nghệ An"),
    ("Quyết định 999/QĐ-SDL nói gì?", "999/QĐ-SDL"),
    ("nghị định 777 là gì", "nghị định 777"),
    ("Sở Giáo dục Cao Bằng hạn nộp hồ sơ", "Sở Giáo dục"),
    ("Bệnh viện Đông Khê Cao Bằng có mấy đợt", "Bệnh viện Đông Khê"),
]


@pytest.mark.parametrize(("question", "unknown"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_unknown(question: str, unknown: str, catalogue: Catalogue) -> None:
    """An agency, province or number that no paper knows is said to be unknown, and nothing answers for it."""
    scope = scope_of(question, catalogue)
    assert not scope.candidates
    assert scope.unknown is not None
    assert unknown in scope.unknown


@pytest.mark.parametrize("question", ["han nop ho so ha nam", "han nop ho so cao bang", "hạn hs cb"])
def test_province_after_ho_so(question: str, catalogue: Catalogue) -> None:
    """A province is heard without diacritics whatever stands before it."""
    assert understand(question, catalogue.names).provinces


def test_part_of_an_agency_is_no_stranger(catalogue: Catalogue) -> None:
    """An agency that a paper gives a task to is known there."""
    question = understand("Chi cục Quản lý thị trường Phú Thọ làm gì", catalogue.names)
    asked_for: list[str] = []

    def mentions(_document: int, phrase: str) -> bool:
        asked_for.append(phrase)
        return True

    assert names(find_scope(question, catalogue, mentions)) == {PHU_THO}
    assert asked_for == ["chi cuc quan ly thi truong"]


def test_nothing_named(catalogue: Catalogue) -> None:
    """A question that names nobody may be about every paper, and about none in particular."""
    scope = scope_of("Hạn nộp hồ sơ là ngày nào?", catalogue)
    assert len(scope.candidates) == 5
    assert named(scope) == set()


def test_a_cited_paper(catalogue: Catalogue) -> None:
    """A paper that nobody holds is looked for where it is cited."""
    scope = scope_of("kế hoạch số 05/KH-UBND là của ai", catalogue)
    assert names(scope) == {CAO_BANG}
    assert scope.candidates[0].cited_number


@pytest.mark.parametrize(
    ("question", "line", "fits"),
    [
        ("hạn năm 2026", "", True),
        ("hạn năm 2025", "", False),
        ("hạn năm 2025", " tong ket nam 2025 ", True),
        ("hạn năm 2027", " giai doan 2025 2027 ", False),
        ("hạn nộp", "", True),
    ],
)
def test_year(question: str, line: str, fits: bool, catalogue: Catalogue) -> None:
    """A year that is named must be the paper's own or stand in the words quoted, not in a range."""
    profile = next(p for p in catalogue.profiles if p.record.source_path.endswith(CAO_BANG))
    assert year_fits(understand(question), profile, line) is fits
