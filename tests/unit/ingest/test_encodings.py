"""Encodings from before Unicode: converted when sure, refused in words when not."""

import re
import unicodedata
from pathlib import Path

import pytest

from ingest.readers import reader_for
from ingest.readers.encodings import looks_legacy, recognised
from knowledge.errors import UnreadableDocument

UNICODE = "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc\nKế hoạch phát động đợt thi đua ngắn ngày\n"
TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam\n§éc lËp - Tù do - H¹nh phóc\nKÕ ho¹ch ph¸t ®éng ®ît thi ®ua ng¾n ngµy\n"
VNI = (
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam\nÑoäc laäp - Töï do - Haïnh phuùc\n"
    "Keá hoaïch phaùt ñoäng ñôït thi ñua ngaén ngaøy\n"
)


def windows_1258(text: str) -> bytes:
    """Return ``text`` as windows-1258 keeps it: letters with roof, horn or bowl whole, tones apart."""
    apart = unicodedata.normalize("NFD", text)
    # A dot below comes before the roof or bowl when letters are taken apart.
    apart = re.sub("(\u0323)([\u0302\u0306\u031b])", r"\2\1", apart)
    whole = re.sub("[aeouAEOU][\u0302\u0306\u031b]", lambda m: unicodedata.normalize("NFC", m.group()), apart)
    return whole.encode("cp1258")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (TCVN3.encode("latin-1"), "TCVN3"),
        (VNI.encode("latin-1"), "VNI"),
        (windows_1258(UNICODE), "windows-1258"),
        (TCVN3.encode(), "TCVN3 saved as if it were Unicode"),
        (VNI.encode(), "VNI saved as if it were Unicode"),
    ],
)
def test_old_encodings_become_unicode(tmp_path: Path, raw: bytes, why: str) -> None:
    """A file in an old encoding reads as the words that its paper shows."""
    file = tmp_path / "cu.txt"
    file.write_bytes(raw)
    assert reader_for(file).read(file).text == UNICODE, why


def test_capitals_of_tcvn3_come_back() -> None:
    """TCVN3 has no capital letters with tones; the plain letters of a word tell that it was in capitals."""
    encoding = recognised(TCVN3)
    assert encoding is not None
    assert encoding.converted("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert encoding.converted("Së Néi vô vµ UBND tØnh §ång Nai") == "Sở Nội vụ và UBND tỉnh Đồng Nai"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("Le café où l'été dernier naît la forêt déjà âgée, élève zélé".encode("latin-1"), "French in latin-1"),
        (bytes(range(0xA1, 0xFF)) * 3, "every byte"),
        ("KÕ ho¹ch n¨m".encode("latin-1"), "too short to be sure"),
    ],
)
def test_what_is_not_sure_is_refused(tmp_path: Path, raw: bytes, why: str) -> None:
    """Bytes that no encoding explains are refused with the way to convert them, never guessed."""
    file = tmp_path / "la.txt"
    file.write_bytes(raw)
    with pytest.raises(UnreadableDocument, match="TCVN3") as caught:
        reader_for(file).read(file)
    assert "Unicode" in caught.value.advice, why


def test_unicode_is_left_alone() -> None:
    """Right Vietnamese, and text in other languages, never counts as an old encoding."""
    assert not looks_legacy(UNICODE * 5)
    assert not looks_legacy("Kế hoạch tuyên truyền: café, naïve, Zürich, São Paulo, Đồng Nai. " * 20)
