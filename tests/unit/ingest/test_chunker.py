"""Passages cover every word once, stay below one heading, and quote the stored text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunker import chunk
from ingest.cleaning import clean
from ingest.readers import reader_for
from ingest.structure import read_outline
from knowledge.documents import Chunk
from knowledge.text import Span

HERE = Path(__file__).parent
PAPERS = sorted([*(HERE / "papers").iterdir(), *(HERE.parents[1] / "documents").iterdir()])


def chunks_of(stored: str) -> tuple[Chunk, ...]:
    """Return the passages of ``stored`` after checking that every word is in exactly one."""
    view = clean(stored)
    outline = read_outline(view, stored)
    found = chunk(view, outline)
    taken = [0] * len(stored)
    for passage in found:
        before = passage.span.start
        for sentence in passage.sentences:
            assert passage.span.covers(sentence)
            assert before <= sentence.start
            before = sentence.end
            for offset in range(sentence.start, sentence.end):
                taken[offset] += 1
    for offset, character in enumerate(view.text):
        if not character.isspace():
            assert taken[view.to_stored(Span(offset, offset + 1)).start] == 1
    for passage in found:
        inside = [p for p in outline.provisions if p.is_heading and passage.span.covers(p.heading_span)]
        assert all(p.heading_span.start == passage.span.start or p.label == "" for p in inside), passage
    return found


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_passages_cover_a_paper(path: Path) -> None:
    """On whole papers: every word once, no passage over a heading, none far too long."""
    found = chunks_of(reader_for(path).read(path).text)
    assert max(len(c.span) for c in found) < 2000
    assert [c.ordinal for c in found] == list(range(len(found)))


PIECES = st.sampled_from(
    [
        "I. MỤC ĐÍCH\n",
        "1. Yêu cầu\n",
        "1. ",
        "2. ",
        "a) ",
        "- ",
        "* ",
        "Điều 1. ",
        "Chương I\n",
        "Làm tốt. ",
        "Nộp hồ sơ; ",
        "gồm:\n",
        "\n",
        "\n\n",
        "KẾ HOẠCH\n",
        "Nơi nhận:\n",
        "GIÁM ĐỐC\n",
        "Lê Văn An\n",
        "**",
        "chữ thường ",
        "“Tốt. Đẹp” ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_passages_cover_any_text(stored: str) -> None:
    """Whatever the text looks like, no word is lost and none is in two passages."""
    chunks_of(stored)


def test_a_list_stays_with_its_lead_in_and_a_heading_can_be_quoted() -> None:
    """The heading is the first sentence below itself, and items follow the colon that announces them."""
    text = (
        "I. HỒ SƠ\n1. Thành phần\nMỗi bộ gồm:\na) Tờ trình;\nb) Biên bản.\n2. Đợt 2: Từ "
        "01/7/2024 đến 31/12/2024\nNộp về Sở."
    )
    found = chunks_of(text)
    assert [[s.of(text) for s in c.sentences] for c in found] == [
        ["I. HỒ SƠ"],
        ["1. Thành phần", "Mỗi bộ gồm:", "a) Tờ trình;", "b) Biên bản."],
        ["2. Đợt 2: Từ 01/7/2024 đến 31/12/2024", "Nộp về Sở."],
    ]
    assert found[1].heading_path == ("I. HỒ SƠ", "1. Thành phần")


def test_a_long_section_is_split_between_its_clauses() -> None:
    """A long article gives several passages, each a run of whole clauses below the same heading."""
    clause = "Cơ quan, đơn vị gửi báo cáo kết quả thực hiện phong trào về cơ quan thường trực đúng thời hạn. "
    text = "Điều 4. Báo cáo\n" + "\n".join(f"{n}. {clause * 4}".strip() for n in range(1, 8))
    found = chunks_of(text)
    assert len(found) > 1
    assert all(len(c.span) <= 1500 for c in found)
    assert all(c.heading_path == ("Điều 4. Báo cáo",) for c in found)
    assert all(s.of(text)[0] in "Đ1234567C" for c in found for s in c.sentences[:1])
