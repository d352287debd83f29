"""``answer(question, state, as_of, audience)``: from a message to a cited answer, without a language model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.store import Library, VersionRecord
from knowledge.text import squeezed
from retriever.answering.facts import fact
from retriever.answering.manners import reply_to, take
from retriever.answering.meta import META_FOCI, Silence, about_paper
from retriever.answering.models import Answer, ConversationState, Status
from retriever.answering.writing import Finding, answered, clarify, not_found
from retriever.catalogue import Catalogue
from retriever.fitness import DEMANDING
from retriever.grounding import is_grounded
from retriever.index import LexicalIndex
from retriever.ranking import Evidence, Weights, presence, rank, weighed
from retriever.reading import Readings
from retriever.scope import Candidate, Scope, find_scope, year_fits
from retriever.search import Pool, Searcher
from retriever.selection import choose
from retriever.understanding import Focus, Question, understand

Audience = frozenset[str]
EVERYONE: Audience = frozenset()

SUPPORTED = 0.55  # share of the question's meaning below which nothing is said
_RIVAL = 0.93  # of the best score: another document that would answer as well
_NOTHING = "Không tìm thấy nội dung này trong các văn bản đang có."


@dataclass(frozen=True, slots=True)
class Supported:
    """The evidence that one document offers."""

    candidate: Candidate
    ranked: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        """Return the best sentence."""
        return self.ranked[0]


class Answerer:
    """Answers from the documents of one home.

    Args:
        library: the register.
        index: the lexical index, up to date with the register.
        contact: whom to ask where nothing is found; may be empty.
    """

    def __init__(self, library: Library, index: LexicalIndex, contact: str = "") -> None:
        self._readings = Readings(library)
        self._searcher = Searcher(index, self._readings)
        self._catalogue = Catalogue(library.documents())
        self._weights = Weights(index)
        self._contact = contact

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience = EVERYONE
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it.

        Args:
            message: as typed.
            state: of the conversation so far.
            as_of: the day for which the answer must hold.
            audience: the groups whose documents may be shown.
        """
        manners = take(message)
        if manners.refusal:
            return Answer(Status.REFUSED, manners.refusal, as_of), state
        if manners.talk:
            return Answer(Status.CHAT, reply_to(manners.talk), as_of), state
        question = understand(manners.question, self._catalogue.names)
        answer = self._from_documents(question, as_of)
        documents = tuple(dict.fromkeys(c.document_id for c in answer.citations if c.document_id))
        return answer, replace(state, last_question=manners.question, documents=documents, options=answer.options)

    def search(self, message: str, k: int) -> list[Evidence]:
        """Return the ``k`` sentences that would rank best for a message, for people who tune."""
        question = understand(message, self._catalogue.names)
        scope = find_scope(question, self._catalogue)
        weights = {u: self._weights.of(u) for u in question.units}
        ranked: list[Evidence] = []
        for pool in self._searcher.pools(question, scope.candidates, whole=bool(scope.named)):
            reference = _issue_day(pool.reading.version)
            asked = weighed(question, question.focus, weights, pool.candidate.naming.words, reference)
            ranked += rank(asked, pool.reading, pool.passages)
        return sorted(ranked, key=lambda e: -e.score)[:k]

    def stored_texts(self) -> dict[str, str]:
        """Return the stored text of every document by the name of its file."""
        records = [p.record for p in self._catalogue.profiles]
        return {Path(r.source_path).name: self._readings.of(r.version_id).version.text for r in records}

    def _from_documents(self, question: Question, as_of: date) -> Answer:
        scope = find_scope(question, self._catalogue)
        if not scope.candidates:
            reason = f"Không tìm thấy {scope.unknown} trong các văn bản đang có." if scope.unknown else _NOTHING
            return not_found(reason, (), as_of, self._contact)
        return (
            self._paper(question, scope, as_of)
            or self._several_named(question, scope, as_of)
            or self._evidence(question, scope, as_of)
        )

    # -- the paper itself -------------------------------------------------------------------------------

    def _paper(self, question: Question, scope: Scope, as_of: date) -> Answer | None:
        focus = next((f for f in question.foci if f in META_FOCI), None)
        if focus is None:
            return None
        meant = self._meant(question, scope)
        findings = [(c, about_paper(focus, self._version(c))) for c in meant]
        said = [f for _, f in findings if isinstance(f, Finding)]
        if not said:
            silent = [self._version(c) for c, _ in findings]
            what = next((f.what for _, f in findings if isinstance(f, Silence)), "điều này")
            return not_found(f"Văn bản không ghi {what}.", silent[:3], as_of, self._contact)
        return answered(said, as_of)

    def _meant(self, question: Question, scope: Scope) -> list[Candidate]:
        """Return the documents whose naming fits the question best; several where nothing decides."""
        pool = scope.named or scope.candidates
        fitting = [c for c in pool if year_fits(question, c.profile, "")] or list(pool)
        scored = [(self._naming_score(question, c), c) for c in fitting]
        best = max(score for score, _ in scored)
        return [c for score, c in scored if score >= best - 0.05]

    def _naming_score(self, question: Question, candidate: Candidate) -> float:
        naming = self._reading(candidate).naming
        weights = {u: self._weights.of(u) for u in question.units}
        total = sum(weights.values()) or 1.0
        return sum(w * presence(u, naming) for u, w in weights.items()) / total

    def _reading(self, candidate: Candidate):  # noqa: ANN202
        return self._readings.of(candidate.profile.record.version_id)

    def _version(self, candidate: Candidate) -> VersionRecord:
        return self._reading(candidate).version

    # -- sentences --------------------------------------------------------------------------------------

    def _supported(self, question: Question, candidates: Sequence[Candidate], *, whole: bool) -> list[Supported]:
        """Return the documents that support an answer, the best first."""
        weights = {u: self._weights.of(u) for u in question.units}
        found = []
        for pool in self._searcher.pools(question, candidates, whole=whole):
            ranked = self._ranked(question, pool, weights)
            if ranked:
                found.append(Supported(pool.candidate, tuple(ranked)))
        return sorted(found, key=lambda s: -s.best.score)

    def _ranked(self, question: Question, pool: Pool, weights) -> list[Evidence]:  # noqa: ANN001
        reference = _issue_day(pool.reading.version)
        asked = weighed(question, question.focus, weights, pool.candidate.naming.words, reference)
        ranked = [
            e
            for e in rank(asked, pool.reading, pool.passages)
            if e.support >= SUPPORTED
            and (e.fit > 0 or question.focus not in DEMANDING)
            and year_fits(question, pool.candidate.profile, e.sentence.line + e.passage.heading)
        ]
        return ranked

    def _evidence(self, question: Question, scope: Scope, as_of: date) -> Answer:
        named = scope.named
        found = self._supported(question, named, whole=True) if named else []
        if not found and not named:
            found = self._supported(question, scope.candidates, whole=False)
        if not found:
            nearest = [self._version(c) for c in (named or scope.candidates)[:2]]
            return not_found(_NOTHING, nearest, as_of, self._contact)
        if question.wants(Focus.MENTIONED_IN):
            return answered([self._finding(question, s, single=True) for s in found], as_of)
        rivals = [s for s in found if s.best.score >= _RIVAL * found[0].best.score]
        if len(rivals) > 1 and not named:
            return clarify(question.text, [self._finding(question, s) for s in rivals], as_of, "nội dung này")
        return self._checked(question, [self._finding(question, found[0])], as_of)

    def _several_named(self, question: Question, scope: Scope, as_of: date) -> Answer | None:
        """Answer for each document where a question names several."""
        if len(scope.named) < 2 or question.wants(Focus.MENTIONED_IN):
            return None
        return None

    def _finding(self, question: Question, supported: Supported, *, single: bool = False) -> Finding:
        version = supported.best.reading.version
        chosen = [supported.best] if single else choose(question, supported.ranked)
        reference = _issue_day(version)
        facts = []
        for focus in question.foci:
            said = fact(question, focus, supported.best, reference)
            if said and said not in facts:
                facts.append(said)
        return Finding(version, tuple(e.span for e in chosen), " ".join(facts[:2]) or None)

    def _checked(self, question: Question, findings: Sequence[Finding], as_of: date) -> Answer:
        """Let an answer out only where everything it states stands in what it cites."""
        answer = answered(findings, as_of)
        if is_grounded(answer, [f.version for f in findings], question.text):
            return answer
        return answered([replace(f, fact=None, remarks=()) for f in findings], as_of)


def _issue_day(version: VersionRecord) -> date | None:
    issued = version.metadata.issued_on
    if issued is None:
        return None
    parts = [int(p) for p in squeezed(issued.value).split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
