"""Counts of a collective and of its council: shares are exact, never rounded (tỷ lệ, số lượng, phiếu)."""

from fractions import Fraction

from knowledge.criteria.conditions import Count, LeadsCluster, Share, VoteShare
from knowledge.criteria.logic import Truth
from knowledge.criteria.weighing.case import Case, Finding, counted, decided, missing, sentence

_COUNTED = {
    "members": "tổng số người",
    "completed_percent": "tỷ lệ phần trăm cá nhân hoàn thành nhiệm vụ",
    "ldtt": "số Lao động tiên tiến",
    "cstdcs": "số Chiến sĩ thi đua cơ sở",
    "disciplined": "số người bị kỷ luật từ cảnh cáo trở lên",
}


def share(test: Share, case: Case) -> Finding:
    """Weigh one count of a collective against another, exactly."""
    part, whole = _figure(case, test.of), _figure(case, test.among)
    lacking = [_COUNTED[name] for name, value in ((test.of, part), (test.among, whole)) if value is None]
    if part is None or whole is None:
        return missing(f"Chưa biết {' và '.join(lacking)}.", *(f"{sentence(w)} của tập thể" for w in lacking))
    if whole == 0:
        why = f"{sentence(_COUNTED[test.among])} ghi là 0, không tính được tỷ lệ."
        return missing(why, f"{sentence(_COUNTED[test.among])} đúng của tập thể")
    if part > whole:
        why = f"{sentence(_COUNTED[test.of])} ({_number(part)}) nhiều hơn {_COUNTED[test.among]} ({_number(whole)})."
        return missing(why, f"{sentence(_COUNTED[test.of])}, {_COUNTED[test.among]}: số đúng để tính tỷ lệ")
    share = part / whole
    why = f"Tỷ lệ {_COUNTED[test.of].removeprefix('số ')} là {_number(part)}/{_number(whole)} = {_percent(share)}"
    if test.least is not None:
        return decided(share >= Fraction(test.least, 100), f"{why}, cần từ {test.least}%.")
    assert test.most is not None
    bound = Fraction(test.most, 100)
    value = Truth.MET if share <= bound else Truth.UNMET
    if test.with_nominee and value is Truth.MET and (part + 1) / whole > bound:
        value, why = Truth.UNKNOWN, f"{why}, thêm người này là {_percent((part + 1) / whole)}"
    needs = f"{sentence(_COUNTED[test.of])} của đơn vị đã gồm người này chưa"
    return counted(value, f"{why}, tối đa {test.most}%.", (needs,))


def count(test: Count, case: Case) -> Finding:
    """Weigh one count of a collective against its bound."""
    figure = _figure(case, test.of)
    counted_as = _COUNTED[test.of]
    if figure is None:
        return missing(f"Chưa biết {counted_as}.", f"{sentence(counted_as)} của tập thể")
    low = test.least is None or figure >= test.least
    high = test.most is None or figure <= test.most
    return decided(low and high, f"{sentence(counted_as)}: {_number(figure)}.")


def _figure(case: Case, name: str) -> Fraction | None:
    value = getattr(case.facts.collective, name, None) if case.facts.collective else None
    return None if value is None else Fraction(str(value))


def _number(value: Fraction) -> str:
    return f"{float(value):g}".replace(".", ",")


def _percent(share: Fraction) -> str:
    """Return a share in per cent, cut and never rounded up: 69,93 % must not read as 70 %."""
    hundredths = int(share * 10_000)
    return f"{hundredths // 100},{hundredths % 100:02d}".rstrip("0").rstrip(",") + "%"


def leads_cluster(test: LeadsCluster, case: Case) -> Finding:
    """Weigh whether the collective leads its cluster (dẫn đầu cụm, khối thi đua)."""
    leads = case.facts.collective.leads_cluster if case.facts.collective else None
    if leads is None:
        return missing(
            "Chưa rõ có dẫn đầu cụm, khối thi đua không.", "Biên bản suy tôn đơn vị dẫn đầu cụm, khối thi đua"
        )
    return decided(leads, "Được suy tôn dẫn đầu cụm, khối thi đua." if leads else "Không dẫn đầu cụm, khối thi đua.")


def vote_share(test: VoteShare, case: Case) -> Finding:
    """Weigh the council's votes against all its members."""
    votes = case.facts.votes
    if votes is None or votes.agreed is None or not votes.members:
        return missing(
            "Chưa có kết quả bỏ phiếu của Hội đồng.",
            "Kết quả bỏ phiếu của Hội đồng: số phiếu đồng ý trên tổng số thành viên",
        )
    share = Fraction(votes.agreed, votes.members)
    why = f"Phiếu đồng ý {votes.agreed}/{votes.members} thành viên = {_percent(share)}, cần từ {test.least}%."
    return decided(share >= Fraction(test.least, 100), why)
