"""An empty list to fill in: the recommended columns, choices where few words will do, a history sheet, a guide."""

from datetime import date
from io import BytesIO
from typing import Any

from bot.nominations.nominees import EXAMPLE
from knowledge.criteria.titles import award_codes

_LIST = (
    ("STT", 6), ("Họ và tên", 28), ("Loại đối tượng", 14), ("Mã cán bộ", 14), ("Ngày sinh", 13), ("Chức vụ", 18),
    ("Đơn vị công tác", 28), ("Năm xét", 10), ("Danh hiệu, hình thức đề nghị", 34), ("Xếp loại chất lượng năm xét", 18),
    ("Xếp loại 2024", 12), ("Xếp loại 2023", 12), ("Danh hiệu đã đạt", 30), ("Tên sáng kiến, đề tài", 34),
    ("Loại sáng kiến, đề tài", 14), ("Số QĐ công nhận sáng kiến", 20), ("Năm công nhận sáng kiến", 14),
    ("Phạm vi sáng kiến", 18), ("Đã dùng cho khen thưởng nào", 20), ("Kỷ luật", 14), ("Ngày QĐ kỷ luật", 14),
    ("Ngày hết hạn kỷ luật", 14), ("Đang xem xét kỷ luật, thanh tra, đơn thư", 20), ("Tham gia phong trào thi đua", 16),
    ("Tháng công tác trong năm", 12), ("Lý do nghỉ", 16), ("Phiếu đồng ý", 12), ("Tổng số thành viên Hội đồng", 14),
    ("Ngày tiếp nhận hồ sơ", 14), ("Ngày ký quyết định", 14), ("Tóm tắt thành tích", 40), ("Tổng số người", 12),
    ("Số người hoàn thành nhiệm vụ", 14), ("Số LĐTT", 10), ("Số CSTĐCS", 10), ("Số người bị kỷ luật từ cảnh cáo", 16),
    ("Dẫn đầu cụm, khối thi đua", 14), ("Ghi chú", 24),
)  # fmt: skip
_HISTORY = (("Mã cán bộ", 14), ("Họ và tên", 28), ("Ngày sinh", 13), ("Năm", 8), ("Danh hiệu, hình thức", 34),
            ("Số quyết định", 18), ("Ngày quyết định", 14), ("Cơ quan ban hành", 28))  # fmt: skip
