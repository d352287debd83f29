"""Things of a home as rows of JSON, as the contract writes them: the same for commands, pages and the API."""
