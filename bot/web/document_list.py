"""Which documents of the register a visitor looks for (lọc danh mục), and how one is told in a line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from knowledge.audiences import group_name, unit_group
from knowledge.documents import DocumentMetadata
from knowledge.identity import issuer_key
from knowledge.store import DocumentRecord
from knowledge.text import folded, squeezed
from retriever.answering.sources import law_standing, period_over

ON_A_PAGE = 25
VALIDITIES = {"con": "còn hiệu lực, còn thời gian", "het": "đã hết hiệu lực, hết thời gian", "chua-ro": "chưa rõ"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor looks for; an empty wish asks for nothing.

    Attributes:
        words: in number, title, issuer or type, with or without diacritics.
        issuer: the agency, as ``issuer_key`` writes it.
        type: of document.
        year: of issue.
        validity: one of ``VALIDITIES``.
        doubtful: only documents in which something is doubted.
        added: the newest in the home first, else the newest issued.
    """

    words: str = ""
    issuer: str = ""
    type: str = ""
    year: str = ""
    validity: str = ""
    doubtful: bool = False
    added: bool = False

    def address(self, page: int = 1) -> str:
        """Return the address of a page of what is looked for."""
        fields = {
            "q": self.words, "co-quan": self.issuer, "loai": self.type, "nam": self.year, "hieu-luc": self.validity,
            "nghi": "1" if self.doubtful else "", "xep": "nap" if self.added else "",
            "trang": str(page) if page > 1 else "",
        }  # fmt: skip
        given = urlencode({name: value for name, value in fields.items() if value})
        return f"/van-ban?{given}" if given else "/van-ban"


def chosen(
    records: Iterable[DocumentRecord], wanted: Wanted, doubts: Mapping[int, int], today: date
) -> list[DocumentRecord]:
    """Return the documents that are looked for, the newest first.

    Args:
        records: those that the visitor may see.
        wanted: what is looked for.
        doubts: version -> how many things are doubted in it.
        today: the day on which a document holds or does not.
    """
    words = squeezed(folded(wanted.words)).split()
    found = [
        record
        for record in records
        if _meets(record.metadata, wanted, words, today)
        and (not wanted.doubtful or record.version_id in doubts or record.warnings)
    ]
    if wanted.added:
        return sorted(found, key=lambda r: -r.id)
    return sorted(found, key=lambda r: (r.metadata.issued_on.value if r.metadata.issued_on else "", r.id), reverse=True)


def _meets(metadata: DocumentMetadata, wanted: Wanted, words: Sequence[str], today: date) -> bool:
    naming = folded(metadata.naming)
    return (
        all(word in naming for word in words)
        and wanted.issuer in ("", issuer_of(metadata))
        and wanted.type in ("", metadata.type)
        and wanted.year in ("", year_of(metadata))
        and wanted.validity in ("", validity_of(metadata, today))
    )


def issuer_of(metadata: DocumentMetadata) -> str:
    """Return the agency as the filter names it."""
    return issuer_key(metadata.issuer.value) if metadata.issuer else "?"


def year_of(metadata: DocumentMetadata) -> str:
    """Return the year of issue, or the year that a document is about."""
    return metadata.issued_on.value[:4] if metadata.issued_on else str(metadata.year or "?")


def validity_of(metadata: DocumentMetadata, today: date) -> str:
    """Return which of ``VALIDITIES`` a document has on a day."""
    law = law_standing(metadata, today)
    if law is not None:
        return {True: "con", False: "het", None: "chua-ro"}[law.holds]
    if period_over(metadata, today):
        return "het"
    return "con" if metadata.period else "chua-ro"


def choices(records: Iterable[DocumentRecord]) -> dict[str, list[tuple[str, str]]]:
    """Return (value, words) of the agencies, types and years among documents, for the filters."""
    issuers: dict[str, str] = {}
    types, years = set[str](), set[str]()
    for record in records:
        metadata = record.metadata
        issuers.setdefault(issuer_of(metadata), squeezed(metadata.issuer.value) if metadata.issuer else "chưa rõ")
        types.add(metadata.type)
        years.add(year_of(metadata))
    return {
        "issuers": sorted(issuers.items(), key=lambda one: folded(one[1])),
        "types": [(one, one) for one in sorted(types, key=folded)],
        "years": [(one, one if one != "?" else "chưa rõ") for one in sorted(years, reverse=True)],
    }


def group_words(groups: Iterable[str], units: Iterable[str]) -> list[str]:
    """Return what groups are called; units as colleagues write them, where the home knows them.

    Args:
        groups: that a document is limited to.
        units: the names of the units of the home.
    """
    known = {unit_group(name): f"đơn vị “{name}”" for name in units}
    return [known.get(group) or group_name(group) for group in groups]
