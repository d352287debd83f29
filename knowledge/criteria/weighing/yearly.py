"""Ratings of the achievement year and of the years of a streak (mức độ hoàn thành nhiệm vụ)."""

from knowledge.criteria.conditions import RatingAtLeast, RatingCount
from knowledge.criteria.evidence import rated_years, rating_of
from knowledge.criteria.logic import between
from knowledge.criteria.weighing.case import YEAR_NEEDED, Case, Finding, counted, decided, missing


def rating_at_least(test: RatingAtLeast, case: Case) -> Finding:
    """Weigh the rating of the achievement year (mức độ hoàn thành nhiệm vụ)."""
    if case.year is None:
        return missing("Chưa biết năm xét nên chưa rõ mức đánh giá nào được tính.", f"{YEAR_NEEDED}, mức xếp loại")
    rating = rating_of(case.facts, case.year)
    if rating is None:
        return missing(
            f"Chưa có kết quả đánh giá, xếp loại năm {case.year}.",
            f"Kết quả đánh giá mức độ hoàn thành nhiệm vụ (xếp loại) năm {case.year}",
        )
    why = f"Xếp loại năm {case.year}: {rating.words}."
    if rating is test.unclear:
        return missing(why, f"Văn bản xác nhận mức hoàn thành các chỉ tiêu, nhiệm vụ năm {case.year}")
    return decided(rating.rank >= test.least.rank, why)


def rating_count(test: RatingCount, case: Case) -> Finding:
    """Weigh how many years of the streak have such a rating."""
    if case.year is None or case.window is None:
        return missing("Chưa biết năm xét.", YEAR_NEEDED)
    first = min(case.window.possible, default=case.year)
    rated = rated_years(case.facts, test.least, case.year, first).within(case.window)
    value = between(len(rated.sure), len(rated.possible), test.times)
    years = ", ".join(str(y) for y in sorted(rated.sure)) or "chưa thấy năm nào"
    why = f"Năm {test.least.words}: {years} (cần ít nhất {test.times} năm)."
    return counted(value, why, (f"Xếp loại các năm để biết năm nào {test.least.words}",))
