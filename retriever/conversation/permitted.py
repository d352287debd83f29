"""What a conversation remembers, without what its person may not see any more (phạm vi xem)."""

from collections.abc import Container
from dataclasses import replace

from retriever.answering.models import ConversationState, Option

GONE = Option("", "")
"""Stands where an option was that may not be seen any more, so that the numbers of the others keep their meaning."""


def permitted_part(state: ConversationState, permitted: Container[int]) -> ConversationState:
    """Return a state as if the documents that are not permitted had never answered or been offered.

    The last question stays: it is made of the person's own words.

    Args:
        state: as it was kept; somebody else may have brought it about, or a document was limited since.
        permitted: the documents that may be spoken of, also such as are no longer held.
    """
    documents = tuple(d for d in state.documents if d in permitted)
    citations = tuple(c for c in state.citations if c.document_id is None or c.document_id in permitted)
    options = tuple(o if o.document_id is None or o.document_id in permitted else GONE for o in state.options)
    if all(o == GONE for o in options):
        options = ()
    return replace(state, documents=documents, citations=citations, options=options)
