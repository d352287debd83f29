"""The fake of Telegram keeps its promises to the real library, over loopback."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import ApplicationBuilder, CommandHandler
from telegram.request import HTTPXRequest

from tests.fakes.faults import answer, hang_up, html, late
from tests.fakes.server import Server
from tests.fakes.telegram_bot import TOKEN, TelegramFake
from tests.fakes.telegram_html import HtmlError, parse_html, units


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """A fake that is served, and a way to drive it with the library."""

    def __init__(self, fake: TelegramFake, url: str, clock: Clock, client: httpx.Client) -> None:
        self.fake, self.url, self.clock, self.client = fake, url, clock, client
        self.root = f"{url}/tg/bot{TOKEN}"

    def bot(self, token: str = TOKEN, **more: Any) -> Bot:
        """Return the library's bot, pointed at the fake."""
        quick = {"request": HTTPXRequest(**more), "get_updates_request": HTTPXRequest(**more)}
        return Bot(token, base_url=f"{self.url}/tg/bot", base_file_url=f"{self.url}/tg/file/bot", **quick)

    def run(self, script: Callable[[Bot], Awaitable[Any]], **more: Any) -> Any:
        """Run a script with the library's bot and return what it returns."""

        async def whole() -> Any:
            async with self.bot(**more) as bot:
                return await script(bot)

        return asyncio.run(whole())

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method with JSON, without the library."""
        return self.client.post(f"{self.root}/{method}", json=params).json()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A served fake whose clock stands."""
    clock = Clock()
    with TelegramFake(clock=clock) as fake, Server(fake) as server, httpx.Client(trust_env=False) as client:
        yield Stage(fake, server.url, clock, client)


def refused(stage: Stage, kind: type[Exception], **params: Any) -> str:
    """Send a message that must be refused, and return what is said."""

    async def script(bot: Bot) -> str:
        with pytest.raises(kind) as caught:
            await bot.send_message(**{"text": "Chào anh", **params})
        return str(caught.value)

    return stage.run(script)


KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Đúng", callback_data="y:1"), InlineKeyboardButton("Sai", url="https://vbpl.vn")]]
)


def test_a_conversation_goes_there_and_back(stage: Stage) -> None:
    """The bot learns who it is, reads a command, answers with formatting and buttons, and answers a press."""
    user = stage.fake.user(101, "Trần Thị Bình", username="binh")
    user.start("ma-123")

    async def script(bot: Bot) -> None:
        assert (await bot.get_me()).username == "tdkt_thu_bot"
        (update,) = await bot.get_updates()
        assert update.message.text == "/start ma-123"
        assert [e.type for e in update.message.entities] == ["bot_command"]
        assert update.effective_user.first_name == "Trần Thị Bình"
        assert update.message.date.timestamp() == stage.clock.now
        sent = await bot.send_message(101, "Theo <b>Điều 5</b> &amp; 😀 <i>k</i>", parse_mode="HTML", reply_markup=KEYS)
        assert sent.text == "Theo Điều 5 & 😀 k"
        assert sent.parse_entities() == {e: sent.parse_entity(e) for e in sent.entities}
        user.press("Đúng")
        (pressed,) = await bot.get_updates(offset=update.update_id + 1)
        assert pressed.callback_query.data == "y:1"
        assert pressed.callback_query.message.message_id == sent.message_id
        assert await pressed.callback_query.answer("Đã ghi")

    stage.run(script)
    assert user.last.spans("bold") == ["Điều 5"]
    assert user.last.spans("italic") == ["k"]
    assert [b.text for b in user.last.buttons] == ["Đúng", "Sai"]
    (press,) = stage.fake.world.presses.values()
    assert press.answer == {"text": "Đã ghi", "show_alert": False}


