"""What the whole process must not tell: secrets and people's words in its logs, a unit's papers to others."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.channels.receiving import Receiving
from bot.cli.app import run
from bot.cli.arguments import globals_first
from tests.e2e.serving import PUBLIC, WEBHOOK_SECRET, Platforms, Serving, platforms
from tests.e2e.talking import Talker, eventually
from tests.fakes import telegram_bot, zalo_bot
from tests.fakes.faults import answer, drip, hang_up, html, late
from tests.fakes.mail import MailHost, Trouble
from tests.fakes.zalo_oa import ZaloOaFake

UNIT, OTHER = "Phòng Khoa học", "Trạm Y tế xã"
QUESTION = "Hạn gửi hồ sơ khen thưởng đợt 1 năm 2026 của Sở Khoa học Hà Tĩnh là ngày nào?"
OPEN = "Hạn gửi hồ sơ khen thưởng đợt 1 năm 2026 của Sở Nội vụ Lai Châu là ngày nào?"
TOLD = "21/8/2026"  # what only the unit may hear
SECRET = (TOLD, "Lò kén vàng", "Khoa học và Công nghệ", "KHOA HỌC VÀ CÔNG NGHỆ", "09/02/2026", "secret.txt")
MESSAGES = (
    QUESTION,
    "nguồn?",
    "vì sao?",
    "xem thêm",
    "còn đợt 2?",
    "ai ký?",
    "đơn vị khác",
    "han gui ho so dot 1 so khcn ha tinh",
    "Kế hoạch số 77/KH-SKHCN do ai ký?",
    "Kế hoạch 77/KH-SKHCN còn hiệu lực không?",
    "Tóm tắt kế hoạch 77/KH-SKHCN",
    "Những văn bản nào nhắc đến sổ theo dõi sáng kiến?",
    "Có những văn bản nào?",
    "Mục II.1 của kế hoạch Sở Khoa học Hà Tĩnh nói gì?",
    "Hạn gửi hồ sơ khen thưởng đợt 1?",
    "1",
    "2",
    "Hà Tĩnh",
)
LIMITS = {"TDKT_PER_MINUTE": "6000", "TDKT_PER_DAY": "6000"}  # of messages that a chat may send
PASSWORD = "mat-khau-thu-9f3a"
WARNING = "vừa được liên kết"
WHO = ("stranger", "other unit", "unit")
TYPED_MARK = "zqxjv"


@dataclass
class Session:
    """A day of the process: who spoke, what they heard, and what must not stand in its output."""

    serving: Serving
    served: Platforms
    oa: ZaloOaFake
    mail: MailHost
    heard: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    stopped: tuple[int, float] = (-1, 0.0)

    def person(self, channel: str, number: int) -> Talker:
        """Return a person, whose id is noted as one that no log may hold."""
        served = self.served
        made = served.on_zalo(f"feedbeef{number:08}") if channel == "zalo" else served.on_telegram(598_700_000 + number)
        self.ids.append(made.chat_id)
        return made

    def linked(self, channel: str, number: int, person_id: int) -> Talker:
        """Return a person whose chat was linked by a code."""
        code = here(self.serving.home, "people", "invite", person_id)["code"]
        self.codes += [code, code.replace(" ", "")]
        made = self.person(channel, number)
        made.ask(f"/lienket {code}")
        assert "Đã liên kết" in made.choose("Đồng ý cả (a) và (b)")
        return made

    def talked(self, channel: str, who: str, person: Talker) -> None:
        """Let a person ask everything about the limited paper, and note what they hear."""
        self.heard.setdefault(channel, {})[who] = [self.answer(person, message) for message in MESSAGES]

    def answer(self, person: Talker, message: str) -> str:
        """Let a person ask, and return the answer; a warning may come in between."""
        before = len(person.heard())
        person.say(message)
        return eventually(lambda: [text for text in person.heard()[before:] if WARNING not in text], 20.0)[0]


def here(home: Path, *words: object) -> Any:
    """Run a command in this process, beside the one that serves; return its JSON."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(globals_first(["--home", str(home), *map(str, words), "--json"])) == 0
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, paper: Callable[..., str]) -> Path:
    """A home with a paper for everybody, one for a unit, and two people of different units."""
    folder = tmp_path_factory.mktemp("leaks")
    secret = paper(
        number="77/KH-SKHCN", issuer=("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        issued="ngày 09 tháng 02 năm 2026", title="Tổ chức phong trào thi đua “Lò kén vàng” năm 2026",
        deadline=f"Hồ sơ gửi về Văn phòng Sở chậm nhất ngày {TOLD}.",
    )  # fmt: skip
    (folder / "free.txt").write_text(paper(), encoding="utf-8")
    (folder / "secret.txt").write_text(secret.replace("Lai Châu", "Hà Tĩnh"), encoding="utf-8")
    made = folder / "home"
    here(made, "ingest", folder / "free.txt")
    here(made, "ingest", folder / "secret.txt", "--unit", UNIT)
    for number, unit in ((1, UNIT), (2, OTHER)):
        here(made, "people", "add", "--name", f"Người {number}", "--unit", unit, "--email", f"nguoi{number}@so.gov.vn")
    return made


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[Session]:
    """The process on every channel, at DEBUG, through everything that it does and that goes wrong."""
    with ExitStack() as stack:
        served, oa = stack.enter_context(platforms()), stack.enter_context(ZaloOaFake())
        mail = stack.enter_context(MailHost(user="tdkt", password=PASSWORD))
        given = served.of_both | settings_of(oa, mail) | LIMITS | {"TDKT_TELEGRAM_GROUPS": "true"}
        serving = stack.enter_context(Serving(home, given | served.of_zalo_webhook, words=("--verbose",)))
        served.deliver_to(serving)
        made = Session(serving, served, oa, mail)
        made.codes += [serving.code, serving.code.replace(" ", "")]
        everybody_talks(made)
        in_a_group(made)
        official_account(made)
        administrator(made)
        serving.kill()
        serving.given, serving.words = given, ("--verbose", "--replace-webhook")  # from here on Zalo is polled
        serving.start()
        platforms_fail(made)
        store_fails(made)
        served.zalo.faults.add("sendMessage", late(30.0))
        made.person("zalo", 90).say(f"{OPEN} {TYPED_MARK}")
        eventually(lambda: not served.zalo.faults.left("sendMessage"))
        made.stopped = serving.terminate()
        yield made


def everybody_talks(session: Session) -> None:
    """A stranger and people of two units ask everything on both channels, all at once."""
    with ThreadPoolExecutor(6) as pool:
        talks = []
        for channel, first in (("zalo", 10), ("telegram", 20)):
            linked = session.linked(channel, first + 1, 2), session.linked(channel, first + 2, 1)
            people = dict(zip(WHO, (session.person(channel, first), *linked), strict=True))
            talks += [pool.submit(session.talked, channel, who, person) for who, person in people.items()]
        for talk in talks:
            talk.result()


def settings_of(oa: ZaloOaFake, mail: MailHost) -> dict[str, str]:
    """Return the settings of the Official Account and of e-mail."""
    return {
        "TDKT_PUBLIC_URL": PUBLIC, "TDKT_OA_APP_ID": oa.names.app_id, "TDKT_OA_APP_SECRET": oa.names.app_secret,
        "TDKT_OA_SECRET_KEY": oa.names.oa_secret, "TDKT_OA_REFRESH_TOKEN": oa.grant()[1], "TDKT_OA_API": oa.api_url,
        "TDKT_OA_OAUTH": oa.oauth_url, "TDKT_SMTP_HOST": "127.0.0.1", "TDKT_SMTP_PORT": str(mail.port),
        "TDKT_SMTP_SECURITY": "none", "TDKT_SMTP_SENDER": "tdkt@so.gov.vn", "TDKT_SMTP_USER": "tdkt",
        "TDKT_SMTP_PASSWORD": PASSWORD,
    }  # fmt: skip


def in_a_group(session: Session) -> None:
    """A person of the unit asks where others read: there the paper is not told."""
    group = session.served.telegram.group(-1_002_598_700_555)
    session.ids.append(str(group.id))
    member = session.served.telegram.user(598_700_022)
    group.say(member, f"@tdkt_thu_bot {QUESTION}")
    session.heard["telegram"]["in a group"] = [reply.text for reply in group.wait_replies(1, 15)]


def official_account(session: Session) -> None:
    """Somebody asks the Official Account, whose events come signed to our webhook."""
    path = Receiving(PUBLIC, session.oa.names.oa_secret).path("zalo_oa")
    assert session.oa.set_webhook(session.serving.address + path)
    person = session.oa.user("8877665544332211")
    session.ids.append(person.id)
    person.follow()
    person.say(f"{OPEN} {TYPED_MARK}")
    session.oa.wait_for(lambda: person.texts, 15)
    session.heard["zalo_oa"] = {"stranger": list(person.texts)}
    session.oa.flags.signature = "wrong"
    person.say(f"{OPEN} {TYPED_MARK} giả")
    session.oa.wait_for(lambda: [d for d in session.oa.deliveries if not d.accepted], 15)


def administrator(session: Session) -> None:
    """The first administrator links on Telegram, sends a paper, and one that cannot be read."""
    boss = session.person("telegram", 30)
    boss.ask(f"/start {session.serving.code.replace(' ', '')}")
    boss.choose("Đồng ý cả (a) và (b)")
    user, before = session.served.telegram.user(int(boss.chat_id)), len(boss.heard())
    user.send_file("tin.txt", f"Tin ngắn {TYPED_MARK}: không phải văn bản.".encode(), "text/plain")
    user.send_file("hong.pdf", b"%PDF-1.7 " + TYPED_MARK.encode(), "application/pdf")
    eventually(lambda: len(boss.heard()) >= before + 2, 20)
    for text in (f"/sua {TYPED_MARK} của tôi sai", "/dulieu", f"/kenh {TYPED_MARK}", f"/{TYPED_MARK}", "/kenh email"):
        boss.ask(text)


def platforms_fail(session: Session) -> None:
    """Each platform refuses, dawdles, hangs up and answers pages with our token in them."""
    zalo, telegram = session.served.zalo, session.served.telegram
    telegram.faults.add(
        "sendMessage",
        answer(429, {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 1}}),
        html(502), hang_up(), answer(200, "{broken"), drip(0.1),
        answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: can't parse {OPEN}"}),
    )  # fmt: skip
    zalo.faults.add(
        "sendMessage", html(502), hang_up(), answer(200, "{broken"), drip(0.1), html(500, after_effect=True),
        answer(200, {"ok": False, "error_code": 400, "description": f"Bad Request: {OPEN}"}),
    )  # fmt: skip
    zalo.faults.add("getUpdates", html(502))
    telegram.faults.add("getUpdates", answer(200, "{broken " + OPEN))
    session.mail.meet("RCPT", Trouble("550 <nguoi1@so.gov.vn> unknown user"))
    session.mail.meet("DATA", Trouble(hang_up=True))
    for number in range(6):
        session.person("zalo", 40 + number).say(f"{OPEN} {TYPED_MARK}")
        session.person("telegram", 50 + number).say(f"{OPEN} {TYPED_MARK}")
    eventually(lambda: not any(f.faults.left(m) for f in (zalo, telegram) for m in ("sendMessage", "getUpdates")), 20)


