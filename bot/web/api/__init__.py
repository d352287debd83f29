"""The API: the functions of the command line for other programs, with keys instead of a login."""
