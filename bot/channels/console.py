"""The terminal as a channel: one person, at the machine, reading plain text."""

from bot.channels.degrading import degraded
from bot.channels.plain import plain
from bot.messages import Capabilities, ChatAddress, OutgoingMessage

NAME = "console"
CAPABILITIES = Capabilities()
HERE = ChatAddress(NAME, "", "terminal")


def shown(message: OutgoingMessage) -> str:
    """Return a message as the terminal shows it."""
    return plain(degraded(message, CAPABILITIES).blocks)
