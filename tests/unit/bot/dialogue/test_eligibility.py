"""The conversation about eligibility: it asks what can still decide, listens, and ends with the verdict."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.plain import plain, units
from bot.cli.terminal import turn_here
from bot.clock import VIETNAM
from bot.dialogue import ChatMemory, Dialogue, Turn
from bot.dialogue.memory import as_text, from_text
from bot.messages import Capabilities, Choices, IncomingMessage, Kind, OutgoingMessage
from knowledge.store.records import Unit
from tests.fakes.answers import ScriptedAnswers

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[3] / "cases" / "eligibility_dialogues.yaml").read_text(encoding="utf-8")
)
DAY = date(2026, 11, 20)
TITLES = [
    "LĐTT",
    "CSTĐ cơ sở",
    "CSTĐ tỉnh",
    "CSTĐTQ",
    "bằng khen tỉnh",
    "bằng khen Thủ tướng",
    "HCLĐ hạng Ba",
    "giấy khen",
]
TITLES += ["TTLĐTT", "TTLĐXS", "cờ thi đua của tỉnh", "cờ Chính phủ", "đơn vị quyết thắng", "anh hùng lao động"]
SAYINGS = """
tôi có đủ điều kiện CSTĐCS năm 2025 không?
em đủ LĐTT chưa
2025
1
2
9
không rõ
quay lại
dừng
tiếp tục
có
không
đúng
HTXSNV 2024, 2025
CSTĐCS 2023 (QĐ 1/QĐ-A), 2024
chưa nộp
trước
sáng kiến cấp tỉnh QĐ 5/QĐ-UBND
hạn nộp?
😀
12/15
99/10
xét theo luật cũ
30/2/2026
thế còn CSTĐ tỉnh thì sao?
bị khiển trách từ 3/2025 đến 6/2025
1/QĐ-A, 2/QĐ-B, 3/QĐ-C
""".splitlines()
_LONGEST = 2_000  # UTF-16 units of a message on Zalo


class Talk:
    """One chat; what it remembers goes through JSON between any two messages, as in a new process."""

    def __init__(self, as_of: date = DAY) -> None:
        self.as_of, self.waited = as_of, timedelta()
        self.memory = ChatMemory(greeted=True)
        self.said: OutgoingMessage | None = None
        self.start()

    def start(self) -> None:
        """Begin a new process."""
        self.answers = ScriptedAnswers()
        self.dialogue = Dialogue(self.answers, None, lambda: Unit("Sở Nội vụ", ""))

    def say(self, text: str, kind: Kind = Kind.TEXT) -> str:
        """Say something; return what is answered, as text."""
        turn = turn_here(text, from_text(as_text(self.memory)), self.as_of)
        now = datetime.combine(self.as_of, time(9), VIETNAM) + self.waited
        message = IncomingMessage("", turn.message.chat, "", kind, text, now)
        able = Capabilities(most_units=_LONGEST, buttons=True)
        turn = Turn(message, "", "", now, turn.memory, able, audience=turn.audience)
        response = self.dialogue.respond(turn)
        self.memory, self.said = response.memory, response.message
        assert response.message is not None
        return plain(response.message.blocks)

    def press(self, label: str) -> str:
        """Press a choice of the last message."""
        assert self.said is not None
        found = [c.id for b in self.said.blocks if isinstance(b, Choices) for c in b.items if c.label == label]
        return self.say(found[0], Kind.PRESS)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_conversations(case: dict[str, Any]) -> None:
    """Each conversation of the table goes as the table says, with and without restarts between its messages."""
    talk = Talk(case.get("as_of", DAY))
    for turn in case["turns"]:
        if turn.get("restart"):
            talk.start()
        talk.waited += timedelta(hours=turn.get("after_hours", 0))
        asked = len(talk.answers.questions)
        said = talk.press(turn["press"]) if "press" in turn else talk.say(turn["say"])
        for piece in turn.get("has", ()):
            assert piece in said, f"{turn}: {said}"
        for piece in turn.get("lacks", ()):
            assert piece not in said, f"{turn}: {said}"
        assert (len(talk.answers.questions) > asked) == turn.get("passed", False), f"{turn}: {said}"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("as_of", [date(2026, 5, 1), DAY, date(2027, 3, 2)], ids=str)
@pytest.mark.parametrize("answer", ["không rõ", "1"])
def test_every_consultation_ends(title: str, as_of: date, answer: str) -> None:
    """Whoever knows nothing, or always takes the first choice, gets a verdict after a dozen questions at most."""
    talk = Talk(as_of)
    said = talk.say(f"tôi có đủ điều kiện {title} không?")
    for _ in range(14):
        held = talk.memory.consultation
        assert held is not None
        if held.ended:
            break
        numbered = any(isinstance(b, Choices) for b in talk.said.blocks) if talk.said else False
        said = talk.say(answer if numbered else "không rõ")
    assert talk.memory.consultation is not None
    assert talk.memory.consultation.ended, said
    assert "Để tham khảo" in said
    assert units(said) <= _LONGEST


def test_only_what_can_still_decide_is_asked() -> None:
    """With an initiative that was told and a rating that suffices, nobody is asked for the rating's alternative."""
    talk = Talk(date(2026, 5, 1))
    said = talk.say("Tôi HTXSNV 2025, có đủ CSTĐCS năm 2025 không?")
    asked = [said]
    for answer in ("có", "không", "không"):
        asked.append(talk.say(answer))
    assert not any("sáng kiến hoặc đề tài cấp cơ sở được công nhận" in a for a in asked)
    assert "Đủ:" in asked[-1]


def test_memory_stays_small() -> None:
    """Going to and fro for long does not make the memory of a chat grow without end."""
    talk = Talk()
    talk.say("tôi có đủ điều kiện LĐTT không?")
    for _ in range(60):
        talk.say("2025")
        talk.say("2024 HTTNV, 2023 HTXSNV")
    assert len(as_text(talk.memory)) < 20_000


def test_old_memories_are_read() -> None:
    """A memory that was kept before consultations existed is read, without one."""
    assert from_text('{"greeted": true}').consultation is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SAYINGS) | st.text(max_size=20), max_size=12))
def test_whatever_is_said_it_goes_on(sayings: list[str]) -> None:
    """Any mixture of answers, commands and noise is answered, each time within one message and a small memory."""
    talk = Talk()
    for saying in ["tôi có đủ điều kiện không?", *sayings]:
        assert units(talk.say(saying)) <= _LONGEST
    assert len(as_text(talk.memory)) < 30_000
