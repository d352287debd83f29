"""Messages to a person wherever that person is reached: in the order wished, one way after the other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.fitting import parts
from bot.delivery.addresses import Names, read_address, written_message
from bot.messages import Capabilities, ChatAddress, OutgoingMessage
from knowledge.people import Person
from knowledge.store.chats import Chats
from knowledge.store.outbox import Draft, Outbox, Way
from knowledge.store.people import People

_GOOD_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes messages to people into the outbox.

    Attributes:
        people: of the home.
        chats: theirs.
        outbox: takes the messages.
        names: gives pseudonyms.
        accounts: name -> account of each channel that is switched on.
        capabilities: name -> capabilities of each.
    """

    people: People
    chats: Chats
    outbox: Outbox
    names: Names
    accounts: dict[str, str]
    capabilities: dict[str, Capabilities]

    def tell(
        self, person_id: int, message: OutgoingMessage, now: datetime, *, about: str, key: str, kind: str = "notice"
    ) -> int:
        """Write a message to a person once; return how many rows were new, 0 where its key was written before.

        Args:
            person_id: whom it is for.
            message: what it says; one that is too long for some way to the person goes in parts.
            now: the moment.
            about: in a few words, for the list of what could not be delivered.
            key: what keeps it from being written twice.
            kind: ``notice`` or ``reminder``.
        """
        person = self.people.find(person_id)
        if person is None or not person.active:
            return 0
        ways = self.ways_to(person)
        pieces = parts(message, self._tightest(ways))
        until = (now + _GOOD_FOR).timestamp()
        drafts = [
            Draft(ways, written_message(piece), kind, f"{key}:{number}", about, person_id, expires_at=until)
            for number, piece in enumerate(pieces)
        ]
        return self.outbox.write(drafts, now.timestamp())

    def tell_administrators(self, message: OutgoingMessage, now: datetime, *, about: str, key: str) -> None:
        """Write a message to every administrator once."""
        for person in self.people.administrators():
            if person.id is not None:
                self.tell(person.id, message, now, about=about, key=f"{key}:{person.id}")

    def ways_to(self, person: Person) -> tuple[Way, ...]:
        """Return the ways to a person, the one wished first; those of channels that are off are left out."""
        if person.id is None:
            return ()
        addresses = [read_address(chat.address) for chat in self.chats.of_person(person.id)]
        if person.email:
            by_email = [name for name, can in self.capabilities.items() if can.by_email]
            addresses += [ChatAddress(name, self.accounts[name], person.email) for name in by_email]
        open_ones = [a for a in addresses if self.accounts.get(a.channel) == a.account]
        wished = {name: place for place, name in enumerate(person.channels)}
        ordered = sorted(open_ones, key=lambda a: wished.get(a.channel, len(wished)))
        return tuple(map(self.names.way_to, ordered))

    def _tightest(self, ways: tuple[Way, ...]) -> Capabilities:
        limits = [self.capabilities[read_address(way.address).channel].most_units for way in ways]
        return replace(Capabilities(), most_units=min((n for n in limits if n is not None), default=None))
