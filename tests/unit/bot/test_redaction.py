"""Logs and errors without secrets: tokens in every spelling are masked, and ordinary numbers stay readable."""

import html
import io
import logging
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.redaction import CHATTY, MASK, guard_logs, masking

TELEGRAM = "7123456789:AAF-x9_TgvSxkB2yQ4nOlz0WmDdEeRrTt12"
ZALO = "4123456789012345678:kPzXyQwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUiOp"
APP_SECRET = "pQ8vN2mX7aLs"
PASSWORD = "mật khẩu&<dài> 100%"
SECRETS = (TELEGRAM, ZALO, APP_SECRET, PASSWORD)
SPELLINGS = {
    "as it is": str,
    "in an address": lambda token: quote(token, safe=""),
    "in an address, small letters": lambda token: token.replace(":", "%3a"),
    "in a form": quote_plus,
    "decimal entity": lambda token: token.replace(":", "&#58;"),
    "hexadecimal entity": lambda token: token.replace(":", "&#x3a;"),
    "named entity": lambda token: token.replace(":", "&colon;"),
    "in HTML": html.escape,
    "as Python writes it": repr,
}


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger whose records are guarded, and what a handler of it writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("tdkt.test.redaction")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    undo = guard_logs(SECRETS)
    yield logger, written
    undo()
    logger.removeHandler(handler)


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS, ids=["telegram", "zalo", "app", "password"])
def test_a_known_secret_is_masked_in_every_spelling(secret: str, spelling: object) -> None:
    """However a library writes a secret of ours, it does not come through."""
    assert callable(spelling)
    text = masking(SECRETS)(f"POST https://x/bot{spelling(secret)}/sendMessage failed")
    assert secret[-12:] not in text
    assert spelling(secret)[-10:] not in text
    assert text.startswith("POST https://x/bot")
    assert text.endswith("/sendMessage failed")


@pytest.mark.parametrize("token", [TELEGRAM, ZALO], ids=["telegram", "zalo"])
@pytest.mark.parametrize("around", ["{}", "https://api.telegram.org/bot{}/getMe", "token={}&x=1", "'{}'", "x{}", "_{}"])
@pytest.mark.parametrize("colon", [":", "%3A", "%3a", "&#58;", "&#x3A;", "&#X3a;", "&colon;"])
def test_a_token_that_nobody_named_is_masked(token: str, around: str, colon: str) -> None:
    """What looks like a token is masked also where the settings do not hold it, as in the address of another bot."""
    text = masking([])(around.format(token.replace(":", colon)))
    assert token.split(":")[1] not in text
    assert MASK in text


@pytest.mark.parametrize("length", range(24, 100, 5))
def test_a_text_that_is_cut_after_masking_shows_no_piece(length: int) -> None:
    """A message shortened to any length shows no beginning of a token."""
    text = masking([TELEGRAM])(f"https://api.telegram.org/bot{TELEGRAM}/sendMessage")[:length]
    assert "AAF" not in text


def test_a_text_that_was_cut_before_is_masked_as_far_as_it_can_be_told() -> None:
    """Half a token still looks like one."""
    assert "AAF-x9" not in masking([])(f"GET https://api.telegram.org/bot{TELEGRAM[:24]}…")


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token":"abcDEF123456","expires_in":"90000"}', "access_token=abcDEF123456",
        "refresh_token: abcDEF123456",
        "{'refresh_token': 'abcDEF123456'}", "secret_key=abcDEF123456&x=1", "headers={'access_token': 'abcDEF123456'}",
        'secret_token="abcDEF123456"', "ACCESS_TOKEN=abcDEF123456",
    ],
)  # fmt: skip
def test_a_value_that_is_named_a_secret_is_masked(text: str) -> None:
    """A fresh token that no setting holds is known by the name before it."""
    assert "abcDEF123456" not in masking([])(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 152/2025/NĐ-CP ngày 14/6/2025", "20/11/2026 07:30:15", "2026-11-20T07:30:15+07:00",
        "gọi 0912345678: máy lẻ 204", "0912 345 678", "điện thoại 02133876543", "Luật số 06/2022/QH15",
        "14:05:59,123 ERROR bot.delivery", "http://127.0.0.1:8765/healthz", "attempt 3 of 8", "1763600000: xong",
        "câu hỏi 123456: tra cứu", "123456:789", "sha256:9f86d081",
        "văn bản số 1234567", "tuổi: 35", "chậm nhất 15/6/2026: hồ sơ",
    ],
)  # fmt: skip
def test_ordinary_numbers_stay_readable(text: str) -> None:
    """Days, hours, document numbers and telephone numbers are no tokens."""
    assert masking(SECRETS)(text) == text


