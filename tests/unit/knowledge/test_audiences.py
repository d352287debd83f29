"""Who may see what: groups, roles, and limits that stay with a document through all that happens to it."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from knowledge.audiences import (
    EVERYONE,
    OPERATOR,
    Audience,
    audience_of,
    group_name,
    is_group,
    may_see,
    role_called,
    role_group,
    unit_group,
)
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument, Stated
from knowledge.errors import UnknownDocument, UsageError
from knowledge.people import Role
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from knowledge.store.rows import Original
from knowledge.store.schema import audit

OURS, THEIRS = unit_group("Phòng Tổ chức cán bộ"), unit_group("Trạm Y tế xã")
HR = role_group(Role.HR_OFFICER)


@pytest.mark.parametrize(
    ("shown_to", "audience", "seen"),
    [
        ((), EVERYONE, True),
        ((), frozenset({OURS}), True),
        ((OURS,), EVERYONE, False),
        ((OURS,), frozenset({OURS}), True),
        ((OURS,), frozenset({THEIRS}), False),
        ((OURS, HR), frozenset({THEIRS, HR}), True),
        ((OURS, HR), frozenset({THEIRS, role_group(Role.OFFICER)}), False),
        ((OURS,), OPERATOR, True),
        (("*",), EVERYONE, False),
    ],
)
def test_who_may_see(shown_to: tuple[str, ...], audience: Audience, seen: bool) -> None:
    """What is not limited everybody sees; what is limited, who is in one of its groups, and the operator."""
    assert may_see(shown_to, audience) is seen


@pytest.mark.parametrize(
    "typed",
    [
        "phong to chuc can bo",
        "  PHÒNG  TỔ CHỨC\u00a0CÁN BỘ ",
        unicodedata.normalize("NFD", "Phòng Tổ chức cán bộ"),
    ],
)
def test_a_unit_is_the_same_however_it_is_typed(typed: str) -> None:
    """Case, diacritics, blanks and decomposed letters make no other unit."""
    assert unit_group(typed) == OURS


@pytest.mark.parametrize("name", ["", "  ", "*", "–"])
def test_a_unit_needs_a_name(name: str) -> None:
    """What holds no letter and no digit names no unit."""
    with pytest.raises(ValueError, match="unit"):
        unit_group(name)


@pytest.mark.parametrize("group", ["*", "", "unit:", "unit:*", "unit:Phòng", "role:", "role:sep", "nhóm:3", "unit: a"])
def test_what_is_no_group(group: str) -> None:
    """Only units as they are kept and the roles of the program are groups; the sign of the operator is none."""
    assert not is_group(group)


def test_every_group_has_a_name() -> None:
    """What the program makes is a group, and is told in Vietnamese."""
    groups = [OURS, unit_group("3"), *map(role_group, Role)]
    assert all(map(is_group, groups))
    assert [group_name(g) for g in groups][:3] == ["đơn vị “phong to chuc can bo”", "đơn vị “3”", "vai trò người hỏi"]


@pytest.mark.parametrize(
    ("typed", "role"),
    [("to_chuc_can_bo", Role.HR_OFFICER), ("Quản trị", Role.ADMINISTRATOR), ("can bo", Role.OFFICER), ("*", None)],
)
def test_a_role_is_known_however_it_is_typed(typed: str, role: Role | None) -> None:
    """Roles are named by their value or in Vietnamese; another word names none."""
    assert role_called(typed) is role


def test_the_groups_of_a_person() -> None:
    """A person belongs to one's units and roles; only an administrator sees everything besides."""
    assert audience_of([Role.HR_OFFICER], ["Phòng Tổ chức cán bộ"]) == {HR, OURS}
    assert audience_of([], []) == EVERYONE
    assert audience_of([Role.ADMINISTRATOR], []) > OPERATOR


# -- the store ------------------------------------------------------------------------------------------


def paper(name: str, number: str = "5/KH-TH", kind: DocumentKind = DocumentKind.ORIGINAL) -> ParsedDocument:
    """Return a small document."""
    metadata = DocumentMetadata(
        number=Stated(number),
        issuer=Stated("Trường Tiểu học Hoa Ban"),
        issued_on=Stated("2026-02-03"),
        issued_on_precision="day",
        type="Kế hoạch",
    )
    return ParsedDocument(name, kind, metadata, (), (), ())


def keep(library: Library, name: str, number: str = "5/KH-TH", kind: DocumentKind = DocumentKind.ORIGINAL) -> int:
    """Keep a document that was read from a file of this name."""
    return library.keep(paper(name, number, kind), Original(name, b"x", "text/plain", name)).document_id


def seen(library: Library, audience: Audience) -> list[int]:
    """Return the ids of the documents in somebody's register."""
    return [d.id for d in library.documents(audience=audience)]


def test_a_limited_document_is_in_the_register_of_its_groups_alone(library: Library) -> None:
    """Others have a register without it, until the limit is lifted; what is not limited all have."""
    limited, free = keep(library, "một"), keep(library, "hai", "6/KH-TH")
    assert library.limit(limited, [HR, OURS, HR], "An") == (HR, OURS)
    assert seen(library, EVERYONE) == seen(library, frozenset({THEIRS})) == [free]
    assert seen(library, frozenset({OURS})) == seen(library, frozenset({HR})) == seen(library, OPERATOR)
    assert [(d.id, d.shown_to) for d in library.documents()] == [(limited, (HR, OURS)), (free, ())]
    library.limit(limited, [], "An")
    assert seen(library, EVERYONE) == [limited, free]


