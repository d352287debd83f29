"""A file of criteria to edit: the last held version, every place that must be compared with the new text marked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from knowledge.criteria.proposed import MUST_EDIT

_HEAD = """\
# Mẫu để soạn phiên bản mới. Chỗ nào có “{mark}” thì đối chiếu với văn bản mới, sửa, rồi xóa “{mark}”.
#   id: mã riêng · from, to: ngày đầu, ngày CUỐI nhận hồ sơ xét theo bản này (chưa có thì bỏ to)
#   basis: số, ký hiệu rồi điều khoản · source_status: V đã thấy nguyên văn, S nguồn thứ cấp
#   any phải có wholly_held: true khi đã ghi đủ mọi phương án của luật, false khi chưa. Lời văn là của mình.
# Xong: tdkt criteria add TỆP --by “Họ và tên”. Chưa có người thứ hai duyệt thì chưa quyết định hồ sơ nào.
"""
_MARKED = frozenset({"id", "basis", "summary", "text", "number", "name"})
_SKELETON: dict[str, Any] = {
    "id": "ma-phien-ban",
    "basis": "số/năm/ký hiệu Điều … khoản …",
    "summary": "lời tóm tắt của mình",
}
_SKELETON_TREE: dict[str, Any] = {
    "all": [
        {"text": "Hoàn thành tốt nhiệm vụ trở lên", "rating": {"least": "HTTNV"}},
        {
            "text": "Một trong các thành tích",
            "wholly_held": True,
            "any": [
                {
                    "text": "Có sáng kiến được công nhận",
                    "initiatives": {"times": 1, "scope": "co_so", "kinds": ["sang_kien", "de_tai"]},
                },
                {"text": "Thành tích do Hội đồng xem xét", "council": {}},
            ],
        },
    ]
}


class _Plain(yaml.SafeDumper):
    """Writes every condition out, also one that stands twice."""

    def ignore_aliases(self, data: object) -> bool:
        """Return that nothing is written as a reference."""
        return True


def version_template(title: str, row: Mapping[str, Any], begun: date) -> str:
    """Return the file for a new version of a title, from the content of one that is held.

    Args:
        title: code of the title.
        row: the held version, as its file states it.
        begun: the first day that the new version is thought to decide.
    """
    kept = {name: value for name, value in row.items() if name not in ("from", "to", "approved", "source_status")}
    named = {"id": kept.pop("id"), "from": f"{MUST_EDIT} {begun.isoformat()}", "basis": kept.pop("basis")}
    return _written({"title": title, "versions": [_marked(named | {"source_status": f"{MUST_EDIT} V hay S"} | kept)]})


def empty_template(title: str, subjects: tuple[str, ...], begun: date) -> str:
    """Return the file for the first version of a title of which nothing is held."""
    return version_template(title, _SKELETON | {"for": dict.fromkeys(subjects, _SKELETON_TREE)}, begun)


def layer_template(given: Mapping[str, Any], begun: date) -> str:
    """Return the file for the detail of a locality, from the content of one that is held."""
    kept = {name: value for name, value in given.items() if name not in ("from", "to", "approved", "source_status")}
    titles = kept.pop("titles")
    dated = {"from": f"{MUST_EDIT} {begun.isoformat()}", "source_status": f"{MUST_EDIT} V hay S"}
    marked = _marked(kept | dated) | {"id": kept["id"], "titles": _marked(titles)}
    return _written(marked)


def _marked(value: Any) -> Any:  # noqa: ANN401 (any part of a file)
    """Return a part of a file with the places marked that must be compared with the new text."""
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: f"{MUST_EDIT} {each}" if name in _MARKED and not str(each).startswith(MUST_EDIT) else _marked(each)
        for name, each in value.items()
    }


def _written(content: Mapping[str, Any]) -> str:
    body = yaml.dump(dict(content), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=4096)
    return _HEAD.format(mark=MUST_EDIT) + body