def test_updates_repeat_until_a_larger_offset(stage: Stage) -> None:
    """What is not confirmed comes again; a limit and a negative offset are kept; a day-old event is gone."""
    user = stage.fake.user(101)
    for text in ("một", "hai", "ba"):
        user.say(text)

    async def script(bot: Bot) -> None:
        async def texts(**how: int) -> list[str]:
            return [u.message.text for u in await bot.get_updates(**how)]

        assert await texts() == await texts() == ["một", "hai", "ba"]
        assert await texts(limit=1) == ["một"]
        assert await texts(offset=-1) == await texts() == ["ba"]
        stage.clock.now += 25 * 3600
        assert await texts() == []

    stage.run(script)


def test_a_long_poll_ends_when_something_happens(stage: Stage) -> None:
    """A poll waits as long as the scaled time-out, and no longer than until an event."""
    stage.fake.time_scale = 0.01

    async def script(bot: Bot) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert await bot.get_updates(timeout=20) == ()
        assert 0.18 < loop.time() - began < 10
        stage.fake.time_scale = 1.0
        waiting = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(stage.fake.wait_for, lambda: stage.fake.queue.open_polls == 1)
        stage.fake.user(101).say("Xin chào")
        (update,) = await asyncio.wait_for(waiting, 10)
        assert update.message.text == "Xin chào"

    stage.run(script)


@pytest.mark.parametrize("loser", ["older", "newer"])
def test_of_two_pollers_one_is_refused(stage: Stage, loser: str) -> None:
    """Two polls at once end in one 409, of the older or, by flag, of the newer."""
    stage.fake.rules.conflict_loser = loser

    async def script(bot: Bot) -> None:
        stage.fake.time_scale = 1.0
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.to_thread(stage.fake.wait_for, lambda: stage.fake.queue.open_polls == 1)
        second = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
        stage.fake.user(101).say("Xin chào")
        ended = await asyncio.gather(first, second, return_exceptions=True)
        assert [isinstance(one, Conflict) for one in ended] == [loser == "older", loser == "newer"]

    stage.run(script)


def test_allowed_updates_stay_as_asked(stage: Stage) -> None:
    """Kinds that were not asked for are lost until the list changes."""
    user = stage.fake.user(101)
    assert stage.call("getUpdates", allowed_updates=["callback_query"])["result"] == []
    user.say("mất")
    assert stage.call("getUpdates")["result"] == []
    assert stage.call("getUpdates", allowed_updates=[])["result"] == []
    user.say("còn")
    assert [u["message"]["text"] for u in stage.call("getUpdates")["result"]] == ["còn"]


def test_who_may_not_be_written_to(stage: Stage) -> None:
    """Strangers, blockers, deleted accounts and kickers are 403, unknown chats 400, each in Telegram's words."""
    stage.fake.user(101)
    assert "can't initiate conversation" in refused(stage, Forbidden, chat_id=101)
    assert "Chat not found" in refused(stage, BadRequest, chat_id=999)
    stage.fake.user(102).start()
    stage.fake.user(102).block()
    assert "blocked by the user" in refused(stage, Forbidden, chat_id=102)
    stage.fake.user(103).start()
    stage.fake.user(103).deactivate()
    assert "deactivated" in refused(stage, Forbidden, chat_id=103)
    stage.fake.group(-1001).kick_bot(stage.fake.user(101))
    assert "kicked from the supergroup" in refused(stage, Forbidden, chat_id=-1001)


def test_blocking_is_told_and_unblocking_lets_write(stage: Stage) -> None:
    """A block and its end arrive as my_chat_member, and the chat is open again after Start."""
    user = stage.fake.user(101)
    user.start()
    user.block()
    user.start()

    async def script(bot: Bot) -> None:
        told = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
        assert [(c.old_chat_member.status, c.new_chat_member.status) for c in told] == [
            ("member", "kicked"),
            ("kicked", "member"),
        ]
        await bot.send_message(101, "Chào lại")

    stage.run(script)
    assert [r.text for r in user.replies] == ["Chào lại"]


