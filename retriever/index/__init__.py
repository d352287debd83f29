"""Derived indexes: rebuilt from SQL at any time, never the truth."""

from retriever.index.base import DerivedIndex, Hit
from retriever.index.lexical import LexicalIndex
from retriever.index.vector import VectorIndex

__all__ = ["DerivedIndex", "Hit", "LexicalIndex", "VectorIndex"]
