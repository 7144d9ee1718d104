"""Rows of unsure places: which issues wait, their candidates, and what people decided."""
