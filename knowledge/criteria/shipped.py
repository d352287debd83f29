"""The criteria that ship with tdkt, from their files (bộ tiêu chuẩn kèm chương trình)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from knowledge.criteria.book import CriteriaBook, Regime
from knowledge.criteria.book_reading import criteria_of, layer_of
from knowledge.data import load_yaml
from knowledge.errors import DataError

_Made = TypeVar("_Made")
_BESIDE_TITLES = (
    "titles.yaml", "not_held.yaml", "regimes.yaml", "votes.yaml", "authority.yaml", "dossiers.yaml", "wording.yaml",
)  # fmt: skip


@lru_cache(maxsize=1)
def shipped_criteria() -> CriteriaBook:
    """Return the book that ships with tdkt.

    Raises:
        DataError: a file without reference, source status, period or approval, or that breaks the tree's rules; the
            message names the file.
    """
    found = [_in_file(f"criteria/{name}", criteria_of) for name in _title_files()]
    found += [criteria_of(row) for row in load_yaml("criteria/not_held.yaml")["not_held"]]
    regimes = tuple(_regime(row) for row in load_yaml("criteria/regimes.yaml")["regimes"])
    layers = tuple(_in_file(f"criteria/local/{name}", layer_of) for name in _yaml_files("criteria/local"))
    return CriteriaBook({c.title: c for c in found}, regimes, layers)


def _in_file(name: str, read: Callable[[Any], _Made]) -> _Made:
    try:
        return read(load_yaml(name))
    except DataError as error:
        raise DataError(f"Tệp {name}: {error}") from error


def shipped_file(subject: str) -> Mapping[str, Any] | None:
    """Return the content of the shipped file of a title, of the principles, or of a local layer by its id."""
    for name in (*(f"criteria/{n}" for n in _title_files()), *(f"criteria/local/{n}" for n in _local_files())):
        given: Mapping[str, Any] = load_yaml(name)
        if subject in (given.get("title"), given.get("id")):
            return given
    return None


def _local_files() -> list[str]:
    return _yaml_files("criteria/local")


def _title_files() -> list[str]:
    return [name for name in _yaml_files("criteria") if name not in _BESIDE_TITLES]


def _yaml_files(folder: str) -> list[str]:
    rows = files("knowledge.data").joinpath(folder).iterdir()
    return sorted(row.name for row in rows if row.name.endswith(".yaml"))


def _regime(row: Mapping[str, Any]) -> Regime:
    return Regime(
        row["id"], row["from"], row.get("to"), row["laws"], bool(row["held"]), row.get("transition"),
        row.get("pending_since"),
    )  # fmt: skip