_RATINGS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
_CHOICES = {
    "Loại đối tượng": ("Cá nhân", "Tập thể"), "Xếp loại chất lượng năm xét": _RATINGS, "Xếp loại 2024": _RATINGS,
    "Xếp loại 2023": _RATINGS, "Loại sáng kiến, đề tài": ("Sáng kiến", "Đề tài"),
    "Phạm vi sáng kiến": ("Cơ sở", "Tỉnh", "Toàn quốc"), "Tham gia phong trào thi đua": ("Có", "Không"),
    "Đang xem xét kỷ luật, thanh tra, đơn thư": ("Có", "Không"), "Dẫn đầu cụm, khối thi đua": ("Có", "Không"),
}  # fmt: skip
_EXAMPLES: tuple[dict[str, object], ...] = (
    {"STT": 1, "Họ và tên": f"{EXAMPLE}: Lò Thị Mai", "Loại đối tượng": "Cá nhân", "Mã cán bộ": "CB001",
     "Ngày sinh": date(1985, 3, 8), "Chức vụ": "Chuyên viên", "Đơn vị công tác": "Phòng Hành chính", "Năm xét": 2025,
     "Danh hiệu, hình thức đề nghị": "Chiến sĩ thi đua cơ sở", "Xếp loại chất lượng năm xét": "HTXSNV",
     "Xếp loại 2024": "HTTNV", "Xếp loại 2023": "HTTNV", "Danh hiệu đã đạt": "LĐTT 2023, 2024",
     "Tên sáng kiến, đề tài": "Không", "Kỷ luật": "Không", "Đang xem xét kỷ luật, thanh tra, đơn thư": "Không",
     "Tham gia phong trào thi đua": "Có", "Tháng công tác trong năm": 12, "Phiếu đồng ý": 9,
     "Tổng số thành viên Hội đồng": 9, "Ngày tiếp nhận hồ sơ": date(2025, 12, 10)},
    {"STT": 2, "Họ và tên": f"{EXAMPLE}: Phòng Hành chính", "Loại đối tượng": "Tập thể", "Đơn vị công tác": "Sở Nội vụ",
     "Năm xét": 2025, "Danh hiệu, hình thức đề nghị": "Tập thể lao động tiên tiến",
     "Xếp loại chất lượng năm xét": "HTTNV", "Đang xem xét kỷ luật, thanh tra, đơn thư": "Không", "Kỷ luật": "Không",
     "Tham gia phong trào thi đua": "Có", "Ngày tiếp nhận hồ sơ": date(2025, 12, 10), "Tổng số người": 10,
     "Số người hoàn thành nhiệm vụ": 10, "Số LĐTT": 8, "Số CSTĐCS": 1, "Số người bị kỷ luật từ cảnh cáo": 0,
     "Dẫn đầu cụm, khối thi đua": "Không"},
)  # fmt: skip
_HISTORY_EXAMPLE = (
    "CB001",
    f"{EXAMPLE}: Lò Thị Mai",
    date(1985, 3, 8),
    2024,
    "Lao động tiên tiến",
    "15/QĐ-SNV",
    date(2025, 1, 6),
    "Sở Nội vụ",
)
_GUIDE = (
    "Cách dùng",
    "1. Điền mỗi người, mỗi tập thể một dòng ở trang “Danh sách”; một người nhiều danh hiệu thì ghi nhiều dòng.",
    f"2. Dòng bắt đầu bằng “{EXAMPLE}” được bỏ qua khi đã có dòng thật; có thể xóa.",
    "3. Ô để trống nghĩa là chưa rõ. Không có thì ghi “Không” (sáng kiến, kỷ luật, danh hiệu).",
    "4. Trang “Quá trình khen thưởng”: mỗi danh hiệu đã đạt một dòng, kèm số quyết định, mã cán bộ.",
    "5. Xếp loại là kết quả chính thức: HTXSNV (xuất sắc), HTTNV (tốt), HTNV (hoàn thành), KHTNV (không hoàn thành).",
    "6. Phiếu: số phiếu đồng ý và tổng số thành viên Hội đồng (cả người vắng mặt).",
    "7. Không cần ghi số căn cước. Nếu có, số đó không được chép ra nơi nào khác.",
    "8. Kiểm tra: tdkt check-list danh-sach.xlsx -o ket-qua.xlsx",
    "Kết quả để tham khảo; Hội đồng quyết định.",
)  # fmt: skip
_ROWS = 2000
_FORMATTED = 200


def template_content() -> bytes:
    """Return the workbook to fill in."""
    from openpyxl import Workbook

    book = Workbook()
    listed = book.worksheets[0]
    listed.title = "Danh sách"
    _head(listed, _LIST)
    for row in _EXAMPLES:
        listed.append([row.get(name) for name, _ in _LIST])
    _choices(book, listed)
    _formats(listed, [name for name, _ in _LIST])
    history = book.create_sheet("Quá trình khen thưởng")
    _head(history, _HISTORY)
    history.append(list(_HISTORY_EXAMPLE))
    _formats(history, [name for name, _ in _HISTORY])
    guide = book.create_sheet("Hướng dẫn")
    guide.column_dimensions["A"].width = 110
    for line in _GUIDE:
        guide.append([line])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Any, columns: tuple[tuple[str, int], ...]) -> None:  # noqa: ANN401 (openpyxl's sheet)
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append([name for name, _ in columns])
    for place, (_, width) in enumerate(columns, start=1):
        cell = sheet.cell(1, place)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="D9E1F2")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C2"


def _choices(book: Any, sheet: Any) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    names = [name for name, _ in _LIST]
    kept = book.create_sheet("Danh mục")
    for code in award_codes().values():
        kept.append([code.name])
    kept.sheet_state = "hidden"
    sources = {name: f'"{",".join(values)}"' for name, values in _CHOICES.items()}
    sources["Danh hiệu, hình thức đề nghị"] = f"'Danh mục'!$A$1:$A${len(award_codes())}"
    for name, formula in sources.items():
        letter = get_column_letter(names.index(name) + 1)
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.add(f"{letter}2:{letter}{_ROWS}")
        sheet.add_data_validation(rule)


def _formats(sheet: Any, names: list[str]) -> None:  # noqa: ANN401
    """Show days as days, and keep codes and votes as text, so that Excel eats no zero and makes no day of 12/15."""
    for place, name in enumerate(names, start=1):
        if name.startswith("Ngày") or name in ("Mã cán bộ", "Phiếu đồng ý"):
            for row in range(2, _FORMATTED):
                sheet.cell(row, place).number_format = "dd/mm/yyyy" if name.startswith("Ngày") else "@"
