"""What Telegram shows: its HTML, read back as the platform reads it, and buttons that fit."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.fitting import parts
from bot.channels.plain import plain, units
from bot.channels.telegram.rendering import Rendered, Unshowable, clean, rendered
from bot.messages import (
    Appointment,
    Block,
    Capabilities,
    Choice,
    Choices,
    CitationLine,
    Heading,
    ItemList,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
    Table,
)
from tests.fakes.telegram_html import parse_html

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs"]) | st.sampled_from("\n<>&\"'/;#"))
ANY_TEXT = st.text(alphabet=st.characters() | st.sampled_from("\n<>&\"'\u202e\u200b\ud800"))
LONG = "Chiến sĩ thi đua cấp bộ, ban, ngành, tỉnh hoặc đoàn thể trung ương năm 2026"


def shown(*blocks: Block) -> str:
    return rendered(blocks).html


def read(result: Rendered) -> str:
    """Return what a reader sees, by the rules of the platform."""
    return parse_html(result.html).text


def spans(result: Rendered, kind: str) -> list[str]:
    """Return the texts that are shown in one way."""
    parsed = parse_html(result.html)
    wide = parsed.text.encode("utf-16-le")
    found = [e for e in parsed.entities if e["type"] == kind]
    return [wide[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in found]


def test_an_answer_looks_as_agreed() -> None:
    """Each block has its own tag, one below the other."""
    answer = (
        Heading("Hạn nộp hồ sơ đợt 1"),
        Paragraph("Chậm nhất ngày 15/6/2026."),
        Quotation("“Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6/2026.”"),
        CitationLine("Kế hoạch 12/KH-SNV, mục II", "https://snv.example.vn/van-ban?so=12&nam=2026"),
        ItemList(("tờ trình", "báo cáo thành tích")),
        Notice("Trợ lý tự động, để tham khảo."),
    )
    assert shown(*answer) == (
        "<b>Hạn nộp hồ sơ đợt 1</b>\n"
        "Chậm nhất ngày 15/6/2026.\n"
        "<blockquote>“Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 15/6/2026.”</blockquote>\n"
        '<i><a href="https://snv.example.vn/van-ban?so=12&amp;nam=2026">Kế hoạch 12/KH-SNV, mục II</a></i>\n'
        "• tờ trình\n"
        "• báo cáo thành tích\n"
        "<i>Trợ lý tự động, để tham khảo.</i>"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<a href="tg://user?id=1">Giám đốc</a>', '&lt;a href="tg://user?id=1"&gt;Giám đốc&lt;/a&gt;'),
        ("</b></i></blockquote>", "&lt;/b&gt;&lt;/i&gt;&lt;/blockquote&gt;"),
        ("A & B &lt; &#60;", "A &amp; B &amp;lt; &amp;#60;"),
        ("số\u202e 21/HK-VNS\u202c", "số 21/HK-VNS"),
        ("tiền\u200b \ufeffthưởng\u2066\u200f\u061c", "tiền thưởng"),
        ("hai\r\ndòng\tvà\x00\x1b[31m", "hai\ndòng\tvà[31m"),
        (unicodedata.normalize("NFD", "Thưởng"), "Thưởng"),
    ],
)
def test_what_people_wrote_stays_text(text: str, html: str) -> None:
    """Tags, references, hidden characters and turned writing directions in a text have no effect, in any block."""
    assert shown(Paragraph(text)) == html
    assert shown(Heading(text)) == f"<b>{html}</b>"
    assert shown(Quotation(text)) == f"<blockquote>{html}</blockquote>"
    assert shown(Notice(text)) == f"<i>{html}</i>"
    assert shown(CitationLine(text)) == f"<i>{html}</i>"
    assert shown(ItemList((text,))) == f"• {html}"


@pytest.mark.parametrize(
    "url",
    [
        "tg://user?id=1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://snv.example.vn/a",
        "//snv.example.vn",
        "https://",
        "https://[",
        "http://snv.example.vn/a b",
        "http://snv.example.vn/\u202ea",
        "",
    ],
)
def test_only_the_web_is_linked(url: str) -> None:
    """A source whose address is not one of the web is shown without a link."""
    assert shown(CitationLine("Luật số 06/2022/QH15", url)) == "<i>Luật số 06/2022/QH15</i>"


def test_an_address_cannot_break_out_of_its_link() -> None:
    """Quotation marks and tags in an address stay in the address."""
    result = rendered([CitationLine("nguồn", "https://a.vn/\"><b>x</b>&'")])
    assert read(result) == "nguồn"
    assert spans(result, "text_link") == ["nguồn"]
    assert spans(result, "bold") == []


@given(TEXTS.filter(str.strip))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    """Whatever visible text is shown, in whatever block, Telegram takes it and a reader sees that text."""
    for block in (Paragraph(text), Heading(text), Quotation(text), Notice(text), CitationLine(text, "http://a.vn/")):
        result = rendered([block])
        assert read(result) == result.text == unicodedata.normalize("NFC", text)


@given(st.lists(ANY_TEXT, max_size=6), st.text())
def test_no_text_is_refused_for_its_tags(texts: list[str], url: str) -> None:
    """Mixed blocks of any text are HTML that Telegram takes, and hold nothing that cannot be sent."""
    blocks = [kind(text) for text in texts for kind in (Heading, Quotation, Paragraph)]
    try:
        result = rendered([*blocks, ItemList(tuple(texts)), CitationLine("nguồn", url)])
    except Unshowable:
        return
    assert read(result) == result.text == clean(result.text)
    result.html.encode()


@given(st.lists(TEXTS.map(lambda text: unicodedata.normalize("NFC", text * 40)), max_size=5))
def test_what_was_cut_to_fit_fits(texts: list[str]) -> None:
    """A part that the cutting of long messages let through is not longer on Telegram than was counted."""
    message = OutgoingMessage((*map(Paragraph, texts), ItemList(tuple(texts))))
    for part in parts(message, Capabilities(most_units=300)):
        if plain(part.blocks).strip("- \n"):
            assert units(rendered(part.blocks).text) <= 300


def test_choices_are_buttons() -> None:
    """Each short choice is a button of its own row that sends its id; nothing of it stands in the text."""
    result = rendered([Paragraph("Đơn vị nào?"), Choices((Choice("Sở Nội vụ", "c1"), Choice("Sở  Y\ntế", "c2")))])
    assert result.rows == ((Choice("Sở Nội vụ", "c1"),), (Choice("Sở Y tế", "c2"),))
    assert result.text == "Đơn vị nào?"


def test_long_choices_are_read_in_full() -> None:
    """Where a label is too long for a button, all stand numbered in the text, and buttons carry the same numbers."""
    result = rendered([Choices((Choice(LONG, "c1"), Choice("Giấy khen", "c2")))])
    assert result.text == f"1. {LONG}\n2. Giấy khen"
    assert [row[0].label for row in result.rows] == [
        "1. Chiến sĩ thi đua cấp bộ, ban, ngành, tỉnh hoặc đoàn thể…",
        "2. Giấy khen",
    ]
    assert all(units(row[0].label) <= 60 for row in result.rows)


def test_buttons_never_stand_alone() -> None:
    """Choices without a word above them get one, for Telegram takes no message without text."""
    assert rendered([Choices((Choice("Có", "y"),))]).text == "Mời chọn:"


@pytest.mark.parametrize(
    "choices",
    [
        [Choice("Có", "ă" * 33)],
        [Choice("Có", "")],
        [Choice("\u200b ", "y")],
        [Choice("Có", f"c{n}") for n in range(101)],
    ],
)
def test_buttons_that_telegram_refuses_are_not_made(choices: list[Choice]) -> None:
    """An id of more than 64 bytes or of none, a label that nobody sees, and more than 100 buttons are told."""
    with pytest.raises(Unshowable):
        rendered([Paragraph("Chọn"), Choices(tuple(choices))])


def test_an_id_may_use_all_its_bytes() -> None:
    """An id of exactly 64 bytes is a button."""
    assert rendered([Choices((Choice("Có", "ă" * 32),))]).rows == ((Choice("Có", "ă" * 32),),)


@pytest.mark.parametrize("blocks", [[], [Paragraph(" \n")], [Heading("\u200b")], [ItemList(())]])
def test_a_message_without_words_is_none(blocks: list[Block]) -> None:
    """A message in which nothing can be read is not made."""
    with pytest.raises(Unshowable):
        rendered(blocks)


def test_what_was_not_degraded_is_words_all_the_same() -> None:
    """A table or an appointment that comes here is shown as text."""
    table = Table(("Tên", "Năm"), (("A & B", "2026"),))
    due = Appointment("u", "Nộp <hồ sơ>", datetime(2026, 6, 15, tzinfo=UTC))
    assert shown(table, due) == "- Tên: A &amp; B; Năm: 2026\n📅 15/06/2026: Nộp &lt;hồ sơ&gt;"