def test_text_is_measured_after_parsing(stage: Stage) -> None:
    """4096 UTF-16 units without tags pass, one more or none is refused."""
    stage.fake.user(101).start()
    assert "too long" in refused(stage, BadRequest, chat_id=101, text="😀" * 2048 + "a")
    assert "text is empty" in refused(stage, BadRequest, chat_id=101, text="<b> </b>", parse_mode="HTML")
    assert (
        "can't parse entities: unsupported start tag"
        in refused(stage, BadRequest, chat_id=101, text="<br>", parse_mode="HTML").lower()
    )
    stage.run(lambda bot: bot.send_message(101, "<b>" + "ế" * 4096 + "</b>", parse_mode="HTML"))
    assert len(stage.fake.user(101).last.text) == 4096


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("Đ<abac>", 'Unsupported start tag "abac" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<i   =a>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("A & B", 'Unescaped "&" at byte offset 2'),
        ("&nbsp;", 'Unescaped "&" at byte offset 0'),
        ("<code><b>x</b></code>", 'Tag "b" can\'t be nested in "code" at byte offset 6'),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            'Tag "blockquote" can\'t be nested in "blockquote" at byte offset 13',
        ),
    ],
)
def test_html_that_telegram_refuses(source: str, complaint: str) -> None:
    """What is not of the subset is refused with Telegram's words and the offset in bytes."""
    with pytest.raises(HtmlError, match=f"^{re.escape(complaint)}$"):
        parse_html(source)


def test_html_that_telegram_takes() -> None:
    """Tags become entities in UTF-16 units; references are decoded; a code block names its language."""
    source = '😀<b>a<i>b</i></b>&#x27;&quot;<pre><code class="language-py">1 &lt; 2</code></pre><a href="vbpl.vn">L</a>'
    parsed = parse_html(source)
    assert parsed.text == "😀ab'\"1 < 2L"
    assert parsed.entities == (
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "pre", "language": "py", "offset": 6, "length": 5},
        {"type": "text_link", "url": "http://vbpl.vn/", "offset": 11, "length": 1},
    )


def test_the_mild_reading_of_html_shows_bare_signs() -> None:
    """By flag, bare signs are shown and wrong nesting is left out, as the live service is said to do."""
    parsed = parse_html("A & B > &nbsp; <code>x<b>y</b></code>", strict=False)
    assert parsed.text == "A & B > &nbsp; xy"
    assert [e["type"] for e in parsed.entities] == ["code"]


TAGS = ["<b>", "</b>", "<i>", "</i>", "<pre>", "</pre>", "<code>", "</code>", '<a href="a.vn">', "</a>", "<blockquote>"]
PIECES = st.sampled_from([*TAGS, "</blockquote>", "&lt;", "&", "&#", "😀", "Điều", " ", "<", ">", "'", '"', "=", "/"])


@given(st.lists(PIECES, max_size=12), st.booleans())
def test_html_is_parsed_or_refused(pieces: list[str], strict: bool) -> None:
    """Whatever the source, there is a complaint or a text whose entities lie within it, nested or apart."""
    try:
        parsed = parse_html("".join(pieces), strict)
    except HtmlError:
        return
    ranges = [(e["offset"], e["offset"] + e["length"]) for e in parsed.entities]
    assert all(0 <= begin < end <= units(parsed.text) for begin, end in ranges)
    for begin, end in ranges:
        assert all(not (begin < other < end < stop) for other, stop in ranges)


def test_buttons_are_checked(stage: Stage) -> None:
    """Callback data of more than 64 bytes, buttons that do nothing and too many buttons are refused."""
    stage.fake.user(101).start()

    def keys(*buttons: dict[str, str]) -> str:
        markup = {"inline_keyboard": [[button] for button in buttons]}
        return stage.call("sendMessage", chat_id=101, text="a", reply_markup=markup).get("description", "")

    assert keys({"text": "a", "callback_data": "đ" * 33}) == "Bad Request: BUTTON_DATA_INVALID"
    assert keys({"text": "a", "callback_data": "đ" * 32}) == ""
    assert "Text buttons are unallowed" in keys({"text": "a"})
    assert "too long" in keys(*[{"text": "a", "callback_data": "b"}] * 101)
    stage.fake.rules.keyboard_limits = False
    assert keys(*[{"text": "a", "callback_data": "b"}] * 101) == ""


