"""The head of a paper: letterhead, title and preamble (phần đầu văn bản)."""

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
    """Return the line that announces the type; a capital line wins over a bare word."""
    for index, line in enumerate(found[:_HEAD_LINES]):
        if TYPE_LINE.match(line.text) and not (
            index and found[index - 1].marker and _opens_body(found[index - 1])
        ):
            return index
        if TYPE_WORD.match(line.text) and any(_is_letterhead(b) for b in found[:index]):
            return index
        if (
            _opens_body(line)
            and line.marker
            and line.marker.kind in (ProvisionKind.ARTICLE, ProvisionKind.CHAPTER)
        ):
            return None
    return None


def _title_end(found: Sequence[Line], start: int) -> int:
    """Return the index after the last title line that follows the type line at ``start``."""
    index = start + 1
    taken = 0
    own = TYPE_LINE.match(found[start].text)
    has_words = bool(own and own["rest"].strip(" :"))
    while index < len(found):
        line = found[index]
        first_title = line.is_unnumbered_heading and not (taken or has_words)
        if (_opens_body(line) and not first_title) or BASIS.match(line.text) or len(line.text) > _TITLE_LIMIT:
            break
        if _is_authority(line, found, index):
            break
        if _is_letterhead(line) and not line.is_capitals and not SUBJECT.match(line.text):
            break
        sentence_end = line.text.endswith((".", ";", ":", "./."))
        if sentence_end and not line.is_capitals:
            break
        if (
            line.after_blank
            and (taken or has_words)
            and not (line.is_capitals and found[index - 1].is_capitals)
        ):
            break
        taken += 1
        index += 1
    return index


def _is_authority(line: Line, found: Sequence[Line], index: int) -> bool:
    """Say whether ``line`` names who decides ("BỘ TRƯỞNG BỘ Y TẾ") between a title and its legal bases."""
    following = found[index + 1].text if index + 1 < len(found) else ""
    return bool(
        line.is_capitals and AUTHORITY.match(line.text) and (line.after_blank or BASIS.match(following))
    )


def mark_head(found: list[Line]) -> int:
    """Mark letterhead, title and preamble; return where the body begins."""
    at = _type_index(found)
    if at is None:
        at = 0
        while (
            at < min(len(found), _HEAD_LINES) and _is_letterhead(found[at]) and not _opens_numbered(found[at])
        ):
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
        if (
            len(line.text) < _TITLE_LIMIT
            and not line.text.endswith((".", ";", ":"))
            and len(line.text.split()) > 3
        ):
            return index + 1
    return 0


def _is_end(line: Line) -> bool:
    return bool(RECIPIENTS_HEAD.match(line.text)) and len(line.text) < 30
