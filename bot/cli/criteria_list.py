"""``tdkt criteria``, ``criteria show`` and ``criteria template``: what is held, provision by provision."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from bot.cli.context import Context
from bot.rows.criteria import period_words, proposal_words, version_words, why_missing
from bot.rows.held_criteria import book_row, code_of, rules, shown_version, title_value
from knowledge.criteria import CriteriaBook, award_codes
from knowledge.criteria.book import GENERAL, CriteriaVersion
from knowledge.criteria.describing import layer_trees, tree_lines, version_lines
from knowledge.criteria.proposed import loaded, name_of_subject
from knowledge.criteria.shipped import shipped_file
from knowledge.criteria.template import empty_template, layer_template, version_template
from knowledge.criteria.weighing import subject_words
from knowledge.store.criteria import Proposal

_HOW = {"adds": "thêm", "instead": "thay cho tiêu chuẩn chung"}


def register(group: typer.Typer, command: type[Any]) -> None:
    """Add the commands to the group of criteria; without one of them all is listed."""
    group.callback(invoke_without_command=True)(list_by_default)
    for name, act in (("list", list_all), ("show", show), ("template", template)):
        group.command(name, cls=command)(act)


def list_by_default(context: typer.Context) -> None:
    """Tiêu chuẩn đang giữ: bản nào xét hồ sơ nhận hôm nay, ai duyệt, điều gì chưa giữ; nhập và duyệt bản mới."""
    if context.invoked_subcommand is None:
        list_all(context)


def list_all(context: typer.Context) -> None:
    """Từng danh hiệu, hình thức: bản nào xét hồ sơ nhận ngày --as-of, căn cứ, ai duyệt, hoặc điều chưa giữ."""
    mine: Context = context.obj
    book, proposals, day = mine.criteria(), _proposals(mine), mine.as_of
    regime = book.regime_on(day)
    layers = [layer for layer in book.layers if layer.holds_on(day)]
    lines = [f"Hồ sơ tiếp nhận ngày {day:%d/%m/%Y}: {regime.laws}{'' if regime.is_held else ', chưa giữ nội dung'}."]
    lines += [_words(book, title, day) for title in (GENERAL, *award_codes())]
    lines += ["", "Quy định chi tiết của bộ, tỉnh:"] + [f"  {layer.name}, {period_words(layer)}" for layer in layers]
    if proposals:
        lines += ["", "Đề nghị của đơn vị:"] + [f"  [{p.id}] {proposal_words(p)}" for p in proposals]
    mine.give(book_row(book, proposals, day), "\n".join(lines))


def _proposals(mine: Context) -> list[Proposal]:
    return mine.home(create=False).proposals.all() if mine.has_home() else []


def _words(book: CriteriaBook, title: str, day: date) -> str:
    version = book.deciding(title, day)
    told = version_words(version) if version else why_missing(book, title, day)
    criteria = book.criteria.get(title)
    last = criteria.nearest(day) if criteria and not version else None
    if last and not book.regime_on(day).is_held:
        told = f"chưa giữ nội dung; bản gần nhất: {last.id} [{last.basis}]"
    return f"{'✓' if version else '?'} {title} – {name_of_subject(title)}: {told}"


# -- one title ----------------------------------------------------------------------------------------------------


def show(
    context: typer.Context,
    title: Annotated[
        str, typer.Argument(help="Mã hoặc tên danh hiệu, hình thức; CHUNG: nguyên tắc chung.", metavar="DANH_HIỆU")
    ],
) -> None:
    """Tiêu chuẩn của một danh hiệu thành từng dòng: Điều, khoản, phiếu, thẩm quyền, hồ sơ, quy định của bộ, tỉnh."""
    mine: Context = context.obj
    book, day, code = mine.criteria(), mine.as_of, code_of(title)
    version, shown = shown_version(book, code, day)
    local = [(layer, found) for layer in book.layers if layer.holds_on(day) and (found := [*layer_trees(layer, code)])]
    lines = [*_version_told(book, code, day, version, shown), *_rules_told(code, day)]
    for layer, found in local:
        lines.append(f"{layer.name} ({period_words(layer)}):")
        for how, who, tree in found:
            lines.append(f"   {_HOW[how]}, đối với {subject_words(who)}:")
            lines += tree_lines(tree, 2)
    mine.give(title_value(book, code, day), "\n".join(lines))


def _version_told(
    book: CriteriaBook, code: str, day: date, version: CriteriaVersion | None, shown: CriteriaVersion | None
) -> Iterator[str]:
    yield f"{name_of_subject(code)}, hồ sơ tiếp nhận ngày {day:%d/%m/%Y}:"
    if version is None:
        yield f"? {why_missing(book, code, day)}"
    if shown is None:
        return
    yield version_words(shown) if version else f"Bản gần nhất đang giữ (không dùng để kết luận): {version_words(shown)}"
    yield from version_lines(shown)


def _rules_told(code: str, day: date) -> Iterator[str]:
    if code == GENERAL:
        return
    for _, name, rule, missing in rules(code, day):
        yield f"{name}: {rule.text} [{rule.basis}]" if rule else f"{name}: {missing or 'chưa giữ quy định.'}"
        yield from (f"   - {paper.text}" for paper in rule.papers) if rule else ()


# -- a file to edit -----------------------------------------------------------------------------------------------


def template(
    context: typer.Context,
    subject: Annotated[
        str, typer.Argument(help="Mã danh hiệu, CHUNG, hoặc mã quy định của tỉnh, bộ (bac-ninh).", metavar="DANH_HIỆU")
    ],
) -> None:
    """In bản gần nhất đang giữ thành tệp YAML để sửa; chỗ cần đối chiếu có dấu “SỬA:”."""
    mine: Context = context.obj
    content = _template_of(mine, subject)
    mine.give({"subject": subject, "file": content}, content)


def _template_of(mine: Context, subject: str) -> str:
    book, day = mine.criteria(), mine.as_of
    regime = book.regime_on(day)
    begun = day if regime.is_held else regime.effective_from
    if any(layer.id == subject for layer in book.layers):
        return layer_template(next(_files(mine, subject)), begun)
    code = code_of(subject)
    held = book.criteria[code].nearest(day) if code in book.criteria else None
    for given in _files(mine, code):
        for row in given.get("versions") or ():
            if held is not None and row["id"] == held.id:
                return version_template(code, row, begun)
    return empty_template(code, tuple(s.value for s in award_codes()[code].subjects), begun)


def _files(mine: Context, subject: str) -> Iterator[dict[str, Any]]:
    """Yield what files state of a title or a locality, the newest first."""
    for proposal in reversed(_proposals(mine)):
        if proposal.subject == subject and proposal.approved and not proposal.withdrawn:
            yield _mapping(loaded(proposal.content))
    if shipped := shipped_file(subject):
        yield dict(shipped)


def _mapping(content: object) -> dict[str, Any]:
    return content if isinstance(content, dict) else {}
