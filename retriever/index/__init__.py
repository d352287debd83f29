"""Derived indexes: rebuilt from SQL at any time, never the truth."""

from retriever.index.lexical import LexicalHit, LexicalIndex

__all__ = ["LexicalHit", "LexicalIndex"]
