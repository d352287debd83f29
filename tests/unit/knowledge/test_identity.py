"""Which paper is this: what tells it from every other, and when two descriptions mean one."""

from dataclasses import replace

import pytest

from knowledge.documents import DocumentMetadata, Stated
from knowledge.identity import identity, stands_for

SNV = "Sở Nội vụ tỉnh Lai Châu"


def metadata(
    number: str | None = "12/KH-SNV",
    issuer: str | None = SNV,
    issued_on: str | None = "2026-03-05",
    kind: str = "Kế hoạch",
) -> DocumentMetadata:
    """Return metadata that say just this."""
    values = [Stated(value) if value else None for value in (number, issuer, issued_on)]
    precision = {10: "day", 7: "month", 4: "year"}.get(len(issued_on or ""))
    return DocumentMetadata(
        number=values[0], issuer=values[1], issued_on=values[2], issued_on_precision=precision, type=kind
    )


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (metadata(), True),
        (metadata("12 / KH - SNV"), True),
        (metadata("012/KH-SNV"), True),
        (metadata(issuer="SỞ NỘI VỤ TỈNH LAI CHÂU"), True),
        (metadata(kind="Công văn"), True),
        (metadata("13/KH-SNV"), False),
        (metadata("12/2026/KH-SNV"), False),
        (metadata("12/KH-SYT"), False),
        (metadata(issuer="Sở Nội vụ tỉnh Sơn La"), False),
        (metadata(issued_on="2026-03-06"), False),
    ],
)
def test_number_issuer_and_day_tell_a_paper(other: DocumentMetadata, same: bool) -> None:
    """Number, issuer and day tell a paper from every other, however they are typed."""
    assert (identity(metadata()) == identity(other)) is same


@pytest.mark.parametrize(
    "blank",
    [
        metadata(None),
        metadata("/KH-SNV"),
        metadata(issuer=None),
        metadata(issued_on=None),
        metadata(issued_on="2026-03"),
        replace(metadata(), issued_on_precision=None),
    ],
)
def test_a_blank_has_no_identity(blank: DocumentMetadata) -> None:
    """Without number, issuer or day nothing is told apart by guess."""
    assert identity(blank) is None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (metadata(), True),
        (metadata("012 / KH-SNV", None, "2026-03"), True),
        (metadata("13/KH-SNV"), False),
        (metadata(issued_on="2025-03-05"), False),
        (metadata("/KH-SNV", "Sở nội vụ tỉnh Lai Châu", "2026-03"), True),
        (metadata("/KH-SNV", SNV, "2026-04"), False),
        (metadata("/KH-SNV", SNV, None), False),
        (metadata("/KH-SNV", None, "2026-03"), False),
        (metadata("/KH-SNV", SNV, "2026-03", "Báo cáo"), False),
        (metadata(issuer="Sở Nội vụ tỉnh Sơn La", issued_on="2026-03-20"), False),
    ],
)
def test_two_descriptions_of_one_paper(other: DocumentMetadata, expected: bool) -> None:
    """Where both have a number it decides with the month and no other issuer; else issuer, type and month agree."""
    assert stands_for(metadata(), other) is expected
    assert stands_for(other, metadata()) is expected
