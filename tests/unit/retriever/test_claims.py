"""Claims about the law are confirmed, corrected, or said not to be checkable (../../cases/wrong_claims.yaml)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.claims import line_of
from knowledge.legal_facts import awards, topics
from knowledge.legal_phrases import award_places
from knowledge.quantities import TIMES, quantities
from knowledge.text import folded
from retriever.answering.claims import settles, stated
from retriever.answering.legal import about_law
from retriever.answering.models import Answer, Status
from retriever.answering.sources import reference
from retriever.understanding import understand

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "wrong_claims.yaml").read_text(encoding="utf-8"))
LEADS = {
    "wrong": "Không đúng",
    "over": "Không còn đúng từ ngày {from}: ",
    "right": "Đúng",
    "unchecked": "Chưa xác nhận",
}
ROWS = [(kind, row) for kind in LEADS for row in CASES[kind]]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=lambda r: r["claim"] if isinstance(r, dict) else r)
@pytest.mark.parametrize("unaccented", [False, True], ids=["typed", "folded"])
def test_claim(kind: str, row: dict[str, Any], unaccented: bool) -> None:
    """A claim is answered by what holds on the day, with its basis: the verdict first."""
    claim = folded(row["claim"]) if unaccented else row["claim"]
    answer = about_law(understand(claim), row["as_of"])
    assert answer is not None
    assert answer.text.startswith(LEADS[kind].format(**row)), answer.text
    assert [s for s in row.get("says") or () if s.lower() not in answer.text.lower()] == []
    if "cites" in row:
        assert any(f"{c.number} {c.provision}".startswith(row["cites"]) for c in answer.citations)


@pytest.mark.parametrize("row", CASES["asked"], ids=lambda r: r["ask"])
def test_open_question_is_no_claim(row: dict[str, Any]) -> None:
    """A question that asks openly is answered, not judged."""
    said = stated(understand(row["ask"]))
    assert said is None or not said.asks_to_confirm
    answer = about_law(understand(row["ask"]), row["as_of"])
    assert answer is None or not answer.text.startswith(("Đúng", "Không đúng", "Không còn đúng", "Chưa xác nhận"))


@pytest.mark.parametrize(
    ("day", "lead"),
    [(date(2023, 12, 31), "Đúng: "), (date(2024, 1, 1), "Không còn đúng từ ngày 01/01/2024: ")],
)
def test_the_day_decides(day: date, lead: str) -> None:
    """The same claim is right on the last day of the old decree and over on the first of the new law."""
    answer = about_law(understand("CSTĐCS tối đa 15%, đúng không?"), day)
    assert answer is not None
    assert answer.text.startswith(lead)


def test_a_wrong_claim_about_an_amended_law_warns() -> None:
    """From 01/10/2026 a correction says that the amendment is not held."""
    answer = about_law(understand("CSTĐ tỉnh cần 2 lần CSTĐCS"), date(2026, 11, 20))
    assert answer is not None
    assert answer.text.startswith("Không đúng: ")
    assert "06/2026/QH16" in answer.text


@pytest.mark.parametrize("place", ["Kế hoạch 12 của Sở Xây dựng giao ai tổng hợp, đúng không?", "Hôm nay trời đẹp nhỉ"])
def test_other_claims_are_left_alone(place: str) -> None:
    """A claim about an agency's paper or about something else is none about the law."""
    assert about_law(understand(place), date(2026, 11, 20)) is None


def swapped() -> list[tuple[str, date, bool]]:
    """Return claims that count what a title asks for, with the right number and with its neighbours."""
    found = []
    for topic in (t for t in topics() if t.title):
        for fact in topic.facts:
            line = line_of(fact.statement)
            for quantity in quantities(fact.statement, line, award_places(line)):
                of = quantity.of(topic.title)
                if quantity.unit != TIMES or of is None or f"{quantity.value} nam" in line.replace(" 0", " "):
                    continue
                name = awards()[topic.title or ""].name
                for more in (-1, 0, 1):
                    claim = f"{name} cần {quantity.value + more} lần liên tục {awards()[of].name}"
                    found.append((f"{claim}, đúng không?", fact.effective_to or date(2026, 5, 1), more == 0))
    return list(dict.fromkeys(f for f in found if " 0 lần" not in f[0]))


@pytest.mark.parametrize(("claim", "day", "is_right"), swapped())
def test_swapped_numbers(claim: str, day: date, is_right: bool) -> None:
    """What a title asks for is confirmed with its own number, and corrected with the number before or after."""
    answer = about_law(understand(claim), day)
    assert answer is not None
    assert answer.text.startswith("Đúng: ") is is_right, answer.text


@pytest.mark.parametrize("votes", range(1, 16))
def test_votes_that_suffice(votes: int) -> None:
    """Whether so many of fifteen votes suffice is judged by the threshold, whichever way it is claimed."""
    enough = 100 * votes >= 80 * 15
    for ending, claims_enough in (("là đủ", True), ("là chưa đủ", False)):
        question = f"Hội đồng 15 thành viên, {votes} phiếu đồng ý {ending} cho chiến sĩ thi đua cơ sở, đúng không?"
        answer = about_law(understand(question), date(2024, 6, 1))
        assert answer is not None
        assert answer.text.startswith("Đúng: ") is (enough == claims_enough), answer.text


@pytest.mark.parametrize(
    ("status", "text", "cited", "is_settled"),
    [
        (Status.ANSWERED, "Đúng: x.", False, True),
        (Status.NOT_FOUND, "Chưa giữ.", False, False),
        (Status.NOT_FOUND, "Chưa có ngưỡng.", True, True),
        (Status.NOT_FOUND, "Chưa xác nhận được: Chưa giữ Điều 77.", False, True),
    ],
)
def test_what_needs_no_document(status: Status, text: str, cited: bool, is_settled: bool) -> None:
    """A claim whose law is known not to be held is not left to a quotation that would seem to bear it out."""
    citations = (reference("Nghị định", "152/2025/NĐ-CP", None, None, "V", None),) if cited else ()
    assert settles(Answer(status, text, date(2026, 5, 1), citations)) is is_settled