def test_a_document_may_be_limited_from_the_first_moment(library: Library) -> None:
    """What is kept for some groups is never anybody else's; a new version may be limited with it, never widened."""
    kept = library.keep(paper("một"), Original("một", b"x", "text/plain", "một"), (OURS,))
    assert seen(library, EVERYONE) == []
    library.keep(paper("hai"), Original("hai", b"y", "text/plain", "hai"))
    assert library.limits() == {kept.document_id: (OURS,)}
    library.keep(paper("ba"), Original("ba", b"z", "text/plain", "ba"), (HR,))
    assert library.limits() == {kept.document_id: (HR,)}
    with pytest.raises(UsageError):
        library.keep(paper("bốn"), Original("bốn", b"w", "text/plain", "bốn"), ("*",))


def test_a_limit_leaves_an_audit_line_and_a_change(library: Library, engine: Engine) -> None:
    """Who limited what to whom is written down, and indexes and answers learn that something changed."""
    document = keep(library, "một")
    revision = library.revision()
    library.limit(document, [OURS], "An")
    assert library.changed_since(revision) == [document]
    with engine.connect() as connection:
        (line,) = connection.execute(select(audit)).mappings().all()
    assert (line["actor"], line["action"], line["document"], line["detail"]) == ("An", "limit", document, f'["{OURS}"]')


def test_a_limit_stays_with_new_versions_and_after_removal(library: Library) -> None:
    """A new file, a correction and a removal change nothing in who may see a document."""
    document = keep(library, "một")
    library.limit(document, [OURS], "An")
    assert library.keep(paper("mới"), Original("mới", b"y", "text/plain", "mới")).document_id == document
    library.correct(document, replace(paper("mới").metadata, number=Stated("7/KH-TH")), "An", {"number": "7/KH-TH"})
    assert seen(library, EVERYONE) == []
    library.remove(document, "An", "")
    assert library.limits() == {document: (OURS,)}


@pytest.mark.parametrize("name", ["một", "bản khác của nó"])
def test_a_limit_outlives_removal_and_return(library: Library, name: str) -> None:
    """The same file or the same paper, taken in again after it was removed, is as limited as it was, with a warning."""
    document = keep(library, "một")
    library.limit(document, [OURS], "An")
    library.remove(document, "An", "")
    again = library.keep(paper(name), Original(name, b"x", "text/plain", name))
    assert again.document_id != document
    assert "giới hạn" in again.warnings[-1]
    assert (seen(library, EVERYONE), seen(library, frozenset({OURS}))) == ([], [again.document_id])
    library.limit(again.document_id, [], "An")
    library.remove(again.document_id, "An", "")
    assert library.keep(paper(name), Original(name, b"x", "text/plain", name)).warnings == ()
    assert keep(library, "của người khác", "99/KH-TH") in seen(library, EVERYONE)


def test_papers_without_a_number_inherit_nothing_from_each_other(library: Library) -> None:
    """Where nothing tells two papers to be one, the limit of the one that was removed is not the other's."""
    document = keep(library, "một", "/KH-TH")
    library.limit(document, [OURS], "An")
    library.remove(document, "An", "")
    assert keep(library, "hai", "/KH-TH") in seen(library, EVERYONE)


@pytest.mark.parametrize("groups", [["*"], ["unit:Phòng"], [OURS, "ai cũng được"]])
def test_only_groups_limit(library: Library, groups: list[str]) -> None:
    """What is no group limits nothing, and nothing is written."""
    document = keep(library, "một")
    revision = library.revision()
    with pytest.raises(UsageError):
        library.limit(document, groups, "An")
    assert (library.revision(), library.limits()) == (revision, {document: ()})


def test_only_what_is_held_is_limited(library: Library) -> None:
    """A document that is not held is told to be unknown."""
    with pytest.raises(UnknownDocument):
        library.limit(9, [OURS], "An")


def test_a_summary_speaks_to_those_who_may_not_see_its_original(library: Library) -> None:
    """An original that is limited silences its summary for its groups only, and is found by search beside it."""
    summary = keep(library, "tóm lược", kind=DocumentKind.SUMMARY)
    original = keep(library, "một")
    assert seen(library, EVERYONE) == [original]
    revision = library.revision()
    library.limit(original, [OURS], "An")
    assert sorted(library.changed_since(revision)) == [summary, original]
    assert seen(library, EVERYONE) == [summary]
    assert seen(library, frozenset({OURS})) == seen(library, OPERATOR) == [original]
    assert library.is_current(summary)
    library.limit(summary, [THEIRS], "An")
    assert seen(library, EVERYONE) == []
    library.limit(original, [], "An")
    assert not library.is_current(summary)


def test_a_home_of_before_the_limits_is_brought_up(tmp_path: Path) -> None:
    """In a home made by an earlier program everybody sees everything, and documents can be limited from then on."""
    url = sqlite_url(tmp_path / "second.sqlite")
    engine = open_engine(url)
    document = keep(Library(engine), "một")
    with engine.connect().execution_options(tdkt_writes=True) as connection, connection.begin():
        connection.execute(text("alter table documents drop column shown_to"))
        connection.execute(text("update alembic_version set version_num = '0002'"))
    engine.dispose()
    engine = open_engine(url)
    library = Library(engine)
    assert seen(library, EVERYONE) == [document]
    library.limit(document, [OURS], "An")
    assert seen(library, EVERYONE) == []
    engine.dispose()
