"""Frozen domain data to JSON text and back, checked on the way in."""

from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@lru_cache(maxsize=32)
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 (a type, also one like tuple[X, ...])
    return TypeAdapter(kind)


def encoded(kind: type[T], value: T) -> str:
    """Return ``value`` as compact JSON."""
    return _adapter(cast(Any, kind)).dump_json(value).decode()


def decoded(kind: type[T], text: str) -> T:
    """Return the value that ``encoded`` wrote."""
    value: T = _adapter(cast(Any, kind)).validate_json(text)
    return value
