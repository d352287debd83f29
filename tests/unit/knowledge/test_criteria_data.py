"""The shipped criteria are complete as data: reference, source, period, approval; others are refused by name."""

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from knowledge.citations import find_numbers
from knowledge.criteria import Facts, Verdict, award_code, award_codes, judge, shipped_criteria
from knowledge.criteria.book import GENERAL, CriteriaVersion
from knowledge.criteria.book_reading import criteria_of, layer_of
from knowledge.criteria.conditions import AnyOf, Condition, parts_of
from knowledge.criteria.facts import Rating, Subject
from knowledge.criteria.foreseeing import remarks
from knowledge.criteria.procedure import ProcedureKind, procedure_rules
from knowledge.criteria.proposed import MUST_EDIT, read_written
from knowledge.criteria.shipped import shipped_file
from knowledge.criteria.template import empty_template, version_template
from knowledge.errors import DataError
from knowledge.validity import find_registered

BOOK = shipped_criteria()
VERSIONS = [version for criteria in BOOK.criteria.values() for version in criteria.versions]
# Item 1 of the order: every title and form that must be held, by its short name.
HELD = (
    "LĐTT", "CSTT", "CSTĐCS", "CSTĐ bộ", "CSTĐ tỉnh", "CSTĐTQ", "TTLĐTT", "TTLĐXS", "Cờ bộ", "Cờ tỉnh",
    "Cờ Chính phủ", "Giấy khen", "Bằng khen bộ", "Bằng khen tỉnh", "Bằng khen Thủ tướng", "HCLĐ hạng Ba",
)  # fmt: skip
BEFORE_2026 = date(2026, 9, 30)
SINCE_2026 = date(2026, 10, 1)
Change = Callable[[dict[str, Any]], object]
JUNK = (None, 0, -1, True, "", [], {}, "x", ["x"], {"a": 1}, SINCE_2026, "HTTNV", ["CSTDCS"], 3.5, "2026-10-01", [[]])
GOOD = Facts(
    subject=Subject.INDIVIDUAL, achievement_year=2026, ratings={2026: Rating.EXCELLENT}, participates=True,
    under_review=False, discipline=(), titles=(), initiatives=(), commendations=(),
)  # fmt: skip


