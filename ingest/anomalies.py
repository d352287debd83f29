"""What cannot be right in a source text."""

from ingest.structure import Outline
from knowledge.documents import Anomaly, DocumentMetadata
from knowledge.text import View


def find_anomalies(stored: str, view: View, outline: Outline, metadata: DocumentMetadata) -> tuple[Anomaly, ...]:
    """Return the anomalies (bất thường) of a document in the order of their place."""
    return ()
