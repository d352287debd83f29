"""What must hold of every judgement, for facts that nobody thought of: drawn at random, the same each time."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.criteria import Judgement, Truth, Verdict, award_codes, judge, read_facts, shipped_criteria
from knowledge.criteria.logic import at_least, every, some

CODES = sorted(award_codes())
# held in some regime, so that the draws do not go to what is never held
HELD = ["LDTT", "CSTT", "CSTDCS", "CSTD_BO_TINH", "CSTDTQ", "TTLDTT", "TTLDXS", "CO_BO_TINH", "CO_CP", "GK",
        "BK_BO_TINH", "BK_TTG", "HCLD_BA"]  # fmt: skip
TITLES = [code for code in CODES if award_codes()[code].is_title]
FORMS = [code for code in CODES if not award_codes()[code].is_title]
RATINGS = ["KHTNV", "HTNV", "HTTNV", "HTXSNV"]
# the first day of each version of the law, and of the rule for files that were received before the newest one
BOUNDARIES = [date(2014, 8, 20), date(2017, 10, 1), date(2024, 1, 1), date(2025, 7, 1), date(2025, 10, 1),
              date(2026, 10, 1), date(2027, 3, 1), date(2030, 1, 1)]  # fmt: skip

YEARS = st.integers(2018, 2026)
LIKELY = st.sampled_from([None, True, False, False])


def perhaps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw one of some values, or nothing: not known."""
    return st.none() | values


