"""Which version of the law an answer rests on (câu trả lời theo chế độ pháp luật nào)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from knowledge.citations import find_numbers, number_of
from knowledge.criteria import shipped_criteria
from knowledge.criteria.book import Regime
from retriever.answering.models import Citation

NO_LAW, NO_SOURCE = "van-ban-khac", "khong-dan"
_WORDS = {
    NO_LAW: "Văn bản khác (kế hoạch, quy định của đơn vị, cấp trên)",
    NO_SOURCE: "Không dẫn văn bản (lịch hạn, tính điều kiện, hướng dẫn)",
}
# What follows these words does not decide: what came before, what is replaced or amended.
_NOT_DECIDING = re.compile(r"văn bản thay|trước|\(sửa đổi")


def law_version(citations: Iterable[Citation], as_of: date) -> str:
    """Return the id of the regime that an answer rests on; another id where it rests on no law, or on nothing.

    Where it rests on several, the latest one that has begun is meant.
    """
    cited = list(citations)
    regimes = shipped_regimes()
    named = {r.id for c in cited for r in _deciding(regimes, c.number, as_of)}
    begun = [r for r in regimes if r.id in named]
    if begun:
        return max(begun, key=lambda r: (r.effective_from <= as_of, r.effective_from)).id
    return NO_LAW if cited else NO_SOURCE


def version_words(version: str) -> str:
    """Return what a regime, or what is none, is called."""
    regime = next((r for r in shipped_regimes() if r.id == version), None)
    if regime is None:
        return _WORDS.get(version, version)
    return f"{regime.laws} ({regime.period})"


def version_order(version: str) -> int:
    """Return where a regime stands among all; the newest first, what is no law last."""
    ids = [*reversed([r.id for r in shipped_regimes()]), NO_LAW, NO_SOURCE]
    return ids.index(version) if version in ids else len(ids)


def shipped_regimes() -> Sequence[Regime]:
    """Return the regimes of law, the oldest first."""
    return shipped_criteria().regimes


def _deciding(regimes: Sequence[Regime], number: str | None, as_of: date) -> list[Regime]:
    """Return the regime that a cited number stands for: the one of today where several are named by it, else the last.

    Luật 06/2022/QH15 decides with one decree and then with another.
    """
    key = _key(number)
    named = [r for r in regimes if key and key in _numbers()[r.id]]
    today = [r for r in named if r.holds_on(as_of)]
    return today or named[-1:]


@lru_cache(maxsize=1)
def _numbers() -> Mapping[str, frozenset[str]]:
    return {r.id: frozenset(n.key for n, _ in find_numbers(_NOT_DECIDING.split(r.laws)[0])) for r in shipped_regimes()}


def _key(number: str | None) -> str:
    found = number_of(number) if number else None
    return found.key if found else ""
