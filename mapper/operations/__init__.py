"""Verbs by subject: load, decide, save, answer. They never commit."""
