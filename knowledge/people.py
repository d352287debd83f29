"""The people who use a home, by what they may do there (vai trò)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the values are written into homes and read on the command line."""

    ASKER = "nguoi_hoi"
    """Người hỏi: asks, and does nothing else."""

    OFFICER = "can_bo"
    """Cán bộ: a civil servant of the unit, with duties and reminders of one's own."""

    HR_OFFICER = "to_chuc_can_bo"
    """Tổ chức cán bộ: prepares the files of others, checks lists, confirms deadlines."""

    ADMINISTRATOR = "quan_tri"
    """Quản trị: takes documents in, says who may see them, and answers for the home."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the unit (người dùng).

    Attributes:
        name: as colleagues write it.
        role: what this person may do.
        unit: where the person works; empty where it is not told.
        code: the staff code; empty where there is none.
        email: for reminders; empty where there is none.
        channels: the names of channels in the order in which the person wants to be reached; empty for any.
        active: False once the person has left.
        id: the number in the home; None before it is kept.
    """

    name: str
    role: Role = Role.OFFICER
    unit: str = ""
    code: str = ""
    email: str = ""
    channels: tuple[str, ...] = ()
    active: bool = True
    id: int | None = None
