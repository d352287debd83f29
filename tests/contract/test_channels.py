"""What every channel promises, proved for each of them alike: on loopback, against its strict stand-in."""

import asyncio
import logging
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.bootstrap import Home, open_home
from bot.channels.base import LARGEST_BODY, Channel, ChannelError, ChannelUnreachable
from bot.channels.fitting import MORE, first_part, parts
from bot.channels.plain import plain
from bot.channels.redaction import guard_logs
from bot.delivery.addresses import Names, written_address, written_message
from bot.delivery.limits import Doorkeeper
from bot.delivery.quota import Quota
from bot.delivery.reception import Reception
from bot.delivery.sending import Sending
from bot.messages import (
    Choice,
    Choices,
    CitationLine,
    Heading,
    IncomingMessage,
    ItemList,
    Kind,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
    Refused,
    Retry,
    Sent,
    said,
)
from knowledge.store.chat_records import Consent
from knowledge.store.outgoing import Draft, Way
from tests.contract.channels import WORLDS
from tests.contract.door import posted
from tests.contract.outcomes import verdict
from tests.contract.world import RIVAL, Hooked, Spoken, World, nowhere, until
from tests.fakes.faults import Fault, answer, hang_up, html, late

WRITTEN = unicodedata.normalize("NFD", "Hạn nộp hồ sơ đợt 1 là khi nào? 📅 <b>&\n/x")
SOURCE, NOTICE = CitationLine("Nguồn: 12/KH-SNV"), Notice("Câu trả lời để tham khảo.")
GREETING = said("Chào anh/chị, tôi là trợ lý.")

ZALO_BOT = ("zalo-polling", "zalo-webhook-wrapped", "zalo-webhook-flat")
TELEGRAM = ("telegram-polling", "telegram-webhook")
POLLED = ("zalo-polling", "telegram-polling")
HOOKED = ("zalo-webhook-wrapped", "zalo-webhook-flat", "zalo-oa-webhook", "telegram-webhook")
EVERY = tuple(world.variant for world in WORLDS)

