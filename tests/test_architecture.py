"""The house: arrows one way, third-party packages behind their fences, names that say something, quiet imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Who may import whom: bot -> retriever | ingest -> knowledge.
MAY_IMPORT = {
    "bot": {"bot", "retriever", "ingest", "knowledge"},
    "retriever": {"retriever", "knowledge"},
    "ingest": {"ingest", "knowledge"},
    "knowledge": {"knowledge"},
    "training": {"training", "retriever", "ingest", "knowledge"},
    "benchmarks": {"benchmarks", "retriever", "ingest", "knowledge"},
}
OURS = frozenset(MAY_IMPORT)
# Third-party package (and its "name_..." relatives) -> the places that may import it; () is nowhere yet.
FENCES: dict[str, tuple[str, ...]] = {
    "tantivy": ("retriever/index/lexical.py",),
    "sqlalchemy": ("knowledge/store/",),
    "alembic": ("knowledge/store/",),
    "bs4": ("ingest/readers/",),
    "lxml": ("ingest/readers/",),
    "typer": ("bot/cli/",),
    "pypdfium2": ("ingest/readers/pdf_text.py",),
    "docx": (),
    "rich": ("bot/cli/",),
    "pydantic_settings": ("bot/settings.py",),
    "telegram": ("bot/channels/telegram/",),
    "httpx": ("bot/channels/zalo/", "bot/channels/zalo_oa/", "bot/channels/telegram/"),
    "smtplib": ("bot/channels/email/",),
    "icalendar": ("bot/channels/email/calendar.py", "bot/reminders/ics.py"),
    "dateutil": ("bot/reminders/recurrence.py",),
    "holidays": ("knowledge/working_days.py",),
    "fastapi": ("bot/serving/http.py", "bot/serving/process.py", "bot/web/"),
    "starlette": ("bot/web/app.py",),
    "jinja2": ("bot/web/rendering.py",),
    "uvicorn": ("bot/serving/process.py",),
    "prometheus_client": ("bot/serving/metrics.py",),
    "openpyxl": ("bot/staff_list.py", "bot/nominations/", "bot/unit/report_sheet.py", "benchmarks/check_list.py"),
    "chromadb": ("retriever/index/vector.py",),
    "scipy": ("training/embedding/",),
    "numpy": ("retriever/embedding/", "training/embedding/"),
    "langchain": (),
    "torch": (),
    "sentence_transformers": (),
}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "common"}
_OUR_MODULE = re.compile(rf"(?:{'|'.join(sorted(OURS))})(?:\.\w+)+")


def imported(source: str) -> set[str]:
    """Return every module that a source imports, at the top, inside functions, or by its name in a string."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _OUR_MODULE.fullmatch(node.value):
            found.add(node.value)
    return found


def upward(package: str, source: str) -> set[str]:
    """Return the imports of a module of ``package`` that go against the arrows."""
    roots = {module: module.split(".")[0] for module in imported(source)}
    return {m for m, root in roots.items() if root == "" or (root in OURS and root not in MAY_IMPORT[package])}


def beyond_fence(place: str, source: str) -> set[str]:
    """Return the fenced third-party packages that the file at ``place`` may not import but does."""
    roots = {module.split(".")[0] for module in imported(source)}
    return {
        name
        for name, places in FENCES.items()
        if any(root == name or root.startswith(f"{name}_") for root in roots)
        and not any(place == p or (p.endswith("/") and place.startswith(p)) for p in places)
    }


