"""배경 도로: the network that is not graded, for orientation."""

from __future__ import annotations

from layers.base import MapLayer
from mapper.frames import CONTEXT_ROADS


class Roads(MapLayer):
    """Roads that are not graded, drawn as streets of a quiet map."""

    key = "roads"
    title_ko = "배경 도로"
    contract = CONTEXT_ROADS
