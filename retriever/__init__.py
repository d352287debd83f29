"""A question becomes evidence and an answer."""
