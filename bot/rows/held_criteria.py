"""What is held of the criteria on a day: the whole book, and one title with its conditions and procedure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.rows.criteria import layer_row, proposal_row, version_row, why_missing
from knowledge.criteria import CriteriaBook, award_code, award_codes
from knowledge.criteria.book import GENERAL, CriteriaVersion, Layer
from knowledge.criteria.describing import layer_trees, tree_json
from knowledge.criteria.procedure import ProcedureKind, ProcedureRule, authority_on, dossier_on, not_held_of, votes_on
from knowledge.criteria.proposed import name_of_subject
from knowledge.errors import UsageError
from knowledge.store.criteria import Proposal

_RULES = ((ProcedureKind.VOTES, "Phiếu"), (ProcedureKind.AUTHORITY, "Thẩm quyền"), (ProcedureKind.DOSSIER, "Giấy tờ"))


def code_of(title: str) -> str:
    """Return the code of a title, given its code or name.

    Raises:
        UsageError: there is no such title.
    """
    known = award_code(title)
    if known is None and title.strip().upper() != GENERAL:
        raise UsageError(
            f"Không có danh hiệu, hình thức khen nào là “{title}”.", f"Các mã: {GENERAL}, {', '.join(award_codes())}."
        )
    return known.code if known else GENERAL


def book_row(book: CriteriaBook, proposals: Iterable[Proposal], day: date) -> dict[str, Any]:
    """Return which versions decide on a day, what is missing, and what people of the unit entered."""
    regime = book.regime_on(day)
    return {
        "as_of": day.isoformat(),
        "laws": regime.laws,
        "held": regime.is_held,
        "criteria": [title_row(book, title, day) for title in (GENERAL, *award_codes())],
        "layers": [layer_row(layer, _titles_of(layer)) for layer in book.layers if layer.holds_on(day)],
        "proposals": [proposal_row(p) for p in proposals],
    }


def title_row(book: CriteriaBook, title: str, day: date) -> dict[str, Any]:
    """Return which version of a title decides on a day, or why none does."""
    version = book.deciding(title, day)
    until = book.decides_until(title, day)
    return {
        "title": title,
        "name": name_of_subject(title),
        "decides": version is not None,
        "version": version_row(version) if version else None,
        "until": until.isoformat() if until else None,
        "missing": None if version else why_missing(book, title, day),
    }


def title_value(book: CriteriaBook, code: str, day: date) -> dict[str, Any]:
    """Return everything that is held of a title on a day: conditions, votes, authority, dossier, local layers."""
    version, held = shown_version(book, code, day)
    return {
        **title_row(book, code, day),
        "as_of": day.isoformat(),
        "last_held": version_row(held) if held and not version else None,
        "conditions": {s.value: tree_json(tree) for s, tree in held.conditions.items()} if held else {},
        "council": list(held.council) if held else [],
        **{kind.value: _rule_row(rule, missing) for kind, _, rule, missing in rules(code, day)},
        "layers": [
            layer_row(layer, [code])
            | {"conditions": [{"how": how, "subject": who.value, **tree_json(tree)} for how, who, tree in found]}
            for layer in book.layers
            if layer.holds_on(day) and (found := [*layer_trees(layer, code)])
        ],
    }


def shown_version(book: CriteriaBook, code: str, day: date) -> tuple[CriteriaVersion | None, CriteriaVersion | None]:
    """Return the version of a title that decides on a day, if one does, and the one to show: it, else the nearest."""
    version = book.deciding(code, day)
    return version, version or (book.criteria[code].nearest(day) if code in book.criteria else None)


def rules(code: str, day: date) -> Iterator[tuple[ProcedureKind, str, ProcedureRule | None, str | None]]:
    """Yield what is held of votes, authority and dossier, or what is not."""
    found = (votes_on(code, day), authority_on(code, day), dossier_on(code, day))
    for (kind, name), rule in zip(_RULES, found, strict=True):
        yield kind, name, rule, None if rule else not_held_of(kind, title=code)


def _rule_row(rule: ProcedureRule | None, missing: str | None) -> dict[str, Any]:
    if rule is None:
        return {"held": False, "text": missing}
    row: dict[str, Any] = {"held": True, "text": rule.text, "basis": rule.basis, "source_status": rule.source_status}
    row |= {"least_percent": rule.least_percent} if rule.kind is ProcedureKind.VOTES else {}
    row |= {"who": [decider.office for decider in rule.who]} if rule.who else {}
    return row | ({"papers": [paper.text for paper in rule.papers]} if rule.papers else {})


def _titles_of(layer: Layer) -> list[str]:
    return sorted({code for trees in (layer.adds, layer.instead) for code, _ in trees})
