"""What is written down is true: settings, commands, links, and a lock that names no machine."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.cli.app import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
# "documents" takes these as words, so the command tree does not know them.
WORDS = ("documents remove", "documents correct", "documents relate", "documents limit")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]\n]*\]\(<?(?!https?:|mailto:|#)([^)#\s>]+)")


def commands(command: object, path: str = "") -> Iterator[str]:
    """Yield every command of the command line with the words that lead to it."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield f"{path} {name}".strip()
        yield from commands(each, f"{path} {name}")


def test_every_setting_stands_in_the_example() -> None:
    """.env.example names each setting of the program, and no setting that the program does not know."""
    prefix = Settings.model_config["env_prefix"]
    known = {f"{prefix}{name.upper()}" for name in Settings.model_fields}
    written = re.findall(r"^#?\s?(TDKT_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(written) == sorted(known)


def test_every_setting_says_what_it_is() -> None:
    """Each setting carries a description, and the example repeats it above the line."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    missing = [
        name
        for name, field in Settings.model_fields.items()
        if not field.description or f"# {field.description}\n" not in example
    ]
    assert missing == []


def test_every_command_stands_in_the_readme() -> None:
    """README.md names each command and subcommand as a person types it."""
    text = README.read_text(encoding="utf-8")
    every = [*commands(typer.main.get_command(app)), *WORDS]
    assert "library load" in every
    assert [name for name in every if not re.search(rf"\btdkt {re.escape(name)}\b", text)] == []


def test_every_relative_link_leads_to_a_file() -> None:
    """A link of README.md or a page of docs/ to another file of the repository opens that file."""
    pages = [README, *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
        if not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.fixture(scope="module")
def lock() -> str:
    """The locked requirements."""
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_names_no_registry_and_no_path(lock: str) -> None:
    """requirements.lock holds no address, no index option and no path of a machine."""
    forbidden = re.compile(r"://|--(?:index-url|extra-index-url|find-links|trusted-host)|^-|\s@\s|(?:^|\s)[./~]|file:")
    assert [line for line in lock.splitlines() if forbidden.search(line)] == []


def test_the_lock_pins_and_hashes_everything(lock: str) -> None:
    """Each requirement has one version and at least one sha256."""
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.strip()) if not entry.startswith("#")]
    whole = re.compile(r"[\w.\-\[\],]+==[\w.!+]+(?: ;[^\\]+)?(?: \\\n\s+--hash=sha256:[0-9a-f]{64})+")
    assert [entry.splitlines()[0] for entry in entries if not whole.fullmatch(entry)] == []


def test_the_lock_holds_what_the_project_asks_for(lock: str) -> None:
    """Each dependency of pyproject.toml, and of its extra for developers, stands in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=! ;]", line)[0].lower().replace("_", "-") for line in asked}
    locked = {line.split("==")[0].lower().replace("_", "-") for line in lock.splitlines() if "==" in line}
    assert names - locked == set()
