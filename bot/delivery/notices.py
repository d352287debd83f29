"""Messages to a person wherever that person is reached: in the order wished, one way after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.fitting import parts
from bot.delivery.addresses import Names, read_address, written_message
from bot.messages import Capabilities, ChatAddress, Notice, OutgoingMessage
from knowledge.people import Person
from knowledge.store.chats import Chats
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Way
from knowledge.store.people import People

_LABEL = Notice("🤖 Tin tự động của trợ lý thi đua, khen thưởng.")  # each one must say so (channels.md F.2)
_GOOD_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes messages to people into the outbox.

    Attributes:
        people: of the home.
        chats: theirs.
        outbox: takes the messages.
        names: gives pseudonyms.
        accounts: name -> account of each channel that is switched on; empty before it is known.
        capabilities: name -> capabilities of each.
    """

    people: People
    chats: Chats
    outbox: Outbox
    names: Names
    accounts: dict[str, str]
    capabilities: dict[str, Capabilities]

    def tell(
        self,
        person_id: int,
        message: OutgoingMessage,
        now: datetime,
        *,
        about: str,
        key: str,
        kind: str = "notice",
        elsewhere_than: str = "",
    ) -> int:
        """Write a message to a person once; return how many rows were new, 0 where its key was written before.

        Args:
            person_id: whom it is for.
            message: what it says; one that is too long for some way to the person goes in parts.
            now: the moment.
            about: in a few words, for the list of what could not be delivered.
            key: what keeps it from being written twice.
            kind: ``notice`` or ``reminder``.
            elsewhere_than: the lane of the chat in which it came about, where nobody must be told of it; a person who
                is reached nowhere else is not told.
        """
        given = {"about": about, "key": key, "kind": kind, "elsewhere_than": elsewhere_than}
        return self.outbox.write(self.drafts(person_id, message, now, **given), now.timestamp())

    def drafts(
        self,
        person_id: int,
        message: OutgoingMessage,
        now: datetime,
        *,
        about: str,
        key: str,
        kind: str = "notice",
        elsewhere_than: str = "",
    ) -> list[Draft]:
        """Return what ``tell`` would write, for whoever writes it together with something else."""
        person = self.people.find(person_id)
        if person is None or not person.active:
            return []
        ways = tuple(way for way in self.ways_to(person) if way.lane != elsewhere_than)
        if elsewhere_than and not ways:
            return []
        return self.drafts_on(ways, person_id, message, now, about=about, key=key, kind=kind)

    def drafts_on(
        self,
        ways: Sequence[Way],
        person_id: int,
        message: OutgoingMessage,
        now: datetime,
        *,
        about: str,
        key: str,
        kind: str,
    ) -> list[Draft]:
        """Return the same for ways that are known already."""
        message = message.and_also(_LABEL)
        pieces = parts(message, self._tightest(ways))
        until = (now + _GOOD_FOR).timestamp()
        return [
            Draft(tuple(ways), written_message(piece), kind, f"{key}:{number}", about, person_id, expires_at=until)
            for number, piece in enumerate(pieces)
        ]

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
        open_ones = [a for a in addresses if self.accounts.get(a.channel) in ("", a.account)]
        wished = {name: place for place, name in enumerate(person.channels)}
        ordered = sorted(open_ones, key=lambda a: wished.get(a.channel, len(wished)))
        return tuple(map(self.names.way_to, ordered))

    def attaches(self, ways: Sequence[Way]) -> bool:
        """Say whether appointments can be attached on the way that is tried first."""
        return bool(ways) and self.capabilities[read_address(ways[0].address).channel].calendar

    def _tightest(self, ways: Sequence[Way]) -> Capabilities:
        """Return what all ways have room for; appointments stay whole, and become words where they are sent."""
        limits = [self.capabilities[read_address(way.address).channel].most_units for way in ways]
        return Capabilities(most_units=min((n for n in limits if n is not None), default=None), calendar=True)
