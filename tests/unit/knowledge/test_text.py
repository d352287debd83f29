"""Vietnamese text: one normal form, folding, and views that know the way back."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import Span, View, folded, folded_in_place, lines, normalised, pairs, squeezed, syllables, trimmed

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
VIETNAMESE = st.text(alphabet=f"{LETTERS}{LETTERS.upper()}ÐðƉ 0123456789.,-–“”\u00a0\n", max_size=40)


@pytest.mark.parametrize(
    ("raw", "stored", "why"),
    [
        ("Thời hạn", "Thời hạn", "letters and accents apart become one"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd", "line ends of Windows and of old Macs"),
        ("\ufeffSố", "Số", "a byte order mark"),
        ("hai\u00a0 blanks\t.", "hai\u00a0 blanks\t.", "hard blanks and tabs stay"),
        ("uỷ ban, hoà bình", "uỷ ban, hoà bình", "old tone marks stay as written"),
        ("Ðiều 1 “a”…", "Ðiều 1 “a”…", "wrong letters and quotation marks stay as written"),
    ],
)
def test_stored_text_is_nfc_and_nothing_else_changes(raw: str, stored: str, why: str) -> None:
    """Stored text differs from what a reader gave in normal form, line ends and byte order mark only."""
    assert normalised(unicodedata.normalize("NFD", raw)) == stored, why


@given(VIETNAMESE)
def test_storing_twice_changes_nothing(text: str) -> None:
    """The normal form of a normal form is itself, and NFD input gives the same."""
    once = normalised(text)
    assert normalised(once) == once == normalised(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("uỷ ban", "ủy ban"),
        ("thuỷ lợi", "thủy lợi"),
        ("Ðiều", "Điều"),
        ("ĐÀ NẴNG", "đà nẵng"),
        ("Thời hạn", "thoi han"),
        ("2021–2025", "2021-2025"),
        ("Hồ\u00a0sơ", "hồ sơ"),
        (unicodedata.normalize("NFD", "Khen thưởng"), "khen thưởng"),
    ],
)
def test_spellings_that_fold_alike(one: str, other: str) -> None:
    """Old and new tone marks, the wrong Đ, case, dashes and normal forms all meet when folded."""
    assert folded(one) == folded(other)


@given(VIETNAMESE)
def test_folding_leaves_plain_letters(text: str) -> None:
    """A folded Vietnamese text has no accents and no capitals, and folds to itself."""
    plain = folded(text)
    assert re.fullmatch(r"[a-z0-9 .,\-“”\n]*", plain)
    assert folded(plain) == plain == folded(unicodedata.normalize("NFD", text))


@given(st.text(max_size=40))
def test_folding_in_place_moves_nothing(text: str) -> None:
    """folded_in_place has the length of any text, so that a place found in it is a place of the text."""
    assert len(folded_in_place(text)) == len(text)


@given(VIETNAMESE)
def test_folding_in_place_folds_like_folding(text: str) -> None:
    """For stored Vietnamese text the two ways of folding give the same letters."""
    stored = normalised(text)
    assert folded_in_place(stored) == folded(stored)


def test_syllables_and_pairs() -> None:
    """Syllables are folded words and numbers in order; pairs join neighbours."""
    words = syllables("Thi đua - KHEN thưởng: 02/KH-HĐ")
    assert words == ["thi", "dua", "khen", "thuong", "02", "kh", "hd"]
    assert pairs(words[:3]) == ["thi_dua", "dua_khen"]
    assert pairs(["thi"]) == []


def test_squeezing_is_for_display() -> None:
    """Every run of white space shows as one blank, and none at the ends."""
    assert squeezed(" Nơi \u00a0nhận:\n\n- Lưu ") == "Nơi nhận: - Lưu"


SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Span(min(ends), max(ends)))


@given(SPANS, SPANS)
def test_spans_are_half_open(one: Span, other: Span) -> None:
    """Covering and overlapping say what the code points of two spans say."""
    mine, its = set(range(one.start, one.end)), set(range(other.start, other.end))
    assert len(one) == len(mine)
    assert one.overlaps(other) is bool(mine & its) or not mine or not its
    assert not one.covers(other) or its <= mine
    assert one.shifted(3).shifted(-3) == one


@given(st.text(alphabet="ab \n\t\u00a0", max_size=20), SPANS)
def test_trimming_drops_white_space_only(text: str, span: Span) -> None:
    """A trimmed span lies inside the span and covers its words without the blanks around them."""
    span = Span(min(span.start, len(text)), min(span.end, len(text)))
    inner = trimmed(text, span)
    assert span.covers(inner)
    assert inner.of(text) == span.of(text).strip()


@given(st.text(alphabet="ab \n", max_size=30))
def test_lines_cover_the_text(text: str) -> None:
    """Joined by line ends, the lines of a text are the text."""
    assert "\n".join(line.of(text) for line in lines(text)) == text


# A stored text as pieces: words that a view keeps, gaps that become one blank, marks that it leaves out.
KEPT = st.text(alphabet="aăđêỷộƯÐ 09,", min_size=1, max_size=7)
GAPS = st.sampled_from(["\n", "\n\n", "   ", "\u00a0\t"])
MARKS = st.sampled_from(["**", "## ", "\u200b", "|", " | "])
PIECES = st.lists(
    st.one_of(
        KEPT.map(lambda text: (text, None)), GAPS.map(lambda text: (text, " ")), MARKS.map(lambda text: (text, ""))
    ),
    max_size=12,
)


def stored_and_view(pieces: list[tuple[str, str | None]]) -> tuple[str, View]:
    """Return the stored text made of ``pieces``, and the view that does with each what stands beside it."""
    stored = "".join(text for text, _ in pieces)
    start, spans = 0, []
    for text, instead in pieces:
        spans.append((Span(start, start + len(text)), instead))
        start += len(text)
    return stored, View.of_pieces(stored, spans)


def letters(text: str) -> str:
    """Return the folded letters and digits of ``text``, without what stands between them."""
    return "".join(syllables(text))


@given(PIECES, st.data())
def test_every_span_of_a_view_leads_to_the_same_words(
    pieces: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    """Whatever part of a view is found, the stored text at its place folds to the same words."""
    stored, view = stored_and_view(pieces)
    ends = sorted(data.draw(st.tuples(*[st.integers(0, len(view.text))] * 2)))
    span = Span(*ends)
    place = view.to_stored(span)
    assert 0 <= place.start <= place.end <= len(stored)
    assert letters(place.of(stored)) == letters(span.of(view.text))


@given(PIECES)
def test_every_kept_letter_knows_its_place(pieces: list[tuple[str, str | None]]) -> None:
    """Letter by letter a view leads back to that letter, in the order of the stored text."""
    stored, view = stored_and_view(pieces)
    places = [view.to_stored(Span(i, i + 1)) for i in range(len(view.text))]
    assert all(len(place) == 1 for place in places)
    assert places == sorted(places)
    moved = [(c, p.of(stored)) for c, p in zip(view.text, places, strict=True) if c != p.of(stored)]
    assert all(shown == " " and not there.strip() for shown, there in moved)


@given(st.text(max_size=20), st.data())
def test_the_whole_view_maps_to_itself(text: str, data: st.DataObject) -> None:
    """Where nothing is cleaned, every span stands where it stood, the empty ones too."""
    span = Span(*sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2))))
    assert View.whole(text).to_stored(span) == span


def test_a_span_over_what_was_left_out_covers_it() -> None:
    """A sentence cut by a page number is quoted from its first to its last word, the page number within."""
    stored, view = stored_and_view([("Mỗi danh sách kèm", None), ("\n\n12\n\n", " "), ("ba ảnh chụp.", None)])
    assert view.text == "Mỗi danh sách kèm ba ảnh chụp."
    assert view.to_stored(Span(4, 24)).of(stored) == "danh sách kèm\n\n12\n\nba ảnh"


def test_an_empty_view() -> None:
    """A view that kept nothing still answers with an empty place."""
    assert View.of_pieces("**", [(Span(0, 2), "")]).to_stored(Span(0, 0)) == Span(0, 0)
