"""What cannot be right in a source text (bất thường): found, shown with it, never repaired."""

from ingest.anomalies.dates import impossible_dates, miswritten_dates
from ingest.anomalies.issue import missing_day, missing_number
from ingest.anomalies.numbering import numbering
from ingest.anomalies.reading import Reading
from ingest.anomalies.years import anniversaries, deadlines, own_years, references
from ingest.structure import Outline
from knowledge.documents import Anomaly, DocumentMetadata
from knowledge.text import View

__all__ = ["find_anomalies"]

_FINDERS = (
    missing_number,
    missing_day,
    impossible_dates,
    miswritten_dates,
    anniversaries,
    own_years,
    references,
    deadlines,
    numbering,
)


def find_anomalies(stored: str, view: View, outline: Outline, metadata: DocumentMetadata) -> tuple[Anomaly, ...]:
    """Return the anomalies of a document in the order of their place, each place once per kind."""
    reading = Reading(stored, view, outline, metadata)
    found: dict[tuple[str, int, int], Anomaly] = {}
    for finder in _FINDERS:
        for anomaly in finder(reading):
            found.setdefault((anomaly.kind, anomaly.span.start, anomaly.span.end), anomaly)
    return tuple(sorted(found.values(), key=lambda a: a.span))