# Which promise is not run for which variants, and why. Whatever is not named here runs.
GAPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("a_text_comes_in_whole", ("email",), "nobody writes to us by e-mail"),
    ("a_group_is_never_private", ("zalo-oa-webhook",), "groups (GMF) are another product; their events are ignored"),
    ("a_group_is_never_private", ("email", "recording"), "there are no groups"),
    ("a_hundred_deliveries_of_one_event_are_kept_once", ("email",), "nobody writes to us by e-mail"),
    ("only_the_right_secret_lets_in", POLLED, "we ask the platform; nobody can post to us"),
    ("only_the_right_secret_lets_in", ("email", "recording"), "nobody can post to us"),
    ("a_body_too_large_is_refused_unread", POLLED, "we ask the platform; nobody can post to us"),
    ("a_body_too_large_is_refused_unread", ("email", "recording"), "nobody can post to us"),
    ("garbage_with_the_right_secret_is_answered_and_forgotten", POLLED, "unreadable polls are trouble in receiving"),
    ("garbage_with_the_right_secret_is_answered_and_forgotten", ("email", "recording"), "nobody can post to us"),
    ("trouble_while_receiving_passes", HOOKED, "the platform comes to us: nothing is fetched that could fail"),
    ("trouble_while_receiving_passes", ("email", "recording"), "nothing is fetched from a platform"),
    ("a_store_that_fails_once_loses_nothing", ("email", "recording"), "no platform holds an event for us"),
    ("a_database_that_fails_tells_no_text", ("email", "recording"), "no platform brings events, so none is kept"),
    ("where_nobody_listens_nothing_was_sent", ("recording",), "it reaches for nothing"),
    ("a_chat_that_blocked_us_is_inactive", ZALO_BOT, "the platform tells no reason [?] A.2, so it may be our fault"),
    ("being_blocked_is_an_event", ZALO_BOT, "the platform tells nobody of it"),
    ("being_blocked_is_an_event", ("email", "recording"), "nobody tells us"),
    ("nothing_secret_is_told", ("recording",), "it has no secrets and logs nothing"),
    ("it_stops_while_a_poll_waits", HOOKED, "there is no poll"),
    ("it_stops_while_a_poll_waits", ("email", "recording"), "there is no poll"),
    ("it_stops_while_a_send_is_late", ("recording",), "it takes no time"),
    ("the_webhook_of_others_is_left_alone", ("zalo-oa-webhook",), "its address is entered by hand on Zalo's page"),
    ("the_webhook_of_others_is_left_alone", ("email", "recording"), "there are no webhooks"),
    ("the_webhook_of_others_goes_where_wanted", ("zalo-oa-webhook",), "its address is entered by hand on Zalo's page"),
    ("the_webhook_of_others_goes_where_wanted", ("email", "recording"), "there are no webhooks"),
    ("a_token_that_is_refused_does_not_open", ("recording",), "it has no token"),
    ("a_platform_that_is_down_may_be_tried_again", ("recording",), "it reaches for nothing"),
    ("all_that_people_send_has_its_kind", ("email",), "nobody writes to us by e-mail"),
    ("a_press_comes_in_once_and_its_button_stops_waiting", (*ZALO_BOT, "zalo-oa-webhook"), "buttons are not used: "
        "choices are numbered, and a number comes as a text"),
    ("a_press_comes_in_once_and_its_button_stops_waiting", ("email", "recording"), "there are no buttons"),
    ("an_edit_is_no_new_message", (*ZALO_BOT, "zalo-oa-webhook"), "the platform tells of no edits"),
    ("an_edit_is_no_new_message", ("email", "recording"), "nothing can be edited"),
)  # fmt: skip
LEFT_OUT = {(promise, variant): why for promise, variants, why in GAPS for variant in variants}
PROMISES: list[str] = []


def promised(test: Callable[..., Any]) -> Callable[..., None]:
    """Run a promise in every world but those that the table names."""
    promise = test.__name__.removeprefix("test_")
    PROMISES.append(promise)

    @wraps(test)
    def run(**given: Any) -> None:
        if iscoroutinefunction(test):
            asyncio.run(test(**given))
        else:
            test(**given)

    kept = [world for world in WORLDS if (promise, world.variant) not in LEFT_OUT]
    return pytest.mark.parametrize("world", kept, ids=lambda world: world.variant, indirect=True)(run)


# --- what comes in ----------------------------------------------------------------------------------------------------


@promised
async def test_a_text_comes_in_whole(world: World) -> None:
    """A text is kept as it was typed, with its chat, its sender, its time, and that nobody else reads along."""
    async with world.open() as (channel, kept):
        world.say(WRITTEN)
        message = (await until(lambda: kept))[0]
    assert message.chat == world.here(channel)
    assert channel.account
    assert (message.sender, message.kind, message.text, message.private) == (world.person, Kind.TEXT, WRITTEN, True)
    assert abs(datetime.now(UTC) - message.sent_at) < timedelta(seconds=10)
    assert message.event


@promised
async def test_a_group_is_never_private(world: World) -> None:
    """What is said in a group is marked as such, and is answered there, not in the chat of who said it."""
    async with world.open() as (_, kept):
        world.say_in_group("hạn nộp hồ sơ")
        message = (await until(lambda: kept))[0]
    assert not message.private
    assert message.sender == world.person
    assert message.chat.chat not in ("", world.person)


