"""How a request of the Bot API is read and refused: query, form, multipart or JSON, nested fields in JSON (C.6 [S])."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

_NAME = re.compile(r'\bname="([^"]*)"')
_FILENAME = re.compile(r'\bfilename="([^"]*)"')


class Refused(Exception):
    """An answer that is not ``ok``.

    Attributes:
        status: The HTTP status, which is the ``error_code`` too [D] C.5.
        description: What Telegram says.
        parameters: ``retry_after`` or ``migrate_to_chat_id``, where there is one.
    """

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(why: str) -> Refused:
    """Return a 400 in Telegram's wording."""
    return Refused(400, f"Bad Request: {why}")


def forbidden(why: str) -> Refused:
    """Return a 403 in Telegram's wording."""
    return Refused(403, f"Forbidden: {why}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request or was sent by a user."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {len(self.content)} bytes, {self.mime!r})"


class Params:
    """The parameters of a request, read by kind."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str, default: str = "") -> str:
        """Return a text parameter."""
        value = self.values.get(name, default)
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise bad_request(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number, given as such or in digits."""
        value = self.values.get(name, default)
        try:
            return int(str(value))
        except ValueError:
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def flag(self, name: str) -> bool:
        """Return a yes or no, as forms and JSON write it."""
        return str(self.values.get(name, "")).lower() in ("true", "yes", "1")

    def nested(self, name: str, kind: type[Any]) -> Any:
        """Return an object or array, decoded from JSON where it came in a form field; None if it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad_request(f"{'object' if kind is dict else 'array'} expected as {name}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Return a file sent under its own name or by ``attach://``."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None

    def attached(self) -> set[str]:
        """Return the names of the parts that other parameters point to."""
        return set(re.findall(r"attach://([^\"\\\s]+)", json.dumps([v for v in self.values.values() if _plain(v)])))


def read_params(query: bytes, content_type: str, body: bytes) -> Params:
    """Return the parameters of a request, whichever of the four ways they came."""
    values: dict[str, Any] = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    kind = content_type.split(";")[0].strip().lower()
    if kind == "application/json" and body:
        values |= _json_object(body)
    elif kind == "multipart/form-data":
        values |= _parts(content_type, body)
    elif body:
        values |= dict(parse_qsl(_utf8(body), keep_blank_values=True))
    return Params(values)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("object expected")
    return {name: value for name, value in decoded.items() if value is not None}


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _parts(content_type: str, body: bytes) -> dict[str, Any]:
    match = re.search(r'boundary="?([^";]+)"?', content_type)
    if match is None:
        raise bad_request("boundary of the multipart body is missing")
    pieces = (b"\r\n" + body).split(b"\r\n--" + match[1].encode("latin-1"))
    values: dict[str, Any] = {}
    for piece in pieces[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _utf8(head)
        name, filename = _NAME.search(headers), _FILENAME.search(headers)
        if name is None:
            raise bad_request("a part of the multipart body has no name")
        mime = re.search(r"(?im)^content-type:\s*(\S+)", headers)
        values[name[1]] = (
            Upload(filename[1], content, mime[1] if mime else "application/octet-stream")
            if filename
            else _utf8(content)
        )
    return values


def _plain(value: object) -> bool:
    return isinstance(value, (str, int, float, bool, list, dict))
