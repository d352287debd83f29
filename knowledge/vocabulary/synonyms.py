"""Phrases that ask for or say the same thing in plans and regulations."""

from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import syllables
from knowledge.vocabulary.places import provinces

Phrase = tuple[str, ...]


@lru_cache(maxsize=1)
def synonym_classes() -> dict[Phrase, tuple[Phrase, ...]]:
    """Map each folded phrase to the phrases of all its classes, itself first; names of provinces stand alone."""
    table: dict[Phrase, list[Phrase]] = {}
    for group in load_yaml("synonyms.yaml")["classes"]:
        phrases = [tuple(syllables(p)) for p in group]
        for phrase in phrases:
            known = table.setdefault(phrase, [phrase])
            known.extend(p for p in phrases if p not in known)
    for province in provinces():
        name = tuple(province.folded.split())
        table.setdefault(name, [name])
    return {phrase: tuple(group) for phrase, group in table.items()}
