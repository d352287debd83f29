"""Updates of Telegram as events: what is for us, from whom, and what is left alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import Identity, incoming, readable
from bot.messages import ChatAddress, IncomingMessage, Kind, SentFile

OWN = Identity("7000000001", "tdkt_thu_bot")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AN = {"id": 42, "is_bot": False, "first_name": "An"}
US = {"id": 7000000001, "is_bot": True, "first_name": "Trợ lý", "username": "tdkt_thu_bot"}
PRIVATE = {"id": 42, "type": "private", "first_name": "An"}
GROUP = {"id": -1009999999999, "type": "supergroup", "title": "Phòng Tổ chức"}
CHAT = ChatAddress("telegram", OWN.id, "42")
ROOM = ChatAddress("telegram", OWN.id, "-1009999999999")
BLOB = {"file_id": "F1", "file_unique_id": "u1"}
Json = dict[str, Any]


def message(chat: Json = PRIVATE, **content: Any) -> Json:
    sender = {} if "from" in content else {"from": AN}
    return {"message_id": 5, "date": int(AT.timestamp()), "chat": chat, **sender, **content}


def seen(groups: bool = False, **update: Any) -> IncomingMessage | None:
    read = readable({"update_id": 871, **update})
    assert read is not None
    return incoming(read, OWN, NOW, groups)


def told(chat: Json = PRIVATE, groups: bool = True, **content: Any) -> IncomingMessage | None:
    return seen(groups, message=message(chat, **content))


def mention(text: str, name: str = "@tdkt_thu_bot") -> Json:
    """Return a text and its mentions, as the platform marks them."""
    wide, found = text.encode("utf-16-le"), name.encode("utf-16-le")
    return {
        "text": text,
        "entities": [{"type": "mention", "offset": wide.index(found) // 2, "length": len(found) // 2}],
    }


def test_a_text_is_an_event() -> None:
    """A text in a private chat is passed on as typed, with who wrote it, where, when, and the update's number."""
    assert told(text=" Hạn nộp hồ sơ?\n") == IncomingMessage("871", CHAT, "42", Kind.TEXT, " Hạn nộp hồ sơ?\n", AT)


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ("/start a1-B_2", "/start a1-B_2"),
        ("/giup@tdkt_thu_bot", "/giup"),
        ("/giup@TDKT_Thu_Bot và thêm", "/giup và thêm"),
        ("/giup@khac_bot", None),
        ("/giup@tdkt_thu_bot2", None),
        ("/giup@tdkt_thu_bot, nhé", "/giup@tdkt_thu_bot, nhé"),
        ("xin /giup@khac_bot", "xin /giup@khac_bot"),
    ],
)
def test_commands_lose_our_name_and_those_of_others_are_left(typed: str, passed: str | None) -> None:
    """A command with our name is the command; one with another bot's name is nothing; anything else is text."""
    event = told(text=typed)
    assert (event.text if event else None) == passed


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"photo": [{**BLOB, "width": 1, "height": 1}], "caption": "Đây ạ"}, Kind.PHOTO, "Đây ạ"),
        ({"voice": {**BLOB, "duration": 3}}, Kind.VOICE, ""),
        ({"audio": {**BLOB, "duration": 3}}, Kind.VOICE, ""),
        ({"video_note": {**BLOB, "duration": 3, "length": 240}}, Kind.VOICE, ""),
        ({"video": {**BLOB, "duration": 3, "width": 1, "height": 1}}, Kind.OTHER, ""),
        (
            {"animation": {**BLOB, "duration": 3, "width": 1, "height": 1}, "document": {**BLOB, "file_name": "a.mp4"}},
            Kind.OTHER,
            "",
        ),
        ({"location": {"latitude": 21.0, "longitude": 105.8}}, Kind.OTHER, ""),
        ({"contact": {"phone_number": "+84900000000", "first_name": "Bình"}}, Kind.OTHER, ""),
        ({"dice": {"emoji": "🎲", "value": 3}}, Kind.OTHER, ""),
        ({"rich_message": {"blocks": []}}, Kind.OTHER, ""),
    ],
)
def test_what_is_no_text_has_its_kind(content: Json, kind: Kind, text: str) -> None:
    """Pictures, sounds and the rest are told apart, with their captions; also what is newer than the library."""
    event = told(**content)
    assert event is not None
    assert (event.kind, event.text, event.file) == (kind, text, None)


