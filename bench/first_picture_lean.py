"""``first-picture-lean``: as ``first-picture``, beside the leanest page that Folium can be made to write."""

from __future__ import annotations

from typing import Final

from bench.comparison import Comparison
from bench.first_picture import UNEQUAL, compare_pictures
from bench.folium_page import LEAN_PEER

COMPARISON: Final[Comparison] = compare_pictures(
    "first-picture-lean",
    LEAN_PEER,
    4,
    f"{UNEQUAL}; Folium does not write such a page by itself: its style function would make the page far slower",
    lean=True,
)
