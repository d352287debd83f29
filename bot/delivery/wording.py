"""What became of a message, in words for people."""

from types import MappingProxyType

from knowledge.store.outgoing import Outcome

LOST_WORDS = MappingProxyType(
    {
        Outcome.REFUSED: "không gửi được",
        Outcome.UNKNOWN: "không rõ đã tới chưa",
        Outcome.EXPIRED: "quá thời gian gửi",
    }
)
"""Why a message is in the list of what could not be delivered."""
