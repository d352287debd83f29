"""Is a question about a document as a paper (signer, number, date, recipients, legal bases) or about its text?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.store import VersionRecord
from knowledge.text import folded, syllables
from retriever.answering.meta import META_FOCI, Silence, about_cited, about_paper, about_structure
from retriever.answering.sources import position_name
from retriever.answering.writing import Finding
from retriever.catalogue import generic_words
from retriever.evidence import EvidenceDesk
from retriever.reading import Readings
from retriever.scope import Candidate, Scope, year_fits
from retriever.understanding import Focus, Question

_NAMES_PAPER = 0.62  # share of the question that a document's name must carry to be what is asked about
_SAME_NAMING, _LIKE_NAMING = 0.05, 0.25  # documents as well named as the best; looser where none is named
_ABOUT_A_PERSON = (Focus.AGENT, Focus.PERSON, Focus.SIGNER, Focus.YES_NO, Focus.WHAT, Focus.ODDITY, Focus.TASK)
_PAPER_WORDS = frozenset(
    {("ke", "hoach"), ("van", "ban"), ("tin", "bai"), ("cong", "van"), ("quyet", "dinh"), ("huong", "dan")}
)
_OTHER_TYPE = re.compile(
    r"\b(?P<type>chi thi|quyet dinh|nghi dinh|nghi quyet|thong tu|cong van|thong bao|huong dan|"
    r"chuong trinh(?: hanh dong)?|quy che|luat|ke hoach|to trinh) "
    r"(?:nao|so may|so bao nhieu|gi|so nao)\b"
)


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """What the papers say; where they are not what is asked about, the question to put to their text."""

    question: Question
    findings: tuple[Finding, ...] = ()
    silent: str | None = None
    versions: tuple[VersionRecord, ...] = ()


class PaperDesk:
    """Answers what is asked about documents as papers.

    Args:
        readings: the prepared versions.
        evidence: says how much of a question a document's name carries.
    """

    def __init__(self, readings: Readings, evidence: EvidenceDesk) -> None:
        self._readings = readings
        self._evidence = evidence

    def consider(self, question: Question, scope: Scope) -> PaperVerdict:
        """Return what the papers say, their silence, or the question to put to their text."""
        if people := self._signers_named(question, scope):
            return PaperVerdict(question, tuple(people))
        if doubts := self._doubts(question, scope):
            return PaperVerdict(question, tuple(doubts))
        position = _position_asked(question, scope)
        focus = Focus.SIGNER if position else next((f for f in question.foci if f in META_FOCI), None)
        if focus is None:
            return PaperVerdict(question)
        if question.focus is Focus.CONTACT:
            return PaperVerdict(_without_paper(question))
        cited = self.about_cited(question, scope) if focus in (Focus.NUMBER_AND_DATE, Focus.ISSUER) else []
        meant = self._meant(question, scope)
        own = [c for c in meant if any(c.profile.own_number_fits(m) for m in question.numbers)]
        if question.numbers and not own and cited:
            return PaperVerdict(question, tuple(cited))
        of_cited = bool(question.numbers) and not own and any(c.cited_number for c in scope.candidates)
        if of_cited or (not own and not self._is_about_paper(question, focus, meant)):
            return PaperVerdict(_without_paper(question))
        told = [
            about_structure(question, self._version(c))
            if focus is Focus.STRUCTURE
            else about_paper(focus, self._version(c))
            for c in own or meant
        ]
        if position:
            told = [t if _holds(self._version(c), position) else Silence("ai giữ chức vụ được hỏi") for t, c in
                    zip(told, own or meant, strict=True)]  # fmt: skip
        findings = [t for t in told if isinstance(t, Finding)] + cited
        silent = next((t.what for t in told if isinstance(t, Silence)), None)
        return PaperVerdict(question, tuple(findings), silent, tuple(self._version(c) for c in meant))

    def _signers_named(self, question: Question, scope: Scope) -> list[Finding]:
        """Return the papers signed by a person whom the question names and asks about."""
        if not question.wants(*_ABOUT_A_PERSON):
            return []
        found = []
        for candidate in scope.candidates:
            signer = candidate.profile.metadata.signer
            if signer and f" {' '.join(syllables(signer.name))} " in f" {question.line} ":
                told = about_paper(Focus.SIGNER, self._version(candidate))
                found += [told] if isinstance(told, Finding) else []
        return found

    def _doubts(self, question: Question, scope: Scope) -> list[Finding]:
        """Return what is doubted in a named paper, where a question asks for doubts and for nothing in particular."""
        if question.focus is not Focus.ODDITY or len(scope.named) != 1:
            return []
        candidate = scope.named[0]
        words = candidate.naming.words | question.focus_words
        told = [u for u in question.units if not u.is_within(words)]
        if any(u.asked not in _PAPER_WORDS and not set(u.asked) <= generic_words() | {"tinh"} for u in told):
            return []
        version = self._version(candidate)
        spans = tuple(dict.fromkeys(a.span for a in version.anomalies))
        if not spans:
            return []
        return [Finding(version, spans, f"Có {len(version.anomalies)} điều cần xem lại trong bản gốc.")]

    def _is_about_paper(self, question: Question, focus: Focus, meant: Sequence[Candidate]) -> bool:
        if focus in (Focus.SIGNER, Focus.RECIPIENTS, Focus.STRUCTURE):
            return True
        if focus is Focus.LEGAL_BASES and re.search(r"\b(?:dieu|quy che|khoan) (?:nao|may)\b", question.line):
            return False
        other = _OTHER_TYPE.search(question.line)
        types = {folded(self._version(c).metadata.type) for c in meant}
        if focus is not Focus.LEGAL_BASES and other and not any(other["type"] in t for t in types):
            return False
        if focus is Focus.LEGAL_BASES:
            return True
        share = max(
            self._evidence.naming_share(question, self._readings.of(c.profile.record.version_id)) for c in meant
        )
        return share >= _NAMES_PAPER

    def about_cited(self, question: Question, scope: Scope) -> list[Finding]:
        """Return what documents say of the one that the question names by number and nobody holds."""
        holders = [
            c
            for c in scope.candidates
            if c.cited_number and not any(c.profile.own_number_fits(m) for m in question.numbers)
        ]
        found = [about_cited(self._version(c), question.numbers) for c in holders]
        return [f for f in found if f]

    def _meant(self, question: Question, scope: Scope) -> list[Candidate]:
        """Return the documents whose naming fits the question best; several where nothing decides."""
        pool = scope.named or scope.candidates
        fitting = [c for c in pool if year_fits(question, c.profile, "")] or list(pool)
        naming = question if _says_more(question) else replace(question, units=())
        scored = [
            (
                self._evidence.naming_share(naming, self._readings.of(c.profile.record.version_id))
                + (c.naming.firmness if scope.named else 0.0),
                c,
            )
            for c in fitting
        ]
        best = max(score for score, _ in scored)
        margin = _SAME_NAMING if scope.named else _LIKE_NAMING
        return [c for score, c in scored if score >= best - margin]

    def _version(self, candidate: Candidate) -> VersionRecord:
        return self._readings.of(candidate.profile.record.version_id).version


_POSITIONS = "giam doc|chu tich|chanh van phong|truong ban|hieu truong|cuc truong|bo truong|truong phong"
_POSITION_ASKED = (
    re.compile(rf"\b(?:ai (?:dang )?(?:la|lam)|ten) (?P<position>{_POSITIONS})\b"),
    re.compile(rf"^(?P<position>{_POSITIONS})\b.* la ai\b"),
)


def _position_asked(question: Question, scope: Scope) -> str | None:
    """Return the position whose holder is asked for and nothing else ("ai là giám đốc sở")."""
    found = (pattern.search(question.line) for pattern in _POSITION_ASKED)
    position = next((match["position"] for match in found if match), None)
    named = {i for c in scope.named for i in c.naming.words}
    left = [u for u in question.units if not u.is_within(named)]
    return position if position and all(set(u.asked) <= {*position.split(), "tinh"} for u in left) else None


def _holds(version: VersionRecord, position: str) -> bool:
    """Say whether who signed holds a position himself: one who signs for the director is none (ký thay)."""
    signer = version.metadata.signer
    if signer is None or signer.position is None:
        return False
    name = folded(position_name(signer.position).partition("(")[0])
    return position in name and f"pho {position}" not in name


def _says_more(question: Question) -> bool:
    """Say whether any unit does more than ask: "ký" of "ai ký?" names no paper "V/v đăng ký thi đua"."""
    return any(not u.is_within(question.focus_words) for u in question.units)


def _without_paper(question: Question) -> Question:
    """Return the question put to the text: a number or date asked for is that of a document named there."""
    left = tuple(f for f in question.foci if f not in META_FOCI)
    if (
        question.wants(Focus.NUMBER_AND_DATE, Focus.LEGAL_BASES)
        and Focus.DOCUMENT not in left
        and _OTHER_TYPE.search(question.line)
    ):
        left = (Focus.DOCUMENT, *left)
    return replace(question, foci=left or (Focus.WHAT,))
