"""YAML becomes versions of criteria and the detail of localities; every fault is told with its place."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from knowledge.criteria.book import (
    GENERAL,
    Approval,
    Criteria,
    CriteriaVersion,
    Layer,
    folded_words,
)
from knowledge.criteria.condition_reading import all_read, read_condition
from knowledge.criteria.conditions import Condition
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import award_codes
from knowledge.errors import DataError

_Made = TypeVar("_Made")
_NEEDED = (("id", "mã"), ("from", "ngày bắt đầu"), ("basis", "căn cứ"), ("summary", "lời tóm tắt"))


def criteria_of(given: Mapping[str, Any], entered_by: str | None = None) -> Criteria:
    """Return a title's criteria from the content of its YAML file.

    Args:
        given: the content.
        entered_by: who wrote it, where it does not ship with tdkt; then nobody needs to have approved it yet.

    Raises:
        DataError: the file breaks rules; the message names every fault with its version and condition.
    """
    title = str(given.get("title"))
    if title != GENERAL and title not in award_codes():
        raise DataError(f"Tệp tiêu chuẩn: không có danh hiệu, hình thức mang mã “{title}”.")
    rows = given.get("versions") or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise DataError(f"Tệp tiêu chuẩn {title}: versions phải là một danh sách các phiên bản.")
    if not rows and not given.get("missing"):
        raise DataError(f"Tệp tiêu chuẩn {title}: không có phiên bản nào, cũng không nói điều gì chưa giữ (missing).")
    read = all_read(lambda row, _: version_of(row, title, entered_by), rows)
    versions = sorted(read, key=lambda v: v.effective_from)
    for earlier, later in zip(versions, versions[1:], strict=False):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise DataError(f"Tệp tiêu chuẩn {title}: {earlier.id} và {later.id} trùng thời gian.")
    return Criteria(title, tuple(versions), given.get("missing"))


def version_of(row: Mapping[str, Any], title: str, entered_by: str | None = None) -> CriteriaVersion:
    """Return one version of a title's criteria.

    Raises:
        DataError: it lacks its id, period, reference, source status, summary, conditions or, where nobody entered
            it, its approval; all faults are told, one a line.
    """
    where = f"Tiêu chuẩn {title}, phiên bản {row.get('id') or '(chưa có id)'}"
    faults = [f"{where}: thiếu {meaning} ({name})." for name, meaning in _NEEDED if not row.get(name)]
    basis, status = str(row.get("basis") or ""), str(row.get("source_status"))
    if basis and "/" not in basis:
        faults.append(f"{where}: căn cứ “{basis}” thiếu số, ký hiệu văn bản, ví dụ 06/2022/QH15 Điều 23.")
    faults += _status_faults(status, where)
    begun, over = (_day_told(faults, row.get(name), where) for name in ("from", "to"))
    if begun and over and over < begun:
        faults.append(f"{where}: ngày cuối (to) {over:%d/%m/%Y} trước ngày đầu (from) {begun:%d/%m/%Y}.")
    approved = _told(faults, lambda: _approval(row.get("approved"), where, required=entered_by is None))
    also, council = (_told(faults, partial(_words, row.get(name), name, where)) for name in ("also", "council"))
    known = status if status in ("V", "S") else "S"  # so that faults of the conditions are told too
    trees = _told(faults, lambda: _trees(row, title, where, basis or "?", known))
    if faults or begun is None or trees is None:
        raise DataError("\n".join(faults))
    return CriteriaVersion(
        str(row["id"]), title, begun, over, basis, also or (), status, str(row["summary"]), trees, council or (),
        approved, entered_by,
    )  # fmt: skip


def _told(faults: list[str], read: Callable[[], _Made]) -> _Made | None:
    """Return what is read, or None with its faults noted."""
    try:
        return read()
    except DataError as error:
        faults.append(str(error))
        return None


def _trees(row: Mapping[str, Any], title: str, where: str, basis: str, status: str) -> dict[Subject, Condition]:
    given = row.get("for")
    if not isinstance(given, Mapping) or not given:
        raise DataError(f"{where}: thiếu điều kiện (for: individual hay collective).")

    def one(who: str, _: int) -> tuple[Subject, Condition]:
        subject = _subject(who, title, where)
        return subject, read_condition(_rooted(given[who], row), f"{where}, {who}", basis, status)

    return dict(all_read(one, given))


def _rooted(tree: Any, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 (whatever the file holds; checked afterwards)
    if not isinstance(tree, Mapping):
        return tree
    return {"text": "Đạt một trong các tiêu chuẩn" if "any" in tree else row.get("summary") or "?", **tree}


def _subject(written: str, title: str, where: str) -> Subject:
    try:
        subject = Subject(written)
    except ValueError as error:
        raise DataError(f"{where}: đối tượng “{written}” phải là individual hoặc collective.") from error
    if title != GENERAL and subject not in award_codes()[title].subjects:
        raise DataError(f"{where}: {award_codes()[title].name} không dành cho đối tượng “{written}”.")
    return subject


def _words(given: object, name: str, where: str) -> tuple[str, ...]:
    """Return a list of words; one word alone would be taken letter by letter."""
    listed = [] if given is None else given
    if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
        raise DataError(f"{where}: {name} phải là một danh sách, ví dụ {name}: [“…”].")
    return tuple(listed)


def _status_faults(status: str, where: str) -> list[str]:
    if status in ("V", "S"):
        return []
    return [f"{where}: mức kiểm chứng (source_status) phải là V (đã thấy nguyên văn) hoặc S (thứ cấp)."]


def _day_told(faults: list[str], value: object, where: str) -> date | None:
    return None if value in (None, "") else _told(faults, lambda: _day(value, where))


def _day(value: object, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise DataError(f"{where}: ngày “{value}” phải viết dạng 2026-10-01.") from error


def _approval(given: object, where: str, *, required: bool) -> Approval | None:
    approved = given if isinstance(given, Mapping) else {}
    day = approved.get("on", approved.get(True))  # YAML reads a bare "on" as true
    if approved.get("by") and day:
        return Approval(str(approved["by"]), _day(day, where))
    if required:
        raise DataError(f"{where}: thiếu người duyệt và ngày duyệt (approved: by, on).")
    return None


def layer_of(given: Mapping[str, Any], entered_by: str | None = None) -> Layer:
    """Return the detail of a province or ministry from the content of its YAML file.

    Raises:
        DataError: it lacks its id, name, number, period, source status, those whom it binds, its titles or, where
            nobody entered it, its approval; all faults are told, one a line.
    """
    where = f"Quy định chi tiết {given.get('id') or '(chưa có id)'}"
    needed = (("id", "mã"), ("name", "tên gọi"), ("number", "số văn bản"), ("from", "ngày bắt đầu"))
    faults = [f"{where}: thiếu {meaning} ({name})." for name, meaning in needed if not given.get(name)]
    status = str(given.get("source_status"))
    faults += _status_faults(status, where)
    if not given.get("provinces") and not given.get("organisations"):
        faults.append(f"{where}: chưa nói áp dụng cho tỉnh nào (provinces) hay cơ quan nào (organisations).")
    begun, over = (_day_told(faults, given.get(name), where) for name in ("from", "to"))
    approved = _told(faults, lambda: _approval(given.get("approved"), where, required=entered_by is None))
    bound = [_told(faults, partial(_words, given.get(name), name, where)) for name in ("provinces", "organisations")]
    known = status if status in ("V", "S") else "S"
    rows = _told(faults, lambda: _layer_rows(given.get("titles"), where, known))
    if faults or begun is None or rows is None:
        raise DataError("\n".join(faults))
    trees: dict[bool, dict[tuple[str, Subject], Condition]] = {False: {}, True: {}}
    for title, instead, found in rows:
        trees[instead] |= {(title, subject): condition for subject, condition in found.items()}
    return Layer(
        str(given["id"]), str(given["name"]), str(given["number"]), begun, over,
        frozenset(map(folded_words, bound[0] or ())), tuple(map(folded_words, bound[1] or ())), trees[False],
        trees[True], approved, entered_by,
    )  # fmt: skip


def _layer_rows(rows: object, where: str, status: str) -> tuple[tuple[str, bool, dict[Subject, Condition]], ...]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise DataError(f"{where}: thiếu danh sách titles.")

    def one(row: Mapping[str, Any], number: int) -> tuple[str, bool, dict[Subject, Condition]]:
        title, basis = str(row.get("title")), str(row.get("basis") or "")
        here = f"{where}, {title}"
        if title not in award_codes():
            raise DataError(f"{where}, mục {number}: không có danh hiệu, hình thức mang mã “{title}”.")
        if "/" not in basis:
            raise DataError(f"{here}: thiếu căn cứ (basis): số, ký hiệu và điều khoản.")
        return title, bool(row.get("instead")), _trees(row, title, here, basis, status)

    return all_read(one, rows)
