"""How much a title or a form of commendation brings, by the base salary on the day of the decision (tiền thưởng)."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.legal_facts import Award
from knowledge.rewards import base_salary, household_factor, reward, reward_rule
from knowledge.text import folded
from retriever.answering.models import Answer, Status
from retriever.answering.references import SECONDARY, asked_period, bases_line, cited, until_words
from retriever.answering.sources import CLOSING
from retriever.understanding import Question

_MOST_AWARDS = 3
_COLLECTIVE = re.compile(r"\btap the\b|\bdon vi\b|\bphong\b")
_INDIVIDUAL = re.compile(r"\bca nhan\b|\bnguoi\b|\btoi\b|\bem\b|\b(?:cong|vien) chuc\b|\bgiao vien\b")
_CLAIMS = re.compile(r"\b(?:dung khong|dung chu|co dung|phai khong|co phai|nghe noi|dung ko|phai ko)\b")
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?) ?(đồng|dong|đ|triệu|trieu|tr|nghìn|nghin|ngàn|ngan|k)(?!\w)")
_HOUSEHOLD = re.compile(r"\bho gia dinh\b|\bgia dinh\b|\bho\b")


def names_amount(question: Question) -> bool:
    """Say whether a question names an amount of money to be confirmed ("3 triệu đúng không")."""
    return bool(_AMOUNT.search(question.text.lower()) and _CLAIMS.search(question.line))


def about_money(question: Question, asked: Sequence[Award], as_of: date) -> Answer:
    """Return the rewards of awards by the base salary on the day of the decision."""
    period = asked_period(question, as_of)
    days = dict.fromkeys((period.first, period.last))
    rules = [r for d in days if (r := reward_rule(d))]
    salaries = list(dict.fromkeys(s for d in days if (s := base_salary(d))))
    if len(rules) < len(days) or not salaries:
        reason = f"Chưa giữ hệ số tiền thưởng hoặc lương cơ sở cho quyết định ký ngày {period.first:%d/%m/%Y}."
        return Answer(Status.NOT_FOUND, f"{reason} Hãy hỏi cơ quan thường trực thi đua, khen thưởng.", as_of)
    lines = []
    for salary in salaries:
        for award in asked[:_MOST_AWARDS]:
            lines += [_amount(award, who, salary.amount) for who in _recipients(award, question.line)]
    lines = [*_verdict(question, lines), *lines]
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


def _verdict(question: Question, lines: Sequence[str]) -> list[str]:
    """Return whether the amount that a question claims is the one computed; nothing where it claims none."""
    claimed = [_value(m) for m in _AMOUNT.finditer(question.text.lower())]
    if len(claimed) != 1 or not _CLAIMS.search(question.line):
        return []
    return ["Đúng." if any(f": {_money_words(claimed[0])} " in line for line in lines) else "Không đúng."]


def _value(match: re.Match[str]) -> int:
    thousands = {"tr": 1_000_000, "n": 1_000, "k": 1_000}
    times = next((t for start, t in thousands.items() if match[2].startswith(start)), 1)
    return int(float(match[1].replace(".", "").replace(",", ".")) * times)


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
