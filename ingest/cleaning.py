"""The cleaning view (bản đọc đã làm sạch): what a person would read, mapped back to the stored text.

Named steps in a fixed order; each takes a view and returns one that leaves out or replaces by a blank or a
line end. The stored text never changes.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from ingest.line_joining import line_ends_to_join
from ingest.web_leftovers import leftover_lines
from knowledge.text import Span, View, lines

Edit = tuple[Span, str]
Step = Callable[[str], Iterable[Edit]]

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_TABLE_ONLY = re.compile(r"^(?=.*?(?:\||-{3}|_{3}|={3}|–{3}|\.{5}))[|\s:+=_.–—-]*+$")
_STARS_ONLY = re.compile(r"^(?=\s*+[*_])[\s*_]*+$")
_EDGE_PIPES = re.compile(r"^[ \t]*\|[ \t]*|(?<![ \t])[ \t]*+\|[ \t]*$")
_CELL_BORDER = re.compile(r"(?<![ \t])[ \t]++\|[ \t]+|\t++\|\t*")
# Cells that stand side by side only on paper: letterhead, number and date, recipients and signature.
_LAYOUT_ROW = re.compile(
    r"\bSố\s*:|\bđộc lập\s*-|cộng h[òo][àa]? xã hội|\bcộng hoà xã hội|,\s*ngày\s.{0,12}tháng"
    r"|\bNơi nhận\s*:|^\W*T[ML]\. ",
    re.IGNORECASE,
)
_COLUMN_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{3,}|[ \u00a0]*\t+[ \u00a0]*)(?=\S)")
# "Số:        /KH-VP" and "ngày      tháng 3" hold blanks of their own.
_NUMBER_BLANK = re.compile(r"[Ss][ốỐ]\s*:?\s*[.…]*$")
_DATE_BLANK = re.compile(r"(?:ngày|tháng|năm)\s*[.…]*$")
_RECIPIENTS = re.compile(r"^\W*Nơi nhận\b", re.IGNORECASE)
_NAME_LIKE = re.compile(r"^(?:[^\W\d_]+[ \u00a0]+){1,4}[^\W\d_]+$")
_HEAD_LINES = 14
_END_LINES = 40
_WIDEST_PAIR = 180
_HASHES = re.compile(r"^[ \t]{0,3}(?:#{1,6}|={2,6})[ \t]+|(?<=\S)[ \t]+={2,6}[ \t]*$|(?<=\S)[ \t]+#{1,6}[ \t]*$")
_QUOTED_BLOCK = re.compile(r"^[ \t]{0,3}>[ \t]?")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]\n]{0,200})\]\((?:https?:|mailto:|/|#|\.)[^)\s]{0,300}\)")
_TAG = re.compile(
    r"</?(?:br|p|div|span|b|i|u|strong|em|sup|sub|center|font|td|tr|table|tbody|a"
    r"|img)\b[^>\n]{0,200}>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"[\^_]\{([^{}\n]{0,40})\}")
_ESCAPE = re.compile(r"\\(?=[-.*#_()\[\]!+|>])")
_UNDERSCORES = re.compile(r"(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
_BLANK_RUN = re.compile(r"[ \t\u00a0]{2,}|\t|\x0c")
_LINE_EDGES = re.compile(r"^[ \t\u00a0]+|(?<![ \t\u00a0])[ \t\u00a0]++$")  # linear in a long run of blanks


def _edited(view: View, edits: Iterable[Edit]) -> View:
    """Apply ``edits`` of the view's text and keep the map to the stored text."""
    starts: list[int] = []
    origins: list[int] = []
    parts: list[str] = []
    length = 0

    def add(part: str, origin: int) -> None:
        nonlocal length
        if part:
            parts.append(part)
            starts.append(length)
            origins.append(origin)
            length += len(part)

    def keep(start: int, end: int) -> None:
        index = max(0, bisect_right(view.starts, start) - 1)
        while start < end:
            following = view.starts[index + 1] if index + 1 < len(view.starts) else len(view.text)
            stop = min(end, following)
            add(view.text[start:stop], view.origins[index] + start - view.starts[index])
            start, index = stop, index + 1

    position = 0
    for span, replacement in sorted(edits):
        if span.start < position:
            continue
        keep(position, span.start)
        if span.start < len(view.text):
            add(replacement, view.to_stored(Span(span.start, span.start + 1)).start)
        position = span.end
    keep(position, len(view.text))
    return View("".join(parts), tuple(starts), tuple(origins))


def _in_lines(text: str, pattern: re.Pattern[str], replacement: str = "") -> Iterator[Edit]:
    for line in lines(text):
        for match in pattern.finditer(line.of(text)):
            yield Span(*match.span()).shifted(line.start), replacement


def leave_out_invisible(text: str) -> Iterator[Edit]:
    """Leave out zero-width characters, soft hyphens and tags that a web page left in a line."""
    for pattern, replacement in ((_INVISIBLE, ""), (_TAG, " ")):
        yield from ((Span(*m.span()), replacement) for m in pattern.finditer(text))


