"""What tells of a person in a question is masked before anybody else reads it: numbers and addresses."""

import re

from bot.channels.redaction import MASK, masking

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A run of 9 to 15 digits, as phones, citizen cards and accounts are, also with blanks, dots and hyphens in it;
# a day ("20.11.2026") and the number of a document ("152/2025/NĐ-CP") have fewer or slashes.
_DIGITS = re.compile(r"(?<![\w/])\+?\d(?:[ .\-\u00a0]?\d){8,14}(?![\w/])")
_TOKENS = masking(())


def masked(text: str) -> str:
    """Return a text without phone numbers, citizen cards, e-mail addresses and tokens."""
    return _DIGITS.sub(MASK, _EMAIL.sub(MASK, _TOKENS(text)))
