"""The dialogue on real stores: what is said to everything that people send, and what is kept of them meanwhile."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.plain import units
from bot.channels.recording import RecordingChannel
from bot.dialogue import ChatMemory, Dialogue, Turn
from bot.dialogue import sentences as words
from bot.dialogue.commands import MENU
from bot.dialogue.memory import as_text, from_text
from bot.messages import Capabilities, ChatAddress, IncomingMessage, Kind, Notice
from bot.web.visits import hashed
from knowledge.audiences import Audience
from knowledge.people import Role
from knowledge.store.chat_schema import chats, consents, data_requests, inbox, outbox, questions
from knowledge.store.web import WebSessions
from retriever.answering.models import Answer, ConversationState, Status
from tests.fakes.answers import ScriptedAnswers, answered
from tests.fakes.desk import MORNING, UNIT, Desk

GREETING = words.first_notice(UNIT, abroad=False).text
CODE = "12345678"
NUMBERS = count()  # of chats that are not to know of each other


def greeted(desk: Desk, chat: str = "mai") -> None:
    """Let the first message of a chat be over."""
    desk.say("chào", chat)


# -- the first message ----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["Hạn nộp?", "/start", "/dulieu", "/khonglenh", "   ", "/xemthem"])
def test_the_first_answer_tells_that_it_is_automatic_and_the_others_do_not(desk: Desk, first: str) -> None:
    """Whatever a chat begins with, the notice stands once in the first answer."""
    assert desk.say(first).count(GREETING) == 1
    assert GREETING not in desk.say("Hạn nộp?") + desk.say("/trogiup")


def test_a_photo_as_first_message_is_greeted_too(desk: Desk) -> None:
    """The notice does not wait for words."""
    assert GREETING in desk.say("", kind=Kind.PHOTO)


def test_a_chat_without_consent_is_told_again_after_a_restart(desk: Desk) -> None:
    """Nothing of it was kept, so nobody can know that it was told."""
    greeted(desk)
    desk.start()
    assert GREETING in desk.say("Hạn nộp?")


def test_a_chat_that_agreed_is_not_told_again_after_a_restart(desk: Desk) -> None:
    """What it agreed to keep holds that it was told."""
    desk.say("/dongy a b")
    desk.start()
    assert GREETING not in desk.say("Hạn nộp?")


def test_the_notice_is_not_repeated_with_the_rest_of_a_long_first_answer(desk: Desk) -> None:
    """The word “xem thêm” goes on with the answer, not with the notice."""
    desk.answers.script.append(answered("\n".join(f"Dòng số {n} của câu trả lời dài." for n in range(150))))
    first, second = desk.say("Kể hết"), desk.say("xem thêm")
    assert (first.count(GREETING), second.count(GREETING)) == (1, 0)


def test_a_channel_abroad_says_so_first(open_desk: Callable[..., Desk]) -> None:
    """Whoever writes through servers abroad is told that the words leave the country."""
    channel = RecordingChannel("zalo")
    channel.abroad = True
    desk = open_desk(channels=[channel])
    assert "ra khỏi Việt Nam" in desk.say("chào")


# -- consent --------------------------------------------------------------------------------------------


@pytest.fixture
def buttons(open_desk: Callable[..., Desk]) -> Desk:
    """A home whose channel has buttons."""
    return open_desk(channels=[RecordingChannel("zalo", Capabilities(most_units=4096, buttons=True))])


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("1", "1+cauhoi+lienket"), ("2", "1+lienket"), ("3", "1+cauhoi"), (" 1. ", "1+cauhoi+lienket"),
        ("2)", "1+lienket"), ("/dongy a b", "1+cauhoi+lienket"), ("/dongy a", "1+lienket"), ("/dongy B", "1+cauhoi"),
        ("/đồng ý a và b", "1+cauhoi+lienket"), ("/dongy a, b", "1+cauhoi+lienket"),
    ],
)  # fmt: skip
def test_consent_by_number_or_command(desk: Desk, said: str, version: str) -> None:
    """After the words of consent a number agrees to what it stands for; the evidence is kept."""
    shown = desk.say("/start")
    assert "Đồng ý cả (a) và (b)" in shown
    assert "bằng số" in shown
    assert not desk.rows(chats)
    assert "ghi nhận" in desk.say(said)
    record = desk.chats.find(desk.key())
    assert record is not None
    assert record.consent_version == version
    assert [(c.given, c.version, c.channel) for c in desk.chats.evidence(desk.key())] == [(True, version, "zalo")]


def test_consent_by_press(buttons: Desk) -> None:
    """A pressed choice agrees like its number."""
    buttons.say("/start")
    assert "ghi nhận" in buttons.press("Chỉ (a)")
    assert [r["consent_version"] for r in buttons.rows(chats)] == ["1+lienket"]


@pytest.mark.parametrize("said", ["4", "không đồng ý", "/khongdongy"])
def test_refusal_keeps_nothing(desk: Desk, said: str) -> None:
    """Whoever refuses is answered all the same, and nothing is kept."""
    desk.say("/start")
    assert "không lưu gì" in desk.say(said)
    assert "Trả lời: Hạn nộp?" in desk.say("Hạn nộp?")
    assert not desk.rows(chats) + desk.rows(consents)


@pytest.mark.parametrize("said", ["đồng ý", "/dongy", "/dongy 1", "/dongy c", "/dongy tất cả", "/dongy a b c"])
def test_what_does_not_say_plainly_to_what_agrees_to_nothing(desk: Desk, said: str) -> None:
    """What is agreed to is asked purpose by purpose."""
    assert "1. Đồng ý cả (a) và (b)" in desk.say(said)
    assert not desk.rows(chats) + desk.rows(consents)


def test_a_question_instead_of_a_choice_is_answered(desk: Desk) -> None:
    """A consent that is asked for holds nobody up, and a number is then no choice any more."""
    desk.say("/start")
    assert "Trả lời: Hạn nộp?" in desk.say("Hạn nộp?")
    assert "Trả lời: 1" in desk.say("1")
    assert not desk.rows(chats)


@pytest.mark.parametrize("said", ["5", "0", "99"])
def test_a_number_that_was_not_offered_is_asked_again(desk: Desk, said: str) -> None:
    """A number outside the choices agrees to nothing; the choices stay."""
    desk.say("/start")
    assert "từ 1 đến 4" in desk.say(said)
    assert "ghi nhận" in desk.say("1")


@pytest.mark.parametrize("said", ["²", "①", "½", "9" * 11, "9" * 5000])
def test_a_sign_that_only_looks_like_a_number_fails_nothing(desk: Desk, said: str) -> None:
    """Raised and circled digits and endless numbers are answered somehow, and agree to nothing."""
    desk.say("/start")
    answer = desk.say(said)
    assert answer
    assert words.FAILED not in answer
    assert not desk.rows(chats)


def test_a_number_days_later_chooses_nothing(desk: Desk) -> None:
    """Choices are good for a day, also by number: "1" said a week later does not erase."""
    desk.say("/dongy a b")
    desk.say("/xoa")
    desk.clock.pass_by(days=7)
    desk.say("1")
    assert desk.rows(chats)


# -- linking --------------------------------------------------------------------------------------------


def test_a_code_waits_for_consent(desk: Desk) -> None:
    """A code given before consent is used as soon as consent is given."""
    desk.person("Lò Thị Mai", CODE, unit="Phòng A")
    assert "cần bạn đồng ý" in desk.say(f"/lienket {CODE}")
    assert not desk.rows(chats)
    assert "Đã liên kết với Lò Thị Mai, Phòng A" in desk.say("2")
    assert desk.people.of_chat(desk.key()) is not None


@pytest.mark.parametrize("instead", ["/khongdongy", "4", "Hạn nộp?"])
def test_a_code_that_waits_is_dropped_by_refusal_and_by_a_question(desk: Desk, instead: str) -> None:
    """Whoever does not agree is not linked later by a consent to something else."""
    desk.person("Lò Thị Mai", CODE)
    desk.say(CODE)
    desk.say(instead)
    desk.say("/dongy a")
    assert desk.rows(chats)
    assert desk.people.of_chat(desk.key()) is None


@pytest.mark.parametrize("typed", ["/start 12345678", "12345678", "1234 5678", "liên kết 1234-5678", "/link 12345678"])
def test_a_code_in_any_spelling_links(desk: Desk, typed: str) -> None:
    """A link that was opened, a bare code and a command all link."""
    desk.person("Lò Thị Mai", CODE)
    desk.say("/dongy a")
    assert "Đã liên kết" in desk.say(typed)


def test_the_linked_person_is_warned_wherever_reached(desk: Desk) -> None:
    """A new chat of a person is told to the person, so that nobody links in silence."""
    desk.linked("Lò Thị Mai", "máy cũ")
    desk.also_linked(1, "máy mới", code="3333 4444")
    warned = [to.chat for to, m in desk.channels["zalo"].sent if "Nếu không phải bạn làm" in str(m)]
    assert "máy cũ" in warned


def test_a_chat_of_another_person_is_not_taken_over(desk: Desk) -> None:
    """A second code does not change whose chat it is."""
    desk.linked("Lò Thị Mai", "mai")
    desk.person("Quàng Văn Sơn", CODE)
    assert "liên kết với người khác" in desk.say(f"/lienket {CODE}")
    assert "Lò Thị Mai" in desk.say("/toi")


def test_a_link_without_a_code_says_how(desk: Desk) -> None:
    """A word of linking without a code is told what to type."""
    assert "mã 8 chữ số" in desk.say("liên kết")


@pytest.mark.parametrize("typed", ["/dangnhap", "/web", "đăng nhập"])
def test_a_linked_person_gets_a_login_of_their_own(desk: Desk, typed: str) -> None:
    """The address logs in the person of the chat, once, and each is another one."""
    desk.site = "https://tdkt.so.gov.vn"
    desk.start()
    desk.linked("Lò Thị Mai", "mai")
    links = [re.findall(r"https://tdkt\.so\.gov\.vn/vao/([\w-]{43})", desk.say(typed))[0] for _ in range(2)]
    sessions, now = WebSessions(desk.engine), desk.clock.now().timestamp()
    assert links[0] != links[1]
    assert sessions.begin(hashed(links[0]), "a" * 64, now)
    assert not sessions.begin(hashed(links[0]), "b" * 64, now)
    who = sessions.person_of("a" * 64, now)
    assert who is not None
    assert who.name == "Lò Thị Mai"


def test_without_a_link_or_a_site_there_is_no_login(desk: Desk) -> None:
    """A chat of nobody gets no address, and without a public site the command says so."""
    desk.linked("Lò Thị Mai", "mai")
    assert "chưa mở trang web" in desk.say("/dangnhap")
    desk.site = "https://tdkt.so.gov.vn"
    desk.start()
    said = desk.say("/dangnhap", "người lạ")
    assert "chưa liên kết" in said
    assert "https://" not in said


# -- choices --------------------------------------------------------------------------------------------


def test_the_options_of_an_answer_are_choices(buttons: Desk) -> None:
    """What an answer leaves open is offered as buttons, and not as numbered lines beside them."""
    buttons.answers.script.append(answered("Bạn hỏi đợt nào?", options=("Đợt 1", "Đợt 2")))
    shown = buttons.hear(buttons.message("Hạn nộp?"))[0]
    assert "1. Đợt 1" not in str(shown)
    assert "Trả lời: 2" in buttons.press("Đợt 2")
    assert [o.label for o in buttons.answers.asked[-1][1].options] == ["Đợt 1", "Đợt 2"]


def test_the_options_without_buttons_are_numbered_once(desk: Desk) -> None:
    """Where nothing can be pressed a number chooses, and other words are a question."""
    desk.answers.script.append(answered("Bạn hỏi đợt nào?", options=("Đợt 1", "Đợt 2")))
    shown = desk.say("Hạn nộp?")
    assert shown.count("1. Đợt 1\n2. Đợt 2\n") == 1
    assert "bằng số" in shown
    assert shown.count("Đợt 1") == 1
    assert "Trả lời: 7" in desk.say("7")


def test_an_old_choice_is_not_taken(buttons: Desk) -> None:
    """A choice is good for a day, and only until the next answer."""
    buttons.say("/start")
    late = buttons.choice("Đồng ý cả (a) và (b)")
    buttons.clock.pass_by(hours=25)
    assert words.STALE_CHOICE in buttons.say(late, kind=Kind.PRESS)
    buttons.say("/start")
    before = buttons.choice("Đồng ý cả (a) và (b)")
    buttons.say("Hạn nộp?")
    assert words.STALE_CHOICE in buttons.say(before, kind=Kind.PRESS)
    assert not buttons.rows(chats)


@pytest.mark.parametrize("press", ["", "khac", "/dongy a b", "/xoa het", "1"])
def test_a_foreign_id_does_nothing(buttons: Desk, press: str) -> None:
    """An id that was not offered here is stale, also where it is written like a command."""
    buttons.say("/start")
    assert words.STALE_CHOICE in buttons.say(press, kind=Kind.PRESS)
    assert not buttons.rows(chats)


def test_the_choice_of_another_chat_does_nothing(buttons: Desk) -> None:
    """An id is good only in the chat where it was offered."""
    greeted(buttons, "sơn")
    buttons.say("/start", "mai")
    assert words.STALE_CHOICE in buttons.press("Đồng ý cả (a) và (b)", "sơn")
    assert not buttons.rows(chats)


def test_in_a_group_only_who_was_asked_may_press(buttons: Desk) -> None:
    """A choice in a group is for the person who asked, and stays theirs."""
    buttons.answers.script.append(answered("Đợt nào?", options=("Đợt 1", "Đợt 2")))
    buttons.say("Hạn?", "nhóm", sender="mai", private=False)
    assert words.STALE_CHOICE in buttons.press("Đợt 1", "nhóm", sender="sơn", private=False)
    assert "Trả lời: 1" in buttons.press("Đợt 1", "nhóm", sender="mai", private=False)


def test_a_press_twice_says_so_the_second_time(buttons: Desk) -> None:
    """A choice pressed again after it was taken is stale."""
    buttons.say("/start")
    pressed = buttons.choice("Đồng ý cả (a) và (b)")
    assert "ghi nhận" in buttons.say(pressed, kind=Kind.PRESS)
    assert words.STALE_CHOICE in buttons.say(pressed, kind=Kind.PRESS)


# -- groups, kinds, odd texts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["/lienket 12345678", "12345678", "/toi", "/kenh zalo", "/dongy a b", "/khongdongy", "/rutdongy",
    "/dulieu", "/dangnhap",
              "/sua tên", "/xoa", "/xoa het", "đồng ý"],
)  # fmt: skip
def test_a_group_refuses_what_is_personal(desk: Desk, typed: str) -> None:
    """Nothing personal is said or done where others read along."""
    assert words.PRIVATE_ONLY in desk.say(typed, "nhóm", sender="mai", private=False)
    assert not desk.rows(chats) + desk.rows(consents) + desk.rows(data_requests)


def test_start_in_a_group_asks_for_no_consent(desk: Desk) -> None:
    """A greeting in a group offers no consent, also with a code."""
    for typed in ("/start", "/start 12345678"):
        assert "Đồng ý" not in desk.say(typed, "nhóm", sender="mai", private=False)


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VOICE, Kind.STICKER, Kind.FILE, Kind.LINK, Kind.OTHER])
def test_what_is_no_text_is_told_what_to_do_instead(desk: Desk, kind: Kind) -> None:
    """One kind sentence, and no question asked."""
    assert words.INSTEAD[kind] in desk.say("chú thích", kind=kind)
    assert not desk.answers.asked


@pytest.mark.parametrize("typed", ["", "   ", "\n\n", "\u00a0"])
def test_an_empty_text_is_told_so(desk: Desk, typed: str) -> None:
    """Nothing typed is no question."""
    assert words.EMPTY in desk.say(typed)
    assert not desk.answers.asked


def test_an_unknown_command_names_the_known_ones(desk: Desk) -> None:
    """A command that there is not is told with those that there are; a long one is shortened."""
    said = desk.say("/" + "x" * 500)
    assert "x" * 41 not in said
    assert all(f"/{name.value}" in said for name, _ in MENU)


def test_a_very_long_text_is_asked_and_answered(desk: Desk) -> None:
    """Length breaks nothing."""
    assert "Trả lời: hạn" in desk.say("hạn nộp " * 20_000)


@pytest.mark.parametrize("typed", ["\ud800", "hạn \udcff nộp", "\x00", "a\x00b", "\u202ehạn"])
def test_text_that_no_file_takes_is_answered(desk: Desk, typed: str) -> None:
    """Halves of characters and zero bytes, which platforms let through, stop nobody, with consent or without."""
    assert "Trả lời" in desk.say(typed)
    desk.say("/dongy a b")
    assert "Trả lời" in desk.say(typed)
    assert "Trả lời: Hạn nộp?" in desk.say("Hạn nộp?")


def test_an_answer_of_nothing_is_no_empty_message(desk: Desk) -> None:
    """A greeted chat whose answer has no words gets no empty message that platforms refuse."""
    greeted(desk)
    desk.answers.script.append(answered(""))
    assert "" not in [plain for plain in desk.channels["zalo"].texts]


def test_tra_cuu_asks_the_words_behind_it(desk: Desk) -> None:
    """The command itself is no part of the question; without words nothing is asked."""
    desk.say("tra cứu hạn nộp hồ sơ")
    assert desk.answers.questions == ["hạn nộp hồ sơ"]
    assert words.EMPTY in desk.say("/tracuu")


# -- xem thêm -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["xem thêm", "/xemthem", "Xem thêm.", "xem tiep"])
def test_xem_them_goes_on_until_the_end(desk: Desk, more: str) -> None:
    """All rounds together tell the whole answer; then there is no more."""
    lines = [f"Dòng số {n} của câu trả lời rất dài này." for n in range(200)]
    desk.answers.script.append(answered("\n".join(lines)))
    said = [desk.say("Kể hết")]
    while "Còn nữa" in said[-1]:
        said.append(desk.say(more))
    assert len(said) > 3
    assert all(line in "\n".join(said) for line in lines)
    assert words.NO_MORE in desk.say("xem thêm")
    assert desk.answers.questions == ["Kể hết"]


def test_a_question_in_between_ends_the_rest(desk: Desk) -> None:
    """What was left of an older answer is not told below a newer one."""
    desk.answers.script += [answered("cũ " * 2000), answered("Ngắn.")]
    desk.say("Kể hết")
    assert desk.say("Hạn nộp?").endswith("Ngắn.")
    assert words.NO_MORE in desk.say("xem thêm")


def test_the_rest_survives_a_restart_with_consent(desk: Desk) -> None:
    """A chat that agreed reads on after a restart."""
    desk.say("/dongy a b")
    desk.answers.script.append(answered("Phần đầu. " + "giữa " * 1000 + "Phần cuối."))
    desk.say("Kể hết")
    desk.start()
    said = ""
    for _ in range(4):
        said += desk.say("xem thêm")
    assert "Phần cuối." in said


# -- one's own data -------------------------------------------------------------------------------------


def test_without_consent_nothing_is_kept_of_questions(desk: Desk) -> None:
    """After the answer no table holds the words, the answer, the chat's id or an address."""
    desk.say("Câu hỏi rất riêng", "số-nhà-mai")
    held = desk.everything()
    assert "rất riêng" not in held
    assert "số-nhà-mai" not in held
    assert [(r["chat"], r["text"], r["status"]) for r in desk.rows(questions)] == [(None, None, "answered")]


