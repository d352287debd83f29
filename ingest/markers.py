"""What a line begins with: Điều, Chương, I., 1., a), a dash: the marks by which papers number their parts."""

import re
from dataclasses import dataclass

from knowledge.documents import ProvisionKind

# Capitals for a character class; the Vietnamese block of Unicode alternates capital and small letters.
UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ORDINAL_WORDS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10,
}  # fmt: skip
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def roman_value(written: str) -> int | None:
    """Return the value of a Roman number up to XXXIX, or None where it is none."""
    if not written or not _ROMAN.fullmatch(written):
        return None
    total = 0
    for digit, following in zip(written, [*written[1:], ""], strict=True):
        value = _ROMAN_VALUES[digit]
        total += -value if following and _ROMAN_VALUES[following] > value else value
    return total


@dataclass(frozen=True, slots=True)
class Marker:
    """The numbering at the start of a line (dấu mở đầu đề mục).

    Attributes:
        kind: which level of structure it opens.
        style: what else tells two series of one kind apart ("." or ")", "-" or "+", depth of "1.2.").
        label: as written without punctuation ("II", "1", "đ", "Điều 5").
        order: its place in the series, or None where it has none (dashes).
        end: where the words after it begin.
    """

    kind: ProvisionKind
    style: str
    label: str
    order: int | None
    end: int


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"[ \t\u00a0]*{body}")


# After "Điều 5" or "Chương I": the line's end or punctuation, never a running sentence ("Điều 5 của Luật").
_STOP = r"(?:[ \u00a0]*[.:)/–-]+[ \u00a0]*|[ \u00a0]*$|[ \u00a0]+(?=[“\"]?[" + UPPER + r"][" + UPPER + r"\W]))"
_PART = _pattern(
    rf"(?P<label>(?:PHẦN|Phần)[ \u00a0]+(?:(?:thứ|THỨ|Thứ)[ \u00a0]+)?"
    rf"(?P<number>\d{{1,2}}|[IVX]+|[A-Z]|[nN]hất|NHẤT|[mM]ột|MỘT|[hH]ai|HAI|[bB]a|BA|[tT]ư|TƯ"
    rf"|[bB]ốn|BỐN|[nN]ăm|NĂM|[sS]áu|SÁU|[bB]ảy|BẢY)){_STOP}"
)
_CHAPTER = _pattern(rf"(?P<label>(?:CHƯƠNG|Chương)[ \u00a0]+(?P<number>[IVX]+|\d{{1,2}})){_STOP}")
_SUBSECTION = _pattern(rf"(?P<label>(?:TIỂU MỤC|Tiểu mục)[ \u00a0]+(?P<number>\d{{1,2}}|[IVX]+)){_STOP}")
_SECTION = _pattern(rf"(?P<label>(?:MỤC|Mục)[ \u00a0]+(?P<number>\d{{1,2}}|[IVX]+)){_STOP}")
_ARTICLE = _pattern(
    r"(?P<label>[ĐÐ](?:iều"
    r"|IỀU)[ \u00a0]+(?P<number>\d{1,3})[a-zđ]?)(?:[ \u00a0]*[.:–-][ \u00a0]*|[ \u00a0]*$"
    r"|[^.;,]{0,30}(?=\[))"
)
_ANNEX = _pattern(
    r"(?P<label>(?:PHỤ LỤC|Phụ lục|MẪU SỐ|Mẫu số)(?:[ \u00a0]+(?:SỐ[ \u00a0]+"
    r"|số[ \u00a0]+)?(?P<number>\d{1,2}|[IVX]+|[A-Z])\b)?)"
    r"(?=[ \u00a0]*$|[ \u00a0]*[.:(–-]|[ \u00a0]+[" + UPPER + r"][" + UPPER + r"])"
)
_LETTER = _pattern(rf"(?P<label>[A-HĐ])[.][ \u00a0]+(?=[{UPPER}][{UPPER}])")
_ROMAN_LINE = _pattern(rf"(?P<label>[IVX]{{1,6}})[ \u00a0]?(?P<style>[./):–-])(?![{UPPER}]\.)[ \u00a0]*(?=\S)")
_DECIMAL = _pattern(
    rf"(?P<label>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:[.)]?[ \u00a0]+|\."
    rf"|[ \u00a0]?[-–][ \u00a0]*)(?=[“\"(]?[{UPPER}])"
)
_CLAUSE = _pattern(rf"(?P<label>\d{{1,3}})(?P<style>[.)/])(?:[ \u00a0]+(?=\S)|(?<!/)(?=[“\"(]?[{UPPER}]))")
# "1- Mục đích", as papers of the Party number.
_DASHED = _pattern(rf"(?P<label>\d{{1,2}})[ \u00a0]?[-–][ \u00a0]*(?=[“\"(]?[{UPPER}][{UPPER}]*[^\W\d_{UPPER}])")
_BRACKETED = _pattern(r"\((?P<label>\d{1,2})\)[.:]?[ \u00a0]+(?=\S)")
_POINT = _pattern(
    rf"(?P<label>[{POINT_LETTERS}])(?:\d{{0,2}})(?P<style>[).])(?:[ \u00a0]+(?=\S)"
    rf"|(?=[“\"(]?[{UPPER}]))"
)
_ITEM = _pattern(
    rf"(?P<label>[-–—−+*•●▪◦·§o\uf0b7\uf02d\uf0a7\uf0d8\uf0fc]|)(?:[ \u00a0]+(?=\S)"
    rf"|(?<=[-–+•])(?=[“\"(]?[{UPPER}]))"
)
# "I" as in "1/4 số", "1. 200 triệu": a number that goes on is no clause.
_GOES_ON = re.compile(r"\d")


