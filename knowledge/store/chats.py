"""Chats of people who agreed, the evidence of it, and what an answered event leaves behind."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, or_, select, update

from knowledge.store.chat_records import Asked, ChatRecord, Consent, DataRequest
from knowledge.store.chat_schema import chats, consents, data_requests, link_codes, outbox, questions
from knowledge.store.engine import empty_log, writing
from knowledge.store.inbox import finish_event
from knowledge.store.outbox import close_lane, write_draft
from knowledge.store.outgoing import Draft


class Chats:
    """The chats of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, key: str) -> ChatRecord | None:
        """Return a chat by its key; None where nothing of it is kept."""
        with self._engine.connect() as connection:
            row = connection.execute(select(chats).where(chats.c.key == key)).mappings().first()
        return _record(row) if row else None

    def agree(self, consent: Consent, address: str, *, forget_questions: bool = False) -> None:
        """Keep a chat from now on, with the evidence that its person agreed.

        Args:
            consent: what was agreed to.
            address: of the chat, as JSON; empty where the person does not agree that it is kept.
            forget_questions: the texts kept so far go, since the person does not agree to them any more.
        """
        with writing(self._engine) as connection:
            connection.execute(insert(consents).values(**_evidence(consent)))
            known = connection.execute(select(chats.c.key).where(chats.c.key == consent.chat)).first()
            values: dict[str, Any] = {"address": address, "consent_version": consent.version, "active": 1,
                                      "last_wrote": consent.at}  # fmt: skip
            if not address:
                values["person"] = None  # who does not agree to that any more is linked no more
            if known:
                connection.execute(update(chats).where(chats.c.key == consent.chat).values(**values))
            else:
                connection.execute(insert(chats).values(key=consent.chat, since=consent.at, **values))
            if forget_questions:
                _forget_questions(connection, consent.chat)

    def withdraw(self, consent: Consent, request: DataRequest | None = None) -> None:
        """Forget a chat: everything of it goes but the evidence that consent was given and withdrawn."""
        with writing(self._engine) as connection:
            connection.execute(insert(consents).values(**_evidence(consent)))
            if request is not None:
                _write_request(connection, request)
            _erase(connection, consent.chat, consent.at)

    def finish(
        self,
        event_id: int,
        drafts: Sequence[Draft],
        now: float,
        *,
        conversation: tuple[str, str] | None = None,
        asked: Asked | None = None,
    ) -> bool:
        """End an event in one transaction: its answers into the outbox, its conversation and question kept.

        Args:
            event_id: the event that was answered.
            drafts: the messages that answer it.
            now: the moment.
            conversation: key and state of the chat, where the chat is kept.
            asked: the question, where it was one.

        Returns:
            False where the event was ended before, and nothing was written.
        """
        with writing(self._engine) as connection:
            if not finish_event(connection, event_id, now):
                return False
            for draft in drafts:
                write_draft(connection, draft, now)
            if conversation is not None:
                key, state = conversation
                told = {"state": state, "last_wrote": now, "active": 1}
                connection.execute(update(chats).where(chats.c.key == key).values(**told))
            if asked is not None:
                row = {"chat": asked.chat, "channel": asked.channel, "status": asked.status, "text": asked.text}
                connection.execute(insert(questions).values(at=now, **row))
        return True

    def set_active(self, key: str, *, active: bool) -> None:
        """Record that a person blocked us, or wants messages again."""
        with writing(self._engine) as connection:
            connection.execute(update(chats).where(chats.c.key == key).values(active=int(active)))

    def move(self, old_key: str, new_key: str, old_address: str, new_address: str) -> None:
        """Rewrite the address of a chat everywhere, in one transaction: its platform gave it another id."""
        with writing(self._engine) as connection:
            known = connection.execute(select(chats.c.key).where(chats.c.key == new_key)).first()
            if known is None:
                moved = {"key": new_key, "address": new_address}
                connection.execute(update(chats).where(chats.c.key == old_key).values(**moved))
            else:
                connection.execute(delete(chats).where(chats.c.key == old_key))
            for table in (questions, consents, data_requests):
                connection.execute(update(table).where(table.c.chat == old_key).values(chat=new_key))
            waiting = outbox.c.state == "pending", outbox.c.address == old_address
            connection.execute(update(outbox).where(*waiting).values(lane=new_key, address=new_address))

    def of_person(self, person_id: int) -> list[ChatRecord]:
        """Return the active chats linked to a person, the one used last first."""
        query = select(chats).where(chats.c.person == person_id, chats.c.active == 1)
        with self._engine.connect() as connection:
            return [_record(r) for r in connection.execute(query.order_by(chats.c.last_wrote.desc())).mappings()]

    def count(self) -> int:
        """Return how many chats are kept."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(chats)).scalar_one()

    # -- what people may ask about their own data -------------------------------------------------------

    def evidence(self, key: str) -> list[Consent]:
        """Return what was agreed and withdrawn in a chat, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(consents).where(consents.c.chat == key).order_by(consents.c.id)).mappings()
            return [
                Consent(r["chat"], r["channel"], bool(r["given"]), r["version"], r["text_hash"], r["at"]) for r in rows
            ]

    def questions_of(self, key: str) -> list[tuple[float, str]]:
        """Return the kept questions of a chat with their moments, oldest first."""
        query = select(questions.c.at, questions.c.text).where(questions.c.chat == key, questions.c.text.is_not(None))
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query.order_by(questions.c.id))]

    def request(self, wanted: DataRequest) -> None:
        """Record what somebody asked for about their own data."""
        with writing(self._engine) as connection:
            _write_request(connection, wanted)

    def open_requests(self) -> list[DataRequest]:
        """Return the requests about people's own data that are not done yet, the most urgent first."""
        query = select(data_requests).where(data_requests.c.done_at.is_(None)).order_by(data_requests.c.due_by)
        with self._engine.connect() as connection:
            return [
                DataRequest(
                    r["chat"], r["kind"], r["at"], r["acknowledge_by"], r["due_by"], r["done_at"], r["detail"], r["id"]
                )
                for r in connection.execute(query).mappings()
            ]

    def carry_out(self, request_id: int, now: float) -> bool:
        """Record that a request about somebody's own data was carried out; False where no such one is open."""
        open_one = data_requests.c.id == request_id, data_requests.c.done_at.is_(None)
        with writing(self._engine) as connection:
            return (
                connection.execute(update(data_requests).where(*open_one).values(done_at=now, detail="")).rowcount == 1
            )

    def forget_before(self, moment: float) -> int:
        """Reduce questions asked before a moment to statistics, end threads as old; return how many texts went."""
        old = questions.c.at < moment, questions.c.text.is_not(None)
        with writing(self._engine) as connection:
            connection.execute(update(chats).where(chats.c.last_wrote < moment).values(state=""))
            return connection.execute(update(questions).where(*old).values(text=None, chat=None)).rowcount

    def drop_traces(self) -> bool:
        """Let nothing that was deleted be read from the files; return False where it must be tried again."""
        return empty_log(self._engine)


