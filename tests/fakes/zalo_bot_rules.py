"""What the Zalo Bot Platform allows, as pure checks, and the flags of everything that its sources dispute.

Each rule carries the mark of its source: M measured on the live service, D transcribed from its documentation, S read
in a library, ? disputed or from one weak source (then a flag reaches the other branch). FAKE_FACTS.md lists them all.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

MOST_TEXT = 2000  # D A.3
# D A.4: the codes of text_styles, as documented in Aug–Oct 2026
STYLE_CODES = frozenset(
    ["b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "lst_1", "lst_2"]
    + ["c_050a19", "c_15a85f", "c_f7b503", "c_f27806", "c_db342e"]
    + [f"ind_{n}" for n in range(1, 6)]
)
PARSE_MODES = ("markdown", "html")  # D A.4

# D A.3: method -> (required parameters, optional parameters)
METHODS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "getMe": (frozenset(), frozenset()),
    "getUpdates": (frozenset(), frozenset({"timeout"})),
    "setWebhook": (frozenset({"url", "secret_token"}), frozenset()),
    "deleteWebhook": (frozenset(), frozenset()),
    "getWebhookInfo": (frozenset(), frozenset()),
    "sendMessage": (frozenset({"chat_id", "text"}), frozenset({"parse_mode", "text_styles"})),
    "sendPhoto": (frozenset({"chat_id", "photo"}), frozenset({"caption"})),
    "sendSticker": (frozenset({"chat_id", "sticker"}), frozenset()),
    "sendVoice": (frozenset({"chat_id", "voice_url"}), frozenset()),
    "sendChatAction": (frozenset({"chat_id", "action"}), frozenset()),
}


class Refused(Exception):
    """The platform answers ``ok: false`` with this code and description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description


