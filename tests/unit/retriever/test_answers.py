"""What the answerer says over five papers of our own (../../cases/answers.yaml), promise by promise."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.store import Library
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status

CONTACT = "Tổ thường trực, máy lẻ 204"  # of conftest.py

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "answers.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 6, 1)
Row = dict[str, Any]


def rows(group: str) -> list[Any]:
    """Return the cases of a group; those of known defects are expected to fail."""
    return [
        pytest.param(
            row,
            id=f"{row['ask']} {row.get('day', '')}".strip(),
            marks=[pytest.mark.xfail(strict=True, reason=row["wrong"])] if row.get("wrong") else [],
        )
        for row in CASES[group]
    ]


def held(row: Row, answerer: Answerer, status: Status = Status.ANSWERED) -> Answer:
    """Ask, and hold the answer against its case."""
    answer, _ = answerer.answer(row["ask"], ConversationState(), row.get("day", TODAY))
    assert answer.status is Status(row.get("status", status)), answer.text
    if row.get("file"):
        assert row["file"] in {Path(c.source_path or "").name for c in answer.citations}, answer.text
    for pattern in row.get("says", ()):
        assert re.search(pattern, answer.text, re.IGNORECASE), (pattern, answer.text)
    for pattern in row.get("never", ()):
        assert not re.search(pattern, answer.text, re.IGNORECASE), (pattern, answer.text)
    if row.get("fact"):
        first = answer.text.split("\n")[0]
        assert not first.startswith("«"), answer.text
        assert re.search(row["fact"], first, re.IGNORECASE), answer.text
    return answer


@pytest.mark.parametrize("row", rows("signer"))
def test_signer(row: Row, answerer: Answerer) -> None:
    """Who signed is told with the position that the paper gives."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("number_and_date"))
def test_number_and_date(row: Row, answerer: Answerer) -> None:
    """Number and date are told as they stand, blanks as blanks, and those of a cited paper from where it is cited."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("recipients"))
def test_recipients(row: Row, answerer: Answerer) -> None:
    """All recipients are told."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("legal_bases"))
def test_legal_bases(row: Row, answerer: Answerer) -> None:
    """All legal bases are told with number and date."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("counts"))
def test_counts(row: Row, answerer: Answerer) -> None:
    """A count is told with the whole number and with what is counted."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("deadlines"))
def test_deadlines(row: Row, answerer: Answerer) -> None:
    """The deadline of the đợt, report or movement that was asked for is told, and no other."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("in_time_on_or_before"))
def test_in_time_on_or_before(row: Row, answerer: Answerer) -> None:
    """“Chậm nhất ngày” lets that day count."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("in_time_before"))
def test_in_time_before(row: Row, answerer: Answerer) -> None:
    """“Trước ngày” lets that day not count, and only the deadline that was asked about judges."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("clarify"))
def test_clarify(row: Row, answerer: Answerer) -> None:
    """Where several agencies could be meant the answer asks or says whose each is; where one answers it does."""
    answer = held(row, answerer)
    for label in row.get("options", ()):
        assert label in [o.label for o in answer.options]


@pytest.mark.parametrize("row", [r for r in CASES["clarify"] if r.get("status") == "clarify"], ids=lambda r: r["ask"])
def test_every_option_leads_to_its_agency(row: Row, answerer: Answerer) -> None:
    """Choosing an option is answered from the paper of the agency that it names."""
    answer = held(row, answerer)
    assert len(answer.options) >= 2
    for number, option in enumerate(answer.options, 1):
        assert f"{number}. {option.label}" in answer.text
        chosen, _ = answerer.answer(option.question, ConversationState(), TODAY)
        assert chosen.status is Status.ANSWERED, option.question
        assert {c.issuer for c in chosen.citations} == {option.label}


@pytest.mark.parametrize("row", rows("lists"))
def test_lists(row: Row, answerer: Answerer) -> None:
    """A list is complete, over one paper or over several."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("not_found"))
def test_not_found(row: Row, answerer: Answerer) -> None:
    """What no paper says is not said; the nearest papers and the unit's contact are given instead."""
    answer = held(row, answerer, Status.NOT_FOUND)
    assert answer.citations == ()
    assert CONTACT in answer.text


@pytest.mark.parametrize("row", rows("anomalies"))
def test_anomalies(row: Row, answerer: Answerer) -> None:
    """What cannot be right in a paper is quoted as it stands, with a warning."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("plan_over"))
def test_plan_over(row: Row, answerer: Answerer) -> None:
    """An answer from a plan that is over says so first; before its last day is gone it does not."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("hidden_instructions"))
