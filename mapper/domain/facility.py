"""Places that bring many people into an alley, as which kinds of imported places they come, and how near counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.label import Label


@dataclass(frozen=True)
class Facility:
    """One kind of place that many people walk to.

    Attributes
    ----------
    id : str
        Its name.
    label : Label
        Its name for people.
    kinds : tuple of str
        What files call it, without spaces.
    within_m : float
        How far from it, in a straight line, a segment is still near [m].
    because : Label
        Where that distance is from.
    """

    id: str
    label: Label
    kinds: tuple[str, ...]
    within_m: float
    because: Label


FACILITIES: Final = (
    Facility(
        "school",
        Label("학교", "School"),
        ("학교", "초등학교", "중학교", "고등학교", "특수학교", "각종학교", "school"),
        within_m=300.0,
        because=Label("어린이 보호구역으로 정하는 거리", "The distance within which a school zone is laid out"),
    ),
    Facility(
        "station",
        Label("역", "Station"),
        ("역", "역사", "철도역", "전철역", "지하철역", "도시철도역", "기차역", "station"),
        within_m=500.0,
        because=Label("역세권으로 보는 거리", "The distance that is taken for the neighbourhood of a station"),
    ),
)
"""Every kind, in order."""
