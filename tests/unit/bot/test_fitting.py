"""Long messages: whatever the blocks, every part fits, nothing is lost on the way, and no character is cut in two."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.degrading import degraded
from bot.channels.fitting import MORE, first_part, parts, split
from bot.channels.plain import plain, plain_block, units
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

FAMILY = "👨\u200d👩\u200d👧"
CHARACTERS = [
    "a",
    "Đ",
    "ệ",
    "e\u0323\u0302",
    "o\u031b\u0301",
    "😀",
    "𝄞",
    FAMILY,
    "👍🏽",
    "❤\ufe0f",
    "7",
    ".",
    "«",
    "“",
    "-",
]
SPACES = [" ", "  ", "\n", "\n\n", ". "]
LEAD = st.sampled_from(["", "", "", " " * 60, "\n" * 30])
WORD = st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=12).map("".join)
LONG_WORD = st.builds(lambda word, count: word * count, WORD, st.integers(1, 80))
TEXT = st.builds(
    lambda lead, pairs, count: lead + "".join(word + space for word, space in pairs) * count,
    LEAD, st.lists(st.tuples(WORD | LONG_WORD, st.sampled_from(SPACES)), max_size=3), st.integers(1, 5),
)  # fmt: skip
TEXTS = st.builds(lambda some, count: (some * count)[:30], st.lists(TEXT, max_size=3), st.integers(1, 10))
SHORT = WORD.map(lambda word: word[:40])
APPOINTMENT = st.builds(lambda title: Appointment("uid", title, datetime(2026, 11, 20, tzinfo=UTC)), TEXT)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXT), st.builds(Paragraph, TEXT), st.builds(Quotation, TEXT), st.builds(Notice, SHORT),
    st.builds(CitationLine, TEXT.map(lambda text: f"Nguồn: {text}"), st.sampled_from(["", "https://a.vn/1#x"])),
    st.builds(ItemList, TEXTS.map(tuple)),
    st.builds(lambda labels: Choices(tuple(Choice(label, f"id{n}") for n, label in enumerate(labels))),
              st.lists(TEXT, max_size=3)),
    st.builds(lambda cells: Table(("Cột", ""), tuple((cell, cell[:9]) for cell in cells)), TEXTS),
    APPOINTMENT,
)  # fmt: skip
MESSAGE = st.lists(BLOCK, max_size=5).map(lambda blocks: OutgoingMessage(tuple(blocks), "chủ đề"))
ABILITIES = st.builds(
    Capabilities, most_units=st.integers(50, 2500), buttons=st.booleans(), calendar=st.booleans()
)  # fmt: skip
MOST_ROUNDS = 20_000


def shown(message: OutgoingMessage, abilities: Capabilities) -> str:
    """Return a message as a channel of plain text shows it."""
    return plain(degraded(message, abilities).blocks)


def bare(text: str) -> str:
    """Return a text without its white space, which a cut may take."""
    return re.sub(r"\s+", "", text)


def rounds(message: OutgoingMessage, abilities: Capabilities) -> list[OutgoingMessage]:
    """Return the first part and what every further "xem thêm" shows."""
    found, rest = [], message.blocks
    for _ in range(MOST_ROUNDS):
        part, rest = first_part(OutgoingMessage(rest, message.subject), abilities)
        found.append(part)
        if not rest:
            return found
    raise AssertionError("“xem thêm” never ends")


def is_within(wanted: str, whole: str) -> bool:
    """Say whether the letters of one text stand in another in this order, others perhaps between them."""
    rest = iter(whole)
    return all(letter in rest for letter in wanted)


def cuts_a_character(before: str, after: str) -> bool:
    """Say whether two pieces that follow each other part a character from what belongs to it."""
    if not before or not after:
        return False
    belongs = unicodedata.category(after[0]).startswith("M") or after[0] == "\u200d" or "🏻" <= after[0] <= "🏿"
    return belongs or before[-1] == "\u200d" or 0xD800 <= ord(before[-1]) <= 0xDBFF


@given(MESSAGE, ABILITIES)
@settings(max_examples=25)
def test_parts_fit_and_together_say_everything_in_order(message: OutgoingMessage, abilities: Capabilities) -> None:
    """Each part is within the limit as shown, and joined they are the message again but for white space."""
    made = parts(message, abilities)
    assert abilities.most_units is not None
    assert all(units(shown(part, abilities)) <= abilities.most_units for part in made)
    assert bare("".join(shown(part, abilities) for part in made)) == bare(shown(message, abilities))
    assert {part.subject for part in made} == {"chủ đề"}


@given(MESSAGE, ABILITIES)
@settings(max_examples=20)
def test_no_part_of_a_message_is_empty(message: OutgoingMessage, abilities: Capabilities) -> None:
    """Where there is something to say no part says nothing, which no platform would take."""
    if bare(shown(message, abilities)):
        for part in (*parts(message, abilities), *rounds(message, abilities)):
            assert bare(shown(part, abilities).replace(MORE.text, "")), part


@given(MESSAGE, ABILITIES)
@settings(max_examples=25)
def test_every_round_of_xem_them_fits_and_nothing_is_lost(message: OutgoingMessage, abilities: Capabilities) -> None:
    """The first part and all rounds fit, end, and hold the words of every block in order."""
    made = rounds(message, abilities)
    assert abilities.most_units is not None
    assert all(units(shown(part, abilities)) <= abilities.most_units for part in made)
    assert [MORE in part.blocks for part in made] == [True] * (len(made) - 1) + [False]
    said = [bare(plain([b for b in part.blocks if b != MORE])) for part in made]
    whole = degraded(message, abilities).blocks
    body = [b for b in whole if not isinstance(b, CitationLine | Notice)]
    assert is_within(bare(plain(body)), "".join(said))
    for block in whole:
        assert is_within(bare(plain_block(block)), "".join(said))


@given(st.lists(BLOCK, max_size=3), TEXT, ABILITIES)
@settings(max_examples=25)
def test_the_source_stands_in_the_first_part(before: list[Block], quoted: str, abilities: Capabilities) -> None:
    """However much an answer says, its source is in the first part, and again in each part that follows."""
    source = CitationLine("Nguồn: Điều 9.")
    body = [b for b in before if not isinstance(b, CitationLine | Notice)]
    message = OutgoingMessage((*body, Quotation(f"«{quoted}»"), source))
    roomy = Capabilities(most_units=max(abilities.most_units or 0, 120), buttons=abilities.buttons)
    assert all(source in part.blocks for part in rounds(message, roomy))


@given(WORD | LONG_WORD | TEXT, st.integers(8, 400))
@settings(max_examples=150)
def test_a_cut_never_parts_a_character(text: str, most: int) -> None:
    """No half of a surrogate pair, letter without its marks or torn emoji is left on either side of a cut."""
    text = text.strip()
    pieces = []
    while text:
        head, text = split(text, max(most, units(FAMILY)))
        assert head
        assert units(head) <= max(most, units(FAMILY))
        pieces.append(head)
    for before, after in zip(pieces, pieces[1:], strict=False):
        assert not cuts_a_character(before, after), (before, after)


def test_marks_without_end_are_cut_where_the_room_ends() -> None:
    """A letter under more marks than a message holds takes few messages, not one for each mark."""
    message = OutgoingMessage((Paragraph("a" + "\u0301" * 1000),))
    assert len(parts(message, Capabilities(most_units=100))) <= 12


@pytest.mark.parametrize(
    ("text", "most", "head"),
    [
        ("một đoạn.\n\nđoạn hai", 14, "một đoạn."),
        ("dòng một\ndòng hai", 12, "dòng một"),
        ("Câu một. Câu hai dài", 12, "Câu một."),
        ("từ ngữ nằm cạnh nhau", 12, "từ ngữ nằm"),
        ("đủchỗ", 5, "đủchỗ"),
        ("không khít", 5, "không"),
        ("x" * 10, 4, "xxxx"),
        ("a " + "x" * 20, 10, "a " + "x" * 8),  # a cut that leaves so much room unused would say too little
    ],
)
def test_a_text_is_cut_where_it_stops_best(text: str, most: int, head: str) -> None:
    """The end of a paragraph, line, sentence or word is preferred, where it leaves not too much room unused."""
    assert split(text, most)[0] == head


def test_a_message_without_limit_stays_as_it_is() -> None:
    """A channel without a limit gets one message and no "xem thêm"."""
    message = OutgoingMessage((Paragraph("dài " * 9000),))
    assert first_part(message, Capabilities()) == (message, ())
    assert parts(message, Capabilities()) == [message]


def test_more_sources_than_a_message_holds_are_cut_in_order() -> None:
    """Where the sources alone fill the message they come in order, and each comes in some part."""
    sources = tuple(CitationLine(f"Nguồn: văn bản số {n}/2025/NĐ-CP, Điều {n}.") for n in range(60))
    abilities = Capabilities(most_units=300)
    made = rounds(OutgoingMessage((Quotation("«trích»"), *sources)), abilities)
    said = "\n".join(shown(part, abilities) for part in made)
    assert all(f"văn bản số {n}/2025" in said for n in range(60))
    assert all(units(shown(part, abilities)) <= 300 for part in made)


@pytest.mark.parametrize("limit", [50, 2000, 4096])
def test_huge_messages_end(limit: int) -> None:
    """Lists and tables of thousands of rows and a word of fifty thousand letters are told in parts that fit."""
    rows = tuple((f"CB{n}", f"Nguyễn Văn {n}") for n in range(800))
    blocks = (Table(("Mã", "Tên"), rows), ItemList(("việc",) * 800), Paragraph("đ" * 20_000))
    abilities = Capabilities(most_units=limit)
    made = parts(OutgoingMessage(blocks), abilities)
    assert all(units(shown(part, abilities)) <= limit for part in made)
    assert sum(shown(part, abilities).count("CB") for part in made) == 800


# -- degrading ------------------------------------------------------------------------------------------


def test_choices_without_buttons_are_numbered_and_say_how_to_choose() -> None:
    """Whoever has no buttons reads numbers and how to answer."""
    message = OutgoingMessage((Choices((Choice("Đồng ý", "x"), Choice("Không", "y"))),))
    listed, how = shown(message, Capabilities()).rsplit("\n", 1)
    assert listed == "1. Đồng ý\n2. Không"
    assert "bằng số" in how
    assert degraded(message, Capabilities(buttons=True)) == message


def test_a_table_becomes_a_list_that_names_its_columns() -> None:
    """Each row is an item with the heading before each cell; empty cells and headings leave nothing behind."""
    table = Table(("Tên", "", "Hạn"), (("Mai", "CB01", "20/11"), ("Sơn", "", "")))
    assert shown(OutgoingMessage((table,)), Capabilities()) == "- Tên: Mai; CB01; Hạn: 20/11\n- Tên: Sơn"


def test_an_appointment_becomes_a_line_where_nothing_can_be_attached() -> None:
    """The day, or hour, and the title are told; a calendar gets the appointment itself."""
    block = Appointment("u", "Hạn nộp hồ sơ", datetime(2026, 11, 20, tzinfo=UTC), cancelled=True)
    message = OutgoingMessage((block,))
    assert shown(message, Capabilities()) == "📅 20/11/2026: Hạn nộp hồ sơ (đã hủy)"
    assert degraded(message, Capabilities(calendar=True)) == message


@given(MESSAGE, ABILITIES)
@settings(max_examples=20)
def test_degrading_twice_changes_nothing_more(message: OutgoingMessage, abilities: Capabilities) -> None:
    """What a channel can show stays as it is."""
    once = degraded(message, abilities)
    assert degraded(once, abilities) == once
