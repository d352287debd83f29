"""A staff list from Excel: headings in any spelling, faults told row by row, nothing repaired and nothing lost."""

import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.staff_joining import merged
from bot.staff_list import RowFault, StaffList, read_staff_list, write_template
from knowledge.errors import UsageError
from knowledge.people import Person, Role

HEADINGS = ("STT", "Họ và tên", "Mã cán bộ", "Email", "Đơn vị", "Vai trò", "Kênh")
MAI = Person("Lò Thị Mai", Role.HR_OFFICER, "Phòng Tổ chức", "CB01", "mai@so.gov.vn", ("zalo", "email"))
ROW = (1, "Lò Thị Mai", "CB01", "mai@so.gov.vn", "Phòng Tổ chức", "Tổ chức cán bộ", "Zalo, Email")


def written(path: Path, *rows: Sequence[Any], title: str = "Trang 1") -> Path:
    """Write rows as the only sheet of a file and return its path."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def read(folder: Path, *rows: Sequence[Any]) -> StaffList:
    """Return what a file with these rows says."""
    return read_staff_list(written(folder / "ds.xlsx", *rows))


def test_a_row_becomes_a_person(tmp_path: Path) -> None:
    """Each column is read into its field; the number of the row is no staff code."""
    listed = read(tmp_path, HEADINGS, ROW)
    assert (listed.people, listed.faults) == ((MAI,), ())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("HỌ VÀ TÊN", "name"), ("ho ten", "name"), ("Tên", "name"), ("Họ và tên cán bộ", "name"),
        ("Họ và\ntên (*)", "name"), ("Họ tên công chức, viên chức", "name"),
        ("Mã CBCC", "code"), ("mã số", "code"), ("Mã nhân viên", "code"), ("MÃ CÁN BỘ", "code"), ("Mã NV", "code"),
        ("E-mail", "email"), ("Thư điện tử", "email"), ("Email công vụ", "email"), ("Địa chỉ email", "email"),
        ("Phòng ban", "unit"), ("Phòng", "unit"), ("Bộ phận", "unit"), ("Đơn vị công tác", "unit"),
        ("Phòng/Ban", "unit"), ("Đơn vị (phòng, ban)", "unit"),
        ("Quyền", "role"), ("vai tro", "role"), ("Quyền hạn", "role"),
        ("Kênh nhận tin", "channels"), ("KENH", "channels"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_heading_is_known_in_any_spelling(tmp_path: Path, heading: str, field: str, form: str) -> None:
    """Case, diacritics, normal form, line breaks and words beside it do not hide what a column holds."""
    told = {"name": "Lò Thị Mai", "code": "CB01", "email": "mai@so.gov.vn", "unit": "Phòng A", "role": "quan_tri",
            "channels": "zalo"}  # fmt: skip
    first = ("Họ tên", "Lò Thị Mai") if field != "name" else ("Ghi chú", "x")
    listed = read(tmp_path, (unicodedata.normalize(form, heading), first[0]), (told[field], first[1]))
    (person,) = listed.people
    values = {"role": "quan_tri", "channels": ("zalo",)}
    assert getattr(person, field) == values.get(field, told[field])
    assert listed.told == (frozenset({"name", field}),)


@pytest.mark.parametrize("heading", ["Mã số thuế", "Mã đơn vị", "Ngày sinh", "Chức vụ", "Tên đơn vị cấp trên", "STT"])
def test_other_headings_are_left_out(tmp_path: Path, heading: str) -> None:
    """A column that says nothing to us fills no field."""
    assert read(tmp_path, (heading, "Họ tên"), ("123", "Lò Thị Mai")).people == (Person("Lò Thị Mai"),)


def test_columns_come_in_any_order(tmp_path: Path) -> None:
    """The headings tell which column is which, not their places."""
    assert read(tmp_path, HEADINGS[::-1], ROW[::-1]).people == (MAI,)


def test_the_heading_may_stand_below_a_title(tmp_path: Path) -> None:
    """The title of the list, blank rows and the numbers of its columns are no people."""
    numbers = tuple(f"({n})" for n in range(1, 8))
    rows = [("SỞ NỘI VỤ",), (None, "DANH SÁCH CÁN BỘ"), ("Đơn vị", "Sở Nội vụ"), (), HEADINGS, numbers, (), ROW]
    listed = read(tmp_path, *rows)
    assert (listed.people, listed.faults) == ((MAI,), ())


@pytest.mark.parametrize("after", [0, 19])
def test_the_heading_is_looked_for_in_twenty_rows(tmp_path: Path, after: int) -> None:
    """A heading down to row 20 is found."""
    assert read(tmp_path, *[("-",)] * after, HEADINGS, ROW).people == (MAI,)


def test_a_heading_further_below_is_none(tmp_path: Path) -> None:
    """Where no heading is in the first 20 rows the needed columns are told."""
    with pytest.raises(UsageError, match="Mã cán bộ"):
        read(tmp_path, *[("-",)] * 20, HEADINGS, ROW)


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (("Họ đệm", "Tên", "Mã số"), ("Lò Thị", "Mai", "1")),
        (("Họ và tên đệm", "Tên", "Mã số"), ("Lò Thị", "Mai", "1")),
        (("Họ và tên", None, "Mã số"), ("Lò Thị", "Mai", "1")),
        (("Họ và tên", None, "Mã số"), ("Lò Thị Mai", None, "1")),
        (("Họ và tên", None, "Mã số"), ("Lò Thị Mai", 1987, "1")),
    ],
)
def test_a_name_in_two_columns_is_one_name(tmp_path: Path, headings: tuple[Any, ...], row: tuple[Any, ...]) -> None:
    """Family name and given name may stand in columns of their own, under one heading or two."""
    assert read(tmp_path, headings, row).people == (Person("Lò Thị Mai", code="1"),)


@pytest.mark.parametrize(
    ("cell", "code"),
    [(15, "15"), (15.0, "15"), ("15", "15"), (1085012345678.0, "1085012345678"), (" cb 1\u00a0", "cb 1")],
)
def test_a_number_is_a_staff_code(tmp_path: Path, cell: object, code: str) -> None:
    """A staff code that Excel keeps as a number has no ".0"."""
    assert read(tmp_path, ("Họ tên", "Mã số"), ("Lò Thị Mai", cell)).people[0].code == code


def test_zeros_that_excel_shows_are_part_of_a_code(tmp_path: Path) -> None:
    """A number with the format 00000 is the code that people see."""
    path = written(tmp_path / "ds.xlsx", ("Họ tên", "Mã số"), ("Lò Thị Mai", 123))
    book = load_workbook(path)
    book.worksheets[0]["B2"].number_format = "00000"
    book.save(path)
    assert read_staff_list(path).people[0].code == "00123"


def test_text_is_kept_in_nfc_on_one_line(tmp_path: Path) -> None:
    """Names typed on another system are composed, without line breaks and double blanks."""
    (person,) = read(tmp_path, HEADINGS, (1, unicodedata.normalize("NFD", "Lò  Thị\nMai"), "", "", "", "", "")).people
    assert person.name == "Lò Thị Mai"


@pytest.mark.parametrize(
    ("place", "cell", "given", "expected"),
    [
        (1, None, "để trống", "họ và tên"),
        (1, "Tổng cộng: 25 người", "Tổng cộng", "họ và tên"),
        (1, "Phòng Tổ chức cán bộ", "Phòng Tổ chức cán bộ", "Đơn vị"),
        (1, "Người lập biểu", "Người lập biểu", "họ và tên"),
        (1, "#N/A", "#N/A", "lỗi công thức"),
        (2, "9" * 80, "999", "60"),
        (3, "mai@", "mai@", "ten@donvi.gov.vn"),
        (3, "mai@so", "mai@so", "ten@donvi.gov.vn"),
        (3, "a@so.vn; b@so.vn", "a@so.vn; b@so.vn", "một địa chỉ"),
        (4, 12.0, "12", "tên đơn vị"),
        (4, "-", "-", "tên đơn vị"),
        (4, "#REF!", "#REF!", "lỗi công thức"),
        (5, "Giám đốc", "Giám đốc", "Quản trị"),
        (6, "zalo, bồ câu", "bồ câu", "zalo, email"),
    ],
)
def test_a_fault_is_told_and_stops_no_other_row(
    tmp_path: Path, place: int, cell: object, given: str, expected: str
) -> None:
    """A fault has the row's number in Excel, what stands there and what should; the rows around it are taken."""
    wrong = (*ROW[:place], cell, *ROW[place + 1 :])
    other = (3, "Quàng Văn Sơn", "CB03")
    listed = read(tmp_path, HEADINGS, wrong, other)
    assert listed.people == (Person("Quàng Văn Sơn", code="CB03"),)
    (fault,) = listed.faults
    assert fault.row == 2
    assert given in fault.given
    assert expected in fault.expected