def test_with_the_first_purpose_only_no_question_and_no_conversation_is_kept(desk: Desk) -> None:
    """Consent to the address is no consent to questions."""
    desk.say("/dongy a")
    desk.say("Câu hỏi rất riêng")
    assert "rất riêng" not in desk.everything()
    assert [from_text(r["state"]) for r in desk.rows(chats)] == [ChatMemory(greeted=True)]


def test_with_both_purposes_question_and_conversation_are_kept(desk: Desk) -> None:
    """What was agreed to is done."""
    desk.say("/dongy a b")
    desk.say("Câu hỏi rất riêng")
    assert [t for _, t in desk.chats.questions_of(desk.key())] == ["Câu hỏi rất riêng"]
    state = desk.rows(chats)[0]["state"]
    assert from_text(state).conversation.last_question == "Câu hỏi rất riêng"


def test_going_back_to_the_second_purpose_ends_what_the_first_kept(desk: Desk) -> None:
    """Whoever takes the consent to address and link back is linked no longer, and gets no message unasked."""
    number = desk.linked("Lò Thị Mai", "số-nhà-mai")
    desk.say("/dongy b", "số-nhà-mai")
    assert "số-nhà-mai" not in desk.everything()
    assert desk.people.of_chat(desk.key("số-nhà-mai")) is None
    desk.notices.tell(number, words.help_message(UNIT), desk.clock.now(), about="hạn", key="k")
    assert [u.about for u in desk.outbox.undelivered()] == ["hạn"]


