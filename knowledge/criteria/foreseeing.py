"""What a file of criteria would do once it is approved, told before anybody approves it."""

from collections.abc import Iterator
from datetime import timedelta

from knowledge.criteria.book import GENERAL, CriteriaBook, CriteriaVersion, Layer
from knowledge.criteria.conditions import Condition, Meets, parts_of
from knowledge.criteria.facts import Subject
from knowledge.criteria.proposed import WrittenCriteria
from knowledge.criteria.titles import name_of
from knowledge.criteria.weighing import subject_words

_DAY = timedelta(days=1)


def remarks(written: WrittenCriteria, book: CriteriaBook) -> tuple[str, ...]:
    """Return what somebody should know before approving: what is replaced, until when it decides, what it lacks."""
    after = written.added_to(book)
    if written.layer:
        return tuple(_of_layer(written.layer, book))
    return tuple(f"{v.id}: {line}" for v in written.versions for line in _of_version(v, book, after))


def _of_version(version: CriteriaVersion, book: CriteriaBook, after: CriteriaBook) -> Iterator[str]:
    begun = version.effective_from
    if after.deciding(version.title, begun) != version:
        yield f"không quyết định hồ sơ nào từ {begun:%d/%m/%Y}, vì một phiên bản thêm sau cũng từ ngày ấy."
        return
    before = book.deciding(version.title, begun)
    if before is not None:
        yield f"từ {begun:%d/%m/%Y} thay cho {before.id} ({before.basis})."
        dropped = [subject_words(s) for s in before.conditions if s not in version.conditions]
        if dropped:
            yield f"không nói về {', '.join(dropped)}, nên phần ấy sẽ thành chưa kết luận."
    until = after.decides_until(version.title, begun)
    if until and until != version.effective_to:
        yield (
            f"chỉ quyết định hồ sơ tiếp nhận đến {until:%d/%m/%Y}; từ {until + _DAY:%d/%m/%Y} theo "
            f"{after.regime_on(until + _DAY).laws}, cần một phiên bản bắt đầu từ ngày ấy."
        )
    if version.title != GENERAL:
        yield from _lacking(version, after)


def _lacking(version: CriteriaVersion, after: CriteriaBook) -> Iterator[str]:
    """Yield what a version rests on that is not held, and the local rules that still stand beside it."""
    begun = version.effective_from
    for title in sorted({code for tree in version.conditions.values() for code in _met_titles(tree)}):
        if after.deciding(title, begun) is None:
            yield f"dựa vào tiêu chuẩn {name_of(title)} của cùng thời gian, mà bản ấy chưa giữ: sẽ chưa kết luận."
    if after.deciding(GENERAL, begun) is None:
        yield f"nguyên tắc chung (CHUNG) từ {begun:%d/%m/%Y} chưa giữ: sẽ chưa kết luận."
    for layer in after.layers:
        if layer.holds_on(begun) and any(version.title == code for code, _ in (*layer.adds, *layer.instead)):
            yield f"{layer.name} vẫn áp dụng cùng; nếu đã hết hiệu lực thì nhập lại quy định ấy với ngày cuối (to)."


def _met_titles(condition: Condition) -> Iterator[str]:
    if isinstance(condition.test, Meets):
        yield condition.test.title
    for part in parts_of(condition):
        yield from _met_titles(part)


def _of_layer(layer: Layer, book: CriteriaBook) -> Iterator[str]:
    held = next((one for one in reversed(book.layers) if one.id == layer.id), None)
    if held is None:
        return
    yield f"{layer.id}: từ {layer.effective_from:%d/%m/%Y} thay cho {held.name}."
    dropped = {key for key in (*held.adds, *held.instead) if key not in {*layer.adds, *layer.instead}}
    if dropped:
        yield f"{layer.id}: không còn nói về {', '.join(sorted(map(_named, dropped)))}."


def _named(key: tuple[str, Subject]) -> str:
    return f"{name_of(key[0])} ({subject_words(key[1])})"
