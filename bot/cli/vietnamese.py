"""What the command line library says by itself, in Vietnamese: its help and its usage errors."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_HELP = (
    ("Usage:", "Cách dùng:"),
    ("[OPTIONS]", "[TÙY_CHỌN]"),
    ("COMMAND [ARGS]...", "LỆNH [THAM_SỐ]…"),
    ("Options:", "Tùy chọn:"),
    ("Arguments:", "Tham số:"),
    ("Commands:", "Lệnh:"),
    ("Show this message and exit.", "Xem phần này."),
    ("[required]", "[bắt buộc]"),
    ("[default: ", "[mặc định: "),
)
_KIND_OF_VALUE = re.compile(
    r" <(?:list\[)?(?:str|path|int|integer|text|integer range)\]?(?: range)?>|<list\[\w+\]>", re.IGNORECASE
)
_NAMED = re.compile(r"['‘“](?P<name>[^'’”]+)['’”]")


def _translated(text: str) -> str:
    for english, vietnamese in _HELP:
        text = text.replace(english, vietnamese)
    return _KIND_OF_VALUE.sub(lambda m: " " * len(m.group(0)), text)


class Command(TyperCommand):
    """A command whose help is Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 (its class is private)
        """Return the help of the command."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 (its class is private)
        """Return the help of the group."""
        return _translated(super().get_help(ctx))


def usage_error(error: TyperException) -> str:
    """Return a usage error in Vietnamese; its kind is told by name, as the classes are not public."""
    kind = type(error).__name__
    named = _NAMED.search(error.message)
    if kind == "NoSuchOption":
        return f"không có tùy chọn {getattr(error, 'option_name', '')}."
    if kind == "MissingParameter":
        return f"thiếu {_name_of(error)}."
    if kind == "BadParameter":
        return f"giá trị của {_name_of(error)} không hợp lệ."
    if kind == "BadOptionUsage":
        return f"tùy chọn {getattr(error, 'option_name', '')} cần một giá trị."
    if error.message.startswith("No such command"):
        return f"không có lệnh “{named['name'] if named else ''}”."
    if error.message.startswith("Got unexpected extra argument"):
        return f"thừa tham số {error.message.partition('(')[2].rpartition('(')[2].rstrip(').')}."
    return "thiếu tên lệnh." if error.message.startswith("Missing command") else error.message


def _name_of(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "tham số"
    options = [o for o in getattr(parameter, "opts", ()) if o.startswith("-")]
    return options[0] if options else getattr(parameter, "metavar", None) or parameter.name or "tham số"