def test_going_back_to_the_first_purpose_ends_what_the_second_kept(desk: Desk) -> None:
    """Whoever takes the consent to questions back has them forgotten."""
    desk.say("/dongy a b")
    desk.say("Câu hỏi rất riêng")
    desk.say("/dongy a")
    assert "rất riêng" not in desk.everything()


def test_dulieu_without_consent_says_that_nothing_is_kept(desk: Desk) -> None:
    """Nothing kept is said to be nothing, and asking leaves nothing behind."""
    assert "không lưu dữ liệu nào" in desk.say("/dulieu")
    assert not desk.rows(data_requests)


def test_dulieu_shows_what_is_kept(desk: Desk) -> None:
    """Consent, link and every kept question are shown, and nothing of another chat."""
    desk.linked("Lò Thị Mai", "mai", unit="Phòng A")
    desk.say("/dongy a b", "sơn")
    desk.say("Câu của Sơn", "sơn")
    for number in range(3):
        desk.say(f"Câu thứ {number}")
    shown = desk.say("/dulieu")
    assert "phiên bản 1+cauhoi+lienket" in shown
    assert "Liên kết với Lò Thị Mai, Phòng A (vai trò cán bộ)" in shown
    assert "3 câu hỏi (nội dung được xóa sau 30 ngày)" in shown
    assert all(f"Câu thứ {number}" in shown for number in range(3))
    assert "Sơn" not in shown
    assert [r["kind"] for r in desk.rows(data_requests)] == ["copy"]


