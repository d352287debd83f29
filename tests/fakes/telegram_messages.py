"""The methods that write, change and answer: C.3, with the refusals of C.5."""

from tests.fakes.telegram_content import (
    MOST_CAPTION,
    MOST_TEXT,
    check_buttons,
    check_length,
    file_content,
    file_given,
    formatted,
    keyboard,
    text_content,
)
from tests.fakes.telegram_html import Parsed, units
from tests.fakes.telegram_limits import FloodControl
from tests.fakes.telegram_wire import Params, Upload, bad_request
from tests.fakes.telegram_world import Chat, Json, Post, World

_MEGABYTE = 1024 * 1024
_OLD = 48 * 3600  # [R] seconds after which a message stays
_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class Messages:
    """Messages of the bot, in the world."""

    def __init__(self, world: World, flood: FloodControl) -> None:
        self._world, self._flood = world, flood

    def send_message(self, params: Params) -> Json:
        """Answer ``sendMessage``."""
        parsed = formatted(params, self._world.rules, "text")
        if not parsed.text:
            raise bad_request("message text is empty")  # [D] C.5
        return self._send(params, text_content(parsed, "text"), parsed, MOST_TEXT)

    def send_document(self, params: Params) -> Json:
        """Answer ``sendDocument``: up to 50 MB [D]."""
        return self._send_file(params, "document", 50 * _MEGABYTE)

    def send_photo(self, params: Params) -> Json:
        """Answer ``sendPhoto``: up to 10 MB [D]."""
        return self._send_file(params, "photo", 10 * _MEGABYTE)

    def edit_message_text(self, params: Params) -> Json:
        """Answer ``editMessageText``; without ``reply_markup`` the keyboard goes [D]."""
        parsed = formatted(params, self._world.rules, "text")
        if not parsed.text:
            raise bad_request("message text is empty")
        markup = keyboard(params)
        post = self._own(params)
        check_length(parsed, MOST_TEXT)
        check_buttons(markup, self._world.rules)
        if "text" not in post.content:
            raise bad_request("there is no text in the message to edit")
        content = text_content(parsed, "text")
        if (content, markup) == (post.content, post.markup):
            raise bad_request(_NOT_MODIFIED)  # [D] C.3
        self._flood.spend(post.chat)
        if content != post.content:
            post.versions.append(post.text)
        post.content, post.markup = content, markup
        return self._edited(post)

    def edit_message_reply_markup(self, params: Params) -> Json:
        """Answer ``editMessageReplyMarkup``."""
        markup = keyboard(params)
        post = self._own(params)
        check_buttons(markup, self._world.rules)
        if markup == post.markup:
            raise bad_request(_NOT_MODIFIED)
        self._flood.spend(post.chat)
        post.markup = markup
        return self._edited(post)

    def delete_message(self, params: Params) -> bool:
        """Answer ``deleteMessage``."""
        chat = self._world.writable(params.text("chat_id"))
        post = self._world.standing(chat, params.integer("message_id"))
        if post is None:
            raise bad_request("message to delete not found")
        foreign = post.sender is not self._world.bot and chat.id < 0 and chat.bot_status != "administrator"
        if foreign or self._world.now() - post.date > _OLD:
            raise bad_request("message can't be deleted for everyone")  # [R]
        post.deleted = True
        self._world.changed()
        return True

    def send_chat_action(self, params: Params) -> bool:
        """Answer ``sendChatAction``."""
        action = params.text("action")
        if action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat = self._world.writable(params.text("chat_id"))
        self._thread(chat, params)
        self._world.actions.append((chat.id, action))
        self._world.changed()
        return True

    def answer_callback_query(self, params: Params) -> bool:
        """Answer ``answerCallbackQuery``: once, and not late [D]."""
        press = self._world.presses.get(params.text("callback_query_id"))
        late = press is None or self._world.clock() - press.time > self._world.rules.callback_answer_seconds  # [?]
        if press is None or late:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if press.answer is not None and self._world.rules.duplicate_callback_answer == "refuse":  # [?]
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if units(params.text("text")) > 200:  # [D] 200
            raise bad_request("MESSAGE_TOO_LONG")  # [R]
        press.answer = {"text": params.text("text"), "show_alert": params.flag("show_alert")}
        self._world.changed()
        return True

    def _send_file(self, params: Params, kind: str, most: int) -> Json:
        parsed = formatted(params, self._world.rules, "caption")
        held = file_given(self._world, params, kind, most)
        content = file_content(kind, held) | text_content(parsed, "caption")
        return self._send(params, content, parsed, MOST_CAPTION, held.upload)

    def _send(self, params: Params, content: Json, parsed: Parsed, most: int, upload: Upload | None = None) -> Json:
        markup = keyboard(params)
        chat = self._world.writable(params.text("chat_id"))
        check_length(parsed, most)
        check_buttons(markup, self._world.rules)
        thread_id, reply_to = self._thread(chat, params), self._replied(chat, params)
        self._flood.spend(chat)
        made = self._world.post(
            chat,
            self._world.bot,
            content,
            markup=markup,
            thread_id=thread_id,
            reply_to=reply_to,
            upload=upload,
            asked={name: value for name, value in params.values.items() if not isinstance(value, Upload)},
        )
        return made.json()

    def _thread(self, chat: Chat, params: Params) -> int | None:
        thread_id = params.integer("message_thread_id")
        if thread_id and thread_id not in chat.topics:
            raise bad_request("message thread not found")  # [D] C.5
        return thread_id or None

    def _replied(self, chat: Chat, params: Params) -> Post | None:
        given = params.nested("reply_parameters", dict)
        if not given:
            return None
        post = self._world.standing(chat, Params(given).integer("message_id"))
        if post is None and not Params(given).flag("allow_sending_without_reply"):  # [D] C.3
            raise bad_request("message to be replied not found")
        return post

    def _own(self, params: Params) -> Post:
        """Return the message to edit."""
        if params.text("inline_message_id"):
            raise bad_request("MESSAGE_ID_INVALID")  # inline mode is off
        chat = self._world.writable(params.text("chat_id"))
        post = self._world.standing(chat, params.integer("message_id"))
        if post is None:
            raise bad_request("message to edit not found")  # [D] C.3
        if post.sender is not self._world.bot:
            raise bad_request("message can't be edited")
        return post

    def _edited(self, post: Post) -> Json:
        post.edit_date = self._world.now()
        self._world.changed()
        return post.json()
