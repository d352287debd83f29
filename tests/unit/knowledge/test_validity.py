"""The dated register: what holds on a day, what replaced it, and who contradicts it."""

import re
from datetime import date, timedelta

import pytest

from knowledge.citations import find_references
from knowledge.data import load_yaml
from knowledge.documents import DocumentMetadata, Stated
from knowledge.text import syllables
from knowledge.validity import RegisteredText, contradictions, find_registered, register, replaced_by, standing

IDS = [text.id for text in register()]


def registered(number: str) -> RegisteredText:
    """Return the registered text with this number."""
    found = find_registered(number)
    assert found is not None, number
    return found


@pytest.mark.parametrize("text", register(), ids=IDS)
def test_an_entry_is_whole(text: RegisteredText) -> None:
    """Each text has a number, a type, a title and a source that was seen (V) or is secondary (S), never a memory."""
    assert text.number
    assert text.type
    assert text.title
    assert text.source_status in {"V", "S"}
    assert text.content_held in {"none", "extract", "summary", "full"}


@pytest.mark.parametrize("text", register(), ids=IDS)
def test_dates_run_forward(text: RegisteredText) -> None:
    """A text is issued before it takes effect, and takes effect before it ends."""
    if text.effective_from and text.effective_to:
        assert text.effective_from <= text.effective_to
    if text.issued_on and text.effective_from:
        assert text.issued_on <= text.effective_from.isoformat()


def test_nobody_stands_twice() -> None:
    """Ids are one text's own, and so is a number with its issuer."""
    assert len(set(IDS)) == len(IDS)
    assert len({(text.number, text.issuer) for text in register()}) == len(IDS)


@pytest.mark.parametrize("text", [t for t in register() if t.replaces], ids=lambda t: t.id)
def test_the_replaced_end_before_their_replacement_starts(text: RegisteredText) -> None:
    """Whatever a text replaces is registered too, knows it, and its last day is before the replacement's first."""
    for number in text.replaces:
        replaced = registered(number)
        assert text in replaced_by(replaced)
        if text.effective_from and replaced.effective_to:
            assert replaced.effective_to == text.effective_from - timedelta(days=1)


@pytest.mark.parametrize("row", load_yaml("documents.yaml")["documents"], ids=lambda row: row["id"])
def test_amendments_are_told_by_both_texts(row: dict[str, list[str]]) -> None:
    """Where a text says that a registered one amends it, that one says so too."""
    rows = {r["number"]: r for r in load_yaml("documents.yaml")["documents"]}
    assert [n for n in row["amended_by"] if n in rows and row["number"] not in rows[n]["amends"]] == []


