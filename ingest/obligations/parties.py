"""Who is bound, and to whom it goes (ai làm, gửi cho ai)."""

import re
from functools import lru_cache

from ingest.markers import UPPER
from ingest.obligations.binding import Bond
from ingest.obligations.cues import any_of, begins, ends, first_deed, has, words
from ingest.obligations.reading import Clause, Paper, Sentence
from knowledge.data import load_yaml
from knowledge.text import Span, squeezed

_NUMBERING = re.compile(r"^\W*(?:(?:\d+(?:\.\d+)*|[IVX]+|[a-zđ])[.)]\s*)?[-–+*•\s]*")
_LONGEST = 110
_FAR = 400  # letters before a clause in which its subject may stand
_RANK = {"về": 0, "đến": 0, "tới": 0, "cho": 2, "lên": 2}
_THROUGH = r"(?:\s*\((?:qua|thông qua)\s[^)]{2,80}\))?"


@lru_cache(maxsize=1)
def _agent() -> re.Pattern[str]:
    kinds = [*words("agents"), *(str(k).lower() for k in load_yaml("agents.yaml")["kinds"] if "(" not in str(k))]
    found = "|".join(map(re.escape, sorted({k for k in kinds if k not in {"giao", "đề nghị"}}, key=len, reverse=True)))
    orders = "|".join(map(re.escape, words("orders")))
    start = rf"(?:.*(?<!\w)(?:{orders})\s+|^|[,:.]\s+)"
    return re.compile(rf"{start}(?P<name>(?:{found})(?!\w).*)$", re.DOTALL)


@lru_cache(maxsize=1)
def _concerned() -> re.Pattern[str]:
    opening = "|".join(map(re.escape, words("concerning")))
    kinds = "|".join(map(re.escape, words("concerned")))
    return re.compile(rf"\W*(?:\w{{1,3}}[.)])?\s*(?:{opening})\s+(?P<name>(?:{kinds})\s[^:,;]{{2,80}})[:,]")


@lru_cache(maxsize=1)
def _recipient() -> re.Pattern[str]:
    stop = "|".join(map(re.escape, words("to_ends")))
    names = "|".join(map(re.escape, words("agents")))
    prepositions = "|".join(map(re.escape, words("to_prepositions")))
    end = rf"(?=\s+(?:{stop})(?!\w)|\s*[,.;:()|*“]|\s*$)"
    return re.compile(
        rf"(?<!\w)(?P<by>{prepositions})\s+(?P<to>(?:[{UPPER}]|(?:{names})(?!\w))[^,.;:()|“]*?){end}(?P<through>{_THROUGH})"
    )


@lru_cache(maxsize=1)
def _direct() -> re.Pattern[str]:
    stop = "|".join(map(re.escape, words("to_ends")))
    end = rf"(?=\s+(?:{stop})(?!\w)|\s*[,.;:()|*“]|\s*$)"
    return re.compile(
        rf"(?<!\w)(?:[Gg]ửi|[Nn]ộp|[Tt]rình|[Bb]áo cáo)(?P<by>)\s+(?P<to>[{UPPER}][^,.;:()|“]*?){end}"
        rf"(?P<through>{_THROUGH})"
    )


def recipient_of(sentence: Sentence, clause: Clause) -> Span | None:
    """Return where the sentence names to whom it goes, with its "(qua ...)"; the preposition stands before it."""
    text = clause.span.of(sentence.text)
    time = clause.time.start - clause.span.start, clause.time.end - clause.span.start
    found = [m for p in (_recipient(), _direct()) for m in p.finditer(text)]
    apart = [m for m in found if m.end("to") <= time[0] or m.start("to") >= time[1]]
    if not apart:
        return None
    match = min(apart, key=lambda m: (_RANK.get(m["by"], 1), m.start("to") >= time[1], abs(time[0] - m.start("to"))))
    return Span(match.start("to"), match.end("through")).shifted(clause.span.start)


def subject_of(sentence: Sentence, clause: Clause, bond: Bond) -> Span | None:
    """Return where the sentence names who is bound: what stands before its first deed, or after an order."""
    if bond.deed is None:
        return None
    if concerned := _concerned().match(sentence.low[: clause.time.start]):
        return Span(concerned.start("name"), concerned.end("name"))
    is_after = bond.deed.start >= clause.time.end
    start = clause.time.end if is_after else clause.span.start
    own = _subject_in(sentence, Span(start, bond.deed.end if is_after else clause.time.start))
    if own is not None or is_after or clause.span.start == 0:
        return own
    earlier = sentence.low.rfind(": ", max(0, clause.span.start - _FAR), clause.span.start)
    return _subject_in(sentence, Span(max(earlier, clause.span.start - _FAR, 0), clause.span.start))


def _subject_in(sentence: Sentence, place: Span) -> Span | None:
    """Return the subject of the clause at ``place``: an agent that stands before the first deed."""
    start = place.start
    cut = _NUMBERING.match(sentence.text[start : place.end])
    start += cut.end() if cut else 0
    if order := begins("orders").match(sentence.low[start : place.end]):
        start += order.end() + 1
    first = first_deed(sentence.text[start : place.end])
    end = start + first.start() if first and first.start() else place.end
    low = sentence.low[start:end]
    if begins("objects").match(low) and not has(low, "orders"):
        return None
    match = _agent().search(low)
    if match is None:
        return None
    found = _without_modals(sentence, Span(start + match.start("name"), end))
    return found if 0 < len(found) <= _LONGEST else None


def _without_modals(sentence: Sentence, place: Span) -> Span:
    low = place.of(sentence.low)
    if first := any_of("duties").search(low):
        low = low[: first.start()]
    low = low.rstrip(" ,")
    while tail := ends("modals").search(low):
        low = low[: tail.start()].rstrip(" ,")
    bracket = low.find("(")
    low = (low[:bracket] if bracket > 0 else low).rstrip(" ,:-")
    return Span(place.start, place.start + len(low))


def heading_agent(sentence: Sentence) -> str | None:
    """Return whom the nearest heading above gives the duty: "4. Các phòng, đơn vị thuộc Sở"."""
    for heading in sentence.headings:
        name = _NUMBERING.sub("", heading, count=1).strip(" .:*#–-")
        low = name.lower()
        ordered = begins("orders").match(low)
        if ordered:
            name, low = name[ordered.end() :].strip(), low[ordered.end() :].strip()
        if begins("agents").match(low) and not begins("openers", "objects").match(low):
            name = name.split(":")[0].strip()
            name = name.capitalize() if name.isupper() else name
            return name if len(name) <= _LONGEST else None
    return None


def readers_of(paper: Paper) -> str | None:
    """Return the recipients that a plan is for ("Các phòng, ban, đơn vị trực thuộc"), or None."""
    named = [squeezed(stated.value).strip(" -+;.,").split("(")[0].strip() for stated in paper.metadata.recipients]
    many = [name for name in named if name.lower().startswith(("các ", "tất cả ", "ubnd các ", "ủy ban nhân dân các "))]
    return many[0] if len(many) == 1 else None
