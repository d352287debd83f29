"""What of a workbook openpyxl cannot keep when it writes it again: told before anything is written."""

import re
from collections.abc import Iterable, Mapping
from zipfile import ZipFile

_BY_NAME = (
    (r"xl/vbaProject\.bin", "macro (VBA)"),
    (r"xl/pivot(?:Tables|Cache)/.*", "bảng tổng hợp PivotTable"),
    (r"xl/(?:ctrlProps|activeX)/.*", "nút bấm, ô chọn (form control)"),
    (r"xl/slicers?(?:Caches)?/.*", "bộ lọc slicer"),
    (r"xl/timelines?(?:Caches)?/.*", "dòng thời gian timeline"),
    (r"xl/externalLinks/.*", "liên kết tới tệp khác"),
    (r"xl/connections\.xml|xl/queryTables/.*|xl/model/.*", "kết nối dữ liệu"),
    (r"xl/threadedComments/.*", "thảo luận trong ô (còn dạng ghi chú)"),
    (r"xl/embeddings/.*", "tệp nhúng"),
    (r"xl/diagrams/.*", "sơ đồ SmartArt"),
    (r"xl/charts/.*|xl/chartsheets/.*", "biểu đồ (chỉ giữ được một phần)"),
    (r"xl/media/.*", "hình ảnh (chỉ giữ được một phần)"),
    (r"_xmlsignatures/.*", "chữ ký số"),
    (r"customUI/.*", "thanh công cụ riêng"),
    (r"xl/printerSettings/.*", "cài đặt riêng của máy in"),
)
_IN_SHEETS = (
    (rb"x14:sparklineGroup", "biểu đồ nhỏ trong ô (sparkline)"),
    (rb"x14:dataValidation\b", "danh sách chọn lấy từ trang khác (kiểu Excel 2010)"),
    (rb"<f[ >]", "kết quả đã tính của công thức (công thức được giữ, Excel tính lại khi mở)"),
    (rb"x14:conditionalFormatting\b", "định dạng có điều kiện kiểu Excel 2010"),
)
_IN_DRAWINGS = ((rb"<(?:xdr:)?(?:sp|cxnSp|grpSp)\b", "hình vẽ, hộp chữ"),)


def losses_of(package: ZipFile) -> list[str]:
    """Return in words what of a workbook will not be kept, or not wholly."""
    names = package.namelist()
    found = [words for pattern, words in _BY_NAME if any(re.fullmatch(pattern, n) for n in names)]
    found += _within(package, (n for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)), _IN_SHEETS)
    found += _within(package, (n for n in names if re.fullmatch(r"xl/drawings/[^/]+\.xml", n)), _IN_DRAWINGS)
    return list(dict.fromkeys(found))


def _within(package: ZipFile, names: Iterable[str], marks: Iterable[tuple[bytes, str]]) -> list[str]:
    parts: Mapping[str, bytes] = {name: package.read(name) for name in names}
    return [words for mark, words in marks if any(re.search(mark, part) for part in parts.values())]
