"""Our own summaries (bản tóm lược): Markdown whose front matter names the document that it stands for."""

from pathlib import Path
from typing import Any

import yaml

from ingest.understand import understand
from knowledge.citations import find_numbers
from knowledge.documents import (
    DocumentKind,
    DocumentMetadata,
    DocumentNumber,
    DocumentReference,
    ParsedDocument,
    Signer,
    Stated,
)
from knowledge.errors import UnreadableDocument
from knowledge.text import Span

SUMMARY_MARK = "---\nsummary_of:"
_NOWHERE = Span(0, 0)


def understand_summary(text: str, path: Path) -> ParsedDocument:
    """Return a summary understood: metadata from its front matter, structure from its body.

    Raises:
        UnreadableDocument: the front matter is not closed or is no YAML.
    """
    head, closed, body = text.removeprefix("---\n").partition("\n---\n")
    if not closed:
        raise UnreadableDocument(f"{path}: phần đầu của bản tóm lược không được đóng bằng dòng “---”.")
    try:
        front = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise UnreadableDocument(f"{path}: phần đầu của bản tóm lược không phải YAML hợp lệ ({error}).") from error
    body = body.strip("\n") + "\n"
    stated = _metadata(front["summary_of"], body)
    return understand(body, file_name=path.name, kind=DocumentKind.SUMMARY, stated=stated)


def _stated(value: object, body: str) -> Stated | None:
    if not value:
        return None
    found = body.find(str(value))
    return Stated(str(value), Span(found, found + len(str(value))) if found >= 0 else None)


def _metadata(front: dict[str, Any], body: str) -> DocumentMetadata:
    issued = str(front["issued_on"]) if front.get("issued_on") else None
    period = front.get("period")
    return DocumentMetadata(
        number=_stated(front.get("number") or front.get("number_as_written"), body),
        issuer=_stated(front.get("issuer"), body),
        place=_stated(front.get("place"), body),
        issued_on=Stated(issued, _place_of_date(issued, body)) if issued else None,
        issued_on_precision={10: "day", 7: "month", 4: "year"}.get(len(issued or "")),
        type=front.get("type") or "Văn bản",
        title=_stated(front.get("title"), body),
        signer=_signer(front.get("signer"), body),
        recipients=tuple(s for r in front.get("recipients") or () if (s := _stated(r, body))),
        legal_bases=tuple(_reference(r, body) for r in front.get("legal_bases") or ()),
        cited=tuple(_reference(r, body) for r in front.get("cited") or ()),
        year=int(issued[:4]) if issued else None,
        period=(str(period["from"]), str(period["to"])) if period else None,
    )


def _place_of_date(issued: str, body: str) -> Span | None:
    parts = [int(p) for p in issued.split("-")]
    written = "/".join(f"{p:02d}" for p in reversed(parts[1:])) + f"/{parts[0]}"
    for form in (written, written.lstrip("0"), f"tháng {parts[1]}/{parts[0]}" if len(parts) > 1 else written):
        found = body.find(form)
        if found >= 0:
            return Span(found, found + len(form))
    return None


def _signer(front: dict[str, Any] | None, body: str) -> Signer | None:
    if not front:
        return None
    found = body.find(front["name"])
    start = body.rfind("\n", 0, max(found, 0)) + 1
    end = body.find("\n", max(found, 0))
    span = Span(start, end if end >= 0 else len(body)) if found >= 0 else _NOWHERE
    return Signer(front["name"], front.get("position"), span)


def _reference(front: dict[str, Any], body: str) -> DocumentReference:
    written = str(front.get("number") or "")
    numbers = find_numbers(written)
    number: DocumentNumber | None = numbers[0][0] if numbers else None
    found = body.find(written) if written else -1
    span = Span(found, found + len(written)) if found >= 0 else _NOWHERE
    issued = str(front["date"]) if front.get("date") else None
    return DocumentReference(
        front.get("type"),
        number,
        issued,
        front.get("issuer"),
        front.get("title") or (None if number else written),
        span,
        span,
    )
