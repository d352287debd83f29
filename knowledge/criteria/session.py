"""One nominee before one title under the law of one day: which conditions hold, what they give, how it is told."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.criteria.advice import ADVISORY, ASK_OR_LOAD, failed_in, missing_in, next_year, notes, steps
from knowledge.criteria.book import GENERAL, Criteria, CriteriaBook, CriteriaVersion, Regime
from knowledge.criteria.conditions import All, Condition, NotHeld, VoteShare
from knowledge.criteria.evaluation import evaluate
from knowledge.criteria.facts import Facts, Subject
from knowledge.criteria.logic import Truth
from knowledge.criteria.procedure import ProcedureKind, dossier_on, not_held_of, rules_of, votes_on
from knowledge.criteria.titles import AwardCode
from knowledge.criteria.verdicts import Gap, Judgement, Outcome, Verdict
from knowledge.criteria.weighing import Case, subject_words


@dataclass(frozen=True, slots=True)
class Session:
    """One nominee before one title, on the day that chooses the law."""

    book: CriteriaBook
    award: AwardCode
    facts: Facts
    day: date

    @property
    def regime(self) -> Regime:
        """Return the laws of that day."""
        return self.book.regime_on(self.day)

    @property
    def subject(self) -> Subject | None:
        """Return whom the file is for; a title for one kind only tells it where the facts do not."""
        only = self.award.subjects[0] if len(self.award.subjects) == 1 else None
        return self.facts.subject or only

    @property
    def is_wrong_subject(self) -> bool:
        """Say whether the title is not for such a nominee."""
        return self.subject is not None and self.subject not in self.award.subjects

    @property
    def criteria(self) -> Criteria:
        """Return what is held of the title."""
        return self.book.criteria.get(self.award.code) or Criteria(self.award.code, ())

    @property
    def version(self) -> CriteriaVersion | None:
        """Return the version that decides; under a law that is not held only one made for that law does."""
        return self.book.deciding(self.award.code, self.day)

    def judgement(self) -> Judgement:
        """Return what the law of that day says."""
        version = self.version
        if version is None:
            return self._not_held()
        if self.is_wrong_subject:
            return self._wrong_subject(version)
        if self.subject is None:
            return self._unknown_subject(version)
        if self.subject not in version.conditions:
            return self._not_held()
        return self._weighed(version, self.subject)

    # -- what decides -------------------------------------------------------------------------------------------

    def _weighed(self, version: CriteriaVersion, subject: Subject) -> Judgement:
        case = Case(replace(self.facts, subject=subject), self.award.code, self._others(subject))
        conditions = self._conditions(version, subject)
        outcomes = [o for c in conditions for o in _unfolded(c, evaluate(c, case))]
        whole = Condition(self.award.name, version.basis, version.source_status, All(conditions))
        value = evaluate(whole, case).value
        if self.facts.under_review and self._general(subject):
            verdict = Verdict.ON_HOLD
        elif value is Truth.UNMET:
            verdict = Verdict.NOT_ELIGIBLE
        elif value is Truth.MET:
            verdict = Verdict.ELIGIBLE
        else:
            verdict = _verdict_of_unknown(whole, case)
        return self._told(verdict, version, outcomes)

    def _conditions(self, version: CriteriaVersion, subject: Subject) -> tuple[Condition, ...]:
        """Return the principles for all, the title's own conditions, those of the locality, and the votes."""
        local = self.book.layers_for(self.facts, self.day)
        key = (self.award.code, subject)
        own = next((layer.instead[key] for layer in local if key in layer.instead), version.conditions[subject])
        added = [layer.adds[key] for layer in local if key in layer.adds]
        return (*(self._general(subject) or (self._open_principles(),)), own, *added, *self._votes())

    def _general(self, subject: Subject) -> tuple[Condition, ...]:
        general = self.book.criteria.get(GENERAL)
        version = general.on(self.day) if general else None
        return (version.conditions[subject],) if version and subject in version.conditions else ()

    def _open_principles(self) -> Condition:
        """Return what stands open where the principles for all titles are not held on the day."""
        text = "Nguyên tắc chung: việc đang bị xem xét, thanh tra, khiếu nại, tố cáo; kỷ luật trong năm xét"
        return Condition(text, self.regime.laws, "S", NotHeld())

    def _votes(self) -> tuple[Condition, ...]:
        rule = votes_on(self.award.code, self.day)
        if rule is None or rule.least_percent is None:
            return ()
        text = f"Phiếu đồng ý của Hội đồng đạt từ {rule.least_percent}% tổng số thành viên"
        return (Condition(text, rule.basis, rule.source_status, VoteShare(rule.least_percent)),)

    def _vote_note(self) -> str | None:
        """Return what is not held of the votes for a title that has needed them."""
        rule = votes_on(self.award.code, self.day)
        needed = any(r.least_percent for r in rules_of(ProcedureKind.VOTES, title=self.award.code))
        if rule is not None or not needed:
            return rule.text if rule is not None and rule.is_open else None
        return not_held_of(ProcedureKind.VOTES, title=self.award.code)

    def _others(self, subject: Subject) -> dict[str, Condition]:
        """Return the conditions of the other titles on the same day, with the locality's own."""
        found = {}
        for code in self.book.criteria:
            version = self.book.deciding(code, self.day)
            if version and subject in version.conditions:
                found[code] = version.conditions[subject]
        for layer in self.book.layers_for(self.facts, self.day):
            found |= {code: tree for (code, who), tree in layer.instead.items() if who is subject}
        return found

    # -- how it is told -----------------------------------------------------------------------------------------

    def _told(self, verdict: Verdict, version: CriteriaVersion, outcomes: list[Outcome]) -> Judgement:
        judgement = Judgement(
            self.award.code, verdict, self._version_words(version), tuple(outcomes), missing_in(outcomes, verdict),
            failed_in(outcomes, verdict), next_year(verdict, outcomes, self.facts.achievement_year), None,
            notes(verdict, version.council, outcomes, self._vote_note(), self.facts),
        )  # fmt: skip
        return replace(judgement, steps=steps(judgement, dossier_on(self.award.code, self.day)))

    def _version_words(self, version: CriteriaVersion) -> str:
        regime = self.regime
        if regime.is_held:
            laws, period = regime.laws, regime.period
        else:
            end = f" đến {version.effective_to:%d/%m/%Y}" if version.effective_to else ""
            laws, period = version.basis, f"từ {version.effective_from:%d/%m/%Y}{end}"
        local = "".join(f"; {layer.name}" for layer in self.book.layers_for(self.facts, self.day))
        return f"{laws}{local} (hồ sơ tiếp nhận {period})"

    # -- where the law is not held ------------------------------------------------------------------------------

    def _not_held(self) -> Judgement:
        """Return that nothing is concluded, with what the nearest held version would say."""
        hold = self._hold()
        if hold is not None:
            return hold
        regime = self.regime
        reason = (
            f"{regime.laws}: chưa giữ nội dung." if not regime.is_held
            else self.criteria.missing or f"Chưa giữ tiêu chuẩn {self.award.name} theo {regime.laws}."
        )  # fmt: skip
        open_law = Outcome(
            f"Quy định áp dụng cho hồ sơ tiếp nhận {regime.period}", Truth.UNKNOWN, reason,
            regime.laws, "S", Gap.NOT_HELD,
        )  # fmt: skip
        return Judgement(
            self.award.code, Verdict.UNDECIDED, f"{regime.laws} (hồ sơ tiếp nhận {regime.period}): chưa giữ nội dung",
            (open_law,), would_say=self._would_say(), notes=(ADVISORY,),
            steps=(ASK_OR_LOAD,),
        )  # fmt: skip

    def _hold(self) -> Judgement | None:
        """Return that the file rests while the nominee is under review, where that principle is held."""
        subject = self.subject or self.award.subjects[0]
        general = self._general(subject)
        if not self.facts.under_review or not general or general[0].source_status != "V":
            return None
        case = Case(self.facts, self.award.code, {})
        outcomes = tuple(o for c in general for o in _unfolded(c, evaluate(c, case)))
        version = f"{general[0].basis}; {self.regime.laws}: chưa giữ nội dung tiêu chuẩn"
        held = Judgement(self.award.code, Verdict.ON_HOLD, version, outcomes, would_say=self._would_say())
        return replace(held, notes=(ADVISORY,), steps=steps(held))

    def _would_say(self) -> Judgement | None:
        version = self.criteria.nearest(self.day)
        if (
            version is None
            or version.effective_from > self.day
            or self.subject is None
            or self.subject not in version.conditions
        ):
            return None
        day = max(min(self.day, version.effective_to or self.day), version.effective_from)
        while replace(self, day=day).version is None and day > version.effective_from:
            day = self.book.regime_on(day).effective_from - timedelta(days=1)
        return replace(self, day=day).judgement() if day != self.day else None

    # -- whom it is for -----------------------------------------------------------------------------------------

    def _wrong_subject(self, version: CriteriaVersion) -> Judgement:
        given = subject_words(self.facts.subject or self.award.subjects[0])
        wanted = " hoặc ".join(subject_words(s) for s in self.award.subjects)
        why = f"Hồ sơ của {given}, mà {self.award.name} chỉ dành cho {wanted}."
        told = Outcome(f"Đúng đối tượng: {wanted}", Truth.UNMET, why, version.basis, version.source_status, wait=None)
        return self._told(Verdict.NOT_ELIGIBLE, version, [told])

    def _unknown_subject(self, version: CriteriaVersion) -> Judgement:
        need = "Đối tượng đề nghị là cá nhân hay tập thể"
        told = Outcome(
            "Đúng đối tượng", Truth.UNKNOWN, "Chưa biết là cá nhân hay tập thể.", version.basis,
            version.source_status, Gap.MISSING, (need,),
        )  # fmt: skip
        return self._told(Verdict.INCOMPLETE, version, [told])


def _verdict_of_unknown(whole: Condition, case: Case) -> Verdict:
    """Return whether evidence could still decide, or only a text that is not held stands open."""
    if evaluate(whole, case, frozenset({Gap.MISSING})).value is Truth.MET:
        return Verdict.INCOMPLETE
    all_brought = evaluate(whole, case, frozenset({Gap.MISSING, Gap.NOT_HELD})).value
    return Verdict.UNDECIDED if all_brought is Truth.MET else Verdict.INCOMPLETE


def _unfolded(condition: Condition, outcome: Outcome) -> tuple[Outcome, ...]:
    """Return the conditions of a title one by one: a conjunction at the top is a list to the reader."""
    return outcome.parts if isinstance(condition.test, All) else (outcome,)