@promised
async def test_a_hundred_deliveries_of_one_event_are_kept_once(world: World, home: Home) -> None:
    """One event that comes a hundred times at once is one event in the inbox, and nobody is told off for it."""
    come: list[IncomingMessage] = []
    new: list[int] = []

    async def take(messages: Sequence[IncomingMessage]) -> None:
        now = datetime.now(UTC)
        work = [asyncio.to_thread(reception.take, channel, [message], now) for message in messages]
        new.extend(await asyncio.gather(*work))
        come.extend(messages)

    reception = reception_of(home)
    async with world.open(take) as (channel, _):
        await world.say_often("Hạn nộp?", 100)
        await until(lambda: len(come) >= 100, 30)
    assert len({message.event for message in come}) == 1
    assert sum(new) == 1
    assert [arrived.attempts for arrived in home.inbox.claim(0, 60, 500)] == [1]
    assert home.outbox.counts() == {}


@promised
async def test_only_the_right_secret_lets_in(world: Hooked, home: Home) -> None:
    """A delivery with a wrong, empty or no secret is refused and nothing of it kept; the right one is kept once."""
    reception = reception_of(home)
    come: list[IncomingMessage] = []

    async def take(messages: Sequence[IncomingMessage]) -> None:
        come.extend(messages)
        await asyncio.to_thread(reception.take, channel, messages, datetime.now(UTC))

    async with world.open(take) as (channel, _):
        genuine = await world.parcel("Hạn nộp?")
        others = {name: value for name, value in genuine.headers.items() if name != world.secret_header}
        right = genuine.headers[world.secret_header]
        wrong = ["", " ", right[:-1], f"{right}0", right[:-1] + ("0" if right[-1] != "0" else "1"), "mac=", "é"]
        forged = [replace(genuine, headers={**others, world.secret_header: one}) for one in wrong]
        forged.append(replace(genuine, headers=others))
        refused = await posted(*forged)
        assert {delivery.status for delivery in refused} <= {401, 403}
        assert come == []
        again = [await posted(genuine) for _ in range(3)]
        assert [one.status for [one] in again] == [200, 200, 200]
    assert {message.text for message in come} == {"Hạn nộp?"}
    assert len(home.inbox.claim(0, 60, 500)) == 1


