"""Measure answers and structure on cases: what is right, in which way of asking, how fast."""

import json
import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.documents import DocumentMetadata
from knowledge.errors import UsageError
from knowledge.store import Library, VersionRecord
from knowledge.text import folded, syllables
from retriever.answering.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status

_ALLOWED: dict[str, tuple[Status, ...]] = {
    "answer": (Status.ANSWERED,),
    "not_found": (Status.NOT_FOUND, Status.REFUSED),
    "chat": (Status.CHAT,),
}


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """A question with what a right answer says and must not say (regular expressions on NFC text)."""

    id: str
    question: str
    chat: str
    behavior: str
    documents: tuple[str, ...]
    must_contain: tuple[str, ...]
    must_not_contain: tuple[str, ...]


def load_question_cases(path: Path) -> list[QuestionCase]:
    """Return the cases of a YAML list or a JSON Lines file.

    Raises:
        UsageError: the file is neither.
    """
    try:
        content = path.read_text(encoding="utf-8")
        rows = (
            [json.loads(x) for x in content.splitlines() if x.strip()]
            if path.suffix == ".jsonl"
            else yaml.safe_load(content)
        )
        return [_case(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UsageError(f"Không đọc được bộ câu hỏi {path}: {error}.") from error


def _case(row: dict[str, Any]) -> QuestionCase:
    variants = row.get("variants") or ["", row.get("chat") or row["question"]]
    return QuestionCase(
        str(row["id"]), row["question"], variants[1], row.get("behavior") or "answer",
        tuple(row.get("documents") or row.get("docs") or ()),
        tuple(row.get("must_contain") or ()), tuple(row.get("must_not_contain") or ()),
    )  # fmt: skip


def with_slips(text: str, seed: str) -> str:
    """Return ``text`` with a typing slip in about 25 letters: a swap or a doubled letter."""
    chance = random.Random(seed)
    letters = list(text)
    for i in range(1, len(letters) - 2):
        if letters[i].isalpha() and letters[i + 1].isalpha() and chance.random() < 1 / 25:
            if chance.random() < 0.5:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
            else:
                letters[i] += letters[i]
    return "".join(letters)


WAYS: dict[str, Callable[[QuestionCase], str]] = {
    "asked": lambda c: c.question,
    "folded": lambda c: folded(c.question),
    "chat": lambda c: c.chat,
    "nfd": lambda c: unicodedata.normalize("NFD", c.question),
    "typos": lambda c: with_slips(c.question, c.id),
}


def faults(case: QuestionCase, answer: Answer, texts: dict[str, str]) -> list[str]:
    """Return what is wrong with an answer; nothing for a right one.

    ``texts`` holds the stored texts by file name; quotations of originals must stand in one of them.
    """
    found = []
    said = unicodedata.normalize("NFC", answer.text)
    allowed = _ALLOWED.get(case.behavior)
    silent = allowed is not None and Status.NOT_FOUND in allowed and answer.status in allowed
    if not silent and not all(re.search(p, said, re.IGNORECASE) for p in case.must_contain):
        found.append("content")
    if any(re.search(p, said, re.IGNORECASE) for p in case.must_not_contain):
        found.append("forbidden")
    if allowed and answer.status not in allowed:
        found.append(f"status {answer.status.value}")
    if answer.status is Status.ANSWERED and not answer.citations:
        found.append("no citation")
    found += _quotation_faults(case, answer, texts)
    return found


def _quotation_faults(case: QuestionCase, answer: Answer, texts: dict[str, str]) -> list[str]:
    found = []
    quotes = [(Path(c.source_path or "").name, c.quote or "") for c in answer.citations if c.kind == "original"]
    if any(quote not in texts.get(name, quote) for name, quote in quotes):
        found.append("quote not verbatim")
    if case.behavior == "answer" and case.documents and not {n for n, _ in quotes} & set(case.documents):
        found.append("wrong document")
    return found


@dataclass
class WayScore:
    """Figures of one way of asking."""

    right: int = 0
    total: int = 0
    by_behavior: dict[str, list[int]] = field(default_factory=dict)
    not_verbatim: int = 0
    milliseconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, case: QuestionCase, asked: str, answer: Answer, wrong: Sequence[str], ms: float) -> None:
        """Count one answer."""
        self.total += 1
        self.right += not wrong
        tally = self.by_behavior.setdefault(case.behavior, [0, 0])
        tally[0] += not wrong
        tally[1] += 1
        self.not_verbatim += "quote not verbatim" in wrong
        self.milliseconds.append(ms)
        if wrong:
            shown = " / ".join(answer.text.splitlines())[:260]
            self.misses.append(f"{case.id} {list(wrong)} | {asked} => {answer.status.value} | {shown}")

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds that ``share`` of the answers stayed below."""
        ordered = sorted(self.milliseconds) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "right": self.right,
            "total": self.total,
            "by_behavior": {k: {"right": v[0], "total": v[1]} for k, v in self.by_behavior.items()},
            "not_verbatim": self.not_verbatim,
            "p50_ms": round(self.percentile(0.5), 1),
            "p95_ms": round(self.percentile(0.95), 1),
        }

    def told(self, way: str) -> str:
        """Return the figures as a line."""
        parts = ", ".join(f"{k} {v[0]}/{v[1]}" for k, v in self.by_behavior.items())
        times = f"p50 {self.percentile(0.5):.0f} ms, p95 {self.percentile(0.95):.0f} ms"
        return f"{way}: {self.right}/{self.total} đúng; {parts}; {times}"


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """Figures of a question set."""

    total: int
    ways: dict[str, WayScore]


def score_questions(
    answerer: Answerer, cases: Sequence[QuestionCase], as_of: date, ways: Iterable[str] = tuple(WAYS)
) -> QuestionReport:
    """Ask every case in every way and count."""
    texts = answerer.stored_texts()
    scores: dict[str, WayScore] = {}
    for way in ways:
        score = scores.setdefault(way, WayScore())
        for case in cases:
            asked = WAYS[way](case)
            started = time.perf_counter()
            answer, _ = answerer.answer(asked, ConversationState(), as_of)
            elapsed = (time.perf_counter() - started) * 1000
            score.add(case, asked, answer, faults(case, answer, texts), elapsed)
    return QuestionReport(len(cases), scores)


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
        raise UsageError(f"Không đọc được bộ cấu trúc {path}: {error}.") from error
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
