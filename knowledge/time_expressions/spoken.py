"""Tokens as questions and scans write them: NFD, numbers in words, letters read for figures (O/0, l/1).

The grammar reads figures only; here "ngày ba mươi tháng mười" becomes the tokens of "ngày 30 tháng 10", each with
the place of its words, and "O5/12/2O25" those of "05/12/2025".
"""

import re
import unicodedata
from dataclasses import replace

from knowledge.text import Span
from knowledge.time_expressions.numerals import WORDS, numeral
from knowledge.time_expressions.tokens import DIACRITIC, Token, Tokens, plain

_FIGURE = "[0-9OoIl|]"
# A run of figures with look-alikes: one true figure in it at least, or a day or month inside a whole date.
_SLIPPED = (
    rf"(?<![^\W_])(?=[OoIl|]*\d){_FIGURE}{{1,4}}(?![^\W_])"
    rf"|(?<![^\W_/])[OoIl]{{1,2}}(?=\s?/\s?{_FIGURE}{{1,2}}\s?/\s?{_FIGURE}{{4}}(?![^\W_]))"
    rf"|(?<=\d/)[OoIl]{{1,2}}(?=/{_FIGURE}{{4}}(?![^\W_]))"
)
_TOKEN = re.compile(rf"(?P<slip>{_SLIPPED})|\d+|(?:[^\W\d_][\u0300-\u036f]*)+|[^\w\s]|_")
_MENDED = str.maketrans("OoIil|", "001111")

_BEFORE_A_NUMBER = ("ngày", "mùng", "mồng", "tháng", "quý", "quí")
_COUNTED = ("ngày", "tuần", "tháng", "quý", "năm", "giờ", "phút", "lần")
# Typed without diacritics these are other words far more often: sau, tư/từ, năm.
_DOUBTFUL_PLAIN = ("sau", "tu", "nam", "mot", "bon", "khong")


def _cut(text: str) -> list[Token]:
    items: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        written = word.translate(_MENDED) if match["slip"] else unicodedata.normalize("NFC", word).lower()
        items.append(Token(written, Span(*match.span())))
    return items


def _is_day_or_month(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether the words from ``at`` up to ``end`` number the day, month or quarter named before them."""
    if not tokens.word(at - 1, *_BEFORE_A_NUMBER) or tokens.word(end, "lần", "sinh", "nghìn", "ngàn"):
        return False
    if tokens.word(at - 1, "ngày"):
        return tokens.word(end, "tháng", "/")
    if _is_doubtful(tokens, at, end):  # "thang sau" is the next month
        return tokens.word(end, "năm") and tokens.year(end + 1) is not None
    if tokens.word(at - 1, "tháng") and tokens.word(at, "năm") and end == at + 1:
        return not tokens.word(at - 2, "ngày") and tokens.year(end) is None
    return True


def _is_doubtful(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether a single word typed without diacritics is more likely another word."""
    return tokens.is_plain and end == at + 1 and tokens.items[at].text in _DOUBTFUL_PLAIN


def _is_counted(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether the words from ``at`` up to ``end`` count days, months, times."""
    if not tokens.word(end, *_COUNTED) or tokens.word(at - 1, "thứ", "lần"):
        return False
    single = end == at + 1
    if _is_doubtful(tokens, at, end) and not tokens.word(end, "lần"):
        return tokens.word(end, "tháng") and tokens.word(end + 1, "đầu", "cuối")
    # "trong năm ngày" counts days, "trong năm tháng 6" does not.
    return (
        not (single and tokens.word(at, "năm")) or tokens.word(end, "ngày", "tuần") and tokens.number(end + 1) is None
    )


def _is_year(tokens: Tokens, at: int, value: int) -> bool:
    return tokens.word(at - 1, "năm") and value >= 1000


def _merged(tokens: Tokens) -> Tokens:
    """Return the tokens with the numbers in words written in figures."""
    starters = WORDS | set(map(plain, WORDS)) if tokens.is_plain else WORDS
    items: list[Token] = []
    at = 0
    while at < len(tokens):
        read = numeral(tokens.word, at) if tokens.items[at].text in starters else None
        if read and _stands_for_figures(tokens, at, *read):
            items.append(Token(str(read[0]), tokens.span(at, read[1])))
            at = read[1]
            continue
        token = tokens.items[at]
        items.append(replace(token, text=token.text.translate(_MENDED)) if _is_slipped_month(tokens, at) else token)
        at += 1
    return Tokens(tokens.text, tuple(items), tokens.is_plain)


def _is_slipped_month(tokens: Tokens, at: int) -> bool:
    """Say whether "ll" stands for a number in "tháng ll năm 2025"."""
    text = tokens.items[at].text
    looks_alike = len(text) <= 2 and set(text) <= set("oil")
    stands = tokens.word(at - 1, "tháng") and tokens.word(at + 1, "năm") and tokens.year(at + 2)
    return looks_alike and bool(stands)


def _stands_for_figures(tokens: Tokens, at: int, value: int, end: int) -> bool:
    return _is_year(tokens, at, value) or _is_day_or_month(tokens, at, end) or _is_counted(tokens, at, end)


def spoken_tokens(text: str) -> Tokens:
    """Cut ``text`` into tokens; numbers in words and misread figures become figures, in their own places."""
    is_plain = DIACRITIC.search(unicodedata.normalize("NFC", text)) is None
    return _merged(Tokens(text, tuple(_cut(text)), is_plain))
