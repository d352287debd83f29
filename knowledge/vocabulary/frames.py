"""How Vietnamese questions and messages are framed, as data: phrases compiled once into one pattern each."""

import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.data import load_yaml
from knowledge.text import syllables

_OPEN_END = "!"  # marks a phrase that does not end (or begin) at a word boundary


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for phrases of a data file; each stands between word boundaries unless marked open."""
    return re.compile("|".join(map(_bounded, phrases)))


def _bounded(phrase: str) -> str:
    start = phrase.removeprefix(_OPEN_END) if phrase.startswith(_OPEN_END) else rf"\b{phrase}"
    return start.removesuffix(_OPEN_END) if start.endswith(_OPEN_END) else rf"{start}\b"


@lru_cache(maxsize=1)
def focus_frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (kind of answer, pattern) pairs, the most telling kind first."""
    data = load_yaml("question_frames.yaml")
    return tuple(
        (kind, compiled(p.replace("{doc}", data["doc"]).replace("{which}", data["which"]) for p in phrases))
        for kind, phrases in data["foci"].items()
    )


@lru_cache(maxsize=1)
def asking_words() -> re.Pattern[str]:
    """Return the pattern of words that only ask and name nothing."""
    return compiled(load_yaml("question_frames.yaml")["asking"])


@lru_cache(maxsize=1)
def vague_kinds() -> frozenset[str]:
    """Return the folded kinds that anything is ("nội dung"): asking for one demands no word of its own."""
    return frozenset(" ".join(syllables(k)) for k in load_yaml("question_frames.yaml")["vague_kinds"])


@lru_cache(maxsize=16)
def manner(name: str) -> re.Pattern[str]:
    """Return a pattern of ``manners.yaml`` by its name ("asks", "secrets")."""
    return compiled(load_yaml("manners.yaml")[name])


@lru_cache(maxsize=4)
def manner_start(name: str) -> re.Pattern[str]:
    """Return a pattern of ``manners.yaml`` to match at the beginning of a message only."""
    return re.compile("|".join(load_yaml("manners.yaml")[name]))


@lru_cache(maxsize=1)
def small_talk_frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (kind of small talk, pattern) pairs in the order in which they are tried."""
    return tuple((kind, compiled(phrases)) for kind, phrases in load_yaml("manners.yaml")["talk"].items())


@lru_cache(maxsize=2)
def request_frames(name: str) -> re.Pattern[str]:
    """Return the pattern of a message that begins with one of the acts ``acts`` or ``maybe_acts``."""
    data = load_yaml("manners.yaml")
    acts = "|".join(data[name])
    polite = "|".join(data["polite"])
    return re.compile(rf"^(?:(?:{polite})\s+)*(?:{acts})\b")


@lru_cache(maxsize=1)
def turn_frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (what is wanted of the last answer, pattern of a whole message) pairs, in the order to try them."""
    data = load_yaml("turns.yaml")
    kinds = ("reset", "another", "source", "why", "more")
    return tuple((kind, re.compile("|".join(f"(?:{p})" for p in data[kind]))) for kind in kinds)


@lru_cache(maxsize=2)
def follow_up_frame(end: str) -> re.Pattern[str]:
    """Return the pattern of the words that only tie a follow-up to what was said, at its ``opening`` or ``closing``."""
    words = load_yaml("turns.yaml")[end]
    return re.compile(rf"^\W*{words}\b[\s,]*" if end == "opening" else rf"[\s,]*\b{words}\W*$")


@lru_cache(maxsize=1)
def choosing_words() -> str:
    """Return the alternatives of words that stand around a choice ("cái", "chọn", "của")."""
    return str(load_yaml("turns.yaml")["choosing"])


@lru_cache(maxsize=1)
def counting_words() -> dict[str, str]:
    """Return folded word -> the number it counts to, or "last"."""
    data = load_yaml("turns.yaml")
    counted = {str(word): number for number, words in data["numbers"].items() for word in words}
    return counted | {word: "last" for word in data["last"]}
