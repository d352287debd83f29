"""Abbreviations of offices and of chat, and the words that carry nothing."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import folded, syllables


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it may mean, the likeliest first; ``meanings`` keep their diacritics."""

    short: str
    meanings: tuple[str, ...]
    of_the_field: bool

    @property
    def folded_meanings(self) -> tuple[tuple[str, ...], ...]:
        """Return each meaning as folded syllables."""
        return tuple(tuple(syllables(m)) for m in self.meanings)


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, Abbreviation]:
    """Return every abbreviation under its written and its folded form.

    Forms that fold alike share their meanings, those of the form as written first: "nđ" is nghị định, "nd" is
    nội dung before it is nghị định.
    """
    data = load_yaml("abbreviations.yaml")
    rows = [(str(s), tuple(m), group == "field") for group in ("field", "chat") for s, m in data[group].items()]
    table: dict[str, Abbreviation] = {}
    for short, meanings, of_the_field in rows:
        alike = [m for s, ms, _ in rows if folded(s) == folded(short) for m in ms]
        table[short] = Abbreviation(short, tuple(dict.fromkeys((*meanings, *alike))), of_the_field)
    for short, _, _ in rows:
        table.setdefault(folded(short), table[short])
    return table


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Return the folded words and phrases of politeness and grammar that a search must not weigh."""
    return frozenset(" ".join(syllables(str(w))) for w in load_yaml("abbreviations.yaml")["fillers"])


@lru_cache(maxsize=1)
def accented_fillers() -> frozenset[str]:
    """Return the single-word fillers with their diacritics: "của" is grammar, "cửa" is not."""
    return frozenset(str(w) for w in load_yaml("abbreviations.yaml")["fillers"] if " " not in str(w))


@lru_cache(maxsize=1)
def grammar_words() -> frozenset[str]:
    """Return the folded words that are grammar whatever their diacritics were ("cua", "va")."""
    return frozenset(folded(str(w)) for w in load_yaml("abbreviations.yaml")["grammar"])


@lru_cache(maxsize=2)
def no_place(side: str) -> frozenset[str]:
    """Return the folded words after (``"after"``) or before which a short form is no place."""
    words = load_yaml("abbreviations.yaml")[f"no_place_{side}"]
    return frozenset(" ".join(syllables(str(w))) or str(w) for w in words)
