"""``tdkt serve``: one process with the channels that are switched on, and a small HTTP server beside them."""
