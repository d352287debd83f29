"""The description of the API as a page that people read: what each operation takes, gives and needs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.web.api.application import PREFIX, description_of
from bot.web.api.problems import KINDS
from bot.web.rendering import page
from knowledge.store.api_keys import KeyScope

router = APIRouter(include_in_schema=False)
_LONGEST = 2500
_KINDS = {"string": "chữ", "integer": "số nguyên", "number": "số", "boolean": "true hoặc false", "array": "danh sách"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the page shows it."""

    id: str
    method: str
    path: str
    name: str
    about: str
    scopes: tuple[KeyScope, ...]
    fields: tuple[Field, ...]
    sends: str
    example: str
    answer: str


@router.get(PREFIX)
def described(request: Request) -> HTMLResponse:
    """Show the description."""
    description = description_of(request.app.state.api)
    groups: dict[str, list[Operation]] = {}
    for tag, operation in operations(description):
        groups.setdefault(tag, []).append(operation)
    about = description["info"]["description"]
    context = {"groups": groups, "about": about, "problems": KINDS, "scopes": list(KeyScope)}
    return page(request, "api.html", context)


def operations(description: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Yield every operation of a description with the name of its group."""
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            ((media, body),) = (said.get("requestBody", {}).get("content") or {"": {}}).items()
            given = _whole(body.get("schema", {}), schemas)
            fields = [*_parameters(said, schemas), *_fields(given, schemas)]
            yield said["tags"][0], Operation(
                said["operationId"], method.upper(), description["servers"][0]["url"] + path, said["summary"],
                said["description"], _scopes(said), tuple(fields), media, _example(body, given),
                _answer(said, schemas),
            )  # fmt: skip


def _scopes(said: Mapping[str, Any]) -> tuple[KeyScope, ...]:
    return tuple(KeyScope(scope) for wanted in said.get("security", ()) for scope in wanted["khoa"])


def _parameters(said: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Field]:
    for one in said.get("parameters", ()):
        schema = _whole(one["schema"], schemas)
        yield Field(one["name"], _kind(schema, schemas), one["required"], one.get("description", ""))


def _fields(given: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Field]:
    required = given.get("required", ())
    for name, schema in given.get("properties", {}).items():
        yield Field(name, _kind(_whole(schema, schemas), schemas), name in required, schema.get("description", ""))


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """Return what kind of value a schema wants, in words."""
    ways = [_whole(way, schemas) for way in schema.get("anyOf", ())] or [schema]
    return " hoặc ".join(dict.fromkeys(_way(way) for way in ways if way.get("type") != "null"))


def _way(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date":
        return "ngày"
    if schema.get("format") == "binary" or "contentMediaType" in schema:
        return "tệp"
    return _KINDS.get(schema.get("type", ""), "đối tượng JSON")


def _whole(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that is meant."""
    found: Mapping[str, Any] = schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    return found


def _answer(said: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """Return an example of what comes back."""
    ((_, content),) = said["responses"]["200"]["content"].items()
    return _example(content, _whole(content.get("schema", {}), schemas))


def _example(content: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    example = content.get("example", next(iter(schema.get("examples", ())), None))
    if example is None or isinstance(example, str):
        return example or ""
    written = json.dumps(example, ensure_ascii=False, indent=2)
    return written if len(written) <= _LONGEST else f"{written[:_LONGEST]}\n…"
