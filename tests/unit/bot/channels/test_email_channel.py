"""The e-mail channel: letters that say what was meant, calendars that programs read, results that tell the truth."""

import asyncio
import shutil
import ssl
import subprocess
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.channels.base import ChannelError
from bot.channels.email.calendar import calendar_file
from bot.channels.email.channel import EmailChannel
from bot.channels.email.message import Unwritable, html, letter
from bot.channels.email.submission import Failed, Step, result_of
from bot.channels.redaction import MASK
from bot.messages import (
    Appointment,
    ChatAddress,
    Choice,
    Choices,
    CitationLine,
    Heading,
    ItemList,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
    Reason,
    Refused,
    Retry,
    SendResult,
    Sent,
    SentFile,
    Table,
    Unknown,
    said,
)
from tests.fakes.mail import MailHost, Place, Trouble

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=VIETNAM)
SENDER = "tdkt@sonoivu.example"
PERSON = ChatAddress("email", SENDER, "lan.tran@sonoivu.example")
PASSWORD = "mat-khau-rat-dai"
DUE = Appointment(
    "han-12@tdkt", "Nộp hồ sơ, đợt 1; gấp", datetime(2026, 12, 15, tzinfo=VIETNAM), alarms=(timedelta(days=3),)
)
MEETING = Appointment(
    "hop-3@tdkt", "Họp Hội đồng", datetime(2026, 12, 1, 7, tzinfo=UTC), timedelta(hours=2), sequence=4
)


def channel(host: MailHost, *, user: str = "", password: str = "", timeout: float = 5.0) -> EmailChannel:
    """Return a channel that hands in at the fake, in clear."""
    return EmailChannel("127.0.0.1", SENDER, host.port, "none", user, password, timeout=timeout, clock=lambda: NOW)


def sent(one: EmailChannel, message: OutgoingMessage, to: ChatAddress = PERSON) -> SendResult:
    return asyncio.run(one.send(to, message))


def read_back(appointments: list[Appointment]) -> Calendar:
    return Calendar.from_ical(calendar_file(appointments, SENDER, NOW))


# What a letter says


def test_a_letter_arrives_as_it_was_meant() -> None:
    """A letter shows its Vietnamese subject and text, between the right people, under the name that Sent tells."""
    message = OutgoingMessage((Heading("Nhắc hạn"), Paragraph("Nộp hồ sơ đề nghị khen thưởng.\n.Hết.")), "Nhắc hạn nộp")
    with MailHost() as host:
        result = sent(channel(host), message)
    taken = host.taken[0]
    assert (taken.sender, taken.recipients) == (SENDER, (PERSON.chat,))
    assert taken.letter["Subject"] == "Nhắc hạn nộp"
    assert taken.letter["To"] == PERSON.chat
    assert taken.letter["From"].addresses[0].addr_spec == SENDER
    assert taken.letter["Date"].datetime == NOW
    assert taken.letter["Auto-Submitted"] == "auto-generated"
    assert result == Sent(taken.letter["Message-ID"])
    assert taken.letter["Message-ID"].endswith("@sonoivu.example>")
    text = taken.letter.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["Nhắc hạn", "Nộp hồ sơ đề nghị khen thưởng.", ".Hết."]


def test_a_lone_dot_does_not_end_a_letter() -> None:
    """A line that is only a dot, or begins with one, arrives like any other, and nothing after it is a command."""
    with MailHost() as host:
        sent(channel(host), said("a\n.\nMAIL FROM:<x@y.example>\n..b\n.c"))
    text = host.taken[0].letter.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["a", ".", "MAIL FROM:<x@y.example>", "..b", ".c"]
    assert len(host.taken) == 1


def test_two_letters_have_two_names() -> None:
    """Each letter has a name of its own, also when it says the same."""
    with MailHost() as host:
        one = channel(host)
        assert sent(one, said("a")) != sent(one, said("a"))


