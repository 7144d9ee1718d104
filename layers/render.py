"""A shell's parts for a page with a strict policy, and one file that opens from disk."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from branca.element import CssLink, Figure, JavascriptLink
from jinja2 import Environment, StrictUndefined

from layers.compose import Shell
from layers.embed import FACE, Asset, asset_text, figure_of, script_json
from layers.segments import AxisTotals
from mapper.errors import UnknownKind

VENDORED: Final = ("leaflet/leaflet.js", "leaflet/leaflet.css")
"""The only third-party files a map may link, by their place among the vendored files."""

STYLES: Final = ("face.css",)
"""Our own style files of the map's face; a page has ``tokens.css`` already."""


@dataclass(frozen=True)
class Parts:
    """A map in pieces that need no inline code.

    Attributes
    ----------
    html : str
        The element of the map, safe to put into a page as it is.
    script : str
        What to serve at the script address: the style table and Folium's calls.
    scripts : tuple of str
        Addresses in loading order; the script address is the last.
    styles : tuple of str
        Addresses of style files in order.
    """

    html: str
    script: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What a standalone file tells beside the map.

    Attributes
    ----------
    city : str
        Name of the city.
    run : mapping
        ``as_of``, ``known_at``, ``rubric`` … of the grade run, as the page's API gives it.
    axes : dict
        Counts of the legend, from ``axis_totals``.
    cards : mapping of str to mapping
        Grade cards by segment id; without one, a click shows what the frame holds.
    visit : mapping or None
        The visit that is drawn on it: ``day``, ``expires``, ``export``, ``metres``, ``minutes`` and its ``stops``.
    """

    city: str
    run: Mapping[str, Any] = field(default_factory=dict)
    axes: AxisTotals = field(default_factory=dict)
    cards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    visit: Mapping[str, Any] | None = None


def parts(
    shell: Shell, *, script_url: str, vendor_url: str = "/static/vendor", layers_url: str = "/static/layers"
) -> Parts:
    """Take a map apart so that a page can load it under ``script-src 'self'``.

    Parameters
    ----------
    shell : Shell
        From ``build_shell``.
    script_url : str
        Where ``script`` will be served.
    vendor_url, layers_url : str
        Where the vendored files and ``layers/assets`` are served.

    Returns
    -------
    Parts
        The same bytes for the same input.

    Raises
    ------
    UnknownKind
        When the map links anything that is not vendored, or carries inline code.
    """
    figure = _rendered(shell)
    scripts, styles = _links(figure)
    ours = [asset.file for asset in _assets(figure)]
    return Parts(
        html=_text(figure.html),
        script=_text(figure.script),
        scripts=(
            *(f"{vendor_url}/{link}" for link in scripts),
            *(f"{layers_url}/{file}" for file in (*ours, *FACE)),
            script_url,
        ),
        styles=(*(f"{vendor_url}/{link}" for link in styles), *(f"{layers_url}/{file}" for file in STYLES)),
    )


def standalone(shell: Shell, *, facts: Facts, vendor: Path, font: Path | None = None) -> str:
    """Return one HTML file with everything inside, which opens from disk without a network.

    Parameters
    ----------
    shell : Shell
        Its layers drawn from frames; a file on disk has no tiles.
    facts : Facts
        What the legend and the card say.
    vendor : Path
        The folder of the vendored files.
    font : Path, optional
        A woff2 file to put inside; the reader's own fonts otherwise.

    Returns
    -------
    str
        The same bytes for the same input.

    Raises
    ------
    UnknownKind
        When the map links anything that is not vendored, or carries inline code.
    """
    figure = _rendered(shell)
    scripts, styles = _links(figure)
    page = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(
        (files("layers") / "standalone.html").read_text(encoding="utf-8")
    )
    return page.render(
        city=facts.city,
        facts=script_json(asdict(facts)),
        map=_text(figure.html),
        styles=[
            *((vendor / link).read_text(encoding="utf-8") for link in styles),
            *map(asset_text, ("tokens.css", *STYLES, "standalone.css")),
            *([_font_face(font)] if font else []),
        ],
        scripts=[
            *((vendor / link).read_text(encoding="utf-8") for link in scripts),
            *(asset.text for asset in _assets(figure)),
            *map(asset_text, FACE),
            _text(figure.script),
            asset_text("standalone.js"),
        ],
    )


def _rendered(shell: Shell) -> Figure:
    figure = figure_of(shell)
    for section in (figure.header, figure.html, figure.script):
        section._children.clear()  # noqa: SLF001  # what an earlier rendering left would come twice
    shell.render()
    return figure


def _assets(figure: Figure) -> list[Asset]:
    return [child for child in figure.script._children.values() if isinstance(child, Asset)]  # noqa: SLF001  # branca has no public list


def _text(section: Any) -> str:
    children = section._children.values()  # noqa: SLF001  # branca has no public list
    return "".join(child.render().strip() + "\n" for child in children if not isinstance(child, Asset))


def _links(figure: Figure) -> tuple[list[str], list[str]]:
    heads = figure.header._children  # noqa: SLF001  # branca has no public list
    for name, child in heads.items():
        if getattr(child, "url", None) not in VENDORED:
            what = getattr(child, "url", "inline code")
            message = f"The map's head holds {name} ({what}), expected only vendored files: {', '.join(VENDORED)}."
            raise UnknownKind(message, name=name, expected=list(VENDORED))
    scripts = [child.url for child in heads.values() if isinstance(child, JavascriptLink)]
    return scripts, [child.url for child in heads.values() if isinstance(child, CssLink)]


def _font_face(font: Path) -> str:
    data = base64.b64encode(font.read_bytes()).decode()
    return f'@font-face {{ font-family: "Pretendard GOV"; src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
