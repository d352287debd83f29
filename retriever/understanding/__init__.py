"""What a question asks: its words, its focus, and the documents that it speaks of."""

from retriever.understanding.focus import Focus
from retriever.understanding.question import Question, understand, within

__all__ = ["Focus", "Question", "understand", "within"]