@dataclass(slots=True)
class ZaloBotFlags:
    """How the fake decides what its sources leave open; a test may turn each at any time.

    Attributes:
        strict: Refuse parameters that the method does not document, and blank texts; off, they pass.
        allow_loopback: ``setWebhook`` takes http and loopback addresses too. Off by default: the platform refuses them.
        reaches: Public addresses that stand for loopback ones, by their beginnings: with
            ``{"https://bot.example.vn": server.url}`` a webhook set with the public address is delivered here.
        http_status: The HTTP status of a failure by its error code; what is not listed answers 200 (M for 400, 404
            and 408, ? for the others).
        error_code_as_text: Failures write their code as a string (?).
        empty_poll: ``"408"`` (M) or ``"empty_result"`` = ``{"ok": true, "result": {}}`` (?).
        list_of_updates: ``getUpdates`` answers a list (?).
        keeps_unread: What is said while nobody polls waits for the next poll; off, it is lost (?).
        pops_for_the_gone: A poll whose client has hung up still takes the next update, which is lost (?).
        fastest_poll: Seconds that must lie between two polls, else the gateway answers an HTML 429 (M that it does,
            the figure is unknown). None: no limit.
        flat_webhook: Events are posted flat instead of wrapped in ``{ok, result}`` (?).
        duplicate_delivery: Each event is posted twice (?).
        webhook_pauses: Seconds, before ``time_scale``, after which an event that met no 2xx is posted again (?).
        verification: What ``setWebhook`` says of its check of the address; ``None``: the field is absent (?).
        has_test_webhook: ``testWebhook`` exists (in the docs of Sep 2026, absent in Oct 2026: ?).
        monthly_limit: Messages a month (D). Whether failures count is unknown; here only what was accepted counts.
        month_offset_hours: The month begins at midnight of this offset from UTC (?).
        user_cap: People that the bot may serve (D).
        above_user_cap: ``"refuse"``: they are heard and sends answer 429; ``"drop"``: they are not heard, sends say ok
            and nothing arrives (?).
        group_cap: Groups that the bot may be in (D, beta).
        blocked: What a send to somebody who blocked the bot answers: a code, or ``"ok"`` without delivery (?).
        proactive_days: Days after somebody's last message in which a send is taken; None: no window (M; ? otherwise).
        length_unit: What the 2000 of a text counts: ``"utf16"`` or ``"codepoints"`` (?).
        parse_mode_known: ``parse_mode`` and ``text_styles`` exist; off = the docs of Apr 2026.
        accepts_reply_to: ``reply_to_message_id`` is taken (?).
        voice_in_groups: ``"dropped"`` (D Oct 2026) or ``"delivered"`` (?).
        action_counts: ``sendChatAction`` counts against the month (?).
        refusing_hosts: Hosts that the platform's fetcher cannot read a photo from (M that some are).
        link_arrives_as: How an address that a user types arrives: ``"text"``, ``"link"`` or ``"unsupported"`` (?).
        name_field: ``"display_name"`` (D) or ``"name"`` (?).
        photo_shape: ``"url"`` (D), ``"object"``, ``"list"`` or ``"photo_url"`` (?).
        message_type: Payloads carry ``message_type`` (?).
        mention_in_text: The text of a group message keeps its mention (?).
        display_name_in_me: ``getMe`` shows ``display_name`` too (?).
    """

    strict: bool = True
    allow_loopback: bool = False
    reaches: dict[str, str] = field(default_factory=dict)
    http_status: dict[int, int] = field(default_factory=dict)
    error_code_as_text: bool = False
    empty_poll: Literal["408", "empty_result"] = "408"
    list_of_updates: bool = False
    keeps_unread: bool = True
    pops_for_the_gone: bool = False
    fastest_poll: float | None = None
    flat_webhook: bool = False
    duplicate_delivery: bool = False
    webhook_pauses: tuple[float, ...] = ()
    verification: dict[str, Any] | None = None
    has_test_webhook: bool = False
    monthly_limit: int = 3000
    month_offset_hours: int = 7
    user_cap: int = 50
    above_user_cap: Literal["refuse", "drop"] = "refuse"
    group_cap: int = 3
    blocked: Literal["ok", 400, 403, 404] = 400
    proactive_days: float | None = None
    length_unit: Literal["utf16", "codepoints"] = "utf16"
    parse_mode_known: bool = True
    accepts_reply_to: bool = False
    voice_in_groups: Literal["dropped", "delivered"] = "dropped"
    action_counts: bool = False
    refusing_hosts: frozenset[str] = frozenset()
    link_arrives_as: Literal["text", "link", "unsupported"] = "text"
    name_field: Literal["display_name", "name"] = "display_name"
    photo_shape: Literal["url", "object", "list", "photo_url"] = "url"
    message_type: bool = False
    mention_in_text: bool = True
    display_name_in_me: bool = False


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units, in which style offsets count (D A.4)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_parameters(method: str, params: Mapping[str, Any], flags: ZaloBotFlags) -> None:
    """Refuse what is missing, and in strict mode what the method does not document (own rule: catches typing errors).

    Raises:
        Refused: 404 for a method that does not exist (M 0.1(3)), 400 otherwise.
    """
    if method not in METHODS and not (method == "testWebhook" and flags.has_test_webhook):
        raise Refused(404, "Not Found")
    required, optional = METHODS.get(method, (frozenset(), frozenset()))
    if method == "sendMessage" and not flags.parse_mode_known:
        optional = frozenset()
    if method.startswith("send") and flags.accepts_reply_to:  # ? A.3: sent by forks, documented nowhere
        optional |= {"reply_to_message_id"}
    for name in sorted(required):
        if params.get(name) in (None, ""):
            raise Refused(400, f"Bad Request: {name} must not be empty")  # M A.2: the wording seen for chat_id
    if flags.strict and (unknown := sorted(set(params) - required - optional)):
        raise Refused(400, f"Bad Request: unknown parameter {unknown[0]}")


def check_text(name: str, text: object, flags: ZaloBotFlags) -> str:
    """Return a text of 1 to 2000 units (D A.3; UTF-16 is the cautious reading, ? A.4)."""
    if not isinstance(text, str) or not text:
        raise Refused(400, f"Bad Request: {name} must not be empty")
    if flags.strict and not text.strip():  # own rule: a blank message is never meant
        raise Refused(400, f"Bad Request: {name} must not be blank")
    try:
        text.encode()
    except UnicodeEncodeError:  # own rule: half a surrogate pair is the mark of a bad split
        raise Refused(400, f"Bad Request: {name} is not valid UTF-8") from None
    length = units(text) if flags.length_unit == "utf16" else len(text)
    if length > MOST_TEXT:
        raise Refused(400, f"Bad Request: {name} is longer than {MOST_TEXT} characters")
    return text


