"""What a message means after what was said before (hội thoại)."""

from retriever.conversation.choice import pick
from retriever.conversation.thread import Continued, continued
from retriever.conversation.turns import Turn, read_turn

__all__ = ["Continued", "Turn", "continued", "pick", "read_turn"]