def _number(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    return roman_value(written) or _ORDINAL_WORDS.get(written.lower())


def _named(line: str) -> Marker | None:
    for kind, pattern in (
        (ProvisionKind.PART, _PART),
        (ProvisionKind.CHAPTER, _CHAPTER),
        (ProvisionKind.SUBSECTION, _SUBSECTION),
        (ProvisionKind.SECTION, _SECTION),
        (ProvisionKind.ARTICLE, _ARTICLE),
        (ProvisionKind.ANNEX, _ANNEX),
    ):
        if match := pattern.match(line):
            style = match["label"].split()[0].lower()
            number = match["number"]
            return Marker(kind, style, " ".join(match["label"].split()), _number(number or ""), match.end())
    return None


def _numbered(line: str) -> Marker | None:
    if match := _LETTER.match(line):
        return Marker(ProvisionKind.PART, "A", match["label"], "ABCDĐEGH".find(match["label"]) + 1, match.end())
    match = _ROMAN_LINE.match(line)
    if (
        match
        and (value := roman_value(match["label"]))
        and not (match["style"] == "/" and line[match.end() - 1] == "/")
    ):
        return Marker(ProvisionKind.ROMAN, "I", match["label"], value, match.end())
    if match := _DECIMAL.match(line):
        depth = match["label"].count(".") + 1
        return Marker(
            ProvisionKind.CLAUSE,
            f"1x{depth}",
            match["label"],
            int(match["label"].split(".")[-1]),
            match.end(),
        )
    if match := _CLAUSE.match(line):
        dated = match["style"] == "/" and _GOES_ON.match(line, match.end())
        if not dated:
            style = "1)" if match["style"] == ")" else "1."
            return Marker(ProvisionKind.CLAUSE, style, match["label"], int(match["label"]), match.end())
    if match := _DASHED.match(line):
        return Marker(ProvisionKind.CLAUSE, "1.", match["label"], int(match["label"]), match.end())
    if match := _BRACKETED.match(line):
        return Marker(ProvisionKind.CLAUSE, "(1)", match["label"], int(match["label"]), match.end())
    return None


def marker_of(line: str) -> Marker | None:
    """Return the marker that ``line`` begins with, or None where it is a plain paragraph."""
    found = _named(line) or _numbered(line)
    if found:
        return found
    if match := _POINT.match(line):
        label = match["label"]
        return Marker(ProvisionKind.POINT, "a", label, POINT_LETTERS.index(label) + 1, match.end())
    if match := _ITEM.match(line):
        dash = match["label"].translate(str.maketrans("–—−", "---"))
        return Marker(ProvisionKind.ITEM, dash, match["label"], None, match.end())
    return None