def test_a_press_is_answered_once_and_in_time(stage: Stage) -> None:
    """A late answer is refused, a second one too unless the flag says otherwise."""
    user = stage.fake.user(101)
    user.start()
    stage.run(lambda bot: bot.send_message(101, "?", reply_markup=KEYS))
    press = user.press("y:1")
    assert stage.call("answerCallbackQuery", callback_query_id=press.id)["ok"]
    assert "query is too old" in stage.call("answerCallbackQuery", callback_query_id=press.id)["description"]
    stage.fake.rules.duplicate_callback_answer = "accept"
    assert stage.call("answerCallbackQuery", callback_query_id=press.id)["ok"]
    late_press = user.press("Đúng")
    stage.clock.now += 100
    assert "query is too old" in stage.call("answerCallbackQuery", callback_query_id=late_press.id)["description"]


def test_presses_may_be_forged(stage: Stage) -> None:
    """Another person may send any data on a message; one that was deleted comes as inaccessible."""
    owner, other = stage.fake.user(101), stage.fake.user(102, "Kẻ lạ")
    owner.start()

    async def script(bot: Bot) -> None:
        sent = await bot.send_message(101, "?", reply_markup=KEYS)
        other.press_data("y:2", message=owner.last)
        await bot.delete_message(101, sent.message_id)
        owner.press_data("y:1", message=owner.delivered[-1])
        forged, gone = (u.callback_query for u in (await bot.get_updates())[1:])
        assert (forged.from_user.id, forged.data, forged.message.chat.id) == (102, "y:2", 101)
        assert not gone.message.is_accessible

    stage.run(script)
    assert owner.replies == ()


def test_edits_are_checked(stage: Stage) -> None:
    """An edit changes what stands; the same again, a foreign or an unknown message is refused."""
    user = stage.fake.user(101)
    mine = user.say("của tôi")

    async def script(bot: Bot) -> None:
        sent = await bot.send_message(101, "Đang tìm…", reply_markup=KEYS)
        edited = await bot.edit_message_text("<b>Xong</b>", 101, sent.message_id, parse_mode="HTML")
        assert edited.edit_date is not None
        for number, why in (
            (sent.message_id, "not modified"),
            (9999, "to edit not found"),
            (mine.id, "can't be edited"),
        ):
            with pytest.raises(BadRequest, match=why):
                await bot.edit_message_text("Xong", 101, number, entities=edited.entities)
        await bot.edit_message_reply_markup(101, sent.message_id, reply_markup=KEYS)
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_reply_markup(101, sent.message_id, reply_markup=KEYS)

    stage.run(script)
    assert (user.last.text, user.last.versions, len(user.last.buttons)) == ("Xong", ("Đang tìm…",), 2)


def test_a_reply_needs_what_it_answers(stage: Stage) -> None:
    """A reply to nothing is refused, unless it may stand alone."""
    user = stage.fake.user(101)
    asked = user.say("Hỏi")

    async def script(bot: Bot) -> None:
        await bot.send_message(101, "Đáp", reply_parameters=ReplyParameters(asked.id))
        with pytest.raises(BadRequest, match="to be replied not found"):
            await bot.send_message(101, "Đáp", reply_parameters=ReplyParameters(77))
        await bot.send_message(101, "Đáp", reply_parameters=ReplyParameters(77, allow_sending_without_reply=True))

    stage.run(script)
    assert [r.reply_to for r in user.replies] == [asked.id, None]


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # RetryAfter warns of its own future
def test_limits_hold_by_the_clock(stage: Stage) -> None:
    """With limits on, a burst ends in RetryAfter, and waiting that long is enough."""
    stage.fake.rules.rate_limits = True
    stage.fake.user(101).start()

    async def script(bot: Bot) -> None:
        for _ in range(3):
            await bot.send_message(101, "a")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(101, "a")
        stage.clock.now += caught.value.retry_after
        await bot.send_message(101, "a")

    stage.run(script)


