"""What a question wants, the units of meaning it is made of, and what it names."""

import unicodedata
from datetime import date

import pytest

from knowledge.text import folded
from retriever.understanding import Focus, understand

HOME_NAMES = {"cb": ("cao", "bang"), "dl": ("du", "lich"), "pt": ("phu", "tho")}

FOCI = [
    ("Ai ký Kế hoạch 61/KH-SDL?", Focus.SIGNER),
    ("ke hoach nay do ai ky", Focus.SIGNER),
    ("Người ký giữ chức vụ gì?", Focus.SIGNER),
    ("Kế hoạch số mấy, ban hành ngày nào?", Focus.NUMBER_AND_DATE),
    ("Kế hoạch này của cơ quan nào?", Focus.ISSUER),
    ("Nơi nhận gồm những ai?", Focus.RECIPIENTS),
    ("Căn cứ pháp lý là gì?", Focus.LEGAL_BASES),
    ("Những cơ quan nào nhắc đến Luật 06/2022/QH15?", Focus.MENTIONED_IN),
    ("12/6/2026 nộp còn kịp không?", Focus.IN_TIME),
    ("nop hom nay con kip k", Focus.IN_TIME),
    ("Văn bản có gì bất thường?", Focus.ODDITY),
    ("Hội thi lúc mấy giờ?", Focus.TIME_OF_DAY),
    ("Hạn nộp hồ sơ là khi nào?", Focus.DEADLINE),
    ("han nop hs", Focus.DEADLINE),
    ("Chậm nhất ngày nào?", Focus.DEADLINE),
    ("Đợt 1 từ ngày nào đến ngày nào?", Focus.PERIOD),
    ("Sơ kết ngày nào?", Focus.WHEN_DAY),
    ("Khi nào họp?", Focus.WHEN),
    ("Tiền thưởng bao nhiêu?", Focus.MONEY),
    ("Tỷ lệ bao nhiêu phần trăm?", Focus.PERCENT),
    ("không quá bao nhiêu %?", Focus.PERCENT),
    ("Số điện thoại là gì?", Focus.CONTACT),
    ("Theo mẫu nào?", Focus.FORM),
    ("Có mấy chương, mấy điều?", Focus.STRUCTURE),
    ("Mỗi đội có mấy người?", Focus.COUNT),
    ("Thẩm định trong bao lâu?", Focus.DURATION),
    ("Theo văn bản nào?", Focus.DOCUMENT),
    ("Khẩu hiệu của phong trào?", Focus.THEME),
    ("Hồ sơ gửi về đâu?", Focus.ADDRESSEE),
    ("Đơn vị nào chấm điểm?", Focus.AGENT),
    ("Nhằm mục đích gì?", Focus.PURPOSE),
    ("Có được xét khen không?", Focus.YES_NO),
    ("Gồm những gì?", Focus.LIST),
    ("Phòng Hành chính phải làm gì?", Focus.TASK),
    ("Chiến sĩ thi đua cơ sở", Focus.WHAT),
]

UNITS = [
    ("Hạn nộp hồ sơ đợt 2 là ngày nào?", ["hạn nộp", "hồ sơ", "đợt"]),
    ("CSTĐCS cần gì?", ["chiến sĩ thi đua cơ sở"]),
    ("hs của cstđcs", ["hồ sơ", "chiến sĩ thi đua cơ sở"]),
    ("thi đua, khen thưởng là gì", ["thi đua khen thưởng"]),
    ("Kế hoạch này do ai ký?", ["kế hoạch", "ký"]),
    ("Chủ đề năm 2026 là gì?", ["chủ đề"]),
    ("chu de nam 2026 la gi", ["chủ đề"]),
]

ORDINALS = [
    ("đợt 1", {("dot", 1)}),
    ("dot 2", {("dot", 2)}),
    ("đợt thi đua thứ hai", {("dot", 2)}),
    ("đợt đầu tiên", {("dot", 1)}),
    ("đợt khen thưởng số 3", {("dot", 3)}),
    ("quý III", {("quy", 3)}),
    ("quý tư", {("quy", 4)}),
    ("học kỳ II", {("hoc ky", 2)}),
    ("hạn đợt 1 và hạn đợt 2", {("dot", 1), ("dot", 2)}),
    ("cả hai đợt", set()),
    ("mỗi đợt có gì", set()),
    ("đột xuất 1", set()),
]

PARTS = [
    ("Nộp về đâu, trước ngày nào?", ("Nộp về đâu", "trước ngày nào")),
    ("mấy bộ, gửi ai", ("mấy bộ", "gửi ai")),
    ("Ai ký và ký ngày nào?", ("Ai ký", "ký ngày nào")),
    ("Phòng Hành chính và Văn phòng làm gì?", ()),
    ("Hạn nộp hồ sơ là ngày nào?", ()),
    ("Phong trào thi đua, khen thưởng là gì?", ()),
]


