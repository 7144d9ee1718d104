"""What density attacks may ask."""

from typing import Protocol


class Density(Protocol):
    """What is released of density."""
