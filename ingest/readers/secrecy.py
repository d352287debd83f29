"""Papers that are state secrets (văn bản mang dấu chỉ độ mật): refused before anything is stored."""

import re

from knowledge.text import normalised

_DEGREES = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
_LABELLED = re.compile(r"^(?:ĐỘ|MỨC ĐỘ|DẤU CHỈ ĐỘ) MẬT\s*[:\-–]\s*", re.IGNORECASE)
_EDGES = re.compile(r"^[\s*_#>|()\[\]:.\-–—“”\"']+|[\s*_#>|()\[\]:.\-–—“”\"']+$")
_CELLS = re.compile(r"\||\t|[ \u00a0]{3,}")
# The stamp stands in the letterhead, beside or below the number; further down the words are about secrets.
_HEAD_LINES = 25


def _degree(cell: str) -> str | None:
    bare = _EDGES.sub("", cell)
    labelled = _LABELLED.match(bare)
    if labelled:
        bare = bare[labelled.end() :].upper()
    return _DEGREES.get(re.sub(r"\s", "", bare))


def secrecy_mark(text: str) -> str | None:
    """Return the degree of secrecy (độ mật) stamped in the head of a paper, or None.

    A mark stands alone on a line or in a cell, in capitals, or after "Độ mật:". A sentence about "bí mật nhà
    nước" is no mark, nor is a row that lists several degrees.
    """
    head = [line for line in normalised(text).split("\n") if line.strip()][:_HEAD_LINES]
    for line in head:
        found = {degree for degree in map(_degree, [line, *_CELLS.split(line)]) if degree}
        if len(found) == 1:
            return found.pop()
    return None