def test_groups_and_the_whole_have_limits_of_their_own(stage: Stage) -> None:
    """Twenty a minute to a group, thirty a second to everybody."""
    stage.fake.rules.rate_limits = True
    stage.fake.group(-5)
    for _ in range(20):
        assert stage.call("sendMessage", chat_id=-5, text="a")["ok"]
        stage.clock.now += 1
    held = stage.call("sendMessage", chat_id=-5, text="a")
    assert (held["error_code"], held["parameters"]) == (429, {"retry_after": 40})
    for number in range(31):
        stage.fake.user(200 + number).start()
    answers = [stage.call("sendMessage", chat_id=200 + number, text="a")["ok"] for number in range(31)]
    assert answers == [True] * 30 + [False]


def test_a_migrated_group_names_its_new_id(stage: Stage) -> None:
    """Both chats tell of the migration; writing to the old id raises ChatMigrated with the new one."""
    user, group = stage.fake.user(101), stage.fake.group(-5)
    grown = group.migrate(user, -1001234567890)

    async def script(bot: Bot) -> None:
        old, new = (u.message for u in await bot.get_updates())
        assert (old.chat.id, old.migrate_to_chat_id) == (-5, -1001234567890)
        assert (new.chat.type, new.migrate_from_chat_id) == ("supergroup", -5)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(-5, "a")
        await bot.send_message(caught.value.new_chat_id, "Đã sang nhóm mới")

    stage.run(script)
    assert grown.last.text == "Đã sang nhóm mới"


def test_privacy_mode_passes_what_is_meant_for_the_bot(stage: Stage) -> None:
    """In a group the bot hears commands, mentions and replies to it, and nothing else, until it is administrator."""
    user, group = stage.fake.user(101), stage.fake.group(-5)
    assert stage.call("sendMessage", chat_id=-5, text="Chào nhóm")["ok"]
    group.say(user, "chuyện riêng")
    group.say(user, "/tracuu@kenh_khac_bot a")
    group.say(user, "/tracuu a")
    group.say(user, "/tracuu@tdkt_thu_bot b")
    group.say(user, "@tdkt_thu_bot ơi")
    group.say(user, "đúng rồi", reply_to=group.last)
    stage.fake.rules.group_mentions_delivered = False
    stage.fake.rules.group_bare_commands = "if_last"
    group.say(user, "@tdkt_thu_bot không nghe")
    group.say(user, "/khong nghe")
    group.promote_bot(user)
    group.say(user, "nghe hết")

    heard = [u["message"]["text"] for u in stage.call("getUpdates")["result"] if "message" in u]
    assert heard == ["/tracuu a", "/tracuu@tdkt_thu_bot b", "@tdkt_thu_bot ơi", "đúng rồi", "nghe hết"]


def test_the_bot_comes_and_goes(stage: Stage) -> None:
    """Being added, leaving and being a member are told as Telegram tells them."""
    user, group = stage.fake.user(101), stage.fake.group(-5, bot_in=False)
    group.add_bot(user)

    async def script(bot: Bot) -> None:
        status, joined = await bot.get_updates()
        assert status.my_chat_member.new_chat_member.status == "member"
        assert joined.message.new_chat_members[0].id == bot.id
        assert (await bot.get_chat_member(-5, 101)).status == "member"
        assert (await bot.get_chat(-5)).title == "Phòng Tổ chức"
        assert await bot.leave_chat(-5)
        with pytest.raises(Forbidden):
            await bot.send_message(-5, "a")

    stage.run(script)


