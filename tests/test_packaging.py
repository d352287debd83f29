"""The wheel: the four packages with their data, nothing else, and no stranger under our names."""

import os
import zipfile
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from hatchling import build

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "ingest", "knowledge", "retriever")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in a wheel built from this checkout, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        wheel = build.build_wheel(str(folder))
    finally:
        os.chdir(before)
    with zipfile.ZipFile(folder / wheel) as opened:
        return frozenset(opened.namelist())


def test_the_top_level_is_the_four_packages(names: frozenset[str]) -> None:
    """A wheel installs bot, ingest, knowledge and retriever, and its own description."""
    top = {name.split("/")[0] for name in names}
    described = {name for name in top if name.startswith("tdkt-") and name.endswith(".dist-info")}
    assert len(described) == 1
    assert top - described == set(PACKAGES)


def test_every_file_of_the_packages_is_inside(names: frozenset[str]) -> None:
    """No module, migration, data file or summary of a package is left out of the wheel."""
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("*") if p.is_file()]
    kept = {p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts and "vendor" not in p.parts}
    assert kept - names == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "knowledge/data/*.yaml",
        "knowledge/data/*.tsv",
        "retriever/embedding/static_vi/*",
        "knowledge/library/**/*.md",
        "knowledge/store/migrations/versions/*.py",
    ],
)
def test_each_kind_of_data_is_inside(names: frozenset[str], pattern: str) -> None:
    """Facts, lexicon, summaries and migrations travel with the program, some of each."""
    here = {p.relative_to(ROOT).as_posix() for p in ROOT.glob(pattern)}
    assert here
    assert here <= names


def test_what_is_for_developers_stays_out(names: frozenset[str]) -> None:
    """Tests, training, benchmarks and caches are not installed."""
    outside = {"tests", "training", "benchmarks", "docs", "scripts", "__pycache__"}
    assert [name for name in names if outside & set(name.split("/"))] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_ships_our_name(package: str) -> None:
    """None of the installed distributions but tdkt brings a package called bot, ingest, knowledge or retriever."""
    assert set(packages_distributions().get(package, ())) <= {"tdkt"}


def test_an_installed_wheel_owns_the_four_names() -> None:
    """Where tdkt is installed from its wheel, the four names are its own."""
    try:
        files = distribution("tdkt").files or []
    except PackageNotFoundError:
        pytest.skip("tdkt is not installed here: the tests run from the checkout")
    if not any(str(file).startswith("bot/") for file in files):
        pytest.skip("tdkt is installed as a link to this checkout: its files are not the wheel's")
    owners = packages_distributions()
    assert {package: owners.get(package) for package in PACKAGES} == {package: ["tdkt"] for package in PACKAGES}
