"""A project and a style of QGIS: the layers of ``/ogc`` in our symbols, so that a GIS officer opens one file and has the city.

The elements are those that QGIS 3.22 writes itself; newer ones read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from pyproj import CRS

from layers.style import GRADES, LIGHT, UNGRADED, Symbol
from mapper.crs import KOREA_TM, WGS84

VERSION: Final = "3.22.16"
PROVIDER: Final = "OAPIF"
_ID: Final = "golmok_layer_{}"
"""QGIS takes no id of ten characters or fewer: it would make another, under which nothing of the tree is found."""

_MM_OF_A_PIXEL: Final = 25.4 / 96
_CASING_PX: Final = 2.0
_MARKS: Final = {"venues": ("square", LIGHT.venue, 12.0), "shops": ("diamond", LIGHT.shop, 14.0)}
"""Shape, colour and size [px] of points that are no discs on our map."""
_DISC: Final = ("circle", LIGHT.issue, 10.0)
_GEOMETRY: Final = {"Point": ("Point", "marker"), "LineString": ("Line", "line"), "MultiPolygon": ("Polygon", "fill")}


@dataclass(frozen=True)
class QgisLayer:
    """One layer of a project.

    Attributes
    ----------
    key : str
        Of the collection.
    label : str
        Korean name.
    shape : str
        GeoJSON type of what it has.
    graded_by : str or None
        Name of the property with the letter, if it is drawn by grades.
    """

    key: str
    label: str
    shape: str
    graded_by: str | None = None


def qgis_project(title: str, root: str, layers: Sequence[QgisLayer], extent: Sequence[float] | None) -> bytes:
    """Return a project.

    Parameters
    ----------
    title : str
        Of the project.
    root : str
        Address of the landing page of ``/ogc``.
    layers : sequence of QgisLayer
        From the ground up.
    extent : sequence of float or None
        West, south, east and north in EPSG:5179 [m] that it opens with; None for what QGIS chooses.

    Returns
    -------
    bytes
        XML, a file named ``.qgs``.
    """
    project = Element("qgis", projectname=title, version=VERSION)
    SubElement(project, "title").text = title
    _system(SubElement(project, "projectCrs"), KOREA_TM)
    properties = SubElement(project, "properties")
    SubElement(SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", type="int").text = "1"
    behind = SubElement(properties, "Gui")
    for part, share in zip(("Red", "Green", "Blue"), _parts(LIGHT.outside), strict=True):
        SubElement(behind, f"CanvasColor{part}Part", type="int").text = str(share)
    tree = SubElement(project, "layer-tree-group")
    if extent is not None:
        canvas = SubElement(project, "mapcanvas", name="theMapCanvas")
        SubElement(canvas, "units").text = "meters"
        box = SubElement(canvas, "extent")
        for name, number in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
            SubElement(box, name).text = f"{number:.0f}"
        _system(SubElement(canvas, "destinationsrs"), KOREA_TM)
    order = SubElement(project, "projectlayers")
    for layer in reversed(layers):  # the first in the tree lies on top
        # nothing is said of pages: QGIS 3.22 takes them for unwanted by any word but "true", later ones by other words
        source = f"typename='{layer.key}' url='{root}' restrictToRequestBBOX='1'"
        SubElement(
            tree,
            "layer-tree-layer",
            id=_ID.format(layer.key),
            name=layer.label,
            source=source,
            providerKey=PROVIDER,
            checked="Qt::Checked",
            expanded="1",
        )
        order.append(_layer(layer, source))
    return _written(project)


def qgis_style(layer: QgisLayer) -> bytes:
    """Return the style of one layer.

    Parameters
    ----------
    layer : QgisLayer
        Which.

    Returns
    -------
    bytes
        XML, a file named ``.qml``.
    """
    style = Element("qgis", version=VERSION, styleCategories="Symbology")
    style.append(_renderer(layer))
    return _written(style)


def _layer(layer: QgisLayer, source: str) -> Element:
    found = Element("maplayer", type="vector", geometry=_GEOMETRY[layer.shape][0], autoRefreshEnabled="0")
    for name, said in (("id", _ID.format(layer.key)), ("datasource", source), ("layername", layer.label)):
        SubElement(found, name).text = said
    _system(SubElement(found, "srs"), WGS84)
    SubElement(found, "provider", encoding="UTF-8").text = PROVIDER
    found.append(_renderer(layer))
    return found


def _system(parent: Element, code: int) -> None:
    system = SubElement(parent, "spatialrefsys")
    SubElement(system, "wkt").text = CRS.from_epsg(code).to_wkt()  # by its code alone QGIS 3.22 finds none
    SubElement(system, "srid").text = str(code)
    SubElement(system, "authid").text = f"EPSG:{code}"


def _renderer(layer: QgisLayer) -> Element:
    if layer.graded_by is None:
        renderer = Element("renderer-v2", type="singleSymbol")
        symbols = SubElement(renderer, "symbols")
        symbols.append(_symbol("0", layer.shape, _plain(layer)))
        return renderer
    renderer = Element("renderer-v2", type="categorizedSymbol", attr=layer.graded_by, symbollevels="1")
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, grade in enumerate((*GRADES, UNGRADED)):
        value = "" if grade is UNGRADED else grade.key
        label = f"{grade.mark} {grade.word}".strip()
        SubElement(categories, "category", value=value, label=label, symbol=str(number), render="true", type="string")
        above = 1 if grade is UNGRADED else 2 + number  # worse lies above better, and every grade above 미조사
        symbols.append(_symbol(str(number), layer.shape, _lines_of(grade), above))
    return renderer


def _lines_of(grade: Symbol) -> list[tuple[str, Mapping[str, str]]]:
    line = {"line_color": grade.colour, "line_width": _mm(grade.width), "capstyle": "round", "joinstyle": "round"}
    if grade.dash:
        dash = ";".join(_mm(length) for length in grade.dash)
        return [("SimpleLine", {**line, "use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM"})]
    edge = {**line, "line_color": LIGHT.casing, "line_width": _mm(grade.width + _CASING_PX)}
    return [("SimpleLine", edge), ("SimpleLine", line)]


def _plain(layer: QgisLayer) -> list[tuple[str, Mapping[str, str]]]:
    if layer.shape == "Point":
        mark, colour, size = _MARKS.get(layer.key, _DISC)
        options = {"name": mark, "color": colour, "size": _mm(size), "outline_color": LIGHT.halo}
        return [("SimpleMarker", options)]
    if layer.shape == "LineString":
        return [("SimpleLine", {"line_color": LIGHT.text, "line_width": _mm(2)})]
    edge = {"outline_color": LIGHT.boundary, "outline_style": "dash", "outline_width": _mm(1)}
    return [("SimpleFill", {"color": LIGHT.ground, "style": "solid", **edge})]


def _symbol(name: str, shape: str, drawn: Sequence[tuple[str, Mapping[str, str]]], above: int = 0) -> Element:
    """Write a symbol: its last part is drawn above what others have at a lower level, all before it below everything."""
    symbol = Element("symbol", name=name, type=_GEOMETRY[shape][1], alpha="1")
    for number, (kind, options) in enumerate(drawn, 1):
        level = str(above if number == len(drawn) else 0)
        layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": level})
        told = SubElement(layer, "Option", type="Map")
        for key, value in options.items():
            SubElement(told, "Option", name=key, value=_rgb(value), type="QString")
            SubElement(layer, "prop", k=key, v=_rgb(value))  # what versions before 3.26 read
    return symbol


def _rgb(value: str) -> str:
    """Return a colour as QGIS writes it; anything else as it is."""
    if not value.startswith("#"):
        return value
    return ",".join(map(str, (*_parts(value), 255)))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_OF_A_PIXEL:.2f}"


def _written(root: Element) -> bytes:
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml
