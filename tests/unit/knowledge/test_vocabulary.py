"""The words of the field: abbreviations, fillers, lexicon, synonyms, frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.data import data_text, load_yaml
from knowledge.errors import DataError
from knowledge.text import folded, syllables
from knowledge.vocabulary import frames
from knowledge.vocabulary.abbreviations import (
    abbreviations,
    accented_fillers,
    fillers,
    grammar_words,
    no_place,
)
from knowledge.vocabulary.lexicon import is_word, rarity, segmented
from knowledge.vocabulary.places import provinces
from knowledge.vocabulary.synonyms import synonym_classes


@pytest.mark.parametrize(
    ("short", "meanings"),
    [
        ("tđkt", ["thi đua khen thưởng"]),
        ("tdkt", ["thi đua khen thưởng"]),
        ("cstđcs", ["chiến sĩ thi đua cơ sở"]),
        ("cstdcs", ["chiến sĩ thi đua cơ sở"]),
        ("hs", ["hồ sơ", "học sinh"]),
        ("nđ", ["nghị định", "nội dung"]),
        ("nd", ["nội dung", "nghị định"]),
        ("hđ", ["hội đồng", "hoạt động", "hướng dẫn"]),
        ("hd", ["hướng dẫn", "hội đồng", "hoạt động"]),
        ("ubnd", ["ủy ban nhân dân", "ubnd"]),
    ],
)
def test_an_abbreviation(short: str, meanings: list[str]) -> None:
    """A short form keeps all its meanings, the likeliest first, with or without diacritics."""
    assert list(abbreviations()[short].meanings) == meanings


def test_every_abbreviation_stands_under_its_folded_form() -> None:
    """What may be typed without diacritics is found without them, and means something."""
    table = abbreviations()
    assert [short for short in table if folded(short) not in table] == []
    assert [short for short, a in table.items() if not a.meanings or not all(a.folded_meanings)] == []
    assert all(meaning == meaning.lower() for a in table.values() for meaning in a.meanings)


def test_words_of_the_field_are_marked() -> None:
    """Short forms of offices are told from those of chat."""
    table = abbreviations()
    assert table["qđ"].of_the_field
    assert not table["ko"].of_the_field


def test_fillers_and_grammar_are_folded() -> None:
    """Politeness and grammar are known without diacritics; where "cửa" matters, with them."""
    assert {"a", "cua", "cho biet", "duoc"} <= fillers()
    assert all(word == " ".join(syllables(word)) for word in fillers() | grammar_words())
    assert "của" in accented_fillers()
    assert "cửa" not in accented_fillers()
    assert {"tang", "giay khen"} <= no_place("after")
    assert "tong ket" in no_place("before")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("thi đua khen thưởng", ["thi dua", "khen thuong"]),
        ("nộp hồ sơ trước ngày", ["nop", "ho so", "truoc", "ngay"]),
        ("ủy ban nhân dân tỉnh", ["uy ban", "nhan dan", "tinh"]),
        ("chiến sĩ thi đua cơ sở", ["chien si", "thi dua", "co so"]),
        ("báo cáo tổng kết", ["bao cao", "tong ket"]),
        ("", []),
    ],
)
def test_a_run_of_syllables_is_cut_into_words(text: str, words: list[str]) -> None:
    """Syllables that belong together stay together."""
    run = syllables(text)
    assert [" ".join(run[start:end]) for start, end in segmented(run)] == words


@given(
    st.lists(
        st.sampled_from(
            ["thi", "dua", "khen", "thuong", "ho", "so", "co", "quan", "hoi", "dong", "quoc", "gia", "xyzzy", "15"]
        ),
        max_size=14,
    )
)
def test_words_cover_the_run(run: list[str]) -> None:
    """Every syllable stands in one word of one or two, in order, and a word of two is in the lexicon."""
    cut = segmented(run)
    assert [i for start, end in cut for i in range(start, end)] == list(range(len(run)))
    assert all(end - start == 1 or is_word("_".join(run[start:end])) for start, end in cut)


def test_rare_words_tell_more() -> None:
    """Weight lies between 0 and 1 and grows with rarity; a word that was never seen tells most."""
    assert 0 <= rarity("co") < rarity("thi_dua") < rarity("xyzzy") <= 1
    assert is_word("thi_dua")
    assert not is_word("thi đua")


def test_the_lexicon_is_folded_and_counted() -> None:
    """Each row of lexicon.tsv is a folded syllable or pair with its count, once."""
    rows = [line.split("\t") for line in data_text("lexicon.tsv").splitlines() if not line.startswith("#")]
    assert len(rows) == len({word for word, _ in rows}) > 10_000
    assert all(word == folded(word) and int(count) > 0 for word, count in rows)


def test_synonyms_go_both_ways() -> None:
    """Whoever asks with one phrase of a class finds every other, and the phrase itself first."""
    classes = synonym_classes()
    assert all(group[0] == phrase and len(set(group)) == len(group) for phrase, group in classes.items())
    assert all(phrase in classes[other] for phrase, group in classes.items() for other in group)
    assert ("cham", "nhat") in classes[("thoi", "han")]
    assert ("nop",) in classes[("gui",)]


def test_names_of_provinces_stay_whole() -> None:
    """The name of a province is a phrase of its own, so that it is never cut into other words."""
    assert [p.name for p in provinces() if tuple(p.folded.split()) not in synonym_classes()] == []


def test_every_frame_compiles() -> None:
    """The phrases of the data files are patterns, and each list of frames holds some."""
    for found in (frames.focus_frames(), frames.small_talk_frames()):
        assert len(found) > 3
        assert all(pattern.pattern for _, pattern in found)
    names = [n for n, v in load_yaml("manners.yaml").items() if isinstance(v, list) and n not in ("acts", "maybe_acts")]
    assert all(frames.manner(name).pattern for name in names)
    assert all(frames.request_frames(name).pattern for name in ("acts", "maybe_acts"))


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["ai ky"], "ai ky van ban", True),
        (["ai ky"], "mai ky", False),
        (["ai ky!"], "ai kyc", True),
        (["!ky ten"], "aky ten", True),
        (["bao gio", "may gio"], "hop luc may gio", True),
    ],
)
def test_a_phrase_ends_at_a_word_unless_marked_open(phrases: list[str], text: str, found: bool) -> None:
    """A phrase of the data stands between word boundaries, but for an end that carries the open mark."""
    assert bool(frames.compiled(phrases).search(text)) is found


def test_a_missing_data_file_says_so() -> None:
    """A file that is not shipped is named, with what to do."""
    with pytest.raises(DataError, match=r"khong-co\.yaml.*cài lại"):
        data_text("khong-co.yaml")
