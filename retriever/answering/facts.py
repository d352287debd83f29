"""Read the fact that was asked for out of the sentence that holds it, in as few words as possible."""

import re
from datetime import date

from knowledge.citations import find_references
from knowledge.text import folded_in_place, squeezed
from knowledge.time_expressions import Boundary, TimeExpression, find_time_expressions
from retriever.agents import agent_named
from retriever.answering.sources import day
from retriever.fitness import NUMERAL
from retriever.ranking import Evidence
from retriever.understanding import Focus, Question

_COUNTED = re.compile(r"\b(?:bao nhieu|may)\s+(?P<noun>[a-z]+)(?: (?P<second>[a-z]+))?")
_QUOTED = re.compile(r"[“\"](?P<inside>[^”\"]{6,})[”\"]")


def fact(question: Question, focus: Focus, evidence: Evidence, reference: date | None) -> str | None:
    """Return the fact wanted, as it can be read from one sentence, or None where the quotation must speak."""
    text = evidence.text
    if focus is Focus.IN_TIME:
        return _in_time(question, find_time_expressions(text, reference))
    if focus in (Focus.DEADLINE, Focus.WHEN_DAY, Focus.PERIOD, Focus.WHEN):
        return _time(focus, text, find_time_expressions(text, reference))
    if focus is Focus.COUNT:
        return _count(question, text)
    if focus is Focus.AGENT:
        agent = agent_named(evidence.text, evidence.passage.chunk.heading_path)
        return f"{_capitalised(agent)}." if agent else None
    if focus is Focus.DOCUMENT:
        return _document(question, text)
    if focus is Focus.THEME:
        match = _QUOTED.search(text)
        return f"“{squeezed(match['inside'])}”." if match else None
    return None


def _time(focus: Focus, text: str, found: list[TimeExpression]) -> str | None:
    usable = [e for e in found if not e.anomaly]
    if focus is Focus.PERIOD:
        ranged = [e for e in usable if e.start and e.end and e.start != e.end and e.precision == "day"]
        usable = ranged or [e for e in usable if e.boundary] or usable
    elif focus in (Focus.DEADLINE, Focus.WHEN_DAY):
        usable = [e for e in usable if e.boundary] or [e for e in usable if e.precision == "day"]
    return f"{_capitalised(squeezed(usable[0].quote))}." if usable else None


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _in_time(question: Question, found: list[TimeExpression]) -> str | None:
    limits = [e for e in found if e.boundary and e.end and not e.anomaly]
    if not limits or not question.dates or limits[0].end is None:
        return None
    asked, last = question.dates[0], limits[0].end
    late = asked >= last if limits[0].boundary is Boundary.BEFORE else asked > last
    written = squeezed(limits[0].quote)
    if late:
        return f"Không còn kịp: {day(asked.isoformat())} là đã quá hạn ({written})."
    return f"Còn kịp: {day(asked.isoformat())} vẫn trong hạn ({written})."


def _count(question: Question, text: str) -> str | None:
    counted = _COUNTED.search(question.line)
    line = folded_in_place(text)
    if counted:
        near = re.search(
            rf"\b{NUMERAL}\s+(?:\w+\s+){{0,2}}{counted['noun']}\w*(?:\s+{counted['second'] or ''}\w*)?",
            line,
        )
        if near:
            return f"{_capitalised(squeezed(text[near.start() : near.end()]))}."
    return None


def _document(question: Question, text: str) -> str | None:
    best, best_score = None, 0.0
    for reference in find_references(text):
        around = folded_in_place(text[max(0, reference.mention.start - 60) : reference.mention.end + 160])
        score = sum(" ".join(u.asked) in around for u in question.units) + (
            1.5 if reference.type and folded_in_place(reference.type) in question.line else 0.0
        )
        if score > best_score:
            best, best_score = reference, score
    if best is None:
        return None
    issued = f" ngày {day(best.issued_on)}" if best.issued_on and len(best.issued_on) == 10 else ""
    return f"{best.type or 'Văn bản'} số {best.label}{issued}." if best.number else f"{best.label}{issued}."