def test_every_block_stands_in_both_forms() -> None:
    """Plain text and HTML both hold every block, choices numbered and tables as lists."""
    blocks = (
        Heading("Tiêu đề"),
        ItemList(("mục một", "mục hai")),
        Quotation("“Điều 5”"),
        CitationLine("Nguồn 12/KH-SNV", "https://snv.example/vb?a=1&b=2"),
        Choices((Choice("Đồng ý", "x1"),)),
        Notice("Để tham khảo."),
        Table(("Họ tên", "Kết quả"), (("Lan", "Đủ"),)),
        DUE,
    )
    with MailHost() as host:
        sent(channel(host), OutgoingMessage(blocks))
    made = host.taken[0].letter
    for form in ("plain", "html"):
        body = made.get_body((form,))
        assert body is not None
        words = (
            "Tiêu đề",
            "mục hai",
            "“Điều 5”",
            "Nguồn 12/KH-SNV",
            "1. Đồng ý",
            "Để tham khảo.",
            "Họ tên: Lan",
            "15/12",
        )
        assert [word for word in words if word not in body.get_content()] == []
    assert made["Subject"] == "Tiêu đề"


def test_words_are_never_markup() -> None:
    """What looks like HTML stands in the letter as text, and only pages of the web become links."""
    evil = '<script>alert("x")</script>&"'
    page = html(
        (Paragraph(evil), CitationLine(evil, 'https://a.example/"onclick="x'), CitationLine("b", "javascript:x"))
    )
    assert "<script" not in page
    assert '"onclick' not in page
    assert 'href="javascript' not in page
    assert page.count("<a ") == 1


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\x0b", "\x00", "\x85", "\u2028", "\u2029"])
def test_no_header_can_be_smuggled_in(break_: str) -> None:
    """A subject or an address with a line break is refused, and nothing goes out."""
    with MailHost() as host:
        one = channel(host)
        by_subject = sent(one, OutgoingMessage((Paragraph("x"),), f"Nhắc{break_}Bcc: a@b.example"))
        by_address = sent(one, said("x"), ChatAddress("email", SENDER, f"a@b.example{break_}Bcc: c@d.example"))
    assert isinstance(by_subject, Refused)
    assert isinstance(by_address, Refused)
    assert by_subject.reason is by_address.reason is Reason.INVALID
    assert host.taken == []
    assert host.greetings == []


NO_ADDRESSES = ["", "lan", "a@b@c.example", "Lan <a@b.example>", "a b@c.example", ".a@b.example", "á@b.example"]


