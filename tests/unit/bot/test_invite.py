"""At the machine an operator gives people a way in: a login that works once, and keys for programs."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import open_home
from bot.cli.app import run
from bot.web.visits import hashed
from knowledge.people import Person, Role
from knowledge.store.api_keys import KeyScope

SITE = "https://tdkt.so.gov.vn"


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


def tdkt(*words: str) -> Said:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a home of three people, two of them with one name."""
    monkeypatch.chdir(tmp_path)
    home = open_home(Path(".tdkt"))
    people = [
        Person("Lò Thị Mai", Role.ADMINISTRATOR, email="mai@so.gov.vn"), Person("Hờ A Sùng", code="1"),
        Person("Hờ A Sùng", code="2"), Person("Vì Văn Khoa", active=False),
    ]  # fmt: skip
    home.people.save(people, "test", 0.0)
    home.close()


def test_the_link_logs_the_right_person_in_once() -> None:
    """A number or a name in any spelling means the person; the link begins one session, and no second one."""
    for written in ("1", "lo thi mai", "LÒ THỊ MAI"):
        value = tdkt("--json", "invite", written).json
        assert value["link"].startswith("http://127.0.0.1:8765/vao/")
        assert (value["person"], value["minutes"]) == (1, 30)
    home = open_home(Path(".tdkt"))
    link = hashed(value["link"].rsplit("/", 1)[1])
    now = _now()
    assert home.web_sessions.begin(link, "a" * 64, now)
    assert not home.web_sessions.begin(link, "b" * 64, now)
    who = home.web_sessions.person_of("a" * 64, now)
    assert who is not None
    assert who.name == "Lò Thị Mai"
    home.close()


def _now() -> float:
    from bot import clock

    return clock.now().timestamp()


def test_the_link_names_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """With TDKT_PUBLIC_URL the link leads there; without it the command says that it opens on this machine only."""
    assert "chính máy chủ này" in tdkt("invite", "1").out
    monkeypatch.setenv("TDKT_PUBLIC_URL", f"{SITE}/")
    said = tdkt("invite", "1").out
    assert f"{SITE}/vao/" in said
    assert "chính máy chủ này" not in said


@pytest.mark.parametrize(
    ("written", "told"),
    [("9", "Không có người nào"), ("Ai Đó", "Không có người nào"), ("Hờ A Sùng", "số 2, 3"), ("4", "đã nghỉ"),
     (" ", "Chưa nói")],
)  # fmt: skip
def test_whoever_cannot_be_invited_is_told_why(written: str, told: str) -> None:
    """Nobody such, two of one name, somebody who left: a plain sentence and what to do."""
    said = tdkt("invite", written)
    assert said.code in (1, 2)
    assert told in said.err


def test_a_letter_carries_the_link_and_the_terminal_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --mail the link goes to the outbox only, where nothing of it stays after it was sent."""
    assert "TDKT_PUBLIC_URL" in tdkt("invite", "1", "--mail").err
    monkeypatch.setenv("TDKT_PUBLIC_URL", SITE)
    assert "TDKT_SMTP_HOST" in tdkt("invite", "1", "--mail").err
    monkeypatch.setenv("TDKT_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TDKT_SMTP_SENDER", "tdkt@so.gov.vn")
    assert "chưa có e-mail" in tdkt("invite", "2", "--mail").err
    said = tdkt("--json", "invite", "1", "--mail")
    assert said.json == {"person": 1, "minutes": 30, "mailed": True, "link": None}
    home = open_home(Path(".tdkt"))
    (message,) = home.outbox.claim(_now(), 60.0, 10)
    secret = message.payload.split("/vao/")[1][:43]
    assert home.web_sessions.offered(hashed(secret), _now())
    assert "mai@so.gov.vn" in message.address
    from knowledge.store.outgoing import Outcome

    home.outbox.finish(message.id, Outcome.SENT, _now())
    home.close()
    assert not [f for f in Path(".tdkt").glob("*.sqlite") if secret.encode() in f.read_bytes()]


def test_a_key_is_made_listed_and_revoked() -> None:
    """The secret is shown once; the list tells whose it is and what for; revoked means revoked."""
    made = tdkt("--json", "keys", "make", "--person", "Lò Thị Mai", "--name", "Phần mềm", "--scope", "hoi",
                "--scope", "han:doc").json  # fmt: skip
    home = open_home(Path(".tdkt"))
    known = home.api_keys.known(hashed(made["key"]), _now())
    assert known is not None
    assert known[0].scopes == {KeyScope.ASK, KeyScope.READ_DEADLINES}
    home.close()
    (row,) = tdkt("--json", "keys", "list").json["keys"]
    assert (row["name"], row["person"]["name"], row["opens"]) == ("Phần mềm", "Lò Thị Mai", True)
    assert made["key"] not in tdkt("keys", "list").out
    assert tdkt("keys", "revoke", "1").code == 0
    assert "đã thu hồi" in tdkt("keys", "list").out
    assert tdkt("keys", "revoke", "1").code == 1


@pytest.mark.parametrize(
    "words",
    [("--person", "1", "--name", " ", "--scope", "hoi"), ("--person", "1", "--name", "x", "--scope", "mọi thứ"),
     ("--person", "1", "--name", "x"), ("--person", "4", "--name", "x", "--scope", "hoi")],
)  # fmt: skip
def test_a_key_needs_a_name_a_scope_and_a_person(words: tuple[str, ...]) -> None:
    """What is missing or unknown is told, and no key is made."""
    assert tdkt("keys", "make", *words).code in (1, 2)
    assert tdkt("--json", "keys", "list").json == {"keys": []}
