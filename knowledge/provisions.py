"""How a provision is named in citations: "mục III.1", "Điều 5 khoản 2 điểm a" (dẫn mục, điều, khoản)."""

from collections.abc import Sequence

from knowledge.documents import Provision, ProvisionKind
from knowledge.text import squeezed

_LABELS = {
    ProvisionKind.ARTICLE: "Điều",
    ProvisionKind.CLAUSE: "khoản",
    ProvisionKind.POINT: "điểm",
    ProvisionKind.ROMAN: "mục",
    ProvisionKind.CHAPTER: "Chương",
    ProvisionKind.PART: "Phần",
    ProvisionKind.SECTION: "Mục",
    ProvisionKind.SUBSECTION: "Tiểu mục",
    ProvisionKind.ANNEX: "Phụ lục",
}
_NUMBERED_IN_PLANS = frozenset({ProvisionKind.PART, ProvisionKind.ROMAN, ProvisionKind.CLAUSE, ProvisionKind.POINT})


def provision_name(path: Sequence[Provision]) -> str | None:
    """Return where a quotation stands: "mục III.1", "Điều 5 khoản 2 điểm a", or None outside any provision.

    Args:
        path: the provisions that hold it, outermost first.
    """
    article = next((i for i, p in enumerate(path) if p.kind is ProvisionKind.ARTICLE), None)
    if article is not None:
        annex = [p for p in path[:article] if p.kind is ProvisionKind.ANNEX]
        parts = [_legal_part(p) for p in path[article:] if p.kind in _LABELS]
        return " ".join([*parts, *(f"({_annex_name(p)})" for p in annex[-1:])])
    numbered = [p.label.strip(" .)") for p in path if p.kind in _NUMBERED_IN_PLANS]
    if numbered:
        return "mục " + ".".join(numbered)
    starred = [p for p in path if p.is_heading]
    return f"mục “{squeezed(starred[-1].heading).strip(' *:#')}”" if starred else None


def _annex_name(annex: Provision) -> str:
    """Return what kind of annex it is, in two or three words: "Quy chế kèm theo", "Phụ lục II"."""
    words = squeezed(annex.heading).split()
    kind = " ".join(words[:2]).capitalize()
    return f"{kind} kèm theo" if kind.startswith(("Quy", "Điều lệ", "Kế hoạch", "Đề án")) else " ".join(words[:3])


def _legal_part(provision: Provision) -> str:
    label = provision.label.removeprefix("Điều").strip(" .)")
    return f"{_LABELS[provision.kind]} {label}"
