"""동 경계: where each 행정동 lies; the ground of the map."""

from __future__ import annotations

from layers.base import MapLayer
from mapper.frames import DISTRICTS


class Districts(MapLayer):
    """Areas of the 행정동 with their names."""

    key = "districts"
    title_ko = "동 경계"
    contract = DISTRICTS
