"""Số, ký hiệu: the number of a document, blank serials included, and the plan an article is about."""

import re
from dataclasses import replace

from ingest.layout import Line, Zone
from ingest.layout.wording import TYPE_LINE
from ingest.metadata.paper import Paper
from ingest.metadata.title import type_in
from knowledge.citations.find import find_blank_number, find_numbers
from knowledge.documents import DocumentNumber, DocumentReference
from knowledge.text import Span, folded

_NUMBER_LABEL = re.compile(r"(?<!\w)[Ss][ốỐ]\s*:?\s*(?=[\d/.…_-]|$)")
_NUMBER_START = re.compile(r"^\W*\d{1,5}\s?[/-]")
# An article names many documents; only two independent signs make one of them its subject.
_SURE = 4
# "Luật Thi đua, khen thưởng 06/2022/QH15 (...)" is a title with its number; brackets hold another's.
_ASIDE = re.compile(r"[(:;—]|\b(?:thực hiện|triển khai|theo|căn cứ|thi hành|hướng dẫn)\b", re.IGNORECASE)
_ISSUED = re.compile(r"(?:ban hành|ký|công bố|triển khai|xây dựng|giới thiệu|nguồn)\b[^.;\n]{0,80}$", re.IGNORECASE)
_JUST_ISSUED = re.compile(
    r"(?:(?:đã|vừa|mới|vừa mới)\s+|(?:^|\n)Ngày\s+\d[^\n]{0,100}?)(?:ký\s+)?(?:quyết định\s+)?ban hành\s*$"
)
_DAY_OF_NEWS = re.compile(r"[Nn]gày\s+(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})[^.;\n]{0,160}$")
_RESTS_ON = re.compile(r"(?:căn cứ|thực hiện|theo|tại|quy định|trích|hướng dẫn)\b[^.;\n]{0,60}$", re.IGNORECASE)


def own_number(paper: Paper) -> tuple[DocumentNumber, Span] | None:
    """Return the number that the letterhead states, its serial perhaps blank, or None."""
    head = paper.lines(Zone.LETTERHEAD, Zone.TITLE)
    for line in head:
        label = _NUMBER_LABEL.search(line.text)
        titled = TYPE_LINE.match(line.text) is not None
        if not label or (line.zone is Zone.TITLE and not titled):
            continue
        rest = line.text[label.end() :]
        if found := find_numbers(rest):
            number, span = found[0]
            return number, span.shifted(line.span.start + label.end())
        if blank := find_blank_number(" " + rest):
            number, span = blank
            return number, span.shifted(line.span.start + label.end() - 1)
    return _unlabelled(head)


def _unlabelled(head: list[Line]) -> tuple[DocumentNumber, Span] | None:
    """Return a number that stands without "Số:": alone in the letterhead, or in a title that names a type."""
    for line in head:
        found = find_numbers(line.text)
        if not found:
            continue
        alone = line.zone is Zone.LETTERHEAD and _NUMBER_START.match(line.text)
        aside = _ASIDE.search(line.text[: found[0][1].start])
        titled = line is head[0] and type_in(line.text) is not None and not aside
        if alone or titled:
            return found[0][0], found[0][1].shifted(line.span.start)
    return None


def is_news(paper: Paper) -> bool:
    """Say whether the text is an article about a document: no number, signature or recipients of its own."""
    zones = {line.zone for line in paper.outline.lines}
    return Zone.LETTERHEAD not in zones and Zone.SIGNATURE not in zones and Zone.RECIPIENTS not in zones


def introduced(paper: Paper, subject: str) -> DocumentReference | None:
    """Return the document that an article introduces: just issued, alone on a line, of the title's type."""
    best: DocumentReference | None = None
    best_score = 0
    wanted = folded(subject)
    for reference in paper.references:
        if reference.number is None or not reference.number.is_complete:
            continue
        score = _score(paper, reference, wanted)
        if score > best_score and score >= _SURE:
            best, best_score = reference, score
    return _dated(paper, best) if best and best.issued_on is None else best


def _dated(paper: Paper, reference: DocumentReference) -> DocumentReference:
    """Date a document by "Ngày 10/3/2025, ... đã ban hành" before it."""
    before = paper.view.text[: reference.mention.start].rsplit("\n", 1)[-1]
    match = _DAY_OF_NEWS.search(before) if _JUST_ISSUED.search(before) else None
    if match is None:
        return reference
    iso = f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"
    return replace(reference, issued_on=iso)


def _score(paper: Paper, reference: DocumentReference, subject: str) -> int:
    text = paper.view.text
    before = text[max(0, reference.mention.start - 120) : reference.mention.start]
    line = next((x for x in paper.outline.lines if x.span.covers(reference.mention)), None)
    score = 0
    if reference.type and folded(reference.type) in subject:
        score += 2
    if _JUST_ISSUED.search(before):
        score += 4
    elif _ISSUED.search(before):
        score += 2
    if _RESTS_ON.search(before):
        score -= 3
    if line and reference.mention.start - line.span.start < 12 and len(line.span) < 160:
        score += 2
    if reference.issued_on:
        score += 1
    return score
