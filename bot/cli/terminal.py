"""The dialogue at the terminal: whoever sits there needs no account, no consent and no link."""

from datetime import date, datetime, time

from bot.answers import Answers
from bot.bootstrap import Home
from bot.channels.console import CAPABILITIES, HERE
from bot.clock import VIETNAM, now
from bot.dialogue import ChatMemory, Dialogue, Turn
from bot.dialogue.duties import Duties
from bot.dialogue.eligibility.conversation import Eligibility
from bot.messages import IncomingMessage, Kind
from knowledge.audiences import OPERATOR


def local_dialogue(home: Home, answers: Answers) -> Dialogue:
    """Return the dialogue of a home without accounts and without the intake of files, which commands do better."""
    duties = Duties(home.library, home.deadlines, home.reminders, home.people)
    return Dialogue(answers, None, home.library.unit, duties=duties, eligibility=Eligibility(home.criteria))


def turn_here(line: str, memory: ChatMemory, as_of: date) -> Turn:
    """Return the turn that a typed line is, as of a day."""
    moment = datetime.combine(as_of, time(now().hour, now().minute), VIETNAM)
    message = IncomingMessage("", HERE, "", Kind.TEXT, line, moment)
    return Turn(message, "", "", moment, memory, CAPABILITIES, audience=OPERATOR)
