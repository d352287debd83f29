"""How a consultation speaks: what was noted, the verdict with its conditions, what is missing, what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.messages import Block, CitationLine, Heading, ItemList, Notice, Paragraph
from knowledge.criteria import Gap, Judgement, Outcome, Rating, Scope, Truth, Verdict, name_of

TITLES = (
    "LDTT",
    "CSTDCS",
    "CSTD_BO_TINH",
    "CSTDTQ",
    "BK_BO_TINH",
    "BK_TTG",
    "TTLDTT",
    "TTLDXS",
    "CO_BO_TINH",
    "HCLD_BA",
)
UNKNOWN = "Không rõ"
HINT = "Bạn cũng có thể kể bằng lời của mình; gõ “quay lại” hay “dừng” lúc nào cũng được."
ADVICE = "(Để tham khảo; Hội đồng và người có thẩm quyền quyết định.)"
STOPPED = (
    "Vâng, tôi dừng ở đây và bỏ những điều bạn vừa kể. Khi cần xét lại, bạn cứ hỏi “tôi có đủ điều kiện … không?”."
)
NOTHING_BEFORE = "Đây là câu đầu tiên nên chưa có gì để quay lại."
NOT_UNDERSTOOD = "Tôi chưa hiểu câu trả lời này. Bạn gõ “không rõ” nếu muốn bỏ qua."
SAY_WHEN = "Vâng. Tôi cần biết thêm hồ sơ được tiếp nhận lúc nào, vì luật thay đổi từ ngày nêu dưới đây."
ONE_BY_ONE = "Tôi xét {first} trước; xong bạn gõ “còn {next} thì sao” để xét tiếp."
RUDE = "Tôi xin lỗi nếu hỏi hơi nhiều. Bạn gõ “dừng” là tôi thôi ngay."
LEFT_OUT = "Có phần tôi chưa chắc nên chưa ghi."
PAUSED = "Đang xét dở {title}: gõ “tiếp tục” để trả lời tiếp, “dừng” để thôi."
WHICH_TITLE = "Bạn muốn xét danh hiệu hay hình thức khen thưởng nào?"
TRY_OLD_LAW = "Muốn xem nếu theo luật cũ thì sao, bạn gõ “xét theo luật cũ”."
_RECEIPT = "Ngày cơ quan thẩm định tiếp nhận hồ sơ"  # as the judgement asks for it
_SIGNS = {Truth.MET: "✔ đạt", Truth.UNMET: "✘ chưa đạt", Truth.UNKNOWN: "? chưa rõ"}
_MEANING = {
    Verdict.ELIGIBLE: "Những điều đã kể đáp ứng các tiêu chuẩn đang có.",
    Verdict.NOT_ELIGIBLE: "Có tiêu chuẩn chắc chắn chưa đạt.",
    Verdict.INCOMPLETE: "Còn thiếu thông tin có thể làm đổi kết quả.",
    Verdict.ON_HOLD: "Chờ kết luận xem xét kỷ luật, thanh tra hoặc tố cáo rồi mới xét tiếp.",
    Verdict.UNDECIDED: "Quy định quyết định việc này tôi chưa có trong tay.",
}
_NAMED = {
    "received_on": "ngày tiếp nhận hồ sơ",
    "signed_on": "ngày ký quyết định",
    "leave": "thời gian nghỉ",
    "months_worked": "số tháng làm việc",
}
_COUNTS = {
    "members": "{} người",
    "ldtt": "{} Lao động tiên tiến",
    "cstdcs": "{} Chiến sĩ thi đua cơ sở",
    "completed_percent": "{}% hoàn thành nhiệm vụ",
    "disciplined_canh_cao": "{} người bị kỷ luật từ cảnh cáo trở lên",
}
_EITHER = {
    "discipline": ("có kỷ luật", "không bị kỷ luật"),
    "under_review": ("đang bị xem xét, thanh tra hoặc tố cáo", "không bị xem xét, thanh tra, tố cáo"),
    "participates": ("có tham gia phong trào", "không tham gia phong trào"),
}
_MOST_NOTES, _MOST_STEPS = 2, 3
_LONGEST_WHY = 160  # characters


def noted(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what was noted of a message, in our own words; empty where nothing new was."""
    said = [words for name in after if after[name] != before.get(name) for words in _fact(name, after[name], before)]
    return f"Đã ghi: {'; '.join(said)}." if said else ""


