"""The dialogue itself: a command, a choice, a question or something that is no text, each to its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.answers import Answers
from bot.channels.fitting import first_part
from bot.dialogue import sentences
from bot.dialogue.commands import Command, Name, read_command
from bot.dialogue.duties import Duties
from bot.dialogue.eligibility.conversation import Eligibility
from bot.dialogue.intake import Intake
from bot.dialogue.offering import offering
from bot.dialogue.personal import Personal
from bot.dialogue.turn import Response, Turn
from bot.dialogue.wording import Address, answer_blocks, labels, nowhere
from bot.messages import Kind, OutgoingMessage, said
from knowledge.people import Role
from knowledge.store.records import Unit
from knowledge.text import squeezed
from retriever.conversation.turns import Turn as Lean
from retriever.conversation.turns import read_turn

_OFFER_GOOD_FOR = 24 * 3600.0  # seconds for which a choice may be pressed
_LONGEST_NUMBER = 2  # digits; more are a year, a code or nonsense
_REST_GOOD_FOR = 3600.0  # seconds for which the rest of an answer may be read
_PERSONAL = frozenset(
    {
        Name.LINK,
        Name.ME,
        Name.CHANNELS,
        Name.LOGIN,
        Name.AGREE,
        Name.DECLINE,
        Name.WITHDRAW,
        Name.DATA,
        Name.CORRECT,
        Name.ERASE,
        Name.FOLLOW,
    }
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Answers messages of any channel.

    Attributes:
        answers: from the documents of the home.
        personal: what concerns people's own data; None where none is kept, as at the terminal.
        unit: tells whose home it is.
        intake: takes documents that an administrator sends; None where this place takes none.
        duties: knows what is due; None where nobody keeps deadlines.
        eligibility: weighs whether somebody is eligible for a title.
        address: tells where cited words can be read.
        nothing_kept: what is said to commands about one's own data where none is kept.
    """

    answers: Answers
    personal: Personal | None
    unit: Callable[[], Unit]
    intake: Intake | None = None
    duties: Duties | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    address: Address = nowhere
    nothing_kept: str = sentences.NOTHING_KEPT

    def respond(self, turn: Turn) -> Response:
        """Return what is said to a message, cut to what the channel shows at once."""
        turn = replace(turn, memory=replace(turn.memory, consultation=self.eligibility.current(turn)))
        response = self._to(turn)
        if response.message is None:
            return response
        if not response.memory.greeted:
            notice = sentences.first_notice(self.unit(), abroad=turn.abroad)
            greeted = replace(response.message, blocks=(notice, *response.message.blocks))
            response = replace(response, message=greeted, memory=replace(response.memory, greeted=True))
        assert response.message is not None
        shown, rest = first_part(response.message, turn.capabilities)
        kept = replace(response.memory, rest=rest, rest_for=tuple(sorted(turn.audience)), rest_at=turn.now.timestamp())
        return replace(response, message=shown, memory=kept)

    def _to(self, turn: Turn) -> Response:
        match turn.message.kind:
            case Kind.TEXT:
                return self._typed(turn, turn.message.text)
            case Kind.PRESS:
                return self._pressed(turn)
            case Kind.FILE if self.intake and turn.fetch and turn.person and turn.person.role is Role.ADMINISTRATOR:
                return Response(self.intake.take(turn.message.file, turn.fetch, turn.person.name), turn.memory)
            case kind if kind in sentences.INSTEAD:
                return Response(said(sentences.INSTEAD[kind]), turn.memory)
            case _:
                return Response(None, turn.memory)

    def _pressed(self, turn: Turn) -> Response:
        memory = turn.memory
        chosen = next((o for o in memory.offers if o.id == turn.message.text), None)
        if chosen is None or not _still_offered(turn) or memory.offered_to != turn.sender:
            return Response(said(sentences.STALE_CHOICE), memory)
        return self._typed(turn, chosen.says)

    def _typed(self, turn: Turn, text: str) -> Response:
        typed = squeezed(text)
        if not typed:
            return Response(said(sentences.EMPTY), turn.memory)
        number = typed.strip(" .)")
        if turn.memory.asking and number.isdecimal() and len(number) <= _LONGEST_NUMBER and _still_offered(turn):
            return self._picked(turn, int(number))
        command = read_command(text)
        weighed = self.eligibility.respond(turn, text) if command is None else None
        if weighed is not None:
            return weighed
        if command is None and turn.memory.rest and read_turn(typed) is Lean.MORE:
            command = Command(Name.MORE)
        if command is not None:
            return self._commanded(turn, command)
        duty = self.duties and (self.duties.reply(turn, text) or self.duties.due(turn, text))
        return self.eligibility.aside(turn, duty or self._asked(turn, text))

    def _picked(self, turn: Turn, number: int) -> Response:
        if not 1 <= number <= len(turn.memory.offers) or turn.memory.offered_to != turn.sender:
            count = len(turn.memory.offers)
            return Response(said(f"Bạn trả lời bằng số từ 1 đến {count} giúp nhé."), turn.memory)
        return self._typed(
            replace(turn, memory=replace(turn.memory, asking=False)), turn.memory.offers[number - 1].says
        )

    def _commanded(self, turn: Turn, command: Command) -> Response:
        if command.name in _PERSONAL and not turn.message.private:
            return Response(said(sentences.PRIVATE_ONLY), turn.memory)
        known = command.name is Name.FOLLOW and turn.person is not None
        if command.name in _PERSONAL and self.personal is None and not known:
            return Response(said(self.nothing_kept), turn.memory)
        place = self._places.get(command.name)
        if place is None:
            return Response(sentences.unknown_command(command.name.value), turn.memory)
        return place(turn, command.argument)

    @property
    def _places(self) -> Mapping[Name, Callable[[Turn, str], Response]]:
        """Return what answers each command."""
        return {
            Name.START: self._started,
            Name.HELP: lambda turn, _: Response(sentences.help_message(self.unit()), turn.memory),
            Name.MORE: lambda turn, _: self._more(turn),
            Name.ASK: self._asked,
            Name.UNKNOWN: lambda turn, typed: Response(sentences.unknown_command(typed), turn.memory),
            **(_duty_places(self.duties) if self.duties else {}),
            **(_personal_places(self.personal) if self.personal else {}),
        }

    def _started(self, turn: Turn, code: str) -> Response:
        """Greet; ask for consent in a private chat that gave none; go on with the code of a link that was opened."""
        if code and turn.message.private and self.personal:
            return self.personal.link(turn, code)
        hello = said("Xin chào! Bạn cứ gõ câu hỏi về thi đua, khen thưởng: thời hạn, hồ sơ, tiêu chuẩn, thủ tục.")
        if turn.record is not None or not turn.message.private or self.personal is None:
            return Response(hello, turn.memory)
        asked = self.personal.ask_consent(turn)
        assert asked.message is not None
        return replace(asked, message=replace(asked.message, blocks=(*hello.blocks, *asked.message.blocks)))

    def _more(self, turn: Turn) -> Response:
        if not _may_read_on(turn):
            if turn.memory.conversation.citations:
                return self._asked(turn, "xem thêm")
            return Response(said(sentences.NO_MORE), turn.memory)
        return Response(OutgoingMessage(turn.memory.rest), turn.memory)

    def _asked(self, turn: Turn, text: str) -> Response:
        if not text.strip():
            return Response(said(sentences.EMPTY), turn.memory)
        as_of = turn.now.date()
        answer, conversation = self.answers.answer(text, turn.memory.conversation, as_of, turn.audience)
        memory = replace(turn.memory, conversation=conversation, rest=(), offers=(), asking=False, code="")
        message = OutgoingMessage(answer_blocks(answer, self.address))
        if answer.options:
            offered = tuple((label, str(number)) for number, label in enumerate(labels(answer), 1))
            response = offering(replace(turn, memory=memory), message, offered)
            return replace(response, memory=replace(response.memory, asking=False), status=answer.status.value)
        return Response(message, memory, answer.status.value)


