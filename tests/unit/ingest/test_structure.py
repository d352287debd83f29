"""Structure: levels, headings and numbered paragraphs, whatever the numbering does."""

import pytest

from ingest.cleaning import clean
from ingest.markers import marker_of
from ingest.structure import read_structure
from knowledge.documents import Provision, ProvisionKind

MARKERS = [
    ("Điều 5. Phạm vi", ProvisionKind.ARTICLE, 5),
    ("Ðiều 5. Phạm vi", ProvisionKind.ARTICLE, 5),
    ("Điều 5 của Luật này", None, None),
    ("Chương IV", ProvisionKind.CHAPTER, 4),
    ("Phần thứ hai. NỘI DUNG", ProvisionKind.PART, 2),
    ("Phần mềm quản lý", None, None),
    ("Mục 2. HỒ SƠ", ProvisionKind.SECTION, 2),
    ("Mục 2 và mục 3", None, None),
    ("XIV. TỔ CHỨC", ProvisionKind.ROMAN, 14),
    ("V.I. Lênin", None, None),
    ("V/v báo cáo", None, None),
    ("1.Mục đích", ProvisionKind.CLAUSE, 1),
    ("2/ Yêu cầu", ProvisionKind.CLAUSE, 2),
    ("3- Nội dung", ProvisionKind.CLAUSE, 3),
    ("2.1. Đối tượng", ProvisionKind.CLAUSE, 1),
    ("(4) Phấn đấu", ProvisionKind.CLAUSE, 4),
    ("1.200 hộ dân", None, None),
    ("28/CT-TTg ngày", None, None),
    ("01/7/2024 là hạn", None, None),
    ("đ) Tham mưu", ProvisionKind.POINT, 5),
    ("e) Đôn đốc", ProvisionKind.POINT, 6),
    ("- Tham mưu", ProvisionKind.ITEM, None),
    ("+ Tham mưu", ProvisionKind.ITEM, None),
    ("\uf0b7 Tham mưu", ProvisionKind.ITEM, None),
    ("Phụ lục II", ProvisionKind.ANNEX, 2),
    ("Phụ lục kèm theo Kế hoạch này gồm", None, None),
]


@pytest.mark.parametrize(("line", "kind", "order"), MARKERS, ids=[row[0] for row in MARKERS])
def test_markers(line: str, kind: ProvisionKind | None, order: int | None) -> None:
    """A line begins a unit only by a mark that papers use for it."""
    marker = marker_of(line)
    assert (marker.kind if marker else None, marker.order if marker else None) == (kind, order)


def shown(provisions: tuple[Provision, ...]) -> list[str]:
    """Return each unit on a line: two blanks per level, # for a heading."""
    return ["  " * (p.level - 1) + ("# " if p.is_heading else ". ") + p.heading for p in provisions]


