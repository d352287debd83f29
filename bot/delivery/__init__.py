"""From events to answers to messages: kept first, answered in order, sent once as far as anybody can tell."""
