"""Frames and tile addresses in, Folium out; no session, no SQL, no Flask.

``LAYERS`` is the table of contents: a new layer is a file here and a line of this tuple. Menu,
legend, addresses, the standalone file and the tests follow from it.
"""

from __future__ import annotations

from typing import Final

from layers.base import MapLayer
from layers.density import Density
from layers.districts import Districts
from layers.issues import Issues
from layers.roads import Roads
from layers.segments import Segments
from layers.shops import Shops
from layers.venues import Venues
from mapper.errors import UnknownKind

LAYERS: Final[tuple[type[MapLayer], ...]] = (Districts, Roads, Segments, Issues, Shops, Venues)
"""Every layer of the public map, in drawing order: what comes later lies above."""

STAFF_LAYERS: Final[tuple[type[MapLayer], ...]] = (Density,)
"""Layers of staff pages alone: on no public map, in no tile and in no file."""


def layer_of(key: str) -> type[MapLayer]:
    """Return the layer of a key, as written in addresses and on the command line.

    Parameters
    ----------
    key : str
        One of the keys of ``LAYERS``.

    Returns
    -------
    type of MapLayer
        The class; construct it with a tile address or a frame.

    Raises
    ------
    UnknownKind
        When no layer has that key.
    """
    found = {layer.key: layer for layer in LAYERS}
    if key not in found:
        message = f"No layer is called {key!r}, expected one of {', '.join(found)}."
        raise UnknownKind(message, key=key, expected=list(found))
    return found[key]


__all__ = [
    "LAYERS",
    "STAFF_LAYERS",
    "Density",
    "Districts",
    "Issues",
    "MapLayer",
    "Roads",
    "Segments",
    "Shops",
    "Venues",
    "layer_of",
]