def test_topics_are_known_by_their_thread(stage: Stage) -> None:
    """A message goes to the topic that it names; a topic that is gone is refused."""
    user, group = stage.fake.user(101), stage.fake.group(-1001)
    thread = group.topic(user, "Khen thưởng")
    asked = group.say(user, "/hoi@tdkt_thu_bot", thread=thread)

    async def script(bot: Bot) -> None:
        message = (await bot.get_updates())[-1].message
        assert (message.message_thread_id, message.is_topic_message, message.message_id) == (thread, True, asked.id)
        await bot.send_message(-1001, "Đáp", message_thread_id=thread)
        group.delete_topic(thread)
        with pytest.raises(BadRequest, match="thread not found"):
            await bot.send_message(-1001, "Đáp", message_thread_id=thread)

    stage.run(script)
    assert group.last.thread_id == thread


def test_files_go_both_ways(stage: Stage) -> None:
    """A document that a user sent is downloaded whole, one that the bot sends arrives whole; a big one is refused."""
    user = stage.fake.user(101)
    content = bytes(range(256)) * 5 + b"\r\n--x\r\n"
    user.send_file("Tờ trình số 5.docx", content, "application/msword", caption="xem giúp")
    user.send_file("to.zip", b"z", size=21 * 1024 * 1024)

    async def script(bot: Bot) -> None:
        small, big = (u.message.document for u in await bot.get_updates())
        assert (small.file_name, small.file_size) == ("Tờ trình số 5.docx", len(content))
        assert bytes(await (await small.get_file()).download_as_bytearray()) == content
        with pytest.raises(BadRequest, match="(?i)file is too big"):
            await big.get_file()
        await bot.send_document(101, content, filename="Mẫu 01.docx", caption="<b>Mẫu</b>", parse_mode="HTML")
        await bot.send_photo(101, b"\x89PNG", filename="a.png")

    stage.run(script)
    document, photo = user.replies
    assert (document.file.name, document.file.content, document.text) == ("Mẫu 01.docx", content, "Mẫu")
    assert photo.kind == "photo"


def test_other_kinds_of_messages_are_of_the_librarys_types(stage: Stage) -> None:
    """Pictures, voices, stickers, places and edits are read by the library."""
    user = stage.fake.user(101)
    user.photo(caption="ảnh")
    user.voice()
    user.sticker()
    user.location()
    user.say("sai")
    user.edit("đúng")

    async def script(bot: Bot) -> None:
        photo, voice, sticker, place, _, edit = await bot.get_updates()
        assert photo.message.photo[-1].file_id
        assert voice.message.voice.mime_type == "audio/ogg"
        assert (sticker.message.sticker.emoji, place.message.location.latitude) == ("👍", 21.0285)
        assert (edit.edited_message.text, edit.message) == ("đúng", None)

    stage.run(script)


def test_commands_are_kept_by_scope_and_language(stage: Stage) -> None:
    """The nearest scope wins, with the language first; bad names are refused."""
    user = stage.fake.user(101)

    async def script(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("tracuu", "Tra cứu")])
        await bot.set_my_commands([BotCommand("hoi", "Hỏi")], language_code="vi")
        assert [c.command for c in await bot.get_my_commands()] == ["tracuu"]
        assert stage.fake.commands_seen(user) == ["hoi"]
        assert stage.fake.commands_seen(user, "en") == ["tracuu"]
        await bot.set_my_commands([BotCommand("rieng", "Riêng")], scope=BotCommandScopeChat(101))
        assert stage.fake.commands_seen(user) == ["rieng"]
        await bot.delete_my_commands(scope=BotCommandScopeChat(101))
        assert stage.fake.commands_seen(user) == ["hoi"]
        with pytest.raises(BadRequest, match="(?i)bot_command_invalid"):
            await bot.set_my_commands([BotCommand("tra-cuu", "Tra cứu")])
        assert await bot.set_chat_menu_button(101)

    stage.run(script)