IN_FORCE = [
    ("06/2022/QH15", {"2023-12-31": False, "2024-01-01": True, "2026-09-30": True, "2026-10-01": True}),
    ("06/2026/QH16", {"2026-09-30": False, "2026-10-01": True, "2027-03-01": True}),
    ("98/2023/NĐ-CP", {"2024-01-01": True, "2025-06-30": True, "2025-07-01": False}),
    ("152/2025/NĐ-CP", {"2025-06-30": False, "2025-07-01": True, "2027-02-28": True, "2027-03-01": False}),
    ("129/2025/NĐ-CP", {"2025-06-30": False, "2025-07-01": True, "2027-02-28": True}),
    ("15/2025/TT-BNV", {"2025-08-04": False, "2025-08-05": True, "2027-02-28": True, "2027-03-01": False}),
    ("01/2024/TT-BNV", {"2025-08-04": None}),
    ("73/2024/NĐ-CP", {"2026-06-30": True, "2026-07-01": False}),
    ("161/2026/NĐ-CP", {"2026-06-30": False, "2026-07-01": True}),
    ("15/2003/QH11", {"2023-12-31": True, "2024-01-01": False}),
    ("115/VBHN-VPQH", {"2026-10-01": None}),
]


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [(number, day, expected) for number, days in IN_FORCE for day, expected in days.items()],
)
def test_what_holds_on_a_day(number: str, day: str, expected: bool | None) -> None:
    """The first and the last day count, the days around them do not, and an unknown start is unknown."""
    assert registered(number).in_force_on(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(("number", "day"), [("01/2024/TT-BNV", "2025-08-05"), ("91/2017/NĐ-CP", "2024-01-01")])
def test_a_known_end_is_the_end(number: str, day: str) -> None:
    """After its last day a text does not hold, whether or not its first day is known."""
    assert registered(number).in_force_on(date.fromisoformat(day)) is False


# number, day, whether it holds, and what the words must carry (a regular expression; None: nothing is said at all).
STANDING = [
    ("06/2022/QH15", "2026-09-30", True, "01/01/2024"),
    ("06/2022/QH15", "2026-10-01", None, "06/2026/QH16.*01/10/2026"),
    ("06/2022/QH15", "2023-12-31", False, "chưa có hiệu lực.*01/01/2024"),
    ("98/2023/NĐ-CP", "2025-06-30", True, "30/06/2025|01/07/2025"),
    ("98/2023/NĐ-CP", "2025-07-01", False, "152/2025/NĐ-CP"),
    ("152/2025/NĐ-CP", "2025-06-30", False, "chưa có hiệu lực.*01/07/2025"),
    ("152/2025/NĐ-CP", "2027-02-28", True, "28/02/2027|01/03/2027"),
    ("152/2025/NĐ-CP", "2027-03-01", False, "28/02/2027|01/03/2027"),
    ("15/2025/TT-BNV", "2027-03-01", False, "28/02/2027|01/03/2027"),
    ("01/2024/TT-BNV", "2025-08-05", False, "15/2025/TT-BNV"),
    ("13/2012/NĐ-CP", "2026-11-20", None, None),
    ("999/2026/NĐ-CP", "2026-11-20", None, None),
    ("129/2025/NĐ-CP", "2027-03-01", None, "có thể đã hết hiệu lực.*01/03/2027"),
]


@pytest.mark.parametrize(("number", "day", "holds", "words"), STANDING)
def test_how_a_text_stands_on_a_day(number: str, day: str, holds: bool | None, words: str | None) -> None:
    """The register says in words whether a text holds, what took its place, and where it cannot say, it does not."""
    found = standing(number, None, date.fromisoformat(day))
    if words is None:
        assert found is None
    else:
        assert found is not None
        assert found.holds is holds
        assert re.search(words, found.words)


@pytest.mark.parametrize("text", [t for t in register() if replaced_by(t)], ids=lambda t: t.id)
def test_nothing_that_was_replaced_is_said_to_hold(text: RegisteredText) -> None:
    """Once the replacement of a text holds, the text itself is never told as in force."""
    for later in replaced_by(text):
        day = later.effective_from or date(2026, 11, 20)
        found = standing(text.number, text.issued_on, day)
        assert found is not None
        assert found.holds is not True


def test_the_law_in_force_is_known_not_to_be_held() -> None:
    """From 01/10/2026 the law is amended by a text whose content is not held: the system can fail closed."""
    assert "06/2026/QH16" in registered("06/2022/QH15").amended_by
    assert registered("06/2026/QH16").content_held == "none"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("98/2023/NĐ-CP", "98/2023/NĐ-CP"),
        ("98/2023/nd-cp", "98/2023/NĐ-CP"),
        ("98 / 2023 / NĐ - CP", "98/2023/NĐ-CP"),
        ("15/2025/TT-BXD", "15/2025/TT-BXD"),
        ("98/2024/NĐ-CP", None),
        ("98/2023", None),
    ],
)
def test_finding_a_registered_text(asked: str, number: str | None) -> None:
    """A number finds its text in any spelling, and no other."""
    found = find_registered(asked)
    assert (found.number if found else None) == number


def test_the_year_tells_equal_numbers_apart() -> None:
    """A number with a date of another year is another document."""
    assert find_registered("311/QĐ-BNV", "2025-03-02") is not None
    assert find_registered("98/2023/NĐ-CP", "2022-12-31") is None


def saying(text: str) -> DocumentMetadata:
    """Return the metadata of a paper whose legal bases read ``text``."""
    return DocumentMetadata(legal_bases=tuple(find_references(text)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ;", None),
        ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 30 tháng 12 năm 2023 của Chính phủ;", "2023-12-31"),
        ("Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 16 tháng 6 năm 2022;", "2022-06-15"),
        ("Căn cứ Nghị định số 152/2025/NĐ-CP năm 2025 của Chính phủ;", None),
        ("Căn cứ Kế hoạch số 98/KH-SNV ngày 30 tháng 12 năm 2023 của Sở Nội vụ;", None),
        ("Căn cứ Quyết định số 13/2024/QĐ-UBND ngày 10 tháng 02 năm 2024 của Ủy ban nhân dân tỉnh Sơn La;", None),
    ],
)
def test_a_wrong_date_of_a_registered_text_is_warned_of(text: str, day: str | None) -> None:
    """A date that is not the register's gives one warning with the register's date; what agrees gives none."""
    warnings = contradictions(saying(text))
    assert len(warnings) == (day is not None)
    assert all(day is not None and syllables(day) == syllables(day) and day in w for w in warnings)


def test_a_paper_that_contradicts_itself_is_warned_of_once() -> None:
    """A registered text that states another date for itself is warned of, once for each thing said."""
    own = DocumentMetadata(
        number=Stated("152/2025/NĐ-CP"), issued_on=Stated("2025-06-15"), issued_on_precision="day", type="Nghị định"
    )
    (warning,) = contradictions(own)
    assert "2025-06-15" in warning
    assert "2025-06-14" in warning
