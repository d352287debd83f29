"""Find the documents that an official text names: number, type, date, issuer, title.

Works on text with diacritics as papers write it; what people type in a question is ``spoken.py``'s part.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.documents import DocumentNumber, DocumentReference
from knowledge.text import Span, folded, folded_in_place, squeezed

_U = "A-ZĐÐÂĂÊÔƠƯ"
# Small letters; the Vietnamese block of Unicode alternates capital and small ones.
_SMALL = "a-zà-öø-ýăđĩũơư" + "".join(map(chr, range(0x1EA1, 0x1EFA, 2)))
# 98/2023/NĐ-CP, 18/KH-UBND, 327 /KH-SVHTT, 698/UBND-BTĐ, 06/2022/QH15, 522/CTr-UBND
_STATE_NUMBER = re.compile(
    rf"(?<![\w/.,])(?P<serial>\d{{1,5}})\.?\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    rf"(?P<symbol>[{_U}][{_U}a-z]{{0,6}}\d{{0,2}}(?:\s?[-–&]\s?[{_U}][{_U}a-z&]*\d{{0,2}})*)(?![\w/])"
)
# 34-CT/TW, 34- CT/TW, 20-CT/TU, 05-KL/TW
_PARTY_NUMBER = re.compile(
    rf"(?<![\w/.,])(?P<serial>\d{{1,4}})\s?[-–]\s?(?P<symbol>[{_U}][{_U}a-z]{{0,5}}/[{_U}][{_U}a-z]{{1,8}})(?![\w/])"
)
# "Số:   /KH-VP", "Số: ....../QĐ-UBND", "Số:   -KH/TU": the serial was left for the pen
_BLANK_NUMBER = re.compile(
    rf"(?:(?<=[\s:.…_])|(?<=^))(?:/\s?(?P<symbol>(?:(?:19"
    rf"|20)\d\d\s?/\s?)?[{_U}]{{2,6}}[a-z]?(?:\s?[-–&]\s?[{_U}][{_U}a-z&]*)*)"
    rf"|-\s?(?P<party>[{_U}][{_U}a-z]{{1,5}}/[{_U}][{_U}a-z]{{1,8}}))(?![\w/])"
)

DOCUMENT_TYPES = (
    "Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết liên tịch", "Nghị quyết", "Nghị định",
    "Quyết định", "Thông tư liên tịch", "Thông tư", "Chỉ thị", "Kế hoạch", "Công văn", "Công điện",
    "Thông báo", "Hướng dẫn", "Chương trình hành động", "Chương trình", "Đề án", "Phương án", "Quy chế",
    "Quy định", "Báo cáo", "Tờ trình", "Kết luận", "Văn bản hợp nhất", "Văn bản", "Giấy mời", "Biên bản",
    "Công bố", "Thông cáo",
)  # fmt: skip
_TYPES = "|".join(DOCUMENT_TYPES)
# The letters of a number say its type where no word does ("các kế hoạch: số 90/KH-UBND; số 79/KH-UBND").
_TYPE_OF_SYMBOL = {
    "KH": "Kế hoạch", "QD": "Quyết định", "ND": "Nghị định", "TT": "Thông tư", "CT": "Chỉ thị",
    "NQ": "Nghị quyết", "TB": "Thông báo", "HD": "Hướng dẫn", "TTR": "Tờ trình", "BC": "Báo cáo",
    "CTR": "Chương trình", "KL": "Kết luận", "DA": "Đề án", "PA": "Phương án",
    "TTLT": "Thông tư liên tịch", "VBHN": "Văn bản hợp nhất", "QC": "Quy chế", "CD": "Công điện",
    "GM": "Giấy mời", "BB": "Biên bản", "PL": "Pháp lệnh",
}  # fmt: skip
_TYPE_BEFORE = re.compile(
    rf"(?<!\w)(?<!pháp )(?P<type>{_TYPES})\s+(?:(?:liên tịch|liên ngành)\s+)?(?:số\s*:?\s*)?$", re.IGNORECASE
)
_LIST_BEFORE = re.compile(
    rf"(?:các|những)\s+(?P<type>{_TYPES})\b(?:\s+của\s+(?P<issuer>[^.;:\n]{{3,80}}?))?\s*(?::"
    rf"|gồm:?|\bsố\b)[^.\n]{{0,600}}$",
    re.IGNORECASE,
)
_LAW_BEFORE = re.compile(
    rf"(?P<type>Luật|Bộ luật|Pháp lệnh)\s+(?P<title>[{_U}][^\n;:.()“”\"\d]{{2,110}}?)\s+số\s*:?\s*$"
)
_SO_BEFORE = re.compile(r"số\s*:?\s*$", re.IGNORECASE)
_DAY = r"(?P<day>\d{1,2})\s*(?:/|-|\.|\s+tháng\s+)\s*(?P<month>\d{1,2})\s*(?:/|-|\.|\s+năm\s+)\s*(?P<year>\d{4})"
_DATE_AFTER = re.compile(
    rf"\s*,?\s*\(?(?:(?:ngày|Ngày)\s+{_DAY}|tháng\s+(?P<month_only>\d{{1,2}})\s*(?:/|-"
    rf"|\s+năm\s+)\s*(?P<year_of_month>\d{{4}})|năm\s+(?P<only_year>\d{{4}}))(?!\d)\)?"
)
_HEADS = (
    "Ủy ban|Uỷ ban|UBND|HĐND|UBMTTQ|Hội đồng|Ban|Bộ|Sở|Chính phủ|Thủ tướng|Quốc hội|Tỉnh "
    "ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Đảng ủy"
    "|Văn phòng|Liên đoàn|Tổng|Cục|Vụ|Trường|Trung tâm|Chủ tịch|Giám đốc|Bộ trưởng|Chánh|Phòng|Công đoàn|Hội"
)
# Words after which the name of an issuer is over.
_ISSUER_STOP = (
    r"về|quy định|Quy định|hướng dẫn|Hướng dẫn|ban hành|Ban hành|phê duyệt|Phê duyệt|sửa đổi"
    r"|Sửa đổi|phát động|Phát động|chi tiết|nhằm|năm \d+"
    r"|trong|đối với|để|tại|kèm theo|thực hiện|triển khai|tổ chức|công nhận|công bố|giao"
    r"|áp dụng|thay thế|bãi bỏ|kết luận|Kết luận|thông báo|Thông báo"
    r"|đề nghị|trình|xem xét|điều chỉnh|thành lập|tiếp tục|đã|được|có|do|là|này|nêu|với|theo"
    r"|trên|từ|khóa|khoá|nhiệm kỳ|cho|gửi|yêu cầu|khi|nếu|thì|bổ sung|tăng cường|đẩy mạnh"
)
_ISSUER_AFTER = re.compile(
    rf"\s*,?\s+của\s+(?P<issuer>(?:{_HEADS}|[{_U}])(?:[^;.:)(\n“”]|(?<=TP)\.){{0,140}}?)"
    rf"(?=\s*[;.:)(\n“”]|\s*,\s(?!khen thưởng|Khen thưởng|(?!{_HEADS})[{_U}][^,;.\n]{{1,40}}\svà\s[{_U}])"
    rf"|\s(?:{_ISSUER_STOP})\b|\s(?:và|hoặc)\s(?:[{_SMALL}]|{_TYPES}|(?:{_HEADS})\b)|\s*$)"
)
_TITLE_AFTER = re.compile(
    r"\s*,?\s+(?:về(?: việc)?|(?:q|Q)uy định|(?:h|H)ướng dẫn|(?:p|P)hát động|(?:b|B)an hành"
    r"|(?:p|P)hê duyệt|(?:s|S)ửa đổi)\s*(?P<title>.{3,300}?)(?=[;.\n]|$)"
)
# Laws are named by title and year or day, without a number.
_NAMED_LAW = re.compile(
    r"(?P<type>Bộ luật|Luật|Pháp lệnh)\s+(?!số\b|này\b|có\b|của\b|định\b|quy\b)"
    rf"(?P<title>(?:[{_U}]|[sS]ửa đổi)[^\n;:.()“”\"]{{2,80}}?),?\s+"
    rf"(?:(?:năm\s+(?P<only_year>\d{{4}}))|(?:ngày\s+{_DAY}))"
)
# With one of these the words run on into a sentence: no title of a law has them.
_NO_LAW_TITLE = re.compile(r"\s(?:cho|tại|trong|đến|trên|để|gắn|từ|nhằm|đã|theo|là|được)(?:\s|$)")


def _number(match: re.Match[str]) -> DocumentNumber:
    groups = match.groupdict()
    year = groups.get("year")
    symbol = groups.get("symbol") or groups.get("party") or ""
    written = re.sub(r"\s+", "", match.group(0)).replace("–", "-").replace("./", "/").replace("Ð", "Đ")
    return DocumentNumber(
        (groups.get("serial") or "").lstrip("0"),
        int(year) if year else None,
        re.sub(r"\s+", "", symbol).replace("–", "-").replace("Ð", "Đ"),
        written,
    )


def find_numbers(text: str) -> list[tuple[DocumentNumber, Span]]:
    """Return every document number written out in ``text``, in order, with its place."""
    found = [
        (_number(m), Span(*m.span())) for pattern in (_STATE_NUMBER, _PARTY_NUMBER) for m in pattern.finditer(text)
    ]
    return sorted(found, key=lambda pair: pair[1])


def find_blank_number(text: str) -> tuple[DocumentNumber, Span] | None:
    """Return a number whose serial was left blank ("Số:     /KH-VP"), or None."""
    match = _BLANK_NUMBER.search(text)
    return (_number(match), Span(*match.span())) if match else None


def type_of_symbol(symbol: str) -> str | None:
    """Return the document type that the letters of a number stand for (KH: Kế hoạch), or None."""
    letters = re.split(r"[-/–]", folded(symbol).upper())[0].strip()
    if re.fullmatch(r"QH\d+", letters):
        return "Luật"
    return _TYPE_OF_SYMBOL.get(letters)


def _iso(match: re.Match[str]) -> str:
    """Return the date of ``match`` as ISO text, as precise as it is written."""
    groups = match.groupdict()
    if groups.get("day"):
        return f"{int(match['year']):04d}-{int(match['month']):02d}-{int(match['day']):02d}"
    if groups.get("month_only"):
        return f"{int(match['year_of_month']):04d}-{int(match['month_only']):02d}"
    return str(match["only_year"])


def _named_before(text: str, number: DocumentNumber, span: Span) -> tuple[str | None, int, str | None, str | None]:
    """Return the type, where the mention begins, a law's title, and the issuer of the list it stands in."""
    before = text[max(0, span.start - 160) : span.start]
    offset = span.start - len(before)
    if match := _TYPE_BEFORE.search(before):
        return _canonical_type(match["type"]), offset + match.start(), None, None
    law = _LAW_BEFORE.search(before)
    if law and not find_numbers(law["title"]):
        return law["type"], offset + law.start(), squeezed(law["title"]), "Quốc hội"
    so = _SO_BEFORE.search(before)
    start = offset + so.start() if so else span.start
    listed = _LIST_BEFORE.search(text[max(0, span.start - 700) : span.start])
    if listed:
        return (
            _canonical_type(listed["type"]),
            start,
            None,
            squeezed(listed["issuer"]) if listed["issuer"] else None,
        )
    return type_of_symbol(number.symbol), start, None, None


