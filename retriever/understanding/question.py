"""A question, understood: what it wants, the units of meaning it is made of, and what it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.citations import NumberMention, find_spoken_numbers
from knowledge.text import Span, folded, normalised
from knowledge.time_expressions import TimeExpression, find_time_expressions
from knowledge.vocabulary.abbreviations import fillers
from knowledge.vocabulary.places import Province, find_provinces, provinces
from retriever.understanding.compound import parts_of
from retriever.understanding.focus import Focus, find_foci, focus_spans
from retriever.understanding.numbered import find_ordinals
from retriever.understanding.tokens import NO_NAMES, Opening, Phrase, opened, tokenise
from retriever.understanding.units import Unit, cut_units, head_nouns, silent_words

_FEW_UNITS = 3  # a part with fewer units of its own leans on the rest of the question
_ELSEWHERE = -1  # word index of a unit that stands in another part
_YEAR = re.compile(r"(?<![\d/.\-])(?:19|20)\d\d(?!\d)")
_POINT = re.compile(
    r"(?i)\b(?:[đd]i[ểe]m)\s+(?P<label>[a-eghikđ])\b(?=,?\s*(?:kho[ảa]n|[đd]i[ềe]u|c[ủu]a|m[ụu]c|lu[ậa]t|ngh[ịi]"
    r"|quy[ếe]t|th[ôo]ng|k[ếe]|[qn][đd]|tt|kh)\b|[\s?.!]*$)"
)
_PROVISION = re.compile(
    r"\b(?P<kind>dieu|khoan|phu luc|chuong|mau so|mau|bieu so|bieu)(?: so)? (?P<label>\d{1,3}|[ivx]{1,6})\b"
    r"(?! (?:nam|thang|dot|cuoc|nguoi|phong|ngay))"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood without looking at any document.

    Attributes:
        text: as typed, NFC.
        line: folded words with abbreviations opened.
        foci: the kinds of answer wanted, the most telling first.
        units: the units of meaning that say what is asked about.
        focus_words: indexes of the words that ask for the first focus ("kéo dài", "còn kịp"): whatever holds
            the kind of thing wanted answers them.
        numbers: document numbers named; ``years``: years named; ``dates``: days named.
        ordinals: e.g. {("dot", 2)} for "đợt 2"; ``provisions``: e.g. ("dieu", "6"), ("diem", "đ").
        provinces: provinces named in full or, where the home knows them, by initials.
        period: a part of a year that is named ("6 tháng cuối năm 2024", "quý II năm 2022").
        background: words said beside the question; they may name the agency.
        head_nouns: what is asked for by its kind ("những huyện nào"): an answer must at least speak of it.
        parts: the questions that a compound one is made of; empty for a simple one.
    """

    text: str
    line: str
    words: tuple[str, ...]
    foci: tuple[Focus, ...]
    units: tuple[Unit, ...]
    focus_words: frozenset[int]
    numbers: tuple[NumberMention, ...]
    years: frozenset[int]
    dates: tuple[date, ...]
    ordinals: frozenset[tuple[str, int]]
    provisions: frozenset[tuple[str, str]]
    provinces: tuple[Province, ...]
    period: tuple[date, date] | None
    parts: tuple[str, ...]
    head_nouns: tuple[Unit, ...]
    background: tuple[str, ...]

    @property
    def focus(self) -> Focus:
        """Return the most telling focus."""
        return self.foci[0]

    def wants(self, *foci: Focus) -> bool:
        """Say whether the question asks for any of these."""
        return any(f in self.foci for f in foci)


