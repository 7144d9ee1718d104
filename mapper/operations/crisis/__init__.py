"""Households in crisis: taken in, opened by whoever follows them, and destroyed; each look logged before it."""
