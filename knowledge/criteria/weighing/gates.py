"""What holds a file back whatever its merits (cổng chặn): reviews, discipline; and taking part at all."""

from datetime import date, timedelta

from knowledge.criteria.conditions import NotDisciplinedAllYear, NotUnderReview, Participates
from knowledge.criteria.facts import Discipline
from knowledge.criteria.weighing.case import YEAR_NEEDED, Case, Finding, decided, missing


def participates(test: Participates, case: Case) -> Finding:
    """Weigh the unit's word on taking part in emulation movements."""
    if case.facts.participates is None:
        return missing(
            "Chưa có xác nhận tích cực tham gia phong trào thi đua.",
            "Xác nhận của đơn vị về việc tích cực tham gia phong trào thi đua",
        )
    stated = "đã xác nhận tích cực" if case.facts.participates else "không được xác nhận"
    return decided(case.facts.participates, f"Đơn vị: {stated} tham gia phong trào thi đua.")


def not_under_review(test: NotUnderReview, case: Case) -> Finding:
    """Weigh that nothing is being looked into (cổng xem xét)."""
    if case.facts.under_review is None:
        return missing(
            "Chưa rõ có đang bị xem xét kỷ luật, thanh tra, kiểm tra, khiếu nại, tố cáo hay không.",
            "Xác nhận không đang bị xem xét kỷ luật, thanh tra, khiếu nại, tố cáo",
        )
    under = "đang" if case.facts.under_review else "không đang"
    return decided(not case.facts.under_review, f"Hiện {under} bị xem xét kỷ luật, thanh tra, khiếu nại, tố cáo.", None)


def not_disciplined_all_year(test: NotDisciplinedAllYear, case: Case) -> Finding:
    """Weigh that no measure covers the whole year (cổng kỷ luật)."""
    if case.facts.discipline is None:
        return missing("Chưa rõ có bị kỷ luật hay không.", "Thông tin về kỷ luật (hình thức, từ ngày, đến ngày)")
    if not case.facts.discipline:
        return decided(True, "Không bị kỷ luật.")
    if case.year is None:
        return missing("Chưa biết năm xét.", YEAR_NEEDED)
    dated = tuple(d for d in case.facts.discipline if d.since is not None)
    if _covered(dated, case.year):
        why = f"Thời gian chấp hành kỷ luật trùm cả năm {case.year}, nên không có thành tích nào trong năm được tính."
        return decided(False, why, _years_until_free(dated, case.year))
    if _covered(case.facts.discipline, case.year):
        return missing("Kỷ luật chưa ghi rõ từ ngày nào đến ngày nào.", "Ngày bắt đầu, ngày hết thời gian kỷ luật")
    return decided(True, _discipline_why(case.facts.discipline, case.year))


def _years_until_free(measures: tuple[Discipline, ...], year: int) -> int | None:
    """Return how many years later the first year is that no measure covers; None while one has not ended."""
    if any(m.until is None for m in measures):
        return None
    return next(later for later in range(1, date.max.year) if not _covered(measures, year + later))


def _covered(measures: tuple[Discipline, ...], year: int) -> bool:
    """Say whether measures, one after the other, cover the whole year.

    One without an end has not ended; one without a beginning may have begun long ago.
    """
    reached = date(year, 1, 1)
    for since, until in sorted((m.since or date.min, m.until or date.max) for m in measures):
        if since <= reached <= until:
            reached = until + timedelta(days=1) if until < date.max else until
    return reached > date(year, 12, 31)


def _discipline_why(measures: tuple[Discipline, ...], year: int) -> str:
    ended = [m.until for m in measures if m.until and m.until.year == year]
    if ended:
        return f"Có kỷ luật trong năm; thành tích chỉ được tính từ khi chấp hành xong ({max(ended):%d/%m/%Y})."
    return f"Kỷ luật không trùm cả năm {year}."
