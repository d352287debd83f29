"""Reminders of deadlines (nhắc hạn): when, to whom, in which words, and as a calendar; nothing here has effects."""