def test_xoa_asks_first_and_no_keeps_everything(desk: Desk) -> None:
    """One word too quickly typed erases nothing."""
    desk.say("/dongy a b")
    assert "1. Xóa hết\n2. Không" in desk.say("/xoa")
    assert "để nguyên" in desk.say("2")
    assert desk.rows(chats)


@pytest.mark.parametrize("ask", ["/xoa", "xóa dữ liệu của tôi"])
def test_xoa_erases_everything_but_the_evidence(desk: Desk, ask: str) -> None:
    """After it no table holds the chat, its address, its words or its link; the evidence of consent stays."""
    desk.linked("Lò Thị Mai", "số-nhà-mai")
    desk.say("Câu hỏi rất riêng", "số-nhà-mai")
    desk.say(ask, "số-nhà-mai")
    assert "Đã xóa" in desk.say("1", "số-nhà-mai")
    held = desk.everything()
    assert "số-nhà-mai" not in held
    assert "rất riêng" not in held
    assert not desk.rows(chats)
    key = desk.key("số-nhà-mai")
    assert [c.given for c in desk.chats.evidence(key)] == [True, False]
    assert desk.people.find(1) is not None
    assert "không lưu dữ liệu nào" in desk.say("/dulieu", "số-nhà-mai")


def test_xoa_forgets_the_chat_also_as_a_second_way_of_messages(open_desk: Callable[..., Desk]) -> None:
    """A message that would go on to the erased chat holds its address no longer, and does not go there."""
    channels = [RecordingChannel("zalo"), RecordingChannel("telegram")]
    desk = open_desk(channels=channels)
    desk.linked("Lò Thị Mai", "số-zalo")
    desk.also_linked(1, "số-telegram", channel="telegram", code="3333 4444")
    person = desk.people.find(1)
    assert person is not None
    assert len(desk.notices.ways_to(person)) == 2
    for number, chat in enumerate(["số-zalo", "số-telegram"]):
        desk.notices.tell(1, words.help_message(UNIT), desk.clock.now(), about="thử", key=f"n{number}")
        desk.work()
        desk.notices.tell(1, words.help_message(UNIT), desk.clock.now(), about="thử", key=f"w{number}")
        channel = chat.removeprefix("số-")
        before = len(desk.channels[channel].sent)
        desk.take(desk.message("/xoa het", chat, channel=channel))
        for arrived in desk.inbox.claim(desk.clock.now().timestamp(), 60, 10):
            desk.answering.handle(arrived)
        desk.work()
        assert [m for _, m in desk.channels[channel].sent[before:] if "Cách dùng" in str(m)] == []
        assert chat not in desk.everything()