def days(first: date = date(2013, 1, 1), last: date = date(2027, 12, 31)) -> st.SearchStrategy[str]:
    """Draw a day as FACTS.json writes it."""
    return st.dates(first, last).map(date.isoformat)


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a list of rows, which may be empty, or none at all."""
    return perhaps(st.lists(st.fixed_dictionaries(columns), max_size=6))


NUMBERS = perhaps(st.sampled_from(["1/QĐ", "2/QĐ"]))
RATED = st.dictionaries(YEARS.map(str), st.sampled_from(RATINGS), max_size=8)
AWARDED = rows(
    title=st.sampled_from([*TITLES, "CSTDCS", "CSTDCS", "CSTDCS", "CSTD_BO_TINH"]),
    year=perhaps(YEARS), decision=NUMBERS, revoked=st.sampled_from([None, False, False, True]),
)  # fmt: skip
COMMENDED = rows(
    form=st.sampled_from([*FORMS, "BK_BO_TINH", "BK_TTG", "Huy hiệu"]), year=perhaps(YEARS), decision=NUMBERS
)
FOUND = rows(
    name=perhaps(st.sampled_from(["Sổ tay", "Phần mềm"])), kind=perhaps(st.sampled_from(["sang_kien", "de_tai"])),
    scope=perhaps(st.sampled_from(["co_so", "bo_tinh", "toan_quoc"])), year=perhaps(YEARS), decision=NUMBERS,
    used_for=perhaps(st.sampled_from(["CSTDCS", "BK_BO_TINH", "một việc khác"])),
)  # fmt: skip
PUNISHED = st.sampled_from([None, []]) | st.lists(
    st.tuples(perhaps(st.sampled_from(["khiển trách", "cảnh cáo"])), perhaps(days()), perhaps(days())).map(
        lambda row: {
            "form": row[0],
            "from": min(row[1:], key=lambda d: d or "9"),
            "to": row[2] and max(row[1] or "", row[2]),
        }
    ),
    max_size=2,
)
VOTED = perhaps(st.tuples(st.integers(0, 21), st.integers(0, 21)).map(lambda n: {"yes": min(n), "total": max(n)}))
COUNTED = perhaps(
    st.fixed_dictionaries(
        {
            "members": perhaps(st.integers(10, 40)), "completed_percent": perhaps(st.sampled_from([0, 99.9, 100])),
            "ldtt": perhaps(st.integers(0, 10)), "cstdcs": perhaps(st.integers(0, 3)),
            "disciplined_canh_cao": perhaps(st.integers(0, 1)), "rating": perhaps(st.sampled_from(RATINGS)),
            "leads_cluster": LIKELY,
        }
    )
)  # fmt: skip
# what the law itself is chosen by: who, where, for which year, on which day
CHOOSING = {
    "subject": st.sampled_from(["individual", "individual", "collective"]),
    "organisation": st.sampled_from(["Sở Y tế", "Công an tỉnh", "Cục Tổ chức, Bộ Nội vụ"]),
    "province": st.sampled_from(["Lai Châu", "Bắc Ninh"]),
    "achievement_year": st.integers(2023, 2026),
    "received_on": perhaps(days()),
    "signed_on": perhaps(days()),
}
EVIDENCE = {
    "ratings": RATED, "titles": AWARDED, "commendations": COMMENDED, "initiatives": FOUND, "discipline": PUNISHED,
    "under_review": LIKELY, "participates": LIKELY, "months_worked": perhaps(st.integers(0, 12)),
    "leave": perhaps(st.just("thai_san")), "votes": VOTED, "collective": COUNTED,
}  # fmt: skip
FACTS = st.fixed_dictionaries({name: perhaps(values) for name, values in CHOOSING.items()} | EVIDENCE)
PLACED = st.fixed_dictionaries(CHOOSING | EVIDENCE)
ASKED = st.dates(date(2014, 1, 1), date(2028, 1, 1))


def judged(code: str, facts: Mapping[str, Any], as_of: date) -> Judgement:
    """Return what the shipped criteria say of facts as FACTS.json writes them."""
    return judge(shipped_criteria(), code, read_facts(facts), as_of)


def leaves(conditions: Any) -> Iterator[Mapping[str, Any]]:
    """Walk through conditions and those that they are made of."""
    for condition in conditions:
        yield condition
        yield from leaves(condition.get("parts", ()))


def values(judgement: Judgement) -> dict[tuple[str, str], str]:
    """Return the value of each condition, by its text and its basis."""
    return {(c["text"], c["basis"]): c["value"] for c in leaves(judgement.as_json()["conditions"])}


def richer(poorer: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the gaps of some facts from others, down to the single cell; what is known stays as it is.

    Rows are never added to a list that is known, and what an initiative was used for is no gap: a blank there says
    that it was not used. Whether an award was revoked and when a measure ended are no gaps either: a blank says no.
    A collective is rated in one place only, so that nothing is filled in that contradicts what was known.
    """
    filled = dict(poorer)
    for name, value in more.items():
        known = poorer.get(name)
        if name == "ratings" and poorer["subject"] == "collective":
            continue
        if known is None:
            filled[name] = value
        elif isinstance(known, Mapping) and isinstance(value, Mapping):
            filled[name] = {**value, **{k: v for k, v in known.items() if v is not None}}
        elif isinstance(known, list) and name in ("titles", "commendations", "initiatives"):
            filled[name] = [_row(row, value[i] if value and i < len(value) else {}) for i, row in enumerate(known)]
    return filled


