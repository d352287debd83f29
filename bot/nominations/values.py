"""What one cell says: a year, a day, a rating, votes; what must not be guessed is Unclear."""

import re
from datetime import date, datetime

from bot.nominations.faults import Unclear
from bot.nominations.grid import Cell
from knowledge.criteria.facts import Rating, Scope, Subject
from knowledge.criteria.titles import award_code
from knowledge.text import folded, squeezed, syllables

_NONE = {
    "khong",
    "khong co",
    "0",
    "ko",
    "k",
    "kg",
    "chua",
    "chua co",
    "khong bi",
    "khong vi pham",
    "khong bi ky luat",
    "none",
    "no",
}
_MARKS = {"x", "✓", "✔", "√", "v", "1", "co", "☑", "☒", "ü", "dat"}
_EMPTY_MARKS = {"", "-", "0", "☐", "khong", "–", "o"}
_YES = {"co", "x", "1", "dung", "yes", "dat", "tich cuc", "co tham gia", "tham gia tich cuc", "tot"}
_RATINGS = {
    Rating.EXCELLENT: {"htxsnv", "htxs", "htsx", "xuat sac", "hoan thanh xuat sac", "hoan thanh xuat sac nhiem vu",
                       "hoan thanh xuat sac nv", "ht xuat sac", "ht xuat sac nhiem vu", "ht xuat sac nv"},
    Rating.GOOD: {"httnv", "htt", "httn", "httot", "tot", "hoan thanh tot", "hoan thanh tot nhiem vu",
                  "hoan thanh tot nv", "ht tot", "ht tot nhiem vu", "ht tot nv"},
    Rating.COMPLETED: {"htnv", "hoan thanh", "hoan thanh nhiem vu", "hoan thanh nv", "ht nhiem vu",
                       "hoan thanh nhiem vu nhung con han che ve nang luc", "hoan thanh nhiem vu o muc trung binh"},
    Rating.FAILED: {"khtnv", "khong hoan thanh", "khong hoan thanh nhiem vu", "chua hoan thanh nhiem vu",
                    "chua hoan thanh", "khong ht nhiem vu", "khong hoan thanh nv"},
}  # fmt: skip
_RATED = {words: rating for rating, ways in _RATINGS.items() for words in ways}
_UNKNOWN = re.compile(
    r"(?:khong|chua) (?:ro|biet|xac dinh|xac minh|nam duoc|cap nhat|co thong tin|co so lieu"
    r"|co ket qua|co du lieu)(?: .*)?"
)
_SCOPES = (
    (Scope.NATION, r"toan quoc|quoc gia|nha nuoc|ca nuoc"),
    (Scope.PROVINCE, r"tinh|bo|thanh pho|tp|nganh|ban nganh|bo nganh|bo nganh tinh|bo tinh|bo ban nganh tinh"),
    (Scope.BASE, r"co so|truong|xa|phuong|don vi|huyen|so|co quan|cap co so"),
)
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_SPOKEN_DAY = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam ((?:19|20)\d\d)")
_YEAR = re.compile(r"(?:nam (?:hoc )?)?((?:19|20)\d\d)(?: ((?:19|20)\d\d))?")
_VOTES = re.compile(r"(\d{1,4}) ?(?:/|tren|phieu tren|:) ?(\d{1,4})(?: ?(?:phieu|thanh vien).*)?")
_FIRST_SERIAL, _LAST_SERIAL = 14_000, 75_000  # 1938 to 2105 as Excel counts days


def says_unknown(cell: Cell) -> bool:
    """Say whether a cell says that nobody knows: "không rõ" is no "không"."""
    return bool(_UNKNOWN.fullmatch(" ".join(syllables(cell.text))))


def says_none(cell: Cell) -> bool:
    """Say whether a cell says that there is none: "không", "0", "-"; an empty one says nothing."""
    text = cell.text.strip()
    words = " ".join(syllables(text))
    return words in _NONE if words else bool(text) and set(text) <= set("-–—/")


def marked(cell: Cell) -> bool:
    """Say whether a cell of a matrix is marked.

    Raises:
        Unclear: it holds something else than a mark.
    """
    text = folded(cell.text).strip()
    if text in _EMPTY_MARKS:
        return False
    if text in _MARKS or set(text) == {"x"}:
        return True
    raise Unclear("dấu X nếu đề nghị, để trống nếu không")


def rating_of(cell: Cell) -> Rating:
    """Return the official rating of a cell; a letter or a score is none."""
    found = _RATED.get(" ".join(syllables(cell.text)))
    if found is None:
        raise Unclear("kết quả đánh giá chính thức: HTXSNV, HTTNV, HTNV hoặc KHTNV")
    return found


def is_rating(cell: Cell) -> bool:
    """Say whether a cell holds nothing but a rating."""
    return " ".join(syllables(cell.text)) in _RATED


def year_of(cell: Cell) -> tuple[int, bool]:
    """Return the year of a cell, and whether it was a school year, of which the later counts."""
    if isinstance(cell.value, datetime | date):
        return cell.value.year, False
    match = _YEAR.fullmatch(" ".join(syllables(cell.text)))
    if not match:
        raise Unclear("một năm như 2025, hoặc năm học như 2024-2025")
    first, later = int(match[1]), int(match[2] or match[1])
    if match[2] and later != first + 1:
        raise Unclear("một năm, hoặc hai năm liền nhau của một năm học")
    return later, bool(match[2])


