"""Rows of files taken in: reports, saved mappings, what an edition leaves out."""
