"""Which documents support an answer, and with which sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.documents import ProvisionKind
from knowledge.store import VersionRecord
from knowledge.text import Span, folded, squeezed
from retriever.fitness import DEMANDING
from retriever.index.both import Indexes
from retriever.ranking import Evidence, rank
from retriever.reading import Reading, Readings
from retriever.scope import Candidate, only_cited, provisions_fit, year_fits
from retriever.search import Pool, Searcher
from retriever.understanding import Focus, Question
from retriever.weights import Asked, Weights, presence, weighed

# Only these are answered by the "Căn cứ ..." lines of a preamble.
_OF_DOCUMENTS = (
    Focus.DOCUMENT,
    Focus.LEGAL_BASES,
    Focus.NUMBER_AND_DATE,
    Focus.MENTIONED_IN,
    Focus.ISSUER,
    Focus.VALIDITY,
)
SUPPORTED = 0.58  # share of the question's meaning below which nothing is said (benchmarks/answers.md)
_IN_TITLE, _WHOLLY = 0.4, 0.85  # what a named document is called tells little about where in it to look
SUPPORTED_LENIENT = 0.30  # where the document is named and the kind of thing wanted is plainly there


@dataclass(frozen=True, slots=True)
class Supported:
    """The evidence that one document offers: the best sentence bears an answer, the others may go with it."""

    candidate: Candidate
    ranked: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        """Return the best sentence."""
        return self.ranked[0]

    def near(self, section: tuple[str, ...], text_bar: float) -> "Supported | None":
        """Return the evidence that stands under the headings ``section``, or is strong by itself; else None."""
        kept = [e for e in self.ranked if e.passage.chunk.heading_path == section or e.support >= text_bar]
        return Supported(self.candidate, tuple(kept)) if kept else None


def issue_day(version: VersionRecord) -> date | None:
    """Return the day, or the first day of the month or year, on which a document was issued."""
    issued = version.metadata.issued_on
    if issued is None:
        return None
    parts = [int(p) for p in squeezed(issued.value).split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


class EvidenceDesk:
    """Weighs the sentences of documents for a question.

    Args:
        indexes: propose passages and say how common words are.
        readings: the prepared versions.
    """

    def __init__(self, indexes: Indexes, readings: Readings) -> None:
        self._searcher = Searcher(indexes, readings)
        self._weights = Weights(indexes.lexical)

    def supported(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        *,
        focus: Focus | None = None,
        lenient: bool = False,
    ) -> list[Supported]:
        """Return the documents that support an answer, the best first.

        Args:
            question: what is asked.
            candidates: the documents that may be asked about.
            focus: the kind of thing wanted; the question's own where None.
            lenient: take less support where the kind of thing wanted is there.
        """
        whole = any(c.named for c in candidates)
        found = []
        for pool in self._searcher.pools(question, candidates, whole=whole):
            asked = self._asked(question, pool, focus or question.focus)
            ranked = [e for e in rank(asked, pool.reading, pool.passages) if self._holds(asked, pool, e)]
            bar = SUPPORTED_LENIENT if lenient else SUPPORTED
            best = next((e for e in ranked if e.support >= bar or self._is_mention(question, pool, e)), None)
            if best:
                weaker = [e for e in ranked if e is not best]
                found.append(Supported(pool.candidate, (best, *weaker)))
        return sorted(found, key=lambda s: -s.best.score)

    def best_sentences(self, question: Question, candidates: Sequence[Candidate]) -> list[Evidence]:
        """Return every sentence that carries anything of the question, best first."""
        ranked: list[Evidence] = []
        for pool in self._searcher.pools(question, candidates, whole=any(c.named for c in candidates)):
            ranked += rank(self._asked(question, pool, question.focus), pool.reading, pool.passages)
        return sorted(ranked, key=lambda e: -e.score)

    def naming_share(self, question: Question, reading: Reading) -> float:
        """Return the share of the question's meaning that the name of a document carries."""
        weights = {u: self._weights.in_home(u) for u in question.units}
        return sum(w * presence(u, reading.naming) for u, w in weights.items()) / (sum(weights.values()) or 1.0)

    def _asked(self, question: Question, pool: Pool, focus: Focus) -> Asked:
        named = pool.candidate.named
        weights = {
            u: self._weights.in_document(u, pool.reading) if named else self._weights.in_home(u) for u in question.units
        }
        if named:
            weights = {
                u: w * (_IN_TITLE if presence(u, pool.reading.naming) >= _WHOLLY else 1.0) for u, w in weights.items()
            }
        return weighed(question, focus, weights, pool.candidate.naming.words, issue_day(pool.reading.version))

    def _holds(self, asked: Asked, pool: Pool, evidence: Evidence) -> bool:
        """Say whether a sentence holds the kind of thing wanted, of the year, provision and document named."""
        question, candidate = asked.question, pool.candidate
        if asked.focus in DEMANDING and evidence.fit <= 0:
            return False
        if (
            evidence.sentence.line.startswith(" can cu ")
            and not question.wants(*_OF_DOCUMENTS)
            and not question.numbers
        ):
            return False
        if not year_fits(question, candidate.profile, evidence.sentence.line + evidence.passage.heading):
            return False
        if not provisions_fit(question, evidence.sentence.line + evidence.passage.heading):
            return False
        if only_cited(question, candidate):
            return _mentions(question, pool, evidence.span)
        return _stands_in(question, evidence)

    def _is_mention(self, question: Question, pool: Pool, evidence: Evidence) -> bool:
        return only_cited(question, pool.candidate) and _mentions(question, pool, evidence.span)


_PATH_KINDS = {"khoan": ProvisionKind.CLAUSE, "diem": ProvisionKind.POINT}


def _stands_in(question: Question, evidence: Evidence) -> bool:
    """Say whether a sentence stands in the khoản and điểm that the question names."""
    wanted = [(_PATH_KINDS[k], label) for k, label in question.provisions if k in _PATH_KINDS]
    if not wanted:
        return True
    path = evidence.reading.version.path_of(evidence.span)
    have = {(p.kind, folded(p.label).strip(" .)") if p.label != "đ" else "đ") for p in path}
    return all(any((kind, one) in have for one in _either(kind, label)) for kind, label in wanted)


def _either(kind: ProvisionKind, label: str) -> Sequence[str]:
    """Return the labels that may be meant: "dđ" stands for a điểm typed without diacritics."""
    return tuple(label) if kind is ProvisionKind.POINT else (label,)


def _mentions(question: Question, pool: Pool, span: Span) -> bool:
    """Say whether a sentence names the document that the question names by number."""
    return any(
        r.span.overlaps(span) and r.number and any(m.fits(r.number) for m in question.numbers)
        for r in pool.candidate.profile.cited
    )
