"""Thin HTTP, one file per subject."""
