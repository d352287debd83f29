"""The head of a paper: letterhead, title and preamble (phần đầu văn bản)."""

import re
from collections.abc import Sequence

from ingest.layout.lines import Line, Zone, mark
from ingest.layout.wording import (
    AUTHORITY,
    BASIS,
    DATE_LINE,
    MOTTO,
    NO_HEADING,
    NUMBER_LINE,
    RECIPIENTS_HEAD,
    SUBJECT,
    TYPE_LINE,
    TYPE_WORD,
)
from knowledge.documents import ProvisionKind
from knowledge.text import folded

# A letterhead or a title further down than this is another document inside this one.
_HEAD_LINES = 45
_TITLE_LIMIT = 320
# "Thực hiện nhiệm vụ năm học" may be a title; with a full stop or a semicolon it is a legal basis.
_MAY_BEGIN_TITLE = re.compile(r"^(?:Thực hiện|Triển khai|Tiếp tục thực hiện|Hưởng ứng)\b.*[^.;:,/]$")


def _opens_body(line: Line) -> bool:
    if line.is_unnumbered_heading:
        return not (_is_letterhead(line) and NO_HEADING.match(line.text)) and not SUBJECT.match(line.text)
    return _opens_numbered(line)


def _opens_numbered(line: Line) -> bool:
    return (
        line.marker is not None
        and (line.marker.kind is not ProvisionKind.ITEM or line.marker.style == "*")
        and not NUMBER_LINE.match(line.text)
    )


def _is_letterhead(line: Line) -> bool:
    return bool(
        NUMBER_LINE.match(line.text)
        or MOTTO.match(folded(line.text))
        or DATE_LINE.match(line.text)
        or SUBJECT.match(line.text)
        or (line.is_capitals and len(line.text) < 120)
    )


def _type_index(found: Sequence[Line]) -> int | None:
    """Return the line that announces the type: the first below number and motto, else the first of all.

    A web page repeats the title above the letterhead; that one is no type line.
    """
    candidates: list[int] = []
    signs = [i for i, line in enumerate(found[:_HEAD_LINES]) if _is_sign(line)]
    for index, line in enumerate(found[:_HEAD_LINES]):
        if line.marker and line.marker.kind in (ProvisionKind.ARTICLE, ProvisionKind.CHAPTER):
            break
        in_body = index and found[index - 1].marker is not None and _opens_body(found[index - 1])
        bare = TYPE_WORD.match(line.text) and any(_is_letterhead(b) for b in found[:index])
        if bare or (TYPE_LINE.match(line.text) and not in_body):
            candidates.append(index)
    below = [c for c in candidates if signs and c > signs[0]]
    return next(iter(below or candidates), None)


def _is_sign(line: Line) -> bool:
    """Say whether a line stands in every letterhead: number, motto, place and date."""
    return bool(NUMBER_LINE.match(line.text) or MOTTO.match(folded(line.text)) or DATE_LINE.match(line.text))


def _title_end(found: Sequence[Line], start: int) -> int:
    """Return the index after the last title line that follows the type line at ``start``."""
    own = TYPE_LINE.match(found[start].text)
    has_words = bool(own and own["rest"].strip(" :"))
    index = start + 1
    while index < len(found):
        first = index == start + 1 and not has_words
        if _ends_title(found, index, first=first):
            break
        line = found[index]
        if line.after_blank and not first and not (line.is_capitals and found[index - 1].is_capitals):
            break
        index += 1
    return index


def _ends_title(found: Sequence[Line], index: int, *, first: bool) -> bool:
    """Say whether the line at ``index`` is no part of a title; the first line below the type has the benefit."""
    line = found[index]
    if len(line.text) > _TITLE_LIMIT or _is_authority(line, found, index):
        return True
    if _opens_body(line) and not (line.is_unnumbered_heading and first):
        return True
    if BASIS.match(line.text) and not (first and _MAY_BEGIN_TITLE.match(line.text)):
        return True
    if _is_letterhead(line) and not line.is_capitals and not SUBJECT.match(line.text):
        return True
    closed = line.text.endswith((";", ":", ",", "./.")) or (line.text.endswith(".") and not first)
    return closed and not line.is_capitals


def _is_authority(line: Line, found: Sequence[Line], index: int) -> bool:
    """Say whether ``line`` names who decides ("BỘ TRƯỞNG BỘ Y TẾ") between a title and its legal bases."""
    following = found[index + 1].text if index + 1 < len(found) else ""
    return bool(line.is_capitals and AUTHORITY.match(line.text) and (line.after_blank or BASIS.match(following)))


def mark_head(found: list[Line]) -> int:
    """Mark letterhead, title and preamble; return where the body begins."""
    at = _type_index(found)
    if at is None:
        at = 0
        while at < min(len(found), _HEAD_LINES) and _is_letterhead(found[at]) and not _opens_numbered(found[at]):
            at += 1
        has_letterhead = any(NUMBER_LINE.match(f.text) or MOTTO.match(folded(f.text)) for f in found[:at])
        title_end = at if has_letterhead else _plain_title_end(found)
        at = at if has_letterhead else 0
    else:
        title_end = _title_end(found, at)
    body = next((i for i in range(title_end, len(found)) if _opens_body(found[i]) or _is_end(found[i])), None)
    if body is None:
        body = title_end
        while body < len(found) and BASIS.match(found[body].text):
            body += 1
    mark(found, 0, at, Zone.LETTERHEAD)
    mark(found, at, title_end, Zone.TITLE)
    for index in range(at):
        if SUBJECT.match(found[index].text):
            mark(found, index, index + 1, Zone.TITLE)
    mark(found, title_end, body, Zone.PREAMBLE)
    return body


def _plain_title_end(found: Sequence[Line]) -> int:
    """Return the index after the title of a text that has neither letterhead nor type line (a news page)."""
    for index, line in enumerate(found[:4]):
        if _opens_body(line):
            return index
        if len(line.text) < _TITLE_LIMIT and not line.text.endswith((".", ";", ":")) and len(line.text.split()) > 3:
            return index + 1
    return 0


def _is_end(line: Line) -> bool:
    return bool(RECIPIENTS_HEAD.match(line.text)) and len(line.text) < 30
