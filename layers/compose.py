"""The shell of every map: view, panes, controls and the registry of its layers, drawn by Folium."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from layers.base import MapLayer
from layers.embed import figure_of, put_drawing

Bounds = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""


class Shell(folium.Map):
    """A Folium map with our assets, no basemap and nothing from another host.

    Parameters
    ----------
    bounds : tuple of float, optional
        What is in view at first: west, south, east, north [degrees]; without it the map waits,
        and loads nothing, until the page says where to go.

    Attributes
    ----------
    default_js, default_css : list of tuple
        Folium's links, narrowed to Leaflet and named by their place among the vendored files.
    """

    # Folium's own header forbids pinch zoom and styles the whole page; ours has none.
    _template = Template(
        "{% macro html(this, kwargs) %}\n"
        '<div class="golmok-map" id="{{ this.get_name() }}" role="application" '
        'aria-roledescription="지도" aria-label="골목 등급 지도"></div>\n'
        "{% endmacro %}\n"
        "{% macro script(this, kwargs) %}\n"
        "var {{ this.get_name() }} = golmok.open({{ this.get_name()|tojson }}, {{ this.bounds|tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, bounds: Bounds | None = None) -> None:
        super().__init__(tiles=None, zoom_control=False)
        self._name = "GolmokMap"
        self.default_js = [("leaflet", "leaflet/leaflet.js")]
        self.default_css = [("leaflet_css", "leaflet/leaflet.css")]
        self.bounds = [[bounds[1], bounds[0]], [bounds[3], bounds[2]]] if bounds else None

    def render(self, **kwargs: Any) -> str:
        """Put our scripts before the map's own call.

        Parameters
        ----------
        **kwargs : Any
            Handed on to Folium.

        Returns
        -------
        str
            Nothing: a map has no text outside its figure.
        """
        put_drawing(figure_of(self))
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium leaves it untyped
        return ""


class _Registry(MacroElement):
    """Tells the page which layers can be switched, in their order."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "golmok.register({{ this._parent.get_name() }}, [\n"
        "{%- for layer in this.layers %}\n"
        "  { key: {{ layer.key|tojson }}, title: {{ layer.title_ko|tojson }}, layer: {{ layer.get_name() }} },\n"
        "{%- endfor %}\n"
        "]);\n"
        "{% endmacro %}"
    )

    def __init__(self, layers: Sequence[MapLayer]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "GolmokRegistry"
        self.layers = layers


def build_shell(
    layers: Sequence[MapLayer], *, bounds: Bounds | None = None, over: Sequence[MacroElement] = ()
) -> Shell:
    """Return a map of the given layers.

    Parameters
    ----------
    layers : sequence of MapLayer
        In drawing order, as in ``LAYERS``.
    bounds : tuple of float, optional
        West, south, east, north [degrees]; what the layers' frames cover when not given.
    over : sequence of MacroElement
        What is drawn above them.

    Returns
    -------
    Shell
        Its ids are set, so that the same input gives the same bytes.
    """
    shell = Shell(bounds or _covered(layers))
    for one in (*layers, *over, _Registry(layers)):
        shell.add_child(one)
    for number, element in enumerate(_tree(shell)):
        element._id = f"{number:02d}"  # noqa: SLF001  # branca's ids are random and have no setter
    return shell


def _covered(layers: Sequence[MapLayer]) -> Bounds | None:
    boxes = [layer.web.total_bounds for layer in layers if layer.web is not None and not layer.web.empty]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return float(min(west)), float(min(south)), float(max(east)), float(max(north))


def _tree(element: Element) -> list[Element]:
    return [element, *(inner for child in element._children.values() for inner in _tree(child))]  # noqa: SLF001  # branca has no public walk
