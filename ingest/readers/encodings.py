"""Vietnamese from before Unicode (bảng mã cũ): TCVN3 (ABC), VNI and windows-1258, converted only when sure.

The bytes of all three read as windows-1252 give strange letters ("KÕ ho¹ch"); so do papers whose fonts were
.VnTime or VNI-Times and that were saved as Unicode later. Both come here as such letters.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_ALONE = dict(zip("ñÑíìæóòÍÌÆÓÒôÔöÖîÎ", "đĐíìỉĩịÍÌỈĨỊơƠưƯỵỴ", strict=True))
# The letter after a vowel -> the marks that it puts on it.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_ROOF, _BOWL = "\u0302", "\u0306"
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "õ": _TILDE, "û": _HOOK, "ï": _DOT, "â": _ROOF, "ê": _BOWL,
    "à": _ROOF + _GRAVE, "á": _ROOF + _ACUTE, "ã": _ROOF + _TILDE, "å": _ROOF + _HOOK, "ä": _ROOF + _DOT,
    "è": _BOWL + _GRAVE, "é": _BOWL + _ACUTE, "ü": _BOWL + _TILDE, "ú": _BOWL + _HOOK, "ë": _BOWL + _DOT,
}  # fmt: skip
_VNI_PAIR = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])")
_WINDOWS_1258 = dict(zip("ÃÌÐÒÕÝÞãìðòõýþ", "Ă\u0300Đ\u0309ƠƯ\u0303ă\u0301đ\u0323ơư₫", strict=True))

_TONES = re.compile(f"[{_GRAVE}{_ACUTE}{_TILDE}{_HOOK}{_DOT}]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
    r"(?:i[aêu]?|iêu|u[aâêiouyơ]?|uây|uôi?|uy[aêu]|ư[aiơu]?|ươ[iu]|y[êu]?|yêu|o[aăeio]?|oa[ioy]|oe[o]|ôi?|ơi?"
    r"|a[iouy]?|ăâ?|â[uy]?|e[o]?|êu?)"
    r"(?:ch|nh|ng|[cmnpt])?"
)
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~…“”‘’–—•°]+")
_LEAST_WORDS = 8
_SURE_SHARE = 0.95
_OTHER_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class LegacyEncoding:
    """A Vietnamese encoding from before Unicode (bảng mã cũ), by the name that people know."""

    name: str

    def converted(self, letters: str) -> str:
        """Return ``letters``, bytes of this encoding read as windows-1252, as Unicode in NFC."""
        if self.name == "VNI":
            return unicodedata.normalize("NFC", _from_vni(letters))
        if self.name == "windows-1258":
            return unicodedata.normalize("NFC", "".join(_WINDOWS_1258.get(c, c) for c in letters))
        return "\n".join(_with_capitals(line) for line in letters.split("\n"))


ENCODINGS = (LegacyEncoding("TCVN3 (ABC)"), LegacyEncoding("VNI"), LegacyEncoding("windows-1258"))


def _from_vni(letters: str) -> str:
    pieces: list[str] = []
    position = 0
    for match in _VNI_PAIR.finditer(letters):
        pieces += (_VNI_ALONE.get(c, c) for c in letters[position : match.start()])
        vowel, mark = match.groups()
        pieces.append(_VNI_ALONE.get(vowel, vowel) + _VNI_MARKS[mark.lower()])
        position = match.end()
    pieces += (_VNI_ALONE.get(c, c) for c in letters[position:])
    return "".join(pieces)


def _is_capitals(written: str, least: int) -> bool:
    plain = [c for c in written if c.isascii() and c.isalpha()]
    return len(plain) >= least and all(c.isupper() for c in plain)


def _with_capitals(line: str) -> str:
    """Convert a line of TCVN3; it has no capital accented letters (fonts drew them), the plain ones tell."""
    converted = "".join(_TCVN3.get(c, c) for c in line)
    if _is_capitals(line, 4):
        return converted.upper()
    return re.sub(r"[^\W\d_]+", lambda m: m.group().upper() if _is_capitals(m.group(), 2) else m.group(), converted)


@lru_cache(maxsize=8192)
def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word.lower())
    toneless, tones = _TONES.subn("", apart)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))


def _share_of_syllables(text: str) -> tuple[int, float]:
    """Return how many words of ``text`` have letters beyond ASCII, and which share are Vietnamese syllables."""
    words = [w for w in _WORD.findall(text) if not w.isascii() and not any(c.isdecimal() for c in w)]
    return len(words), sum(map(_is_syllable, words)) / max(1, len(words))


def looks_legacy(text: str) -> bool:
    """Say whether the words of ``text`` are broken as old encodings read as windows-1252 break them."""
    strange = sum("\xa1" <= c <= "\xff" for c in text)
    if strange < _LEAST_WORDS or sum("\u1ea0" <= c <= "\u1ef9" or c in "ăđơư" for c in text) * 5 > strange:
        return False
    count, share = _share_of_syllables(text)
    return count >= _LEAST_WORDS and share < _OTHER_SHARE


def recognised(letters: str) -> LegacyEncoding | None:
    """Return the old encoding of ``letters`` (bytes read as windows-1252), or None where it is not sure.

    Sure: nearly every word with accents is a Vietnamese syllable in this encoding, and in no other.
    """
    shares: list[tuple[float, LegacyEncoding]] = []
    for encoding in ENCODINGS:
        count, share = _share_of_syllables(encoding.converted(letters))
        if count >= _LEAST_WORDS:
            shares.append((share, encoding))
    shares.sort(key=lambda pair: -pair[0])
    if not shares or shares[0][0] < _SURE_SHARE:
        return None
    return shares[0][1] if len(shares) == 1 or shares[1][0] < _OTHER_SHARE else None