def test_every_fault_of_a_row_is_told(tmp_path: Path) -> None:
    """A row with several faults is told once for each."""
    listed = read(tmp_path, HEADINGS, (1, "", "CB01", "mai@", "-", "vua", ""))
    assert (listed.people, [fault.row for fault in listed.faults]) == ((), [2, 2, 2, 2])


def test_a_staff_code_twice_is_told(tmp_path: Path) -> None:
    """Of two rows with one staff code, in whatever case, the first is taken and the second told."""
    listed = read(tmp_path, HEADINGS, ROW, (), (2, "Quàng Văn Sơn", "cb01"))
    assert listed.people == (MAI,)
    assert listed.faults == (RowFault(4, "Mã cán bộ: cb01", "mỗi người một mã; mã này đã có ở dòng 2"),)


def test_the_same_person_twice_without_a_code_is_told(tmp_path: Path) -> None:
    """Two rows that nothing tells apart are one person, or need staff codes."""
    listed = read(tmp_path, ("Họ tên", "Đơn vị"), ("Lò Thị Mai", "Phòng A"), ("Lò Thị Mai", "PHÒNG A"))
    assert len(listed.people) == 1
    assert "mã cán bộ" in listed.faults[0].expected


def test_namesakes_of_two_units_are_two_people(tmp_path: Path) -> None:
    """The same name in another unit is somebody else."""
    listed = read(tmp_path, ("Họ tên", "Đơn vị"), ("Lò Thị Mai", "Phòng A"), ("Lò Thị Mai", "Phòng B"))
    assert (len(listed.people), listed.faults) == (2, ())


