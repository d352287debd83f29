"""Rewards (tiền thưởng): factor times the base salary on the day a decision is signed, rounded up; never tabulated."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from knowledge.data import load_yaml
from knowledge.legal_facts import Basis, basis_of, checked_status


@dataclass(frozen=True, slots=True)
class Rate:
    """A base salary (lương cơ sở) or a rule of rewards, with its period."""

    basis: Basis
    effective_from: date
    effective_to: date | None
    source_status: str
    amount: int


def _rate(group: str, day: date) -> Rate | None:
    for row in load_yaml("legal/money.yaml")[group]:
        if row["from"] <= day and (row.get("to") is None or day <= row["to"]):
            status = checked_status(row.get("status"), group)
            return Rate(basis_of(row["basis"]), row["from"], row.get("to"), status, row.get("amount", 0))
    return None


def base_salary(day: date) -> Rate | None:
    """Return the base salary on a day; None where it is not held."""
    return _rate("base_salaries", day)


def reward_rule(day: date) -> Rate | None:
    """Return the rule by which rewards of decisions signed on a day are computed; None where it is not held."""
    return _rate("rules", day)


def household_factor() -> Decimal:
    """Return how many times the individual's reward a household gets."""
    return Decimal(load_yaml("legal/money.yaml")["household_factor"])


def reward(factor: Decimal, base: int) -> int:
    """Return factor times base salary, rounded up to the step that the rule names (làm tròn lên)."""
    step = load_yaml("legal/money.yaml")["round_up_to"]
    return int((factor * base / step).to_integral_value(ROUND_CEILING)) * int(step)
