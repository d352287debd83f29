"""Nothing secret in logs and errors: tokens are masked wherever they appear, and chatty libraries are silenced."""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

MASK = "•••"
_TOKEN = re.compile(r"\b\d{6,}(?::|%3A|&#58;|&#x3A;)[A-Za-z0-9_-]{8,}", re.IGNORECASE)
_NAMED = re.compile(r"((?:access_token|refresh_token|secret_key|secret_token|app_secret)[\"'=:\s]{1,4})[^\s\"'&,}]{6,}")
_SHORTEST = 6  # characters; anything shorter is no secret and would mask ordinary words
# These print addresses with tokens, headers, or what people wrote, at INFO or DEBUG.
CHATTY = ("httpx", "httpcore", "telegram", "uvicorn.access", "uvicorn.error", "mail.log", "asyncio", "multipart",
          "python_multipart", "hpack", "chromadb", "sqlalchemy", "alembic")  # fmt: skip


def masking(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that masks these secrets, as written and in addresses, and whatever looks like a token.

    It masks first what it knows: a text cut in the middle of a token must be masked before it is cut.
    """
    known = sorted({form for s in secrets if len(s) >= _SHORTEST for form in (s, quote(s, safe=""))}, key=len)[::-1]

    def masked(text: str) -> str:
        for secret in known:
            text = text.replace(secret, MASK)
        return _NAMED.sub(rf"\g<1>{MASK}", _TOKEN.sub(MASK, text))

    return masked


def guard_logs(secrets: Iterable[str], chatty: Sequence[str] = CHATTY) -> Callable[[], None]:
    """Mask every record that this process logs from now on; return what undoes it.

    Records are masked when they are made, so that no handler of whatever library sees more.
    """
    masked = masking(secrets)
    before = logging.getLogRecordFactory()
    levels = {name: logging.getLogger(name).level for name in chatty}

    def make(*given: object, **named: object) -> logging.LogRecord:
        record = before(*given, **named)
        record.msg, record.args = masked(record.getMessage()), ()
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