class Receiver:
    """A bot's own address: keeps what comes and answers as it is told."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.app = Starlette(routes=[Route("/tg", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        """Take an event."""
        self.got.append((request.headers.get("x-telegram-bot-api-secret-token", ""), await request.json()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


def test_a_webhook_gets_each_event_with_its_secret(stage: Stage) -> None:
    """Events arrive with the secret, again after a refusal, and polling is refused meanwhile."""
    receiver = Receiver(500)
    with Server(receiver.app) as own:

        async def script(bot: Bot) -> None:
            assert await bot.set_webhook(f"{own.url}/tg", secret_token="bi-mat_1")
            with pytest.raises(Conflict, match="webhook is active"):
                await bot.get_updates()
            stage.fake.user(101).say("Xin chào")
            await asyncio.to_thread(stage.fake.wait_for, lambda: not stage.fake.queue.pending())
            assert (await bot.get_webhook_info()).pending_update_count == 0
            await bot.delete_webhook()
            assert await bot.get_updates() == ()

        stage.run(script)
        assert [secret for secret, _ in receiver.got] == ["bi-mat_1"] * 2
        assert receiver.got[0] == receiver.got[1]
        assert [d.status for d in stage.fake.webhook.deliveries] == [500, 200]


def test_a_webhook_that_refuses_leaves_events_pending(stage: Stage) -> None:
    """After some tries the event waits, counted, with the last error; it comes with the next; copies come by flag."""
    receiver = Receiver(503, 503, 503)
    stage.fake.rules.webhook_duplicates = 1
    with Server(receiver.app) as own:
        stage.call("setWebhook", url=f"{own.url}/tg")
        stage.fake.user(101).say("một")
        stage.fake.wait_for(lambda: len(stage.fake.webhook.deliveries) == 3)
        info = stage.call("getWebhookInfo")["result"]
        assert (info["pending_update_count"], "503" in info["last_error_message"]) == (1, True)
        stage.fake.user(101).say("hai")
        stage.fake.wait_for(lambda: len(receiver.got) == 7)
        stage.call("deleteWebhook")
    assert [update["message"]["text"] for _, update in receiver.got[3:]] == ["một", "một", "hai", "hai"]


def test_the_address_of_a_webhook_is_checked_by_flag(stage: Stage) -> None:
    """Without the flag for tests, only https on four ports is taken; a secret has its letters."""
    assert "unallowed characters" in stage.call("setWebhook", url="https://a.vn", secret_token="ạ")["description"]
    stage.fake.rules.webhook_loopback = False
    assert "HTTPS" in stage.call("setWebhook", url="http://a.vn")["description"]
    assert "ports" in stage.call("setWebhook", url="https://a.vn:8080")["description"]


def test_tokens_and_methods_are_checked(stage: Stage) -> None:
    """A wrong token is 401, a malformed one and an unknown method 404; a parameter that does not exist is refused."""
    wrong = TOKEN[:-1] + "X"

    async def enter() -> None:
        async with stage.bot(wrong):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(enter())
    for url, status in ((f"bot{wrong}/getMe", 401), ("bot12:ab/getMe", 404), (f"bot{TOKEN}/sendFax", 404)):
        reply = stage.client.get(f"{stage.url}/tg/{url}")
        assert (reply.status_code, reply.json()["error_code"], reply.json()["ok"]) == (status, status, False)
    assert 'unknown parameter "txet"' in stage.call("sendMessage", chat_id=1, txet="a")["description"]
    stage.fake.rules.strict_parameters = False
    assert "text is empty" in stage.call("sendMessage", chat_id=1, txet="a")["description"]


def test_every_way_of_sending_parameters_is_read(stage: Stage) -> None:
    """Query, form, multipart and JSON say the same."""
    user = stage.fake.user(101)
    user.start()
    url, said = f"{stage.root}/sendMessage", {"chat_id": "101", "text": "Khen & thưởng"}
    for how in ({"params": said}, {"data": said}, {"json": said}, {"data": said, "files": {"thumb": b""}}):
        stage.fake.rules.strict_parameters = "files" not in how
        assert stage.client.post(url, **how).json()["ok"]
    assert [r.text for r in user.replies] == ["Khen & thưởng"] * 4
    assert stage.fake.called("sendMessage")[0].params["text"] == "Khen & thưởng"


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # RetryAfter warns of its own future
def test_faults_come_instead_of_or_after_the_effect(stage: Stage) -> None:
    """A scripted fault is met once, its effect done or not as it says; the token is nowhere in the record."""
    user = stage.fake.user(101)
    user.start()
    too_many = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
    stage.fake.faults.add(
        "sendMessage", answer(429, too_many), html(502), hang_up(after_effect=True), late(0.8, after_effect=True)
    )

    async def script(bot: Bot) -> None:
        for text, error in (("a", RetryAfter), ("b", NetworkError), ("c", NetworkError), ("d", TimedOut)):
            with pytest.raises(error):
                await bot.send_message(101, text, read_timeout=0.3 if text == "d" else 5)
        await bot.send_message(101, "e")

    stage.run(script)
    assert [r.text for r in user.replies] == ["c", "d", "e"]
    assert TOKEN not in repr(stage.fake.requests)


def test_the_librarys_own_application_runs_on_the_fake(stage: Stage) -> None:
    """An application that polls takes a webhook away, answers a command once, and stops."""
    user = stage.fake.user(101)

    async def greet(update: Update, _context: object) -> None:
        await update.effective_message.reply_text(f"Chào {update.effective_user.first_name}")

    async def whole() -> None:
        app = ApplicationBuilder().bot(stage.bot()).build()
        app.add_handler(CommandHandler("start", greet))
        async with app:
            await app.start()
            await app.updater.start_polling(timeout=10)
            user.start()
            await asyncio.to_thread(user.wait_replies, 1)
            await app.updater.stop()
            await app.stop()

    asyncio.run(whole())
    assert [r.text for r in user.replies] == ["Chào Nguyễn Văn An"]
    methods = [one.method for one in stage.fake.requests]
    assert methods.index("deleteWebhook") < methods.index("getUpdates")
    assert stage.fake.queue.pending() == []


def test_keyboards_of_groups_and_of_answers(stage: Stage) -> None:
    """A button in a group is pressed by a member; a button of a reply keyboard writes what it says."""
    user, group = stage.fake.user(101), stage.fake.group(-5)
    user.start()

    async def script(bot: Bot) -> None:
        await bot.send_message(-5, "?", reply_markup=KEYS)
        await bot.send_message(101, "?", reply_markup=ReplyKeyboardMarkup([["Có", "Không"]]))
        group.press(user, "Đúng")
        user.press("Không")
        pressed, said = (await bot.get_updates())[1:]
        assert (pressed.callback_query.from_user.id, pressed.callback_query.message.chat.id) == (101, -5)
        assert said.message.text == "Không"

    stage.run(script)


def test_without_privacy_mode_the_bot_hears_the_group(stage: Stage) -> None:
    """By flag, everything that is said in a group reaches the bot."""
    stage.fake.rules.privacy_mode = False
    stage.fake.group(-5).say(stage.fake.user(101), "chuyện chung")
    assert [u["message"]["text"] for u in stage.call("getUpdates")["result"]] == ["chuyện chung"]
    assert stage.call("getMe")["result"]["can_read_all_group_messages"] is True


def test_waiting_for_the_bot(stage: Stage) -> None:
    """A person may ask and wait for the answer; what does not come is an error."""
    user = stage.fake.user(101)

    async def script(bot: Bot) -> None:
        waiting = asyncio.create_task(asyncio.to_thread(user.ask, "Điều 5?"))
        (update,) = await bot.get_updates(timeout=50)
        await bot.send_chat_action(101, "typing")
        await bot.send_message(update.effective_chat.id, "Đây ạ")
        assert (await waiting).text == "Đây ạ"

    stage.run(script)
    assert user.typings == 1
    with pytest.raises(AssertionError, match="did not happen"):
        stage.fake.wait_for(lambda: False, 0.05)
