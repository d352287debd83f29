"""Complete a message from what was said before: what it keeps, what it replaces (câu hỏi nối tiếp)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.text import folded_in_place, normalised, syllables
from knowledge.vocabulary.frames import follow_up_frame
from retriever.answering.models import ConversationState
from retriever.catalogue import Catalogue
from retriever.conversation.naming import NamedWords, named_words, without_naming
from retriever.understanding import Focus, Question, understand, within
from retriever.understanding.numbered import ORDINAL
from retriever.understanding.units import Unit

_SHORT = 3  # units of content; a question with more stands by itself
_POINTING = re.compile(r"\b(?:van ban|ke hoach|quyet dinh|cong van|thong bao|huong dan|cai|viec|dot|don vi|co quan|muc)"
                       r" (?:nay|do|tren|ay|kia)\b")  # fmt: skip
_PLACES = {"tinh", "thanh pho"}
_OF = frozenset({"cua", "o", "tai", "thuoc"})
_OF_AT_START = re.compile(r"^(?:của|cua|ở|tại|tai|thuộc|thuoc)\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")
_ABOUT_PAPERS = (Focus.SIGNER, Focus.NUMBER_AND_DATE, Focus.ISSUER, Focus.RECIPIENTS, Focus.LEGAL_BASES,
                 Focus.VALIDITY, Focus.STRUCTURE, Focus.ODDITY)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Continued:
    """One way to take a message: the question whole, and the documents that are kept (none: any).

    Where the words of the last question help out, what is quoted must hold a unit of ``must_hold``.
    """

    question: Question
    documents: tuple[int, ...] = ()
    must_hold: tuple[Unit, ...] = ()

    def is_met_by(self, quotations: Sequence[str]) -> bool:
        """Say whether the words quoted hold one of the units that the message itself asks about."""
        lines = [f" {' '.join(syllables(q))} " for q in quotations]
        phrases = [f" {' '.join(p)} " for u in self.must_hold for p in u.alternatives]
        return not phrases or any(p in line for p in phrases for line in lines)


@dataclass(frozen=True, slots=True)
class _Read:
    """A message without its ties, and what it brings by itself."""

    question: Question
    named: NamedWords
    tied: bool

    @property
    def content(self) -> tuple[Unit, ...]:
        """Return the units that name neither an agency nor a đợt."""
        numbered = {unit for unit, _ in self.question.ordinals} | (_PLACES if self.named.any else set())
        return tuple(
            u for u in self.question.units
            if not u.is_within(self.named.words) and " ".join(u.asked) not in numbered
        )  # fmt: skip

    @property
    def brings(self) -> bool:
        """Say whether anything is named that a question could be about."""
        return self.named.any or bool(self.question.ordinals or self.question.years)

    @property
    def asks(self) -> bool:
        """Say whether it asks for a kind of answer by words that do not name an agency."""
        asking = {i for i in self.question.focus_words if self.question.words[i] not in _OF}
        return self.question.foci != (Focus.WHAT,) and not asking <= self.named.words


def continued(
    message: str, state: ConversationState, catalogue: Catalogue, background: str = ""
) -> Sequence[Continued]:
    """Return the ways to take a message, the likeliest first; the first that finds an answer is meant.

    Empty where the message brings nothing by itself and nothing was said before: it cannot be guessed.

    Args:
        message: as typed.
        state: of the conversation so far.
        catalogue: of the documents held, which tells the words that name an agency.
        background: words said beside the question.
    """
    read = _read(message, catalogue, background)
    bare = not read.content and not read.asks
    whole = Continued(read.question)
    if read.question.text != normalised(message):
        whole = Continued(understand(message, catalogue.names, background=background))
    if bare and _is_open(read, state):
        return []
    if not state.last_question or (read.named.any and not bare):
        return [whole]
    before = understand(state.last_question, catalogue.names)
    if bare:
        return _replaced(read, before, state, catalogue)
    return _kept(read, before, state)


def _is_open(read: _Read, state: ConversationState) -> bool:
    """Say whether a message that asks nothing cannot be completed: "ok", a bare "số 2", or nothing was said before."""
    if read.question.numbers:
        return not any(n.letters or n.symbol or n.year for n in read.question.numbers)
    if not read.brings:
        return not (read.question.provisions or read.question.dates or read.question.period)
    return not state.last_question


def _read(message: str, catalogue: Catalogue, background: str) -> _Read:
    text, tied = _untied(message)
    question = understand(text, catalogue.names, background=background)
    pointing = bool(_POINTING.search(question.line))
    return _Read(question, named_words(question, catalogue), tied or pointing)


def _untied(message: str) -> tuple[str, bool]:
    """Return a message without "thế còn" and "thì sao", and whether it had such ties."""
    text = normalised(message).strip()
    line = folded_in_place(text)
    opening = follow_up_frame("opening").match(line)
    start = opening.end() if opening else 0
    end = len(text)
    while closing := follow_up_frame("closing").search(line[:end], start):
        end = closing.start()
    if start >= end:
        return text, False
    kept = text[start:end].strip(" ,?.")
    return (kept + "?" if text.endswith("?") else kept), opening is not None or end < len(text)


def _replaced(read: _Read, before: Question, state: ConversationState, catalogue: Catalogue) -> list[Continued]:
    """Ask the last question again for what the message names: another agency, another đợt, another year."""
    names = catalogue.names
    if read.named.any:
        text = without_naming(before, catalogue, state.documents)
        added = _OF_AT_START.sub("", read.question.text.strip(" ?"))
        return [Continued(understand(f"{text.rstrip(' ?.')} ({added})?", names))]
    text = _with_ordinals(before.text, read.question)
    if read.question.years:
        year = str(min(read.question.years))
        text = _YEAR.sub(year, text) if _YEAR.search(text) else f"{text.rstrip(' ?.')} năm {year}?"
        beside = " ".join(word for profile in catalogue.of(state.documents)[:1] for word in profile.issuer)
        return [Continued(understand(text, names, background=beside))]
    if text == before.text:
        text = f"{text.rstrip(' ?.')} {read.question.text}"
    return [Continued(understand(text, names), state.documents), Continued(understand(text, names))]


def _with_ordinals(text: str, message: Question) -> str:
    for unit, value in sorted(message.ordinals):
        written = next((m for m in ORDINAL.finditer(folded_in_place(text)) if m["unit"] == unit), None)
        if written:
            text = f"{text[: written.start('value')]}{value}{text[written.end('value') :]}"
            continue
        said = next(m for m in ORDINAL.finditer(folded_in_place(message.text)) if m["unit"] == unit)
        text = f"{text.rstrip(' ?.')} {message.text[said.start() : said.end()]}?"
    return text


def _kept(read: _Read, before: Question, state: ConversationState) -> list[Continued]:
    """Ask something new of the documents at hand; a question that is whole may leave them."""
    alone = Continued(read.question)
    at_hand = replace(alone, documents=state.documents)
    if not state.documents:
        return [Continued(_carrying(read.question, before)), alone] if read.tied else [alone]
    if not read.tied and len(read.content) > _SHORT:
        return [alone, at_hand]
    ways = [at_hand]
    if not read.question.wants(*_ABOUT_PAPERS):
        wholes = (within(read.question, before), _carrying(read.question, before))
        ways = [*(Continued(q, state.documents, read.content) for q in wholes), at_hand]
    return [*ways, alone] if len(read.content) > 1 and not read.tied else ways


def _carrying(question: Question, before: Question) -> Question:
    """Return a question with the đợt and the year of the last one where it names none."""
    return replace(question, ordinals=question.ordinals or before.ordinals, years=question.years or before.years)