def test_rutdongy_erases_at_once(desk: Desk) -> None:
    """Consent is taken back in one step, and the request is on record as done."""
    desk.say("/dongy a b")
    desk.say("Câu hỏi rất riêng")
    assert "Đã xóa" in desk.say("/rutdongy")
    assert "rất riêng" not in desk.everything()
    assert not desk.rows(chats)
    assert [(r["kind"], r["done_at"] is not None) for r in desk.rows(data_requests)] == [("withdraw", True)]
    assert GREETING not in desk.say("Hạn nộp?")


def test_sua_reaches_the_administrators(desk: Desk) -> None:
    """A request for correction is told to every administrator with its day, and stays open."""
    desk.administrator("quản trị")
    desk.linked("Lò Thị Mai", "mai")
    assert "30/11/2026" in desk.say("/sua đơn vị của tôi là Phòng Tổ chức")
    told = [str(m) for to, m in desk.channels["zalo"].sent if to.chat == "quản trị"]
    assert any("Lò Thị Mai: đơn vị của tôi là Phòng Tổ chức" in words for words in told)
    assert [r.kind for r in desk.chats.open_requests()] == ["correct"]


def test_sua_without_words_or_data_says_so(desk: Desk) -> None:
    """Nothing to correct is told, and no request is made."""
    assert "không có gì để sửa" in desk.say("/sua tên")
    desk.say("/dongy a")
    assert "kèm điều cần sửa" in desk.say("/sửa")
    assert not desk.rows(data_requests)


