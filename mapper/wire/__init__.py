"""Protocols of other tools: their bytes to values of ours and back; no HTTP, no database."""