def test_a_list_on_another_sheet_is_told(tmp_path: Path) -> None:
    """The first sheet with a list is read; a further list is not passed over in silence."""
    path = written(tmp_path / "ds.xlsx", ("Ghi chú",))
    book = load_workbook(path)
    for name in ("Phòng A", "Phòng B"):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append(ROW)
    book.save(path)
    listed = read_staff_list(path)
    assert listed.people == (MAI,)
    assert ["Phòng B" in fault.given for fault in listed.faults] == [True]


def rezipped(path: Path, part: str, content: bytes) -> Path:
    """Replace one part of a file."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, held in {**parts, part: content}.items():
            new.writestr(name, held)
    return path


def test_a_sheet_that_claims_a_million_rows_is_read_at_once(tmp_path: Path) -> None:
    """The size that a file claims for itself is not believed."""
    path = written(tmp_path / "ds.xlsx", HEADINGS, ROW)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        sheet = package.read(part)
    path = rezipped(path, part, sheet.replace(b"A1:G2", b"A1:XFD1048576"))
    assert read_staff_list(path).people == (MAI,)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """A file that would unpack to more than 100 MB is refused before it is unpacked."""
    path = rezipped(written(tmp_path / "ds.xlsx", HEADINGS, ROW), "xl/media/x.bin", bytes(101 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(UsageError, match="100 MB"):
        read_staff_list(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """A file over 10 MB is refused unread."""
    path = tmp_path / "ds.xlsx"
    with path.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    with pytest.raises(UsageError, match="10 MB"):
        read_staff_list(path)


@pytest.mark.parametrize("content", [b"", b"Ho ten,Ma so\nMai,1\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    """Text, an old .xls or a file with a password is wrong usage, with advice."""
    (tmp_path / "ds.xlsx").write_bytes(content)
    with pytest.raises(UsageError, match="Họ và tên"):
        read_staff_list(tmp_path / "ds.xlsx")


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
@pytest.mark.parametrize("content", [b"", b"<a>", b"\x00" * 40])
def test_a_damaged_workbook_is_told(tmp_path: Path, part: str, content: bytes) -> None:
    """Whatever part is damaged, the message is ours."""
    path = rezipped(written(tmp_path / "ds.xlsx", HEADINGS, ROW), part, content)
    with pytest.raises(UsageError, match="hỏng|Không thấy cột"):
        read_staff_list(path)


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    """A file that was not copied to its end is damaged."""
    path = written(tmp_path / "ds.xlsx", HEADINGS, ROW)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UsageError, match="hỏng"):
        read_staff_list(path)


@pytest.mark.parametrize("name", ["không có.xlsx", "."])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    """A wrong path or a folder is named."""
    with pytest.raises(UsageError, match="Không có tệp"):
        read_staff_list(tmp_path / name)


# -- the template ---------------------------------------------------------------------------------------


def test_the_template_can_be_filled_and_read(tmp_path: Path) -> None:
    """The empty list reads as empty, its example left out; a row typed below is a person."""
    path = tmp_path / "mẫu.xlsx"
    write_template(path)
    assert read_staff_list(path) == StaffList((), ())
    book = load_workbook(path)
    example = [cell.value for cell in book.worksheets[0][2]]
    book.worksheets[0].append(ROW[1:])
    book.save(path)
    assert len(example) == 6
    assert all(example)
    assert read_staff_list(path).people == (MAI,)


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    """A list that somebody filled in is not replaced by an empty one."""
    path = written(tmp_path / "ds.xlsx", HEADINGS, ROW)
    with pytest.raises(UsageError, match=r"ds\.xlsx"):
        write_template(path)
    assert read_staff_list(path).people == (MAI,)


@pytest.mark.parametrize("name", ["ds.csv", "ds", "không có/ds.xlsx"])
def test_a_template_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    """Another ending or a folder that is not there is wrong usage."""
    with pytest.raises(UsageError, match="ds"):
        write_template(tmp_path / name)


# -- joined with who is kept ----------------------------------------------------------------------------

KEPT = replace(MAI, id=7, role=Role.ADMINISTRATOR, channels=("telegram",), active=False)


def joined(tmp_path: Path, kept: Sequence[Person], *rows: Sequence[Any]) -> tuple[Person, ...]:
    """Return what a list changes or adds."""
    return merged(kept, read(tmp_path, *rows))


def test_what_a_list_does_not_tell_stays(tmp_path: Path) -> None:
    """A list without roles and channels, or with blanks, takes nobody's role, channels, unit or leave away."""
    changes = joined(tmp_path, [KEPT], ("Họ tên", "Mã số", "Email"), ("Lò Thị Mai Hương", "CB01", None))
    assert changes == (replace(KEPT, name="Lò Thị Mai Hương"),)


