"""A question, understood: what it wants, the units of meaning it is made of, and what it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from knowledge.citations import NumberMention, find_spoken_numbers
from knowledge.text import Span, folded, normalised
from knowledge.time_expressions import find_time_expressions
from knowledge.vocabulary.abbreviations import accented_fillers, fillers, grammar_words
from knowledge.vocabulary.frames import vague_kinds
from knowledge.vocabulary.lexicon import segmented
from knowledge.vocabulary.places import Province, find_provinces
from knowledge.vocabulary.synonyms import synonym_classes
from retriever.understanding.focus import Focus, asking_spans, find_foci, focus_spans
from retriever.understanding.tokens import NO_NAMES, Opening, Phrase, Token, opened, tokenise

_LONGEST_PHRASE = 6
_FEW_UNITS = 3  # a part with fewer units of its own leans on the rest of the question
_ELSEWHERE = -1  # word index of a unit that stands in another part
_YEAR = re.compile(r"(?<![\d/.\-])(?:19|20)\d\d(?!\d)")
_ORDINAL_VALUE = {
    "nhat": 1,
    "mot": 1,
    "dau": 1,
    "i": 1,
    "hai": 2,
    "ii": 2,
    "ba": 3,
    "iii": 3,
    "tu": 4,
    "bon": 4,
    "iv": 4,
}
_ORDINAL = re.compile(
    r"\b(?P<unit>dot|quy|hoc ky|vong|phan thu|nhom)(?: thi dua| phat dong| khen thuong)?(?: thu| so)? "
    r"(?P<value>\d{1,2}|nhat|mot|dau|hai|ba|bon|tu|i|ii|iii|iv)\b(?: tien)?"
)
_PROVISION = re.compile(
    r"\b(?P<kind>dieu|phu luc|chuong|mau so|mau|bieu so|bieu)(?: so)? (?P<label>\d{1,3}|[ivx]{1,6})\b"
    r"(?! (?:nam|thang|dot|cuoc|nguoi|phong|ngay))"
)
_BOTH = re.compile(r"\b(?:ca (?:hai|2)|hai|2|cac|moi|tung|tat ca cac) (?P<unit>dot|quy|hoc ky)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of meaning (đơn vị nghĩa): one word or set phrase, and the other ways to say it.

    ``alternatives`` are folded phrases, the first as asked; ``first`` and ``last`` are word indexes.
    """

    alternatives: tuple[Phrase, ...]
    first: int
    last: int

    @property
    def asked(self) -> Phrase:
        """Return the phrase as asked."""
        return self.alternatives[0]


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
        ordinals: e.g. {("dot", 2)} for "đợt 2"; ``provisions``: e.g. ("dieu", "6").
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
    usable = NO_NAMES if full_names else names
    opening = opened(tokens, (n.span for n in numbers), usable)
    line = opening.line
    dates = tuple(
        e.start for e in find_time_expressions(typed, None) if e.start and e.start == e.end and e.precision == "day"
    )
    foci = find_foci(line)
    silent = _silent_words(opening, tokens, numbers)
    plain = all(t.typed == t.text for t in tokens)
    units = tuple(_units(opening, silent, fillers() if plain else frozenset()))
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
        provisions=frozenset((m["kind"], m["label"]) for m in _PROVISION.finditer(line)),
        provinces=tuple(dict.fromkeys(p for p, _ in full_names or find_provinces(line) or find_provinces(beside.line))),
        background=tuple(w.text for w in beside.words),
        period=_period(typed),
        parts=_parts(typed),
        head_nouns=_head_nouns(opening, units),
    )


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


def find_ordinals(line: str) -> set[tuple[str, int]]:
    """Return the numbered things that a folded line names: ("dot", 2) for "đợt 2", "đợt thứ hai"."""
    found = set()
    for match in _ORDINAL.finditer(line):
        value = match["value"]
        found.add((match["unit"], int(value) if value.isdigit() else _ORDINAL_VALUE[value]))
    return found


def asks_for_every(line: str, unit: str) -> bool:
    """Say whether a folded line asks for all of a numbered thing ("cả hai đợt")."""
    return any(m["unit"] == unit for m in _BOTH.finditer(line))


_KIND_ASKED = re.compile(r"\b(?:nhung|cac) (?P<kind>\w+(?: \w+)?) (?:nao|gi)\b|\b(?P<single>\w+ \w+) nao\b")


