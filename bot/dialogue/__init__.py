"""One dialogue for every channel: from a message to what is answered (đối thoại)."""

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import ChatMemory
from bot.dialogue.turn import Response, Turn

__all__ = ["ChatMemory", "Dialogue", "Response", "Turn"]