def test_a_list_that_says_nothing_new_changes_nothing(tmp_path: Path) -> None:
    """The same list again, with a unit in other letters, is no change."""
    again = (1, "Lò Thị Mai", "CB01", "mai@so.gov.vn", "PHÒNG TỔ CHỨC", "Tổ chức cán bộ", "Zalo > Email")
    assert joined(tmp_path, [replace(MAI, id=7)], HEADINGS, again) == ()


@pytest.mark.parametrize(
    ("kept", "row", "known"),
    [
        (Person("Lò Thị Mai", unit="Phòng A", id=7), ("lò thị mai", "Phòng a", "", "CB01"), True),
        (Person("Lò Thị Mai", unit="Phòng A", id=7), ("Lò Thị Mai", "", "mai@so.vn", ""), True),
        (Person("Lò Thị Mai", unit="Phòng A", id=7), ("Lò Thị Mai", "Phòng B", "", ""), False),
        (Person("Lò Thị Mai", code="CB02", id=7), ("Lò Thị Mai", "", "", "CB01"), False),
        (Person("Lò Thị Mai", code="CB02", id=7), ("Lò Thị Mai", "Phòng A", "", ""), True),
        (Person("Lò Thị Mai", email="m@so.vn", id=7), ("Lò Thị Mai", "", "n@so.vn", ""), False),
        (Person("Lò Thị Mai", email="M@so.vn", id=7), ("Lò Thị Mai", "Phòng A", "m@so.vn", ""), True),
    ],
)
def test_who_is_meant_without_a_code(tmp_path: Path, kept: Person, row: tuple[str, ...], known: bool) -> None:
    """A name means somebody kept where neither unit nor e-mail nor code speaks against it."""
    (change,) = joined(tmp_path, [kept], ("Họ tên", "Đơn vị", "Email", "Mã số"), row)
    assert change.id == (7 if known else None)
    assert change.code in {kept.code, row[3]}


def test_a_name_that_two_people_have_means_neither(tmp_path: Path) -> None:
    """Where a name could mean two people kept, nobody's data is touched."""
    kept = [Person("Lò Thị Mai", code=code, id=number) for number, code in enumerate(("A", "B"), start=1)]
    assert joined(tmp_path, kept, ("Họ tên", "Email"), ("Lò Thị Mai", "m@so.vn")) == (
        Person("Lò Thị Mai", email="m@so.vn"),
    )


def test_one_person_is_meant_once(tmp_path: Path) -> None:
    """Who was known by code is not meant again by a row that only has the name."""
    rows = [("Lò Thị Mai", None, "Phòng B"), ("Lò Thị Mai", "CB01", "Phòng C")]
    changes = joined(tmp_path, [Person("Lò Thị Mai", code="CB01", id=7)], ("Họ tên", "Mã số", "Đơn vị"), *rows)
    assert {(p.id, p.unit) for p in changes} == {(7, "Phòng C"), (None, "Phòng B")}
