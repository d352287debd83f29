"""Measure what was understood of documents: number, date, issuer, signer, recipients, references, headings, doubts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.documents import DocumentMetadata
from knowledge.errors import UsageError
from knowledge.store import Library, VersionRecord
from knowledge.text import syllables


@dataclass
class StructureReport:
    """Precision and recall over all items of structure (number, date, issuer, signer, headings …)."""

    right: int = 0
    wanted: int = 0
    made: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.wanted + self.made)

    def count(self, name: str, *, ok: bool) -> None:
        """Count one wanted item."""
        self.wanted += 1
        self.made += ok
        self.right += ok
        if not ok:
            self.misses.append(name)

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "f1": round(self.f1, 4),
            "right": self.right,
            "wanted": self.wanted,
            "made": self.made,
            "misses": self.misses,
        }

    def told(self) -> str:
        """Return the figures and the misses as lines."""
        return "\n".join([f"F1 cấu trúc {self.f1:.3f} ({self.right}/{self.wanted})", *self.misses])


def load_structure_cases(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a YAML list.

    Raises:
        UsageError: the file is no such list.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"Không đọc được bộ cấu trúc {path}.", "Cần tệp YAML, một danh sách văn bản.") from error
    rows = rows.get("documents") if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise UsageError(f"{path} không phải một danh sách YAML.")
    return rows


def score_structure(library: Library, cases: Iterable[dict[str, Any]]) -> StructureReport:
    """Hold what was understood of each document against its case."""
    report = StructureReport()
    held = {Path(r.source_path).name: r.id for r in library.documents()}
    for case in cases:
        document_id = held.get(case["file"])
        if document_id is None:
            report.count(f"{case['file']}: chưa nạp", ok=False)
            continue
        _score_document(report, case, library.current_version(document_id))
    return report


def _words(text: str | None) -> str:
    return " ".join(syllables(text or ""))


def _score_document(report: StructureReport, case: dict[str, Any], version: VersionRecord) -> None:
    metadata = version.metadata
    name = case["file"]
    for what, ok in _paper_checks(case, metadata):
        report.count(f"{name}: {what}", ok=ok)
    have = {_words(r.label) for r in (*metadata.legal_bases, *metadata.cited)}
    for reference in (*(case.get("legal_bases") or ()), *(case.get("cited") or ())):
        report.count(f"{name}: văn bản {reference['number']}", ok=_words(str(reference["number"])) in have)
    recipients = [_words(r.value) for r in metadata.recipients]
    for recipient in case.get("recipients") or ():
        report.count(f"{name}: nơi nhận {recipient}", ok=any(_words(recipient)[:25] in r for r in recipients))
    kinds = {(a.kind.value, _words(a.quote)) for a in version.anomalies}
    for anomaly in case.get("anomalies") or ():
        quote = _words(anomaly["quote"])
        ok = any(k == anomaly["kind"] and (quote in q or q in quote) for k, q in kinds)
        report.count(f"{name}: bất thường {anomaly['kind']} “{anomaly['quote'][:50]}”", ok=ok)
    _score_headings(report, case, version)


def _paper_checks(case: dict[str, Any], metadata: DocumentMetadata) -> list[tuple[str, bool]]:
    number = metadata.number.value.replace(" ", "") if metadata.number else ""
    wanted = str(case["number"]).replace(" ", "") if case.get("number") else None
    issuer = _words(metadata.issuer.value if metadata.issuer else "")
    issued_on = metadata.issued_on.value if metadata.issued_on else ""
    checks = [
        (f"số {wanted} ≠ {number}", number == wanted if wanted else not number[:1].isdigit()),
        (
            f"ngày {case.get('issued_on')} ≠ {issued_on}",
            issued_on.startswith(str(case.get("issued_on") or "")),
        ),
        (
            f"cơ quan {issuer}",
            bool(issuer) and (_words(case["issuer"]) in issuer or issuer in _words(case["issuer"])),
        ),
        (f"loại {metadata.type}", _words(metadata.type) == _words(case["type"])),
    ]
    if signer := case.get("signer"):
        made = metadata.signer.name if metadata.signer else ""
        checks.append((f"người ký {made}", _words(signer["name"]) == _words(made)))
    return checks


def _score_headings(report: StructureReport, case: dict[str, Any], version: VersionRecord) -> None:
    made = [_words(p.heading) for p in version.provisions if p.is_heading]
    allowed = [_words(h if isinstance(h, str) else h["text"])[:60] for h in case.get("allowed_headings") or ()]
    position, used = 0, set()
    for heading in case.get("headings") or ():
        key = _words(heading["text"])[:60]
        hit = next(
            (
                i
                for i in range(position, len(made))
                if made[i].startswith(key) or (len(made[i]) > 12 and key.startswith(made[i]))
            ),
            None,
        )
        if hit is not None:
            used.add(hit)
            position = hit + 1
        report.count(f"{case['file']}: đề mục {heading['text'][:50]}", ok=hit is not None)
    extra = [
        h for i, h in enumerate(made) if i not in used and not any(h.startswith(a) or a.startswith(h) for a in allowed)
    ]
    report.made += len(extra)
    report.misses += [f"{case['file']}: đề mục thừa {h[:60]}" for h in extra]