def store_fails(session: Session) -> None:
    """A table is gone for a moment: the question is tried again, and answered."""
    person = session.person("telegram", 60)
    person.ask("/dongy a b")
    heard = len(person.heard())
    with closing(sqlite3.connect(session.serving.home / "tdkt.sqlite", timeout=10)) as database:
        database.execute("alter table questions rename to questions_away")
        person.say(f"{OPEN} {TYPED_MARK}")
        eventually(lambda: "answering failed" in session.serving.err)
        database.execute("alter table questions_away rename to questions")
    assert "15/6/2026" in eventually(lambda: person.heard()[heard:])[0]


# -- logs -----------------------------------------------------------------------------------------------


def test_no_secret_is_told(session: Session) -> None:
    """Neither tokens nor passwords stand in what the process wrote, plain or as an address writes them."""
    hidden = {zalo_bot.TOKEN, telegram_bot.TOKEN, PASSWORD, WEBHOOK_SECRET, *session.oa._secrets}
    hidden |= {secret.replace(":", "%3A") for secret in hidden}
    hidden |= {secret.split(":")[1] for secret in hidden if ":" in secret}
    assert not [secret for secret in hidden if secret in session.serving.all_output]


def test_no_person_is_told(session: Session) -> None:
    """No id of a chat and no address of a person stands in what the process wrote."""
    assert len(set(session.ids)) > 20
    told = [chat for chat in (*session.ids, "nguoi1@so.gov.vn") if chat in session.serving.all_output]
    assert not told


