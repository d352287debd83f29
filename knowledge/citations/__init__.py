"""References to documents: find them in a text, resolve spoken ones, render them."""

from knowledge.citations.find import find_numbers, find_references, number_of
from knowledge.citations.spoken import NumberMention, find_spoken_numbers

__all__ = ["NumberMention", "find_numbers", "find_references", "find_spoken_numbers", "number_of"]