def test_hidden_instructions(row: Row, answerer: Answerer) -> None:
    """Orders in a message or in a paper are text: never obeyed, at most quoted."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("tasks"))
def test_tasks_and_conditions(row: Row, answerer: Answerer) -> None:
    """Who does what, and who may not be commended, is answered from the sentence that says it."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("validity"))
def test_validity(row: Row, answerer: Answerer) -> None:
    """Whether a plan still runs is told from its dates, whether a law still holds from the dated register."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("claims"))
def test_claims(row: Row, answerer: Answerer) -> None:
    """A wrong day is contradicted with the right one, and a right one is not."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("thresholds"))
def test_thresholds(row: Row, answerer: Answerer) -> None:
    """Where a rule has two cases no other case than the one asked about is told."""
    held(row, answerer)


@pytest.mark.parametrize("row", rows("merged_provinces"))
def test_merged_provinces(row: Row, answerer: Answerer) -> None:
    """A province joined with another in 2025 is answered for under both names, and whose paper it is stands there."""
    held(row, answerer)


QUESTIONS = [row["ask"] for group in CASES.values() for row in group]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quotation_is_the_stored_text(question: str, answerer: Answerer, papers: Library) -> None:
    """Every answer cites; a quotation is the stored text at its place, a shipped fact says how sure it is."""
    answer, _ = answerer.answer(question, ConversationState(), TODAY)
    assert (answer.status is Status.ANSWERED) == bool(answer.citations)
    for citation in answer.citations:
        if citation.kind == "reference":
            assert citation.quote is None
            assert citation.source_status in ("V", "S")
            continue
        text = papers.version(citation.version_id or 0).text
        assert citation.quote
        assert citation.quote == text[citation.start : citation.end]


def test_what_stands_in_an_answer(answerer: Answerer) -> None:
    """An answer is the fact, the quotation, the source with its provision, and that the council decides."""
    answer, _ = answerer.answer("Hạn gửi hồ sơ đợt 2 của Sở Du lịch Cao Bằng là ngày nào?", ConversationState(), TODAY)
    fact, quotation, source, closing = answer.text.split("\n")
    assert fact == "Trước ngày 04/12/2026."
    assert quotation.startswith("«")
    assert quotation.endswith("»")
    assert source.startswith("Nguồn: Kế hoạch số 61/KH-SDL ngày 20/01/2026 của Sở Du lịch tỉnh Cao Bằng, mục III.2")
    assert closing == "(Để tham khảo.)"


def test_the_state_remembers(answerer: Answerer) -> None:
    """The conversation remembers what was asked, which papers answered, and which choices were offered."""
    question = "Ai ký Kế hoạch 61/KH-SDL?"
    answer, state = answerer.answer(question, ConversationState(), TODAY)
    assert state.last_question == question
    assert state.documents == (answer.citations[0].document_id,)
    assert state.options == ()


@pytest.mark.parametrize("message", ["hôm nay trời đẹp quá", "giá vàng hôm nay", "hom nay troi dep qua"])
def test_aside(message: str, answerer: Answerer) -> None:
    """What is no matter of the field is met with a word on what the assistant is for, and no paper is quoted."""
    answer, _ = answerer.answer(message, ConversationState(), TODAY)
    assert (answer.status, answer.citations) == (Status.CHAT, ())


ODD = [
    "",
    "   ",
    "\x00",
    "đợt ²",
    "ngày 99/99/9999",
    "(((",
    "a" * 3000,
    "«»",
    "0/0/0",
    "năm 0000",
    "điều iiii",
    "½ hồ sơ",
]


@pytest.mark.parametrize("message", ODD)
def test_no_message_breaks_it(message: str, answerer: Answerer) -> None:
    """Whatever is typed is answered with some status and some words."""
    answer, _ = answerer.answer(message, ConversationState(), TODAY)
    assert answer.text


@pytest.mark.parametrize("ask", ["cb muốn đạt ldtt cần tiêu chuẩn gì", "cb muon dat ldtt can tieu chuan gi"])
def test_initials_that_are_a_word_too(ask: str, answerer: Answerer) -> None:
    """The letters cb are Cao Bằng or cán bộ: where Cao Bằng says nothing of it, the general rule answers."""
    answer, _ = answerer.answer(ask, ConversationState(), TODAY)
    assert answer.status is Status.ANSWERED
    assert "hoàn thành tốt nhiệm vụ" in answer.text
    assert {c.kind for c in answer.citations} == {"reference"}