def _reference(text: str, number: DocumentNumber, span: Span) -> DocumentReference:
    kind, start, law_title, listed_issuer = _named_before(text, number, span)
    end = span.end
    date = _DATE_AFTER.match(text, end)
    if date:
        end = date.end()
    issuer = _ISSUER_AFTER.match(text, end)
    title = _TITLE_AFTER.match(text, issuer.end() if issuer else end)
    return DocumentReference(
        type=kind,
        number=number,
        issued_on=_iso(date) if date else None,
        issuer=squeezed(issuer["issuer"]).rstrip(",") if issuer else listed_issuer,
        title=law_title or (squeezed(title["title"]).lstrip(", ") if title else None),
        span=span,
        mention=Span(start, end),
    )


def _canonical_type(written: str) -> str:
    wanted = folded_in_place(squeezed(written))
    return next(t for t in DOCUMENT_TYPES if folded_in_place(t) == wanted)


def _named_laws(text: str) -> Iterator[DocumentReference]:
    for match in _NAMED_LAW.finditer(text):
        title = squeezed(match["title"])
        if find_numbers(title) or _NO_LAW_TITLE.search(title):
            continue
        if match["only_year"]:
            title = f"{title} năm {match['only_year']}"
        span = Span(*match.span())
        yield DocumentReference(match["type"], None, _iso(match), "Quốc hội", title, span, span)


def find_references(text: str) -> list[DocumentReference]:
    """Return every document that ``text`` names, by number or as a named law, in order of their place."""
    numbered = [_reference(text, number, span) for number, span in find_numbers(text)]
    laws = [law for law in _named_laws(text) if not any(law.span.overlaps(r.mention) for r in numbered)]
    return sorted([*numbered, *laws], key=lambda r: r.mention)


@lru_cache(maxsize=4096)
def number_of(written: str) -> DocumentNumber | None:
    """Return the first document number in a short text ("Số: 12/KH-SNV"), or None."""
    found = find_numbers(written)
    return found[0][0] if found else None
