"""Chats as the store knows them: pseudonyms as keys and lanes, addresses and messages as JSON."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import ChatAddress, IncomingMessage, OutgoingMessage
from knowledge.pseudonyms import pseudonym
from knowledge.store.encoding import decoded, encoded
from knowledge.store.outgoing import Way


@dataclass(frozen=True, slots=True)
class Names:
    """Gives pseudonyms with the key of one home."""

    key: bytes

    def of_chat(self, address: ChatAddress) -> str:
        """Return the pseudonym of a chat."""
        return pseudonym(self.key, "chat", address.channel, address.account, address.chat, address.thread)

    def of_sender(self, message: IncomingMessage) -> str:
        """Return the pseudonym of who sent a message, within the chat."""
        return pseudonym(self.key, "sender", self.of_chat(message.chat), message.sender)

    def of_event(self, message: IncomingMessage) -> str:
        """Return the pseudonym of an event, the same whenever it is delivered again."""
        return pseudonym(self.key, "event", message.chat.channel, message.chat.account, message.event)

    def of_month(self, lane: str, now: datetime) -> str:
        """Return the key under which a chat is told once in a month that its messages are spent."""
        return pseudonym(self.key, "month", lane, now.strftime("%Y-%m"))

    def of_home(self) -> str:
        """Return what tells this home from every other, in calendars."""
        return pseudonym(self.key, "home")[:12]

    def of_code(self, code: str) -> str:
        """Return the hash under which a one-time code is kept."""
        return pseudonym(self.key, "code", code)

    def way_to(self, address: ChatAddress) -> Way:
        """Return the way to a chat as the outbox keeps it."""
        return Way(self.of_chat(address), written_address(address))


def written_address(address: ChatAddress) -> str:
    """Return an address as it is kept."""
    return encoded(ChatAddress, address)


def read_address(text: str) -> ChatAddress:
    """Return the address that was kept."""
    return decoded(ChatAddress, text)


def written_event(message: IncomingMessage) -> str:
    """Return an event as it is kept."""
    return encoded(IncomingMessage, message)


def read_event(text: str) -> IncomingMessage:
    """Return the event that was kept."""
    return decoded(IncomingMessage, text)


def written_message(message: OutgoingMessage) -> str:
    """Return a message as it is kept."""
    return encoded(OutgoingMessage, message)


def read_message(text: str) -> OutgoingMessage:
    """Return the message that was kept."""
    return decoded(OutgoingMessage, text)
