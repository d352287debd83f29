"""Document numbers as people say them: "nghị định 98", "ND98", "kh 327", "kế hoạch số 02", "34-ct/tw"."""

import re
from dataclasses import dataclass

from knowledge.documents import DocumentNumber
from knowledge.text import Span, folded, folded_in_place

# Spoken type -> the letters that its numbers carry.
TYPE_LETTERS = {
    "nghi dinh": "nd", "nd": "nd", "luat": "qh", "thong tu": "tt", "tt": "tt", "quyet dinh": "qd", "qd": "qd",
    "chi thi": "ct", "ct": "ct", "ke hoach": "kh", "kh": "kh", "thong bao": "tb", "tb": "tb", "cong van": "",
    "cv": "", "huong dan": "hd", "hd": "hd", "nghi quyet": "nq", "nq": "nq", "chuong trinh": "ctr", "ctr": "ctr",
    "ket luan": "kl", "kl": "kl", "to trinh": "ttr", "ttr": "ttr", "quy dinh": "qd", "bao cao": "bc", "bc": "bc",
    "van ban": "", "vb": "", "chuong trinh hanh dong": "ctr",
}  # fmt: skip
_TYPES = "|".join(sorted(map(re.escape, TYPE_LETTERS), key=len, reverse=True))
_FULL = re.compile(
    r"(?<![\w/])(?P<serial>\d{1,5})\s?(?:/\s?(?P<year>(?:19|20)\d\d)\s?)?"
    r"/\s?(?P<symbol>[a-z]{2,6}\d{0,2}(?:\s?[-/&]\s?[a-z]{1,10}\d{0,2})*)(?![\w/])"
)
_PARTY = re.compile(r"(?<![\w/])(?P<serial>\d{1,4})\s?-\s?(?P<symbol>[a-z]{2,5}/[a-z]{1,8})(?![\w/])")
# Words that are verbs and measures too: a number after them is a document's only with "số" or a year.
_LOOSE = "thong bao|bao cao|quy dinh|huong dan|chuong trinh|ket luan|chuong trinh hanh dong"
_TYPED = re.compile(
    rf"(?<!\w)(?P<type>{_TYPES})\s?(?P<so>so\s?:?\s?)?(?P<serial>\d{{1,5}})(?:\s?/\s?(?P<year>(?:19|20)\d\d))?"
    r"(?![\w/%-]|\s?(?:thang|nam|ngay|lan|tuan|quy(?! dinh| che)|nguoi|bo)\b(?!\s*(?:\d+(?!\d|\s?[-–])|nao\b|may\b)))"
)
_BARE_WITH_YEAR = re.compile(r"(?<![\w/])(?P<serial>\d{1,5})/(?P<year>(?:19|20)\d\d)(?![\w/])")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_SO = re.compile(r"(?<!\w)so\s?:?\s?(?P<serial>\d{1,5})(?![\w/%])")
_MONTHLY = re.compile(r"(thang|ngay|quy|dot|nam|den|truoc|tu|sau)\s*$")


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A document number in a question; any part may be missing."""

    serial: str
    year: int | None
    letters: str | None
    symbol: str
    span: Span

    def fits(self, number: DocumentNumber) -> bool:
        """Say whether ``number`` may be the one that was meant."""
        if not number.is_complete or number.serial != self.serial:
            return False
        if self.year and number.year and number.year != self.year:
            return False
        symbol = _squashed(number.symbol)
        if self.symbol:
            return symbol == _squashed(self.symbol)
        return not self.letters or symbol.startswith(self.letters)


def _squashed(symbol: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(symbol))


def _mention(match: re.Match[str], letters: str | None, symbol: str = "") -> NumberMention:
    groups = match.groupdict()
    year = groups.get("year")
    return NumberMention(
        match["serial"].lstrip("0") or "0", int(year) if year else None, letters, symbol, Span(*match.span())
    )


def find_spoken_numbers(question: str) -> list[NumberMention]:
    """Return the document numbers that a question names, complete or not, accents or not."""
    text = folded_in_place(question)
    found: list[NumberMention] = []

    def free(match: re.Match[str]) -> bool:
        return not any(m.span.overlaps(Span(*match.span())) for m in found)

    for match in (*_FULL.finditer(text), *_PARTY.finditer(text)):
        found.append(_mention(match, None, match["symbol"]))
    for match in _TYPED.finditer(text):
        loose = re.fullmatch(_LOOSE, match["type"]) and not (match["so"] or match["year"])
        if free(match) and not loose and not _A_YEAR.fullmatch(match["serial"]):
            found.append(_mention(match, TYPE_LETTERS[match["type"]]))
    for match in _BARE_WITH_YEAR.finditer(text):
        if free(match) and int(match["serial"]) > 12 and not _MONTHLY.search(text[: match.start()]):
            found.append(_mention(match, None))
    for match in _SO.finditer(text):
        if free(match):
            found.append(_mention(match, None))
    return sorted(found, key=lambda m: m.span)
