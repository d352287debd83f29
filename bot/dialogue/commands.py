"""Commands in any spelling: "/tracuu", "tra cứu", "TRA CUU", in NFC or NFD; Zalo has no menu to pick them from."""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import folded, folded_in_place, normalised, squeezed


class Name(StrEnum):
    """What a command asks for."""

    START = "batdau"
    HELP = "trogiup"
    ASK = "tracuu"
    MORE = "xemthem"
    DUE = "han"
    FOLLOW = "theodoi"
    LINK = "lienket"
    ME = "toi"
    CHANNELS = "kenh"
    LOGIN = "dangnhap"
    AGREE = "dongy"
    DECLINE = "khongdongy"
    WITHDRAW = "rutdongy"
    DATA = "dulieu"
    CORRECT = "sua"
    ERASE = "xoa"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what stands behind it; for ``UNKNOWN`` the word that was typed."""

    name: Name
    argument: str = ""


# What each does, as a menu shows it; the order is that of the menu.
MENU: tuple[tuple[Name, str], ...] = (
    (Name.HELP, "Hỏi được gì, dùng thế nào"),
    (Name.MORE, "Đọc tiếp câu trả lời dài"),
    (Name.DUE, "Hạn sắp tới (ví dụ: /han tháng sau)"),
    (Name.FOLLOW, "Nhận tin nhắc hạn"),
    (Name.LINK, "Liên kết với hồ sơ của bạn bằng mã một lần"),
    (Name.ME, "Bạn đang liên kết với hồ sơ nào, nhận tin qua đâu"),
    (Name.CHANNELS, "Chọn thứ tự kênh nhận tin"),
    (Name.LOGIN, "Nhận liên kết đăng nhập trang web của đơn vị"),
    (Name.DATA, "Xem dữ liệu đang lưu về bạn"),
    (Name.CORRECT, "Đề nghị sửa dữ liệu về bạn"),
    (Name.ERASE, "Xóa dữ liệu về bạn"),
    (Name.WITHDRAW, "Rút lại sự đồng ý"),
)

_ALIASES: dict[str, Name] = {
    "start": Name.START, "help": Name.HELP, "huongdan": Name.HELP, "menu": Name.HELP, "hoi": Name.ASK,
    "ask": Name.ASK, "link": Name.LINK, "ma": Name.LINK, "me": Name.ME, "delete": Name.ERASE, "data": Name.DATA,
    "web": Name.LOGIN, "login": Name.LOGIN,
}  # fmt: skip
# Said without a slash they are commands only as a whole message: each also begins ordinary questions.
_WHOLE: dict[str, Name] = {
    "start": Name.START, "bat dau": Name.START, "tro giup": Name.HELP, "lien ket": Name.LINK, "dong y": Name.AGREE,
    "khong dong y": Name.DECLINE, "rut dong y": Name.WITHDRAW, "rut lai dong y": Name.WITHDRAW,
    "rut lai su dong y": Name.WITHDRAW, "du lieu cua toi": Name.DATA, "xem du lieu cua toi": Name.DATA,
    "xoa du lieu cua toi": Name.ERASE, "xoa du lieu": Name.ERASE, "kenh nhan tin": Name.CHANNELS,
    "dang nhap": Name.LOGIN,
    "xem them": Name.MORE,
}  # fmt: skip
_SLASHED = re.compile(r"^/\s*([^\s/@]+)(?:@\S+)?\s*(.*)$", re.DOTALL)
_LEADING = {"tra cuu": Name.ASK, "lien ket ma": Name.LINK, "lien ket": Name.LINK, "ma lien ket": Name.LINK}
_CODE = re.compile(r"^\D{0,2}(\d{4})[\s.-]?(\d{4})\D{0,2}$", re.ASCII)
_YEARS = re.compile(r"^\D{0,2}(?:19|20)\d\d-(?:19|20)\d\d\D{0,2}$", re.ASCII)  # a school year, no code


def read_command(text: str) -> Command | None:
    """Return the command that a message is; None for a question."""
    typed = squeezed(normalised(text))
    slashed = _SLASHED.match(typed)
    if slashed:
        return _slashed(slashed[1], slashed[2].strip())
    if _CODE.match(typed) and not _YEARS.match(typed):
        return Command(Name.LINK, typed)
    words = folded(typed).strip(" .!?")
    if words in _WHOLE:
        return Command(_WHOLE[words])
    placed = folded_in_place(typed)
    for start, name in _LEADING.items():
        rest = typed[len(start) :].strip(" :") if placed.startswith((f"{start} ", f"{start}:")) else ""
        if rest and (name is not Name.LINK or _CODE.match(rest)):
            return Command(name, rest)
    return None


def code_in(argument: str) -> str:
    """Return the eight digits of a one-time code; empty where there are none."""
    found = _CODE.match(argument.strip())
    return found[1] + found[2] if found else ""


def _slashed(word: str, argument: str) -> Command:
    key = re.sub(r"[^a-z]", "", folded(word))
    if key in _ALIASES:
        return Command(_ALIASES[key], argument)
    if key and key in set(Name):
        return Command(Name(key), argument)
    return _spaced(key, argument) or Command(Name.UNKNOWN, word)


def _spaced(key: str, argument: str) -> Command | None:
    """Return a command whose name was typed with blanks: "/tra cứu hạn nộp", "/dữ liệu"."""
    words = argument.split()
    for count in (1, 2):
        joined = key + "".join(re.sub(r"[^a-z]", "", folded(w)) for w in words[:count])
        if joined and len(words) >= count and joined in set(Name):
            return Command(Name(joined), " ".join(words[count:]))
    return None
