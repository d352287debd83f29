"""Options that every command takes are accepted before or after its name."""

from collections.abc import Sequence

_WITH_VALUE = ("--home", "--as-of")
_FLAGS = ("--json",)


def globals_first(words: Sequence[str]) -> list[str]:
    """Return the words with ``--home``, ``--as-of`` and ``--json`` moved to the front; ``--`` ends the search."""
    front: list[str] = []
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            return [*front, *rest, word, *queue]
        if word in _WITH_VALUE:
            front += [word, *queue[:1]]
            queue = queue[1:]
        elif word in _FLAGS or any(word.startswith(f"{name}=") for name in _WITH_VALUE):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]
