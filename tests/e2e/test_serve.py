"""``tdkt serve`` as people and operators meet it: a whole process, on fakes of the platforms."""

import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.app import run
from bot.cli.arguments import globals_first
from tests.e2e.serving import (
    Platforms,
    Serving,
    fed_home,
    platforms,
    tdkt,
)
from tests.e2e.talking import Talker, TelegramTalker, eventually
from tests.fakes import telegram_bot, zalo_bot
from tests.fakes.faults import html, late

QUESTION = "Hạn gửi hồ sơ khen thưởng đợt 1 năm 2025 của Sở Xây dựng Nghệ An là ngày nào?"
ANSWER = "16/6/2025"
NOTICE = "Trợ lý tự động"
ENOUGH = 10.0  # seconds; a start takes about 2.3 s and a stop about 1 s, on a machine that does nothing else
BOTH = ("zalo", "telegram")


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the project's own papers, to be copied."""
    return fed_home(tmp_path_factory.mktemp("fed") / "home")


@pytest.fixture
def home(fed: Path, tmp_path: Path) -> Path:
    """A home of its own for a test."""
    return shutil.copytree(fed, tmp_path / "home")


@pytest.fixture
def both() -> Iterator[Platforms]:
    """Fakes of their own for a test."""
    with platforms() as served:
        yield served


@pytest.fixture(scope="module")
def common(fed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Platforms]]:
    """A process that many tests talk to, each as people of its own."""
    home = shutil.copytree(fed, tmp_path_factory.mktemp("common") / "home")
    with platforms() as served:
        given = served.of_telegram | served.of_zalo_webhook | {"TDKT_PER_MINUTE": "600"}
        with Serving(home, given) as serving:
            served.deliver_to(serving)
            yield serving, served


def talker(served: Platforms, channel: str, number: int) -> Talker:
    """Return a person of a number on a channel."""
    return served.on_zalo(f"a1b2c3d4e5{number:06}") if channel == "zalo" else served.on_telegram(550_100_000 + number)