def check_chat_id(chat_id: object) -> str:
    """Return a chat id, which is a string and never a number (D A.1)."""
    if not isinstance(chat_id, str):
        raise Refused(400, "Bad Request: chat_id must be a string")
    return chat_id


def check_parse_mode(mode: object) -> str | None:
    """Return the parse mode: absent, ``markdown`` or ``html`` (D A.4)."""
    if mode is not None and mode not in PARSE_MODES:
        raise Refused(400, "Bad Request: unsupported parse_mode")
    return None if mode is None else str(mode)


def check_styles(given: object, text: str) -> tuple[dict[str, Any], ...]:
    """Return the styles of a text: known codes, within its bounds in UTF-16 units (D A.4)."""
    if given is None:
        return ()
    try:
        styles = json.loads(given) if isinstance(given, str) else given  # D A.1: forms carry JSON as text
    except ValueError:
        raise Refused(400, "Bad Request: text_styles is not valid JSON") from None
    if not isinstance(styles, list):
        raise Refused(400, "Bad Request: text_styles must be an array")
    for style in styles:
        _check_style(style, units(text))
    return tuple(styles)


def _check_style(style: object, length: int) -> None:
    if not isinstance(style, dict) or set(style) != {"start", "len", "st"}:
        raise Refused(400, "Bad Request: text_styles must hold start, len and st")
    start, size, codes = style["start"], style["len"], style["st"]
    if type(start) is not int or type(size) is not int or start < 0 or size < 1 or start + size > length:
        raise Refused(400, "Bad Request: text_styles is out of bounds")
    if not isinstance(codes, list) or not codes or not all(isinstance(c, str) and c in STYLE_CODES for c in codes):
        raise Refused(400, "Bad Request: unknown style code")


def check_address(name: str, url: object, flags: ZaloBotFlags, suffix: str = "") -> str:
    """Return the http(s) address of a photo or voice; files, data URIs and base64 are rejected (M A.3)."""
    if not isinstance(url, str) or not re.match(r"https?://[^/\s]+", url):
        raise Refused(400, f"Bad Request: {name} must be a URL")
    there = urlsplit(url)
    if suffix and not there.path.endswith(suffix):  # D A.3: voice is .aac
        raise Refused(400, f"Bad Request: {name} must end with {suffix}")
    if there.hostname in flags.refusing_hosts:  # M A.3: some hosts refuse the fetcher
        raise Refused(400, f"Bad Request: cannot fetch {name}")
    return url


def check_webhook(url: object, secret: object, flags: ZaloBotFlags) -> tuple[str, str]:
    """Return the address and secret of a webhook: public https, 8 to 256 characters (D A.3)."""
    if not isinstance(secret, str) or not 8 <= len(secret) <= 256:
        raise Refused(400, "Bad Request: secret_token must be 8 to 256 characters")
    there = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if there.hostname is None:
        raise Refused(400, "Bad Request: url is not valid")
    if not _is_public(there.hostname):  # D A.3: private and loopback hosts are refused
        if not (flags.allow_loopback and there.hostname in ("127.0.0.1", "localhost")):
            raise Refused(400, "Bad Request: url must be public")
    elif there.scheme != "https":
        raise Refused(400, "Bad Request: url must be https")
    return str(url), secret


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal", ".lan"))


def check_timeout(timeout: object) -> float:
    """Return the seconds that a poll waits: a number or its text (D and S A.3), 30 if nothing is said (D)."""
    if timeout is None:
        return 30.0
    if isinstance(timeout, bool) or not re.fullmatch(r"\d{1,4}", str(timeout)):
        raise Refused(400, "Bad Request: timeout must be a number of seconds")
    return float(str(timeout))
