"""What a short form stands for ("CSTĐCS là gì"), and what is meant by it where the facts say so (viết tắt)."""

import re
from datetime import date
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.legal_facts import LegalFact, awards, topics
from knowledge.legal_phrases import awards_in
from knowledge.text import folded, syllables
from knowledge.vocabulary.abbreviations import abbreviations
from retriever.answering.models import Answer, Citation, Status
from retriever.answering.references import Period, cited, own_list, referenced
from retriever.answering.sources import CLOSING
from retriever.understanding import Question

_MEANING = re.compile(
    r"\b(?:la (?:danh hieu |hinh thuc |co quan |van ban |ten )?(?:gi|j)|la sao|nghia|viet tat|tat cua|la chu gi"
    r"|la cai gi|day du)\b"
)
_TYPED = re.compile(r"[^\W\d_]+(?:[-&][^\W\d_]+)?")
_MOST = 3


def about_short_form(question: Question, as_of: date) -> Answer | None:
    """Return what the short forms of a question stand for, where that is all it asks; None elsewhere."""
    typed = _TYPED.findall(question.text)
    plain = " ".join(syllables(question.text))
    found = {word: full for word in typed if (full := _full(word))}
    if not found or not _MEANING.search(plain) or not _asks_only(plain, found):
        return None
    lines = [f"{word} là viết tắt của: {full}." for word, full in found.items()][:_MOST]
    facts: list[LegalFact] = []
    citations: list[Citation] = []
    for full in list(found.values())[:_MOST]:
        key = next(iter(awards_in(" ".join(syllables(full)))), "")
        facts += [f for t in topics() if t.id == key for f in t.facts_within(as_of, as_of)]
        award = awards().get(key)
        citations.append(cited(award.basis, award.source_status, None) if award else own_list())
    if facts:
        return referenced(Status.ANSWERED, [*lines, *(f.statement for f in facts)], facts, Period(as_of, as_of), as_of)
    return Answer(Status.ANSWERED, "\n".join([*lines, CLOSING]), as_of, tuple(citations))


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Return every written and folded short form with its full form, those of this field's list first."""
    table: dict[str, str] = {}
    written = {str(k).lower(): str(v) for k, v in load_yaml("legal/short_forms.yaml")["full"].items()}
    for short, full in written.items():
        table[short] = full
    for short, full in written.items():
        table.setdefault(folded(short), full)
    return table


def _full(word: str) -> str | None:
    lowered = word.lower()
    if lowered in _forms():
        return _forms()[lowered]
    known = abbreviations().get(lowered)
    if known is None or not known.of_the_field or len(word) < len("kt"):
        return None
    return " hoặc ".join(known.meanings)


def _asks_only(plain: str, found: dict[str, str]) -> bool:
    """Say whether nothing but the short forms and words that ask for a meaning stands in a folded question."""
    words = {w for short in found for w in (" ".join(syllables(short)), folded(short))}
    asking = sorted(
        {" ".join(syllables(str(w))) for w in load_yaml("legal/short_forms.yaml")["asking"]} | words, key=len
    )
    rest = re.sub(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in reversed(asking) if w)})(?!\w)", " ", plain)
    return not re.search(r"\w{2,}", rest)
