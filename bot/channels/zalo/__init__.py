"""The channel of the Zalo Bot Platform: a bot made from a personal account, with a static token and plain messages."""

from bot.channels.zalo.channel import ZaloChannel

__all__ = ["ZaloChannel"]
