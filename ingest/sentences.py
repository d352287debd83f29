"""Sentences of an official text (tách câu), never cut inside an abbreviation, number, date or quotation."""

import re
from collections.abc import Iterator

from ingest.markers import UPPER
from knowledge.text import Span, trimmed

_END = re.compile(r"(?:[.!?…]+|\./\.)[”\"’)\]]*(?=[\s\u00a0])")
_STARTS = re.compile(rf"[\s\u00a0]+[“\"‘'(\[]*(?:[{UPPER}\d]|[-–+*•]\s)")
# What stands before a full stop that ends no sentence.
_ABBREVIATION = re.compile(
    rf"(?:^|[\s(“/])(?:TP|Tp|tp|TX|Tx|TT|PGS|GS|TS|ThS|Ths|BS|KS|KT|TM|TL|TUQ|Q|P|St|st|tr|vv"
    rf"|v\.v|Đ/c|đ/c|Nxb|NXB|VD|vd|Vd|Ng|Nguyên|Bà|No|Dr|Mr|[{UPPER}])\.$"
)
# "khoản 1. Điều 5", "quý II. Quý III": a unit and its number, then another unit.
_UNIT_NUMBER = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|chương|quý|đợt|tiểu mục|phụ lục|số)\s+(?:\d{1,3}|[IVX]{1,5}"
    r"|[a-zđ])\.$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:Điều|Khoản|Điểm|Mục|Phần|Chương|Quý|Đợt|Tiểu mục|Phụ lục|Luật|Nghị định)\b")
_LEADING_NUMBER = re.compile(r"^\W*(?:\d{1,3}|[IVX]{1,6}|[a-zđA-HĐ])[.)]$|^\W*(?:Điều|Chương|Mục|Phần)\s+[\dIVX]+[.:]$")


def _is_inside(before: str, *, check_quotes: bool, check_brackets: bool) -> bool:
    quoted = check_quotes and before.count("“") > before.count("”")
    return quoted or (check_brackets and before.count("(") > before.count(")"))


def _cuts(text: str) -> Iterator[int]:
    quotes = text.count("“") == text.count("”")
    brackets = text.count("(") == text.count(")")
    start = 0
    for match in _END.finditer(text):
        following = _STARTS.match(text, match.end())
        if not following:
            continue
        before = text[start : match.end()]
        if _LEADING_NUMBER.match(before) or _ABBREVIATION.search(before.rstrip('”"’)]')):
            continue
        if _is_inside(before, check_quotes=quotes, check_brackets=brackets):
            continue
        rest = text[following.start() :].lstrip(" \u00a0\t")
        if _UNIT_NUMBER.search(before) and _UNIT.match(rest):
            continue
        start = match.end()
        yield match.end()


def sentences(text: str, span: Span) -> list[Span]:
    """Return the spans of the sentences that ``span`` of ``text`` holds, in order, none empty."""
    piece = span.of(text)
    bounds = [0, *_cuts(piece), len(piece)]
    found = (trimmed(piece, Span(a, b)) for a, b in zip(bounds, bounds[1:], strict=False))
    return [s.shifted(span.start) for s in found if len(s)]
