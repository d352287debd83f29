"""What Telegram finds in a text by itself: commands, mentions, hashtags, addresses; and how it trims a text."""

import re
from collections.abc import Iterable
from typing import Any

from tests.fakes.telegram_html import Entity, Parsed, units

_FOUND = (
    ("url", re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"]*[\w/]")),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/@:.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)  # [D] C.3, C.4: commands and mentions; [R] the others
_UNTOUCHED = ("code", "pre", "text_link", "text_mention")


def found_entities(text: str, given: Iterable[Entity] = ()) -> list[Entity]:
    """Return the entities of a text: those given and those that Telegram adds outside of code and links [R]."""
    known = list(given)
    closed = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in _UNTOUCHED]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            begin = units(text[: match.start()])
            end = begin + units(match.group())
            if not any(begin < stop and start < end for start, stop in closed):
                known.append({"type": kind, "offset": begin, "length": end - begin})
                closed.append((begin, end))
    return sorted(known, key=lambda e: (e["offset"], -e["length"]))


def trimmed(parsed: Parsed) -> Parsed:
    """Return a text without blank space around it, its entities moved and cut to fit [R]."""
    ended = parsed.text.rstrip()
    text = ended.lstrip()
    shift, room = units(ended) - units(text), units(text)
    kept = []
    for entity in parsed.entities:
        begin = max(0, entity["offset"] - shift)
        end = min(room, entity["offset"] + entity["length"] - shift)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return Parsed(text, tuple(kept))


def typed(text: str) -> dict[str, Any]:
    """Return the fields of a ``Message`` that hold what a person typed."""
    entities = found_entities(text)
    return {"text": text, **({"entities": entities} if entities else {})}


def piece(text: str, entity: Entity) -> str:
    """Return the part of a text that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return encoded[begin:end].decode("utf-16-le", "surrogatepass")
