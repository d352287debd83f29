"""Figures of speed and endurance, taken with the product's own command; not part of the tests."""
