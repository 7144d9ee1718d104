"""What a layer is that comes in tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TEXT: Final = "String"
NUMBER: Final = "Number"


@dataclass(frozen=True)
class TiledLayer:
    """A layer that comes in vector tiles.

    Attributes
    ----------
    key : str
        Its name in addresses and inside the tiles.
    label : str
        Korean name.
    shape : str
        GeoJSON type of what it has.
    fields : mapping of str to str
        Name of each property in the tiles to `TEXT` or `NUMBER`.
    """

    key: str
    label: str
    shape: str
    fields: Mapping[str, str]
