"""Answer a question from the documents of a home: whose they are, what they say, or that they do not say it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.store import VersionRecord
from knowledge.store.records import Unit
from knowledge.text import Span
from retriever.answering.claims import settles
from retriever.answering.facts import fact
from retriever.answering.legal import about_law
from retriever.answering.meta import Silence
from retriever.answering.models import Answer, Status
from retriever.answering.ownership import foremost
from retriever.answering.papers import PaperDesk
from retriever.answering.provisions import ProvisionDesk
from retriever.answering.sources import law_standing
from retriever.answering.standing import PlanStanding, about_register
from retriever.answering.standing_claims import about_standing
from retriever.answering.writing import Finding, answered, clarify, not_found
from retriever.catalogue import Catalogue, names_agency
from retriever.evidence import SUPPORTED, EvidenceDesk, Supported, issue_day
from retriever.grounding import is_grounded
from retriever.reading import Readings
from retriever.scope import Candidate, Scope, find_scope
from retriever.selection import choose, clause
from retriever.understanding import Focus, Question, understand, within

_OWN = 0.5  # of the best score: enough for a document of one's own to come before another's
_RIVAL = 0.62  # of the best score: another document that would answer as well
_GENERAL = ("Luật", "Nghị định")
_MOST_LISTED, _MOST_UNASKED = 6, 4  # documents that are told side by side, named and unnamed
_UNREGISTERED = "Tôi không biết hiệu lực của văn bản này: kho chưa giữ nó và sổ văn bản của tdkt chưa ghi."
_NOTHING = "Không tìm thấy nội dung này trong các văn bản đang có."


def _is_of_an_agency(candidate: Candidate) -> bool:
    """Say whether a named document is an agency's own, and no normative text of the register."""
    return not candidate.cited_number and candidate.profile.registered is None


def _is_general(supported: Supported, as_of: date) -> bool:
    """Say whether a document is a law or decree that holds for every agency, and is not known to be over."""
    text = supported.candidate.profile.registered
    return text is not None and text.type in _GENERAL and text.in_force_on(as_of) is not False


