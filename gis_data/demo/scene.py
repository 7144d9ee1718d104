"""What facts are drawn from: the segments, how they are, and the time looked back on."""

from __future__ import annotations

from dataclasses import dataclass

from gis_data.demo.conditions import Conditions
from gis_data.demo.moments import Period
from gis_data.demo.places import Places
from gis_data.demo.volume import Volume


@dataclass(frozen=True)
class Scene:
    """The city on which facts are made.

    Attributes
    ----------
    places : Places
        The segments.
    conditions : Conditions
        How each of them is.
    period : Period
        The time looked back on.
    volume : Volume
        How much is on record.
    is_at_work : bool
        Whether its office works on what is on record.
    """

    places: Places
    conditions: Conditions
    period: Period
    volume: Volume
    is_at_work: bool
