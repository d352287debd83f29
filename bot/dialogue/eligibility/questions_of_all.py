"""Questions about persons and collectives alike: rating, movements, conduct, votes; and those about collectives."""

from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.eligibility.question import DISCIPLINED, Case, Choice, Question, Trials
from knowledge.criteria import Rating, Subject


def rating(case: Case, year: int) -> Question:
    """Return the question for the rating of a year."""
    if case.subject is Subject.COLLECTIVE:
        choices = tuple(Choice(capital(r.words), {"collective": {"rating": r.value}}) for r in reversed(Rating))
    else:
        choices = tuple(Choice(capital(r.words), {"ratings": {str(year): r.value}}) for r in reversed(Rating))
    return Question(
        f"rating{year}", f"Năm {year} {case.who} được xếp loại mức nào?", choices, lead=f"năm {year} xếp loại "
    )


def participates(case: Case, year: int) -> Question:
    """Return the question whether the unit confirms that somebody takes part in movements."""
    text = f"Đơn vị có xác nhận {case.who} tích cực tham gia các phong trào thi đua năm {year} không?"
    yes, no = Choice("Có", {"participates": True}, (), "yes"), Choice("Không", {"participates": False}, (), "no")
    return Question("participates", text, (yes, no))


def of_collective(case: Case) -> Iterator[Question]:
    """Yield the questions that only a collective is asked."""
    code, year = case.title, case.year or case.as_of.year
    if code in ("TTLDTT", "TTLDXS", "DVTT", "DVQT", "CO_BO_TINH", "CO_CP", "BK_BO_TINH"):
        yield rating(case, year)
    if code in ("CO_BO_TINH", "CO_CP"):
        yield _counted("leads", "Tập thể có dẫn đầu cụm, khối thi đua không?", "leads_cluster", True, False)
    if code in ("TTLDTT", "TTLDXS", "DVTT", "DVQT"):
        text = "Tập thể có bao nhiêu người đạt Lao động tiên tiến trên tổng số? Bạn gõ như: 14/20."
        many, few = ({"collective": {"members": 10, "ldtt": n}} for n in (10, 0))
        yield Question("ldtt", text, (), ((many, ()), (few, ())))
    if code in ("TTLDXS", "DVQT"):
        yield _counted("cstdcs", f"Năm {year} tập thể có người đạt Chiến sĩ thi đua cơ sở không?", "cstdcs", 1, 0)
        text = "Mọi người trong tập thể đều hoàn thành nhiệm vụ chứ? Nếu không, bạn gõ như: 19/20."
        everyone = Choice("Có, tất cả", {"collective": {"completed_percent": 100}}, (), "yes")
        trials: Trials = (
            ({"collective": {"completed_percent": 100}}, ()),
            ({"collective": {"completed_percent": 50}}, ()),
        )
        yield Question("completed", text, (everyone,), trials)
    if code in ("TTLDTT", "TTLDXS", "DVTT", "DVQT"):
        text = f"Năm {year} trong tập thể có ai bị kỷ luật từ cảnh cáo trở lên không?"
        asked = _counted("disciplined", text, "disciplined_canh_cao", 1, 0)
        yield replace(asked, choices=asked.choices[::-1])
        yield participates(case, year)


def _counted(key: str, text: str, name: str, yes: object, no: object) -> Question:
    """Return a question of yes or no about a collective."""
    told = (Choice("Có", {"collective": {name: yes}}, (), "yes"), Choice("Không", {"collective": {name: no}}, (), "no"))
    return Question(key, text, told)


def conduct(case: Case, year: int) -> Iterator[Question]:
    """Yield the questions about what is under review, and about discipline."""
    text = (
        f"Hiện {case.who} có đang bị xem xét kỷ luật, thanh tra, điều tra, hay có đơn khiếu nại, tố cáo đang được xác "
        "minh không?"
    )
    no, yes = Choice("Không", {"under_review": False}, (), "no"), Choice("Có", {"under_review": True}, (), "yes")
    yield Question("review", text, (no, yes))
    whole = {"discipline": [{"form": "kỷ luật", "from": f"{year}-01-01", "to": f"{year}-12-31"}]}
    trials: Trials = (({"discipline": []}, ()), (whole, ("discipline",)))
    if DISCIPLINED in case.closed:
        text = "Kỷ luật hình thức gì, từ ngày nào đến ngày nào? Ví dụ: khiển trách từ 15/3/2025 đến 14/3/2026."
        yield Question("discipline_days", text, (), trials, ("discipline",), "bị kỷ luật ")
    else:
        asked = f"Trong năm {year} {case.who} có bị kỷ luật hay đang chấp hành kỷ luật không?"
        none = Choice("Không", {"discipline": []}, ("discipline",), "no")
        yield Question("discipline", asked, (none, Choice("Có", {}, (DISCIPLINED,), "yes")), trials)


def votes(percent: int) -> Question:
    """Return the question for the votes of the council."""
    text = (
        f"Hội đồng đã bỏ phiếu chưa, bao nhiêu phiếu đồng ý trên tổng số thành viên (cần từ {percent} %)? Ví dụ: 12/15."
    )
    yes, no = ({"votes": {"yes": n, "total": 10}} for n in (10, 0))
    return Question("votes", text, (), ((yes, ()), (no, ())), (), "hội đồng ")


def capital(words: str) -> str:
    """Return words with a capital letter at their begin."""
    return words[:1].upper() + words[1:]
