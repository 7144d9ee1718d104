"""What the map page offers as files: to each role its layers, and every format with what it is good for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.access import Reach, reach
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.reader import Role
from web.languages import gettext

FORMATS: Final = {
    "csv": ("CSV", "엑셀과 모든 표 프로그램"),
    "xlsx": ("엑셀", "항목 설명이 함께 든 통합 문서"),
    "geojson": ("GeoJSON", "웹 지도와 프로그램"),
    "gpkg": ("GeoPackage", "QGIS 같은 GIS 프로그램"),
    "shp.zip": ("SHP", "SHP만 읽는 GIS 프로그램"),
    "kml": ("KML", "구글 어스 같은 지도 프로그램"),
    "parquet": ("GeoParquet", "대용량 자료 분석"),
}
"""Extension to name and use, in the order in which most people need them."""


@dataclass(frozen=True)
class Offer:
    """One layer as somebody may take it out.

    Attributes
    ----------
    layer : str
        Key of the layer.
    detail : Detail
        Edition of it.
    label : str
        In the language of the reader.
    filters : frozenset of str
        What it can be narrowed by.
    """

    layer: str
    detail: Detail
    label: str
    filters: frozenset[str]


def offers(role: Role) -> list[Offer]:
    """Return what a role may take out.

    Parameters
    ----------
    role : Role
        Of the reader.

    Returns
    -------
    list of Offer
        The public editions first.
    """
    found = [
        Offer(layer.key, detail, gettext(layer.label) + _whose(detail, far), edition.filters)
        for layer in EXPORT_LAYERS
        if (far := reach(layer.permission, role)) is not Reach.NONE
        for detail, edition in layer.editions.items()
        if detail is Detail.PUBLIC or far is not Reach.PUBLIC
    ]
    return sorted(found, key=lambda offer: offer.detail is Detail.STAFF)


def _whose(detail: Detail, far: Reach) -> str:
    if detail is Detail.PUBLIC:
        return ""
    return " " + (gettext("(업무용, 담당 동)") if far is Reach.OWN else gettext("(업무용)"))
