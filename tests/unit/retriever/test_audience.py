"""Of a limited document nothing is shown to others: a home answers them as one that never held it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import ingest_files
from knowledge.audiences import EVERYONE, OPERATOR, Audience, audience_of, role_group, unit_group
from knowledge.people import Role
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Option, Status
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

PAPERS = Path(__file__).parent / "documents"
LIMITED = PAPERS / "so-du-lich-cao-bang.txt"
OTHERS = sorted(p for p in PAPERS.iterdir() if p != LIMITED)
TODAY = date(2026, 2, 10)
UNIT = "Phòng Quản lý lữ hành"
INSIDERS = {
    "its unit": frozenset({unit_group(UNIT)}),
    "its role": frozenset({role_group(Role.HR_OFFICER), unit_group("Trạm Y tế xã")}),
    "administrator": audience_of([Role.ADMINISTRATOR], []),
    "operator": OPERATOR,
}
OUTSIDERS = {
    "nobody": EVERYONE,
    "another unit": frozenset({unit_group("Trạm Y tế xã"), unit_group("Phòng Quản lý")}),
    "another role": audience_of([Role.OFFICER, Role.ASKER], ["Phòng Tổ chức cán bộ"]),
}
# What only the limited paper says of itself; messages may name it, so these are never in what we write to others.
MARKS = ("Khách đến thì vui", "lữ hành", "Nguyệt Hằng", "12/6/2026", "04/12/2026", "Bến thuyền", "so-du-lich-cao-bang",
         "Sở Du lịch tỉnh Cao Bằng")  # fmt: skip


@dataclass(frozen=True)
class Homes:
    """One home that holds the limited paper and one that never did."""

    held: Answerer
    bare: Answerer
    document: int


@contextmanager
def home(folder: Path, files: list[Path]) -> Iterator[tuple[Library, Indexes]]:
    """Give the register of these papers, and indexes that are not brought up yet."""
    engine = open_engine(sqlite_url(folder / "tdkt.sqlite"))
    library = Library(engine)
    assert {o.status for o in ingest_files(library, files)} == {"added"}
    yield library, Indexes(folder / "index", StaticEmbedder())
    engine.dispose()


def answering(library: Library, indexes: Indexes) -> Answerer:
    """Return an answerer over what the register holds now."""
    indexes.synchronise(library)
    return Answerer(library, indexes, "Tổ thường trực, máy lẻ 204")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    """Both homes; the limited paper was taken in last, so that the others carry the same ids in both."""
    one, other = tmp_path_factory.mktemp("held"), tmp_path_factory.mktemp("bare")
    with home(one, [*OTHERS, LIMITED]) as (library, indexes), home(other, OTHERS) as bare:
        document = library.documents()[-1].id
        library.limit(document, [unit_group(UNIT), role_group(Role.HR_OFFICER)], "An")
        yield Homes(answering(library, indexes), answering(*bare), document)


DEADLINE = "Hạn gửi hồ sơ khen thưởng đợt 1 của Sở Du lịch Cao Bằng là ngày nào?"
OPEN = "Hạn nộp hồ sơ khen thưởng?"
# What was said before by somebody who may see the paper, and the message; every way in which an answer may speak.
WAYS: list[tuple[str, tuple[str, ...], str]] = [
    ("answer", (), DEADLINE),
    ("answer without diacritics", (), "han gui ho so dot 1 so du lich cao bang"),
    ("answer where no agency is named", (), "Bến thuyền không rác là phong trào của ai?"),
    ("options", (), OPEN),
    ("options of another question", (), "Chủ đề thi đua năm 2026 là gì?"),
    ("nearest documents", (), "Chủ đề “Khách đến thì vui” là của kế hoạch nào?"),
    ("nearest documents of a place", (), "Tiền thuê hội trường ở Cao Bằng lấy từ nguồn nào?"),
    ("its number", (), "Kế hoạch số 61/KH-SDL do ai ký?"),
    ("its number and what it says", (), "Kế hoạch số 61/KH-SDL nói gì về hồ sơ?"),
    ("its bare number", (), "Văn bản nào có số 61?"),
    ("a number that it cites", (), "Căn cứ Kế hoạch số 05/KH-UBND của UBND tỉnh Cao Bằng là văn bản nào?"),
    ("its headings", (), "Tóm tắt kế hoạch 61/KH-SDL"),
    ("a provision", (), "Mục III.2 của kế hoạch Sở Du lịch Cao Bằng nói gì?"),
    ("whether it holds", (), "Kế hoạch 61/KH-SDL còn hiệu lực không?"),
    ("who signed", (), "Ai ký kế hoạch?"),
    ("its signer", (), "Bế Thị Nguyệt Hằng ký văn bản nào?"),
    ("register", (), "Những văn bản nào nhắc đến Lao động tiên tiến?"),
    ("register of a word", (), "Văn bản nào nói về Chiến sĩ thi đua cơ sở?"),
    ("its initials", (), "chu de cua sdl cb la gi"),
    ("its initials alone", (), "sdl"),
    ("compound", (), "Hạn gửi hồ sơ đợt 1 và đợt 2 của Sở Du lịch Cao Bằng, gửi về đâu?"),
    ("follow-up", (DEADLINE,), "còn đợt 2?"),
    ("follow-up about the paper", (DEADLINE,), "ai ký?"),
    ("follow-up with a new matter", (DEADLINE,), "Giấy khen bao nhiêu?"),
    ("follow-up about the law", (DEADLINE,), "Tiêu chuẩn chiến sĩ thi đua cơ sở?"),
    ("source", (DEADLINE,), "nguồn?"),
    ("reason", (DEADLINE,), "vì sao?"),
    ("more", (DEADLINE,), "xem thêm"),
    ("another", (DEADLINE,), "đơn vị khác"),
    ("choice by number", (OPEN,), "2"),
    ("choice by name", (OPEN,), "Cao Bằng"),
    ("choice by half a name", (OPEN,), "so du lich"),
    ("choice ruled out", (OPEN,), "không phải Cao Bằng"),
    ("source after a choice", (OPEN, "Cao Bằng"), "nguồn đâu"),
]  # fmt: skip
# Ways on which members hear the same, as nothing of the paper is asked for.
AS_WELL: list[tuple[str, tuple[str, ...], str]] = [
    ("register of all", (), "Có những văn bản nào?"),
    ("another choice keeps its number", (OPEN,), "3"),
    ("no such choice", (OPEN,), "4"),
    ("another choice by name", (OPEN,), "Phú Thọ"),
    ("others", (OPEN,), "đơn vị khác"),
    ("another agency", (DEADLINE,), "thế còn Phú Thọ?"),
    ("forget", (DEADLINE,), "câu khác"),
]


def after(answerer: Answerer, said: tuple[str, ...], audience: Audience) -> ConversationState:
    """Return what a conversation remembers after these messages."""
    state = ConversationState()
    for message in said:
        _, state = answerer.answer(message, state, TODAY, audience)
    return state


def names(answer: Answer, state: ConversationState, document: int) -> bool:
    """Say whether an answer or its state speaks of a document."""
    ids = {c.document_id for c in (*answer.citations, *state.citations)}
    ids |= {o.document_id for o in (*answer.options, *state.options)} | set(state.documents)
    return document in ids or any(mark in answer.text for mark in MARKS)


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize(("said", "message"), [w[1:] for w in (*WAYS, *AS_WELL)], ids=[w[0] for w in (*WAYS, *AS_WELL)])
def test_others_are_answered_as_if_it_was_never_held(
    homes: Homes, said: tuple[str, ...], message: str, outsider: str
) -> None:
    """Text, citations, options and state are those of a home that never held the paper, whatever was said before."""
    state = after(homes.held, said, INSIDERS["its unit"])
    told = homes.held.answer(message, state, TODAY, OUTSIDERS[outsider])
    assert told == homes.bare.answer(message, state, TODAY)
    assert not names(*told, homes.document)


@pytest.mark.parametrize(("said", "message"), [w[1:] for w in WAYS], ids=[w[0] for w in WAYS])
def test_members_hear_it(homes: Homes, said: tuple[str, ...], message: str) -> None:
    """On each of these ways its unit, its role, the administrator and the operator hear of the paper, all the same."""
    told = {who: homes.held.answer(message, after(homes.held, said, i), TODAY, i) for who, i in INSIDERS.items()}
    assert len({repr(each) for each in told.values()}) == 1
    state = after(homes.held, said, EVERYONE)
    assert told["its unit"][0].text != homes.held.answer(message, state, TODAY, EVERYONE)[0].text


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("question", [DEADLINE, OPEN, "Bến thuyền không rác", "Kế hoạch số 61/KH-SDL", "khen thưởng"])
def test_search_finds_it_for_members_alone(homes: Homes, question: str, outsider: str) -> None:
    """The sentences that search shows to others are those of a home that never held the paper."""

    def found(answerer: Answerer, audience: Audience) -> set[tuple[int, int]]:
        hits = answerer.search(question, 200, audience)
        return {(h.reading.version.document_id, h.span.start) for h in hits}

    assert found(homes.held, OUTSIDERS[outsider]) == found(homes.bare, EVERYONE)
    assert all(homes.document in {d for d, _ in found(homes.held, i)} for i in INSIDERS.values())
    assert LIMITED.name not in homes.held.stored_texts(OUTSIDERS[outsider])


@pytest.mark.parametrize("typed", ["2", "Cao Bằng", "so du lich"])
def test_a_choice_that_is_gone_is_never_another(homes: Homes, typed: str) -> None:
    """Whoever picks what was offered and may not be seen any more is not answered from another paper."""
    state = after(homes.held, (OPEN,), OPERATOR)
    assert [o.document_id for o in state.options].index(homes.document) == 1
    answer, _ = homes.held.answer(typed, state, TODAY, EVERYONE)
    assert answer.status is not Status.ANSWERED
    assert typed != "2" or answer.text.startswith("Bạn cho biết tên cơ quan")


def test_a_state_that_was_thought_out_shows_nothing(homes: Homes) -> None:
    """A state that names the paper by its id in every place, as a channel might hand it in, opens nothing."""
    option = Option("Sở Du lịch", "Hạn?", homes.document)
    state = ConversationState("Chủ đề là gì?", (homes.document,), (option,), ())
    for message in ("1", "ai ký?", "còn đợt 2?", "nguồn?", "xem thêm", "chủ đề?", "tóm tắt"):
        told = homes.held.answer(message, state, TODAY, EVERYONE)
        assert told == homes.bare.answer(message, state, TODAY)
        assert not names(*told, homes.document)


def test_many_audiences_do_not_mix(homes: Homes) -> None:
    """Whoever asks in between, each audience is answered from its own documents."""
    for n in range(40):
        stranger = frozenset({unit_group(f"Đơn vị {n}")})
        assert homes.held.answer(DEADLINE, ConversationState(), TODAY, stranger)[0].status is Status.NOT_FOUND
        assert "12/6/2026" in homes.held.answer(DEADLINE, ConversationState(), TODAY, INSIDERS["its unit"])[0].text


def test_more_limits_than_desks(tmp_path: Path, paper: Callable[..., str]) -> None:
    """With a paper for each of twenty units, each unit hears of its own and of no other, in any order."""
    provinces = ("Sơn La", "Lai Châu", "Điện Biên", "Hà Tĩnh", "Nghệ An", "Cao Bằng", "Lạng Sơn", "Quảng Ninh", "Huế",
                 "Hà Nội", "Gia Lai", "Đắk Lắk", "Lâm Đồng", "Tây Ninh", "Đồng Tháp", "Cà Mau", "An Giang", "Vĩnh Long",
                 "Cần Thơ", "Đồng Nai")  # fmt: skip
    files = []
    for n, province in enumerate(provinces):
        files.append(tmp_path / f"{n}.txt")
        issuer = (f"ỦY BAN NHÂN DÂN TỈNH {province.upper()}", "SỞ NỘI VỤ")
        files[-1].write_text(paper(number=f"{n + 10}/KH-SNV", issuer=issuer), encoding="utf-8")
    with home(tmp_path, files) as (library, indexes):
        for record in library.documents():
            library.limit(record.id, [unit_group(str(record.id))], "An")
        answerer = answering(library, indexes)
        for _ in range(2):
            for n, province in enumerate(provinces, 1):
                question = f"Hạn gửi hồ sơ khen thưởng của Sở Nội vụ {province}?"
                mine, other = (frozenset({unit_group(str(i))}) for i in (n, n % len(provinces) + 1))
                answer, _ = answerer.answer(question, ConversationState(), TODAY, mine)
                assert {c.document_id for c in answer.citations} == {n}
                theirs, _ = answerer.answer(question, ConversationState(), TODAY, other)
                assert n not in {c.document_id for c in theirs.citations}


SUMMARY = """---
summary_of:
  number: "61/KH-SDL"
  issuer: "Sở Du lịch tỉnh Cao Bằng"
  issued_on: "2026-01-20"
  type: "Kế hoạch"
  title: "Công tác thi đua, khen thưởng năm 2026"
