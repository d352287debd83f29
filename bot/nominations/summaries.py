"""What a row tells in free words: earlier awards, and the summary of achievements, which counts once confirmed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nominations import values
from bot.nominations.faults import Fault, masked, shown
from bot.nominations.grid import Cell
from bot.nominations.nominees import Nomination
from knowledge.criteria.facts import Rating, Scope
from knowledge.criteria.narrative import Told
from knowledge.criteria.titles import name_of
from knowledge.text import folded

ReadWords = Callable[[str, int | None], Told]
"""Reads free words into a part of FACTS.json; the year is that of the achievement."""

_AWARDS = ("titles", "commendations")
_LISTS = {
    "titles": ("title", "year"),
    "commendations": ("form", "year"),
    "initiatives": ("name", "year"),
    "discipline": ("form", "from"),
}
_SCALARS = ("under_review", "participates", "months_worked", "leave", "votes")
_MEANS_AWARD = re.compile(
    r"\d|danh hieu|cst|ldtt|lao dong|chien si|bang khen|giay khen|huan chuong|co thi dua|\bbk|\bgk|\bhc"
)
_NAMES = {"titles": "danh hiệu", "commendations": "khen thưởng", "initiatives": "sáng kiến", "discipline": "kỷ luật"}
_FLAGS = {"under_review": "đang bị xem xét", "participates": "tham gia phong trào"}


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of the summary of a row.

    Attributes:
        words: as it is shown for confirmation; empty where nothing was understood.
        unread: the pieces that were not understood.
    """

    sheet: str
    row: int
    facts: Mapping[str, Any]
    words: str
    unread: tuple[str, ...]

    @property
    def line(self) -> str:
        """Return the line that is shown for confirmation."""
        rest = f" (chưa hiểu: {'; '.join(map(shown, self.unread))})" if self.unread else ""
        return f"trang “{shown(self.sheet)}”, dòng {self.row}: hiểu là {self.words or '(không có gì)'}{rest}"


# -- earlier awards -------------------------------------------------------------------------------------


def with_held(nominations: Sequence[Nomination], read: ReadWords) -> list[Nomination]:
    """Return the nominations with the awards that their column of earlier awards names."""
    return [_with_held(n, read) if n.held and not values.says_none(Cell(n.held)) else n for n in nominations]


def _with_held(nomination: Nomination, read: ReadWords) -> Nomination:
    told = read(nomination.held, None)
    unread = [u for u in told.unread if _MEANS_AWARD.search(folded(u))]
    nothing = not any(told.facts.get(k) for k in _AWARDS)
    where = f"cột danh hiệu đã đạt ghi “{shown(nomination.held)}”"
    if unread or nothing:
        piece = f" (phần “{shown(unread[0])}”)" if unread else ""
        fault = Fault(
            *nomination.place, f"{where}: chưa hiểu hết{piece}", "ghi như “CSTĐCS 2023, 2024”; coi là chưa rõ"
        )
        return nomination.with_facts({k: None for k in _AWARDS}, fault)
    facts = {k: [dict(row) for row in told.facts.get(k) or ()] for k in _AWARDS}
    _decide(facts, nomination.held_decision)
    changes = {k: [*rows, *_others(nomination.facts.get(k) or (), rows, _LISTS[k])] or nomination.facts.get(k)
               for k, rows in facts.items()}  # fmt: skip
    return nomination.with_facts(changes)


def _decide(facts: Mapping[str, list[dict[str, Any]]], written: str) -> None:
    """Give the decisions beside earlier awards to them, one to each, where there are as many."""
    rows = [row for k in _AWARDS for row in facts[k]]
    numbers = [n.strip() for n in re.split(r"[;,\n]", written) if n.strip()]
    if len(numbers) == len(rows):
        for row, number in zip(rows, numbers, strict=True):
            row["decision"] = row.get("decision") or number


def _others(
    rows: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], by: Sequence[str]
) -> list[Mapping[str, Any]]:
    held = {tuple(row.get(k) for k in by) for row in known}
    return [row for row in rows if tuple(row.get(k) for k in by) not in held]


# -- the summary of achievements ------------------------------------------------------------------------


def understood(nominations: Sequence[Nomination], read: ReadWords) -> list[Understood]:
    """Return what the summaries tell, one for each row that has one."""
    found: dict[tuple[str, int], Understood] = {}
    for n in nominations:
        if n.summary and n.place not in found:
            told = read(n.summary, n.facts.get("achievement_year"))
            found[n.place] = Understood(*n.place, told.facts, words_of(told.facts), told.unread)
    return list(found.values())


