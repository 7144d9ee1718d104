"""사례 밀도: a release on the map and as a table, for planners. Read from the release alone; the server of the staff."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
from apiflask import APIBlueprint
from flask import Flask, current_app, render_template, request

from layers import Density, Districts
from layers.compose import Shell, build_shell
from layers.render import Parts, parts
from layers.style import DENSITY
from mapper.crs import KOREA_TM
from mapper.domain.density_words import LIMITS, NOTHING_SHOWN, counted_label
from mapper.domain.population import read_population
from mapper.operations.density import showing
from mapper.operations.density.showing import Kept
from web.auth import reader
from web.blueprints.pages import bundled
from web.blueprints.tiles import addresses
from web.clock import now
from web.languages import said
from web.public_summary import public_summary
from web.session import session
from web.static_files import StaticFiles

blueprint = APIBlueprint("density", __name__, enable_openapi=False)

_SHELL: Final = "golmok_density_shell"


def init_density(app: Flask, static: StaticFiles) -> None:
    """Bundle what the page loads; which release is on it makes no difference to that.

    Parameters
    ----------
    app : Flask
        Keeps where it is.
    static : StaticFiles
        Gets the files.
    """
    columns: dict[str, list[str]] = {"path": [], "name": [], "band": [], "rate": []}
    nothing = gpd.GeoDataFrame(columns, geometry=[], crs=KOREA_TM).astype(
        {"path": "string", "name": "string", "band": "string", "rate": "int64"}
    )
    app.extensions[_SHELL] = bundled(static, _shell(Density(nothing)), "density")


def _shell(layer: Density) -> Shell:
    return build_shell([Districts(addresses(["districts"])["districts"]), layer])


@blueprint.get("/plan/density")
def index() -> str:
    """Show a release: the one that is asked for, or the newest.

    Returns
    -------
    str
        HTML; without any release it says so.
    """
    made = showing.releases(session(), by=reader())
    released = [kept for kept in reversed(made) if kept.is_released]
    asked = request.args.get("release")
    chosen = next((kept for kept in released if _key(kept) == asked), released[0] if released else None)
    return render_template(
        "density.html",
        city=current_app.config["CITY"],
        releases=[(_key(kept), _label(kept)) for kept in released],
        waiting=[_label(kept) for kept in made if not kept.is_released],
        limits=LIMITS,
        nothing=NOTHING_SHOWN,
        **({"chosen": None} if chosen is None else _shown(chosen)),
    )


def _shown(kept: Kept) -> dict[str, Any]:
    shown = showing.show(session(), kept.audience, kept.period, by=reader())
    layer = Density(shown.frame, correlation=shown.correlation)
    bundle: Parts = current_app.extensions[_SHELL]
    drawn = parts(_shell(layer), script_url="")
    return {
        "chosen": kept,
        "bounds": ",".join(f"{degrees:.6f}" for degrees in _seen(layer)),
        "key": _key(kept),
        "sha256": kept.digest.hex(),
        "tree": shown.tree,
        "correlation": shown.correlation,
        "rows": shown.frame[["name", "band", "rate"]].to_dict(orient="records"),
        "classes": list(enumerate(DENSITY, 1)),
        "shell": {"html": drawn.html, "scripts": bundle.scripts, "styles": bundle.styles},
    }


def _seen(layer: Density) -> tuple[float, ...]:
    """Return what is in view at first; of a release that says nothing, where the city is."""
    if layer.web is None or layer.web.empty:
        return tuple(public_summary().opening(session(), now=now())[1] or ())
    return tuple(layer.web.total_bounds)


def _key(kept: Kept) -> str:
    return f"{kept.period}-{kept.audience}"


def _label(kept: Kept) -> dict[str, str]:
    return {"counted": said(counted_label(read_population(kept.period))), "audience": kept.audience}
