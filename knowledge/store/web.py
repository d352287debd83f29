"""Who is logged in on the web, and the one-time links by which people log in (phiên, liên kết đăng nhập)."""

from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, or_, select, update

from knowledge.people import Person
from knowledge.store.chat_schema import people
from knowledge.store.engine import writing
from knowledge.store.person_rows import people_query, person_from
from knowledge.store.web_schema import login_links, web_sessions


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long things are good, in seconds: a link, a session that is not used, a session at all."""

    link: float = 30 * 60
    idle: float = 12 * 3600
    longest: float = 7 * 24 * 3600


class WebSessions:
    """The sessions of one home; keys are hashes, so nobody who reads the database can use them.

    Args:
        engine: from ``open_engine``.
        rules: how long a link and a session are good.
    """

    def __init__(self, engine: Engine, rules: SessionRules | None = None) -> None:
        self._engine = engine
        self.rules = rules or SessionRules()

    def offer(self, link: str, person_id: int, now: float) -> None:
        """Keep the hash of a link that will log a person in once."""
        with writing(self._engine) as connection:
            connection.execute(delete(login_links).where(login_links.c.made_at <= now - self.rules.link))
            connection.execute(insert(login_links).values(key=link, person=person_id, made_at=now))

    def offered(self, link: str, now: float) -> bool:
        """Say whether a link is still good; looking at it does not use it."""
        query = select(login_links.c.key).where(
            login_links.c.key == link, login_links.c.used_at.is_(None), login_links.c.made_at > now - self.rules.link
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def begin(self, link: str, session: str, now: float) -> bool:
        """Use a link up and begin a session under a new key; False where the link is not good (any more)."""
        good = (
            login_links.c.key == link,
            login_links.c.used_at.is_(None),
            login_links.c.made_at > now - self.rules.link,
        )
        with writing(self._engine) as connection:
            person = connection.execute(
                select(login_links.c.person)
                .join(people, people.c.id == login_links.c.person)
                .where(*good, people.c.active == 1)
            ).scalar()
            if person is None:
                return False
            connection.execute(update(login_links).where(login_links.c.key == link).values(used_at=now))
            over = or_(
                web_sessions.c.seen_at <= now - self.rules.idle, web_sessions.c.begun_at <= now - self.rules.longest
            )
            connection.execute(delete(web_sessions).where(over))
            connection.execute(insert(web_sessions).values(key=session, person=person, begun_at=now, seen_at=now))
        return True

    def person_of(self, session: str, now: float) -> Person | None:
        """Return who is logged in under a key; None where nobody is, or who is left the unit."""
        query = (
            people_query()
            .add_columns(web_sessions.c.seen_at)
            .join(web_sessions, web_sessions.c.person == people.c.id)
            .where(
                web_sessions.c.key == session, people.c.active == 1,
                web_sessions.c.seen_at > now - self.rules.idle, web_sessions.c.begun_at > now - self.rules.longest,
            )
        )  # fmt: skip
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        if now - row["seen_at"] > self.rules.idle / 24:  # one write in a while is enough
            with writing(self._engine) as connection:
                connection.execute(update(web_sessions).where(web_sessions.c.key == session).values(seen_at=now))
        return person_from(row)

    def end(self, session: str) -> None:
        """Log out."""
        with writing(self._engine) as connection:
            connection.execute(delete(web_sessions).where(web_sessions.c.key == session))

    def end_all(self, person_id: int) -> int:
        """Log a person out everywhere; return how many sessions ended."""
        with writing(self._engine) as connection:
            return connection.execute(delete(web_sessions).where(web_sessions.c.person == person_id)).rowcount