source_status: V
---
KẾ HOẠCH

Kế hoạch 61/KH-SDL của Sở Du lịch tỉnh Cao Bằng ban hành ngày 20/01/2026.

I. THỜI HẠN

Hồ sơ khen thưởng đợt 1 gửi chậm nhất ngày 12/6/2026.
"""


def test_a_summary_answers_those_who_may_not_see_its_original(tmp_path: Path) -> None:
    """Others hear the summary as if its original was never held; members hear the original, and once lifted all do."""
    summary = tmp_path / "tom-luoc.md"
    summary.write_text(SUMMARY, encoding="utf-8")
    for name in ("held", "bare"):
        (tmp_path / name).mkdir()
    with (
        home(tmp_path / "held", [*OTHERS, summary, LIMITED]) as (library, indexes),
        home(tmp_path / "bare", [*OTHERS, summary]) as bare,
    ):
        original = library.documents()[-1].id
        library.limit(original, [unit_group(UNIT)], "An")
        held, never = answering(library, indexes), answering(*bare)
        told = held.answer(DEADLINE, ConversationState(), TODAY, EVERYONE)
        assert told == never.answer(DEADLINE, ConversationState(), TODAY)
        assert [c.kind for c in told[0].citations] == ["summary"]
        assert not {c.document_id for c in told[0].citations} & {original}
        inside, _ = held.answer(DEADLINE, ConversationState(), TODAY, INSIDERS["its unit"])
        assert [(c.kind, c.document_id) for c in inside.citations] == [("original", original)]
        library.limit(original, [], "An")
        again, _ = answering(library, indexes).answer(DEADLINE, ConversationState(), TODAY, EVERYONE)
        assert again.citations == inside.citations


def test_what_was_removed_while_limited_is_not_told_again(tmp_path: Path) -> None:
    """An old citation of a limited paper that was removed is repeated to its members and to nobody else."""
    with home(tmp_path, [*OTHERS, LIMITED]) as (library, indexes):
        document = library.documents()[-1].id
        library.limit(document, [unit_group(UNIT)], "An")
        state = after(answering(library, indexes), (DEADLINE,), OPERATOR)
        library.remove(document, "An", "")
        answerer = answering(library, indexes)
        assert "61/KH-SDL" in answerer.answer("nguồn?", state, TODAY, INSIDERS["its unit"])[0].text
        answer, left = answerer.answer("nguồn?", state, TODAY, EVERYONE)
        assert not names(answer, left, document)
        assert "61/KH-SDL" not in answer.text
