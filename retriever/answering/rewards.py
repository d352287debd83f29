"""How much a title or a form of commendation brings, by the base salary on the day of the decision (tiền thưởng)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from knowledge.legal_facts import Award
from knowledge.quantities import FACTOR, MONEY, quantities
from knowledge.rewards import Rate, base_salary, household_factor, reward, reward_rule
from knowledge.text import folded
from retriever.answering.claims import UNCHECKED, stated
from retriever.answering.models import Answer, Status
from retriever.answering.references import SECONDARY, asked_period, bases_line, cited, until_words
from retriever.answering.sources import CLOSING
from retriever.understanding import Question

_MOST_AWARDS = 3
_COLLECTIVE = re.compile(r"\btap the\b|\bdon vi\b|\bphong\b")
_INDIVIDUAL = re.compile(r"\bca nhan\b|\bnguoi\b|\btoi\b|\bem\b|\b(?:cong|vien) chuc\b|\bgiao vien\b")
_HOUSEHOLD = re.compile(r"\bho gia dinh\b|\bgia dinh\b|\bho\b")


def names_amount(question: Question) -> bool:
    """Say whether a question states an amount of money or a factor to be checked ("3 triệu đúng không")."""
    return bool(stated(question) and _stated_values(question))


def about_money(question: Question, asked: Sequence[Award], as_of: date) -> Answer:
    """Return the rewards of awards by the base salary on the day of the decision."""
    period = asked_period(question, as_of)
    days = dict.fromkeys((period.first, period.last))
    rules = [r for d in days if (r := reward_rule(d))]
    salaries = list(dict.fromkeys(s for d in days if (s := base_salary(d))))
    if len(rules) < len(days) or not salaries:
        reason = f"Chưa giữ hệ số tiền thưởng hoặc lương cơ sở cho quyết định ký ngày {period.first:%d/%m/%Y}."
        reason = UNCHECKED + reason if names_amount(question) else reason
        return Answer(Status.NOT_FOUND, f"{reason} Hãy hỏi cơ quan thường trực thi đua, khen thưởng.", as_of)
    lines = _lines(question, asked, salaries)
    if verdict := _verdict(question, asked, lines, salaries[-1]):
        lines[0] = verdict + lines[0]
    named = salaries[0].basis
    base = "; ".join(f"{_money_words(s.amount)} (từ {s.effective_from:%d/%m/%Y})" for s in salaries)
    lines.append(
        f"Tính theo lương cơ sở tại ngày ký quyết định: {base}; hệ số nhân lương cơ sở, làm tròn lên chục nghìn đồng."
    )
    status = "S" if any(a.factor_status == "S" for a in asked) or salaries[0].source_status == "S" else "V"
    citations = [cited(r.basis, status, until_words(r.effective_to)) for r in dict.fromkeys(rules)]
    citations += [cited(s.basis, s.source_status, until_words(s.effective_to)) for s in salaries]
    shown = [r.basis for r in dict.fromkeys(rules)] + [named]
    closing = [bases_line(shown), *([SECONDARY] if status == "S" else []), CLOSING]
    return Answer(Status.ANSWERED, "\n".join([*lines, *closing]), as_of, tuple(citations))


def _verdict(question: Question, asked: Sequence[Award], lines: Sequence[str], salary: Rate) -> str | None:
    """Return how the amount or the factor that a question states compares; None where it states none."""
    values = _stated_values(question)
    if len(values) != 1 or not stated(question):
        return None
    (unit, value) = values[0]
    if unit == FACTOR:
        held = {f for a in asked[:_MOST_AWARDS] for f in (a.individual, a.collective) if f is not None}
        return "Đúng: " if any(Fraction(str(f)) == value for f in held) else "Không đúng: "
    if any(f": {_money_words(int(value))} " in line for line in lines):
        return "Đúng: "
    before = base_salary(salary.effective_from - timedelta(days=1))
    if before and any(f": {_money_words(int(value))} " in n for n in _lines(question, asked, [before])):
        return f"Không còn đúng từ ngày {salary.effective_from:%d/%m/%Y}: "
    return "Không đúng: "


def _stated_values(question: Question) -> list[tuple[str, Fraction]]:
    found = quantities(question.text, question.line, ())
    money = [(q.unit, q.value) for q in found if q.unit == MONEY]
    return money or [(q.unit, q.value) for q in found if q.unit == FACTOR]


def _lines(question: Question, asked: Sequence[Award], salaries: Sequence[Rate]) -> list[str]:
    return [
        _amount(award, who, salary.amount)
        for salary in salaries
        for award in asked[:_MOST_AWARDS]
        for who in _recipients(award, question.line)
    ]


def _recipients(award: Award, line: str) -> list[str]:
    rest = line.replace(folded(award.name).lower(), " ")
    held = [w for w, f in (("cá nhân", award.individual), ("tập thể", award.collective)) if f is not None]
    if award.individual is not None and _HOUSEHOLD.search(rest):
        return ["hộ gia đình"]
    if "cá nhân" in held and _INDIVIDUAL.search(rest) and not re.search(r"\btap the\b", rest):
        return ["cá nhân"]
    return ["tập thể"] if "tập thể" in held and _COLLECTIVE.search(rest) else held


def _amount(award: Award, who: str, base: int) -> str:
    factor = award.collective if who == "tập thể" else award.individual
    factor = factor or 0 * household_factor()
    if who == "hộ gia đình":
        factor = factor * household_factor()
    shown = f"{factor.normalize():f}".replace(".", ",")
    total = reward(factor, base)
    return f"{award.name} ({who}): {_money_words(total)} (hệ số {shown} × {_money_words(base)})."


def _money_words(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"
