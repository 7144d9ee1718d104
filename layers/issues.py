"""불편사항: the public points of issues, one per segment; never where a person reported."""

from __future__ import annotations

from layers.base import MapLayer
from mapper.frames import PUBLIC_ISSUES


class Issues(MapLayer):
    """Public points with the category and the number of issues."""

    key = "issues"
    title_ko = "불편사항"
    contract = PUBLIC_ISSUES
    shown = False
