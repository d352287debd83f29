"""A consultation turn by turn: it asks, listens, goes back, pauses, and ends with the verdict."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.dialogue.eligibility import wording
from bot.dialogue.eligibility.answers import Heard, agrees, heard
from bot.dialogue.eligibility.asking import case_of, judged, next_question, question_of
from bot.dialogue.eligibility.consultation import Consultation
from bot.dialogue.eligibility.opening import Opening, achievement_year, named_title, other_title, read_opening
from bot.dialogue.eligibility.question import OLD_LAW, Question
from bot.dialogue.offering import offering
from bot.dialogue.sentences import PRIVATE_ONLY
from bot.dialogue.turn import Response, Turn
from bot.messages import Block, Notice, OutgoingMessage, Paragraph, said
from knowledge.criteria import CriteriaBook, Subject, Verdict, award_codes, name_of, shipped_criteria
from knowledge.criteria.narrative import facts_told
from knowledge.text import folded, normalised, squeezed
from retriever.answering.models import Status

_STOP = re.compile(
    r"^(?:thoi |ban |em )*(?:thoi|dung|huy|stop|thoat|ket thuc|khong xet nua|ko xet nua)"
    r"(?: (?:a|nhe|di|lai|luon|nha|ban|bo|xet))*$"
)
_BACK = re.compile(
    r"^(?:quay lai|tro lai|back|lui lai|cau truoc|sua cau truoc|quay lai cau truoc)(?: (?:a|nhe|di|cai))*$"
)
_RESUME = re.compile(r"^(?:tiep tuc|tiep|tiep di|lam tiep|xet tiep|tra loi tiep|continue)(?: (?:a|nhe|di|xet|nha))*$")
_ASKS = re.compile(
    r"\?\s*$|\b(?:bao nhieu|khi nao|bao gio|the nao|ra sao|la gi|o dau|can gi|gom gi|nhung gi|vi sao|tai sao|sao lai"
    r"|may (?:ngay|lan|bo|phieu|thang)|ai (?:ky|quyet|tang|duyet)|con hieu luc|han nop|han cuoi|huong dan|quy dinh"
    r"|bao tien|tien thuong|muc thuong|duoc thuong|thuong bao|bieu mau|mau (?:so|nao)|ho so (?:gom|can|co nhung))\b"
)
_OLD_LAW = re.compile(r"\b(?:theo|xet|thu) (?:thu |theo )?luat (?:cu|truoc|gan nhat)\b")
# What adds to a consultation that was ended: somebody speaks of the nominee, or says that something was left out.
_ADDS = re.compile(r"\b(?:toi|em|minh|bo sung|nham|sua lai|quen|con co|co them|them)\b")
_RUDE = re.compile(r"\b(?:ngu|dm|vl|vcl|dmm|cc|lam the|phien|do hoi|dien|cut|met)\b")
# Questions whose answer need not be repeated, each with the fact that answers it.
_PLAIN = {"year": "achievement_year", "received": "received_on", "received_day": "received_on", "best_year": "ratings"}
_LEAST_OF_A_QUESTION = 7  # words from which what tells nothing is taken for another question


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The part of the dialogue that weighs whether somebody is eligible.

    Attributes:
        book: gives the criteria that hold now.
    """

    book: Callable[[], CriteriaBook] = shipped_criteria

    def respond(self, turn: Turn, text: str) -> Response | None:
        """Return what is said to a message; None where it belongs to no consultation."""
        held = self.current(turn)
        opening = read_opening(text, in_chat=turn.message.private)
        if opening is not None and not turn.message.private:
            return Response(said(PRIVATE_ONLY), turn.memory)
        if opening is not None and (held is None or held.ended or held.paused or opening.title not in ("", held.title)):
            return self._opened(turn, text, opening)
        return self._going_on(turn, text, held) if held is not None and turn.message.private else None

    def current(self, turn: Turn) -> Consultation | None:
        """Return the consultation that may be taken up; None where there is none, or it is too old."""
        held = turn.memory.consultation
        return held if held is not None and held.is_good_at(turn.now.timestamp()) else None

    def aside(self, turn: Turn, response: Response) -> Response:
        """Return the answer to something else asked in between, with the way back to the consultation."""
        held = self.current(turn)
        if held is None or held.ended or response.message is None or not turn.message.private:
            return response
        memory = replace(response.memory, consultation=replace(held, paused=True))
        if held.paused and turn.memory.offers:
            return replace(response, memory=memory)
        hint = Notice(wording.PAUSED.format(title=_called(held.title)))
        return replace(response, message=response.message.and_also(hint), memory=memory)

    # -- opening ------------------------------------------------------------------------------------------------

    def _opened(self, turn: Turn, text: str, opening: Opening) -> Response:
        consultation = Consultation(title=opening.title)
        if opening.subject is not None:
            consultation = replace(consultation, facts=f'{{"subject": "{opening.subject.value}"}}')
        told = None
        if opening.title:
            year = achievement_year(text, turn.now.date())
            if year:
                consultation = replace(consultation.told({"achievement_year": year}), steps=())
            told = heard(text, None, case_of(consultation, turn.now.date(), self.book()))
        elif facts := dict(facts_told(text, None, turn.now.date()).facts):
            told = Heard(facts)
        before = consultation.known
        if told is not None:
            consultation = replace(consultation.told(told.patch, told.closes), steps=())
        lead = wording.noted(before, consultation.known)
        if opening.also:
            names = {"first": name_of(opening.title), "next": name_of(opening.also)}
            lead = " ".join(filter(None, (lead, wording.ONE_BY_ONE.format(**names))))
        return self._next(turn, consultation, lead)

    # -- going on -----------------------------------------------------------------------------------------------

    def _going_on(self, turn: Turn, text: str, held: Consultation) -> Response | None:
        line = squeezed(folded(text)).strip(" .,!")
        if _STOP.match(line) and "đúng" not in normalised(text).lower() and not held.ended:
            return _said(turn, said(wording.STOPPED), None)
        if _BACK.match(line):
            before = held.back()
            lead = "" if before else wording.NOTHING_BEFORE
            return self._ask_again(turn, before or held, lead)
        if _RESUME.match(line) and not held.ended:
            return self._ask_again(turn, replace(held, paused=False), "")
        if not held.title:
            return self._titled(turn, text, held)
        other = other_title(text) if not held.paused else ""
        if other and other != held.title:
            return self._next(turn, held.switched(other), "")
        if held.ended and _OLD_LAW.search(line) is not None:
            return self._next(turn, held.told({}, (OLD_LAW,)), "")
        return self._heard(turn, text, held, line)

    def _titled(self, turn: Turn, text: str, held: Consultation) -> Response | None:
        title = named_title(text)
        if title:
            return self._next(turn, held.called(title), "")
        if held.paused or _looks_like_a_question(text):
            return None
        return self._ask_again(turn, held, wording.NOT_UNDERSTOOD)

    def _heard(self, turn: Turn, text: str, held: Consultation, line: str) -> Response | None:
        today = turn.now.date()
        question = None if held.paused or held.ended else question_of(held, today, self.book())
        asks = _ASKS.search(squeezed(folded(text))) is not None
        strict = asks or (held.ended and _ADDS.search(line) is None)
        answer = heard(text, question, case_of(held, today, self.book()), strict=strict)
        if answer is not None and answer.is_unknown:
            return self._next(turn, held.without(), "")
        if answer is not None:
            told = held.told(answer.patch, answer.closes)
            left = facts_told(text, told.known.get("achievement_year"), today).unread if question is None else ()
            new = {name: value for name, value in told.known.items() if name != _PLAIN.get(held.asking)}
            lead = "" if answer.is_choice else wording.noted(held.known, new)
            return self._next(turn, told, " ".join(filter(None, [lead, wording.LEFT_OUT if left else ""])))
        if held.paused or held.ended or asks or _looks_like_a_question(text):
            return None
        received = question is not None and question.key == "received" and agrees(text)
        lead = wording.SAY_WHEN if received else wording.NOT_UNDERSTOOD
        return self._ask_again(turn, held, wording.RUDE if _RUDE.search(line) else lead)

    # -- asking and telling -------------------------------------------------------------------------------------

    def _ask_again(self, turn: Turn, held: Consultation, lead: str) -> Response:
        question = question_of(held, turn.now.date(), self.book()) if held.title else None
        if held.title and question is None:
            return self._next(turn, held, lead)
        return self._asked(turn, held, question, lead)

    def _next(self, turn: Turn, held: Consultation, lead: str) -> Response:
        """Ask what can still decide, or tell the verdict."""
        if held.title and len(award_codes()[held.title].subjects) > 1 and not held.known.get("subject"):
            held = held.told({"subject": Subject.INDIVIDUAL.value})
        question = next_question(held, turn.now.date(), self.book()) if held.title else None
        if held.title and question is None:
            return self._verdict(turn, held, lead)
        return self._asked(turn, replace(held, asking=question.key if question else "title"), question, lead)

    def _asked(self, turn: Turn, held: Consultation, question: Question | None, lead: str) -> Response:
        held = replace(held, at=turn.now.timestamp(), paused=False, ended=False)
        memory = replace(turn.memory, consultation=held, rest=(), offers=(), asking=False, code="")
        turn = replace(turn, memory=memory)
        text = question.text if question else wording.WHICH_TITLE
        labels = [c.label for c in question.choices] if question else [name_of(code) for code in wording.TITLES]
        blocks: tuple[Block, ...] = (*([Paragraph(lead)] if lead else []), Paragraph(text))
        first = not held.steps
        message = OutgoingMessage((*blocks, Notice(wording.HINT)) if first else blocks)
        offered = tuple((label, label) for label in labels) + (
            ((wording.UNKNOWN, wording.UNKNOWN),) if question else ()
        )
        if not labels:
            return Response(message.and_also(Notice("(chưa biết thì gõ “không rõ”)")), memory, Status.CLARIFY.value)
        return replace(offering(turn, message, offered), status=Status.CLARIFY.value)

    def _verdict(self, turn: Turn, held: Consultation, lead: str) -> Response:
        case = case_of(held, turn.now.date(), self.book())
        judgement = judged(case)
        blocks = wording.verdict_blocks(judgement, case.year, not_sent="not_sent" in held.closed)
        if (
            judgement.verdict is Verdict.UNDECIDED
            and judgement.would_say
            and OLD_LAW not in held.closed
            and not case.facts.get("received_on")
        ):
            blocks = (*blocks, Notice(wording.TRY_OLD_LAW))
        message = OutgoingMessage((*([Paragraph(lead)] if lead else []), *blocks))
        ended = replace(held, at=turn.now.timestamp(), ended=True, paused=False, asking="")
        return _said(turn, message, ended)


def _said(turn: Turn, message: OutgoingMessage, held: Consultation | None) -> Response:
    memory = replace(turn.memory, consultation=held, rest=(), offers=(), asking=False, code="")
    return Response(message, memory, Status.ANSWERED.value)


def _called(title: str) -> str:
    return name_of(title) if title else "điều kiện khen thưởng"


def _looks_like_a_question(text: str) -> bool:
    return len(text.split()) >= _LEAST_OF_A_QUESTION or _ASKS.search(squeezed(folded(text))) is not None
