"""One row of a staff list: which column holds what, however its heading is written, and whom the row describes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.email.message import is_address
from knowledge.audiences import role_called, unit_group
from knowledge.people import Person, Role
from knowledge.text import folded, squeezed, syllables

HEADINGS = ("Họ và tên", "Mã cán bộ", "Email", "Đơn vị", "Vai trò", "Kênh")
NEEDED = (
    "Cần một dòng tiêu đề có cột “Họ và tên”; nên có “Mã cán bộ”, “Email”, “Đơn vị”, “Vai trò”, “Kênh”. "
    "Tệp mẫu: tdkt people template danh-sach.xlsx"
)
EXAMPLE = "Ví dụ:"

_STAFF = "can bo|cbcc|cbccvc|cong chuc|vien chuc|nhan vien|nhan su|nguoi lao dong|cb|nv"
_PLACE = "don vi|phong ban|phong|bo phan"
_FIELDS = {
    "surname": re.compile(r"ho|ho (?:va )?(?:ten )?(?:dem|lot)"),
    "name": re.compile(rf"(?:ho )?(?:va )?ten(?: day du| khai sinh| (?:{_STAFF}))*"),
    "code": re.compile(rf"ma(?: so)?(?: (?:{_STAFF}))*|so hieu (?:{_STAFF})(?: (?:{_STAFF}))*"),
    "email": re.compile(r"(?:dia chi )?(?:e ?mail|thu dien tu|hop thu)(?: cong vu| co quan| ca nhan| lien he)?"),
    "unit": re.compile(rf"(?:ten )?(?:{_PLACE})(?: (?:{_PLACE}|ban|cong tac|truc thuoc))*"),
    "role": re.compile(r"vai tro|quyen(?: han| su dung)?|phan quyen|vai tro quyen"),
    "channels": re.compile(r"(?:thu tu )?kenh(?: nhan tin| lien lac| lien he| uu tien)*"),
}
_SHOWN = {"name": "Họ và tên", "code": "Mã cán bộ", "email": "Email", "unit": "Đơn vị", "role": "Vai trò",
          "channels": "Kênh"}  # fmt: skip
_HINT = re.compile(r"\([^)]*\)")
_CHANNELS = {"zalo": "zalo", "zalo oa": "zalo_oa", "telegram": "telegram", "email": "email", "e mail": "email",
             "thu dien tu": "email"}  # fmt: skip
_BETWEEN = re.compile(r"[,;/>\n]|\s+[-–]\s+")
_BROKEN = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")
_GIVEN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")
_NOBODY = re.compile(r"tong (?:so|cong)\b|nguoi lap\b|thu truong\b")
_PLACES = ("phòng ", "văn phòng ", "trung tâm ", "chi cục ", "sở ", "ban ")
_LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Unfit:
    """What is wrong in a row: what stands there, and what should."""

    given: str
    expected: str


def headed(texts: Sequence[str]) -> dict[int, str]:
    """Return which column holds what, by the headings of a row; a heading that says nothing to us is left out.

    A column without a heading, right beside that of the names, holds the given names of a heading over both.
    """
    columns: dict[int, str] = {}
    for place, text in enumerate(texts):
        field = _field(text)
        if field and field not in columns.values():
            columns[place] = field
    beside = next((place + 1 for place, field in columns.items() if field == "name"), len(texts))
    if beside < len(texts) and not texts[beside] and "surname" not in columns.values():
        columns[beside] = "given"
    return columns


def _field(heading: str) -> str | None:
    whole = _HINT.sub(" ", heading)
    for text in (whole, *whole.split("/")):
        words = " ".join(syllables(text))
        found = next((field for field, pattern in _FIELDS.items() if pattern.fullmatch(words)), None)
        if found:
            return found
    return None


def cell_text(value: object, number_format: str | None) -> str:
    """Return what a cell shows: numbers without ".0", codes with the zeros that their format puts before them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = squeezed(str(value))
    if isinstance(value, int) and number_format and re.fullmatch("0{2,}", number_format):
        return text.zfill(len(number_format))
    return text


