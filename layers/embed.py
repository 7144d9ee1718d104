"""What goes into a Folium figure word for word: our scripts and JSON data.

Folium reads the text of every element a second time as a Jinja template, and puts text into
JavaScript template literals; a name like ``{{ 7 * 7 }}`` or ``${alert(1)}`` is run. So data never
passes through its strings: it stands in a JSON block that nothing parses but ``JSON.parse``.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from branca.element import Element, Figure

from layers.style import style_table

DRAWING: Final = ("core.js", "geometry.js", "mvt.js", "sources.js", "symbols.js", "canvas.js", "marks.js", "layer.js")
"""Scripts that draw layers, in loading order; Leaflet is all they need."""

FACE: Final = ("card.js", "legend.js")
"""Scripts of the grade card and the legend, for pages that show them."""


class Verbatim(Element):
    """Text that is put out as it is.

    Parameters
    ----------
    text : str
        The text.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text.

        Parameters
        ----------
        **_kwargs : Any
            What branca hands to every element; not used.

        Returns
        -------
        str
            As given, with nothing expanded.
        """
        return self.text


class Asset(Verbatim):
    """One of our own files, put into the script of a figure or linked by its name.

    Parameters
    ----------
    file : str
        Its name in ``layers/assets``.
    """

    def __init__(self, file: str) -> None:
        super().__init__(asset_text(file))
        self.file = file


def asset_text(file: str) -> str:
    """Return the text of one of our own files.

    Parameters
    ----------
    file : str
        Its name in ``layers/assets``.

    Returns
    -------
    str
        The whole file.
    """
    return (files("layers") / "assets" / file).read_text(encoding="utf-8")


def figure_of(element: Element) -> Figure:
    """Return the figure an element stands in.

    Parameters
    ----------
    element : branca.element.Element
        A map, or a layer that was added to one.

    Returns
    -------
    branca.element.Figure
        The root of its tree.

    Raises
    ------
    TypeError
        When it was never added to a map.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        message = f"{element.get_name()} is not on a map; add it to one before rendering."
        raise TypeError(message)
    return root


def put_drawing(figure: Figure) -> None:
    """Give a figure the scripts that draw, and the style table, once.

    Parameters
    ----------
    figure : branca.element.Figure
        The figure a layer is rendered in.
    """
    for file in DRAWING:
        figure.script.add_child(Asset(file), name=f"golmok/{file}")
    figure.script.add_child(Verbatim(f"golmok.style = {script_json(style_table())};\n"), name="golmok/style")


def script_json(value: Any) -> str:
    """Return JSON that is safe inside a ``<script>`` element of any kind.

    Parameters
    ----------
    value : Any
        Anything ``json.dumps`` takes.

    Returns
    -------
    str
        Compact JSON in which no ``<`` or ``&`` and no JavaScript line separator is left.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
