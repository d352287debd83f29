"""Small talk, requests to act, secrets, and orders hidden in a message (../../cases/manners.yaml)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.text import folded
from retriever.answering.manners import ACTION_REFUSAL, PRIVATE_REFUSAL, SECRET_REFUSAL, Talk, reply_to, take

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "manners.yaml").read_text(encoding="utf-8"))


def rows(group: str) -> list[Any]:
    """Return the cases of a group; those of known defects are expected to fail."""
    return [
        pytest.param(
            row,
            id=row["message"],
            marks=[pytest.mark.xfail(strict=True, reason=row["wrong"])] if row.get("wrong") else [],
        )
        for row in CASES[group]
    ]


@pytest.mark.parametrize("row", rows("small_talk"))
def test_small_talk(row: dict[str, str]) -> None:
    """Greetings, thanks, farewells and questions about the assistant are talk of their kind."""
    manners = take(row["message"])
    assert manners.refusal is None
    assert manners.talk is Talk(row["talk"])


@pytest.mark.parametrize("row", rows("insults"))
def test_insults(row: dict[str, str]) -> None:
    """An insult that a question begins with is passed over, and the question is taken."""
    assert take(row["message"]).question == row["question"]


@pytest.mark.parametrize("row", rows("questions"))
def test_questions(row: dict[str, str]) -> None:
    """A question of the field is neither talk nor refused, whatever stands around it."""
    manners = take(row["message"])
    assert (manners.talk, manners.refusal) == (None, None)


@pytest.mark.parametrize("row", rows("acts"))
def test_requests_to_act(row: dict[str, str]) -> None:
    """The assistant signs, sends, changes and decides nothing."""
    assert take(row["message"]).refusal == ACTION_REFUSAL


@pytest.mark.parametrize("row", rows("secrets"))
def test_secrets(row: dict[str, str]) -> None:
    """Keys, settings and inner instructions are not given out."""
    assert take(row["message"]).refusal == SECRET_REFUSAL


@pytest.mark.parametrize("row", rows("private"))
def test_private_matters(row: dict[str, str]) -> None:
    """What belongs to a person alone is not given out."""
    assert take(row["message"]).refusal == PRIVATE_REFUSAL


@pytest.mark.parametrize("row", rows("instructions"))
def test_instructions_fall_away(row: dict[str, str]) -> None:
    """A sentence that orders the assistant about is left out, and the rest is asked."""
    manners = take(row["message"])
    assert manners.refusal is None
    assert manners.question == row["left"]


@pytest.mark.parametrize("row", rows("only_instructions"))
def test_nothing_left_to_ask(row: dict[str, str]) -> None:
    """A message of nothing but orders is refused."""
    assert take(row["message"]).refusal == ACTION_REFUSAL


@pytest.mark.parametrize("row", rows("acts") + rows("secrets") + rows("private"))
def test_refused_without_diacritics(row: dict[str, str]) -> None:
    """Leaving out the diacritics opens no door."""
    assert take(folded(row["message"])).refusal is not None


@pytest.mark.parametrize("talk", list(Talk))
def test_every_talk_has_a_reply(talk: Talk) -> None:
    """Every kind of talk is answered, in Vietnamese and without a number."""
    reply = reply_to(talk)
    assert reply
    assert folded(reply) != reply.lower()


@pytest.mark.parametrize("talk", [Talk.GREETING, Talk.WHO])
def test_says_what_it_is(talk: Talk) -> None:
    """Who greets it or asks is told that it is an automatic assistant (Law 134/2025/QH15, Art. 11)."""
    assert "trợ lý tự động" in reply_to(talk)
