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
    """Return every abbreviation under its folded form; forms that fold alike share their meanings."""
    data = load_yaml("abbreviations.yaml")
    table: dict[str, Abbreviation] = {}
    for group in ("field", "chat"):
        for short, meanings in data[group].items():
            key = folded(str(short)).replace(" ", "")
            known = table.get(key)
            merged = (*(known.meanings if known else ()), *meanings)
            field = group == "field" if known is None else known.of_the_field
            table[key] = Abbreviation(known.short if known else str(short), tuple(dict.fromkeys(merged)), field)
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
    return frozenset(" ".join(syllables(str(w))) for w in load_yaml("abbreviations.yaml")[f"no_place_{side}"])