def day_of(cell: Cell) -> date:
    """Return the day of a cell: a date of Excel, its serial number, dd/mm/yyyy, 2025-12-31."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and _FIRST_SERIAL < value < _LAST_SERIAL:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(value))
    text = cell.text.strip()
    iso, written = _ISO.fullmatch(text), _DAY.fullmatch(text) or _SPOKEN_DAY.fullmatch(" ".join(syllables(text)))
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        pass
    raise Unclear("một ngày như 31/12/2025")


def born_of(cell: Cell) -> str:
    """Return a day of birth, or its year where no more is told, so that two can be compared."""
    try:
        return day_of(cell).isoformat()
    except Unclear:
        match = re.fullmatch(r"(?:nam )?((?:19|20)\d\d)", " ".join(syllables(cell.text)))
        return match[1] if match else ""


def flag_of(cell: Cell) -> bool:
    """Return yes or no."""
    if isinstance(cell.value, bool):
        return cell.value
    words = " ".join(syllables(cell.text))
    if says_none(cell) or words.startswith("khong "):
        return False
    if words in _YES or words.startswith("co ") or cell.text.strip() in _MARKS:
        return True
    raise Unclear("“Có” hoặc “Không”")


def review_of(cell: Cell) -> bool:
    """Say whether something is being looked into (đang xem xét, thanh tra, xác minh)."""
    words = " ".join(syllables(cell.text))
    if words.startswith("dang ") and "khong" not in words.split():
        return True
    return flag_of(cell)


def count_of(cell: Cell) -> int:
    """Return a whole number, also as text: "20", "20 người"."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value):
        return int(value)
    match = re.fullmatch(r"(\d{1,6})(?: (?:nguoi|ca nhan|can bo|lan|phieu|thanh vien|thang|cbccvc))?",
                         " ".join(syllables(cell.text))) if isinstance(value, str) else None  # fmt: skip
    if not match or re.search(r"\d[.,]\d", str(value)):
        raise Unclear("một số nguyên từ 0")
    return int(match[1])


def months_of(cell: Cell) -> float:
    """Return months worked within the year."""
    match = re.fullmatch(r"(\d{1,2}(?:[.,]\d)?)(?: ?thang)?", folded(cell.text).strip())
    months = float(match[1].replace(",", ".")) if match else -1.0
    if not 0 <= months <= 12:
        raise Unclear("số tháng từ 0 đến 12")
    return months


def percent_of(cell: Cell) -> float:
    """Return a share in per cent: 70, "70%", or 0.7 shown as 70 %; a bare 0.7 could be either."""
    value = cell.value
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?) ?(%?)", value.strip())
        number, is_share = (float(match[1].replace(",", ".")), False) if match else (-1.0, False)
        told = bool(match and match[2])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number, is_share = float(value), "%" in cell.number_format
        told = is_share
    else:
        raise Unclear("tỷ lệ phần trăm như 70%")
    percent = round(number * 100, 6) if is_share else number
    if not 0 <= percent <= 100 or (0 < percent <= 1 and not told):
        raise Unclear("tỷ lệ phần trăm như 70% (ghi rõ dấu %)")
    return percent


def votes_of(cell: Cell) -> tuple[int, int | None]:
    """Return the votes of a cell, and the number of members where it stands there: 12/15."""
    if isinstance(cell.value, datetime | date):
        raise Unclear(
            "số phiếu đồng ý trên tổng số thành viên, ví dụ 12/15; Excel đã đổi ô này thành ngày, hãy gõ lại dạng chữ"
        )
    match = _VOTES.fullmatch(squeezed(folded(cell.text)))
    if match:
        return int(match[1]), int(match[2])
    if "%" in cell.number_format or "%" in cell.text:
        raise Unclear("số phiếu đồng ý trên tổng số thành viên Hội đồng, ví dụ 12/15")
    return count_of(cell), None


def scope_of(cell: Cell) -> Scope:
    """Return how far an initiative reaches."""
    words = " ".join(syllables(cell.text)).replace("pham vi ", "").removeprefix("cap ")
    for scope, pattern in _SCOPES:
        if re.fullmatch(pattern, words) or re.fullmatch(rf"(?:{pattern})(?: .*)?", words) and scope is Scope.NATION:
            return scope
    raise Unclear("cơ sở, bộ/ngành/tỉnh hoặc toàn quốc")


def subject_of(text: str) -> Subject | None:
    """Return for whom a text says something: cá nhân, tập thể; None where it says neither, or both."""
    words = " ".join(syllables(text))
    is_one, is_many = "ca nhan" in words, "tap the" in words
    return None if is_one == is_many else Subject.INDIVIDUAL if is_one else Subject.COLLECTIVE


def titles_of(cell: Cell) -> list[str]:
    """Return the codes of the titles of a cell, one or several."""
    plain = _without_words(cell.text)
    whole = award_code(plain)
    if whole:
        return [whole.code]
    pieces = [p for p in re.split(r"[;\n+,/]|\bvà\b", cell.raw) if p.strip()]
    found = [award_code(_without_words(p)) for p in pieces]
    codes = [a.code for a in found if a is not None]
    if not pieces or len(codes) != len(pieces):
        raise Unclear("tên đủ của danh hiệu, hình thức, ví dụ LĐTT, CSTĐCS, Bằng khen của UBND tỉnh")
    return list(dict.fromkeys(codes))


def _without_words(text: str) -> str:
    plain = re.sub(r"\([^)]*\)|\b(?:năm|nam) (?:học )?20\d\d(?:\s*-\s*20\d\d)?", " ", squeezed(text))
    return re.sub(
        r"(?i)^\s*(?:danh hiệu|đề nghị|tặng|xét|hình thức)(?: thi đua| khen thưởng| tặng)?\s+", "", plain
    ).strip(" .:-")
