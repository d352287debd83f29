"""The methods that say who and where: the bot, its commands and menu, chats, members, files (C.2, C.4)."""

import re

from tests.fakes.telegram_updates import UpdateQueue, change_bot_status
from tests.fakes.telegram_wire import Params, bad_request
from tests.fakes.telegram_world import Chat, Json, member_json

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")  # [D]
_LANGUAGE = re.compile(r"[a-z]{2}|")
_MOST_DOWNLOAD = 20 * 1024 * 1024  # [D] C.3
_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class Settings:
    """What the bot asks and sets about itself and its chats."""

    def __init__(self, queue: UpdateQueue) -> None:
        self._world, self._queue = queue.world, queue

    def get_me(self, _params: Params) -> Json:
        """Answer ``getMe``."""
        reads_all = not self._world.rules.privacy_mode
        shown = {"can_join_groups": True, "can_read_all_group_messages": reads_all, "supports_inline_queries": False}
        return {**self._world.bot.json(), **shown, "can_connect_to_business": False, "has_main_web_app": False}

    def set_my_commands(self, params: Params) -> bool:
        """Answer ``setMyCommands``: up to 100, names of a–z 0–9 _ [D]."""
        place = self._place(params)
        commands = params.nested("commands", list)
        if commands is None:
            raise bad_request("parameter commands is required")
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")  # [R] the wording
        self._world.commands[place] = [_checked_command(one) for one in commands]
        self._world.changed()
        return True

    def get_my_commands(self, params: Params) -> list[Json]:
        """Answer ``getMyCommands``: of exactly this scope and language [R]."""
        return self._world.commands.get(self._place(params), [])

    def delete_my_commands(self, params: Params) -> bool:
        """Answer ``deleteMyCommands``."""
        self._world.commands.pop(self._place(params), None)
        self._world.changed()
        return True

    def set_chat_menu_button(self, params: Params) -> bool:
        """Answer ``setChatMenuButton``: of a private chat, or of all."""
        given = params.text("chat_id")
        chat = self._world.chat(given) if given else None
        if chat is not None and chat.kind != "private":
            raise bad_request("chat not found")  # [R]
        button = params.nested("menu_button", dict) or {"type": "default"}
        if button.get("type") not in ("default", "commands", "web_app"):
            raise bad_request("can't parse menu button: unsupported type")  # [R]
        self._world.menu_buttons[chat.id if chat else None] = button
        self._world.changed()
        return True

    def get_chat(self, params: Params) -> Json:
        """Answer ``getChat`` with the fields that ``ChatFullInfo`` must have [S]."""
        chat = self._chat(params)
        gifts = dict.fromkeys(_GIFTS, False)
        return {**chat.json(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def get_chat_member(self, params: Params) -> Json:
        """Answer ``getChatMember``."""
        chat = self._chat(params)
        person = self._world.people.get(params.integer("user_id"))
        if person is None:
            raise bad_request("user not found")  # [R]
        if person is self._world.bot:
            return member_json(person, chat.bot_status)
        here = person is chat.person
        return member_json(person, "member" if here else chat.members.get(person.id, "left"))

    def leave_chat(self, params: Params) -> bool:
        """Answer ``leaveChat``."""
        chat = self._world.writable(params.text("chat_id"))
        if chat.kind == "private":
            raise bad_request("chat member status can't be changed in private chats")  # [R]
        change_bot_status(self._queue, chat, self._world.bot, "left")
        return True

    def get_file(self, params: Params) -> Json:
        """Answer ``getFile``: up to 20 MB [D]."""
        held = self._world.files.get(params.text("file_id"))
        if held is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")  # [R]
        if held.size > _MOST_DOWNLOAD:
            raise bad_request("file is too big")
        held.linked_at = self._world.clock()
        return {**held.json(), "file_path": held.path}

    def file_at(self, path: str) -> bytes | None:
        """Return the bytes under a path that getFile gave less than an hour ago [R]."""
        now, keeps = self._world.clock(), self._world.rules.file_link_seconds
        for held in self._world.files.values():
            if held.path == path and held.linked_at is not None and now - held.linked_at <= keeps:
                return held.upload.content
        return None

    def _chat(self, params: Params) -> Chat:
        chat = self._world.chat(params.text("chat_id"))
        return chat if chat.kind == "private" else self._world.writable(params.text("chat_id"))

    def _place(self, params: Params) -> tuple[str, str]:
        """Return the scope, in one word, and the language of commands."""
        scope = Params(params.nested("scope", dict) or {"type": "default"})
        kind, language = scope.text("type"), params.text("language_code")
        if not _LANGUAGE.fullmatch(language):
            raise bad_request("invalid language code specified")  # [R]
        if kind in _PLAIN_SCOPES:
            return kind, language
        if kind not in _CHAT_SCOPES:
            raise bad_request("can't parse BotCommandScope: unsupported type specified")  # [R]
        chat = self._world.chat(scope.text("chat_id"))
        person = f":{scope.integer('user_id')}" if kind == "chat_member" else ""
        return f"{kind}:{chat.id}{person}", language


def _checked_command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: object expected")
    name, description = str(given.get("command", "")).removeprefix("/"), str(given.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:  # [D]
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
