"""Questions without an answer and what officers do with them (câu chưa trả lời được, trả lời của cán bộ)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, and_, func, insert, or_, select, update

from knowledge.criteria.approving import same_name
from knowledge.errors import UsageError
from knowledge.store.chat_schema import chats, questions
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted, note
from knowledge.store.once import insert_new
from knowledge.store.outbox import write_draft
from knowledge.store.outgoing import Draft
from knowledge.store.unit_counts import UnitCounts
from knowledge.store.unit_records import Basis, OwnQuestion, Reply, ReplyState, WaitingQuestion, Writer
from knowledge.store.unit_schema import unit_questions, unit_replies

_UNANSWERED = ("not_found", "refused")
_WAITING, _REPLIED, _DROPPED = "waiting", "replied", "dropped"
_MOMENT_AGO = "Câu này vừa được người khác xử lý, hoặc người hỏi đã rút."


class UnitWork:
    """The questions and replies of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def counts(self) -> UnitCounts:
        """Return the counts of the unit's days."""
        return UnitCounts(self._engine)

    # -- questions --------------------------------------------------------------------------------------

    def send(self, asker: str, channel: str, status: str, text: str, now: float) -> bool:
        """Keep a question that its person sends to the officers; False where the same one of theirs waits already."""
        same = _waiting().where(questions.c.chat == asker, questions.c.text == text)
        with writing(self._engine) as connection:
            if connection.execute(same).first() is not None:
                return False
            row = {"chat": asker, "channel": channel, "at": now, "status": status, "text": text}
            number = inserted(connection, questions, row)
            connection.execute(insert(unit_questions).values(question=number, state=_WAITING))
        return True

    def sent_since(self, moment: float, asker: str = "") -> int:
        """Return how many questions were sent since a moment, by one asker or by all."""
        joined = unit_questions.join(questions, questions.c.id == unit_questions.c.question)
        query = select(func.count()).select_from(joined).where(questions.c.at >= moment)
        with self._engine.connect() as connection:
            return connection.execute(query.where(questions.c.chat == asker) if asker else query).scalar_one()

    def waiting(self) -> list[WaitingQuestion]:
        """Return the questions that wait for an officer, the oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_waiting().order_by(questions.c.at, questions.c.id)).mappings()
            return [_question(row) for row in rows]

    def drop(self, question_ids: Sequence[int], reason: str, by: Writer, now: float) -> None:
        """Let questions wait no more, for a reason.

        Raises:
            UsageError: one of them does not wait any more.
        """
        with writing(self._engine) as connection:
            _decide(connection, question_ids, {"state": _DROPPED, "reason": reason}, by, now)
            note(connection, by.name, "question dropped", None, f"{len(question_ids)} câu")

    def of_asker(self, asker: str) -> list[OwnQuestion]:
        """Return what somebody sent to the officers, the newest first; nothing of what is not kept any more."""
        query = (
            select(questions.c.id.label("question_id"), questions.c.at, questions.c.text.label("question_text"),
                   unit_questions.c.state.label("question_state"), unit_questions.c.reason, unit_replies)
            .join(unit_questions, unit_questions.c.question == questions.c.id)
            .outerjoin(unit_replies, unit_replies.c.id == unit_questions.c.reply)
            .where(questions.c.chat == asker, questions.c.text.is_not(None))
            .order_by(questions.c.at.desc(), questions.c.id.desc())
        )  # fmt: skip
        with self._engine.connect() as connection:
            return [
                OwnQuestion(
                    row["question_id"], row["at"], row["question_text"], row["question_state"],
                    _reply(row) if row["id"] else None, row["reason"] or "",
                )
                for row in connection.execute(query).mappings()
            ]  # fmt: skip

    def forget(self, asker: str, question_id: int) -> bool:
        """Forget the words of somebody's own question; False where there is none such."""
        own = questions.c.id == question_id, questions.c.chat == asker
        with writing(self._engine) as connection:
            return connection.execute(update(questions).where(*own).values(text=None, chat=None)).rowcount == 1

    # -- replies ----------------------------------------------------------------------------------------

    def reply(self, reply: Reply, question_ids: Sequence[int], drafts: Sequence[Draft], now: float) -> int:
        """Keep a reply, end the questions that it answers, and write the messages to who asked; all or nothing.

        Args:
            reply: what was answered; its number is given here.
            question_ids: what it answers.
            drafts: the messages to who asked.
            now: the moment.

        Raises:
            UsageError: one of the questions does not wait any more.
        """
        row = {
            "asked": reply.asked, "text": reply.text, "basis": reply.basis.words, "state": reply.state.value,
            "basis_document": reply.basis.document, "basis_number": reply.basis.number, "written_at": now,
            "written_by": reply.writer.name, "writer": reply.writer.person,
        }  # fmt: skip
        with writing(self._engine) as connection:
            number = inserted(connection, unit_replies, row)
            _decide(connection, question_ids, {"state": _REPLIED, "reply": number}, reply.writer, now)
            for draft in drafts:
                write_draft(connection, draft, now)
            note(connection, reply.writer.name, "reply written", None, f"số {number}")
        return number

    def replies(self, *states: ReplyState) -> list[Reply]:
        """Return the replies in some states, the newest first."""
        query = select(unit_replies).where(unit_replies.c.state.in_([s.value for s in states]))
        with self._engine.connect() as connection:
            return [_reply(row) for row in connection.execute(query.order_by(unit_replies.c.id.desc())).mappings()]

    def find_reply(self, reply_id: int) -> Reply | None:
        """Return one reply; None where there is none such."""
        with self._engine.connect() as connection:
            row = connection.execute(select(unit_replies).where(unit_replies.c.id == reply_id)).mappings().first()
        return _reply(row) if row else None

    def approve(self, reply_id: int, by: Writer, document: int, now: float) -> None:
        """Record that a second person lets a reply be quoted from a document of the home.

        Raises:
            UsageError: it may not be approved (any more), or not by this person.
        """
        with writing(self._engine) as connection:
            check_approval(_locked(connection, reply_id), by)
            values = {"approved_by": by.name, "approved_at": now, "document": document}
            _change(connection, reply_id, {"state": ReplyState.APPROVED.value, **values})
            note(connection, by.name, "reply approved", document, f"số {reply_id}")

    def withdraw(self, reply_id: int, by: Writer, why: str, now: float) -> None:
        """Record that a reply is quoted no more, or never.

        Raises:
            UsageError: it was withdrawn before, or never meant to be shared.
        """
        with writing(self._engine) as connection:
            reply = _locked(connection, reply_id)
            if reply is None or reply.state not in (ReplyState.DRAFT, ReplyState.APPROVED):
                raise UsageError("Câu trả lời này không còn để rút.", "Mở lại trang Đơn vị để xem tình trạng.")
            values = {"withdrawn_by": by.name, "withdrawn_at": now, "withdrawn_why": why}
            _change(connection, reply_id, {"state": ReplyState.WITHDRAWN.value, **values})
            note(connection, by.name, "reply withdrawn", reply.document, f"số {reply_id}")