@pytest.mark.parametrize("address", [*NO_ADDRESSES, "a@-b.example", "a,c@b.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    """Only one plain address may stand where a letter goes."""
    with pytest.raises(Unwritable):
        letter(said("x"), SENDER, address, "<1@a.example>", NOW)


_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=150)


@given(_TEXT.filter(lambda s: "=?" not in s))
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    """Whatever letters a subject holds, a mail program shows them; spaces at its ends aside."""
    made = letter(OutgoingMessage((Heading("h"),), subject), SENDER, PERSON.chat, "<1@a.example>", NOW)
    assert made["Subject"] == (subject.strip(" ") or "h")
    assert made.as_bytes().isascii()


def test_a_subject_hides_nothing_in_encoded_words() -> None:
    """A word that looks encoded is shown as it stands and is not decoded into a header."""
    evil = "=?utf-8?q?a=0D=0ABcc:_c=40d.example?="
    with MailHost() as host:
        assert isinstance(sent(channel(host), OutgoingMessage((Paragraph("x"),), evil)), Sent)
    assert "Bcc" not in host.taken[0].letter
    assert host.taken[0].recipients == (PERSON.chat,)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_becomes_a_letter(text: str, title: str) -> None:
    """No text, however odd, keeps a letter from being written."""
    message = OutgoingMessage((Heading(title), Paragraph(text), Appointment("u", title, NOW)))
    assert letter(message, SENDER, PERSON.chat, "<1@a.example>", NOW).as_bytes().isascii()


# Calendars


def test_a_day_is_a_day_in_every_calendar() -> None:
    """A whole day is written as a date, with its alarm, its uid and its words."""
    event = read_back([DUE]).walk("VEVENT")[0]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 15), date(2026, 12, 16))
    assert str(event["summary"]) == DUE.title
    assert (str(event["uid"]), event["sequence"]) == (DUE.uid, 0)
    assert event.walk("VALARM")[0].decoded("trigger") == timedelta(days=-3)


def test_an_hour_is_the_hour_of_viet_nam() -> None:
    """An hour is written in the time of Viet Nam, whose zone the file explains."""
    calendar = read_back([MEETING])
    event = calendar.walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 14, tzinfo=VIETNAM)
    assert event.decoded("dtend") == datetime(2026, 12, 1, 16, tzinfo=VIETNAM)
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["sequence"] == 4
    zone = calendar.walk("VTIMEZONE")[0]
    assert str(zone["tzid"]) == "Asia/Ho_Chi_Minh"
    assert zone.walk("STANDARD")[0].decoded("tzoffsetto") == timedelta(hours=7)


@pytest.mark.parametrize(
    ("cancelled", "method", "statuses"),
    [
        ((False, False), "PUBLISH", ["CONFIRMED", "CONFIRMED"]),
        ((True, False), "PUBLISH", ["CANCELLED", "CONFIRMED"]),
        ((True, True), "CANCEL", ["CANCELLED", "CANCELLED"]),
    ],
)
def test_what_is_cancelled_is_taken_out_of_calendars(
    cancelled: tuple[bool, bool], method: str, statuses: list[str]
) -> None:
    """A file of cancelled appointments asks for their removal; in a mixed file each says it for itself."""
    appointments = [
        Appointment(f"u{n}", "Họp", NOW, alarms=(timedelta(hours=1),), cancelled=gone)
        for n, gone in enumerate(cancelled)
    ]
    calendar = read_back(appointments)
    events = calendar.walk("VEVENT")
    assert calendar["method"] == method
    assert [str(e["status"]) for e in events] == statuses
    assert [bool(e.walk("VALARM")) for e in events] == [not gone for gone in cancelled]


def test_appointments_travel_as_one_file() -> None:
    """All appointments of a message are one attachment that says what it asks for, and lines of text beside it."""
    with MailHost() as host:
        sent(channel(host), OutgoingMessage((Paragraph("Lịch:"), DUE, MEETING)))
    files = list(host.taken[0].letter.iter_attachments())
    assert [(f.get_content_type(), f.get_filename()) for f in files] == [("text/calendar", "lich.ics")]
    assert files[0]["content-type"].params["method"] == "PUBLISH"
    events = Calendar.from_ical(files[0].get_payload(decode=True)).walk("VEVENT")
    assert [str(e["uid"]) for e in events] == [DUE.uid, MEETING.uid]
    text = host.taken[0].letter.get_body(("plain",))
    assert text is not None
    assert DUE.title in text.get_content()


# What became of a letter


def without_detail(result: SendResult) -> SendResult | type[SendResult]:
    match result:
        case Refused(reason):
            return Refused(reason)
        case Retry(after):
            return Retry(after)
        case Unknown():
            return Unknown()
        case _:
            return result


CUT = Trouble(hang_up=True)
RESULTS: list[tuple[Place, Trouble, SendResult]] = [
    ("GREETING", CUT, Retry(60)),
    ("GREETING", Trouble("421 busy"), Retry(300)),
    ("GREETING", Trouble("554 not here"), Refused(Reason.INVALID)),
    ("EHLO", CUT, Retry(60)),
    ("AUTH", CUT, Retry(60)),
    ("AUTH", Trouble("454 later"), Retry(300)),
    ("AUTH", Trouble("535 no"), Refused(Reason.UNAUTHORISED)),
    ("MAIL", CUT, Retry(60)),
    ("MAIL", Trouble("451 later"), Retry(300)),
    ("MAIL", Trouble("530 log in first"), Refused(Reason.UNAUTHORISED)),
    ("MAIL", Trouble("553 not yours"), Refused(Reason.INVALID)),
    ("RCPT", CUT, Retry(60)),
    ("RCPT", Trouble("450 grey"), Retry(300)),
    ("RCPT", Trouble("550 nobody"), Refused(Reason.UNKNOWN_CHAT)),
    ("DATA", CUT, Retry(60)),
    ("DATA", Trouble("451 later"), Retry(300)),
    ("DATA", Trouble("554 no"), Refused(Reason.INVALID)),
    ("DATA", Trouble("gibberish"), Retry(60)),
    ("END", CUT, Unknown()),
    ("END", Trouble(hang_up=True, after_effect=True), Unknown()),
    ("END", Trouble("gibberish", after_effect=True), Unknown()),
    ("END", Trouble("451 later"), Retry(300)),
    ("END", Trouble("554 spam"), Refused(Reason.INVALID)),
]


@pytest.mark.parametrize(("place", "trouble", "expected"), RESULTS)
def test_each_failure_tells_whether_the_letter_was_taken(place: Place, trouble: Trouble, expected: SendResult) -> None:
    """Where a conversation fails decides the result; only past the final dot nobody knows; then all is well again."""
    with MailHost(user="tdkt", password=PASSWORD) as host:
        one = channel(host, user="tdkt", password=PASSWORD)
        host.meet(place, *([trouble] * (3 if place == "AUTH" else 1)))  # smtplib tries each way to log in
        assert without_detail(sent(one, said("x"))) == expected
        assert len(host.taken) == trouble.after_effect
        while host.next(place):
            pass
        assert isinstance(sent(one, said("x")), Sent)


@pytest.mark.parametrize(("place", "expected"), [("RCPT", Retry(60)), ("END", Unknown())])
def test_a_slow_server_is_not_waited_for_for_ever(place: Place, expected: SendResult) -> None:
    """An answer that does not come in time counts as none."""
    with MailHost() as host:
        host.meet(place, Trouble(seconds=0.3, after_effect=True))
        assert without_detail(sent(channel(host, timeout=0.1), said("x"))) == expected


def test_nobody_listens() -> None:
    """Where nobody listens the letter was certainly not taken, and open() says what to look at."""
    with MailHost() as host:
        pass
    assert without_detail(sent(channel(host), said("x"))) == Retry(60)
    with pytest.raises(ChannelError, match="kết nối"):
        asyncio.run(channel(host).open())


def test_details_hold_no_password_and_no_words() -> None:
    """What a server says is masked before it is cut, and nothing of the letter stands in it."""
    failure = Failed(Step.LOGIN, 535, "x" * 140 + PASSWORD)
    result = result_of(failure, lambda text: text.replace(PASSWORD, MASK))
    assert isinstance(result, Refused)
    assert PASSWORD[:4] not in result.detail
    with MailHost() as host:
        host.meet("END", Trouble("554 no"))
        refused = sent(channel(host), said("điều riêng"))
    assert isinstance(refused, Refused)
    assert "riêng" not in refused.detail


def test_a_server_may_repeat_our_words() -> None:
    """A refusal that repeats the person's address or the password keeps neither in its detail."""
    with MailHost(user="a", password=PASSWORD) as host:
        host.meet("RCPT", Trouble(f"550 5.1.1 <{PERSON.chat}> {PASSWORD} unknown"))
        result = sent(channel(host, user="a", password=PASSWORD), said("x"))
    assert isinstance(result, Refused)
    assert result.detail.endswith(f"<{MASK}> {MASK} unknown")


# Opening and settings


def test_open_logs_in_and_sends_nothing() -> None:
    """Opening reaches the server and logs in; no letter goes out."""
    with MailHost(user="tdkt", password=PASSWORD) as host:
        asyncio.run(channel(host, user="tdkt", password=PASSWORD).open())
        assert (host.logged_in, host.taken) == (["tdkt"], [])
        with pytest.raises(ChannelError, match="đăng nhập") as refusal:
            asyncio.run(channel(host, user="tdkt", password="sai-mat-khau").open())
    assert "sai-mat-khau" not in str(refusal.value)


def test_a_server_without_login_refuses_ours() -> None:
    """Where a server offers no login and we are to log in, nothing is sent without it."""
    with MailHost(login_in_clear=False) as host:
        result = sent(channel(host, user="tdkt", password=PASSWORD), said("x"))
    assert without_detail(result) == Refused(Reason.UNAUTHORISED)
    assert host.taken == []


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.5", "127.0.0.1.evil.example"])
def test_a_password_never_leaves_in_clear(host: str) -> None:
    """Without encryption a password goes to this machine's own server at most."""
    with pytest.raises(ChannelError, match="không mã hóa"):
        EmailChannel(host, SENDER, security="none", user="a", password=PASSWORD, clock=lambda: NOW)
    EmailChannel("localhost", SENDER, security="none", user="a", password=PASSWORD, clock=lambda: NOW)
    EmailChannel(host, SENDER, security="none", clock=lambda: NOW)


@pytest.mark.parametrize(
    ("sender", "user", "password"), [("khong-phai", "", ""), (SENDER, "", PASSWORD), (SENDER, "a", "mật khẩu")]
)
def test_half_a_configuration_is_none(sender: str, user: str, password: str) -> None:
    """What does not fit together is refused before anything starts."""
    with pytest.raises(ChannelError):
        EmailChannel("localhost", sender, user=user, password=password, clock=lambda: NOW)


def test_nobody_writes_to_us_by_mail() -> None:
    """The channel receives nothing: no webhook, no waiting, no files; it closes twice without complaint."""

    async def use(one: EmailChannel) -> None:
        async def take(messages: object) -> None:
            raise AssertionError("nothing can come in")

        await one.receive(take)
        await one.close()
        await one.close()
        with pytest.raises(ChannelError):
            await one.fetch(SentFile("a", "b"))

    one = EmailChannel("localhost", SENDER, clock=lambda: NOW)
    asyncio.run(use(one))
    assert (one.name, one.title, one.abroad, one.account, one.webhooks) == ("email", "e-mail", False, SENDER, ())
    assert one.capabilities.calendar
    assert one.capabilities.most_units is None
    assert "482913" in one.invitation("482913")


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of localhost, signed by itself, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *kind, *named, *files], check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_letters_travel_encrypted(certificate: tuple[Path, Path], security: str) -> None:
    """With STARTTLS or TLS from the start login and letter are encrypted; whom we do not trust gets neither."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(*certificate)
    known = ssl.create_default_context(cafile=certificate[0])
    with MailHost(user="a", password=PASSWORD, **{security: served}, login_in_clear=False) as host:
        for tls in (known, None):
            one = EmailChannel(
                "127.0.0.1", SENDER, host.port, security, "a", PASSWORD, timeout=5, clock=lambda: NOW, tls=tls
            )
            result = sent(one, said("x"))
            assert isinstance(result, Sent) if tls else without_detail(result) == Retry(60)
    assert (len(host.taken), host.in_clear, host.logged_in) == (1, 0, ["a"])


def test_a_stripped_starttls_is_noticed() -> None:
    """Where STARTTLS is asked for and not offered, neither password nor letter leaves."""
    with MailHost(user="a", password=PASSWORD) as host:
        one = EmailChannel("127.0.0.1", SENDER, host.port, user="a", password=PASSWORD, timeout=5, clock=lambda: NOW)
        assert without_detail(sent(one, said("x"))) == Retry(60)
    assert (host.taken, host.logged_in) == ([], [])
