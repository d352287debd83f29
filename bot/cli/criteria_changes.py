"""``tdkt criteria changes``: who would be judged otherwise by a file of criteria; nothing of the facts is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.approved_criteria import book_with
from bot.cli.context import Context
from bot.cli.json_lines import rows_of
from bot.judgements import MARKS
from bot.rows.criteria import proposal_words
from knowledge.criteria import award_code, name_of, read_facts
from knowledge.criteria.comparing import AskedCase, Comparison, compared, counted
from knowledge.criteria.facts import Facts
from knowledge.errors import UsageError
from knowledge.store.criteria import Proposal

_EXAMPLE = '{"id": 1, "title": "CSTDCS", "facts": {"subject": "individual", "ratings": {"2025": "HTXSNV"}}}'


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a file: a case, or why it cannot be judged."""

    id: str
    case: AskedCase | None
    fault: str = ""


def register(group: typer.Typer, command: type[Any]) -> None:
    """Add the command to the group of criteria."""
    group.command("changes", cls=command)(changes)


def changes(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Số của đề nghị, xem “tdkt criteria”.", metavar="ID")],
    files: Annotated[
        list[Path], typer.Argument(help="Hồ sơ dạng JSON Lines, như “tdkt check --batch”.", metavar="HỒ_SƠ…")
    ],
) -> None:
    """Xét từng hồ sơ khi không có và khi có đề nghị: ai đổi kết quả, vì sao; không lưu dữ kiện nào."""
    mine: Context = context.obj
    proposals = mine.home(create=False).proposals
    proposal = proposals.find(number)
    others = [p for p in proposals.approved() if p.id != number]
    rows = [row for file in files for row in _rows(mine, file)]
    cases = [row.case for row in rows if row.case]
    found = compared(cases, book_with(others), book_with([*others, proposal]))
    faults = [row for row in rows if row.case is None]
    mine.give(_value(proposal, found, faults), "\n".join(_told(proposal, found, faults)))


def _rows(mine: Context, file: Path) -> Iterator[_Row]:
    for place, row in enumerate(rows_of(file, {"title": str, "facts": dict}, _EXAMPLE, "as_of"), 1):
        name = str(row.get("id") or f"{file.name}:{place}")
        award = award_code(row["title"])
        try:
            facts = read_facts(row["facts"])
        except UsageError as error:
            yield _Row(name, None, str(error))
            continue
        if award is None:
            yield _Row(name, None, f"Không có danh hiệu, hình thức khen nào là “{row['title']}”.")
            continue
        yield _Row(name, AskedCase(name, award.code, facts, row["as_of"] or mine.as_of))


def _value(proposal: Proposal, found: list[Comparison], faults: list[_Row]) -> dict[str, Any]:
    changed = [c for c in found if c.is_changed]
    return {
        "proposal": proposal.id,
        "state": proposal.state.value,
        "cases": len(found),
        "changed": len(changed),
        "counts": [{"from": was, "to": now, "count": count} for was, now, count in counted(found)],
        "changes": [_change(c) for c in changed],
        "errors": [{"id": row.id, "error": row.fault} for row in faults],
    }


def _change(one: Comparison) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "name": one.case.facts.name,
        "title": one.case.title,
        "from": one.before.verdict.value,
        "to": one.after.verdict.value,
        "version_before": one.before.version,
        "version_after": one.after.version,
        "why": [outcome.as_json() for outcome in one.reasons],
        "missing": list(one.after.missing),
    }


def _told(proposal: Proposal, found: list[Comparison], faults: list[_Row]) -> Iterator[str]:
    changed = [c for c in found if c.is_changed]
    yield f"Đề nghị {proposal.id}: {proposal_words(proposal)}."
    yield f"{len(found)} hồ sơ, {len(changed)} đổi kết quả."
    for was, now, count in counted(found):
        yield f"  {count} hồ sơ: {was.words} → {now.words}" if was is not now else f"  {count} hồ sơ: vẫn {was.words}"
    for one in changed:
        yield ""
        yield f"{_who(one.case.id, one.case.facts)}, {name_of(one.case.title)}: " + (
            f"{one.before.verdict.words} → {one.after.verdict.words}"
        )
        yield f"  theo {one.after.version}"
        for outcome in one.reasons:
            yield f"  {MARKS[outcome.value]}: {outcome.text}: {outcome.why} [{outcome.basis}]"
    yield from (f"⚠ {row.id}: {row.fault}" for row in faults)


def _who(case_id: str, facts: Facts) -> str:
    return f"[{case_id}] {facts.name}" if facts.name else f"[{case_id}]"
