"""Criteria as rows and in words: versions, local layers, and the files that people entered."""

from datetime import date
from typing import Any

from knowledge.criteria.book import CriteriaBook, CriteriaVersion, Layer
from knowledge.criteria.proposed import name_of_subject
from knowledge.store.criteria import Deed, Proposal

SECONDARY = {"V": "đã thấy nguyên văn", "S": "nguồn thứ cấp"}


def proposal_row(proposal: Proposal) -> dict[str, Any]:
    """Return a file that somebody entered as data."""
    return {
        "id": proposal.id,
        "subject": proposal.subject,
        "state": proposal.state.value,
        "sha256": proposal.sha256,
        "entered": _deed(proposal.entered),
        "approved": _deed(proposal.approved),
        "withdrawn": _deed(proposal.withdrawn),
        "why": proposal.why,
    }


def _deed(deed: Deed | None) -> dict[str, str] | None:
    return {"by": deed.by, "on": deed.on.isoformat()} if deed else None


def proposal_words(proposal: Proposal) -> str:
    """Return a file that somebody entered in one line: what it is about, its state, who stands behind it."""
    entered, approved, withdrawn = proposal.entered, proposal.approved, proposal.withdrawn
    said = [f"{name_of_subject(proposal.subject)}, {proposal.state.words}", f"{entered.by} nhập {_day(entered.on)}"]
    if approved:
        said.append(f"{approved.by} duyệt {_day(approved.on)}")
    if withdrawn:
        said.append(f"{withdrawn.by} rút {_day(withdrawn.on)} ({proposal.why})")
    return "; ".join(said)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def version_row(version: CriteriaVersion) -> dict[str, Any]:
    """Return a version as data, without its conditions."""
    approved = version.approved
    return {
        "id": version.id,
        "from": version.effective_from.isoformat(),
        "to": version.effective_to.isoformat() if version.effective_to else None,
        "basis": version.basis,
        "also": list(version.also),
        "source_status": version.source_status,
        "summary": version.summary,
        "entered_by": version.entered_by,
        "approved": {"by": approved.by, "on": approved.on.isoformat()} if approved else None,
    }


def version_words(version: CriteriaVersion) -> str:
    """Return a version in one line: its id, basis, how surely it is known, its period, who approved it."""
    approved = version.approved
    said = [f"{version.id} [{version.basis}]", SECONDARY[version.source_status], period_words(version)]
    if version.entered_by:
        said.append(f"{version.entered_by} nhập")
    said.append(f"{approved.by} duyệt {_day(approved.on)}" if approved else "chưa ai duyệt")
    return ", ".join(said)


def period_words(held: CriteriaVersion | Layer) -> str:
    """Return the period of a version or a local layer."""
    begun = f"từ {_day(held.effective_from)}"
    return begun + (f" đến {_day(held.effective_to)}" if held.effective_to else "")


def why_missing(book: CriteriaBook, title: str, day: date) -> str:
    """Return why no version of a title decides on a day."""
    regime, criteria = book.regime_on(day), book.criteria.get(title)
    if criteria and criteria.missing:
        return criteria.missing
    return f"{regime.laws}: chưa giữ " + ("tiêu chuẩn này." if regime.is_held else "nội dung.")


def layer_row(layer: Layer, titles: list[str]) -> dict[str, Any]:
    """Return a local layer as data."""
    approved = layer.approved
    return {
        "id": layer.id,
        "name": layer.name,
        "number": layer.number,
        "from": layer.effective_from.isoformat(),
        "to": layer.effective_to.isoformat() if layer.effective_to else None,
        "titles": titles,
        "entered_by": layer.entered_by,
        "approved": {"by": approved.by, "on": approved.on.isoformat()} if approved else None,
    }