def _fact(name: str, value: Any, before: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401 (FACTS.json)
    if name in _NAMED:
        yield _NAMED[name]
    elif name in _EITHER:
        yield _EITHER[name][0 if value else 1]
    elif name == "achievement_year":
        yield f"xét năm {value}"
    elif name == "ratings":
        held = before.get("ratings") or {}
        for year in sorted(y for y in value if held.get(y) != value[y]):
            yield f"năm {year} {Rating(value[year]).words}" + (" (sửa điều đã ghi)" if year in held else "")
    elif name == "collective":
        held = before.get(name) or {}
        yield from _of_collective({key: each for key, each in value.items() if held.get(key) != each})
    elif name == "votes":
        yield f"phiếu đồng ý {value['yes']}/{value['total']}"
    elif name in ("titles", "commendations"):
        yield from _awards(value, "danh hiệu" if name == "titles" else "hình thức khen thưởng")
    elif name == "initiatives":
        yield f"{len(value)} sáng kiến, đề tài{_scopes(value)}" if value else "không có sáng kiến, đề tài"


def _of_collective(told: Mapping[str, Any]) -> Iterator[str]:
    counts = {key: f"{each:g}".replace(".", ",") for key, each in told.items() if key in _COUNTS and each is not None}
    yield from (_COUNTS[key].format(count) for key, count in counts.items())
    if told.get("rating"):
        yield f"tập thể {Rating(told['rating']).words}"
    if told.get("leads_cluster") is not None:
        yield "dẫn đầu cụm, khối thi đua" if told["leads_cluster"] else "không dẫn đầu cụm, khối thi đua"


def _awards(rows: Sequence[Mapping[str, Any]], kind: str) -> Iterator[str]:
    if not rows:
        yield f"chưa có {kind} nào"
    by_code: dict[str, list[str]] = {}
    for row in rows:
        by_code.setdefault(row.get("title") or row.get("form") or "", []).append(str(row.get("year") or ""))
    for code, years in by_code.items():
        dated = ", ".join(filter(None, years)) or f"{len(years)} lần, chưa rõ năm"
        yield f"{name_of(code)} {dated}"


def _scopes(rows: Sequence[Mapping[str, Any]]) -> str:
    known = {Scope(r["scope"]).words for r in rows if r.get("scope")}
    return f" (phạm vi {', '.join(sorted(known))})" if known else ""


def verdict_blocks(judgement: Judgement, year: int | None, *, not_sent: bool = False) -> tuple[Block, ...]:
    """Return the verdict, each condition with its value, why and basis, what is missing, and what to do next.

    Args:
        judgement: what the criteria say.
        year: the achievement year.
        not_sent: the file was not received yet, so that nobody need look for the day.
    """
    when = f" năm {year}" if year else ""
    told = judgement.would_say if judgement.would_say and _open_law(judgement) else judgement
    blocks: list[Block] = [Heading(f"{judgement.verdict.words}: {name_of(judgement.title)}{when}")]
    blocks.append(Paragraph(_MEANING[judgement.verdict]))
    if told is not judgement:
        blocks += [Paragraph(c.why) for c in judgement.conditions if c.gap is Gap.NOT_HELD][:1]
        blocks.append(Paragraph(f"Nếu theo luật gần nhất mà tôi có thì: {told.verdict.words}."))
    blocks.append(ItemList(tuple(condition_line(c) for c in _shown(told.conditions))))
    missing = dict.fromkeys((*judgement.missing, *told.missing))
    missing = {m: None for m in missing if not (not_sent and m.startswith(_RECEIPT))}
    blocks += [Paragraph("Còn thiếu:"), ItemList(tuple(missing))] if missing else []
    if told.next_year and not any(s.startswith("Sớm nhất") for s in judgement.steps):
        blocks.append(Paragraph(f"Sớm nhất có thể đạt: năm {told.next_year}."))
    steps = [s for s in judgement.steps if not s.startswith("Bổ sung:")][:_MOST_STEPS]
    if steps:
        blocks += [Paragraph("Việc tiếp theo:"), ItemList(tuple(steps))]
    return (*blocks, CitationLine(f"Nguồn: {judgement.version}."), *_notices(judgement))


def _open_law(judgement: Judgement) -> bool:
    return judgement.verdict is Verdict.UNDECIDED


def _shown(conditions: Sequence[Outcome]) -> Sequence[Outcome]:
    """Return the conditions, what is not met first: a reader looks for that."""
    order = {Truth.UNMET: 0, Truth.UNKNOWN: 1, Truth.MET: 2}
    return sorted(conditions, key=lambda c: order[c.value])


def condition_line(outcome: Outcome) -> str:
    """Return a condition with its value and why."""
    why = outcome.why
    if outcome.value is Truth.MET and len(why) > _LONGEST_WHY:  # of ways that were met, the way itself says enough
        why = next((f"{part.text}." for part in outcome.parts if part.value is Truth.MET), "")
    return f"{_SIGNS[outcome.value]}: {outcome.text}.{f' {why}' if why else ''} [{outcome.basis}]"


def _notices(judgement: Judgement) -> tuple[Notice, ...]:
    notes = [n for n in judgement.notes if "để tham khảo" not in n.lower()]
    notes = sorted(notes, key=lambda n: ("đối chiếu" not in n, "phiếu" in n))[:_MOST_NOTES]
    return (*(Notice(n) for n in notes), Notice(ADVICE))
