"""A part of a document asked for by its number, over a decision with an annex and a plan of our own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import ingest_file
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

TODAY = date(2026, 6, 1)
DECISION = """ỦY BAN NHÂN DÂN
TỈNH ĐẮK LẮK
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 45/2024/QĐ-UBND

Đắk Lắk, ngày 05 tháng 3 năm 2024

QUYẾT ĐỊNH
Về việc xét tặng Giấy khen

Điều 1. Các trường hợp được tặng Giấy khen

1. Cá nhân được tặng khi có một trong các điều kiện sau:

a) Cứu người trong thiên tai;

b) Trả lại của rơi;

c) Hiến máu từ ba lần;

d) Dạy nghề miễn phí cho trẻ em;

đ) Giữ gìn nghề dệt của buôn.

2. Tập thể được tặng khi nội bộ đoàn kết.

Điều 2. Thủ tục

1. Hồ sơ lập thành hai bộ.

2. Phòng Nội vụ thẩm định.

Điều 3. Bổ sung quy định cũ

Bổ sung vào quy định cũ một điều như sau:

“Điều 20. Hiệu lực

Quyết định này có hiệu lực kể từ ngày 01 tháng 01 năm 2020.”

Điều 4. Hiệu lực thi hành

Quyết định này có hiệu lực kể từ ngày 20 tháng 3 năm 2024.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Y Thanh Hà
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """An answerer over the decision."""
    folder = tmp_path_factory.mktemp("provisions")
    (folder / "qd.txt").write_text(DECISION, encoding="utf-8")
    engine = open_engine(sqlite_url(folder / "tdkt.sqlite"))
    library = Library(engine)
    assert ingest_file(library, Path(folder / "qd.txt")).status == "added"
    indexes = Indexes(folder / "index", StaticEmbedder())
    indexes.synchronise(library)
    yield Answerer(library, indexes)
    indexes.close()
    engine.dispose()


def asked(answerer: Answerer, question: str) -> Answer:
    """Return the answer to a question."""
    return answerer.answer(question, ConversationState(), TODAY)[0]


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("Điều 2 Quyết định 45/2024/QĐ-UBND quy định gì?", ["hai bộ", "thẩm định"], ["buôn"]),
        ("dieu 2 qd 45/2024 noi gi", ["hai bộ", "thẩm định"], ["buôn"]),
        ("Điều 1 và Điều 2 Quyết định 45/2024/QĐ-UBND quy định gì?", ["của rơi", "hai bộ"], []),
        ("khoản 1 và khoản 2 Điều 2 Quyết định 45/2024/QĐ-UBND quy định gì?", ["hai bộ", "thẩm định"], []),
        ("điểm d khoản 1 Điều 1 Quyết định 45/2024/QĐ-UBND quy định gì?", ["Dạy nghề"], ["dệt"]),
        ("điểm đ khoản 1 Điều 1 Quyết định 45/2024/QĐ-UBND quy định gì?", ["dệt"], ["Dạy nghề"]),
        ("diem d khoan 1 dieu 1 qd 45/2024 noi gi", ["Dạy nghề", "dệt"], ["của rơi"]),
        ("Đọc nguyên văn Điều 2 Quyết định 45/2024/QĐ-UBND", ["hai bộ"], []),
        ("Điều 2 quy định gì?", ["hai bộ"], []),
        ("tóm tắt quyết định 45/2024/QĐ-UBND", ["Thủ tục", "Hiệu lực thi hành", "Điều 1 nói gì"], ["hai bộ"]),
    ],
)
def test_what_is_asked_for_is_quoted(answerer: Answerer, question: str, says: list[str], never: list[str]) -> None:
    """The part named is quoted whole, several side by side, and nothing beyond."""
    answer = asked(answerer, question)
    assert answer.status is Status.ANSWERED, answer.text
    assert [s for s in says if s not in answer.text] == [], answer.text
    assert [n for n in never if n in answer.text] == [], answer.text


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Điều 9 Quyết định 45/2024/QĐ-UBND quy định gì?", "không có Điều 9"),
        ("khoản 7 Điều 2 Quyết định 45/2024/QĐ-UBND quy định gì?", "không có khoản 7 Điều 2"),
        ("Phụ lục II Quyết định 45/2024/QĐ-UBND quy định gì?", "không có Phụ lục II"),
    ],
)
def test_what_is_not_there_is_said(answerer: Answerer, question: str, missing: str) -> None:
    """A part that the document does not have is named as missing."""
    answer = asked(answerer, question)
    assert answer.status is Status.NOT_FOUND
    assert missing in answer.text


def test_one_of_two_that_is_missing_is_named(answerer: Answerer) -> None:
    """Of two articles the one that is there is quoted, and the other named as missing."""
    answer = asked(answerer, "Điều 2 và Điều 9 Quyết định 45/2024/QĐ-UBND quy định gì?")
    assert "hai bộ" in answer.text
    assert "không có Điều 9" in answer.text


@pytest.mark.parametrize(
    "question",
    ["Quyết định 45/2024/QĐ-UBND có hiệu lực từ ngày nào?", "quyet dinh 45/2024 ap dung tu bao gio"],
)
def test_a_document_speaks_of_its_own_effect(answerer: Answerer, question: str) -> None:
    """From when a document holds is answered by its own clause, not by one that it quotes."""
    answer = asked(answerer, question)
    assert "20 tháng 3 năm 2024" in answer.text
    assert "2020" not in answer.text


def test_items_of_a_list_end_where_the_list_ends(answerer: Answerer) -> None:
    """The items of a khoản go with its lead; the next khoản does not."""
    answer = asked(answerer, "Cá nhân ở Đắk Lắk được tặng Giấy khen khi có những điều kiện nào?")
    assert "dệt" in answer.text
