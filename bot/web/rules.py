"""The law as tdkt holds it, readable: legal facts by matter, the register of texts, what rewards are made of."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.web.rendering import page
from bot.web.visits import OurSite
from knowledge.legal_facts import Award, awards, topics
from knowledge.rewards import base_salary, reward, reward_rule
from knowledge.validity import register

router = APIRouter(include_in_schema=False)
_KINDS = {
    "criteria": "Tiêu chuẩn, nguyên tắc xét", "votes": "Phiếu của Hội đồng", "authority": "Thẩm quyền",
    "procedure": "Hồ sơ, thủ tục, thời hạn", "money": "Tiền thưởng", "validity": "Hiệu lực văn bản",
    "change": "Thay đổi qua các thời kỳ", "transition": "Chuyển tiếp",
}  # fmt: skip


@router.get("/quy-dinh")
def rules(request: Request, site: OurSite) -> HTMLResponse:
    """Show every legal fact with its provision, days and source, and the texts it may rest on."""
    today = site.now().date()
    kinds = dict.fromkeys(topic.kind for topic in topics())
    context = {
        "matters": [(_KINDS.get(kind, kind), [t for t in topics() if t.kind == kind]) for kind in kinds],
        "texts": register(), "money": _money(today), "salary": base_salary(today), "rule": reward_rule(today),
    }  # fmt: skip
    return page(request, "rules.html", context)


def _money(day: date) -> list[dict[str, Any]]:
    """Return the reward of each title on a day, where factor and base salary are held."""
    salary = base_salary(day)
    if salary is None or reward_rule(day) is None:
        return []
    paid = [a for a in awards().values() if a.individual or a.collective]
    return [_amounts(award, salary.amount) for award in paid]


def _amounts(award: Award, base: int) -> dict[str, Any]:
    sums = [reward(factor, base) if factor else None for factor in (award.individual, award.collective)]
    return {"award": award, "individual": sums[0], "collective": sums[1]}
