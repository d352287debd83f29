"""What the Zalo Official Account API allows, as pure checks, and the flags of everything that its sources leave open.

The marks: M measured, D transcribed from the documentation, S read in code, R from general knowledge, ? disputed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.zalo_bot_rules import units

MOST_TEXT = 2000  # D B.1
MOST_ROWS = 5  # D B.1
BUTTON_TYPES = frozenset({"oa.query.show", "oa.query.hide", "oa.open.url", "oa.open.phone", "oa.open.sms"})  # D B.1
RETRIES = (30.0, 300.0, 900.0, 1800.0, 3600.0)  # ? B.3: reported, undocumented

# D B.4: the errors that a client must know, in words of our own
ERRORS = {
    -32: "Call rate exceeded",
    -201: "A field is invalid",
    -204: "The OA no longer exists",
    -205: "The OA is not active",
    -211: "Out of quota",
    -212: "This API is not enabled",
    -213: "The user does not follow the OA",
    -216: "The access token is invalid",
    -218: "Out of quota for this recipient",
    -219: "The app is disabled",
    -220: "The access token has expired",
    -221: "The OA is not verified",
    -224: "The package of the OA does not allow this",
    -227: "The user has been inactive for over 45 days",
    -230: "The user has not interacted in the last 7 days",
    -232: "The user has not interacted in the allowed time",
    -233: "This type of message is not allowed",
    -240: "Version 2 of this API is closed",
}


class Refused(Exception):
    """The API answers this negative error inside HTTP 200."""

    def __init__(self, error: int, message: str = "") -> None:
        super().__init__(f"{error} {message}")
        self.error = error
        self.message = message or ERRORS.get(error, "Error")


@dataclass(slots=True)
class ZaloOaFlags:
    """How the fake decides what its sources leave open; a test may turn each at any time.

    Attributes:
        strict: Refuse fields that are not known here.
        access_seconds: Life of an access token (D: 90000); 0 lets it expire at once.
        refresh_days: Life of a refresh token (D: about three months).
        old_access_dies: A refresh ends the access token that it replaces (?).
        window_error: What a send outside the 7 days answers: −230 or −232 (? both seen).
        follow_opens_window: Following counts as an interaction (?).
        followers_only: Who wrote without following cannot be written to: −213 (?).
        calls_per_minute: Calls above it answer −32 (D that it exists, the figure is unknown). None: no limit.
        always: Every call answers this error: −204, −212, −219, −221, −224 and their like (D).
        quota_as_text: The numbers of ``quota`` are strings (?).
        timestamp_place: The signature covers the timestamp of the ``"body"`` or that of the ``"header"`` (?).
        signature: How webhooks are signed: ``"right"``, or in one of the ways that must be refused.
        webhook_pauses: Seconds, before ``time_scale``, after which an event that met no 2xx is posted again (?).
        disables_webhook: After the last try the webhook is switched off (?).
        duplicate_delivery: Each event is posted twice (?).
        echoes: What the OA sends comes back as ``oa_send_text`` and ``user_received_message`` (R).
    """

    strict: bool = True
    access_seconds: int = 90_000
    refresh_days: int = 90
    old_access_dies: bool = False
    window_error: Literal[-230, -232] = -230
    follow_opens_window: bool = True
    followers_only: bool = False
    calls_per_minute: int | None = None
    always: int | None = None
    quota_as_text: bool = False
    timestamp_place: Literal["body", "header"] = "body"
    signature: Literal["right", "none", "wrong", "app_secret", "oa_id", "hmac"] = "right"
    webhook_pauses: tuple[float, ...] = RETRIES
    disables_webhook: bool = True
    duplicate_delivery: bool = False
    echoes: bool = False


@dataclass(frozen=True, slots=True)
class OaNames:
    """The ids and secrets of an app and its Official Account; the two secrets are not the same."""

    app_id: str = "4102938475610293847"
    app_secret: str = "khoa-cua-ung-dung"
    oa_id: str = "2938475610293847561"
    oa_secret: str = "khoa-cua-trang-webhook"


def mac(raw: bytes, timestamp: str, names: OaNames, signature: str = "right") -> str:
    """Return the signature of a webhook: SHA-256 of app id, raw body, timestamp and OA secret (D B.3), or a wrong one.

    The wrong ones are those that B.3 reports from real clients: the app's secret, the OA's id, an HMAC.
    """
    first = names.oa_id if signature == "oa_id" else names.app_id
    key = names.app_secret if signature == "app_secret" else names.oa_secret
    signed = first.encode() + raw + timestamp.encode()
    if signature == "hmac":
        return hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    if signature == "wrong":
        return hashlib.sha256(signed).hexdigest()
    return hashlib.sha256(signed + key.encode()).hexdigest()


def check_cs(body: Mapping[str, Any], flags: ZaloOaFlags) -> tuple[str, Mapping[str, Any]]:
    """Return the recipient and the message of a consultation message (D B.1).

    Raises:
        Refused: −201 for whatever is missing, of a wrong type, out of bounds or, in strict mode, not known.
    """
    recipient, message = body.get("recipient"), body.get("message")
    if not isinstance(recipient, dict) or not isinstance(recipient.get("user_id"), str):
        raise Refused(-201, "recipient.user_id must be a string")
    if not isinstance(message, dict):
        raise Refused(-201, "message must be an object")
    unknown = (set(body) - {"recipient", "message"}) | (set(recipient) - {"user_id"})
    if flags.strict and (unknown | (set(message) - {"text", "attachment", "quote_message_id"})):
        raise Refused(-201, "unknown field")
    text, attachment = message.get("text"), message.get("attachment")
    if text is None and attachment is None:
        raise Refused(-201, "message is empty")
    if text is not None and (not isinstance(text, str) or not 1 <= units(text) <= MOST_TEXT):
        raise Refused(-201, "message.text must have 1 to 2000 characters")
    if attachment is not None:
        _check_attachment(attachment)
    return recipient["user_id"], message


def _check_attachment(attachment: object) -> None:
    """Refuse an attachment that is neither a template nor an uploaded file (D B.1; shapes from memory: R)."""
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(attachment, dict) or not isinstance(payload, dict):
        raise Refused(-201, "attachment.payload must be an object")
    if attachment.get("type") == "file":
        if not isinstance(payload.get("token"), str):
            raise Refused(-201, "a file needs the token of its upload")
        return
    if attachment.get("type") != "template":
        raise Refused(-201, "unknown attachment.type")
    rows, buttons = payload.get("elements", []), payload.get("buttons", [])
    if not isinstance(rows, list) or not isinstance(buttons, list) or len(rows) > MOST_ROWS:
        raise Refused(-201, "a list has at most 5 rows")
    for button in buttons:
        if not isinstance(button, dict) or button.get("type") not in BUTTON_TYPES or not button.get("title"):
            raise Refused(-201, "unknown button")


def written(event: Mapping[str, Any]) -> bytes:
    """Return an event as raw JSON, with slashes escaped, so that a client that re-serialises it finds another mac."""
    return json.dumps(event, ensure_ascii=False).replace("/", "\\/").encode()
