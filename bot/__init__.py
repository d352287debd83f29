"""People: channels, the command line, settings, and the one place that joins everything."""