class DocumentDesk:
    """Answers questions from the documents of one home.

    Args:
        catalogue: every document that may be asked about.
        readings: their texts, read once.
        evidence: finds the sentences that support an answer.
        unit: that the home belongs to: its own and its superiors' documents come first.
        contact: whom to ask where nothing is found; may be empty.
    """

    def __init__(
        self, catalogue: Catalogue, readings: Readings, evidence: EvidenceDesk, unit: Unit, contact: str
    ) -> None:
        self._unit = unit
        self._catalogue = catalogue
        self._readings = readings
        self._evidence = evidence
        self._papers = PaperDesk(readings, evidence)
        self._provisions = ProvisionDesk(readings)
        self._plans = PlanStanding(readings)
        self._contact = contact

    def answer(self, question: Question, as_of: date, kept: Sequence[int] = ()) -> Answer:
        """Return the answer to a question, or a choice, or that nothing held supports one.

        Args:
            question: as understood.
            as_of: the day for which the answer must hold.
            kept: the documents that the conversation is about; none: those that the question names.
        """
        if not kept and (registered := about_standing(question, as_of) or about_register(question, as_of)):
            return registered
        scope = self._scope(question, kept)
        if parts := self._provisions.parts_asked(question, scope):
            return self._quoted(parts, question, scope, as_of)
        of_others = kept or any(map(_is_of_an_agency, scope.named))
        law = None if of_others else about_law(question, as_of)
        if law and settles(law):
            return law
        answer = self._from_documents(question, scope, as_of)
        return law if law and answer.status is Status.NOT_FOUND else answer

    def _scope(self, question: Question, kept: Sequence[int]) -> Scope:
        profiles = self._catalogue.of(kept)
        if not profiles:
            return find_scope(question, self._catalogue, self._mentions)
        return Scope(tuple(Candidate(p, names_agency(question.words, p), named=True) for p in profiles))

    def _from_documents(self, question: Question, scope: Scope, as_of: date) -> Answer:
        if not scope.candidates:
            reason = f"Không tìm thấy {scope.unknown} trong các văn bản đang có." if scope.unknown else _NOTHING
            return not_found(reason, (), as_of, self._contact)
        plans = self._plans.findings(question, scope, as_of)
        if plans:
            return self._checked(question, plans, as_of)
        if question.wants(Focus.VALIDITY) and question.numbers and all(c.cited_number for c in scope.named):
            return not_found(_UNREGISTERED, self._nearest(scope), as_of, self._contact)
        if question.wants(Focus.MENTIONED_IN) and not any(c.named for c in scope.candidates):
            return self._listed(question, scope, as_of)
        verdict = self._papers.consider(question, scope)
        if verdict.findings:
            return self._told(question, verdict.findings, scope, as_of)
        if verdict.silent:
            return not_found(f"Văn bản không ghi {verdict.silent}.", verdict.versions[:3], as_of, self._contact)
        return self._from_sentences(verdict.question, scope, as_of)

    def _quoted(self, told: Sequence[Finding | Silence], question: Question, scope: Scope, as_of: date) -> Answer:
        findings = [t for t in told if isinstance(t, Finding)]
        if findings:
            return self._told(question, findings, scope, as_of)
        what = next(t.what for t in told if isinstance(t, Silence))
        meant = self._provisions.meant(question, scope)
        nearest = self._nearest(replace(scope, candidates=tuple(meant)) if meant else scope)
        return not_found(f"Bản đang giữ không có {what}.", nearest, as_of, self._contact)

    def _told(self, question: Question, findings: Sequence[Finding], scope: Scope, as_of: date) -> Answer:
        if not scope.named:
            findings = foremost(findings, lambda f: f.version.metadata, self._unit)
        if len(findings) > (_MOST_LISTED if scope.named else _MOST_UNASKED):
            return clarify(question.text, findings[:_MOST_LISTED], as_of, "văn bản")
        return self._checked(question, findings, as_of)

    def _listed(self, question: Question, scope: Scope, as_of: date) -> Answer:
        """Name every document that holds what is asked about."""
        found = self._evidence.supported(question, scope.candidates, focus=Focus.MENTIONED_IN)
        if not found:
            return not_found(_NOTHING, self._nearest(scope), as_of, self._contact)
        ordered = sorted(found, key=lambda s: s.candidate.profile.document_id)
        return self._checked(question, [self._finding(question, s, as_of, single=True) for s in ordered], as_of)

    def _from_sentences(self, question: Question, scope: Scope, as_of: date) -> Answer:
        groups = self._groups(scope)
        if len(groups) > 1:
            found = [s[0] for g in groups if (s := self._evidence.supported(question, g, lenient=True))]
            if found:
                return self._checked(question, [self._finding(question, s, as_of) for s in found], as_of)
        named = scope.named
        found = self._evidence.supported(question, named or scope.candidates)
        if question.parts and (joined := self._part_by_part(question, scope, found, as_of)):
            return self._checked(question, [joined], as_of)
        if not found:
            cited = self._papers.about_cited(question, scope)
            if cited:
                return self._checked(question, cited, as_of)
            return not_found(_NOTHING, self._nearest(scope), as_of, self._contact)
        rivals = self._still_in_force(self._rivals(found, named=bool(named)), as_of)
        if len(rivals) == 1 or _is_general(rivals[0], as_of):
            found = rivals = rivals[:1]
        if len(rivals) > 1 and not named:
            return clarify(question.text, [self._finding(question, s, as_of) for s in rivals], as_of, "nội dung này")
        finding = self._finding(question, found[0], as_of)
        return self._checked(question, [replace(finding, unasked=not named)], as_of)

    def _rivals(self, found: Sequence[Supported], *, named: bool) -> list[Supported]:
        """Return what would answer about as well; where no agency was named, of the unit's own documents first."""
        ours = found if named else foremost(found, lambda s: s.candidate.profile.metadata, self._unit)
        best = found[0].best.score
        if len(ours) < len(found) and ours[0].best.score >= _OWN * best:
            best, found = ours[0].best.score, ours
        return [s for s in found if s.best.score >= _RIVAL * best]

    def _still_in_force(self, rivals: Sequence[Supported], as_of: date) -> list[Supported]:
        """Leave out normative texts that are over where one that holds answers as well."""
        standings = [law_standing(s.candidate.profile.metadata, as_of) for s in rivals]
        held = [s for s, law in zip(rivals, standings, strict=True) if law is None or law.holds is not False]
        return held or list(rivals)

    def _part_by_part(
        self, question: Question, scope: Scope, whole: Sequence[Supported], as_of: date
    ) -> Finding | None:
        """Answer each part of a compound question from one document; None where no part can be answered."""
        spans: list[Span] = []
        facts: list[str] = []
        candidates = [whole[0].candidate] if whole else (scope.named or ())
        version: VersionRecord | None = None
        section: tuple[str, ...] = ()
        for text in question.parts:
            part = within(understand(text, self._catalogue.names), question)
            found = self._evidence.supported(part, candidates, lenient=version is not None)
            if version is not None:
                found = [near for s in found if (near := s.near(section, text_bar=SUPPORTED))]
            if not found:
                continue
            section = found[0].best.passage.chunk.heading_path
            candidates = [found[0].candidate]
            version = found[0].best.reading.version
            finding = self._finding(part, found[0], as_of)
            spans += [s for s in finding.spans if s not in spans]
            facts += [finding.fact] if finding.fact and finding.fact not in facts else []
        if version is None:
            return None
        return Finding(version, tuple(sorted(spans)), " ".join(facts) or None)

    def _groups(self, scope: Scope) -> list[list[Candidate]]:
        """Return the named documents one by one where a question names several apart."""
        apart = [c for c in scope.named if not c.cited_number]
        words = [c.naming.words for c in apart]
        separate = len(apart) > 1 and all(not (a & b) for i, a in enumerate(words) for b in words[i + 1 :])
        return [[c] for c in apart] if separate else []

    def _mentions(self, document_id: int, phrase: str) -> bool:
        """Say whether a document's text holds a folded phrase."""
        reading = self._readings.of(self._catalogue.by_id[document_id].record.version_id)
        return any(f" {phrase} " in line for p in reading.passages for line in (p.line, p.heading))

    def _nearest(self, scope: Scope) -> list[VersionRecord]:
        near = (scope.named or scope.candidates)[:2]
        return [self._readings.of(c.profile.record.version_id).version for c in near]

    def _finding(self, question: Question, supported: Supported, as_of: date, *, single: bool = False) -> Finding:
        version = supported.best.reading.version
        if single:
            return Finding(version, (clause(supported.best, question),))
        chosen = choose(question, supported.ranked)
        facts = []
        for focus in question.foci:
            said = fact(question, focus, supported.best, reference=issue_day(version), as_of=as_of)
            if said and said not in facts:
                facts.append(said)
        return Finding(version, tuple(e.span for e in chosen), " ".join(facts[:2]) or None)

    def _checked(self, question: Question, findings: Sequence[Finding], as_of: date) -> Answer:
        """Let an answer out only where everything it states stands in what it cites."""
        answer = answered(findings, as_of)
        if is_grounded(answer, [f.version for f in findings], question.text):
            return answer
        return answered([replace(f, fact=None, remarks=()) for f in findings], as_of)
