"""Evidence becomes an answer: fact first, then the exact words, then whose they are."""

from retriever.answering.models import Answer, Citation, ConversationState, Option, Status

__all__ = ["Answer", "Citation", "ConversationState", "Option", "Status"]
