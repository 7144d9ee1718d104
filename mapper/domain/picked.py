"""What somebody picked by name and a city does not have by that name: its line was cut anew, or nobody knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Followed:
    """What became of segments that were picked by name.

    Attributes
    ----------
    cut_anew : int
        How many of them the city does not have, while others lie where they lie.
    in_place : int
        How many others these are.
    unknown : int
        How many the city does not have in which nothing follows them.
    """

    cut_anew: int
    in_place: int
    unknown: int