def _write_request(connection: Connection, wanted: DataRequest) -> None:
    row = {"chat": wanted.chat, "kind": wanted.kind, "at": wanted.at, "done_at": wanted.done_at}
    days = {"acknowledge_by": wanted.acknowledge_by, "due_by": wanted.due_by}
    connection.execute(insert(data_requests).values(detail=wanted.detail, **row, **days))


def _forget_questions(connection: Connection, key: str) -> None:
    connection.execute(update(questions).where(questions.c.chat == key).values(chat=None, text=None))


def _erase(connection: Connection, key: str, now: float) -> None:
    connection.execute(delete(chats).where(chats.c.key == key))
    connection.execute(update(link_codes).where(link_codes.c.used_by == key).values(used_by=None))
    connection.execute(update(data_requests).where(data_requests.c.chat == key).values(detail=""))
    _forget_questions(connection, key)
    ended = outbox.c.lane == key, outbox.c.state != "pending", outbox.c.state != "claimed"
    connection.execute(update(outbox).where(*ended).values(address=None, payload=None, remote_id="", person=None))
    waiting = outbox.c.lane == key, or_(outbox.c.kind == "reply", outbox.c.state == "claimed")
    connection.execute(update(outbox).where(*waiting).values(passing=1))
    close_lane(connection, key, now)


def _evidence(consent: Consent) -> dict[str, Any]:
    return {
        "chat": consent.chat,
        "channel": consent.channel,
        "given": int(consent.given),
        "version": consent.version,
        "text_hash": consent.text_hash,
        "at": consent.at,
    }


def _record(row: RowMapping) -> ChatRecord:
    return ChatRecord(
        row["key"], row["address"], row["person"], row["consent_version"], row["state"], bool(row["active"]),
        row["last_wrote"],
    )  # fmt: skip
