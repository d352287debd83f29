"""Servers that stand in for the platforms: strict, on loopback, with a user's side in Python."""
