"""A file of criteria that somebody writes: read strictly, every fault told with its place, before anybody approves it.

Its form is that of the shipped files: versions of one title (or of the principles, CHUNG), or the detail of one
province or ministry.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from knowledge.criteria.book import GENERAL, Approval, CriteriaBook, CriteriaVersion, Layer
from knowledge.criteria.book_reading import criteria_of, layer_of
from knowledge.criteria.titles import award_code, name_of
from knowledge.errors import DataError

MUST_EDIT = "SỬA:"  # how a template marks what must be looked at
_LONGEST = 200_000  # characters
_PRINCIPLES = "Nguyên tắc chung"


@dataclass(frozen=True, slots=True)
class WrittenCriteria:
    """What a file states: versions of one title, or the detail of one locality.

    Attributes:
        subject: code of the title, CHUNG, or the id of the locality's detail.
    """

    subject: str
    versions: tuple[CriteriaVersion, ...] = ()
    layer: Layer | None = None

    @property
    def name(self) -> str:
        """Return what it is about, in words."""
        return self.layer.name if self.layer else name_of_subject(self.subject)

    def approved(self, by: str, on: date) -> "WrittenCriteria":
        """Return the same as somebody approved it."""
        approval = Approval(by, on)
        versions = tuple(replace(v, approved=approval) for v in self.versions)
        return WrittenCriteria(self.subject, versions, replace(self.layer, approved=approval) if self.layer else None)

    def added_to(self, book: CriteriaBook) -> CriteriaBook:
        """Return a book with this in it."""
        return book.with_layers([self.layer]) if self.layer else book.with_versions(self.versions)


def name_of_subject(subject: str) -> str:
    """Return the name of a title, or that of the principles."""
    return _PRINCIPLES if subject == GENERAL else name_of(subject)


def read_written(content: str, entered_by: str) -> WrittenCriteria:
    """Return what a file states; whoever it says approved it does not count.

    Raises:
        DataError: it is no YAML, or it breaks rules; every fault is named with its place, one a line.
    """
    if len(content) > _LONGEST:
        raise DataError(f"Tệp dài {len(content)} ký tự, quá {_LONGEST}.", "Một tệp chỉ nên có một danh hiệu.")
    left = [number for number, line in enumerate(content.split("\n"), 1) if MUST_EDIT in _without_comment(line)]
    if left:
        raise DataError(
            f"Còn chỗ chưa sửa, đánh dấu “{MUST_EDIT}”, ở dòng {', '.join(map(str, left))}.",
            "Hãy đối chiếu từng chỗ với văn bản mới rồi bỏ dấu ấy.",
        )
    given = loaded(content)
    try:
        return _read(given, entered_by)
    except RecursionError as error:
        raise DataError("Cây điều kiện tham chiếu vòng hoặc quá sâu.", "Hãy viết lại không dùng & và *.") from error


def _without_comment(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line


def _read(given: object, entered_by: str) -> WrittenCriteria:
    if not isinstance(given, dict):
        raise DataError("Tệp phải có title và versions, như các tệp kèm chương trình.", "Mẫu: tdkt criteria template")
    if isinstance(given.get("titles"), list):
        layer = replace(layer_of(given, entered_by), approved=None)
        return WrittenCriteria(layer.id, layer=layer)
    known = award_code(str(given.get("title")))
    named = given | ({"title": known.code} if known else {}) | {"missing": None}
    criteria = criteria_of(named, entered_by)
    versions = tuple(replace(v, approved=None) for v in criteria.versions)
    return WrittenCriteria(criteria.title, versions)


# -- strict YAML --------------------------------------------------------------------------------------------------


class _StrictLoader(yaml.SafeLoader):
    """Refuses a name that stands twice in one mapping: one of the two conditions would silently be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen and key.tag != "tag:yaml.org,2002:merge":
                raise DataError(f"Dòng {key.start_mark.line + 1}: “{key.value}” được ghi hai lần ở cùng một chỗ.")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def loaded(content: str) -> object:
    """Return what a YAML text holds.

    Raises:
        DataError: it is no YAML, or a name stands twice in one place.
    """
    try:
        return yaml.load(content, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = f"dòng {error.problem_mark.line + 1}" if error.problem_mark else "không rõ dòng"
        raise DataError(
            f"Không phải YAML đúng ({line}).",
            "Hay gặp: thụt lề lệch, thiếu ngoặc kép quanh lời có dấu hai chấm, ngoặc mở mà chưa đóng.",
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise DataError(f"Không phải YAML đúng: {str(error)[:120]}.", "Ngày viết dạng 2026-10-01.") from error
