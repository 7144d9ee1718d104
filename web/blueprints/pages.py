"""Pages: the public map, and how the grade is computed."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request, send_from_directory

from layers import LAYERS
from layers.compose import build_shell
from layers.render import Parts, parts
from mapper.domain.category import CATEGORIES
from mapper.domain.grading import GRADES, REASONS
from mapper.domain.parameters import PARAMETERS
from mapper.domain.rubric import AXES, LEVELS, RUBRIC
from mapper.operations import maps
from web.auth import reader
from web.blueprints.tiles import addresses
from web.clock import now
from web.file_menu import FORMATS, offers
from web.session import session

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)


def shell_parts() -> Parts:
    """Draw the shell of the map: every layer of the registry, fed from tiles.

    Returns
    -------
    Parts
        The same bytes for the same layers.
    """
    tiles = addresses(layer.key for layer in LAYERS)
    shell = build_shell([layer(tiles[layer.key]) for layer in LAYERS])
    script = parts(shell, script_url="").script
    name = sha256(script.encode()).hexdigest()[:16]
    return parts(shell, script_url=f"/maps/{name}.js")


@blueprint.get("/")
def index() -> str:
    """Show the public map.

    Returns
    -------
    str
        HTML; what is on the map comes from tiles and the JSON interface.
    """
    run, bounds = maps.opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_shell"]
    map_config = {"api": "/api/v1", "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds)}
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


@blueprint.get("/maps/<name>.js")
def map_script(name: str) -> Response:  # noqa: ARG001 - the name is the content's hash and only keeps caches right
    """Return the script that Folium wrote for the shell.

    Parameters
    ----------
    name : str
        Hash of the content.

    Returns
    -------
    Response
        JavaScript.
    """
    shell: Parts = current_app.extensions["golmok_shell"]
    response = Response(shell.script, mimetype="text/javascript")
    response.add_etag()
    response.cache_control.max_age = 86400
    response.make_conditional(request)
    return response


@blueprint.get("/static/layers/<path:name>")
def layer_asset(name: str) -> Response:
    """Return a file of the layers' own: what draws in the browser.

    Parameters
    ----------
    name : str
        File name.

    Returns
    -------
    Response
        The file, or 404.
    """
    return send_from_directory(str(files("layers") / "assets"), name)