def test_no_word_is_told(session: Session) -> None:
    """Nothing that somebody typed, and nothing that was answered, stands in what the process wrote."""
    written = session.serving.all_output
    assert "DEBUG" in written or "INFO" in written or "WARNING" in written
    for words in (*MESSAGES, OPEN, TYPED_MARK, TOLD, "15/6/2026", "Để tham khảo"):
        assert len(words) < 6 or words not in written, words
    assert json.dumps(OPEN)[1:-1] not in written


def test_codes_are_told_to_the_operator_only(session: Session) -> None:
    """The first administrator's code stands in the lines of the start and nowhere else; other codes nowhere."""
    first = session.codes[:2]
    lines = [line for line in session.serving.all_output.splitlines() if any(code in line for code in session.codes)]
    starts = ("Chưa có quản trị. Mã một lần", "- Zalo: ", "- Telegram: ", "- Zalo OA: ")
    assert lines
    assert all(line.startswith(starts) and any(code in line for code in first) for line in lines), lines


# -- a unit's papers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "other unit"])
@pytest.mark.parametrize("channel", ["zalo", "telegram"])
def test_others_hear_nothing_of_a_units_paper(channel: str, who: str, session: Session) -> None:
    """No answer, choice, source, rest or error tells others anything of it."""
    for message, text in zip(MESSAGES, session.heard[channel][who], strict=True):
        assert not [mark for mark in SECRET if mark in text], (message, text)
        assert "77/KH-SKHCN" not in text or "77/KH-SKHCN" in message, (message, text)


