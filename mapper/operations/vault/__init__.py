"""The vault: sealed envelopes, their keys, and the key file outside of the database (ADR 7)."""
