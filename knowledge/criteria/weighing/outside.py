"""What the facts cannot tell: the council's judgement, texts that are not held, and who the armed forces are."""

import re

from knowledge.criteria.conditions import ArmedForce, CombatMerit, Council, NotHeld
from knowledge.criteria.facts import Facts
from knowledge.criteria.logic import Truth
from knowledge.criteria.verdicts import Gap
from knowledge.criteria.weighing.case import Case, Finding, decided, missing
from knowledge.text import syllables

_ARMED = re.compile(
    r"\b(?:quan doi|quan su|bo quoc phong|cong an|bien phong|canh sat bien|quan khu|quan doan|su doan|trung doan"
    r"|tieu doan|hai quan|phong khong|dan quan|co yeu|bo tu lenh|canh sat|quan y|si quan|luc luong vu trang)\b"
)
_CIVIL = re.compile(
    r"\b(?:so|uy ban|ubnd|hoi dong|van phong|truong|benh vien|chi cuc|cuc|vu|kho bac|bao hiem|dang uy|tinh uy|mat tran"
    r"|lien doan|cong ty|hop tac xa|ngan hang|phong|trung tam|bo|toa an|vien kiem sat)\b"
)


def combat_merit(test: CombatMerit, case: Case) -> Finding:
    """Weigh resourcefulness in combat: open to the armed forces only."""
    if is_armed_force(case.facts):
        return Finding(
            Truth.UNKNOWN, "Xét riêng trong lực lượng vũ trang.", Gap.UNREADABLE,
            ("Xác nhận của đơn vị về mưu trí, sáng tạo trong chiến đấu, phục vụ chiến đấu (nếu xét theo đường này)",),
        )  # fmt: skip
    return decided(False, "Đường chiến đấu, phục vụ chiến đấu chỉ dành cho lực lượng vũ trang.", None)


def armed_force(test: ArmedForce, case: Case) -> Finding:
    """Weigh whether the nominee belongs to the armed forces."""
    if is_armed_force(case.facts):
        return decided(True, "Thuộc lực lượng vũ trang.")
    if case.facts.organisation is None:
        return missing("Chưa biết cơ quan, đơn vị công tác.", "Cơ quan, đơn vị công tác")
    if _CIVIL.search(" ".join(syllables(case.facts.organisation))):
        return decided(False, f"{case.facts.organisation} không thuộc lực lượng vũ trang.", None)
    return missing("Chưa rõ cơ quan có thuộc lực lượng vũ trang không.", "Xác nhận thuộc quân đội, công an, dân quân")


def is_armed_force(facts: Facts) -> bool:
    """Say whether the organisation of a nominee belongs to the armed forces (lực lượng vũ trang)."""
    return bool(_ARMED.search(" ".join(syllables(facts.organisation or ""))))


def council(test: Council, case: Case) -> Finding:
    """Leave to people what only they can judge."""
    return Finding(
        Truth.UNKNOWN, "Phần này do Hội đồng, đơn vị xem xét; dữ kiện đã khai không cho biết.", Gap.UNREADABLE, (), None
    )


def not_held(test: NotHeld, case: Case) -> Finding:
    """Leave open what rests on a text that is not held."""
    return Finding(Truth.UNKNOWN, "Chưa giữ văn bản nên không kết luận phần này.", Gap.NOT_HELD, (), None)