TABLE = [
    (
        "an inner list that reuses the outer style",
        "I. NỘI DUNG\n1. Trọng tâm\nLàm tốt.\n2. Cụ thể\n1. Tuyên truyền.\nBằng loa.\n2. Xây "
        "dựng nếp sống\nMới.\n"
        "3. Kiểm tra theo kế hoạch đã được duyệt từ đầu năm.\nV. TỔ CHỨC",
        [
            "# I. NỘI DUNG",
            "  # 1. Trọng tâm",
            "  # 2. Cụ thể",
            "    # 1. Tuyên truyền.",
            "    # 2. Xây dựng nếp sống",
            "    . 3. Kiểm tra theo kế hoạch đã được duyệt từ đầu năm.",
            "# V. TỔ CHỨC",
        ],
    ),
    (
        "the outer series goes on after an inner one of the same length",
        "1. Mở đầu\nChữ.\n2. Các việc\n1. Việc thứ nhất: làm ngay trong tháng.\n2. Việc thứ hai: "
        "làm sau.\n3. Kết thúc\nChữ.",
        [
            "# 1. Mở đầu",
            "# 2. Các việc",
            "  . 1. Việc thứ nhất: làm ngay trong tháng.",
            "  . 2. Việc thứ hai: làm sau.",
            "# 3. Kết thúc",
        ],
    ),
    (
        "a list that a colon leads in",
        "2. Hồ sơ\nMỗi bộ gồm:\n1. Tờ trình;\n2. Biên bản.\n3. Thời hạn\nNộp sớm.",
        ["# 2. Hồ sơ", "  . 1. Tờ trình;", "  . 2. Biên bản.", "# 3. Thời hạn"],
    ),
    (
        "a heading with its text on the same line",
        "III. THỜI GIAN: Từ nay đến hết năm.\nIV. TỔ CHỨC\n1. Văn phòng: Chủ trì tham mưu.\n2. "
        "Căn cứ Kế hoạch này, các phòng làm.",
        [
            "# III. THỜI GIAN: Từ nay đến hết năm.",
            "# IV. TỔ CHỨC",
            "  # 1. Văn phòng: Chủ trì tham mưu.",
            "  . 2. Căn cứ Kế hoạch này, các phòng làm.",
        ],
    ),
    (
        "starred headings above dashes",
        "* Về tuyên truyền:\n- Làm pa nô;\n- Phát tờ rơi.\n* Về khen thưởng\nTặng Giấy khen.",
        ["# * Về tuyên truyền:", "  . - Làm pa nô;", "  . - Phát tờ rơi.", "# * Về khen thưởng"],
    ),
    (
        "stars that only list",
        "I. HỒ SƠ\n* Tờ trình;\n* Biên bản;\n* Báo cáo.",
        ["# I. HỒ SƠ", "  . * Tờ trình;", "  . * Biên bản;", "  . * Báo cáo."],
    ),
    (
        "chapters, articles, clauses, points",
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nQuy chế này quy định.\nĐiều 2. Đối tượng\n1. "
        "Cán bộ gồm:\na) Công chức;\n"
        "b) Viên chức.\nChương II\nKHEN\nĐiều 3. Quyết định này có hiệu lực.",
        [
            "# Chương I QUY ĐỊNH CHUNG",
            "  # Điều 1. Phạm vi",
            "  # Điều 2. Đối tượng",
            "    . 1. Cán bộ gồm:",
            "      . a) Công chức;",
            "      . b) Viên chức.",
            "# Chương II KHEN",
            "  # Điều 3. Quyết định này có hiệu lực.",
        ],
    ),
    (
        "an annex with its own Điều 1",
        "QUYẾT ĐỊNH\nVề quy chế\nCăn cứ Luật;\nĐiều 1. Ban hành Quy chế.\nNơi nhận:\n- Lưu: "
        "VT.\nGIÁM ĐỐC\nLê Văn An\n"
        "QUY CHẾ\nThi đua của Sở\n(Ban hành kèm theo Quyết định số 1/QĐ-S)\nĐiều 1. Phạm vi\nChữ.",
        ["# Điều 1. Ban hành Quy chế.", "# QUY CHẾ Thi đua của Sở", "  # Điều 1. Phạm vi"],
    ),
    (
        "bold labels of Markdown",
        "**1. Giai đoạn đầu:** từ ngày 01/9 đến hết năm sau.\n\n**2. Giai đoạn sau:** phần còn lại của kế hoạch này.",
        ["# 1. Giai đoạn đầu:", "# 2. Giai đoạn sau:"],
    ),
    (
        "headings of Markdown without numbers",
        "## Mục đích\n\nChữ.\n\n### Chi tiết\n\n- Một.\n\n## Kết thúc\n\nChữ.",
        ["# Mục đích", "  # Chi tiết", "    . - Một.", "# Kết thúc"],
    ),
    (
        "numbering that jumps",
        "I. MỘT\nChữ.\nII. HAI\nChữ.\nV. NĂM\nChữ.",
        ["# I. MỘT", "# II. HAI", "# V. NĂM"],
    ),
]


@pytest.mark.parametrize(("why", "text", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_levels_and_headings(why: str, text: str, expected: list[str]) -> None:
    """The tree is what a reader of the paper would draw."""
    assert shown(read_structure(clean(text), text)) == expected, why


def test_recipients_and_closing_words_are_no_provisions() -> None:
    """Dashes under "Nơi nhận" are no items; closing words belong to the part, not to its last clause."""
    text = (
        "I. TỔ CHỨC\n1. Sở làm việc một.\n2. Sở làm việc hai.\nTrên đây là Kế hoạch./.\nNơi "
        "nhận:\n- Sở Nội vụ;\n- Lưu: VT."
    )
    provisions = read_structure(clean(text), text)
    assert [p.label for p in provisions] == ["I", "1", "2"]
    assert provisions[2].span.of(text) == "2. Sở làm việc hai."
    assert provisions[0].span.of(text).endswith("Kế hoạch./.")