def _head_nouns(opening: Opening, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units that name the kind of thing asked for; kinds that anything is ("nội dung") do not count."""
    found: list[Unit] = []
    for match in _KIND_ASKED.finditer(opening.line):
        kind = match["kind"] or match["single"]
        if kind in vague_kinds() or kind.split()[-1] in vague_kinds():
            continue
        indexes = set(opening.word_range(Span(*match.span("kind" if match["kind"] else "single"))))
        found += [u for u in units if set(range(u.first, u.last + 1)) <= indexes and u.last == max(indexes)]
    return tuple(found)


def _focus_words(opening: Opening, foci: tuple[Focus, ...]) -> frozenset[int]:
    spans = [s for focus in foci[:2] for s in focus_spans(opening.line, focus)]
    return frozenset(i for span in spans for i in opening.word_range(span))


_NUMBER_WORDS = {"ba": "3", "sáu": "6", "chín": "9", "sau": "6", "chin": "9"}
_MONTHS_OF_YEAR = re.compile(r"\b(ba|sáu|chín|sau|chin)(?= th[áa]ng (?:đầu|cuối|dau|cuoi)\b)", re.IGNORECASE)


def _period(typed: str) -> tuple[date, date] | None:
    written = _MONTHS_OF_YEAR.sub(lambda m: _NUMBER_WORDS[m.group(0).lower()], typed)
    for found in find_time_expressions(written, None):
        if found.start and found.end and found.precision != "day" and 25 < (found.end - found.start).days < 200:
            return (found.start, found.end)
    return None


_JOINT = re.compile(r"\s*[,;?+]\s+|\s+(?:và|va)\s+")
_ASKS = re.compile(r"\b(?:nao|gi|j|ai|dau|may|bao nhieu|bn|bao gio|bao lau|the nao|ra sao|thi sao|khong|ko|k|chua)\b|%")


def _parts(typed: str) -> tuple[str, ...]:
    """Cut a compound question where both sides ask something of their own."""
    cuts = [0, *(m.end() for m in _JOINT.finditer(typed)), len(typed)]
    pieces: list[str] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        piece = typed[start:end]
        if pieces and not (_ASKS.search(folded(pieces[-1])) and _ASKS.search(folded(piece))):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(p.strip(" ,;?+") for p in pieces) if len(pieces) > 1 else ()


def _years(typed: str, numbers: tuple[NumberMention, ...]) -> set[int]:
    return {
        int(m.group(0))
        for m in _YEAR.finditer(folded(typed))
        if not any(n.span.overlaps(Span(*m.span())) for n in numbers)
    }


def _silent_words(opening: Opening, tokens: list[Token], numbers: tuple[NumberMention, ...]) -> set[int]:
    """Return the indexes of words that ask, number documents or name years, and so are no content."""
    silent: set[int] = set()
    for span in (
        *asking_spans(opening.line),
        *(Span(*m.span("value")) for m in _ORDINAL.finditer(opening.line)),
    ):
        silent.update(opening.word_range(span))
    for match in _BOTH.finditer(opening.line):
        silent.update(opening.word_range(Span(match.start(), match.start("unit") - 1)))
    for match in re.finditer(r"\b(?:nam )?(?:19|20)\d\d\b", opening.line):
        silent.update(opening.word_range(Span(*match.span())))
    accented = any(t.typed != t.text for t in tokens)
    for index, word in enumerate(opening.words):
        token = tokens[word.token]
        grammar = token.typed in accented_fillers() if accented else word.text in grammar_words()
        if grammar and token.text == word.text or any(n.span.overlaps(token.span) for n in numbers):
            silent.add(index)
    return silent


def _units(opening: Opening, silent: set[int], unaccented: frozenset[str]) -> list[Unit]:
    """Cut the opened words into units: set phrases first, then words of the lexicon; fillers fall out last.

    A filler may be half of a word once folded ("hộ" and "hồ sơ"), so words are cut before fillers fall;
    ``unaccented`` holds the folded fillers where the question was typed without diacritics.
    """
    words = [w.text for w in opening.words]
    units: list[Unit] = []
    run: list[int] = []
    index = 0
    while index < len(words):
        length = 0 if index in silent else _phrase_length(words, index, silent)
        if length == 0 and index not in silent:
            run.append(index)
        else:
            units += _plain_units(words, run)
            run = []
        if length:
            phrase = tuple(words[index : index + length])
            units.append(Unit(synonym_classes()[phrase], index, index + length - 1))
        index += max(1, length)
    units += _plain_units(words, run)
    return _with_other_meanings([u for u in units if not (u.first == u.last and u.asked[0] in unaccented)], opening)


def _phrase_length(words: list[str], start: int, silent: set[int]) -> int:
    for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
        if any(i in silent for i in range(start, start + length)):
            continue
        if tuple(words[start : start + length]) in synonym_classes():
            return length
    return 0


def _plain_units(words: list[str], run: list[int]) -> list[Unit]:
    return [
        Unit((tuple(words[i] for i in run[a:b]),), run[a], run[b - 1]) for a, b in segmented([words[i] for i in run])
    ]


def _with_other_meanings(units: list[Unit], opening: Opening) -> list[Unit]:
    """Give each unit that came from an ambiguous short form its other meanings too."""
    merged = list(units)
    for token, meanings in opening.other_meanings:
        indexes = {i for i, w in enumerate(opening.words) if w.token == token}
        for position, unit in enumerate(merged):
            if indexes & set(range(unit.first, unit.last + 1)):
                extra = tuple(m for m in meanings if m not in unit.alternatives)
                merged[position] = Unit((*unit.alternatives, *extra), unit.first, unit.last)
                break
    return merged