@pytest.mark.parametrize(
    ("said", "kept"), [("email, zalo", ("email", "zalo")), ("ZALO", ("zalo",)), ("e-mail", ("email",))]
)
def test_a_person_orders_the_channels(open_desk: Callable[..., Desk], said: str, kept: tuple[str, ...]) -> None:
    """The order is kept however it is typed; a channel that there is not changes nothing."""
    letters = RecordingChannel("email", Capabilities(calendar=True, listens=False, by_email=True))
    desk = open_desk(channels=[RecordingChannel("zalo"), letters])
    desk.linked("Lò Thị Mai", "mai")
    desk.say(f"/kenh {said}")
    desk.say("/kenh facebook")
    person = desk.people.find(1)
    assert person is not None
    assert person.channels == kept


def test_what_the_answers_may_show_follows_the_link(desk: Desk) -> None:
    """A linked person asks with the groups of that person; in a group everybody asks as the public."""
    desk.linked("Lò Thị Mai", "mai", unit="Phòng A", role=Role.HR_OFFICER)
    desk.say("Hạn nộp?")
    assert desk.answers.asked[-1][3] == {"role:to_chuc_can_bo", "unit:phong a"}
    desk.say("Hạn nộp?", "mai", private=False)
    assert desk.answers.asked[-1][3] == frozenset()
    desk.say("Hạn nộp?", "sơn")
    assert desk.answers.asked[-1][3] == frozenset()


