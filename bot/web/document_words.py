"""What documents, and what people did with them, are called on pages."""

import json
import re
from collections.abc import Container, Iterable
from pathlib import PurePath
from typing import Any, TypeVar

from knowledge.audiences import group_name, is_group
from knowledge.store.reviews import Deed

RELATION_WORDS = {
    "replaces": "thay thế", "amends": "sửa đổi, bổ sung", "repeals": "bãi bỏ", "guides": "hướng dẫn",
}  # fmt: skip
CORRECTED = {
    "number": "Số, ký hiệu", "issuer": "Cơ quan ban hành", "issued_on": "Ngày ban hành", "type": "Loại văn bản",
    "title": "Trích yếu",
}  # fmt: skip
ACTIONS = {
    "ingest": "nạp", "correct": "sửa", "confirm": "xác nhận điều máy hiểu", "relate": "ghi quan hệ",
    "limit": "đổi người được xem", "remove": "gỡ", "deadline confirmed": "xác nhận hạn",
    "deadline cancelled": "hủy hạn", "deadline edited": "sửa hạn", "deadline assigned": "giao hạn",
    "deadline unassigned": "thôi giao hạn", "deadline changed": "hạn đổi theo bản mới", "deadline added": "thêm hạn",
    "reply approved": "duyệt trả lời dùng chung", "reply withdrawn": "rút trả lời dùng chung",
}  # fmt: skip
_Kind = TypeVar("_Kind")
_TWIN = re.compile(r"văn bản số (\d+) trong kho \((.*)\)(?=: )", re.DOTALL)


def deed_words(deed: Deed) -> str:
    """Return what exactly somebody did, in words."""
    if deed.action == "correct":
        given: dict[str, Any] = _read(deed.detail, dict)
        return "; ".join(f"{CORRECTED.get(name, name)}: {value}" for name, value in given.items())
    if deed.action == "limit":
        groups = [group_name(g) for g in _read(deed.detail, list) if isinstance(g, str) and is_group(g)]
        return ", ".join(groups) or "mọi người"
    if deed.action == "relate":
        relation, _, number = deed.detail.partition(" ")
        return f"{RELATION_WORDS.get(relation, relation)} {number}"
    return f"phiên bản {deed.detail}" if deed.action == "confirm" else deed.detail


def _read(written: str, kind: type[_Kind]) -> _Kind:
    try:
        value = json.loads(written)
    except ValueError:
        return kind()
    return value if isinstance(value, kind) else kind()


def warnings_for_people(warnings: Iterable[str], seen: Container[int]) -> list[str]:
    """Return warnings without the paths of the server, and without those that name a document not to be seen.

    Args:
        warnings: as they are stored.
        seen: the documents that may be seen.
    """
    found = []
    for warning in warnings:
        twin = _TWIN.search(warning)
        if twin is None:
            found.append(warning)
        elif int(twin[1]) in seen:
            name = PurePath(twin[2]).name
            found.append(f"{warning[: twin.start()]}văn bản số {twin[1]} trong kho ({name}){warning[twin.end() :]}")
    return found
