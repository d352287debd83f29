"""The source page: the stored text as it is, the cited words marked, and nothing for those who may not see it."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bot.web.differences import Sign, differences
from bot.web.links import Links
from bot.web.sources import attachment
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument, Provision, ProvisionKind, Stated
from knowledge.people import Role
from knowledge.store import VersionRecord
from knowledge.store.rows import Original
from knowledge.text import Span
from tests.fakes.browser import Office, Page, office

PAPERS = Path(__file__).parents[3] / "documents"
PLAN = PAPERS / "so-xay-dung-nghe-an.txt"
SENTENCE = "Hồ sơ đề nghị khen thưởng đợt 1 gửi về Văn phòng Sở chậm nhất ngày 16/6/2025."
HOSTILE = '<script>alert(1)</script>" onmouseover="x'
A_DAY = 86_400


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a home with a plan (1) and a restricted one (2); tests of this module only read in it."""
    opened = office(tmp_path_factory.mktemp("sources"))
    list(ingest_files(opened.home.library, [PLAN]))
    list(
        ingest_files(opened.home.library, [PAPERS / "truong-thpt-tran-quang-dieu.txt"], (unit_group("Phòng Tổ chức"),))
    )
    yield opened
    opened.close()


def version(place: Office, document: int = 1) -> VersionRecord:
    """Return the current version of a document."""
    return place.home.library.current_version(document)


def keep(place: Office, text: str, name: str, kind: DocumentKind = DocumentKind.ORIGINAL, title: str = "") -> int:
    """Store a text as if it had been read from a file; return its document."""
    end = text.index("\n")
    first = Provision(0, None, ProvisionKind.ROMAN, "I", text[:end], True, 1, Span(0, end), Span(0, len(text)))
    metadata = DocumentMetadata(title=Stated(title) if title else None)
    parsed = ParsedDocument(text, kind, metadata, (first,), (), (), (), (0, end))
    original = Original(f"{abs(hash((text, name))):064x}", text.encode(), "text/html", name)
    return place.home.library.keep(parsed, original).document_id


def whole_text(page: Page) -> str:
    """Return the text of the page as a browser would copy it."""
    return "".join(block.get_text() for block in _as_written(page).select(".whole > div"))


def marked(page: Page) -> str:
    """Return the marked words."""
    return "".join(mark.get_text() for mark in _as_written(page).select(".whole mark"))


def _as_written(page: Page) -> BeautifulSoup:
    """Return the page parsed without losing blank lines, which the parser drops elsewhere than in these."""
    return BeautifulSoup(page.response.text, "lxml", preserve_whitespace_tags={"div", "mark", "span"})


def test_the_text_is_the_stored_text_and_the_words_are_marked(furnished: Office) -> None:
    """Nothing is added or left out; the mark covers exactly the cited words, and their heading is shown."""
    stored = version(furnished)
    start = stored.text.index(SENTENCE)
    page = furnished.visitor().get(f"/nguon/1/1?tu={start}&den={start + len(SENTENCE)}")
    assert whole_text(page) == stored.text
    assert marked(page) == SENTENCE
    assert len(page.soup.select("#doan")) == 1
    assert "Đoạn được dẫn: mục III.1" in page.words
    here = [a.get_text() for a in page.soup.select('[aria-current="location"]')]
    assert here == ["III. THỜI GIAN THI ĐUA VÀ HẠN GỬI HỒ SƠ", "1. Đợt 1: từ ngày 03/3/2025 đến ngày 30/6/2025"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tu=20&den=3", slice(3, 20)),
        ("tu=3&den=99999999999999999999999999", slice(3, None)),
        ("tu=99999&den=999999", None),
        ("tu=-5&den=10", None),
        ("tu=x&den=%00", None),
        ("tu=%C2%B2&den=9", None),
        ("tu=5", None),
        ("tu=7&den=7", None),
        ("", None),
    ],
)
def test_places_that_are_not_there_are_clamped_or_told(furnished: Office, query: str, words: slice | None) -> None:
    """Swapped ends are put in order, what reaches too far ends with the text, all else marks nothing and says so."""
    page = furnished.visitor().get(f"/nguon/1/1?{query}")
    assert page.status == 200
    assert marked(page) == (version(furnished).text[words] if words else "")
    assert ("không chỉ đúng chỗ nào" in page.words) == (bool(query) and words is None)


def test_every_heading_can_be_reached(furnished: Office) -> None:
    """Each line of the list leads to its heading in the text."""
    page = furnished.visitor().get("/nguon/1/1")
    links = page.soup.select(".contents a")
    targets = {str(one["id"]): " ".join(one.get_text().split()) for one in page.soup.select('[role="heading"]')}
    assert len(links) == len(targets) > 10
    assert all(targets[str(a["href"]).removeprefix("#")] == a.get_text() for a in links)


