"""Recipes that make the shipped data files from a corpus; nothing here is in the wheel."""
