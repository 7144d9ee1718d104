"""복지상점: shops that look out for neighbours; where they are, and nothing that they told."""

from __future__ import annotations

from layers.base import MapLayer
from mapper.frames import PUBLIC_SHOPS


class Shops(MapLayer):
    """Shops with their names. Off at first."""

    key = "shops"
    title_ko = "복지상점"
    contract = PUBLIC_SHOPS
    shown = False
