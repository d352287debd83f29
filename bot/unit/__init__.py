"""A unit's own work: questions that nobody could answer, officers' replies, ratings, and what a director is told."""
