"""Commands in any spelling, and ordinary questions that only begin like one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import MENU, Command, Name, code_in, read_command

SPELLINGS = [
    ("/batdau", Name.START, ""), ("/start", Name.START, ""), ("bắt đầu", Name.START, ""), ("Start", Name.START, ""),
    ("/start 12345678", Name.START, "12345678"), ("/start@tdkt_bot 12345678", Name.START, "12345678"),
    ("/trogiup", Name.HELP, ""), ("/help", Name.HELP, ""), ("trợ giúp", Name.HELP, ""), ("TRO GIUP?", Name.HELP, ""),
    ("/trợ giúp", Name.HELP, ""), ("/hướng_dẫn", Name.HELP, ""), ("/menu", Name.HELP, ""),
    ("/tracuu hạn nộp", Name.ASK, "hạn nộp"), ("tra cứu hạn nộp", Name.ASK, "hạn nộp"),
    ("TRA CUU: hạn nộp", Name.ASK, "hạn nộp"), ("Tra cứu:hạn nộp", Name.ASK, "hạn nộp"),
    ("/tra cứu hạn nộp", Name.ASK, "hạn nộp"), ("/ tracuu hạn nộp", Name.ASK, "hạn nộp"), ("/hoi hạn", Name.ASK, "hạn"),
    ("/tracuu@tdkt_bot hạn nộp", Name.ASK, "hạn nộp"), ("/tracuu\nhạn nộp", Name.ASK, "hạn nộp"),
    ("/xemthem", Name.MORE, ""), ("xem thêm", Name.MORE, ""), ("Xem thêm.", Name.MORE, ""), ("/xem thêm", Name.MORE,
    ""),
    ("/lienket 1234 5678", Name.LINK, "1234 5678"), ("/liên kết 12345678", Name.LINK, "12345678"),
    ("liên kết 12345678", Name.LINK, "12345678"), ("Liên kết: 1234-5678", Name.LINK, "1234-5678"),
    ("mã liên kết 1234 5678", Name.LINK, "1234 5678"), ("liên kết mã 12345678", Name.LINK, "12345678"),
    ("12345678", Name.LINK, "12345678"), ("1234 5678", Name.LINK, "1234 5678"), ("1234.5678", Name.LINK, "1234.5678"),
    ("“12345678”", Name.LINK, "“12345678”"), ("liên kết", Name.LINK, ""), ("/LIENKET", Name.LINK, ""),
    ("/toi", Name.ME, ""), ("/tôi", Name.ME, ""), ("/me", Name.ME, ""),
    ("/kenh zalo email", Name.CHANNELS, "zalo email"), ("/kênh", Name.CHANNELS, ""),
    ("kênh nhận tin", Name.CHANNELS, ""),
    ("/dangnhap", Name.LOGIN, ""), ("/đăng nhập", Name.LOGIN, ""), ("/web", Name.LOGIN, ""),
    ("đăng nhập", Name.LOGIN, ""),
    ("/dongy", Name.AGREE, ""), ("/dongy a b", Name.AGREE, "a b"), ("/đồng ý", Name.AGREE, ""),
    ("ĐỒNG Ý", Name.AGREE, ""),
    ("đồng ý!", Name.AGREE, ""), ("  dong   y ", Name.AGREE, ""),
    ("/khongdongy", Name.DECLINE, ""), ("không đồng ý", Name.DECLINE, ""), ("/không đồng ý", Name.DECLINE, ""),
    ("/rutdongy", Name.WITHDRAW, ""), ("rút lại sự đồng ý", Name.WITHDRAW, ""), ("/rút đồng ý", Name.WITHDRAW, ""),
    ("/dulieu", Name.DATA, ""), ("/dữ liệu", Name.DATA, ""), ("dữ liệu của tôi", Name.DATA, ""),
    ("/sua tên tôi là Mai", Name.CORRECT, "tên tôi là Mai"), ("/sửa", Name.CORRECT, ""),
    ("/xoa", Name.ERASE, ""), ("/Xóa", Name.ERASE, ""), ("/XOÁ", Name.ERASE, ""),
    ("xóa dữ liệu của tôi", Name.ERASE, ""),
    ("/xoa@tdkt_bot", Name.ERASE, ""), ("xoá dữ liệu", Name.ERASE, ""),
    ("/thoitiet", Name.UNKNOWN, "thoitiet"), ("/20 11", Name.UNKNOWN, "20"), ("/123", Name.UNKNOWN, "123"),
]  # fmt: skip

QUESTIONS = [
    "xóa tên khỏi danh sách thì làm sao", "liên kết giữa các cụm thi đua là gì", "đồng ý của ai", "20/11/2026",
    "sửa đổi nghị định 98", "dữ liệu nào phải nộp", "xem thêm điều 9 ở đâu",
    "không đồng ý với kết quả thì khiếu nại ở đâu",
    "bắt đầu từ ngày nào", "trợ giúp pháp lý có được khen không", "liên kết 3 trường lập một cụm được không",
    "kênh nào nhận hồ sơ", "tôi là ai", "mã số hồ sơ", "rút hồ sơ được không", "tra cứu", "hỏi",
    "152/2025/NĐ-CP", "2025-2026", "2021 - 2025", "(2025-2026)", "2025-2026?", "2025–2026", "15.6.2026", "0912345678",
    "1234", "123456789", "Hạn 1234 5678 là sao", "1", "liên kết mã nào", "mã liên kết là gì", "đồng ý xét tặng cho ai",
    "xóa", "/", "//", "", "   ", "?", "start up có được xét không",
]  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("typed", "name", "argument"), SPELLINGS)
def test_a_command_is_known_in_any_spelling(typed: str, name: Name, argument: str, form: str) -> None:
    """Slash, accents, case, blanks, the bot's name and the normal form change nothing."""
    assert read_command(unicodedata.normalize(form, typed)) == Command(name, argument)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", QUESTIONS)
def test_an_ordinary_question_is_no_command(typed: str, form: str) -> None:
    """Words that also begin a question, days, years and document numbers are left to the answers."""
    assert read_command(unicodedata.normalize(form, typed)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name, _ in MENU])
@pytest.mark.parametrize("spelled", ["/{}", "/{}@tdkt_bot", " /{} ", "/{}\n"])
def test_what_the_menu_offers_is_understood(name: Name, spelled: str) -> None:
    """Each name of the menu is a command, also as Telegram writes it in a group."""
    for typed in (name.value, name.value.upper()):
        assert read_command(spelled.format(typed)) == Command(name)


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("12345678", "12345678"), (" 1234 5678 ", "12345678"), ("1234-5678", "12345678"), ("“1234.5678”", "12345678"),
        ("1234", ""), ("123456789", ""), ("mã 12345678", ""), ("", ""), ("1234/5678", ""), ("١٢٣٤٥٦٧٨", ""),
    ],
)  # fmt: skip
def test_a_code_is_eight_digits(argument: str, code: str) -> None:
    """A code is read however people write its two halves; anything else is none."""
    assert code_in(argument) == code


@given(st.text(max_size=60))
def test_reading_never_fails(typed: str) -> None:
    """Whatever is typed is a command or is not; a command that is known is never told as unknown."""
    for text in (typed, f"/{typed}", f"tra cứu {typed}"):
        command = read_command(text)
        assert command is None or command.name in set(Name)


@given(st.sampled_from(SPELLINGS), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_changes_no_command(case: tuple[str, Name, str], changed: object) -> None:
    """Capital letters make no difference to which command it is."""
    assert callable(changed)
    command = read_command(changed(case[0]))
    assert command is not None
    assert command.name is case[1]