def check_approval(reply: Reply | None, by: Writer) -> None:
    """Refuse an approval that may not be given.

    Raises:
        UsageError: there is no such draft, or it was written by the same person.
    """
    if reply is None or reply.state is not ReplyState.DRAFT:
        raise UsageError("Câu trả lời này không còn chờ duyệt.", "Mở lại trang Đơn vị để xem tình trạng.")
    same = reply.writer.person == by.person if None not in (reply.writer.person, by.person) else False
    if same or same_name(reply.writer.name, by.name):
        raise UsageError("Người viết không tự duyệt được.", "Cần người thứ hai đối chiếu căn cứ rồi duyệt.")


def _waiting() -> Select[Any]:
    """Return the query for what waits: sent by its person, or left without an answer where the person agreed to it."""
    unasked = and_(unit_questions.c.state.is_(None), questions.c.status.in_(_UNANSWERED), chats.c.key.is_not(None))
    return (
        select(questions, chats.c.address, chats.c.person)
        .outerjoin(unit_questions, unit_questions.c.question == questions.c.id)
        .outerjoin(chats, chats.c.key == questions.c.chat)
        .where(questions.c.text.is_not(None), questions.c.chat.is_not(None))
        .where(or_(unit_questions.c.state == _WAITING, unasked))
    )


def _decide(
    connection: Connection, question_ids: Sequence[int], values: dict[str, Any], by: Writer, now: float
) -> None:
    """Decide on questions that wait; whoever decides on one of them at the same moment comes too late.

    Raises:
        UsageError: one of them does not wait any more.
    """
    waits = {row["id"] for row in connection.execute(_waiting().where(questions.c.id.in_(question_ids))).mappings()}
    late = UsageError(_MOMENT_AGO, "Mở lại trang Đơn vị để xem các câu còn chờ.")
    if not question_ids or waits != set(question_ids):
        raise late
    insert_new(connection, unit_questions, [{"question": q, "state": _WAITING} for q in question_ids])
    open_ones = unit_questions.c.question.in_(question_ids), unit_questions.c.state == _WAITING
    decided = {"decided_by": by.name, "decided_at": now, **values}
    if connection.execute(update(unit_questions).where(*open_ones).values(**decided)).rowcount != len(waits):
        raise late


def _locked(connection: Connection, reply_id: int) -> Reply | None:
    query = select(unit_replies).where(unit_replies.c.id == reply_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return _reply(row) if row else None


def _change(connection: Connection, reply_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(unit_replies).where(unit_replies.c.id == reply_id).values(**values))


def _question(row: RowMapping) -> WaitingQuestion:
    return WaitingQuestion(
        row["id"], row["at"], row["channel"], row["status"], row["text"], row["chat"], row["address"] or "",
        row["person"],
    )  # fmt: skip


def _reply(row: RowMapping) -> Reply:
    basis = Basis(row["basis"], row["basis_number"], row["basis_document"])
    return Reply(
        row["id"], row["asked"], row["text"], basis, ReplyState(row["state"]), Writer(row["written_by"], row["writer"]),
        row["written_at"], row["approved_by"] or "", row["approved_at"], row["document"], row["withdrawn_by"] or "",
        row["withdrawn_why"] or "",
    )  # fmt: skip
