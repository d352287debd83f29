"""The parameters of a request, however they were sent: query, form, multipart or JSON."""

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request


async def parameters(request: Request) -> dict[str, Any]:
    """Return the parameters of a request: those of its query, then those of its body.

    A file of a multipart body is given as its bytes, so that no rule takes it for a text.

    Raises:
        ValueError: the body is not what its content type says, or it is no object.
    """
    found: dict[str, Any] = dict(parse_qsl(request.url.query, keep_blank_values=True))
    body = await request.body()
    if body:
        found |= _parsed(body, request.headers.get("content-type", "application/json"))
    return found


def _parsed(body: bytes, content_type: str) -> dict[str, Any]:
    kind = content_type.split(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind == "multipart/form-data":
        return _parts(body, content_type)
    given = json.loads(body)
    if not isinstance(given, dict):
        raise ValueError("the body is no object")
    return given


def _parts(body: bytes, content_type: str) -> dict[str, Any]:
    whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    found: dict[str, Any] = {}
    for part in whole.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True) or b""
        found[name] = content if part.get_filename() else content.decode()
    return found
