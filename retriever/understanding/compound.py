"""Compound questions: "nộp về đâu, trước ngày nào và gồm những gì?" asks three things."""

import re

from knowledge.text import folded

_JOINT = re.compile(r"\s*[,;?+]\s+|\s+(?:và|va)\s+")
_TRAILING = re.compile(r"[\s,;?+]+(?:và|va)?\s*$")
_ASKS = re.compile(r"\b(?:nao|gi|j|ai|dau|may|bao nhieu|bn|bao gio|bao lau|the nao|ra sao|thi sao|khong|ko|k|chua)\b|%")


def parts_of(typed: str) -> tuple[str, ...]:
    """Cut a compound question where both sides ask something of their own."""
    cuts = [0, *(m.end() for m in _JOINT.finditer(typed)), len(typed)]
    pieces: list[str] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        piece = typed[start:end]
        if pieces and not (_ASKS.search(folded(pieces[-1])) and _ASKS.search(folded(piece))):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(_TRAILING.sub("", p).strip(" ,;?+") for p in pieces) if len(pieces) > 1 else ()
