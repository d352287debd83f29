"""Dated facts and vocabulary as files; ``load_yaml`` and ``data_text`` read them once."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from knowledge.errors import DataError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # libyaml is absent: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


def data_text(name: str) -> str:
    """Return the text of a shipped data file.

    Raises:
        DataError: there is no such file.
    """
    path = files("knowledge.data").joinpath(name)
    if not path.is_file():
        raise DataError(f"Thiếu tệp dữ liệu {name}.", "Hãy cài lại tdkt.")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def load_yaml(name: str) -> Any:  # noqa: ANN401 (the caller knows the shape of its file)
    """Return the content of a shipped YAML file, read once."""
    return yaml.load(data_text(name), Loader=_Loader)
