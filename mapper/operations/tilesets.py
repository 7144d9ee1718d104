"""Which collections come in tiles as well, and what those tiles tell."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.reader import Reader
from mapper.domain.tiled_layer import NUMBER, TEXT, TiledLayer
from mapper.errors import NotFound
from mapper.operations.feature_pages import collection_for

FIELDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "districts": {"code": TEXT, "name": TEXT},
        "segments": {
            "id": TEXT,
            "name": TEXT,
            "overall": TEXT,
            "residential": TEXT,
            "walking": TEXT,
            "confidence": TEXT,
        },
        "issues": {"label": TEXT, "count": NUMBER},
        "roads": {"road_class": TEXT, "level": NUMBER, "name": TEXT},
        "venues": {"id": TEXT, "kind": TEXT, "name": TEXT},
        "shops": {"id": TEXT, "sector": TEXT, "name": TEXT, "hours": TEXT, "services": TEXT},
    }
)
"""What the tiles of a layer tell of each of its features, by key."""

TILED_LAYERS: Final = tuple(
    TiledLayer(layer.key, layer.label, layer.shape.value, FIELDS[layer.key])
    for layer in EXPORT_LAYERS
    if layer.key in FIELDS
)
"""In the order of the collections."""


def tiled_layer(key: str, by: Reader) -> TiledLayer:
    """Return a collection that comes in tiles.

    Parameters
    ----------
    key : str
        Of the collection.
    by : Reader
        Who asks.

    Returns
    -------
    TiledLayer
        What everybody sees of it: tiles are the same for all.

    Raises
    ------
    NotFound
        When there is no such collection for them, or none in tiles.
    """
    collection_for(key, by)
    for layer in TILED_LAYERS:
        if layer.key == key:
            return layer
    choices = ", ".join(layer.key for layer in TILED_LAYERS)
    raise NotFound(f"{key} does not come in tiles; choose one of {choices}.", collection=key)
