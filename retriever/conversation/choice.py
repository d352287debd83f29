"""Which of the offered documents a reply picks: by its number, or by words that only one of them has."""

import re
from collections.abc import Mapping, Sequence

from knowledge.text import syllables
from knowledge.vocabulary.abbreviations import fillers
from knowledge.vocabulary.frames import choosing_words, counting_words
from retriever.answering.models import Option
from retriever.understanding.tokens import NO_NAMES, Phrase, opened, tokenise

LAST = "last"


def pick(reply: str, options: Sequence[Option], names: Mapping[str, Phrase] = NO_NAMES) -> int | None:
    """Return the index of the option that a reply picks, or None where it picks none or more than one.

    Args:
        reply: as typed: "2", "cái thứ hai", "Bắc Kạn", "so du lich cb".
        options: as they were offered.
        names: initials that the home knows.
    """
    number = _number(reply)
    if number is not None:
        index = len(options) - 1 if number == LAST else int(number) - 1
        return index if 0 <= index < len(options) else None
    words = _content(reply, names) - fillers()
    if not words:
        return None
    held = [set(w.text for w in opened(tokenise(o.label)).words) for o in options]
    whole = [i for i, label in enumerate(held) if words <= label]
    return whole[0] if len(whole) == 1 else None


_RULED_OUT = re.compile(r"^(?:da |a )?(?:khong phai|k phai|ko phai|khac)(?: la| cua| o)? (?P<whom>.+)$")


def ruled_out(reply: str, options: Sequence[Option], names: Mapping[str, Phrase] = NO_NAMES) -> int | None:
    """Return the index of the option that a reply rules out by its name ("không phải Cao Bằng"), or None."""
    match = _RULED_OUT.match(" ".join(syllables(reply)))
    return pick(match["whom"], options, names) if match else None


def _number(reply: str) -> str | None:
    line = " ".join(syllables(reply))
    if counted := counting_words().get(line):
        return counted
    said = [w for w in _without_choosing(line) if w in counting_words() or w not in fillers()]
    return counting_words().get(" ".join(said))


def _content(reply: str, names: Mapping[str, Phrase]) -> set[str]:
    line = " ".join(w.text for w in opened(tokenise(reply), (), names).words)
    return set(_without_choosing(line))


def _without_choosing(line: str) -> list[str]:
    """Return the words of a folded line without those that stand around a choice."""
    return re.sub(rf"(?<!\w){choosing_words()}(?!\w) ?", "", line).split()