def person_of(cells: Mapping[str, str]) -> tuple[Person, frozenset[str], list[Unfit]]:
    """Return whom a row describes, which fields it tells, and what is wrong in it.

    Args:
        cells: the text of each field that the list has a column for.
    """
    parts = [cells.get(field, "") for field in ("surname", "name", "given")]
    if not _GIVEN.fullmatch(parts[2]):
        parts[2] = ""  # a column of something else
    row = {**cells, "name": squeezed(" ".join(parts))}
    unfit = [Unfit(f"{_SHOWN[f]}: {row[f]}", "giá trị thật; ô này là lỗi công thức") for f in _SHOWN
             if _BROKEN.fullmatch(row.get(f, ""))]  # fmt: skip
    sound = {field: "" if _BROKEN.fullmatch(text) else text for field, text in row.items()}
    role, channels = role_called(sound.get("role", "")), _channels(sound.get("channels", ""))
    email = sound.get("email", "").removeprefix("mailto:")
    if not _BROKEN.fullmatch(row["name"]):
        unfit += _wrong_name(row["name"])
    unfit += _wrong(sound, role, channels, email)
    told = {"name", *(field for field in ("code", "email", "unit", "role", "channels") if sound.get(field))}
    given: dict[str, Any] = {"role": role} if role else {}
    person = Person(row["name"], unit=sound.get("unit", ""), code=sound.get("code", ""), email=email,
                    channels=tuple(channels or ()), **given)  # fmt: skip
    return person, frozenset(told), unfit


def _channels(text: str) -> list[str] | None:
    """Return the channels named, in order; None where one of them is none."""
    named = [" ".join(syllables(piece)) for piece in _BETWEEN.split(text) if piece.strip()]
    known = [_CHANNELS.get(name.replace(" chat", "")) for name in named]
    return None if None in known else list(dict.fromkeys(name for name in known if name))


def _wrong_name(name: str) -> list[Unfit]:
    if not name:
        return [Unfit("Họ và tên: (để trống)", "họ và tên của một người")]
    shown = f"Họ và tên: {name[:60]}"
    if name.lower().startswith(_PLACES):
        return [Unfit(shown, "họ và tên của một người; tên đơn vị ghi ở cột “Đơn vị”")]
    unreadable = not any(c.isalpha() for c in name) or any(c.isdigit() for c in name)
    return [Unfit(shown, "họ và tên của một người, viết bằng chữ")] if unreadable or _NOBODY.match(folded(name)) else []


def _wrong(sound: Mapping[str, str], role: Role | None, channels: list[str] | None, email: str) -> list[Unfit]:
    unfit = []
    if len(sound.get("code", "")) > _LONGEST_CODE:
        unfit.append(Unfit(f"Mã cán bộ: {sound['code'][:30]}…", f"mã không quá {_LONGEST_CODE} ký tự"))
    if email and not is_sound_address(email):
        unfit.append(Unfit(f"Email: {email[:60]}", "một địa chỉ như ten@donvi.gov.vn, hoặc để trống"))
    if sound.get("unit") and not any(c.isalpha() for c in sound["unit"]):
        unfit.append(Unfit(f"Đơn vị: {sound['unit'][:60]}", "tên đơn vị bằng chữ, hoặc để trống"))
    if sound.get("role") and role is None:
        unfit.append(Unfit(f"Vai trò: {sound['role'][:60]}", "Người hỏi, Cán bộ, Tổ chức cán bộ hoặc Quản trị"))
    if channels is None:
        unfit.append(Unfit(f"Kênh: {sound['channels'][:60]}", "các kênh theo thứ tự, ví dụ: zalo, email"))
    return unfit


def is_sound_address(text: str) -> bool:
    """Say whether a letter can be sent to an address, whose host must have a dot: "mai@so" is a slip."""
    return is_address(text) and "." in text.rpartition("@")[2]


def group_of(unit: str) -> str:
    """Return what tells a unit from others however it is spelled; empty where none is told."""
    return unit_group(unit) if unit else ""