def below(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and all of which it is made."""
    yield condition
    for part in parts_of(condition):
        yield from below(part)


def conditions() -> Iterator[tuple[str, Condition]]:
    """Yield every shipped condition with where it stands."""
    for version in VERSIONS:
        for tree in version.conditions.values():
            yield from ((version.id, c) for c in below(tree))
    for layer in BOOK.layers:
        for tree in (*layer.adds.values(), *layer.instead.values()):
            yield from ((layer.id, c) for c in below(tree))


# -- what ships -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.id)
def test_every_version_says_where_it_comes_from(version: CriteriaVersion) -> None:
    """Reference, source status, period, our own summary, and who approved it when stand in every version."""
    assert find_numbers(version.basis)
    assert version.source_status in ("V", "S")
    assert version.effective_to is None or version.effective_from <= version.effective_to
    assert version.summary.endswith(".")
    assert version.approved is not None
    assert version.approved.by
    assert version.approved.on <= date(2026, 12, 31)
    assert version.entered_by is None


def test_every_condition_has_words_basis_and_source() -> None:
    """No condition, however deep, is without our words, a provision and how surely it is known."""
    faulty = [
        (w, c.text) for w, c in conditions() if not (c.text and find_numbers(c.basis) and c.source_status in "VS")
    ]
    assert faulty == []


def test_the_documents_of_every_basis_are_registered() -> None:
    """Each document that a condition, a version, a layer or a rule of procedure names stands in the register."""
    bases = [c.basis for _, c in conditions()] + [b for v in VERSIONS for b in (v.basis, *v.also)]
    bases += [layer.number for layer in BOOK.layers]
    bases += [b for kind in ProcedureKind for rule in procedure_rules(kind) for b in (rule.basis, *rule.also)]
    numbers = {number.written for basis in bases for number, _ in find_numbers(basis)}
    assert sorted(number for number in numbers if find_registered(number) is None) == []


def test_no_version_begins_before_its_text() -> None:
    """No version decides files that came before the text on which it rests held."""
    early = []
    for version in VERSIONS:
        first = min((t.effective_from for n, _ in find_numbers(version.basis)
                     if (t := find_registered(n.written)) and t.effective_from), default=None)  # fmt: skip
        if first and version.effective_from < first and version.title != GENERAL:
            early.append((version.id, version.effective_from, first))
    assert early == []


@pytest.mark.parametrize("written", HELD)
def test_every_title_of_the_order_is_held(written: str) -> None:
    """Each title and form that was ordered has a version for the last day before the new law."""
    code = award_code(written)
    assert code is not None
    version = BOOK.deciding(code.code, BEFORE_2026)
    assert version is not None
    assert set(version.conditions) <= set(code.subjects)


@pytest.mark.parametrize("code", list(award_codes()))
def test_every_other_title_says_what_is_not_held(code: str) -> None:
    """A title without criteria is known by name and says which text is missing."""
    criteria = BOOK.criteria[code]
    assert criteria.versions or (criteria.missing and "hưa giữ" in criteria.missing)


@pytest.mark.parametrize("code", list(award_codes()))
@pytest.mark.parametrize("day", [SINCE_2026, date(2027, 2, 28), date(2027, 3, 1), date(2030, 1, 1)])
def test_nothing_shipped_decides_under_the_new_law(code: str, day: date) -> None:
    """From 01/10/2026 on no shipped version decides: it fails closed, title by title."""
    assert BOOK.deciding(code, day) is None


def test_the_periods_of_law_have_no_gap() -> None:
    """The regimes follow each other without a missing or a double day, and the last one is open."""
    regimes = BOOK.regimes
    for earlier, later in zip(regimes, regimes[1:], strict=False):
        assert earlier.effective_to is not None
        assert later.effective_from == earlier.effective_to + timedelta(days=1)
    assert regimes[-1].effective_to is None
    assert [r.id for r in regimes if r.holds_on(date(2026, 11, 20))] == ["l2026-nd152"]


def test_every_choice_says_whether_it_is_whole() -> None:
    """Where the alternatives are not wholly held, that is said, and at least one form is so."""
    choices = [(w, c.test.wholly_held) for w, c in conditions() if isinstance(c.test, AnyOf)]
    assert ("hcld3-2024", False) in choices
    assert ("cstdcs-2024", True) in choices


# -- what is refused ------------------------------------------------------------------------------------


def given(**changes: Any) -> dict[str, Any]:
    """Return a small right file, changed."""
    version: dict[str, Any] = {
        "id": "thu-2026", "from": SINCE_2026, "basis": "06/2026/QH16 Điều 1", "source_status": "V",
        "summary": "Lời tóm tắt.", "approved": {"by": "Nguyễn Văn A", "on": date(2026, 11, 20)},
        "for": {"individual": {"all": [
            {"text": "Hoàn thành tốt nhiệm vụ trở lên", "rating": {"least": "HTTNV"}},
            {"text": "Một trong hai", "wholly_held": True, "any": [
                {"text": "Có sáng kiến", "initiatives": {"times": 1, "scope": "co_so", "kinds": ["sang_kien"]}},
                {"text": "Hội đồng xét", "council": {}},
            ]},
        ]}},
    }  # fmt: skip
    return {"title": "CSTDCS", "versions": [{k: v for k, v in (version | changes).items() if v is not None}]}


def tree(node: object) -> dict[str, Any]:
    """Return the right file with another tree for individuals."""
    return given(**{"for": {"individual": node}})


def leaf(**test: Any) -> dict[str, Any]:
    """Return the right file with one test for individuals."""
    return tree({"all": [{"text": "Điều kiện", **test}]})


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no id", given(id=None), r"chưa có id.*thiếu mã"),
    ("no first day", given(**{"from": None}), "thu-2026: thiếu ngày bắt đầu"),
    ("no reference", given(basis=None), "thu-2026: thiếu căn cứ"),
    ("no number in the reference", given(basis="Điều 23"), "thu-2026: căn cứ “Điều 23” thiếu số, ký hiệu"),
    ("no source status", given(source_status=None), "thu-2026: mức kiểm chứng"),
    ("from memory", given(source_status="M"), "thu-2026: mức kiểm chứng"),
    ("no approval", given(approved=None), "thu-2026: thiếu người duyệt"),
    ("no day of approval", given(approved={"by": "A"}), "thu-2026: thiếu người duyệt"),
    ("no summary", given(summary=None), "thu-2026: thiếu lời tóm tắt"),
    ("no conditions", given(**{"for": None}), "thu-2026: thiếu điều kiện"),
    ("a day as people write it", given(**{"from": "01/10/2026"}), "thu-2026: ngày “01/10/2026”.*2026-10-01"),
    ("ends before it begins", given(to=date(2026, 1, 1)), r"ngày cuối \(to\) 01/01/2026 trước ngày đầu"),
    ("a wrong subject", given(**{"for": {"nguoi": {}}}), "“nguoi” phải là individual hoặc collective"),
    ("a title for people only", given(**{"for": {"collective": {"all": []}}}), "không dành cho đối tượng"),
    ("an any that does not say", tree({"any": [{"text": "x", "council": {}}]}), "wholly_held"),
    ("two tests at once", leaf(council={}, participates={}), "đúng một phép thử.*council, participates"),
    ("no test", leaf(), "đúng một phép thử.*không có"),
    ("an unknown test", leaf(hoc_vi={}), "đúng một phép thử.*hoc_vi"),
    ("an unknown parameter", leaf(rating={"least": "HTTNV", "nam": 2}), "không có tham số nam"),
    ("an unknown rating", leaf(rating={"least": "TOT"}), "“TOT” phải là một trong KHTNV"),
    ("an unknown title", leaf(title_streak={"titles": ["CSTDC"], "times": 2}), "mang mã CSTDC"),
    ("words for a number", leaf(title_streak={"titles": ["CSTDCS"], "times": "hai"}), "“hai” phải là một số nguyên"),
    ("a missing parameter", leaf(title_streak={"titles": ["CSTDCS"]}), "thiếu tham số times"),
    ("an unknown figure", leaf(count={"of": "tre_em", "least": 1}), "“tre_em” không phải một trong"),
    ("two bounds of a share", leaf(share={"of": "ldtt", "among": "members", "least": 7, "most": 9}), "một trong least"),
    ("a slip beside at_least", tree({"at_least": {"count": 1, "of": [{"text": "x", "council": {}}], "a": 2}}), "số a"),
    ("an empty list", tree({"all": []}), "danh sách điều kiện không rỗng"),
    ("words for a condition", tree({"all": ["hoàn thành tốt"]}), "“hoàn thành tốt” không phải một điều kiện"),
    ("more than there are", tree({"at_least": {"count": 3, "of": [{"text": "x", "council": {}}]}}), "at_least"),
    ("words for parameters", leaf(rating="HTTNV"), "tham số phải viết trong ngoặc nhọn"),
    ("no words", tree({"all": [{"council": {}}]}), "thiếu lời diễn đạt"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "named"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_lacks_something_is_refused_by_name(file: dict[str, Any], named: str) -> None:
    """A file without a reference, source, period or approval, or with a faulty tree, names itself and the place."""
    with pytest.raises(DataError, match=f"(?s)CSTDCS.*{named}"):
        criteria_of(file)


def test_the_small_file_itself_is_right() -> None:
    """The file from which the faulty ones are made is taken."""
    (version,) = criteria_of(given()).versions
    assert (version.id, version.effective_from) == ("thu-2026", SINCE_2026)


def test_all_faults_are_told_at_once_with_their_places() -> None:
    """Somebody who mends a file is told everything: fields, and every faulty condition by its place in the tree."""
    node = {
        "all": [{"text": "a"}, {"text": "b", "wholly_held": True, "any": [{"text": "c", "rating": {"least": "X"}}]}]
    }
    file = given(basis="Điều 1", source_status="M", approved=None, **{"for": {"individual": node}})
    with pytest.raises(DataError) as raised:
        criteria_of(file)
    told = str(raised.value).split("\n")
    assert len(told) == 5
    assert "individual > 1" in told[3]
    assert "individual > 2 > 1, rating" in told[4]


def test_versions_of_a_file_do_not_overlap() -> None:
    """Two versions of one file that hold on the same day are refused by their ids."""
    file = given()
    file["versions"].append(copy.deepcopy(file["versions"][0]) | {"id": "sau", "from": date(2027, 1, 1)})
    with pytest.raises(DataError, match="thu-2026 và sau trùng thời gian"):
        criteria_of(file)


LAYER_FAULTS: list[tuple[Change, str]] = [
    (lambda f: f.pop("number"), "bac-ninh: thiếu số văn bản"),
    (lambda f: f.pop("from"), "bac-ninh: thiếu ngày bắt đầu"),
    (lambda f: f.pop("approved"), "bac-ninh: thiếu người duyệt"),
    (lambda f: f.pop("source_status"), "bac-ninh: mức kiểm chứng"),
    (lambda f: f.pop("provinces"), "bac-ninh: chưa nói áp dụng cho tỉnh nào"),
    (lambda f: f.pop("titles"), "bac-ninh: thiếu danh sách titles"),
    (lambda f: f["titles"][0].update(title="XYZ"), "mang mã “XYZ”"),
    (lambda f: f["titles"][0].pop("basis"), "thiếu căn cứ"),
]


@pytest.mark.parametrize(("change", "named"), LAYER_FAULTS, ids=[named for _, named in LAYER_FAULTS])
def test_a_local_file_that_lacks_something_is_refused_by_name(change: Change, named: str) -> None:
    """The detail of a province without number, period, source, approval or reference names itself."""
    file = copy.deepcopy(dict(shipped_file("bac-ninh") or {}))
    layer_of(file)
    change(file)
    with pytest.raises(DataError, match=named):
        layer_of(file)


# -- what people write ----------------------------------------------------------------------------------

WRITTEN = """\
title: CSTĐ cơ sở
versions:
- id: thu
  from: 2026-10-01
  basis: "06/2026/QH16 Điều 1"
  source_status: V
  approved: {by: "Tôi tự duyệt", on: 2026-11-20}
  summary: "Ví dụ, không phải luật."
  for:
    individual:
      all:
      - {text: "Hoàn thành tốt nhiệm vụ trở lên", rating: {least: HTTNV}}
"""


def test_a_written_file_is_not_approved_by_itself() -> None:
    """Who wrote it is noted, a title may be named as people do, and an approval inside the file does not count."""
    written = read_written(WRITTEN, "Nguyễn Văn A")
    (version,) = written.versions
    assert (written.subject, version.entered_by, version.approved) == ("CSTDCS", "Nguyễn Văn A", None)
    assert written.approved("Trần Thị B", SINCE_2026).versions[0].approved is not None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda t: t.replace("  source_status: V\n", "  source_status: V\n  source_status: S\n"), "Dòng 7.*hai lần"),
        (lambda t: t.replace("2026-10-01", "2026-13-01"), "Không phải YAML đúng|ngày"),
        (lambda t: t.replace("      all:", "     all"), "Không phải YAML đúng.*dòng"),
        (lambda t: t.replace("thu\n", f"{MUST_EDIT} thu\n"), "dòng 3"),
        (lambda t: t.replace("all:\n", "all: &x\n").replace("- {text", "- all: *x\n        text: a\n      - {text"),
         "tham chiếu vòng|không phải"),
        (lambda _: "- 1\n- 2\n", "title và versions"),
        (lambda _: "", "title và versions"),
        (lambda _: "!!python/object:os.system {}", "Không phải YAML đúng"),
        (lambda t: t + "#" * 300_000, "quá 200000"),
        (lambda t: t.replace("CSTĐ cơ sở", "CSTĐ vũ trụ"), "mang mã “CSTĐ vũ trụ”"),
        (lambda t: t[: t.index("versions")], "không có phiên bản nào"),
    ],
)  # fmt: skip
def test_a_written_file_that_is_odd_is_refused_with_its_place(change: Callable[[str], str], named: str) -> None:
    """Broken YAML, a name that stands twice, marks left over, circles and strange tags: told, never a crash."""
    with pytest.raises(DataError, match=named):
        read_written(change(WRITTEN), "Nguyễn Văn A")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.id)
def test_a_template_is_refused_until_every_mark_is_gone(version: CriteriaVersion) -> None:
    """The template of each version is refused as it is, and right once the marks are taken away."""
    rows = (shipped_file(version.title) or {})["versions"]
    row = next(row for row in rows if row["id"] == version.id)
    content = version_template(version.title, row, SINCE_2026)
    with pytest.raises(DataError, match=MUST_EDIT):
        read_written(content, "Nguyễn Văn A")
    mended = content.replace(f"{MUST_EDIT} V hay S", "V").replace(f"{MUST_EDIT} ", "")
    written = read_written(mended, "Nguyễn Văn A")
    assert set(written.versions[0].conditions) == set(version.conditions)


@pytest.mark.parametrize("code", [c.title for c in BOOK.criteria.values() if not c.versions])
def test_there_is_a_template_for_titles_of_which_nothing_is_held(code: str) -> None:
    """An operator may also be the first to enter a title."""
    subjects = tuple(s.value for s in award_codes()[code].subjects)
    content = empty_template(code, subjects, SINCE_2026).replace(f"{MUST_EDIT} V hay S", "S")
    mended = content.replace(f"{MUST_EDIT} ", "").replace("số/năm/ký hiệu", "06/2026/QH16")
    assert read_written(mended, "Nguyễn Văn A").subject == code


def test_what_would_stay_open_is_told_before_anybody_approves() -> None:
    """A version that rests on another title of the new law, or outlives the principles, says so beforehand."""
    content = WRITTEN.replace("rating: {least: HTTNV}", "meets: {title: LDTT}")
    told = " ".join(remarks(read_written(content, "Nguyễn Văn A"), BOOK))
    assert "dựa vào tiêu chuẩn Lao động tiên tiến" in told
    assert "chỉ quyết định hồ sơ tiếp nhận đến 28/02/2027" in told
    late = remarks(read_written(WRITTEN.replace("2026-10-01", "2027-03-01"), "Nguyễn Văn A"), BOOK)
    assert any("nguyên tắc chung" in line for line in late)
    early = remarks(read_written(WRITTEN.replace("2026-10-01", "2026-01-01"), "Nguyễn Văn A"), BOOK)
    assert any("thay cho cstdcs-2024" in line for line in early)
    assert any("đến 30/09/2026" in line for line in early)


def mutated(file: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a file in which one to three places hold something else, or nothing."""
    changed = copy.deepcopy(file)
    for _ in range(rng.randint(1, 3)):
        place: Any = changed
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = rng.choice(keys)
            if not isinstance(place[key], dict | list) or not place[key] or rng.random() < 0.2:
                break
            place = place[key]
        if rng.random() < 0.3 and len(keys) > 1:
            del place[key]
        else:
            place[key] = copy.deepcopy(rng.choice(JUNK))
    return changed


@pytest.mark.parametrize("subject", ["CSTDCS", "HCLD_BA", "TTLDXS", GENERAL, "bac-ninh"])
def test_a_damaged_file_is_refused_or_judges_without_a_crash(subject: str) -> None:
    """Whatever stands in a file: it is refused in words, or everybody can be judged by it."""
    rng = random.Random(subject)
    given = dict(shipped_file(subject) or {})
    refused = []
    for _ in range(20):
        content = yaml.dump(mutated(given, rng), Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False)
        try:
            written = read_written(content, "Nguyễn Văn A")
        except DataError as error:
            refused.append(str(error))
            continue
        book = written.approved("Trần Thị B", BEFORE_2026).added_to(BOOK)
        remarks(written, BOOK)
        title = subject if subject in award_codes() else "LDTT"
        for day in (date(2016, 5, 1), BEFORE_2026, date(2027, 3, 2)):
            judge(book, title, GOOD, day)
    assert refused
    assert all(refused)


# -- it fails closed ------------------------------------------------------------------------------------


def verdict_on(day: date, *files: str, title: str = "CSTDCS", facts: Facts = GOOD) -> Verdict:
    """Return the verdict of a day by the shipped book and some files."""
    book = BOOK
    for file in files:
        book = read_written(file, "Nguyễn Văn A").approved("Trần Thị B", day).added_to(book)
    return judge(book, title, facts, day).verdict


def test_a_version_decides_for_its_title_and_law_only() -> None:
    """A version for one title leaves the others open, and decides no longer than the law for which it was made."""
    assert verdict_on(SINCE_2026) is Verdict.UNDECIDED
    assert verdict_on(SINCE_2026, WRITTEN) is Verdict.ELIGIBLE
    assert verdict_on(SINCE_2026, WRITTEN, title="LDTT") is Verdict.UNDECIDED
    assert verdict_on(date(2027, 2, 28), WRITTEN) is Verdict.ELIGIBLE
    assert verdict_on(date(2027, 3, 1), WRITTEN) is Verdict.UNDECIDED
    assert verdict_on(BEFORE_2026, WRITTEN, facts=Facts(subject=Subject.INDIVIDUAL)) is Verdict.INCOMPLETE


def test_a_title_that_rests_on_one_not_held_stays_open() -> None:
    """The old Lao động tiên tiến does not help a title of the new law."""
    content = WRITTEN.replace("rating: {least: HTTNV}", "meets: {title: LDTT}")
    assert verdict_on(SINCE_2026, content) is Verdict.UNDECIDED
    ldtt = WRITTEN.replace("CSTĐ cơ sở", "LDTT")
    assert verdict_on(SINCE_2026, content, ldtt) is Verdict.ELIGIBLE


def test_without_principles_nothing_is_concluded() -> None:
    """After 28/02/2027 a title alone is not enough: the principles for all titles must be entered too."""
    title = WRITTEN.replace("2026-10-01", "2027-03-01")
    principles = title.replace("CSTĐ cơ sở", GENERAL).replace("rating: {least: HTTNV}", "not_under_review: {}")
    day = date(2027, 3, 2)
    assert verdict_on(day, title) is Verdict.UNDECIDED
    assert verdict_on(day, title, principles) is Verdict.ELIGIBLE


def test_the_last_held_version_is_what_would_be_said() -> None:
    """Where a version of the new law has ended, it is what is shown, not one of the law before."""
    book = read_written(WRITTEN, "Nguyễn Văn A").approved("Trần Thị B", SINCE_2026).added_to(BOOK)
    would_say = judge(book, "CSTDCS", GOOD, date(2027, 3, 2)).would_say
    assert would_say is not None
    assert "06/2026/QH16" in would_say.version
    assert would_say.verdict is Verdict.ELIGIBLE


def test_a_version_for_one_kind_of_nominee_never_recurses() -> None:
    """A version that says nothing of collectives leaves them open, and ends."""
    content = WRITTEN.replace("CSTĐ cơ sở", "BK_BO_TINH").replace("2026-10-01", "2023-12-01")
    facts = Facts(subject=Subject.COLLECTIVE, achievement_year=2025)
    assert verdict_on(date(2026, 1, 1), content, title="BK_BO_TINH", facts=facts) is Verdict.UNDECIDED
