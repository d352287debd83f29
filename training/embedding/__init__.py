"""Train the static embedding that tdkt ships: ``python -m training.embedding --help``."""