def words_of(facts: Mapping[str, Any]) -> str:
    """Return facts as people read them."""
    words = [f"{Rating(r).value} {y}" for y, r in (facts.get("ratings") or {}).items()]
    for rows, field in ((facts.get("titles"), "title"), (facts.get("commendations"), "form")):
        words += _awards(rows, field)
    for row in facts.get("initiatives") or ():
        kind = "đề tài" if row.get("kind") == "de_tai" else "sáng kiến"
        scope = f"cấp {Scope(row['scope']).words}" if row.get("scope") else "chưa rõ cấp"
        parts = (kind, f"“{shown(row['name'])}”" if row.get("name") else "", scope, str(row.get("year") or ""))
        words.append(" ".join(filter(None, (*parts, f"(QĐ {row['decision']})" if row.get("decision") else ""))))
    words += [f"kỷ luật {row.get('form') or ''}".strip() for row in facts.get("discipline") or ()]
    words += [f"không có {name}" for k, name in _NAMES.items() if facts.get(k) == []]
    words += [text if facts[k] else f"không {text}" for k, text in _FLAGS.items() if facts.get(k) is not None]
    if facts.get("months_worked") is not None:
        words.append(f"công tác {facts['months_worked']:g} tháng")
    return masked("; ".join(words))


def _awards(rows: Sequence[Mapping[str, Any]] | None, field: str) -> list[str]:
    years: dict[str, list[str]] = {}
    for row in rows or ():
        decision = f" (QĐ {row['decision']})" if row.get("decision") else ""
        years.setdefault(row[field], []).append(f"{row.get('year') or 'chưa rõ năm'}{decision}")
    return [f"{name_of(code)} {', '.join(told)}" for code, told in years.items()]


def with_summaries(
    nominations: Sequence[Nomination], told: Sequence[Understood], *, confirmed: bool
) -> list[Nomination]:
    """Return the nominations with what their summaries tell; where that is not confirmed it is only named."""
    by_place = {(u.sheet, u.row): u for u in told}
    return [_joined(n, by_place[n.place], confirmed) if n.place in by_place else n for n in nominations]


def _joined(nomination: Nomination, told: Understood, confirmed: bool) -> Nomination:
    if not told.words:
        return nomination
    if not confirmed:
        text = f"Tóm tắt thành tích (hiểu là {told.words}) chưa dùng vì chưa có người xác nhận"
        return nomination.with_facts(
            {}, Fault(*nomination.place, text, "xác nhận, chạy lại với --yes, hoặc điền cột riêng")
        )
    changes: dict[str, Any] = {}
    faults = [
        Fault(*nomination.place, f"tóm tắt thành tích: chưa hiểu “{shown(piece)}”", "không dùng phần này", is_note=True)
        for piece in told.unread
    ]
    _join_ratings(nomination, told, changes, faults)
    for name, by in _LISTS.items():
        _join_list(nomination, told, name, by, changes, faults)
    for name in _SCALARS:
        _join_scalar(nomination.facts, told, name, changes, faults)
    _join_collective(nomination, told, changes, faults)
    return nomination.with_facts(changes, *faults)


def _clash(told: Understood, what: str) -> Fault:
    return Fault(told.sheet, told.row, f"{what} trong tóm tắt khác cột riêng", "ghi lại cho khớp; coi là chưa rõ")


def _join_ratings(nomination: Nomination, told: Understood, changes: dict[str, Any], faults: list[Fault]) -> None:
    ratings = dict(nomination.facts.get("ratings") or {})
    for year, rating in (told.facts.get("ratings") or {}).items():
        if ratings.get(str(year), rating) != rating:
            del ratings[str(year)]
            faults.append(_clash(told, f"xếp loại năm {year}"))
        else:
            ratings[str(year)] = rating
    changes["ratings"] = ratings


def _join_list(
    nomination: Nomination, told: Understood, name: str, by: Sequence[str], changes: dict[str, Any], faults: list[Fault]
) -> None:
    more, held = told.facts.get(name), nomination.facts.get(name)
    if more is None:
        return
    if held is None:
        changes[name] = [dict(row) for row in more]
        if more and name in _AWARDS:
            text = f"{_NAMES[name]} chỉ lấy từ tóm tắt thành tích"
            faults.append(Fault(told.sheet, told.row, text, "nếu còn nữa thì ghi vào cột riêng", is_note=True))
    elif bool(held) != bool(more):
        changes[name] = None
        faults.append(_clash(told, _NAMES[name]))
    elif name in _AWARDS:
        changes[name] = [*held, *_others(more, held, by)]


def _join_scalar(
    held: Mapping[str, Any], told: Understood, name: str, changes: dict[str, Any], faults: list[Fault]
) -> None:
    more = told.facts.get(name)
    if more is None:
        return
    if held.get(name) is not None and held[name] != more:
        changes[name] = None
        faults.append(
            _clash(told, _FLAGS.get(name, {"months_worked": "thời gian công tác", "votes": "phiếu"}.get(name, name)))
        )
    else:
        changes[name] = more


def _join_collective(nomination: Nomination, told: Understood, changes: dict[str, Any], faults: list[Fault]) -> None:
    more = told.facts.get("collective")
    if not more:
        return
    held: dict[str, Any] = dict(nomination.facts.get("collective") or {})
    for name in more:
        _join_scalar(held, Understood(told.sheet, told.row, more, "", ()), name, held, faults)
    changes["collective"] = held