def _row(known: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    gaps = {k: v for k, v in more.items() if k in ("year", "decision", "kind", "scope") and known.get(k) is None}
    return {**known, **gaps}


@settings(max_examples=150)
@given(st.sampled_from(HELD), PLACED, st.fixed_dictionaries(EVIDENCE), ASKED)
def test_more_evidence_only_settles_what_was_open(
    code: str, known: dict[str, Any], more: dict[str, Any], as_of: date
) -> None:
    """Filling gaps changes no condition that was đạt or chưa đạt, and no verdict that was certain.

    Đủ and chưa đủ stay, unless it comes to light that the nominee is being looked into, which puts off every verdict.
    What the law is chosen by (who, where, which year, which day) is the same in both. A file of the old law that
    turns out to fail may fall under the new one, whose conditions are others; those of both are compared.
    """
    known, more = deepcopy(known), deepcopy(more)
    poorer, after = judged(code, known, as_of), judged(code, richer(known, more), as_of)
    learned = known["under_review"] is None and bool(more["under_review"])
    if not learned:
        before, now = values(poorer), values(after)
        for condition in set(before) & set(now):
            change = (before[condition], now[condition])
            assert change[0] in (Truth.UNKNOWN, change[1]), f"{condition}: {change}"
    if poorer.verdict in (Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE):
        assert after.verdict is poorer.verdict or (learned and after.verdict is Verdict.ON_HOLD)
    if poorer.verdict is Verdict.ON_HOLD:
        assert after.verdict is Verdict.ON_HOLD


@settings(max_examples=60)
@given(st.sampled_from(HELD), FACTS, ASKED, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_written_does_not_matter(
    code: str, facts: dict[str, Any], as_of: date, chance: Any
) -> None:
    """Rows of lists, years of ratings and fields of the file in another order give the same judgement."""
    shuffled = {}
    for name in chance.sample(sorted(facts), len(facts)):
        value = facts[name]
        if isinstance(value, list):
            value = chance.sample(value, len(value))
        elif isinstance(value, dict):
            value = {key: value[key] for key in chance.sample(sorted(value), len(value))}
        shuffled[name] = value
    one, other = judged(code, facts, as_of), judged(code, shuffled, as_of)
    assert (one.verdict, one.version, one.next_year) == (other.verdict, other.version, other.next_year)
    assert values(one) == values(other)
    assert bool(one.missing) is bool(other.missing)
    assert len(one.failed) == len(other.failed)


def test_of_two_rows_of_one_initiative_the_fuller_counts_wherever_it_stands() -> None:
    """An initiative written twice, once without its scope, is the same evidence in either order."""
    full = {"name": "Phần mềm", "kind": "sang_kien", "scope": "bo_tinh", "year": 2024, "decision": "1/QĐ"}
    part = full | {"scope": None}
    facts = {"subject": "individual", "organisation": "Sở Y tế", "achievement_year": 2025, "received_on": "2025-12-10"}
    told = [values(judged("CSTD_BO_TINH", facts | {"initiatives": rows}, date(2026, 5, 1)))
            for rows in ([full, part], [part, full], [full])]  # fmt: skip
    assert told[0] == told[1] == told[2]


def test_an_agency_that_is_no_armed_force_stays_one_whatever_titles_were_held() -> None:
    """A title of the armed forces from former years opens no path of the armed forces to an official of a Sở."""
    facts = {"subject": "individual", "organisation": "Sở Y tế", "achievement_year": 2025, "received_on": "2025-12-10"}
    former = [{"title": title, "year": 2015, "decision": "1/QĐ", "revoked": False} for title in ("CSTT", "LDTT")]
    for code in ("CSTT", "CSTDCS", "CSTD_BO_TINH"):
        unknown = values(judged(code, facts, date(2026, 5, 1)))
        known = values(judged(code, facts | {"titles": former}, date(2026, 5, 1)))
        for condition, value in unknown.items():
            assert value in (Truth.UNKNOWN, known[condition]), condition


@given(st.lists(st.sampled_from(list(Truth)), max_size=7), st.integers(0, 7), st.randoms(use_true_random=False))
def test_the_order_of_conditions_does_not_matter(held: list[Truth], least: int, chance: Any) -> None:
    """All, any and at least so many give one value in whatever order their conditions stand."""
    other = chance.sample(held, len(held))
    assert every(held) is every(other)
    assert some(held) is some(other)
    assert at_least(least, held) is at_least(least, other)


@given(st.lists(st.sampled_from(list(Truth)), min_size=1, max_size=6), st.integers(0, 6), st.data())
def test_learning_a_condition_settles_or_leaves_what_it_is_part_of(
    held: list[Truth], least: int, data: st.DataObject
) -> None:
    """Where an unknown condition becomes known, all, any and at least keep a value that was known."""
    learned = [data.draw(st.sampled_from(list(Truth))) if v is Truth.UNKNOWN else v for v in held]
    for join in (every, some, lambda v: at_least(least, v)):
        assert join(held) in (Truth.UNKNOWN, join(learned))


@settings(max_examples=90)
@given(st.sampled_from(HELD), PLACED, st.integers(0, len(BOUNDARIES) - 2), st.data())
def test_days_between_two_boundaries_give_one_version_and_verdict(
    code: str, facts: dict[str, Any], period: int, data: st.DataObject
) -> None:
    """Where a file was received makes no difference so long as no law changes between the two days."""
    first, last = BOUNDARIES[period], BOUNDARIES[period + 1] - timedelta(days=1)
    within = st.dates(first, last).map(date.isoformat)
    where = {"province": "Lai Châu", "organisation": "Sở Y tế", "signed_on": None}
    one, other = (
        judged(code, facts | where | {"received_on": day}, date(2027, 3, 2))
        for day in (data.draw(within), data.draw(within))
    )
    assert one.as_json() == other.as_json()


@pytest.mark.parametrize("first", [date(2017, 10, 1), date(2024, 1, 1), date(2025, 7, 1), date(2026, 10, 1)])
def test_the_law_changes_on_the_first_day_and_not_before(first: date) -> None:
    """On the day a law comes into force the version is another than on the day before, and stays so the next day."""
    versions = [
        judged("CSTDCS", {"subject": "individual", "received_on": str(first + timedelta(days=n))}, first).version
        for n in (-2, -1, 0, 1)
    ]
    assert versions[0] == versions[1] != versions[2] == versions[3]


@settings(max_examples=150)
@given(st.sampled_from(CODES), FACTS, ASKED)
def test_every_judgement_can_be_told(code: str, facts: dict[str, Any], as_of: date) -> None:
    """Whatever facts can be read are judged, and the judgement is JSON as the contract has it and gives its reasons.

    Chưa đủ names a line that failed, cần bổ sung a line that is missing, đủ neither; only a law that is not held has
    something else that the last held one would say.
    """
    judgement = judged(code, facts, as_of)
    said = json.loads(json.dumps(judgement.as_json(), ensure_ascii=False))
    _holds_the_contract(said)
    verdict = judgement.verdict
    if verdict is Verdict.NOT_ELIGIBLE:
        assert said["failed"]
    if verdict is Verdict.INCOMPLETE:
        assert said["missing"]
    if verdict is Verdict.ELIGIBLE:
        assert not said["failed"]
        assert not said["missing"]
    if said["would_say"]:
        assert verdict in (Verdict.UNDECIDED, Verdict.ON_HOLD)
        _holds_the_contract(said["would_say"])
    if said["next_year"] is not None and facts["achievement_year"] is not None:
        assert verdict is not Verdict.ELIGIBLE
        assert said["next_year"] > facts["achievement_year"]


def _holds_the_contract(said: Mapping[str, Any]) -> None:
    assert {"verdict", "version", "conditions", "missing", "failed", "next_year", "would_say"} <= set(said)
    assert said["verdict"] in {v.value for v in Verdict}
    assert isinstance(said["version"], str)
    assert said["version"].strip()
    for condition in leaves(said["conditions"]):
        assert {"text", "value", "why", "basis", "source_status"} <= set(condition)
        assert condition["value"] in {v.value for v in Truth}
        assert condition["text"].strip()
        assert condition["why"].strip()
    for line in (*said["missing"], *said["failed"]):
        assert line.strip()


@settings(max_examples=30)
@given(st.sampled_from(HELD), PLACED, ASKED)
def test_judging_changes_nothing_and_says_the_same_again(code: str, facts: dict[str, Any], as_of: date) -> None:
    """The same facts judged twice give the same judgement, and are as they were."""
    known = read_facts(facts)
    kept = deepcopy(facts)
    book = shipped_criteria()
    assert judge(book, code, known, as_of) == judge(book, code, known, as_of)
    assert read_facts(kept) == known


@settings(max_examples=60)
@given(st.sampled_from(HELD), PLACED)
def test_who_is_being_looked_into_is_never_found_eligible(code: str, facts: dict[str, Any]) -> None:
    """While something is being looked into, nobody is đủ, whatever else is known."""
    assume(facts["achievement_year"] is not None)
    for day in ("2024-06-01", "2026-06-01", "2026-12-01"):
        found = judged(code, facts | {"under_review": True, "received_on": day}, date(2026, 12, 10)).verdict
        assert found in (Verdict.ON_HOLD, Verdict.NOT_ELIGIBLE, Verdict.UNDECIDED)
