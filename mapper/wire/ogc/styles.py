"""The list of styles for maps of others, and what they and the project of QGIS are called."""

from __future__ import annotations

from typing import Final

from mapper.wire.ogc.documents import Document
from mapper.wire.ogc.links import JSON, Addresses, both_ways, link

MAPLIBRE: Final = "application/vnd.mapbox.style+json"
QGIS: Final = "application/x-qgis-project"
QML: Final = "application/x-qgis-layer-settings"
PROJECT: Final = "golmok.qgs"

TITLES: Final = {"grades": "등급", "grades-dark": "등급 (어두운 바탕)"}
"""Korean name of each style, by its key."""


def project_title(city: str) -> str:
    """Return what the project of QGIS is called.

    Parameters
    ----------
    city : str
        Name of the city.

    Returns
    -------
    str
        Korean.
    """
    return f"{city} 골목 지도"


def styles(at: Addresses, shown: str) -> Document:
    """Return the list of styles.

    Parameters
    ----------
    at : Addresses
        Where things are.
    shown : {"json", "html"}
        In which form it is answered.

    Returns
    -------
    dict
        Each with a link to its sheet.
    """
    return {
        "title": "그리는 방법",
        "default": next(iter(TITLES)),
        "styles": [
            {
                "id": key,
                "title": title,
                "links": [link(at.of("styles", key), "stylesheet", MAPLIBRE, f"{title} (MapLibre)")],
            }
            for key, title in TITLES.items()
        ],
        "links": [
            *both_ways(at.of("styles"), shown, JSON, title="그리는 방법"),
            link(at.of("qgis", PROJECT), "related", QGIS, "QGIS 프로젝트"),
        ],
    }
