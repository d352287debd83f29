"""The cells of a row become a part of FACTS.json: an empty cell is unknown, "không" is known to be none."""

import re
from datetime import date
from typing import Any

from bot.nominations import values
from bot.nominations.faults import Unclear, shown
from bot.nominations.grid import Cell
from bot.nominations.headings import Column, key_of
from bot.nominations.initiatives import initiatives_of
from bot.nominations.rows import Row
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import award_code
from knowledge.text import syllables

_DECISION = re.compile(r"(?i)\d+[\w.]*\s*[/-]\s*QĐ[\w/.Đđ-]*|\d+/QD[\w/.-]*")
_DAY = re.compile(r"\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_SEVERAL = re.compile(r"\b(?:cac nam|nam truoc|hang nam)\b")  # a heading that leaves open which year


def evidence_of(row: Row, subject: Subject | None, year: int | None) -> dict[str, Any]:
    """Return what a row says of its nominee, but for who that is and what earlier awards are told in words."""
    facts: dict[str, Any] = {
        "ratings": _ratings(row, year),
        "initiatives": initiatives_of(row),
        "discipline": _discipline(row),
        "under_review": row.value("under_review", values.review_of),
        "participates": row.value("participates", values.flag_of),
        "months_worked": row.value("months", values.months_of),
        "leave": row.text("leave") or None,
        "votes": _votes(row),
        "received_on": _iso(row.value("received_on", values.day_of)),
        "signed_on": _iso(row.value("signed_on", values.day_of)),
    }
    own = subject is not Subject.INDIVIDUAL and year  # of a person the counts are those of the unit
    facts["collective"] = _collective(row, facts["ratings"].get(str(year)) if own else None)
    return facts


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- ratings --------------------------------------------------------------------------------------------


def _ratings(row: Row, year: int | None) -> dict[str, str]:
    """Return the ratings by year; a year that two cells rate differently stays unknown."""
    found: dict[str, set[str]] = {}
    for column, cell in row.columns("rating"):
        if column.year is None and len(_YEAR.findall(cell.text)) > 0:
            for listed, said in _listed(row, column, cell):
                found.setdefault(listed, set()).add(said)
            continue
        rating = row.read(cell, column.heading, values.rating_of)
        of_year = column.year or (None if _OF_SEVERAL.search(key_of(column.heading)) else year)
        if rating and of_year is None:
            row.doubt(f"cột {shown(column.heading)}: không biết của năm nào", "thêm cột “Năm xét”, hoặc dùng --year")
        elif rating:
            found.setdefault(str(of_year), set()).add(rating.value)
    for doubtful in [y for y, ratings in found.items() if len(ratings) > 1]:
        row.doubt(f"xếp loại năm {doubtful} ghi hai mức khác nhau", "ghi một mức; năm này coi là chưa rõ")
        del found[doubtful]
    return {y: ratings.pop() for y, ratings in sorted(found.items())}


def _listed(row: Row, column: Column, cell: Cell) -> list[tuple[str, str]]:
    """Return the pairs of "2023: HTXSNV; 2024: HTTNV"."""
    pairs = []
    for piece in filter(str.strip, re.split(r"[;,\n]", cell.raw)):
        years = _YEAR.findall(piece)
        words = re.sub(r"(?i)\b(?:năm|nam)\b|[:=()–-]", " ", _YEAR.sub(" ", piece))
        rating = row.read(Cell(words), column.heading, values.rating_of) if len(years) == 1 else None
        if len(years) != 1:
            row.tell(column.heading, cell, "mỗi năm một mức, ví dụ 2024: HTXSNV; 2025: HTTNV")
        if rating:
            pairs.append((years[0], rating.value))
    return pairs


# -- discipline, votes, counts --------------------------------------------------------------------------


def _discipline(row: Row) -> list[dict[str, Any]] | None:
    cell = row.cell("discipline")
    since, until = row.value("discipline_from", values.day_of), row.value("discipline_to", values.day_of)
    if cell.broken:
        row.tell(row.heading("discipline"), cell, "")
        return None
    if values.says_none(cell) or " ".join(syllables(cell.text)).startswith("khong "):
        if since or until:
            row.doubt("kỷ luật ghi “không” mà có ngày kỷ luật", "ghi lại cho khớp; coi là chưa rõ")
            return None
        return []
    if not cell.text:
        if since or until:
            row.doubt("có ngày kỷ luật mà không ghi hình thức", "ghi hình thức kỷ luật, hoặc “Không”")
        return None
    written = [values.day_of(Cell(day)) for day in _DAY.findall(cell.text) if _is_day(day)]
    if since is None and until is None and written:
        since, until = written[0], written[1] if len(written) > 1 else None
    return [{"form": cell.text, "from": _iso(since), "to": _iso(until)}]


def _is_day(text: str) -> bool:
    try:
        return bool(values.day_of(Cell(text)))
    except Unclear:
        return False


def _votes(row: Row) -> dict[str, int | None] | None:
    told = row.value("votes", values.votes_of)
    total = row.value("votes_total", values.count_of)
    if told is None:
        if row.cell("votes_share").text and row.cell("votes").text == "":
            row.doubt(
                f"chỉ có {shown(row.heading('votes_share'))}", "ghi số phiếu đồng ý và tổng số thành viên Hội đồng"
            )
        return {"yes": None, "total": total} if total is not None else None
    agreed, of = told
    if of is not None and total is not None and of != total:
        row.doubt(f"phiếu ghi trên {of}, tổng số thành viên ghi {total}", "ghi lại cho khớp; coi là chưa rõ")
        return None
    members = of if of is not None else total
    if members is not None and agreed > members:
        row.doubt(f"{agreed} phiếu đồng ý trên {members} thành viên", "số phiếu không quá tổng số thành viên")
        return None
    return {"yes": agreed, "total": members}


def _collective(row: Row, rating: str | None) -> dict[str, Any] | None:
    members = row.value("members", values.count_of)
    counts: dict[str, Any] = {
        "members": members,
        "completed_percent": _completed(row, members),
        "ldtt": _at_most(row, "ldtt", members),
        "cstdcs": _at_most(row, "cstdcs", members),
        "disciplined_canh_cao": _at_most(row, "disciplined", members),
        "rating": rating,
        "leads_cluster": row.value("leads_cluster", values.flag_of),
    }
    share = row.value("ldtt_percent", values.percent_of)
    if counts["ldtt"] is None and share is not None and members:
        counts["ldtt"] = _count_of_share(row, share, members)
    return counts if any(v is not None for v in counts.values()) else None


def _at_most(row: Row, name: str, members: int | None) -> int | None:
    cell = row.cell(name)
    count = 0 if values.says_none(cell) else row.read(cell, row.heading(name), values.count_of)
    if count is not None and members is not None and count > members:
        row.doubt(
            f"cột {shown(row.heading(name))} ghi {count}, tổng số người ghi {members}",
            "ghi lại cho khớp; coi là chưa rõ",
        )
        return None
    return count


def _completed(row: Row, members: int | None) -> float | None:
    percent = row.value("completed_percent", values.percent_of)
    if percent is None and members:
        done = _at_most(row, "completed", members)
        return None if done is None else 100 * done / members
    return percent


def _count_of_share(row: Row, share: float, members: int) -> int | None:
    """Return how many people a share is, where only one number gives it at the two decimals that people write."""
    near = [
        n for n in range(members + 1) if any(round(100 * n / members, d) == round(share, d) == share for d in (0, 1, 2))
    ]
    if len(near) == 1:
        return near[0]
    row.doubt(f"tỷ lệ LĐTT {share:g}% của {members} người không ra số người", "ghi số người đạt LĐTT")
    return None


# -- awards held ----------------------------------------------------------------------------------------


def held_by_year(row: Row) -> list[dict[str, Any]]:
    """Return the awards of columns such as "Danh hiệu 2023"."""
    found = []
    for column, cell in row.columns("held"):
        if column.year is None or not cell.text or cell.broken or values.says_none(cell):
            if cell.broken and column.year is not None:
                row.tell(column.heading, cell, "")
            continue
        number = _DECISION.search(cell.text)
        words = re.sub(r"\(.*?\)", " ", _DECISION.sub(" ", cell.text)).strip(" ,;:-–")
        award = award_code(words)
        if award is None:
            row.tell(column.heading, cell, "tên một danh hiệu, hình thức, kèm số quyết định nếu có")
            continue
        found.append({"award": award.code, "year": column.year, "decision": number[0] if number else None})
    return found
