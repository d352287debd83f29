"""What a bot may put into a message: formatted text, keyboards, files (C.3)."""

import re

from tests.fakes.telegram_entities import found_entities, trimmed
from tests.fakes.telegram_html import HtmlError, Parsed, parse_html, units
from tests.fakes.telegram_rules import Rules
from tests.fakes.telegram_wire import Params, bad_request
from tests.fakes.telegram_world import Json, StoredFile, World

MOST_TEXT, MOST_CAPTION, MOST_ENTITIES = 4096, 1024, 100  # [D] UTF-16 units, after the entities are parsed
MOST_DATA = 64  # [D] bytes of callback_data
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = [
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
_BUTTON = {"text", "style", "icon_custom_emoji_id", *_ACTIONS}
_ADDRESS = re.compile(r"(https?|tg|ton)://[^\s/]+\S*", re.IGNORECASE)


def formatted(params: Params, rules: Rules, name: str) -> Parsed:
    """Return a text or caption as a reader sees it.

    Raises:
        Refused: It cannot be parsed: 400 with what is wrong [D].
    """
    mode = params.text("parse_mode").lower()
    source = params.text(name)
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")  # the two Markdown modes are none of this fake's
    if mode:
        try:
            parsed = parse_html(source, rules.html_strict)
        except HtmlError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    else:
        given = params.nested("entities" if name == "text" else "caption_entities", list) or []
        parsed = Parsed(source, tuple(_checked_entity(one, units(source)) for one in given))
    parsed = trimmed(parsed)
    entities = found_entities(parsed.text, parsed.entities)[:MOST_ENTITIES]  # [R] the rest is left out
    return Parsed(parsed.text, tuple(entities))


def text_content(parsed: Parsed, name: str) -> Json:
    """Return the fields of a ``Message`` that hold a text or caption."""
    if not parsed.text:
        return {}
    entities = "entities" if name == "text" else "caption_entities"
    return {name: parsed.text, **({entities: list(parsed.entities)} if parsed.entities else {})}


def check_length(parsed: Parsed, most: int) -> None:
    """Refuse a text that is too long."""
    if units(parsed.text) > most:
        raise bad_request("message is too long" if most == MOST_TEXT else "message caption is too long")


def keyboard(params: Params) -> Json | None:
    """Return ``reply_markup``, its form checked; an inline keyboard without buttons is none."""
    markup = params.nested("reply_markup", dict)
    if not markup:
        return None
    if not any(kind in markup for kind in _MARKUPS):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if "inline_keyboard" not in markup:
        return dict(markup)
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    checked = [[_checked_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": checked} if checked else None


def check_buttons(markup: Json | None, rules: Rules) -> None:
    """Refuse buttons that say too much, and too many of them; Telegram looks at it after the chat [R]."""
    rows = (markup or {}).get("inline_keyboard", [])
    if rules.keyboard_limits and (sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows)):
        raise bad_request("reply markup is too long")  # [D] the figures, [?] the answer
    for button in (one for row in rows for one in row):
        if len(button.get("callback_data", "").encode()) > MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")  # [D] C.5
        if "url" in button and not _ADDRESS.fullmatch(button["url"]):
            raise bad_request("BUTTON_URL_INVALID")  # [R]


def file_given(world: World, params: Params, name: str, most: int) -> StoredFile:
    """Return the file of a request: uploaded, or one that is on the server already."""
    upload = params.upload(name)
    if upload is None:
        given = params.text(name)
        if given in world.files:
            return world.files[given]
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # the fake fetches nothing
        why = "wrong file identifier/HTTP URL specified" if given else f"there is no {name} in the request"
        raise bad_request(why)  # [R]
    if not upload.content:
        raise bad_request("file must be non-empty")  # [R]
    if len(upload.content) > most:
        raise bad_request(f"file is too big for {name}")  # [D] 50 MB, photos 10 MB; [R] the answer
    return world.keep(upload, name)


def file_content(kind: str, held: StoredFile) -> Json:
    """Return the field of a ``Message`` that holds a file [S]."""
    if kind == "photo":
        sizes = ((90, 60), (800, 533))  # two sizes; the fake looks into no picture
        return {"photo": [{**held.json(), "width": width, "height": height} for width, height in sizes]}
    if kind == "voice":
        return {"voice": {**held.json(), "duration": 3, "mime_type": held.upload.mime}}
    return {"document": {**held.json(), "file_name": held.upload.name, "mime_type": held.upload.mime}}


def _checked_entity(given: object, length: int) -> Json:
    if not isinstance(given, dict) or not {"type", "offset", "length"} <= given.keys():
        raise bad_request("can't parse MessageEntity: object expected")
    if given["offset"] < 0 or given["length"] <= 0 or given["offset"] + given["length"] > length:
        raise bad_request("entity beyond the end of the text")  # [R]
    return dict(given)


def _checked_button(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    unknown = button.keys() - _BUTTON
    if unknown:
        raise bad_request(f"can't parse inline keyboard button: unknown field {sorted(unknown)[0]}")
    does = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    if not button["text"].strip() or len(does) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return {name: value for name, value in button.items() if value is not None}
