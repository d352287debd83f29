"""The end of a paper: recipients and signature, and where an annex begins after them (phần cuối văn bản)."""

from collections.abc import Sequence

from ingest.layout.lines import Line, Zone, mark
from ingest.layout.wording import (
    BULLETED,
    POSITION_WORDS,
    RECIPIENTS_HEAD,
    SIGNED,
    SIGNING_LINE,
    bears_family_name,
    issued_with,
    name_in,
    type_line,
)
from knowledge.documents import ProvisionKind


def _signature_end(found: Sequence[Line], start: int) -> int:
    """Return the index after the signature block that begins at ``start`` (its name line is the last)."""
    index = start
    end = start
    while index < len(found) and index < start + 12:
        line = found[index]
        if SIGNING_LINE.match(line.text) or SIGNED.match(line.text) or POSITION_WORDS.match(line.text):
            end = index + 1
        elif name_in(line.text) and not line.is_capitals or line.is_capitals and name_in(line.text) and end > start:
            return index + 1
        elif not line.is_capitals or type_line(line.text):
            break
        else:
            end = index + 1
        index += 1
    return end


def _is_signature_start(found: Sequence[Line], index: int, *, after_recipients: bool) -> bool:
    line = found[index]
    if (SIGNING_LINE.match(line.text) and line.is_capitals) or SIGNED.match(line.text):
        return any(name_in(f.text) for f in found[index + 1 : index + 8]) or after_recipients
    if after_recipients and (line.after_blank or index + 1 == len(found)):
        name = name_in(line.text)
        position = POSITION_WORDS.match(line.text) and any(name_in(f.text) for f in found[index + 1 : index + 5])
        return bool(position) or bool(
            name and not line.is_capitals and bears_family_name(name) and len(name.split()) >= 3
        )
    return False


def _starts_annex(found: Sequence[Line], index: int) -> bool:
    line = found[index]
    if line.marker and line.marker.kind is ProvisionKind.ANNEX:
        return True
    return any(issued_with(f.text) for f in found[index + 1 : index + 5]) and (line.is_capitals or line.after_blank)


def mark_ends(found: list[Line], start: int) -> None:
    """Mark every "Nơi nhận" and signature block from ``start`` on; an annex may follow them."""
    index = start
    while index < len(found):
        line = found[index]
        if _opens_recipients(line):
            index = _mark_recipients(found, index)
        elif _is_signature_start(found, index, after_recipients=False) and line.zone is Zone.BODY:
            stop = max(_signature_end(found, index), index + 1)
            mark(found, index, stop, Zone.SIGNATURE)
            index = stop
        else:
            index += 1


def _opens_recipients(line: Line) -> bool:
    return bool(RECIPIENTS_HEAD.match(line.text)) and (len(line.text) < 20 or "Nơi nhận:" in line.text)


def _mark_recipients(found: list[Line], start: int) -> int:
    """Mark recipients and signature from "Nơi nhận" at ``start``, one after the other or alternating."""
    mark(found, start, start + 1, Zone.RECIPIENTS)
    index = start + 1
    signed = False
    while index < len(found):
        line = found[index]
        if BULLETED.match(line.text):
            mark(found, index, index + 1, Zone.RECIPIENTS)
            index += 1
        elif not signed and _is_signature_start(found, index, after_recipients=True):
            stop = max(_signature_end(found, index), index + 1)
            mark(found, index, stop, Zone.SIGNATURE)
            signed = name_in(found[stop - 1].text) is not None
            index = stop
        elif signed or type_line(line.text) or _starts_annex(found, index) or _is_outside(line):
            break
        else:
            mark(found, index, index + 1, Zone.RECIPIENTS)
            index += 1
    return index


def _is_outside(line: Line) -> bool:
    """Say whether a numbered line after "Nơi nhận" begins something else."""
    return line.marker is not None and line.marker.kind is not ProvisionKind.POINT and line.marker.style != "1."
