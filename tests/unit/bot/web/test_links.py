"""Links to cited words: plain on our pages, signed and expiring in messages, and none where there is no address."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import shown as shown_here
from bot.channels.degrading import degraded
from bot.channels.fitting import first_part
from bot.channels.plain import plain
from bot.channels.telegram.rendering import rendered as on_telegram
from bot.channels.zalo.rendering import rendered as on_zalo
from bot.dialogue import ChatMemory, Turn
from bot.dialogue.wording import answer_blocks
from bot.messages import (
    Capabilities,
    ChatAddress,
    CitationLine,
    IncomingMessage,
    Kind,
    OutgoingMessage,
    Quotation,
)
from bot.web.links import GOOD_FOR, Asked, Links, Standing, own_address, sent_address, source_path
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from retriever.answering.models import Answer, Citation, Status
from retriever.answering.writing import quoted
from tests.fakes.answers import DAY
from tests.fakes.browser import ADDRESS, Office
from tests.fakes.desk import MORNING

KEY, NOW = b"k" * 32, MORNING.timestamp()
NUMBERS = st.integers(min_value=0, max_value=2**62)
PUBLIC = "https://tdkt.example.vn"


def cited(quote: str = "Hồ sơ gửi trước ngày 15/6/2026.", document: int | None = 3, start: int = 10) -> Citation:
    """Return the citation of some words."""
    end = start + len(quote)
    return Citation(document, document, "Kế hoạch", None, None, None, quote, "a.txt", start, end)


def answer(*citations: Citation) -> Answer:
    """Return an answer that quotes its citations."""
    lines = [quoted(c.quote or "") for c in citations]
    return Answer(Status.ANSWERED, "\n".join([*lines, "Nguồn: Kế hoạch.", "(Để tham khảo.)"]), DAY, citations)


def message(*citations: Citation, public: str = PUBLIC) -> OutgoingMessage:
    """Return an answer as it goes out to the chats."""
    return OutgoingMessage(answer_blocks(answer(*citations), sent_address(KEY, public, lambda: MORNING)))


def read(link: str) -> Asked:
    """Return what an address says."""
    parts = urlsplit(link)
    named = {name: values[0] for name, values in parse_qs(parts.query).items()}
    _, document, version = parts.path.strip("/").split("/")
    return Asked(int(document), int(version), named["tu"], named["den"], named["het"], named["ky"])


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_signed_link_is_good_until_it_expires(document: int, version: int, start: int, end: int) -> None:
    """Whatever it points to, it is ours and good for its time, and no longer."""
    links = Links(KEY)
    asked = read(links.signed(document, version, start, end, int(NOW) + 60))
    assert links.standing(asked, NOW) is Standing.GOOD
    assert links.standing(asked, NOW + 60) is Standing.OVER
    assert Links(b"x" * 32).standing(asked, NOW) is Standing.FALSE


@pytest.mark.parametrize("changed", ["document", "version", "start", "end", "expires", "mark"])
def test_a_link_that_was_changed_is_not_ours(changed: str) -> None:
    """Another document, version, place or time, or another signature: none of it is believed."""
    links = Links(KEY)
    asked = read(links.signed(1, 2, 3, 4, int(NOW) + 60))
    value = getattr(asked, changed)
    other = replace(asked, **{changed: value + 1 if isinstance(value, int) else f"{value}1"})
    assert links.standing(other, NOW) is Standing.FALSE
    assert links.standing(replace(asked, mark=""), NOW) is Standing.FALSE
    assert links.standing(replace(asked, mark="ký \ud800"), NOW) is Standing.FALSE
    assert links.standing(replace(asked, mark="", expires=""), NOW) is Standing.UNSIGNED


def test_a_sent_link_is_good_for_thirty_days() -> None:
    """Counted from when the answer was written."""
    link = sent_address(KEY, f"{PUBLIC}/", lambda: MORNING)(cited())
    assert link.startswith(f"{PUBLIC}/nguon/3/3?tu=10&den=")
    assert link.endswith("#doan")
    assert int(read(link).expires) == int((MORNING + timedelta(days=30)).timestamp())
    assert timedelta(days=30) == GOOD_FOR
    assert len(link) < 140


@pytest.mark.parametrize("public", ["", "  ", "javascript:alert(1)//", "tg://x", "tdkt.example.vn"])
def test_without_a_public_address_messages_are_without_links(public: str) -> None:
    """Nothing that cannot be opened stands in a message, in no channel."""
    plain_one = OutgoingMessage(answer_blocks(answer(cited())))
    assert message(cited(), public=public) == plain_one
    assert "nguon/" not in plain(degraded(message(cited(), public=public), Capabilities()).blocks)


def test_what_no_document_holds_has_no_link() -> None:
    """A shipped legal fact has no text to open."""
    fact = replace(cited(), document_id=None, version_id=None)
    assert own_address(fact) == ""
    assert sent_address(KEY, PUBLIC, lambda: MORNING)(fact) == ""
    assert own_address(cited()) == "/nguon/3/3?tu=10&den=41#doan"
    assert source_path(1, 2) == "/nguon/1/2"


def test_an_answer_on_zalo_and_telegram_ends_with_its_link() -> None:
    """Below everything else stands where the words can be seen; on Telegram the line itself opens."""
    shown = degraded(message(cited()), Capabilities(buttons=True))
    link = sent_address(KEY, PUBLIC, lambda: MORNING)(cited())
    assert on_zalo(shown.blocks)[0].endswith(f"\nXem tại nguồn: {link}")
    assert on_telegram(shown.blocks).html.endswith(f'<i><a href="{link.replace("&", "&amp;")}">Xem tại nguồn:</a></i>')


def test_each_quotation_has_its_own_link_but_not_too_many() -> None:
    """Several sentences are counted; a long list of them does not fill the message with addresses."""
    some = [cited(f"Câu thứ {number}.", start=100 * number) for number in range(1, 7)]
    lines = plain(degraded(message(*some[:2]), Capabilities()).blocks).split("\n")
    assert [line.split(":")[0] for line in lines[-2:]] == ["Xem câu 1 tại nguồn", "Xem câu 2 tại nguồn"]
    assert plain(degraded(message(*some), Capabilities()).blocks).count("https://") == 3


def test_words_that_stand_in_two_places_are_opened_in_both() -> None:
    """Two citations with the same words keep their own places, in order."""
    blocks = message(cited(start=10), cited(start=500)).blocks
    urls = [block.url for block in blocks if isinstance(block, Quotation)]
    assert ["tu=10&" in urls[0], "tu=500&" in urls[1]] == [True, True]


def test_degrading_twice_adds_nothing() -> None:
    """A message is made fit when it is written and again when it is sent; the links stand there once."""
    once = degraded(message(cited()), Capabilities())
    assert degraded(once, Capabilities()) == once
    assert sum(isinstance(block, CitationLine) and bool(block.url) for block in once.blocks) == 1


def test_a_long_answer_keeps_its_link_with_each_part() -> None:
    """Where “xem thêm” is needed, the link stands below the first part and again below the rest, whole."""
    long = cited("Hồ sơ khen thưởng gửi về Văn phòng Sở. " * 70)
    first, rest = first_part(message(long), Capabilities(most_units=1000))
    link = sent_address(KEY, PUBLIC, lambda: MORNING)(long)
    assert link in plain(first.blocks)
    assert link in plain(rest)


def test_the_terminal_is_as_it_was() -> None:
    """Without an address nothing of an answer changes."""
    assert shown_here(OutgoingMessage(answer_blocks(answer(cited())))) == answer(cited()).text


def test_a_link_from_a_chat_opens_at_the_sentence(place: Office) -> None:
    """Whoever asked in a chat about a paper for their unit alone reads the very sentence once logged in."""
    plan = Path(__file__).parents[3] / "documents" / "so-xay-dung-nghe-an.txt"
    group = unit_group("Phòng Tổ chức")
    list(ingest_files(place.home.library, [plan], (group,)))
    now = place.site.now()
    dialogue = replace(place.site.dialogue, address=sent_address(place.home.pseudonym_key(), ADDRESS, lambda: now))
    text = "Hạn nộp hồ sơ theo Kế hoạch 214/KH-SXD là ngày nào?"
    said = IncomingMessage("1", ChatAddress("zalo", "us", "mai"), "mai", Kind.TEXT, text, now)
    capabilities = Capabilities(most_units=2000)
    turn = Turn(said, "k", "k", now, ChatMemory(greeted=True), capabilities, audience=frozenset({group}))
    answered = dialogue.respond(turn).message
    assert answered is not None
    link = plain(degraded(answered, capabilities).blocks).split("Xem tại nguồn: ")[1]
    assert place.visitor().get(link).status == 401
    page = place.visitor(place.person("Lò Thị Mai", unit="Phòng Tổ chức")).get(link)
    assert page.status == 200
    assert "16/6/2025" in page.soup.select_one("mark#doan").get_text()  # type: ignore[union-attr]