@pytest.mark.parametrize("channel", ["zalo", "telegram"])
def test_the_unit_hears_of_its_paper(channel: str, session: Session) -> None:
    """A linked person of the unit is answered from it, with its source, and may choose it."""
    heard = dict(zip(MESSAGES, session.heard[channel]["unit"], strict=True))
    assert TOLD in heard[QUESTION]
    assert "77/KH-SKHCN" in heard["nguồn?"]
    assert TOLD in heard["han gui ho so dot 1 so khcn ha tinh"]


def test_in_a_group_the_unit_hears_nothing_of_it(session: Session) -> None:
    """Where others read, a person of the unit is answered as everybody is."""
    assert not [mark for mark in SECRET for text in session.heard["telegram"]["in a group"] if mark in text]


def test_the_official_account_answers_too(session: Session) -> None:
    """The third channel of the same process answered what everybody may hear."""
    assert "15/6/2026" in session.heard["zalo_oa"]["stranger"][0]


def test_a_link_is_told_elsewhere(session: Session) -> None:
    """Who was linked is warned by another way than the chat that was just linked, here by e-mail or the other chat."""
    letters = [letter.letter.get_body(("plain",)) for letter in session.mail.taken]
    assert any(body is not None and WARNING in body.get_content() for body in letters)
    chats = [session.served.on_zalo("feedbeef00000012"), session.served.on_telegram(598_700_022)]
    assert [sum(WARNING in text for text in chat.heard()) for chat in chats] == [1, 0]


def test_it_stops_while_a_platform_keeps_it_waiting(session: Session) -> None:
    """A sending that gets no answer does not hold up the end, and its message is recorded as unknown."""
    code, seconds = session.stopped
    sys.stdout.write(f"stopped in {seconds:.2f} s\n")
    assert code == 0
    assert seconds < 10.0
    with closing(sqlite3.connect(session.serving.home / "tdkt.sqlite")) as database:
        query = "select state, reason from outbox order by id desc limit 1"
        assert database.execute(query).fetchone() == ("unknown", "dừng khi đang gửi")
