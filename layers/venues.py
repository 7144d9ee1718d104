"""모두의 운동장: school yards and halls that residents may use."""

from __future__ import annotations

from layers.base import MapLayer
from mapper.frames import VENUES


class Venues(MapLayer):
    """Places and areas that residents may book, with their names. Off at first."""

    key = "venues"
    title_ko = "모두의 운동장"
    contract = VENUES
    shown = False
