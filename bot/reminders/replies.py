"""What people answer to a reminder: "đã xong", "nhắc lại sau 1 ngày", "dừng", in any spelling; nothing else is one.

Only a whole message is an answer: "dừng thi đua khi nào" and "xong đợt 1 thì nộp gì" are questions.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import folded, normalised, squeezed


class Wanted(StrEnum):
    """What an answer asks for."""

    DONE = "done"  # đã xong
    AGAIN = "again"  # nhắc lại
    STOP = "stop"  # dừng
    RESUME = "resume"  # nhắc tiếp


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a reminder.

    Attributes:
        wanted: what it asks for.
        numbers: of the items meant, as the digest numbers them; empty where none is named.
        everything: all items are meant ("xong hết").
        days: after how many days to remind again.
    """

    wanted: Wanted
    numbers: tuple[int, ...] = ()
    everything: bool = False
    days: int = 1


_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_NUMBER = r"(?:\d{1,2}|mot|hai|ba|bon|nam|bay|tam|chin|muoi)"
_ITEM = r"(?:viec|muc|han|cai|tin)(?: so| thu)?"
_LIST = rf"{_NUMBER}(?:(?: ?, ?| va | )(?:{_ITEM} )?{_NUMBER})*"
_FIRST, _WHICH_ONES, _LAST = (rf"(?:(?:{_ITEM}|so) )?(?P<{name}>{_LIST})" for name in ("first", "which", "last"))
_ALL = r"(?P<all>(?:tat ca|het|toan bo|ca)(?: roi)?)"
_WHO = r"(?:(?:em|toi|minh|anh|chi|ad|bot|da|vang|ok|oke)(?: ?,)? )*"
_ENDING = r"(?: (?:roi|nhe|nha|nhe ban|a|ah|ban|em|ad|giup|giup toi|giup em|voi|luon|cam on|cam on ban))*"
_WHICH = rf"(?: (?:{_ALL}|{_WHICH_ONES}))?"
_UNIT = r"(?:ngay|hom|tuan)"
_AFTER = rf"(?:sau |them )?(?P<count>{_NUMBER}|sau) (?P<unit>{_UNIT})(?: nua| sau)?|(?:vao )?(?P<tomorrow>ngay mai|mai)"
_DONE = re.compile(
    rf"{_WHO}(?:{_FIRST} )?(?:(?:da |da lam |da nop |da gui |lam |nop |gui )?(?:xong|hoan thanh|hoan tat)"
    rf"|da (?:nop|gui|lam))(?: roi)?(?: (?:viec|muc|han) (?:nay|do))?{_WHICH}{_ENDING}"
)
_AGAIN = re.compile(
    rf"{_WHO}(?:(?:ngay )?mai )?(?:hay |xin )?nhac (?:(?:em|toi|minh) )?(?:lai|sau|(?=sau ))(?: (?:em|toi|minh))?"
    rf"(?: (?:{_WHICH_ONES}(?! ?(?:{_UNIT}|gio|phut|thang|nam)\b)))?"
    rf"(?: (?:{_AFTER}))?(?: {_LAST})?{_ENDING}"
)
_STOP = re.compile(
    rf"{_WHO}(?:xin )?(?:(?:dung|ngung|thoi)(?: lai)?(?: (?:nhac|nhan tin|gui)(?: toi| em| lai)?)?|stop|unsubscribe"
    rf"|huy nhac|tat nhac|huy dang ky|khong nhan tin|khong nhac)(?: nua)?{_WHICH}(?: nua)?{_ENDING}"
)
_RESUME = re.compile(rf"{_WHO}(?:nhac tiep|nhac tro lai|bat nhac|bat lai nhac|mo nhac|nhan tin lai){_WHICH}{_ENDING}")
# Folded, these are "dung" as "dừng" is, and mean something else: right, to use.
_NOT_STOP = re.compile(r"\b(?:đúng|dùng|dụng|dũng|đụng)\b")
_MOST_DAYS = 60
_LONGEST = 100


def read_reply(text: str) -> Reply | None:
    """Return what a message answers to a reminder; None where it is something else."""
    typed = squeezed(normalised(text)).lower()
    if "?" in typed or len(typed) > _LONGEST:
        return None
    words = squeezed(re.sub(r"[.!…:;()\"“”#/]+", " ", folded(typed)))
    if (found := _DONE.fullmatch(words)) is not None:
        return _about(Wanted.DONE, found)
    if (found := _STOP.fullmatch(words)) is not None:
        return (
            None
            if _NOT_STOP.search(typed) or words.startswith("thoi") and "nhac" not in words
            else _about(Wanted.STOP, found)
        )
    if (found := _RESUME.fullmatch(words)) is not None:
        return _about(Wanted.RESUME, found)
    return _again(words)


def _about(wanted: Wanted, found: re.Match[str]) -> Reply | None:
    groups = found.groupdict()
    numbers = _numbers(groups.get("first")) + _numbers(groups["which"])
    return Reply(wanted, numbers, everything=groups["all"] is not None)


def _again(words: str) -> Reply | None:
    found = _AGAIN.fullmatch(words)
    if found is None or (found["which"] and found["last"]):
        return None
    days = 1 if found["count"] is None else _count(found["count"]) * (7 if found["unit"] == "tuan" else 1)
    if not 1 <= days <= _MOST_DAYS:
        return None
    return Reply(Wanted.AGAIN, _numbers(found["which"]) + _numbers(found["last"]), days=days)


def _numbers(text: str | None) -> tuple[int, ...]:
    """Return the numbers in a list such as "1, 3 va 4", each once."""
    found = re.findall(_NUMBER, text or "")
    return tuple(dict.fromkeys(map(_count, found)))


def _count(word: str) -> int:
    return _COUNTS.get(word) or int(word)
