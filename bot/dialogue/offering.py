"""Choices with opaque ids: what a press or a number stands for is known here only."""

import secrets
from dataclasses import replace

from bot.dialogue.memory import Offer
from bot.dialogue.turn import Response, Turn
from bot.messages import Choice, Choices, OutgoingMessage


def offering(turn: Turn, message: OutgoingMessage, offered: tuple[tuple[str, str], ...], *, code: str = "") -> Response:
    """Return a message with choices; each stands for a message that choosing it says."""
    offers = tuple(Offer(secrets.token_urlsafe(9), says) for _, says in offered)
    choices = Choices(tuple(Choice(label, o.id) for (label, _), o in zip(offered, offers, strict=True)))
    memory = replace(
        turn.memory, offers=offers, offered_to=turn.sender, offered_at=turn.now.timestamp(), asking=True, code=code
    )
    return Response(message.and_also(choices), memory)