def test_a_short_setting_is_no_secret() -> None:
    """A word so short that it stands in ordinary sentences masks nothing."""
    assert masking(["abc", ""])("abc và văn bản") == "abc và văn bản"


def test_a_secret_that_holds_another_is_masked_whole() -> None:
    """Where one secret is the beginning of another, nothing of the longer one is left."""
    assert masking(["khoa-bi-mat", "khoa-bi-mat-dai"])("x khoa-bi-mat-dai y") == f"x {MASK} y"


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_words_around_bring_a_secret_to_light(before: str, after: str) -> None:
    """Whatever stands beside a secret, it is masked."""
    assert TELEGRAM not in masking([TELEGRAM])(before + TELEGRAM + after)


# -- logs -----------------------------------------------------------------------------------------------


def test_arguments_of_a_record_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    """A token in the message, an argument or an object that is only written out later does not come through."""
    logger, written = log
    logger.info("token %s in %r", TELEGRAM, {"url": f"https://x/bot{TELEGRAM}/"})
    logger.info("named %(token)s", {"token": ZALO})
    logger.info(ValueError(f"bad {APP_SECRET}"))
    assert written.getvalue().count(MASK) == 4
    assert not any(secret in written.getvalue() for secret in SECRETS)


def test_exceptions_and_their_causes_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    """What an exception says, and what the ones behind it say, does not come through; that it happened does."""
    logger, written = log
    try:
        try:
            raise OSError(f"cannot reach https://x/bot{quote(TELEGRAM)}/getMe")
        except OSError as error:
            raise RuntimeError(f"giving up on {ZALO}") from error
    except RuntimeError:
        logger.exception("failed with %s", APP_SECRET)
    text = written.getvalue()
    assert "RuntimeError" in text
    assert "OSError" in text
    assert "direct cause" in text
    assert not any(secret in text or quote(secret) in text for secret in SECRETS)


def test_a_wrong_log_call_raises_nothing(log: tuple[logging.Logger, io.StringIO]) -> None:
    """A library that gives too few arguments, or wrong ones, must not fail for our masking; its words are kept."""
    logger, written = log
    logger.info("%d of %s", "không phải số", TELEGRAM)
    logger.info("only %s and %s", TELEGRAM)
    assert "%d of %s" in written.getvalue()
    assert "AAF" not in written.getvalue()


def test_the_stack_of_a_record_is_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    """A record that shows the way to it is masked there as well."""
    logger, written = log
    logger.info("here", stack_info=True, extra={})  # 7123456789:AAF-x9_TgvSxkB2yQ4nOlz0WmDdEeRrTt12
    assert "Stack" in written.getvalue()
    assert "AAF-x9_" not in written.getvalue()


def test_chatty_libraries_are_silent_until_undone() -> None:
    """Libraries that print addresses at INFO say nothing but warnings; undoing gives back levels and records."""
    logger = logging.getLogger("httpx")
    logger.setLevel(logging.DEBUG)
    before = logging.getLogRecordFactory()
    undo = guard_logs([TELEGRAM])
    assert not any(logging.getLogger(name).isEnabledFor(logging.INFO) for name in CHATTY)
    assert logging.getLogger("httpx").isEnabledFor(logging.WARNING)
    undo()
    assert logger.level == logging.DEBUG
    assert logging.getLogRecordFactory() is before
    assert logger.makeRecord("x", logging.INFO, "f", 1, TELEGRAM, (), None).getMessage() == TELEGRAM
    logger.setLevel(logging.NOTSET)


def test_the_logger_of_a_part_of_a_chatty_library_is_silent_too() -> None:
    """What stands below a silenced name is silent with it."""
    undo = guard_logs([])
    try:
        assert not logging.getLogger("telegram.ext.Updater").isEnabledFor(logging.INFO)
        assert not logging.getLogger("httpcore.http11").isEnabledFor(logging.DEBUG)
    finally:
        undo()