# -- anything at all -------------------------------------------------------------------------------------

SAID = [
    "/start", "/start 12345678", "1", "2", "4", "9", "/dongy a b", "/dongy b", "đồng ý", "12345678", "/xoa",
    "/rutdongy", "/dulieu", "/sua tên", "/kenh zalo", "/kenh", "/toi", "xem thêm", "Hạn nộp?", "kể hết", "đợt nào?",
    "²", "", "/", "//", "/khongco", "<b>&", "\x00", "e\u0301" * 300, "😀" * 3000,
]  # fmt: skip


class Answering(ScriptedAnswers):
    """Answers in every way that answers come."""

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience
    ) -> tuple[Answer, ConversationState]:
        """Answer briefly, at length, with options, or with something odd."""
        if message == "kể hết":
            self.script.append(answered("«" + "dài lắm " * 900 + "»\nNguồn: Điều 9."))
        if message == "đợt nào?":
            self.script.append(answered("Đợt nào?", status=Status.CLARIFY, options=("Đợt 1", "Đợt 2")))
        return super().answer(message, state, as_of, audience)


@given(
    st.lists(st.tuples(st.sampled_from(SAID) | st.text(max_size=30), st.sampled_from(Kind), st.booleans()), max_size=14)
)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_people_send_fails(open_desk: Callable[..., Desk], sent: list[tuple[str, Kind, bool]]) -> None:
    """Whatever is sent in whatever order is answered with words that fit, and never with a failure."""
    desk = open_desk(Answering())
    memory, group, key = ChatMemory(), False, desk.key(f"chat {next(NUMBERS)}")
    for number, (text, kind, is_odd) in enumerate(sent):
        kind, group = (kind, not group) if is_odd and number % 3 == 0 else (Kind.TEXT, group)
        chosen = [o.id for o in memory.offers]
        message = desk.message(chosen[0] if kind is Kind.PRESS and chosen else text, kind=kind, private=not group)
        record = desk.chats.find(key)
        person = desk.people.of_chat(key) if record and not group else None
        turn = Turn(
            message, key, "mai", desk.clock.now(), from_text(as_text(memory)), Capabilities(most_units=2000),
            record, person, address="{}",
        )  # fmt: skip
        response = desk.dialogue.respond(turn)
        memory = response.memory
        if response.message is not None:
            said = desk.channels["zalo"].text(response.message)
            assert said.strip()
            assert units(said) <= 2000
        desk.clock.pass_by(minutes=number)


