"""Numbering that jumps (II, V) or begins again inside itself (2. → 1.)."""

import re
from collections.abc import Iterator

from ingest.anomalies.reading import Reading
from ingest.markers import POINT_LETTERS, marker_of
from knowledge.documents import Anomaly, AnomalyKind, Provision, ProvisionKind

_COUNTED = frozenset(
    {
        ProvisionKind.CHAPTER,
        ProvisionKind.ARTICLE,
        ProvisionKind.ROMAN,
        ProvisionKind.CLAUSE,
        ProvisionKind.POINT,
        ProvisionKind.PART,
    }
)
_WHOLE_DOCUMENT = frozenset({ProvisionKind.ARTICLE, ProvisionKind.CHAPTER, ProvisionKind.PART})
_EXTRACT = re.compile(r"\b(?:TRÍCH|[Tt]rích (?:dẫn|lục|yếu lại|từng|nguyên))\b")
_ELISION = re.compile(r"^\W*(?:\.{3,}|…)\W*$")


def _series(reading: Reading, provision: Provision) -> tuple[object, ...] | None:
    """Return what the number of ``provision`` counts: its kind, style, and the unit that it counts within."""
    if provision.kind not in _COUNTED:
        return None
    chain = list(reading.outline.path(provision.parent))
    annex = next((p.ordinal for p in chain if p.kind is ProvisionKind.ANNEX), None)
    if provision.kind in _WHOLE_DOCUMENT:
        return provision.kind, _style(provision), annex
    # Forms in an annex number as they like.
    return (
        None
        if annex is not None and not _below_article(chain)
        else (provision.kind, _style(provision), provision.parent)
    )


def _below_article(chain: list[Provision]) -> bool:
    return any(p.kind is ProvisionKind.ARTICLE for p in chain)


def _style(provision: Provision) -> str:
    marker = marker_of(provision.heading)
    return marker.style if marker else ""


def _order(provision: Provision) -> int | None:
    marker = marker_of(provision.heading)
    return marker.order if marker else None


def _is_elided(reading: Reading, start: int, end: int) -> bool:
    return any(_ELISION.match(line) for line in reading.stored[start:end].split("\n"))


def _is_usual_gap(provision: Provision, before: int, order: int) -> bool:
    """Say whether a jump is a habit: "a, b, c, d, e" leaves out đ."""
    return provision.kind is ProvisionKind.POINT and order == before + 2 and POINT_LETTERS[before] == "đ"


def numbering(reading: Reading) -> Iterator[Anomaly]:
    """Find jumps and restarts, in the order of the document; an extract leaves out what it likes."""
    if _EXTRACT.search(" ".join(line.text for line in reading.outline.lines[:6])):
        return
    last: dict[tuple[object, ...], tuple[int, Provision]] = {}
    for provision in reading.outline.provisions:
        series, order = _series(reading, provision), _order(provision)
        if series is None or order is None:
            continue
        known = last.get(series)
        last[series] = (order, provision)
        if known is None:
            if _restarts(reading, provision, order):
                yield _restart(reading, provision)
            continue
        before, neighbour = known
        if _is_elided(reading, neighbour.span.start, provision.span.start):
            continue
        if order > before + 1 and not _is_usual_gap(provision, before, order):
            yield _jump(reading, provision, neighbour)
        elif order <= before and order == 1 and provision.kind is not ProvisionKind.POINT:
            yield _restart(reading, provision)


def _restarts(reading: Reading, provision: Provision, order: int) -> bool:
    """Say whether a first number reuses the style of the heading right above it ("2. Nội dung" → "1.")."""
    if provision.parent is None or order != 1 or provision.kind is not ProvisionKind.CLAUSE:
        return False
    parent = reading.outline.provisions[provision.parent]
    if parent.heading.endswith(("gồm:", "sau:", "đây:")):
        return False
    if parent.kind is not provision.kind or _style(parent) != _style(provision):
        return False
    between = reading.stored[parent.heading_span.end : provision.span.start]
    return not between.strip(" \n*#|")


def _jump(reading: Reading, provision: Provision, before: Provision) -> Anomaly:
    explanation = f"Đánh số nhảy từ {before.label} đến {provision.label}; có thể thiếu mục hoặc ghi sai số."
    return _anomaly(reading, AnomalyKind.NUMBERING_JUMP, provision, explanation)


def _restart(reading: Reading, provision: Provision) -> Anomaly:
    explanation = f"Đánh số bắt đầu lại từ {provision.label} với cùng kiểu số của mục bên trên; dễ dẫn nhầm mục."
    return _anomaly(reading, AnomalyKind.NUMBERING_RESTART, provision, explanation)


def _anomaly(reading: Reading, kind: AnomalyKind, provision: Provision, explanation: str) -> Anomaly:
    return Anomaly(kind, provision.heading_span, provision.heading_span.of(reading.stored), explanation)
