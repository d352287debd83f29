"""The web of one home: pages for people, an API for programs, over the same functions as every other channel."""