def _may_read_on(turn: Turn) -> bool:
    """Say whether the rest of the last answer may be shown: not to somebody who belongs to other groups by now."""
    memory = turn.memory
    fresh = turn.now.timestamp() - memory.rest_at <= _REST_GOOD_FOR
    return bool(memory.rest) and fresh and memory.rest_for == tuple(sorted(turn.audience))


def _still_offered(turn: Turn) -> bool:
    """Say whether the choices of the last message are new enough to be taken."""
    return turn.now.timestamp() - turn.memory.offered_at <= _OFFER_GOOD_FOR


def _duty_places(duties: Duties) -> Mapping[Name, Callable[[Turn, str], Response]]:
    """Return what answers each command about deadlines."""
    return {
        Name.DUE: lambda turn, text: duties.due(turn, text, surely=True) or Response(None, turn.memory),
        Name.FOLLOW: duties.follow,
    }


def _personal_places(personal: Personal) -> Mapping[Name, Callable[[Turn, str], Response]]:
    """Return what answers each command about a person's own data."""
    return {
        Name.LINK: personal.link,
        Name.ME: lambda turn, _: personal.who(turn),
        Name.CHANNELS: personal.order_channels,
        Name.LOGIN: lambda turn, _: personal.log_in(turn),
        Name.AGREE: personal.agree,
        Name.DECLINE: lambda turn, _: personal.decline(turn),
        Name.DATA: lambda turn, _: personal.copy(turn),
        Name.CORRECT: personal.correct,
        Name.ERASE: personal.erase_or_ask,
        Name.WITHDRAW: lambda turn, _: personal.erase(turn, "withdraw"),
    }
