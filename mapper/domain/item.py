"""One line of a rubric: what a rater looks at, and the five anchors to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mapper.domain.label import Label

Axis = Literal["R", "W"]


@dataclass(frozen=True)
class Item:
    """A survey item.

    Attributes
    ----------
    id : str
        ``R1`` to ``R8`` and ``W1`` to ``W8``.
    axis : {"R", "W"}
        The axis it belongs to: 주거환경 or 보행환경.
    weight : int
        Share of the axis; the weights of an axis sum to 100.
    label_ko, label_en : str
        Its name.
    critical : bool
        Whether a bad level caps the score.
    na_allowed : bool
        Whether 해당 없음 is an answer.
    levels : tuple of Label
        Anchors of level 0 (best) to 4 (worst), shape (5,).
    source : str
        What the anchors were taken from.
    """

    id: str
    axis: Axis
    weight: int
    label_ko: str
    label_en: str
    critical: bool
    na_allowed: bool
    levels: tuple[Label, ...]
    source: str