def test_a_sticker_is_a_sticker() -> None:
    """A sticker has its kind and no text."""
    shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
    event = told(sticker={**BLOB, **shape, "emoji": "👍"})
    assert event is not None
    assert (event.kind, event.text) == (Kind.STICKER, "")


def test_a_document_can_be_fetched() -> None:
    """A document carries its name, its size and what is needed to fetch it; each may be missing but the last."""
    event = told(document={**BLOB, "file_name": "Danh sách.xlsx", "file_size": 9000}, caption="kiểm tra giúp")
    assert event is not None
    assert (event.kind, event.text) == (Kind.FILE, "kiểm tra giúp")
    assert event.file == SentFile("Danh sách.xlsx", "F1", 9000)
    bare = told(document=BLOB)
    assert bare is not None
    assert bare.file == SentFile("tệp", "F1", None)


def press(query_message: Json | None, sender: Json = AN, **more: Any) -> Json:
    shown = {} if query_message is None else {"message": query_message}
    return {"id": "q1", "from": sender, "chat_instance": "1", "data": "c1", **shown, **more}


def test_a_press_is_an_event_of_now() -> None:
    """A press tells its opaque id, who pressed, in which chat and topic; its time is when it came."""
    topic = {**PRIVATE, "id": 42}
    event = seen(
        callback_query=press(message(topic, text="Chọn", message_thread_id=9, is_topic_message=True, **{"from": US}))
    )
    assert event == IncomingMessage("871", ChatAddress("telegram", OWN.id, "42", "9"), "42", Kind.PRESS, "c1", NOW)


def test_a_press_on_a_message_too_old_is_an_event() -> None:
    """Of a message that Telegram no longer shows, the chat is enough to answer."""
    event = seen(callback_query=press({"chat": PRIVATE, "message_id": 5, "date": 0}))
    assert event == IncomingMessage("871", CHAT, "42", Kind.PRESS, "c1", NOW)


def test_presses_in_groups_follow_the_rule_of_groups() -> None:
    """A press in a group tells who pressed, not the group; with groups off it is nothing."""
    query = press(message(GROUP, text="Chọn", **{"from": US}), {**AN, "id": 77})
    assert seen(False, callback_query=query) is None
    assert seen(True, callback_query=query) == IncomingMessage("871", ROOM, "77", Kind.PRESS, "c1", NOW, private=False)


def test_presses_without_a_chat_or_by_machines_are_nothing() -> None:
    """A press on an inline message, one without data, and one by a bot are left alone."""
    assert seen(callback_query=press(None)) is None
    assert seen(callback_query={**press(message(text="x")), "data": None, "game_short_name": "g"}) is None
    assert seen(callback_query=press(message(text="x"), US)) is None


