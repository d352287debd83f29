"""What a reviewer looks at (rà soát): which versions hold doubts, and what people did with a document."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from knowledge.store.schema import audit, versions

_NONE = "[]"


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the audit: who did what with a document when, and what exactly."""

    at: datetime
    actor: str
    action: str
    detail: str


class Reviews:
    """Reads what reviewers need of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def doubts(self, version_ids: Collection[int]) -> dict[int, int]:
        """Return how many things are doubted in each version; those without any are left out."""
        query = select(versions.c.id, versions.c.anomalies).where(versions.c.anomalies != _NONE)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        wanted = set(version_ids)
        return {number: len(json.loads(found)) for number, found in rows if number in wanted}

    def deeds(self, document_id: int) -> list[Deed]:
        """Return what people did with a document, the latest first."""
        query = select(audit).where(audit.c.document == document_id).order_by(audit.c.id.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return [Deed(datetime.fromisoformat(row["at"]), row["actor"], row["action"], row["detail"]) for row in rows]