def run_at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that run when a module is imported: not the bodies of functions, but their defaults."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def reads_environment(node: ast.AST) -> bool:
    """Say whether a node reads the environment or makes the settings, which reads it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"Settings", "getenv"}
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(alias.name in {"environ", "environb", "getenv"} for alias in node.names)
    return isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}


def sources(*packages: str) -> list[tuple[str, str]]:
    """Return (place from the root, source) of every module of ``packages``."""
    files = [p for package in packages for p in sorted((ROOT / package).rglob("*.py"))]
    return [(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in files]


@pytest.mark.parametrize("package", sorted(OURS))
def test_the_arrows_go_one_way(package: str) -> None:
    """Bot imports retriever and ingest, both import knowledge, and nothing points back or across."""
    assert {place: found for place, source in sources(package) if (found := upward(package, source))} == {}


def test_the_pure_part_of_knowledge_does_not_know_the_store() -> None:
    """Only knowledge/store has effects, and no other module of knowledge imports it."""
    pure = [(place, source) for place, source in sources("knowledge") if not place.startswith("knowledge/store/")]
    knowing = [p for p, source in pure if any(f"{m}.".startswith("knowledge.store.") for m in imported(source))]
    assert pure
    assert knowing == []


def test_third_party_packages_stay_behind_their_fences() -> None:
    """A third-party package is imported in one place, so that one place changes with it."""
    assert {p: found for p, source in sources(*sorted(OURS)) if (found := beyond_fence(p, source))} == {}


@pytest.mark.parametrize("place", [place for places in FENCES.values() for place in places])
def test_every_fence_stands_somewhere(place: str) -> None:
    """A place that a fence names exists: a moved module takes its line of the table with it."""
    assert (ROOT / place).exists()


def test_names_of_modules_say_what_they_do() -> None:
    """No module or folder is called utils, helpers, manager or common."""
    paths = [Path(place) for place, _ in sources(*sorted(OURS))]
    assert [str(p) for p in paths if SAYS_NOTHING & {*p.parts[:-1], p.stem}] == []


def test_nothing_reads_the_environment_at_import() -> None:
    """Importing a module reads no environment variable and makes no settings, not even in a default argument."""
    places = sources(*sorted(OURS))
    assert [place for place, s in places if any(map(reads_environment, run_at_import(ast.parse(s))))] == []


def test_the_environment_is_read_by_the_settings_only() -> None:
    """Nothing but bot/settings.py looks into the environment, and only the command line makes the settings."""
    makers = {"bot/settings.py", "bot/bootstrap.py", "bot/cli/app.py"}
    reading = {place for place, s in sources(*sorted(OURS)) if any(map(reads_environment, ast.walk(ast.parse(s))))}
    assert reading <= makers


PLANTED = [
    ("knowledge", "import ingest.cleaning", {"ingest.cleaning"}),
    ("ingest", "def f():\n    from retriever import search\n", {"retriever", "retriever.search"}),
    ("retriever", "from bot.settings import Settings", {"bot.settings", "bot.settings.Settings"}),
    ("retriever", "import_module('ingest.readers.html')", {"ingest.readers.html"}),
    ("knowledge", "from . import text", {".", "..text"}),
    ("bot", "from ingest.pipeline import ingest_files\nimport tomllib", set()),
    ("ingest", "ingested = 'ingest files'", set()),
]


@pytest.mark.parametrize(("package", "source", "expected"), PLANTED)
def test_a_planted_import_is_found(package: str, source: str, expected: set[str]) -> None:
    """The guard sees imports inside functions, relative ones and those by name; what is allowed it lets pass."""
    assert upward(package, source) == expected


@pytest.mark.parametrize(
    ("place", "source", "expected"),
    [
        ("retriever/search.py", "import tantivy", {"tantivy"}),
        ("retriever/index/lexical.py", "import tantivy", set()),
        ("retriever/answering/generative.py", "from langchain_openai import ChatOpenAI", {"langchain"}),
        ("ingest/readers/html.py", "from bs4 import Tag", set()),
        ("ingest/readers_of_html.py", "def f():\n    import bs4", {"bs4"}),
    ],
)
def test_a_planted_package_is_found(place: str, source: str, expected: set[str]) -> None:
    """The fences hold inside functions and for the relatives of a package, and open at their own place."""
    assert beyond_fence(place, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\nHOME = os.environ['HOME']", True),
        ("import os\ndef f(home=os.getenv('HOME')): ...", True),
        ("class A:\n    settings = Settings()", True),
        ("from os import environ", True),
        ("import os\ndef f():\n    return os.environ", False),
        ("class A:\n    def f(self):\n        return Settings()", False),
    ],
)
def test_a_planted_reading_at_import_is_found(source: str, expected: bool) -> None:
    """What runs at import is told from what runs when a function is called."""
    assert any(map(reads_environment, run_at_import(ast.parse(source)))) is expected
