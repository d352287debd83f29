"""A document as the finders of anomalies look at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.layout import Line, Zone
from ingest.structure import Outline
from knowledge.documents import Anomaly, AnomalyKind, DocumentMetadata
from knowledge.text import Span, View
from knowledge.time_expressions import TimeExpression, find_time_expressions

# Types that plan ahead: what they date in the past is likely a slip.
_PLANS = re.compile(r"kế hoạch|chương trình|phương án|phát động|hướng dẫn", re.IGNORECASE)
_ZONES = (Zone.TITLE, Zone.PREAMBLE, Zone.BODY)


@dataclass(frozen=True, slots=True)
class Reading:
    """Stored text, view, outline and metadata of one document."""

    stored: str
    view: View
    outline: Outline
    metadata: DocumentMetadata

    @property
    def issued_on(self) -> date | None:
        """Return the day of issue, or the first of its month or year."""
        if self.metadata.issued_on is None:
            return None
        parts = [int(p) for p in self.metadata.issued_on.value.split("-")]
        try:
            return date(*(parts + [1, 1])[:3])
        except ValueError:
            return None

    @property
    def plan_year(self) -> int | None:
        """Return the year that a plan is for; None for other documents."""
        title = self.metadata.title.value if self.metadata.title else ""
        return self.metadata.year if _PLANS.search(f"{self.metadata.type} {title}") else None

    def lines(self) -> Iterator[Line]:
        """Yield the lines that say something: title, preamble, body."""
        return (line for line in self.outline.lines if line.zone in _ZONES)

    def times(self, line: Line) -> list[TimeExpression]:
        """Return the time expressions of ``line``; their spans are the line's."""
        return find_time_expressions(line.text, self.issued_on)

    def anomaly(self, kind: AnomalyKind, span: Span, explanation: str, probable: str | None = None) -> Anomaly:
        """Return the anomaly at ``span`` of the view."""
        place = self.view.to_stored(span)
        return Anomaly(kind, place, place.of(self.stored), explanation, probable)