# -- the terminal ---------------------------------------------------------------------------------------


def at_terminal(text: str, memory: ChatMemory) -> Turn:
    """Return a turn of somebody at the terminal."""
    message = IncomingMessage("", ChatAddress("console", "", "terminal"), "", Kind.TEXT, text, MORNING)
    return Turn(message, "", "", MORNING + timedelta(minutes=1), memory, Capabilities())


@pytest.mark.parametrize("typed", ["/dulieu", "/xoa", "/dongy", "/lienket 12345678", "/toi", "/sua x", "/rutdongy"])
def test_the_terminal_keeps_nothing_personal(typed: str) -> None:
    """Without accounts each command about one's own data says where people are managed."""
    dialogue = Dialogue(ScriptedAnswers(), None, lambda: UNIT)
    response = dialogue.respond(at_terminal(typed, ChatMemory(greeted=True)))
    assert response.message is not None
    assert words.NOTHING_KEPT in str(response.message)


def test_the_terminal_answers_and_greets() -> None:
    """Questions, the start and help need no account."""
    dialogue = Dialogue(ScriptedAnswers(), None, lambda: UNIT)
    first = dialogue.respond(at_terminal("/start", ChatMemory()))
    assert first.message is not None
    assert isinstance(first.message.blocks[0], Notice)
    second = dialogue.respond(at_terminal("Hạn nộp?", first.memory))
    assert "Trả lời: Hạn nộp?" in str(second.message)
    assert second.status == "answered"


# -- nothing is left of what passes ---------------------------------------------------------------------


def test_events_and_messages_that_passed_hold_nothing(desk: Desk) -> None:
    """Once answered, the inbox holds a key only, and the outbox of a chat without consent no address."""
    desk.say("Câu hỏi rất riêng", "số-nhà-mai")
    assert [(r["state"], r["payload"]) for r in desk.rows(inbox)] == [("done", None)]
    assert [(r["state"], r["payload"], r["address"], r["remote_id"]) for r in desk.rows(outbox)] == [
        ("sent", None, None, "")
    ]
