"""Nothing secret in logs and errors: tokens are masked wherever they appear, and chatty libraries are silenced."""

import html
import logging
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

MASK = "•••"
# Without a boundary before the digits: in addresses a token stands right behind "bot".
_TOKEN = re.compile(r"\d{6,}(?::|%(?:25)*3A|&#58;|&#x3A;|&colon;)[A-Za-z0-9_-]{8,}", re.IGNORECASE)
_NAMED = re.compile(
    r"((?:access_token|refresh_token|secret_key|secret_token|app_secret)[\"'=:\s]{1,4})[^\s\"'&,}]{6,}", re.I
)
_FRAMES = 5
_SHORTEST = 6  # characters; anything shorter is no secret and would mask ordinary words
# These print addresses with tokens, headers, or what people wrote, at INFO or DEBUG.
CHATTY = ("httpx", "httpcore", "telegram", "uvicorn.access", "uvicorn.error", "mail.log", "asyncio", "multipart",
          "python_multipart", "hpack", "chromadb", "sqlalchemy", "alembic")  # fmt: skip


def masking(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that masks these secrets, as written and in addresses, and whatever looks like a token.

    It masks first what it knows: a text cut in the middle of a token must be masked before it is cut.
    """
    known = sorted({form for s in secrets if len(s) >= _SHORTEST for form in _spellings(s)}, key=len)[::-1]

    def masked(text: str) -> str:
        for secret in known:
            text = text.replace(secret, MASK)
        return _NAMED.sub(rf"\g<1>{MASK}", _TOKEN.sub(MASK, text))

    return masked


def _spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as it is, in an address, in a form, in HTML, and as Python writes it."""
    in_address = quote(secret, safe="")
    small = re.sub(r"%..", lambda found: found[0].lower(), in_address)
    return secret, in_address, small, quote_plus(secret), html.escape(secret), repr(secret)[1:-1]


def trace_of(error: BaseException) -> str:
    """Return the kind of an error and where it rose, without its words: they may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename][-_FRAMES:]  # the library's own tell little
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(ours))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def guard_logs(secrets: Iterable[str], chatty: Sequence[str] = CHATTY) -> Callable[[], None]:
    """Mask every record that this process logs from now on; return what undoes it.

    Records are masked when they are made, so that no handler of whatever library sees more.
    """
    masked = masking(secrets)
    before = logging.getLogRecordFactory()
    levels = {name: logging.getLogger(name).level for name in chatty}

    def make(*given: object, **named: object) -> logging.LogRecord:
        record = before(*given, **named)
        record.msg, record.args = masked(_words(record)), ()
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        if record.exc_info:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return record

    logging.setLogRecordFactory(make)
    for name in chatty:
        logging.getLogger(name).setLevel(logging.WARNING)

    def undo() -> None:
        logging.setLogRecordFactory(before)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    return undo


def _words(record: logging.LogRecord) -> str:
    """Return what a record says; a call with wrong arguments must not fail here, since logging would not either."""
    try:
        return record.getMessage()
    except Exception:  # whatever the objects of a library raise when they are written out
        return f"{record.msg!r} {record.args!r}"