@pytest.mark.parametrize(("question", "focus"), FOCI, ids=[row[0] for row in FOCI])
def test_focus(question: str, focus: Focus) -> None:
    """A question says by its frame what kind of answer it wants."""
    assert understand(question).focus is focus


@pytest.mark.parametrize(("question", "focus"), FOCI, ids=[row[0] for row in FOCI])
def test_focus_without_diacritics(question: str, focus: Focus) -> None:
    """The same question typed without diacritics wants the same."""
    assert understand(folded(question)).focus is focus


def test_reason() -> None:
    """“Vì sao” asks for the reason."""
    assert understand("Vì sao phải niêm yết?").focus is Focus.PURPOSE


@pytest.mark.parametrize(("question", "units"), UNITS)
def test_units(question: str, units: list[str]) -> None:
    """Set phrases stay whole, short forms are opened, and words that only ask are no content."""
    assert sorted(" ".join(u.asked) for u in understand(question).units) == sorted(folded(u) for u in units)


@pytest.mark.parametrize(("line", "ordinals"), ORDINALS, ids=[row[0] for row in ORDINALS])
def test_ordinals(line: str, ordinals: set[tuple[str, int]]) -> None:
    """Figures, Roman numerals and words number the same đợt, quý and học kỳ."""
    assert understand(line).ordinals == ordinals


@pytest.mark.parametrize("line", ["chặng 2", "giai đoạn 2", "giai đoạn thứ hai"])
def test_ordinals_of_other_stretches(line: str) -> None:
    """Stretches of a movement are numbered things too."""
    assert {value for _, value in understand(line).ordinals} == {2}


@pytest.mark.parametrize(("question", "parts"), PARTS)
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    """A compound question is cut only where both sides ask something."""
    assert understand(question).parts == parts


@pytest.mark.parametrize(
    ("question", "provinces"),
    [
        ("đợt 1 cb", ["Cao Bằng"]),
        ("pt đợt 1 khi nào", ["Phú Thọ"]),
        ("Sở Du lịch Cao Bằng", ["Cao Bằng"]),
        ("so du lich cao bang", ["Cao Bằng"]),
        ("cb của tỉnh Lai Châu", ["Lai Châu"]),
        ("hạn nộp hồ sơ", []),
    ],
)
def test_names_by_initials(question: str, provinces: list[str]) -> None:
    """Initials that the home knows stand for their province, unless a province is named in full."""
    assert [p.name for p in understand(question, HOME_NAMES).provinces] == provinces


def test_initials_of_an_agency() -> None:
    """Initials of an agency are opened where the home knows them."""
    assert understand("sở dl cb", HOME_NAMES).words == ("so", "du", "lich", "cao", "bang")


@pytest.mark.parametrize(
    ("question", "years", "dates"),
    [
        ("hạn nộp năm 2026", {2026}, ()),
        ("nộp ngày 12/6/2026 kịp không", set(), (date(2026, 6, 12),)),
        ("ngay 12 thang 6 nam 2026", {2026}, (date(2026, 6, 12),)),
        ("Quyết định 27/2025/QĐ-UBND nói gì", set(), ()),
        ("nghị định 152/2025/NĐ-CP năm 2026", {2026}, ()),
        ("ngày 31/6/2026", set(), ()),
    ],
)
def test_years_and_days(question: str, years: set[int], dates: tuple[date, ...]) -> None:
    """Years and days that are named count; those inside document numbers do not."""
    understood = understand(question)
    assert understood.dates == dates
    assert years <= understood.years
    assert understood.years <= years | {2026}


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        ("Điều 5 quy định gì", {("dieu", "5")}),
        ("dieu 12 noi gi", {("dieu", "12")}),
        ("Phụ lục II có gì", {("phu luc", "ii")}),
        ("Mẫu số 04", {("mau so", "4")}),
        ("điều mấy nói về hồ sơ", set()),
        ("điều 3 năm qua", set()),
    ],
)
def test_provisions(question: str, provisions: set[tuple[str, str]]) -> None:
    """A Điều, annex or form is named by its number."""
    assert understand(question).provisions == provisions


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("6 tháng cuối năm 2026 làm gì", (date(2026, 7, 1), date(2026, 12, 31))),
        ("sáu tháng đầu năm 2026", (date(2026, 1, 1), date(2026, 6, 30))),
        ("quý II năm 2026", (date(2026, 4, 1), date(2026, 6, 30))),
        ("năm 2026", None),
    ],
)
def test_part_of_a_year(question: str, period: tuple[date, date] | None) -> None:
    """A part of a year is read as its days."""
    assert understand(question).period == period


@pytest.mark.parametrize(
    "question",
    ["Uỷ ban xã hoà bình nộp hồ sơ khi nào?", "Ủy ban xã hòa bình nộp hồ sơ khi nào?"],
)
def test_spellings_are_one(question: str) -> None:
    """Old and new tone marks, composed and decomposed letters give the same words."""
    plain = understand("uy ban xa hoa binh nop ho so khi nao?")
    assert understand(question).words == plain.words
    assert understand(unicodedata.normalize("NFD", question)).words == plain.words
