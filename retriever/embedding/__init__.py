"""Embedders: text to vectors. The shipped one needs no download and no accelerator."""

from retriever.embedding.base import Embedder, Fields, Vectors
from retriever.embedding.static import StaticEmbedder

__all__ = ["Embedder", "Fields", "StaticEmbedder", "Vectors"]
