"""Frozen domain data to JSON text and back, checked on the way in."""

from functools import lru_cache
from typing import TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


@lru_cache(maxsize=32)
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


def encoded(kind: type[T], value: T) -> str:
    """Return ``value`` as compact JSON."""
    return _adapter(kind).dump_json(value).decode()


def decoded(kind: type[T], text: str) -> T:
    """Return the value that ``encoded`` wrote."""
    return _adapter(kind).validate_json(text)
