"""Deadlines in a chat: what is due for me, what is due next month, and what people answer to a reminder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.dialogue.turn import Response, Turn
from bot.messages import CitationLine, Heading, ItemList, Notice, OutgoingMessage, Paragraph, said
from bot.reminders.occurrences import Hindrance, Kept, Occurrence, hindrance, occurrences
from bot.reminders.register import Register, read_register, written_wishes
from bot.reminders.replies import Reply, Wanted, read_reply
from bot.reminders.wishes import Wishes
from bot.reminders.wording import by_when, day_words, hour_words, source_words, what_words
from knowledge.audiences import Audience, may_see
from knowledge.store import Library
from knowledge.store.deadlines import Deadlines
from knowledge.store.people import People
from knowledge.store.reminders import Follow, Following, Reminders
from knowledge.store.reminders import Reply as KeptReply
from knowledge.text import folded, squeezed
from knowledge.time_expressions import read_time_expressions

_AHEAD = timedelta(days=60)  # where a question names no time
_TOLD_LATELY = timedelta(days=14)  # within which "đã xong 2" answers a reminder
_MOST = 10
_DAY = timedelta(days=1)
# "tháng sau có hạn gì?", "sắp tới có những hạn nào", "hạn sắp tới của tôi", "từ giờ tới Tết có việc gì đến hạn"
_ASKS = re.compile(
    r"\bco (?:nhung |cac )?(?:han|thoi han|viec)(?: nop)? (?:gi|nao)\b"
    r"|\b(?:nhung |cac )?han (?:nao|gi)\b.*\b(?:den|sap)\b"
    r"|^(?:cac |nhung |liet ke |xem )*han (?:sap toi|toi day|den|phai)\b|\b(?:gi|nao) (?:den|sap den|toi) han\b"
)
# Words that ask about one paper: its own answer is better than a list.
_OF_A_PAPER = re.compile(
    r"\b(?:ke hoach|quyet dinh|cong van|huong dan|nghi dinh|thong tu|luat|van ban nay|dot \d|ubnd|tinh|van phong"
    r"|so [a-z]{2,})\b"
)
_MINE = re.compile(r"\b(?:cua|cho) (?:toi|minh|em|anh|chi)\b|\b(?:toi|minh|em) (?:phai|can|co)\b")
_NEARBY = ("sap toi", "toi day", "sap den", "gan day")


@dataclass(frozen=True, slots=True)
class Duties:
    """The part of the dialogue that knows what is due.

    Attributes:
        library, deadlines, reminders, people: of the home.
    """

    library: Library
    deadlines: Deadlines
    reminders: Reminders
    people: People

    def reply(self, turn: Turn, text: str) -> Response | None:
        """Return what is said to an answer to a reminder; None where a message is none, or nobody was reminded."""
        read = read_reply(text)
        if read is None or turn.person is None or turn.person.id is None or not turn.message.private:
            return None
        told = self.reminders.last_told(turn.person.id, (turn.now - _TOLD_LATELY).timestamp())
        if not told and not (read.wanted in (Wanted.STOP, Wanted.RESUME) and self._follows(turn.person.id)):
            return None
        return Response(self._taken(turn.person.id, read, told, turn.now), turn.memory)

    def due(self, turn: Turn, text: str, *, surely: bool = False) -> Response | None:
        """Return what is due in the time that a question names; None where it asks something else.

        Args:
            turn: who asks when and where.
            text: the question.
            surely: it was asked by a command, so no words have to say so.
        """
        line = squeezed(folded(text)).strip(" ?.!")
        if not surely and (_ASKS.search(line) is None or _OF_A_PAPER.search(line) is not None):
            return None
        first, last = self._stretch(text, turn.now.date())
        register = read_register(self.library, self.deadlines, self.reminders, self.people)
        mine = turn.person.id if turn.person and turn.message.private and _MINE.search(line) else None
        found = [
            (kept, occurrence)
            for kept in self._visible(register, turn.audience)
            if mine is None or mine in register.followers.get(kept.id, frozenset())
            for occurrence in _times(kept, first, last, turn.now)
        ]
        found.sort(key=lambda pair: (pair[1].closes, pair[0].id))
        return Response(_list(found, first, last, turn.now.date(), mine=mine is not None), turn.memory)

    def follow(self, turn: Turn, argument: str) -> Response:
        """Let a linked person follow everything, or no more."""
        if turn.person is None or turn.person.id is None:
            words = "Để nhận nhắc hạn, bạn liên kết với hồ sơ của mình trước: /lienket MÃ (xin mã ở quản trị)."
            return Response(said(words), turn.memory)
        everything = Follow(Following.ALL, person=turn.person.id)
        if folded(argument).strip() in ("thoi", "bo", "khong", "dung"):
            self.reminders.unfollow(everything)
            return Response(said("Đã bỏ theo dõi. Hạn giao riêng cho bạn vẫn được nhắc; gõ “dừng” để không nhận nữa."),
                            turn.memory)  # fmt: skip
        self.reminders.follow(everything)
        self._wish(turn.person.id, stopped=False)
        words = "Đã ghi: tôi nhắc bạn mọi hạn đã được xác nhận, trước 14, 7, 3, 1 ngày và đúng ngày. Bỏ: /theodoi bỏ"
        return Response(said(words), turn.memory)

    def _taken(self, person: int, read: Reply, told: Sequence[tuple[int, date]], now: datetime) -> OutgoingMessage:
        if read.wanted in (Wanted.STOP, Wanted.RESUME) and not read.numbers:
            self._wish(person, stopped=read.wanted is Wanted.STOP)
            if read.wanted is Wanted.STOP:
                return said("Vâng, tôi không nhắc hạn nữa. Muốn nhận lại, gõ “nhắc tiếp”.")
            return said("Vâng, tôi nhắc hạn trở lại.")
        wrong = [n for n in read.numbers if not 1 <= n <= len(told)]
        if wrong or (not read.numbers and not read.everything and len(told) > 1):
            return said(f"Tin nhắc gần nhất có {len(told)} việc; bạn ghi rõ số, ví dụ “đã xong 1”.")
        chosen = [told[n - 1] for n in read.numbers] or list(told)
        until = (now + read.days * _DAY).timestamp() if read.wanted is Wanted.AGAIN else None
        kind = {Wanted.DONE: "done", Wanted.AGAIN: "later", Wanted.STOP: "stop"}.get(read.wanted, "done")
        for deadline, day in chosen:
            self.reminders.answer(KeptReply(person, deadline, day, kind, until), now.timestamp())
        names = "; ".join(self._what(deadline) for deadline, _ in chosen)
        words = {
            "done": f"Đã ghi xong: {names}.",
            "later": f"Tôi nhắc lại sau {read.days} ngày: {names}.",
            "stop": f"Tôi không nhắc việc này nữa: {names}.",
        }
        return said(words[kind])

    def _what(self, deadline_id: int) -> str:
        return squeezed(self.deadlines.find(deadline_id).deadline.what)[:80]

    def _follows(self, person: int) -> bool:
        return any(f.person == person or f.unit is not None for f in self.reminders.all_follows())

    def _wish(self, person: int, *, stopped: bool) -> None:
        content = self.reminders.wishes().get(person) or written_wishes(Wishes())
        self.reminders.wish(person, {**content, "stopped": stopped})

    def _visible(self, register: Register, audience: Audience) -> list[Kept]:
        shown = {d.id for d in self.library.documents(audience=audience)}
        return [
            k for k in register.kept
            if (record := register.records[k.id]).document_id is None and may_see((), audience)
            or record.document_id in shown
        ]  # fmt: skip

    def _stretch(self, text: str, today: date) -> tuple[date, date]:
        """Return the first and last day that a question is about."""
        if not any(word in folded(text) for word in _NEARBY):
            for found in read_time_expressions(text, today):
                if found.anomaly is None and (found.start or found.end):
                    first, last = found.start or today, found.end or found.start or today
                    return max(first, today) if found.end and first < today <= last else first, last
        return today, today + _AHEAD


def _times(kept: Kept, first: date, last: date, now: datetime) -> list[Occurrence]:
    if hindrance(kept) not in (None, Hindrance.UNCONFIRMED):
        return []
    since = min(now, datetime.combine(first, time(0), VIETNAM))  # what is over is told where it is asked about
    return [o for o in occurrences(kept, since, last) if first <= o.last_day <= last]


def _list(
    found: Sequence[tuple[Kept, Occurrence]], first: date, last: date, today: date, *, mine: bool
) -> OutgoingMessage:
    span = f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    if not found:
        whose = "bạn đang theo dõi " if mine else ""
        words = f"Không thấy hạn nào {whose}{span} trong các văn bản đang có."
        return OutgoingMessage((Paragraph(words), Notice("Để tham khảo; hạn chưa nạp vào đây thì tôi không biết.")))
    items = tuple(_line(kept, occurrence, today) for kept, occurrence in found[:_MOST])
    more = (Paragraph(f"… và {len(found) - _MOST} hạn nữa."),) if len(found) > _MOST else ()
    sources = dict.fromkeys(source_words(kept) for kept, _ in found[:_MOST])
    lines = tuple(CitationLine(f"Nguồn: {source}.") for source in sources if source)
    return OutgoingMessage((Heading(f"Hạn {span}"), ItemList(items), *more, *lines, Notice("(Để tham khảo.)")))


def _line(kept: Kept, occurrence: Occurrence, today: date) -> str:
    over = f"Đã qua, {day_words(occurrence.last_day)}" if occurrence.last_day < today else ""
    parts = [over or by_when(occurrence.last_day, today), hour_words(kept, occurrence)]
    to_whom = f" → {kept.deadline.to_whom}" if kept.deadline.to_whom else ""
    unsure = " (chờ xác nhận)" if hindrance(kept) is Hindrance.UNCONFIRMED else ""
    return f"{', '.join(p for p in parts if p)}: {what_words(kept, 90)}{to_whom}{unsure}"