def told(figure: str) -> None:
    """Tell a figure that was measured; pytest shows it with -s or -rP."""
    sys.stdout.write(f"{figure}\n")


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """Return rows of the home's database."""
    with closing(sqlite3.connect(f"file:{home / 'tdkt.sqlite'}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


# -- starting and stopping ------------------------------------------------------------------------------


def test_it_starts_and_stops_in_time_and_loses_nothing(home: Path, both: Platforms) -> None:
    """It starts and stops within seconds, exits 0, and what was accepted is answered, once, after the next start."""
    people = [talker(both, "zalo" if number % 5 == 0 else "telegram", number) for number in range(20)]
    with Serving(home, both.of_both) as serving:
        told(f"started in {serving.started_in:.2f} s")
        assert serving.started_in < ENOUGH
        both.telegram.faults.add("sendMessage", *[late(0.3)] * 4)
        for person in people:
            person.say(QUESTION)
        eventually(lambda: any(person.heard() for person in people))
        code, seconds = serving.terminate()
        told(f"stopped in {seconds:.2f} s, {sum(len(p.heard()) for p in people)} of 20 answered")
        assert code == 0
        assert seconds < ENOUGH
        assert serving.out.rstrip().endswith("Đã dừng.")
        serving.start()
        try:
            eventually(lambda: all(person.heard() for person in people))
        finally:
            told(str(rows(home, "select state, count(*) from inbox group by 1")))
            told(str(rows(home, "select lane, state, reason, attempts from outbox where state <> 'sent'")))
        assert {row[0] for row in rows(home, "select state from inbox")} == {"done"}
        eventually(lambda: {row[0] for row in rows(home, "select state from outbox")} == {"sent"})
    assert [len(person.heard()) for person in people] == [1] * 20


def test_only_one_serves_a_home(common: tuple[Serving, Platforms]) -> None:
    """A second process on the same home ends at once and names the first by number, not the port that is taken."""
    serving, served = common
    given = {"TDKT_PATIENCE": "0", "TDKT_PORT": serving.address.rsplit(":", 1)[1]}
    second = tdkt(serving.home, "serve", given=served.of_both | given)
    assert second.code == 1
    assert f"Tiến trình {serving.pid} " in second.err
    assert talker(served, "telegram", 90).ask(QUESTION)


def test_it_says_how_it_does(home: Path, both: Platforms) -> None:
    """It lives at once; it is ready once every channel was reached; it tells counts, and neither words nor people."""
    both.zalo.faults.add("getMe", html(502))
    with Serving(home, both.of_both) as serving:
        assert serving.get("/healthz") == (200, '{"status":"ok"}')
        status, told = serving.ready()
        assert (status, told["status"]) == (503, "waiting")
        assert told["troubles"] == ["kênh Zalo chưa mở được"]
        assert talker(both, "telegram", 1).ask(QUESTION)  # the others are served meanwhile
        eventually(lambda: serving.ready()[0] == 200)
        assert serving.ready()[1] == {"status": "ready", "troubles": []}
        person = talker(both, "zalo", 1)
        assert ANSWER in person.ask(QUESTION)
        eventually(lambda: 'tdkt_done_total{how="sent",what="send"} 2.0' in serving.get("/metrics")[1])
        counts = serving.get("/metrics")[1]
        assert 'tdkt_done_total{how="answered",what="answer"} 2.0' in counts
        assert "tdkt_sent_this_month_zalo 1.0" in counts
        assert not [w for w in (person.chat_id, "Nghệ", "550100001", ANSWER, "Sở") if w in counts]
        assert serving.get("/docs")[0] == serving.get("/openapi.json")[0] == 404


# -- what is refused at the start -----------------------------------------------------------------------

OA = {"TDKT_OA_APP_ID": "4102938475610293847"}
OA_SECRETS = {"TDKT_OA_APP_SECRET": "app-secret-1234567", "TDKT_OA_SECRET_KEY": "oa-secret-1234567"}
ZALO_TOKEN, TELEGRAM_TOKEN = {"TDKT_ZALO_TOKEN": zalo_bot.TOKEN}, {"TDKT_TELEGRAM_TOKEN": telegram_bot.TOKEN}
NOWHERE = {"TDKT_ZALO_API": "http://127.0.0.1:9", "TDKT_TELEGRAM_API": "http://127.0.0.1:9/bot"}
HALVES: dict[str, tuple[dict[str, str], list[str]]] = {
    "zalo secret alone": ({"TDKT_ZALO_WEBHOOK_SECRET": "bi-mat-12345"}, ["TDKT_ZALO_TOKEN"]),
    "telegram secret alone": ({"TDKT_TELEGRAM_WEBHOOK_SECRET": "bi_mat_12345"}, ["TDKT_TELEGRAM_TOKEN"]),
    "zalo webhook without address": (ZALO_TOKEN | {"TDKT_ZALO_WEBHOOK_SECRET": "bi-mat-12345"}, ["TDKT_PUBLIC_URL"]),
    "telegram webhook over http": (
        TELEGRAM_TOKEN | {"TDKT_TELEGRAM_WEBHOOK_SECRET": "bi_mat_12345", "TDKT_PUBLIC_URL": "http://example.vn"},
        ["TDKT_PUBLIC_URL", "https"],
    ),
    "oa id alone": (OA, ["TDKT_OA_APP_SECRET", "TDKT_OA_SECRET_KEY"]),
    "oa without address": (OA | OA_SECRETS, ["TDKT_PUBLIC_URL"]),
    "host of mail without sender": ({"TDKT_SMTP_HOST": "127.0.0.1"}, ["TDKT_SMTP_SENDER"]),
    "sender of mail without host": ({"TDKT_SMTP_SENDER": "tdkt@example.vn"}, ["TDKT_SMTP_HOST"]),
    "public address": ({"TDKT_HOST": "0.0.0.0"}, ["Chưa có quản trị", "0.0.0.0"]),
    "token of no form": ({"TDKT_TELEGRAM_TOKEN": "không-phải-token"}, ["token", "Telegram"]),
}


def refused(
    home: Path, given: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Start with settings that must be refused; return what it wrote, which holds no secret of them."""
    for setting, value in (NOWHERE | given).items():
        monkeypatch.setenv(setting, value)
    monkeypatch.chdir(home.parent)
    assert run(globals_first(["--home", str(home), "serve"])) == 1
    said = capsys.readouterr()
    hidden = [value for setting, value in given.items() if "SECRET" in setting or "TOKEN" in setting]
    assert not [secret for secret in hidden if secret in said.err + said.out]
    return said.err


@pytest.mark.parametrize("name", HALVES)
def test_half_a_configuration_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is configured by half exits 1, names what is missing, and shows no secret."""
    given, missing = HALVES[name]
    said = refused(tmp_path / "home", given, monkeypatch, capsys)
    assert not [word for word in missing if word not in said], said


@pytest.mark.parametrize("channel", BOTH)
def test_a_refused_token_ends_the_start(
    channel: str, tmp_path: Path, both: Platforms, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that the platform refuses exits 1 with a sentence that does not show it."""
    both.zalo.token, both.telegram.token = "1:another-token-of-zalo", "7000000002:TEST-token_of_the_fake-0123456789ab"
    given = both.of_zalo if channel == "zalo" else both.of_telegram
    assert "token" in refused(tmp_path / "home", given | {"TDKT_PORT": "0"}, monkeypatch, capsys)


# -- the first administrator ----------------------------------------------------------------------------


def test_first_administrator_on_telegram(home: Path, both: Platforms, paper: Callable[..., str]) -> None:
    """The printed link makes the first administrator, after consent; their document is read and can be asked about.

    A file of anybody else is not taken, nor one that cannot be read.
    """
    with Serving(home, both.of_both) as serving:
        link = re.search(r"https://t\.me/tdkt_thu_bot\?start=(\d{8})", serving.out)
        assert link
        admin, other = both.telegram.user(550_200_001), both.telegram.user(550_200_002)
        admin.start(link[1])
        asked = admin.wait_replies(1, 15)[-1]
        assert NOTICE in asked.text
        assert "đồng ý" in asked.text
        assert rows(home, "select count(*) from chats") == [(0,)]  # nothing is kept before the answer
        admin.press("Đồng ý cả (a) và (b)")
        assert "Đã liên kết với Quản trị" in admin.wait_replies(2, 15)[1].text

        new = "Hạn gửi hồ sơ khen thưởng đợt 1 năm 2026 của Sở Nội vụ Lai Châu là ngày nào?"
        content = paper().encode()
        other.send_file("ke-hoach-12.txt", content, "text/plain")
        assert "Tôi không nhận tệp ở đây" in other.wait_replies(1, 15)[0].text
        before = TelegramTalker(both.telegram, str(other.id)).ask(new)
        assert "15/6/2026" not in before

        heard = len(admin.delivered)
        admin.send_file("ke-hoach-12.txt", content, "text/plain")
        shown = admin.wait_replies(heard + 1, 15)[heard].text
        for words in (
            "Đã nạp: ke-hoach-12.txt",
            "Số, ký hiệu: 12/KH-SNV",
            "Ngày ban hành: 2026-03-05",
            "Sáng kiến nhỏ",
        ):
            assert words in shown
        for person in (admin, other):
            assert "15/6/2026" in TelegramTalker(both.telegram, str(person.id)).ask(new)

        heard = len(admin.delivered)
        admin.send_file("ke-hoach-12.txt", content, "text/plain")
        admin.send_file("anh.exe", b"MZ\x00\x01", "application/octet-stream")
        again, refused = admin.wait_replies(heard + 2, 15)[heard:]
        assert "Đã có sẵn" in again.text
        assert "Chưa nạp được tệp “anh.exe”" in refused.text
        assert not list((home / "received").iterdir())  # nothing stays of what was sent


def test_first_administrator_on_zalo_and_no_second(home: Path, both: Platforms) -> None:
    """The printed code works once: on Zalo by /lienket, in any spelling; whoever comes later is refused.

    From then on the process may listen where others reach it.
    """
    with Serving(home, both.of_both) as serving:
        first, second = both.on_zalo("a1b2c3d4e5f60001"), both.on_zalo("a1b2c3d4e5f60002")
        assert "đồng ý" in first.ask(f"LIÊN KẾT {serving.code}")
        assert "Đã liên kết với Quản trị" in first.choose("Chỉ (a)")
        second.ask(f"/lienket {serving.code}")
        assert "Mã không đúng hoặc đã hết hạn" in second.choose("Chỉ (a)")
        assert rows(home, "select count(*) from people") == [(1,)]
        serving.terminate()
        serving.words = ("--host", "0.0.0.0")
        serving.start()
        assert serving.address.startswith("http://0.0.0.0:")
        assert "Mã một lần" not in serving.out


# -- people's own data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", BOTH)
def test_the_first_message_says_what_it_is(channel: str, common: tuple[Serving, Platforms]) -> None:
    """The first message of a chat says that this is no person, and on a foreign platform where words go; once."""
    person = talker(common[1], channel, 100)
    first, second = person.ask(QUESTION), person.ask("cảm ơn")
    assert NOTICE in first.splitlines()[0]
    assert ("nước ngoài" in first) == (channel == "telegram")
    assert NOTICE not in second


@pytest.mark.parametrize("channel", BOTH)
def test_a_wrong_code_six_times(channel: str, common: tuple[Serving, Platforms]) -> None:
    """After five wrong codes the sixth is not even looked at, nor is the right one then."""
    serving, served = common
    person = talker(served, channel, 200)
    assert "đồng ý" in person.ask("/lienket 0000 0001")
    said = [person.choose("Chỉ (a)"), *(person.ask(f"/lienket 0000 000{n}") for n in range(2, 7))]
    assert all("Mã không đúng" in words for words in said[:5])
    assert "quá nhiều lần nhập mã sai" in said[5]
    assert "quá nhiều lần nhập mã sai" in person.ask(f"/lienket {serving.code}")


@pytest.mark.parametrize("channel", BOTH)
def test_own_data_is_shown_erased_and_forgotten(channel: str, common: tuple[Serving, Platforms]) -> None:
    """Who agreed sees what is kept, has it erased after being asked, and may agree again and withdraw."""
    serving, served = common
    person = talker(served, channel, 300)
    assert "không lưu dữ liệu nào" in person.ask("/dulieu")
    person.ask("/start")
    assert "đã ghi nhận" in person.choose("Đồng ý cả (a) và (b)")
    mark = f"mốc {channel} riêng"
    person.ask(f"{QUESTION} ({mark})")
    assert mark in person.ask("/dữ liệu")
    assert rows(serving.home, f"select count(*) from questions where text like '%{mark}%'") == [(1,)]
    assert "Xóa hết dữ liệu" in person.ask("/xoa")
    assert "Đã xóa" in person.choose("Xóa hết")
    assert rows(serving.home, f"select count(*) from questions where text like '%{mark}%'") == [(0,)]
    assert "không lưu dữ liệu nào" in person.ask("/dulieu")
    person.ask("/dongy")
    assert "đã ghi nhận" in person.choose("Chỉ (a)")
    assert "0 câu hỏi (" in person.ask("/dulieu")
    assert "Đã xóa" in person.ask("/rutdongy")
    assert "không lưu dữ liệu nào" in person.ask("/rutdongy")


@pytest.mark.parametrize("channel", BOTH)
def test_what_is_no_text_gets_a_kind_sentence(channel: str, common: tuple[Serving, Platforms]) -> None:
    """A photo, a voice, a sticker and a file each get one sentence about what to do instead."""
    served = common[1]
    person = talker(served, channel, 400)
    person.ask("/trogiup")
    user = served.zalo.user(person.chat_id) if channel == "zalo" else served.telegram.user(int(person.chat_id))
    file = served.zalo.user(person.chat_id).file if channel == "zalo" else lambda: user.send_file("a.pdf")
    for send in (user.photo, user.voice, user.sticker, file):
        before = len(person.heard())
        send()
        words = eventually(lambda: person.heard()[before:])  # noqa: B023 (it is called at once)
        assert len(words) == 1
        assert "gõ" in words[0].lower()


def test_who_agreed_to_nothing_leaves_nothing(home: Path, both: Platforms) -> None:
    """A little after the reply no file of the home holds the chat's id or what was asked; so after a withdrawal.

    Deleted words would stand in the database until others are written over them, and in its log until it is emptied.
    """
    ids, mark = ["a1b2c3d4e5f67890", "550987654321", "550987654399"], "zqxjk7"
    with Serving(home, both.of_both) as serving:
        people = [both.on_zalo(ids[0]), both.on_telegram(int(ids[1]))]
        withdrawn = both.on_telegram(int(ids[2]))
        withdrawn.ask("/start")
        withdrawn.choose("Đồng ý cả (a) và (b)")
        withdrawn.ask(f"{QUESTION} {mark}")
        assert found(home, [ids[2]])
        assert found(home, [mark])
        withdrawn.ask("/rutdongy")
        for person in people:
            for text in (f"{QUESTION} {mark}", "nguồn?", "/lienket 1234 5678", f"/xoa {mark}", f"{mark} là gì?"):
                person.ask(text)
        eventually(lambda: not found(home, [*ids, mark]), 20)
        assert rows(home, "select count(*) from questions where status = 'answered'")[0][0]
        assert not [mark for mark in [*ids, mark] if mark in serving.all_output]
    assert not found(home, [*ids, mark])


def found(home: Path, marks: list[str]) -> list[tuple[str, str]]:
    """Return which files of a home hold which marks, in UTF-8 or UTF-16."""
    files = [(path.name, path.read_bytes()) for path in home.rglob("*") if path.is_file()]
    forms = [(mark, form) for mark in marks for form in (mark.encode(), mark.encode("utf-16-le"))]
    return [(name, mark) for name, content in files for mark, form in forms if form in content]
