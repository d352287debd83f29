"""The questions of a consultation in their order: those first that decide soonest."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.dialogue.eligibility.question import LOWER_YEAR, UNACCEPTED, Case, Choice, Question, Trials
from bot.dialogue.eligibility.questions_of_all import capital, conduct, of_collective, participates, rating, votes
from bot.dialogue.eligibility.sufficiency import HELD_BEFORE, NEEDED_SCOPE, NEEDED_TITLES
from knowledge.criteria import Subject, name_of

_YEARLY = ("LDTT", "CSTT", "CSTDCS")


def questions_for(case: Case) -> Iterator[Question]:
    """Yield the questions that a case may need, those that decide soonest first."""
    yield from _year(case)
    if case.year is None:
        return
    yield from _received(case, case.year)
    yield from of_collective(case) if case.subject is Subject.COLLECTIVE else _individual(case, case.year)
    yield from conduct(case, case.year)
    if case.votes is not None:
        yield votes(case.votes)


def _year(case: Case) -> Iterator[Question]:
    if case.year is None:
        this = case.as_of.year
        choices = tuple(Choice(f"Năm {y}", {"achievement_year": y}) for y in (this, this - 1, this - 2))
        yield Question("year", f"{name_of(case.title)} của năm nào?", choices, lead="xét năm ")


def _received(case: Case, year: int) -> Iterator[Question]:
    """Ask for the receipt only where a change of law makes it matter."""
    if case.change is None or case.facts.get("received_on") or case.facts.get("signed_on"):
        return
    before = date.fromordinal(case.change.toordinal() - 1)
    recent = year >= case.change.year - 1
    early = Choice(f"Trước {case.change:%d/%m/%Y}", {"received_on": before.isoformat()} if recent else {}, ("before",))
    late = Choice(f"Từ {case.change:%d/%m/%Y}", {"received_on": case.as_of.isoformat()})
    if not recent and "before" in case.closed:
        asked = "Cơ quan thẩm định tiếp nhận hồ sơ ngày nào? Bạn gõ ngày, ví dụ 15/12/2023."
        yield Question("received_day", asked, lead="hồ sơ tiếp nhận ngày ")
        return
    text = "Hồ sơ đã được cơ quan thẩm định tiếp nhận chưa? (nhớ ngày thì bạn gõ luôn)"
    choices = (early, late, Choice("Chưa nộp", {}, ("not_sent",), "no"))
    yield Question("received", text, choices, lead="hồ sơ tiếp nhận ngày ")


def _individual(case: Case, year: int) -> Iterator[Question]:
    if case.title in _YEARLY:
        yield rating(case, year)
    if case.title in HELD_BEFORE:
        yield from _long_service(case, year, *HELD_BEFORE[case.title])
    if case.title in NEEDED_TITLES:
        yield from _streak(case, year, *NEEDED_TITLES[case.title])
    if case.title == "BK_BO_TINH":
        yield rating(case, year)
        yield rating(case, year - 1)
    if case.title in NEEDED_SCOPE:
        yield from _initiative(case, year, NEEDED_SCOPE[case.title])
    if case.title in _YEARLY:
        yield participates(case, year)
    if case.title == "CSTDCS":
        yield _title_of_year(case, year)


def _title_of_year(case: Case, year: int) -> Question:
    """Ask for the lower title, which opens the way where the rating or the movements do not."""
    name = name_of("LDTT")
    no = _none(case, "titles", "Chưa được")
    trials: Trials = (({"titles": _rows("LDTT", [year], "1")}, ("titles",)), ({"titles": []}, ("titles",)))
    text = f"Bạn đã được tặng {name} năm {year} chưa? Nếu rồi, bạn gõ số quyết định giúp tôi."
    return Question("ldtt_title", text, (no,), trials, ("titles",), f"{name} năm {year} ")


def _rows(code: str, years: Sequence[int | None], decision: str | None = None) -> list[dict[str, Any]]:
    return [{"title": code, "year": year, "decision": decision} for year in years]


def _none(case: Case, name: str, label: str) -> Choice:
    """Return the answer that there is none, or none besides what was told."""
    if case.facts.get(name):
        return Choice("Chỉ có vậy", {}, (name,), "no")
    return Choice(label, {name: []}, (name,), "no")


def _streak(case: Case, year: int, code: str, count: int) -> Iterator[Question]:
    name = name_of(code)
    told = sorted({r["year"] for r in case.facts.get("titles") or [] if r.get("title") == code and r.get("year")})
    ending = [tuple(range(last - count + 1, last + 1)) for last in (year, year - 1)]
    runs = [Choice(f"{count} năm liền {y[0]}–{y[-1]}", {"titles": _rows(code, y)}, ("titles",)) for y in ending]
    choices = (*([] if told else runs), _none(case, "titles", "Chưa lần nào"))
    trials: Trials = (({"titles": _rows(code, ending[0], "1")}, ("titles",)), ({}, ("titles",)))
    example = ", ".join(f"{y} (QĐ số …)" for y in ending[0])
    text = f"Những năm nào bạn được tặng {name}? Bạn kể hết các năm giúp tôi, kèm số quyết định nếu có: {example}."
    if told:
        text = f"Ngoài {', '.join(map(str, told))}, bạn còn được tặng {name} năm nào nữa không? Bạn gõ năm giúp tôi."
    if "titles" not in case.closed:
        none: Trials = () if told else (({"titles": []}, ("titles",)),)
        yield Question("titles", text, choices, (*trials, *none), ("titles",), f"{name} năm ")
        return
    bare = [r["year"] for r in case.facts.get("titles") or [] if r.get("title") == code and not r.get("decision")]
    years = sorted(y for y in bare if y is not None)
    if years:
        asked = f"Số quyết định tặng {name} của từng năm ({', '.join(map(str, years))}) là gì? Bạn gõ theo thứ tự năm."
        known = {"titles": [row | {"decision": str(n)} for n, row in enumerate(_rows(code, years), 1)]}
        yield Question("titles_decisions", asked, (), ((known, ()), ({}, ())), (), f"{name} ")


def _long_service(case: Case, year: int, form: str, count: int) -> Iterator[Question]:
    """Ask about a form of commendation held before, and the years since."""
    yield from _form(case, form, year - count)
    years = tuple(range(year - count + 1, year + 1))
    good = {"ratings": {str(y): "HTTNV" for y in years if str(y) not in (case.facts.get("ratings") or {})}}
    low = {"ratings": {str(year): "HTNV"}}
    if LOWER_YEAR in case.closed:
        text = f"Bạn gõ mức xếp loại từng năm {years[0]}–{year} giúp tôi, ví dụ: {year} HTTNV."
        yield Question("ratings_each", text, (), ((good, ()), (low, ())))
    else:
        text = f"Từ {years[0]} đến {year}, năm nào bạn cũng được xếp loại hoàn thành tốt nhiệm vụ trở lên phải không?"
        always = Choice("Có, năm nào cũng vậy", good, (), "yes")
        lower = Choice("Không, có năm thấp hơn", {}, (LOWER_YEAR,), "no")
        yield Question("ratings", text, (always, lower), ((good, ()), (low, ())))
    if case.title == "HCLD_BA" and "HTXSNV" not in (case.facts.get("ratings") or {}).values():
        text = "Trong các năm đó, năm nào bạn được xếp loại hoàn thành xuất sắc nhiệm vụ? Bạn gõ năm."
        none = Choice("Không có năm nào", {}, ("no_best_year",), "no")
        if "no_best_year" not in case.closed:
            best = {"ratings": {str(year): "HTXSNV"}}
            yield Question("best_year", text, (none,), ((best, ()), ({}, ())), lead="HTXSNV năm ")
    yield from _streak(case, year, "CSTDCS", 3)


def _form(case: Case, form: str, year: int) -> Iterator[Question]:
    """Ask whether a form of commendation is held, of which year, and by which decision."""
    name = name_of(form)
    rows = [r for r in case.facts.get("commendations") or [] if r.get("form") == form]
    proven = {"commendations": [r | {"decision": "1"} for r in rows] or [{"form": form, "year": year, "decision": "1"}]}
    trials: Trials = ((proven, ("commendations",)), ({} if rows else {"commendations": []}, ("commendations",)))
    if "commendations" not in case.closed and not rows:
        text = f"Bạn đã được tặng {name} chưa? Nếu rồi, bạn gõ năm và số quyết định giúp tôi."
        none = _none(case, "commendations", "Chưa được")
        yield Question("commendations", text, (none,), trials, ("commendations",), f"{name} năm ")
    elif any(not r.get("decision") for r in rows):
        text = f"Số quyết định tặng {name} là gì? Bạn gõ giúp tôi, kèm năm nếu chưa kể."
        yield Question("form_decision", text, (), trials, ("commendations",), f"{name} ")


def _initiative(case: Case, year: int, scope: str) -> Iterator[Question]:
    where = {"co_so": "cấp cơ sở", "bo_tinh": "cấp bộ, tỉnh", "toan_quoc": "toàn quốc"}[scope]
    years: tuple[int | None, ...] = {"CSTDCS": (year,), "BK_BO_TINH": (year - 1, year)}.get(case.title, (None,))
    when = {"CSTDCS": f" năm {year}", "BK_BO_TINH": f" trong hai năm {year - 1}, {year}"}.get(case.title, "")
    done, many = ("initiatives",), f"{len(years)} " if len(years) > 1 else ""
    ours, studies = (
        [{"kind": kind, "scope": scope, "year": y, "decision": None} for y in years] for kind in ("sang_kien", "de_tai")
    )
    choices = (
        Choice(capital(f"{many}sáng kiến {where}"), {"initiatives": ours}, done, "" if many else "yes"),
        Choice(capital(f"{many}đề tài {where} đã nghiệm thu"), {"initiatives": studies}, done),
        _none(case, "initiatives", "Không có"),
    )
    proven = {"initiatives": [row | {"decision": str(n)} for n, row in enumerate(ours, 1)]}
    more = "Ngoài những điều đã kể, bạn còn" if case.facts.get("initiatives") else "Bạn"
    text = f"{more} có {many}sáng kiến hoặc đề tài {where} được công nhận{when} không?"
    if "initiatives" not in case.closed:
        yield Question("initiatives", text, choices, ((proven, done), ({"initiatives": []}, done)), done)
        return
    rows = case.facts.get("initiatives") or []
    bare = [r for r in rows if not r.get("decision")]
    if bare and UNACCEPTED not in case.closed:
        known = {"initiatives": [r | {"decision": str(n)} for n, r in enumerate(rows, 1)]}
        asked = "Số quyết định công nhận sáng kiến (đề tài) là gì? Ví dụ: 45/QĐ-SNV."
        none = Choice("Chưa được công nhận", {}, (UNACCEPTED,), "no")
        yield Question("initiative_decision", asked, (none,), ((known, ()), ({}, (UNACCEPTED,))))
