"""Whole papers: what ingest understands of them, against what a person reads there."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.readers import reader_for
from ingest.understand import understand
from knowledge.documents import ParsedDocument, ProvisionKind, Stated
from knowledge.text import folded, squeezed

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
SHARED = Path(os.environ.get("TDKT_TESTDATA", TESTS.parents[1] / "shared"))


def cases(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a YAML file of cases."""
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


def parsed(path: Path) -> ParsedDocument:
    """Return what ingest understands of a file."""
    return understand(reader_for(path).read(path).text, file_name=path.name)


def value(stated: Stated | None) -> str | None:
    """Return a stated value or None."""
    return stated.value if stated else None


def plain(text: str | None) -> str:
    """Return ``text`` folded, for comparing titles in capitals."""
    return squeezed(folded(text or ""))


def outline(document: ParsedDocument) -> list[str]:
    """Return the units but dashes: two blanks per level, # for a heading."""
    shown = [p for p in document.provisions if p.kind is not ProvisionKind.ITEM]
    return ["  " * (p.level - 1) + ("# " if p.is_heading else ". ") + p.heading for p in shown]


@pytest.mark.parametrize("case", cases(HERE / "papers.yaml"), ids=lambda case: case["file"])
def test_papers_of_many_shapes(case: dict[str, Any]) -> None:
    """Columns, dashes, page numbers, blanks, hard wraps, Markdown, news: metadata, outline, anomalies."""
    document = parsed(HERE / "papers" / case["file"])
    metadata = document.metadata
    signer = metadata.signer
    assert outline(document) == case["outline"]
    assert {
        "number": value(metadata.number),
        "issuer": value(metadata.issuer),
        "place": value(metadata.place),
        "issued_on": value(metadata.issued_on),
        "type": metadata.type,
        "title": value(metadata.title),
        "signer": signer.name if signer else None,
        "position": signer.position if signer else None,
        "recipients": [r.value for r in metadata.recipients],
        "legal_bases": [r.label for r in metadata.legal_bases],
        "period": list(metadata.period or ()),
        "anomalies": [a.kind.value for a in document.anomalies],
    } == {key: case[key] for key in case if key not in {"file", "outline"}}


@pytest.mark.parametrize("case", cases(TESTS / "cases" / "structure.yaml"), ids=lambda case: case["file"])
def test_documents_of_our_own(case: dict[str, Any]) -> None:
    """The documents that the answers are tested on are understood as their cases say."""
    document = parsed(TESTS / "documents" / case["file"])
    metadata = document.metadata
    number = value(metadata.number) or ""
    assert number == case["number"] if case["number"] else number.startswith("/")
    assert plain(case["issuer"]) in plain(value(metadata.issuer))
    assert value(metadata.issued_on) == str(case["issued_on"])
    assert metadata.issued_on_precision == case["precision"]
    assert value(metadata.place) == case["place"]
    assert metadata.type == case["type"]
    assert plain(value(metadata.title)) == plain(case["title"])
    assert (metadata.signer.name if metadata.signer else None) == (case["signer"] or {}).get("name")
    assert [r.value for r in metadata.recipients] == case["recipients"]
    for field, found in (("legal_bases", metadata.legal_bases), ("cited", metadata.cited)):
        assert {(r.label, r.issued_on) for r in found} == {(r["number"], r["date"]) for r in case[field]}


@pytest.mark.parametrize("case", cases(TESTS / "cases" / "structure.yaml"), ids=lambda case: case["file"])
def test_headings_and_anomalies_of_our_own(case: dict[str, Any]) -> None:
    """Every heading of the cases is found in order, no other one, and exactly their anomalies."""
    document = parsed(TESTS / "documents" / case["file"])
    allowed = [plain(h["text"])[:60] for h in case["allowed_headings"]]
    found = [(p.level, plain(p.heading)[:60]) for p in document.provisions if p.is_heading]
    found = [(level, text) for level, text in found if not any(text.startswith(a[:25]) for a in allowed)]
    assert found == [(h["level"], plain(h["text"])[:60]) for h in case["headings"]]
    anomalies = [(a.kind.value, a.quote) for a in document.anomalies]
    assert len(anomalies) == len(case["anomalies"])
    for (kind, quote), expected in zip(anomalies, case["anomalies"], strict=True):
        assert kind == expected["kind"]
        assert expected["quote"] in quote or quote in expected["quote"]


def test_what_is_stated_stands_where_it_says() -> None:
    """Every span of metadata, references and anomalies quotes the stored text."""
    for path in sorted((HERE / "papers").iterdir()):
        document = parsed(path)
        metadata = document.metadata
        for anomaly in document.anomalies:
            assert anomaly.span.of(document.text) == anomaly.quote
        for reference in (*metadata.legal_bases, *metadata.cited):
            if reference.number:
                assert squeezed(reference.span.of(document.text)).replace(" ", "") == reference.number.written
        if metadata.signer:
            assert metadata.signer.span.of(document.text) == metadata.signer.name
        if metadata.title and metadata.title.span:
            assert plain(metadata.title.span.of(document.text).replace("*", "")) == plain(metadata.title.value)


def test_metadata_of_a_summary_is_taken_as_given() -> None:
    """Metadata from front matter wins; structure, passages and anomalies still come from the text."""
    path = HERE / "papers" / "two-columns.txt"
    given = parsed(HERE / "papers" / "party-dashes.txt").metadata
    document = understand(path.read_text(encoding="utf-8"), file_name="x.md", stated=given)
    assert document.metadata is given
    assert document.provisions
    assert document.chunks


LAW = [
    ("nd-65-2014.txt", 30, 0),
    ("qd-86-2025-bac-ninh.txt", 3, 11),
    ("nq-83-2025-ha-noi-cong-dan-danh-du.txt", 12, 0),
]


@pytest.mark.parametrize(("name", "own", "annexed"), LAW, ids=[row[0] for row in LAW])
def test_articles_of_real_law(name: str, own: int, annexed: int) -> None:
    """Real texts: every Điều is found, those of an annex below it, and nothing is called wrong."""
    path = SHARED / "law" / name
    if not path.exists():
        pytest.skip(f"no test data at {SHARED} (set TDKT_TESTDATA)")
    document = parsed(path)
    articles = [p for p in document.provisions if p.kind is ProvisionKind.ARTICLE]
    roots = [top(document, p.ordinal) for p in articles]
    assert sum(kind is not ProvisionKind.ANNEX for kind in roots) == own
    assert sum(kind is ProvisionKind.ANNEX for kind in roots) == annexed
    assert not document.anomalies


def top(document: ParsedDocument, ordinal: int) -> ProvisionKind:
    """Return the kind of the outermost unit above a provision."""
    provision = document.provisions[ordinal]
    while provision.parent is not None:
        provision = document.provisions[provision.parent]
    return provision.kind
