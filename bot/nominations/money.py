"""What the prizes of a list would cost (tiền thưởng): of the eligible only, each person's highest title once a year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.nominations.judging import Judged
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import award_codes
from knowledge.criteria.verdicts import Verdict
from knowledge.legal_facts import Award, awards
from knowledge.rewards import base_salary, reward, reward_rule


@dataclass(frozen=True, slots=True)
class Prize:
    """What one title costs for those of a list who are eligible.

    Attributes:
        each: reward for one, in đồng; None where base salary, rule or factor is not held, which ``basis`` tells.
        passed_over: eligible people who get a higher title's money within the same year.
        basis: factor, base salary and its day, documents and how surely they are known.
    """

    name: str
    subject: str
    count: int
    passed_over: int
    each: int | None
    basis: str

    @property
    def total(self) -> int | None:
        """Return the sum in đồng."""
        return None if self.each is None else self.each * self.count


@dataclass(frozen=True, slots=True)
class _Claim:
    """An eligible row with its factor; the day whose base salary counts, and whether that day is a signing."""

    row: Judged
    award: Award | None
    factor: Decimal | None
    day: date
    is_signed: bool

    @property
    def is_person(self) -> bool:
        return self.row.nomination.facts.get("subject") != Subject.COLLECTIVE


def prizes(rows: Sequence[Judged], as_of: date) -> list[Prize]:
    """Return the prizes of the rows that are eligible, by title and day."""
    claims = [_claim(row, as_of) for row in rows if row.judgement and row.judgement.verdict is Verdict.ELIGIBLE]
    paid = _highest(claims)
    groups: dict[tuple[str, bool, date, bool], list[_Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.row.title_name, claim.is_person, claim.day, claim.is_signed].append(claim)
    return [_prize(group, paid) for group in groups.values()]


def _claim(row: Judged, as_of: date) -> _Claim:
    n = row.nomination
    code = award_codes().get(n.title or "")
    award = awards().get(code.legal_id) if code and code.legal_id else None
    is_many = n.facts.get("subject") == Subject.COLLECTIVE
    factor = (award.collective if is_many else award.individual) if award else None
    signed = n.facts.get("signed_on")
    return _Claim(row, award, factor, date.fromisoformat(signed) if signed else as_of, bool(signed))


def _highest(claims: Sequence[_Claim]) -> set[int]:
    """Return which claims are paid: of several titles of one person within one year only the highest."""
    codes = award_codes()
    best: dict[tuple[object, ...], tuple[Decimal, int]] = {}
    paid = set()
    for i, claim in enumerate(claims):
        n = claim.row.nomination
        if not codes[n.title or ""].is_title or claim.factor is None:
            paid.add(i)
            continue
        key = (*n.identity.as_person, n.facts.get("achievement_year"))
        if key not in best or claim.factor > best[key][0]:
            best[key] = (claim.factor, i)
    return {id(claims[i].row) for i in paid | {i for _, i in best.values()}}


def _prize(group: Sequence[_Claim], paid: set[int]) -> Prize:
    first = group[0]
    count = sum(id(c.row) in paid for c in group)
    base, rule = base_salary(first.day), reward_rule(first.day)
    subject = "cá nhân" if first.is_person else "tập thể"
    day = f"ngày ký {first.day:%d/%m/%Y}" if first.is_signed else f"ngày xét {first.day:%d/%m/%Y} vì chưa có ngày ký"
    each = None
    if first.factor is None or first.award is None:
        told = f"chưa giữ hệ số tiền thưởng của {first.row.title_name} ({subject})"
    elif base is None or rule is None:
        told = f"chưa giữ {'lương cơ sở' if base is None else 'quy tắc tính thưởng'} của {day}"
    else:
        each = reward(first.factor, base.amount)
        status = {base.source_status, rule.source_status, first.award.factor_status}
        sure = "đã đối chiếu văn bản" if status == {"V"} else "có nguồn thứ cấp, cần đối chiếu bản gốc"
        told = (
            f"hệ số {str(first.factor).replace('.', ',')} × lương cơ sở {thousands(base.amount)} đ "
            f"của {day}, làm tròn lên "
            f"({rule.basis.number} {rule.basis.provision or ''}; {base.basis.number}; {sure})"
        )
    return Prize(first.row.title_name, subject, count, len(group) - count, each, told)


def thousands(amount: int) -> str:
    """Return an amount as people write it: 2.340.000."""
    return f"{amount:,}".replace(",", ".")
