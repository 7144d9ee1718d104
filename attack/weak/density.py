"""The weak build's density under attack."""


class WeakDensity:
    """What the weak build shows."""