def member(status: str, chat: Json = PRIVATE) -> IncomingMessage | None:
    shown = {"user": US, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    before = {"user": US, "status": "left"}
    change = {"chat": chat, "from": AN, "date": int(AT.timestamp()), "old_chat_member": before}
    return seen(True, my_chat_member={**change, "new_chat_member": shown})


def test_blocking_and_unblocking_are_events_of_private_chats() -> None:
    """Who blocks or unblocks the bot is told; what happens to it in groups is not."""
    assert member("kicked") == IncomingMessage("871", CHAT, "42", Kind.BLOCKED, "", AT)
    assert member("member") == IncomingMessage("871", CHAT, "42", Kind.UNBLOCKED, "", AT)
    assert member("kicked", GROUP) is None
    assert member("left") is None


@pytest.mark.parametrize("groups", [False, True])
def test_a_group_that_moves_is_told_by_both_of_its_ids(groups: bool) -> None:
    """The old group says where it went and the new one whence it came: the same move of the same address."""
    old = {"id": -55, "type": "group", "title": "Phòng"}
    for event in (
        told(old, groups, migrate_to_chat_id=-1009999999999),
        told(GROUP, groups, migrate_from_chat_id=-55, **{"from": {**US, "id": 1087968824}}),
    ):
        assert event is not None
        assert (event.kind, event.private) == (Kind.MOVED, False)
        assert (event.chat, event.moved_to) == (ChatAddress("telegram", OWN.id, "-55"), ROOM)


def test_groups_are_off_unless_switched_on() -> None:
    """Without groups, even a mention in a group is nothing."""
    assert told(GROUP, groups=False, **mention("@tdkt_thu_bot hạn nộp?")) is None


def test_a_group_is_heard_where_it_speaks_to_us() -> None:
    """A mention is cut from the text, wherever it stands; what does not name us is nothing."""
    event = told(GROUP, **mention("Nhờ 🙏 @tdkt_thu_bot xem hạn nộp"))
    assert event == IncomingMessage("871", ROOM, "42", Kind.TEXT, "Nhờ 🙏 xem hạn nộp", AT, private=False)
    assert told(GROUP, **mention("@TDKT_thu_bot", "@TDKT_thu_bot")) is not None
    assert told(GROUP, text="Mai họp nhé") is None
    assert told(GROUP, **mention("@khac_bot xem", "@khac_bot")) is None
    assert told(GROUP, text="/giup@khac_bot") is None


def test_a_mention_by_profile_or_in_a_caption_counts() -> None:
    """A link to our profile, and our name below a file, speak to us as well."""
    linked = [{"type": "text_mention", "offset": 0, "length": 6, "user": US}]
    event = told(GROUP, text="Trợ lý xem hạn", entities=linked)
    assert event is not None
    assert event.text == "xem hạn"
    named = mention("@tdkt_thu_bot xem giúp")
    event = told(GROUP, document=BLOB, caption=named["text"], caption_entities=named["entities"])
    assert event is not None
    assert (event.kind, event.text) == (Kind.FILE, "xem giúp")


def test_commands_and_replies_in_groups_speak_to_us() -> None:
    """A command with our name or none, and a reply to our message; a reply to others, or a new topic's, is nothing."""
    ours = message(GROUP, text="Chọn đơn vị", **{"from": US})
    assert told(GROUP, text="/giup@tdkt_thu_bot") is not None
    assert told(GROUP, text="/giup") is not None
    assert told(GROUP, text="Sở Y tế", reply_to_message=ours) is not None
    assert told(GROUP, text="Ừ", reply_to_message=message(GROUP, text="Mai họp")) is None
    opened = {**message(GROUP, **{"from": US}), "forum_topic_created": {"name": "Thi đua", "icon_color": 7322096}}
    assert told(GROUP, text="Chào", reply_to_message=opened) is None


def test_topics_are_kept_and_threads_of_replies_are_not() -> None:
    """Only the id of a forum topic is part of an address: to others nothing can be sent."""
    topic = told(GROUP, text="/giup", message_thread_id=9, is_topic_message=True)
    reply = told(GROUP, text="/giup", message_thread_id=9)
    assert topic is not None
    assert reply is not None
    assert (topic.chat.thread, reply.chat.thread) == ("9", "")


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message(text="sửa", edit_date=1)},
        {"channel_post": message({"id": -100, "type": "channel", "title": "Kênh"}, text="tin")},
        {"message": message(text="tôi là máy", **{"from": US})},
        {"message": message(GROUP, text="/giup", sender_chat=GROUP)},
        {"message": message({"id": -100, "type": "channel", "title": "Kênh"}, text="/giup")},
        {"message": message(GROUP, new_chat_members=[US])},
        {"message": message(pinned_message=message(text="ghim"))},
        {"inline_query": {"id": "1", "from": AN, "query": "hạn", "offset": ""}},
        {"something_new": {"a": 1}},
        {},
    ],
)
def test_what_is_none_of_ours_is_nothing(update: Json) -> None:
    """Edits, channels, machines, hidden senders, notices of the platform and unknown kinds are left alone."""
    assert seen(True, **update) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["message_id", "date", "chat", "from", "text", "photo", "document", "entities", "id", "type"])


@given(
    JSON
    | st.dictionaries(
        st.sampled_from(["update_id", "message", "callback_query", "my_chat_member"]),
        JSON | st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON, max_size=5), max_size=6),
    )
)
def test_no_json_breaks_the_reading(data: object) -> None:
    """Any JSON is either an update or nothing."""
    read = readable(data)
    assert read is None or isinstance(read.update_id, int)
