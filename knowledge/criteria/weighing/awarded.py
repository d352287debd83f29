"""Titles and forms that were awarded: in a year, in a row, so often (danh hiệu, hình thức đã đạt)."""

from knowledge.criteria.conditions import Commendation, TitleCount, TitleInYear, TitleStreak
from knowledge.criteria.evidence import Years, commendation_years, ending_in, title_years, undated, undated_form
from knowledge.criteria.logic import Truth, between
from knowledge.criteria.titles import name_of
from knowledge.criteria.weighing.case import YEAR_NEEDED, Case, Finding, counted, decided, last_years, missing, named


def title_in_year(test: TitleInYear, case: Case) -> Finding:
    """Weigh whether a title was awarded for the achievement year."""
    if case.year is None:
        return missing("Chưa biết năm xét.", YEAR_NEEDED)
    held = title_years(case.facts, test.titles, case.year)
    title = named(test.titles)
    if case.year in held.sure:
        return decided(True, f"Đã được tặng {title} năm {case.year}.")
    if case.year in held.possible:
        needs = f"Số quyết định tặng {title} năm {case.year}"
        return missing(f"{title} năm {case.year} chưa có số quyết định.", needs)
    if not held.known or undated(case.facts, test.titles):
        return missing(
            f"Chưa rõ đã được tặng {title} năm {case.year} chưa.", f"Quyết định tặng {title} năm {case.year}"
        )
    return decided(False, f"Danh sách danh hiệu không có {title} năm {case.year}.")


def title_streak(test: TitleStreak, case: Case) -> Finding:
    """Weigh consecutive years of a title (n lần liên tục)."""
    title = named(test.titles)
    asked = f"Số quyết định tặng {title} của từng năm trong {test.times} năm liên tục"
    if case.year is None:
        return missing("Chưa biết năm xét nên chưa tính được chuỗi liên tục.", YEAR_NEEDED, asked)
    held = title_years(case.facts, test.titles, case.year)
    if not held.known:
        return missing(f"Chưa có danh sách {title} các năm.", asked)
    ends = (case.year, case.year - 1)
    sure = max(ending_in(held.sure, end) for end in ends)
    possible = max(ending_in(held.possible, end) for end in ends)
    value = between(sure, possible, test.times)
    if value is Truth.UNMET and undated(case.facts, test.titles):
        value = Truth.UNKNOWN
    wait = max(1, test.times - ending_in(held.possible, case.year))
    return counted(value, _streak_why(held, title, possible, test.times), _proofs(held, title) or (asked,), wait)


def _streak_why(held: Years, title: str, longest: int, times: int) -> str:
    years = ", ".join(str(y) for y in sorted(held.possible)) or "không có năm nào"
    why = f"{title}: {years}; tới năm xét liên tục {longest} lần, cần {times} lần."
    if held.unproven:
        why += f" Chưa có số quyết định: {', '.join(map(str, held.unproven))}."
    if held.revoked:
        why += f" Năm {', '.join(map(str, sorted(held.revoked)))} đã bị hủy, thu hồi nên không tính."
    return why


def _proofs(held: Years, title: str) -> tuple[str, ...]:
    return tuple(f"Số quyết định tặng {title} năm {year}" for year in held.unproven)


def title_count(test: TitleCount, case: Case) -> Finding:
    """Weigh how often a title was awarded."""
    title = named(test.titles)
    asked = f"Danh sách {title} các năm, kèm số quyết định"
    if case.year is None:
        return missing("Chưa biết năm xét.", YEAR_NEEDED, asked)
    held = title_years(case.facts, test.titles, case.year)
    if not held.known:
        return missing(f"Chưa có danh sách {title} các năm.", asked)
    window = case.window or last_years(case.year, test.years)
    within = held.within(window) if window else held
    value = between(len(within.sure), len(within.possible), test.times)
    if value is Truth.UNMET and undated(case.facts, test.titles):
        value = Truth.UNKNOWN
    years = ", ".join(str(y) for y in sorted(within.possible)) or "không có năm nào"
    why = f"{title} trong thời gian tính: {years} ({len(within.possible)} lần, cần {test.times})."
    short = max(1, test.times - len(within.possible))
    return counted(value, why, _proofs(within, title) or (f"{asked} trong thời gian tính",), short)


def commendation(test: Commendation, case: Case) -> Finding:
    """Weigh whether a form of commendation was awarded already."""
    title = name_of(test.form)
    needs = f"Quyết định tặng {title} (số, năm)"
    if case.year is None:
        return missing("Chưa biết năm xét.", YEAR_NEEDED, needs)
    held = commendation_years(case.facts, test.form, case.year)
    if not held.known:
        return missing(f"Chưa rõ đã được tặng {title} chưa.", needs)
    value = between(len(held.sure), len(held.possible), test.times)
    if value is Truth.UNMET and undated_form(case.facts, test.form):
        value = Truth.UNKNOWN
    years = ", ".join(str(y) for y in sorted(held.possible))
    why = f"Đã được tặng {title}: {years}." if years else f"Chưa được tặng {title}."
    if held.unproven and value is not Truth.MET:
        why += " Chưa có số quyết định."
    if held.revoked:
        why += f" Năm {', '.join(map(str, sorted(held.revoked)))} đã bị hủy, thu hồi nên không tính."
    return counted(value, why, (needs,))
