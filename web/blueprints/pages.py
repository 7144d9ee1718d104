"""Pages: the public map, and how the grade is computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from layers import LAYERS
from layers.compose import Shell, build_shell
from layers.render import Parts, parts
from mapper.domain.category import CATEGORIES
from mapper.domain.grading import GRADES, REASONS
from mapper.domain.parameters import PARAMETERS
from mapper.domain.rubric import AXES, LEVELS, RUBRIC
from web.auth import reader
from web.blueprints.tiles import addresses
from web.clock import now
from web.file_menu import FORMATS, offers
from web.public_summary import public_summary
from web.session import session
from web.static_files import StaticFiles
from web.why_words import why_config

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)


SITE_STYLES: Final = ("vendor/krds/krds_tokens.css", "layers/tokens.css", "css/site.css")
"""Of every page."""


def shell_parts(static: StaticFiles, *, name: str = "map", without: Collection[str] = ()) -> Parts:
    """Draw the shell of a map: layers of the registry, fed from tiles.

    Parameters
    ----------
    static : StaticFiles
        Gets the scripts and the styles of the map, as one file each.
    name : str
        Of those files.
    without : collection of str
        Keys of layers that the page has in another form.

    Returns
    -------
    Parts
        The same bytes for the same layers.
    """
    shown = [layer for layer in LAYERS if layer.key not in without]
    tiles = addresses(layer.key for layer in shown)
    return bundled(static, build_shell([layer(tiles[layer.key]) for layer in shown]), name)


def bundled(static: StaticFiles, shell: Shell, name: str) -> Parts:
    """Put what a shell loads into one script and one style.

    Parameters
    ----------
    static : StaticFiles
        Gets them.
    shell : Shell
        From `build_shell`.
    name : str
        Of those files.

    Returns
    -------
    Parts
        The same bytes for the same layers.
    """
    drawn = parts(shell, script_url="", vendor_url="vendor", layers_url="layers")
    script = static.bundle(f"js/{name}-bundle.js", drawn.scripts[:-1], end=drawn.script)
    style = static.bundle(f"css/{name}-bundle.css", (*SITE_STYLES, *drawn.styles, "css/map.css"))
    return replace(drawn, scripts=(script,), styles=(style,))


@blueprint.get("/")
def index() -> str:
    """Show the public map.

    Returns
    -------
    str
        HTML; what is on the map comes from tiles and the JSON interface.
    """
    run, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    map_config = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        **why_config(reader().role),
    }
    return render_template(
        "map.html",
        city=current_app.config["CITY"],
        shell=shell,
        run=run,
        map_config=map_config,
        offers=offers(reader().role),
        formats=FORMATS,
    )


@blueprint.get("/method")
def method() -> str:
    """Show how the grade is computed: items, weights, anchors, categories and every parameter.

    Returns
    -------
    str
        HTML, from the same tables that grade.
    """
    return render_template(
        "method.html",
        city=current_app.config["CITY"],
        rubric=RUBRIC,
        parameters=PARAMETERS,
        categories=CATEGORIES,
        axes=AXES,
        levels=LEVELS,
        grades=GRADES,
        reasons=REASONS,
    )


@blueprint.get("/imports")
def imports() -> Response:
    """Lead to the files that were taken in, by the address that is easily said.

    Returns
    -------
    Response
        302.
    """
    return redirect(url_for("admin.imports.index"))