def join_broken_lines(text: str) -> Iterator[Edit]:
    """Join hard-wrapped lines and sentences cut by a page break; page numbers between them go."""
    yield from ((span, " ") for span in line_ends_to_join(text))


def split_columns(text: str) -> Iterator[Edit]:
    """Put what stands side by side in a letterhead or at the end of a paper on lines of its own."""
    spans = [line for line in lines(text) if line.of(text).strip()]
    closing = next((i for i, line in enumerate(spans) if _RECIPIENTS.match(line.of(text))), len(spans))
    for index, line in enumerate(spans):
        written = line.of(text)
        at_ends = index < _HEAD_LINES or closing <= index < closing + _END_LINES
        gaps = [m for m in _COLUMN_GAP.finditer(written) if written[: m.start()].strip()]
        if (
            at_ends
            and len(gaps) == 1
            and len(written) < _WIDEST_PAIR
            and _is_pair(written, gaps[0], at_head=index < closing)
        ):
            yield Span(*gaps[0].span()).shifted(line.start), "\n"


def _is_pair(written: str, gap: re.Match[str], *, at_head: bool) -> bool:
    left, right = written[: gap.start()].strip(" *|"), written[gap.end() :].strip(" *|")
    if _LAYOUT_ROW.search(written):
        return not _NUMBER_BLANK.search(left) and not _DATE_BLANK.search(left)
    if at_head:
        return left.isupper() and right.isupper()
    return right.isupper() or bool(_NAME_LIKE.match(right))


def leave_out_table_marks(text: str) -> Iterator[Edit]:
    """Leave out pipes and rules; a cell of a letterhead becomes a line, other rows keep " | "."""
    for line in lines(text):
        written = line.of(text)
        if _TABLE_ONLY.match(written) or _STARS_ONLY.match(written):
            yield line, ""
            continue
        if "|" not in written:
            continue
        yield from ((Span(*m.span()).shifted(line.start), "") for m in _EDGE_PIPES.finditer(written))
        inner = _EDGE_PIPES.sub(lambda m: " " * len(m.group()), written)
        if _LAYOUT_ROW.search(inner):
            yield from ((Span(*m.span()).shifted(line.start), "\n") for m in _CELL_BORDER.finditer(inner.rstrip()))


def leave_out_markdown(text: str) -> Iterator[Edit]:
    """Leave out heading hashes, emphasis, raised text, links and escapes; a list's own dash or star stays."""
    for pattern in (_HASHES, _QUOTED_BLOCK, _ESCAPE, _UNDERSCORES):
        yield from _in_lines(text, pattern)
    for match in _LINK.finditer(text):
        if match["image"]:
            yield Span(*match.span()), ""
        else:
            yield Span(match.start(), match.start("text")), ""
            yield Span(match.end("text"), match.end()), ""
    for match in _RAISED.finditer(text):
        yield Span(match.start(), match.start(1)), ""
        yield Span(match.end(1), match.end()), ""
    for line in lines(text):
        yield from _stars(line.of(text), line.start)


def _stars(line: str, offset: int) -> Iterator[Edit]:
    for match in re.finditer(r"\*+", line):
        before, after = line[: match.start()], line[match.end() :]
        if len(match.group()) == 1:
            is_marker = not before.strip() and after[:1] in " \t\u00a0" and bool(after.strip(" \t\u00a0*"))
            is_sign = before[-1:].isdigit() and after[:1].isdigit() or before[-1:] == " " == after[:1]
            if is_marker or is_sign:
                continue
        glued = len(match.group()) >= 4 and before[-1:].isalpha() and after[:1].isalpha()
        yield Span(*match.span()).shifted(offset), " " if glued else ""


def leave_out_web_leftovers(text: str) -> Iterator[Edit]:
    """Leave out what a web page puts around a text: feedback forms, sharing, other news."""
    yield from ((line, "") for line in leftover_lines(text))


def squeeze_blanks(text: str) -> Iterator[Edit]:
    """Leave out blanks at the ends of lines and repeated blanks inside them."""
    for line in lines(text):
        written = line.of(text)
        edges = list(_LINE_EDGES.finditer(written))
        yield from ((Span(*m.span()).shifted(line.start), "") for m in edges)
        for match in _BLANK_RUN.finditer(written):
            if not any(e.start() <= match.start() < e.end() for e in edges):
                yield Span(*match.span()).shifted(line.start), " "


STEPS: tuple[Step, ...] = (
    leave_out_invisible,
    split_columns,
    join_broken_lines,
    leave_out_table_marks,
    leave_out_markdown,
    leave_out_web_leftovers,
    squeeze_blanks,
)


def clean(stored: str) -> View:
    """Return the cleaned view of ``stored``: one paragraph, heading or list item per line."""
    view = View.whole(stored)
    for step in STEPS:
        view = _edited(view, step(view.text))
    return view