@promised
async def test_a_body_too_large_is_refused_unread(world: Hooked) -> None:
    """A body that says it is too large is refused before it comes, and one that does not say so while it comes."""
    async with world.open() as (_, kept):
        genuine = await world.parcel("Hạn nộp?")
        right = {name: v for name, v in genuine.headers.items() if name not in ("content-length", "host")}
        told = {**right, "content-length": str(LARGEST_BODY + 1)}
        assert await raw_status(genuine.url, told, b"{") == 413
        piece = b"1000\r\n" + b" " * 4096 + b"\r\n"
        untold = {**right, "transfer-encoding": "chunked"}
        assert await raw_status(genuine.url, untold, piece * (LARGEST_BODY // 4096 + 1)) == 413
        assert kept == []


@promised
async def test_garbage_with_the_right_secret_is_answered_and_forgotten(world: Hooked) -> None:
    """What cannot be read, or is of another shape, is answered 200, so that it does not come again, and not kept."""
    shapes = [b"", b"{", b"null", b"7", b'"a"', b"[]", b"{}", b"[" * 50_000, b"\xff\xfe", b'{"ok": true}', b"[[{}]]"]
    async with world.open() as (_, kept):
        genuine = await world.parcel("Hạn nộp?")
        torn = [genuine.body[:-9], genuine.body.replace(b'"', b"'"), genuine.body.replace(b"{", b"[{")]
        answers = await posted(*map(world.posting, [*shapes, *torn]))
        assert [delivery.status for delivery in answers] == [200] * len(answers)
        assert kept == []
        emptied = [hollow(genuine.body, by) for by in (b"null", b"[]", b"{}", b"true", b"1e999")]
        answers = await posted(*map(world.posting, emptied))
        assert [delivery.status for delivery in answers] == [200] * len(answers)
        world.say("Còn nghe không?")
        await until(lambda: kept and kept[-1].text == "Còn nghe không?")
    assert all(message.text for message in kept if message.kind is Kind.TEXT)


@promised
async def test_all_that_people_send_has_its_kind(world: World) -> None:
    """A photo, a voice message, a sticker and a file are told apart, and none of them stops the next text."""
    async with world.open() as (_, kept):
        for number, (what, kind) in enumerate(world.kinds.items(), 1):
            world.show(what)
            await until(lambda number=number: len(kept) == number)
            assert kept[-1].kind == kind, what
        world.say("Xong")
        await until(lambda: kept[-1].text == "Xong")
    assert len({message.event for message in kept}) == len(kept) == len(world.kinds) + 1


@promised
async def test_a_press_comes_in_once_and_its_button_stops_waiting(world: World) -> None:
    """A press holds the id of its choice; pressed twice it is two events, delivered twice it is one."""
    async with world.open() as (channel, kept):
        world.say("Chào")
        await channel.send(world.here(channel), OutgoingMessage((Choices((Choice("Đúng", "c:1"),)),)))
        presses = [world.user.press("Đúng"), world.user.press("Đúng")]
        await until(lambda: len(kept) == 3)
        await until(lambda: all(press.answer is not None for press in presses))
        world.fake.world.posts[int(world.person), presses[0].post.id].deleted = True
        world.user.press_data("c:1")
        await until(lambda: len(kept) == 4)
    assert [(message.kind, message.text) for message in kept[1:]] == [(Kind.PRESS, "c:1")] * 3
    assert {message.chat for message in kept} == {world.here(channel)}
    assert len({message.event for message in kept}) == 4


@promised
async def test_an_edit_is_no_new_message(world: World) -> None:
    """Who changes what they wrote is not answered twice."""
    async with world.open() as (_, kept):
        world.say("Hạn nộp?")
        world.user.edit("Hạn nộp hồ sơ?")
        world.say("Cảm ơn")
        await until(lambda: len(kept) >= 2)
    assert [message.text for message in kept] == ["Hạn nộp?", "Cảm ơn"]


@promised
async def test_being_blocked_is_an_event(world: World) -> None:
    """Where the platform tells that somebody wants no more messages, it comes in as that."""
    async with world.open() as (channel, kept):
        world.say("Chào")
        world.block()
        await until(lambda: len(kept) == 2)
    assert (kept[1].kind, kept[1].chat) == (Kind.BLOCKED, world.here(channel))


@promised
async def test_trouble_while_receiving_passes(world: World) -> None:
    """After each thing that can go wrong what was said meanwhile comes in, and what is said next."""
    refused = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    troubles = {
        "429": answer(429, refused),
        "500": answer(500, {"ok": False, "error_code": 500, "description": "Internal"}),
        "502 with a page": html(502),
        "broken JSON": answer(200, '{"ok": true, "result": [{"text": "x"'),
        "hung up": hang_up(),
        "late": late(2.0, after_effect=False),
    }

    async def heard_after(what: str, trouble: Fault) -> list[str]:
        with type(world)(world.folder) as own:  # each in a world of its own, so that their pauses pass together
            async with own.open(poll_seconds=1, patience=0.5) as (_, kept):
                own.fake.faults.add("getUpdates", trouble)
                await until(lambda: not own.fake.faults.left("getUpdates"))
                own.say(f"Trong lúc {what}")
                await until(lambda: len(kept) == 1, 15)
                own.say(f"Sau {what}")
                await until(lambda: len(kept) == 2, 15)
            return [message.text for message in kept]

    heard = await asyncio.gather(*(heard_after(what, trouble) for what, trouble in troubles.items()))
    assert heard == [[f"Trong lúc {what}", f"Sau {what}"] for what in troubles]


@promised
async def test_a_store_that_fails_once_loses_nothing(world: World) -> None:
    """What could not be kept is not confirmed to the platform, and is kept when it comes again."""
    kept: list[IncomingMessage] = []
    tries: list[int] = []

    async def take(messages: Sequence[IncomingMessage]) -> None:
        tries.append(len(messages))
        if len(tries) == 1:
            raise OSError("no space left")
        kept.extend(messages)

    async with world.open(take):
        if isinstance(world, Hooked):
            genuine = await world.parcel("Hạn nộp?")
            assert [one.status for one in [*await posted(genuine), *await posted(genuine)]] == [500, 200]
        else:
            world.say("Hạn nộp?")
        await until(lambda: kept)
    assert [message.text for message in kept] == ["Hạn nộp?"]


# --- what goes out ----------------------------------------------------------------------------------------------------


@promised
async def test_a_long_answer_fits_with_more_to_come(world: World) -> None:
    """The first part of a long answer is taken as one message, keeps its source, and says that there is more."""
    async with world.open() as (channel, _):
        world.say("Chào")
        for message in long_answers():
            before, rest = len(world.texts), message.blocks
            while rest:  # as if they typed “xem thêm” until the end
                shown, rest = first_part(replace(message, blocks=rest), channel.capabilities)
                assert isinstance(await channel.send(world.here(channel), shown), Sent)
                assert SOURCE.text in world.texts[-1]
                assert (MORE.text in world.texts[-1]) == bool(rest)
            assert (len(world.texts) - before > 1) == (channel.capabilities.most_units is not None)
            assert unpinned("".join(world.texts[before:])) == unpinned(plain(message.blocks))


@promised
async def test_the_parts_of_a_long_answer_join_to_the_whole(world: World) -> None:
    """Each part is taken by the platform's own limit, and together they say everything, no character cut in two."""
    async with world.open() as (channel, _):
        world.say("Chào")
        for message in long_answers():
            before = len(world.texts)
            results = [await channel.send(world.here(channel), p) for p in parts(message, channel.capabilities)]
            assert {type(result) for result in results} == {Sent}
            assert letters("".join(world.texts[before:])) == letters(plain(message.blocks))


@promised
async def test_a_result_tells_what_became_of_a_message(world: World) -> None:
    """Sent only where the platform said so, Retry only where it surely did not take it, Unknown where nobody knows."""
    told: dict[str, Any] = {}
    async with world.open(patience=0.5) as (channel, _):
        world.say("Chào")
        for case in world.sends:
            before = len(world.texts)
            if case.trouble:
                world.trouble(case.trouble)
            result = await channel.send(world.here(channel), GREETING)
            told[case.what] = (verdict(result), len(world.texts) - before)
    assert told == {case.what: (case.verdict, case.arrived) for case in world.sends}


@promised
async def test_where_nobody_listens_nothing_was_sent(world: World) -> None:
    """A connection that is refused means that the message may go again, since it certainly did not arrive."""
    channel = world.build(api=nowhere())
    result = await channel.send(world.here(channel), GREETING)
    await channel.close()
    assert isinstance(result, Retry)
    assert result.after > 0
    assert world.texts == []


@promised
async def test_who_blocked_us_gets_nothing(world: World) -> None:
    """A message to somebody who wants none is refused for good, with what the platform tells of the reason."""
    async with world.open() as (channel, _):
        world.say("Chào")
        world.block()
        result = await channel.send(world.here(channel), GREETING)
    assert isinstance(result, Refused)
    assert result.reason == world.blocked
    assert world.texts == []


@promised
async def test_a_chat_that_blocked_us_is_inactive(world: World, home: Home) -> None:
    """After such a refusal the chat counts as inactive, so that no reminder goes there, and the message has ended."""
    names, now = Names(home.pseudonym_key()), datetime.now(UTC)
    async with world.open() as (channel, _):
        world.say("Chào")
        world.block()
        here = world.here(channel)
        lane, address = names.of_chat(here), written_address(here)
        home.chats.agree(Consent(lane, channel.name, True, "1", "0" * 64, now.timestamp()), address)
        home.outbox.write([Draft((Way(lane, address),), written_message(GREETING), "reminder")], now.timestamp())
        [outgoing] = home.outbox.claim(now.timestamp(), 60, 5)
        sending = Sending(home.outbox, home.chats, names, {channel.name: channel}, quota_of(home), lambda: now)
        assert await sending.handle(outgoing) == "refused"
    chat = home.chats.find(lane)
    assert chat is not None
    assert not chat.active
    assert home.outbox.counts() == {"refused": 1}


# --- opening, telling, stopping ---------------------------------------------------------------------------------------


@promised
async def test_the_webhook_of_others_is_left_alone(world: World) -> None:
    """Where somebody else has the messages delivered, opening fails, says how to take over, and changes nothing."""
    await set_by_others(world)
    with pytest.raises(ChannelError, match="--replace-webhook") as failure:
        async with world.open():
            pass
    assert not isinstance(failure.value, ChannelUnreachable)
    assert world.hook == RIVAL


@promised
async def test_the_webhook_of_others_goes_where_wanted(world: World) -> None:
    """With leave to replace it, it goes, and messages come to us."""
    await set_by_others(world)
    async with world.open(replace=True) as (_, kept):
        assert world.hook != RIVAL
        world.say("Hạn nộp?")
        await until(lambda: kept)


@promised
async def test_a_token_that_is_refused_does_not_open(world: World) -> None:
    """A token or password that is not valid needs a person, and is not tried again by itself."""
    if hasattr(world, "withdraw"):
        world.withdraw()
    changes = {"token": world.other_token} if hasattr(world, "other_token") else {}
    channel = world.build(**changes)
    with pytest.raises(ChannelError) as failure:
        await channel.open()
    await channel.close()
    assert not isinstance(failure.value, ChannelUnreachable)


@promised
async def test_a_platform_that_is_down_may_be_tried_again(world: World) -> None:
    """A platform that does not answer is told apart from one that refuses; once it answers, the channel opens."""
    channel = world.build(api=nowhere())
    with pytest.raises(ChannelUnreachable):
        await channel.open()
    await channel.close()
    channel, told = world.build(patience=0.5), []
    for hiccup in world.hiccups:
        world.trouble_opening(hiccup)
        with pytest.raises(ChannelError) as failure:
            await channel.open()
        told.append((hiccup, type(failure.value)))
    assert told == [(hiccup, ChannelUnreachable) for hiccup in world.hiccups]
    await channel.open()
    assert channel.account
    await channel.close()


@promised
def test_nothing_secret_is_told(world: World) -> None:
    """On a day on which all goes wrong no log, error or refusal holds a token, a secret, a chat's id or a text."""
    with everything_logged(world.secrets) as (ours, masked):
        told = asyncio.run(a_bad_day(world))
        logging.getLogger("some.library").debug("GET /bot%s/getMe", world.secrets[0])
    assert any("GET /bot" in line for line in masked)
    secret = [*world.secrets, *world.hidden, *(s.partition(":")[2] for s in world.secrets if ":" in s)]
    needles = [*secret, world.person, "Bí mật", "trợ lý"]
    for told_where, lines in {"details": told, "our own logs": ours, "all logs": masked}.items():
        leaks = {(needle, line) for line in lines for needle in needles if needle in line}
        assert leaks == set(), told_where


@promised
def test_a_database_that_fails_tells_no_text(world: World, home: Home) -> None:
    """Where an event cannot be written, the log says so without what it says, and nobody is told that it was kept."""
    reception = reception_of(home)

    async def go(logged: list[str]) -> None:
        async def take(messages: Sequence[IncomingMessage]) -> None:
            await asyncio.to_thread(reception.take, channel, messages, datetime.now(UTC))

        async with world.open(take) as (channel, _):
            world.say("Bí mật: lương của tôi")
            await until(lambda: logged)

    full = "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    with home.engine.connect() as connection:
        connection.exec_driver_sql(full)
        connection.commit()
    with everything_logged(world.secrets) as (ours, masked):
        asyncio.run(go(ours))
    assert not [line for line in [*ours, *masked] for word in ("Bí mật", world.person) if word in line]


@promised
def test_it_stops_while_a_poll_waits(world: World) -> None:
    """A poll that waits for half a minute does not hold up the end."""
    world.fake.time_scale = 1.0
    began = [0.0]

    async def go() -> None:
        async with world.open() as (channel, _):
            await until(world.polled)
            began[0] = time.monotonic()
        await channel.close()

    asyncio.run(go())
    assert time.monotonic() - began[0] < 2


@promised
def test_it_stops_while_a_send_is_late(world: World) -> None:
    """A message whose answer does not come does not hold up the end either; closing twice is one closing."""
    [slow] = [case.trouble for case in world.sends if case.what == "late, taken"]
    began = [0.0]

    async def go() -> None:
        async with world.open(patience=20.0) as (channel, _):
            world.say("Chào")
            world.trouble(slow)
            sending = asyncio.create_task(channel.send(world.here(channel), GREETING))
            await until(lambda: world.texts)
            began[0] = time.monotonic()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        await channel.close()

    asyncio.run(go())
    assert time.monotonic() - began[0] < 2


@promised
async def test_closing_is_safe_at_any_time(world: World) -> None:
    """A channel that was never opened closes, twice too, and one that was closed can be opened again."""
    channel = world.build()
    await channel.close()
    await channel.close()
    world.lead_to(channel, nobody)
    await channel.open()
    await channel.close()
    await channel.open()
    await channel.close()
    await channel.close()


def test_every_gap_is_meant() -> None:
    """The table names promises and variants that exist, each once, and gives a reason for each."""
    named = Counter((promise, variant) for promise, variants, _ in GAPS for variant in variants)
    assert {promise for promise, _ in named} <= set(PROMISES)
    assert {variant for _, variant in named} <= set(EVERY)
    assert set(named.values()) == {1}
    assert all(why for why in LEFT_OUT.values())
    assert len(set(EVERY)) == len(EVERY) == 8


# --- what the promises above are made of ------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A new home on a real database."""
    opened = open_home(tmp_path / "home")
    yield opened
    opened.close()


def quota_of(home: Home) -> Quota:
    return Quota(home.counters, lambda _key, _words: None)


def reception_of(home: Home) -> Reception:
    return Reception(home.inbox, home.outbox, Names(home.pseudonym_key()), Doorkeeper(), quota_of(home))


async def nobody(_: Sequence[IncomingMessage]) -> None:
    """Keep nothing."""


async def raw_status(url: str, headers: dict[str, str], body: bytes) -> int:
    """Return the status with which a request is answered whose body is perhaps never sent whole."""
    there = urlsplit(url)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    lines = [f"POST {there.path} HTTP/1.1", f"host: {there.netloc}", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    return int(status.split()[1])


def hollow(body: bytes, value: bytes) -> bytes:
    """Return a delivery whose innermost text is something else; its shape is right but for that."""
    head, mark, tail = body.partition(b'"text": "')
    assert mark
    return (
        head + b'"text": ' + value + b', "chat": ' + value + b', "message_id": ' + value + tail[tail.index(b'"') + 1 :]
    )


def long_answers() -> list[OutgoingMessage]:
    """Return answers of several lengths: accents apart from their letters, pictures of two units, no spaces."""
    sentence = "Hồ sơ đề nghị khen thưởng gồm tờ trình, báo cáo thành tích và biên bản họp. "
    apart = unicodedata.normalize("NFD", "ưởngộễẵ" * 900)
    return [
        OutgoingMessage((Heading("Hồ sơ"), Paragraph(sentence * 120), Quotation(f"“{sentence * 30}”"), SOURCE, NOTICE)),
        OutgoingMessage((Paragraph(apart), SOURCE)),
        OutgoingMessage((Paragraph("🏅🎖️" * 2500), SOURCE)),
        OutgoingMessage((Paragraph("a" + "𝒙" * 5000), SOURCE, NOTICE)),
        OutgoingMessage((ItemList(tuple(f"{n}. {sentence}" for n in range(150))), SOURCE)),
    ]


def letters(text: str) -> str:
    """Return what a text says, whatever its lines, bullets and Unicode form."""
    kept = (c for c in unicodedata.normalize("NFC", text) if not c.isspace() and c not in "-•")
    return "".join(c for c in kept if unicodedata.category(c) != "Cf")


def unpinned(text: str) -> str:
    """Return what a text says beside what stands below each of its parts."""
    said_again = (letters(block.text) for block in (MORE, SOURCE, NOTICE))
    left = letters(text)
    for words in said_again:
        left = left.replace(words, "")
    return left


async def set_by_others(world: World) -> None:
    """Let another program have the messages of our bot delivered to itself."""
    url, secret = {"url": RIVAL}, {"secret_token": "bi-mat-cua-nguoi-khac"}
    await world.call("setWebhook", url | secret)
    assert world.hook == RIVAL


async def a_bad_day(world: World) -> list[str]:
    """Let everything go wrong that can; return every error and detail that was told meanwhile."""
    told: list[str] = []
    for changes in ({"api": nowhere()}, {"token": getattr(world, "other_token", "")}):
        told += await told_at_opening(world.build(**{name: value for name, value in changes.items() if value}))
    async with world.open(patience=0.3, poll_seconds=1) as (channel, kept):
        world.say("Bí mật: lương của tôi")
        if isinstance(world, Spoken):
            await until(lambda: kept)
        await trouble_coming_in(world)
        here = world.here(channel)
        for case in world.sends:
            if case.trouble:
                world.trouble(case.trouble)
            told.append(getattr(await channel.send(here, said("Bí mật: lương")), "detail", ""))
        for code in (400, 403):
            repeated = f"{world.person} said Bí mật: lương; {' '.join([*world.secrets, *world.hidden])}"
            world.trouble(world.echo(code, repeated))
            told.append(getattr(await channel.send(here, said("Bí mật: lương")), "detail", ""))
    return told


async def told_at_opening(channel: Channel) -> list[str]:
    """Return what is told where a channel does not open."""
    try:
        await channel.open()
    except ChannelError as error:
        return [str(error), repr(error), str(error.advice)]
    finally:
        await channel.close()
    return []


async def trouble_coming_in(world: World) -> None:
    """Let something come in that cannot be read, from the platform or from a stranger."""
    if isinstance(world, Hooked):
        genuine = await world.parcel("Bí mật: lương")
        stranger = replace(genuine, headers={**genuine.headers, world.secret_header: f"{world.secrets[0]}x"})
        await posted(stranger, world.posting(genuine.body[:-5]), world.posting(hollow(genuine.body, b"null")))
    elif isinstance(world, Spoken):
        unread = {"ok": True, "result": [{"text": f"Bí mật {world.person}"}, world.secrets[0]]}
        world.fake.faults.add("getUpdates", answer(200, unread), html(502))
        await until(lambda: not world.fake.faults.left("getUpdates"))


@contextmanager
def everything_logged(secrets: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what our own modules log, before anything is masked, and what every library logs as ``serve`` has it."""
    ours: list[str] = []
    masked: list[str] = []
    form, plainly, root = logging.Formatter().format, logging.getLogRecordFactory(), logging.getLogger()

    def made(*given: Any, **named: Any) -> logging.LogRecord:
        record = plainly(*given, **named)
        if record.name.startswith("bot."):
            ours.append(form(plainly(*given, **named)))
        return record

    handler, level = logging.Handler(), root.level
    handler.emit = lambda record: masked.append(f"{record.__dict__} {form(record)}")  # type: ignore[method-assign]
    logging.setLogRecordFactory(made)
    undo = guard_logs(secrets)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield ours, masked
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        undo()
        logging.setLogRecordFactory(plainly)