def test_how_the_document_stands_is_said_first(furnished: Office) -> None:
    """A plan whose time is over says so; what the paper says of itself stands beside the text."""
    page = furnished.visitor().get("/nguon/1/1")
    banner = page.soup.select_one(".banner")
    assert banner is not None
    assert "Đã hết thời gian (2025)" in banner.get_text()
    for words in ("214/KH-SXD", "Sở Xây dựng tỉnh Nghệ An", "17/02/2025", "Hồ Sỹ Nhuận", "Ai xem được mọi người"):
        assert words in page.words
    assert str(PLAN.parent) not in page.response.text


@pytest.mark.parametrize(
    "path", ["/nguon/1/2", "/nguon/2/1", "/nguon/9/9", "/nguon/a/b", "/nguon/99999999999999999999/1", "/nguon/0/0",
             "/nguon/1/1/so-sanh/2", "/nguon/1/99/ban-goc"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(furnished: Office, path: str) -> None:
    """Another document's version, no number, too large a number: one and the same answer."""
    assert furnished.visitor().get(path).status == 404


def test_a_restricted_document_does_not_exist_for_others(furnished: Office) -> None:
    """Page, original and comparison are the page of an id that never was; its own people read it."""
    pages = [furnished.visitor().get(p) for p in ("/nguon/2/2", "/nguon/2/2/ban-goc", "/nguon/2/2/so-sanh/2")]
    never = furnished.visitor().get("/nguon/77/77")
    assert {p.status for p in pages} == {404}
    assert {p.words for p in pages} == {never.words}
    mai = furnished.person("Lò Thị Mai", unit="Phòng Tổ chức")
    assert "chỉ đơn vị “phong to chuc”" in furnished.visitor(mai).get("/nguon/2/2").words
    assert furnished.visitor(furnished.person("Quản trị", Role.ADMINISTRATOR)).get("/nguon/2/2").status == 200
    assert furnished.visitor(furnished.person("Vàng A Pó", unit="Phòng Khác")).get("/nguon/2/2").status == 404


def test_the_original_comes_as_a_file_and_never_as_a_page(furnished: Office) -> None:
    """The bytes are those received, under their own name, and no browser shows them as ours."""
    given_back = furnished.visitor().get("/nguon/1/1").follow("Tải bản gốc").response
    assert given_back.content == PLAN.read_bytes()
    assert given_back.headers["content-disposition"].startswith('attachment; filename="so-xay-dung-nghe-an.txt"')
    assert given_back.headers["content-type"] == "application/octet-stream"
    assert given_back.headers["x-content-type-options"] == "nosniff"


@given(st.text(max_size=300))
def test_any_file_name_makes_a_sound_header(name: str) -> None:
    """Quotation marks, line ends, other scripts: the header is one line of ASCII with one plain name."""
    header = attachment(f"/kho/{name}")
    assert re.fullmatch(r"attachment; filename=\"[\w. -]+\"; filename\*=UTF-8''[\w.~%-]*", header, re.ASCII)


def test_versions_and_what_changed_between_them(place: Office, tmp_path: Path) -> None:
    """A corrected number and a new file each make a version that can be read and compared."""
    file = tmp_path / "ke-hoach.txt"
    file.write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    list(ingest_files(place.home.library, [file]))
    file.write_text(PLAN.read_text(encoding="utf-8").replace("16/6/2025", "20/6/2025"), encoding="utf-8")
    list(ingest_files(place.home.library, [file]))
    corrected = replace(version(place).metadata, number=Stated(f"215/KH-SXD {HOSTILE}"))
    place.home.library.correct(1, corrected, "test", {"number": "215/KH-SXD"})
    old = place.visitor().get("/nguon/1/1")
    assert "đã có phiên bản mới hơn" in old.words
    assert "16/6/2025" in whole_text(old)
    current = old.follow("Mở phiên bản hiện hành")
    assert "Phiên bản 3 (đang xem) sửa thông tin" in current.words
    changed = current.follow("Xem chỗ khác với bản trước")
    assert "214/KH-SXD" in changed.words
    assert "215/KH-SXD <script>" in changed.words
    assert "Chữ của hai phiên bản như nhau" in changed.words
    words = place.visitor().get("/nguon/1/1/so-sanh/2")
    assert [d.get_text() for d in words.soup.select(".whole del, .whole ins")] == ["16", "20"]
    assert "dòng không đổi" in words.words
    assert len(words.response.text) < 8_000
    for page in (current, changed, words):
        assert "<script>alert" not in page.response.text


def test_a_summary_says_that_it_is_one_and_where_the_original_is(place: Office) -> None:
    """Whoever reads our own words is told so, and led to the paper's once the unit has it."""
    summary = next((PAPERS.parents[1] / "knowledge" / "library" / "plans").glob("ha-noi*.md"))
    list(ingest_files(place.home.library, [summary]))
    page = place.visitor().get("/nguon/1/1")
    assert "bản tóm lược" in page.words
    assert "Đã có nguyên văn" not in page.words


def test_what_people_recorded_of_other_documents_is_shown(place: Office) -> None:
    """What another document replaces says so above its text; who may not see that other one is not told."""
    list(ingest_files(place.home.library, [PLAN]))
    newer = replace(version(place).metadata, number=Stated("300/KH-SXD"))
    second = keep(place, "I. MỚI\nchữ", "moi.txt")
    place.home.library.correct(second, newer, "test", {})
    place.home.library.relate(second, "replaces", "214/KH-SXD", "test")
    page = place.visitor().get("/nguon/1/1")
    assert "Bị thay thế bởi Kế hoạch số 300/KH-SXD" in page.words
    assert "Thay thế 214/KH-SXD" in page.follow("300/KH-SXD").words
    place.home.library.limit(second, [unit_group("Phòng Tổ chức")], "test")
    assert "300/KH-SXD" not in place.visitor().get("/nguon/1/1").response.text


def test_words_of_papers_never_become_markup(place: Office) -> None:
    """Title, heading, text and file name are shown as text, also where they are marked."""
    text = f"I. {HOSTILE}\nCâu {HOSTILE} javascript:alert(1)\n"
    document = keep(place, text, f"/x/{HOSTILE}\r\nSet-Cookie: a=b.html", title=HOSTILE)
    page = place.visitor().get(f"/nguon/{document}/1?tu=0&den={len(text)}")
    assert whole_text(page) == text
    assert "trang 1 của bản gốc" in page.words
    assert "<script>alert" not in page.response.text
    assert not page.soup.find_all(attrs={"onmouseover": True})
    headers = page.follow("Tải bản gốc").response.headers
    assert "set-cookie" not in headers
    assert headers["content-type"] == "application/octet-stream"


# -- links that were sent -------------------------------------------------------------------------------------


def sent(place: Office, document: int, days: float = 30.0) -> str:
    """Return a signed address as it stands in a message."""
    expires = int(place.site.now().timestamp() + days * A_DAY)
    return Links(place.home.pseudonym_key()).signed(document, document, 0, 8, expires)


def test_a_link_to_a_restricted_document_asks_who_opens_it(furnished: Office) -> None:
    """A forwarded address shows a stranger nothing and somebody of another unit no more than a wrong number."""
    stranger = furnished.visitor().get(sent(furnished, 2))
    assert stranger.status == 401
    for hidden in ("86/KH-THPTTQD", "Trần Quang Diệu", "năm học 2025-2026", version(furnished, 2).text[:8]):
        assert hidden not in stranger.response.text
    other = furnished.visitor(furnished.person("Vàng Thị Dợ", unit="Phòng Tài vụ")).get(sent(furnished, 2))
    assert other.status == 404
    own = furnished.visitor(furnished.person("Hà Văn Cương", unit="Phòng Tổ chức")).get(sent(furnished, 2))
    assert own.status == 200
    assert furnished.visitor().get(sent(furnished, 1)).soup.select_one("#doan") is not None


def test_a_link_that_was_changed_or_is_over_opens_nothing(furnished: Office) -> None:
    """Another place, another time, another signature, a day too late: not there, for a public document's too."""
    good = sent(furnished, 2)
    for bad in (good.replace("tu=0", "tu=1"), good.replace("het=1", "het=2"), good.replace("ky=", "ky=A"),
                good.replace("/2/2", "/1/1"), re.sub("&ky=[^#]*", "", good)):  # fmt: skip
        assert furnished.visitor().get(bad).status == 404
    late = furnished.visitor().get(sent(furnished, 2, days=-1))
    assert late.status == 404
    assert "đã hết hạn" in late.words
    assert furnished.visitor().get(sent(furnished, 1, days=-1)).status == 200


def test_a_link_to_what_was_removed_says_so(place: Office) -> None:
    """A document taken out of the home is read by nobody any more."""
    list(ingest_files(place.home.library, [PLAN], (unit_group("Phòng Tổ chức"),)))
    place.home.library.remove(1, "test", "nạp nhầm")
    page = place.visitor().get(sent(place, 1))
    assert page.status == 404
    assert "đã được gỡ" in page.words


def test_where_only_the_unit_reads_a_link_still_opens(tmp_path: Path) -> None:
    """With the public chat switched off strangers need an account, or a link that was sent to somebody."""
    from bot.web.site import WebWishes

    place = office(tmp_path, WebWishes(public_chat=False))
    list(ingest_files(place.home.library, [PLAN]))
    assert place.visitor().get("/nguon/1/1").status == place.visitor().get("/nguon/8/8").status == 401
    stranger = place.visitor()
    door = stranger.get(sent(place, 1))
    assert "Mở văn bản" in door.words  # a platform that looks at the address for a preview sees no word of it
    assert version(place).text[:8] not in door.words
    page = door.submit("Mở văn bản")
    assert marked(page) == version(place).text[:8]
    assert "dùng được đến" in page.words
    assert "Các phiên bản" not in page.words
    assert page.follow("Tải bản gốc").status == 200
    assert stranger.get(sent(place, 1).replace("/1/1?", "/1/1/so-sanh/1?")).status == 404
    place.close()


# -- long documents, and differences ---------------------------------------------------------------------------


def test_three_hundred_pages_open_within_a_second(place: Office) -> None:
    """A document of 300 pages with 900 articles is one quick page."""
    line = "Hồ sơ đề nghị khen thưởng gửi về cơ quan thường trực đúng hạn, đúng mẫu, đủ chữ ký theo quy định này. "
    articles = [f"Điều {n}. Hồ sơ khen thưởng lần {n}\n{line * 9}\n" for n in range(1, 901)]
    starts = [sum(map(len, articles[:n])) for n in range(901)]
    provisions = tuple(
        Provision(n, None, ProvisionKind.ARTICLE, f"Điều {n + 1}", article.split("\n")[0], True, 1,
                  Span(starts[n], starts[n] + article.index("\n")), Span(starts[n], starts[n + 1]))
        for n, article in enumerate(articles)
    )  # fmt: skip
    text = "".join(articles)
    parsed = ParsedDocument(
        text, DocumentKind.ORIGINAL, DocumentMetadata(), provisions, (), (), (), tuple(starts[:-1:3])
    )
    place.home.library.keep(parsed, Original("a" * 64, b"x", "application/pdf", "dai.pdf"))
    times = []
    for _ in range(3):
        began = time.perf_counter()
        page = place.visitor().get(f"/nguon/1/1?tu={starts[500]}&den={starts[500] + 40}")
        times.append(time.perf_counter() - began)
    assert len(text) > 300 * 2_500
    assert min(times) < 1.0
    assert 'data-page="trang 300"' in page.response.text
    assert whole_text(page) == text


LINES = st.lists(st.sampled_from(["a", "b", "ngày 15/6", "ngày 16/6", "", "Điều 1"]), max_size=25)


@given(LINES, LINES)
def test_differences_tell_what_went_and_what_came(old: list[str], new: list[str]) -> None:
    """Without the new words the old text is there again, and the other way round, but for what is left out."""
    passages = differences("\n".join(old), "\n".join(new))
    if "\n".join(old).splitlines() == "\n".join(new).splitlines():
        assert passages == []
        return
    skipped = sum(p.skipped for p in passages)
    for sign, lines in ((Sign.NEW, old), (Sign.GONE, new)):
        shown = ["".join(s.text for s in p.stretches if s.sign is not sign) for p in passages if p.stretches]
        said = [line for text in shown for line in text.split("\n")]
        assert len(lines) - skipped - len(passages) <= len(said)
        assert set(said) <= {*lines, ""}


def test_within_a_line_only_the_words_that_changed_are_shown() -> None:
    """A day that moved is one word struck out and one put in; lines far from it are counted only."""
    old = "\n".join([*(f"dòng {n}" for n in range(50)), "Hạn nộp: ngày 15/6/2025.", "cuối"])
    [skipped, before, changed, after] = differences(old, old.replace("15/6", "20/7"))
    assert skipped.skipped == 48
    assert before.stretches[0].text == "dòng 48\ndòng 49"
    assert [(s.sign, s.text) for s in changed.stretches if s.sign is not Sign.SAME] == [
        (Sign.GONE, "15"), (Sign.NEW, "20"), (Sign.GONE, "6"), (Sign.NEW, "7"),
    ]  # fmt: skip
    assert after.stretches[0].text == "cuối"


def test_hostile_texts_are_compared_quickly() -> None:
    """Thousands of equal lines in another order are answered at once, if only roughly."""
    old, new = "\n".join(["x", "y"] * 3000), "\n".join(["y", "x", "q"] * 2000)
    began = time.perf_counter()
    assert differences(old, new)
    assert time.perf_counter() - began < 1.0