def understand(text: str, names: Mapping[str, Phrase] = NO_NAMES, *, background: str = "") -> Question:
    """Return what a question asks.

    Args:
        text: as typed, in any Unicode form, with or without diacritics.
        names: initials that the home knows, as folded syllables ("bk": ("bac", "kan")).
        background: what was said beside the question; only the agencies and places that it names count.
    """
    typed = normalised(text)
    numbers = tuple(find_spoken_numbers(typed))
    tokens = tokenise(typed)
    full_names = find_provinces(typed)
    usable = _without_places(names) if full_names else names
    opening = opened(tokens, (n.span for n in numbers), usable)
    line = opening.line
    times = find_time_expressions(typed, None)
    dates = tuple(e.start for e in times if e.start and e.start == e.end and e.precision == "day")
    foci = find_foci(line)
    silent = silent_words(opening, tokens, numbers)
    plain = all(t.typed == t.text for t in tokens)
    units = tuple(cut_units(opening, silent, fillers() if plain else frozenset()))
    beside = opened(tokenise(normalised(background)), (), names)
    return Question(
        text=typed,
        line=line,
        words=tuple(w.text for w in opening.words),
        foci=foci,
        units=units,
        focus_words=_focus_words(opening, foci),
        numbers=numbers,
        years=frozenset(_years(typed, numbers)),
        dates=dates,
        ordinals=frozenset(find_ordinals(line)),
        provisions=frozenset([*((m["kind"], m["label"]) for m in _PROVISION.finditer(line)), *_points(typed)]),
        provinces=tuple(dict.fromkeys(p for p, _ in full_names or find_provinces(line) or find_provinces(beside.line))),
        background=tuple(w.text for w in beside.words),
        period=_period(typed, times),
        parts=parts_of(typed),
        head_nouns=head_nouns(opening, units),
    )


def _without_places(names: Mapping[str, Phrase]) -> Mapping[str, Phrase]:
    """Return the initials that stand for agencies: where a place is named in full, no initials stand for another."""
    places = {p.folded for p in provinces()}
    return {short: words for short, words in names.items() if " ".join(words) not in places}


def within(part: Question, whole: Question) -> Question:
    """Return a part of a compound question with what the whole names and the part leaves unsaid."""
    own = {w for u in part.units for w in u.asked}
    context = tuple(u for u in whole.units if not own & set(u.asked)) if len(part.units) < _FEW_UNITS else ()
    return replace(
        part,
        units=(*part.units, *(replace(u, first=_ELSEWHERE, last=_ELSEWHERE) for u in context)),
        numbers=part.numbers or whole.numbers,
        years=part.years or whole.years,
        dates=part.dates or whole.dates,
        ordinals=part.ordinals or whole.ordinals,
        provisions=part.provisions or whole.provisions,
        provinces=part.provinces or whole.provinces,
        head_nouns=(),
        background=whole.background,
        period=part.period or whole.period,
        parts=(),
    )


def _points(typed: str) -> list[tuple[str, str]]:
    """Return the điểm named; typed without diacritics, "d" may be đ as well and is given as "dđ"."""
    plain = folded(typed) == typed.lower()
    found = [m["label"].lower() for m in _POINT.finditer(typed)]
    return [("diem", "dđ" if label == "d" and plain else label) for label in found]


_NUMBER_WORDS = {"ba": "3", "sáu": "6", "chín": "9", "sau": "6", "chin": "9"}
_MONTHS_OF_YEAR = re.compile(r"\b(ba|sáu|chín|sau|chin)(?= th[áa]ng (?:đầu|cuối|dau|cuoi)\b)", re.IGNORECASE)


_EDGE_OF_YEAR = re.compile(r"\b(?P<edge>dau|cuoi) nam (?P<year>20\d\d)\b")


def _period(typed: str, times: Sequence[TimeExpression]) -> tuple[date, date] | None:
    """Return the part of a year that is named; ``times`` are those of the question as typed."""
    written = _MONTHS_OF_YEAR.sub(lambda m: _NUMBER_WORDS[m.group(0).lower()], typed)
    for found in times if written == typed else find_time_expressions(written, None):
        if found.start and found.end and found.precision != "day" and 25 < (found.end - found.start).days < 200:
            return (found.start, found.end)
    if edge := _EDGE_OF_YEAR.search(folded(typed)):
        year = int(edge["year"])
        return (
            (date(year, 1, 1), date(year, 3, 31)) if edge["edge"] == "dau" else (date(year, 10, 1), date(year, 12, 31))
        )
    return None


def _focus_words(opening: Opening, foci: tuple[Focus, ...]) -> frozenset[int]:
    spans = [s for focus in foci[:2] for s in focus_spans(opening.line, focus)]
    return frozenset(i for span in spans for i in opening.word_range(span))


def _years(typed: str, numbers: tuple[NumberMention, ...]) -> set[int]:
    return {
        int(m.group(0))
        for m in _YEAR.finditer(folded(typed))
        if not any(n.span.overlaps(Span(*m.span())) for n in numbers)
    }
