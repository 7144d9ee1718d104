"""사례 밀도: a release on the map and as a table, for planners. Read from the release alone; the server of the staff.

Areas come by an address of their own and the table by pages, so that the page is light however large the city is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
from apiflask import APIBlueprint
from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from layers import Density, Districts
from layers.compose import Shell, build_shell
from layers.render import Parts, parts
from layers.style import DENSITY
from mapper.crs import KOREA_TM
from mapper.domain.access import Reach, reach
from mapper.domain.density_words import LIMITS, NOTHING_SHOWN, counted_label
from mapper.domain.population import read_population
from mapper.errors import InvalidInput, NotFound
from mapper.operations.density import releasing, showing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.showing import Kept, Shown
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.admin.paging import pages
from web.blueprints.pages import bundled
from web.blueprints.tiles import addresses
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext, said
from web.public_summary import public_summary
from web.session import session
from web.staff import proved_at, staff_session
from web.static_files import StaticFiles

blueprint = APIBlueprint("density", __name__, enable_openapi=False)

_SHELL: Final = "golmok_density_shell"
_ROWS: Final = 300
"""Of a page of the table."""


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
    app.extensions[_SHELL] = bundled(static, _shell(Density(nothing, correlation=None)), "density")


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
    return _page()


@blueprint.get("/plan/density/areas")
def areas() -> Response:
    """Return the areas of a release, which the map of its page draws.

    Returns
    -------
    Response
        GeoJSON: what the layer's contract lets through, and nothing else.
    """
    asked = request.args.get("release", "")
    kept = next((one for one in showing.releases(session(), by=reader()) if _key(one) == asked), None)
    if kept is None:
        raise NotFound(f"There is no release {asked[:40]!r}; /plan/density lists them.", release=asked[:40])
    return jsonify(_layer(_read(kept, showing.draft_again)).collection())


@blueprint.post("/plan/density")
def decide() -> ResponseReturnValue:
    """Approve or decline what waits, as one of the two who stand for a release.

    Returns
    -------
    str or Response
        The page of the release, or what is wrong.
    """
    form = request.form
    asked = Asked(read_population(form.get("period", "")), form.get("audience", ""), reader(), now(), proved_at())
    if form.get("decision") == "approve":
        kept = releasing.approve(staff_session(), asked)
        told = (
            gettext("공표했습니다.") if kept.is_released else gettext("승인했습니다. 두 번째 사람의 승인을 기다립니다.")
        )
        return done(told, "density.index", release=_key(kept))
    try:
        releasing.decline(staff_session(), asked, form.get("reason", ""))
    except InvalidInput as error:
        staff_session().rollback()
        return _page(sentence(error.code)), status_of(error)
    return done(gettext("거절했습니다. 이 기간은 공표하지 않습니다."), "density.index")


def _page(fault: str | None = None) -> str:
    made = showing.releases(session(), by=reader())
    decides = reach(showing.RELEASE, reader().role) is not Reach.NONE
    waiting = [kept for kept in made if kept.is_waiting] if decides else []
    released = [kept for kept in reversed(made) if kept.is_released]
    asked = request.values.get("release")
    chosen = next((kept for kept in [*waiting, *released] if _key(kept) == asked), released[0] if released else None)
    return render_template(
        "density.html",
        city=current_app.config["CITY"],
        releases=[(_key(kept), _label(kept)) for kept in released],
        waiting=[(_key(kept), _label(kept)) for kept in waiting],
        declined=[(_label(kept), *kept.declined) for kept in made if decides and kept.declined],
        limits=LIMITS,
        nothing=NOTHING_SHOWN,
        own=reader().name,
        fault=fault,
        **({"chosen": None} if chosen is None else _shown(chosen)),
    )


def _shown(kept: Kept) -> dict[str, Any]:
    shown = _read(kept)
    layer = _layer(shown)
    there = pages(len(shown.frame), _ROWS)
    first = (there.here - 1) * _ROWS
    bundle: Parts = current_app.extensions[_SHELL]
    drawn = parts(_shell(layer), script_url="")
    return {
        "chosen": kept,
        "bounds": ",".join(f"{degrees:.6f}" for degrees in _seen(layer)),
        "key": _key(kept),
        "sha256": kept.digest.hex(),
        "tree": shown.tree,
        "correlation": shown.correlation,
        "rows": shown.frame[["name", "band", "rate"]].iloc[first : first + _ROWS].to_dict(orient="records"),
        "areas": len(shown.frame),
        "pages": there,
        "classes": list(enumerate(DENSITY, 1)),
        "shell": {"html": drawn.html, "scripts": bundle.scripts, "styles": bundle.styles},
    }


def _read(kept: Kept, draft: Callable[..., Shown] = showing.draft) -> Shown:
    """Read a release; of one that waits, only those who are to decide get any, and it is written down."""
    told = (kept.audience, kept.period)
    if kept.is_waiting:
        return draft(session(), *told, by=reader(), now=now())
    return showing.show(session(), *told, by=reader())


def _layer(shown: Shown) -> Density:
    return Density(
        shown.frame, correlation=shown.correlation, address=url_for("density.areas", release=_key(shown.kept))
    )


def _seen(layer: Density) -> tuple[float, ...]:
    """Return what is in view at first; of a release that says nothing, where the city is."""
    if layer.web is None or layer.web.empty:
        return tuple(public_summary().opening(session(), now=now())[1] or ())
    return tuple(layer.web.total_bounds)


def _key(kept: Kept) -> str:
    return f"{kept.period}-{kept.audience}"


def _label(kept: Kept) -> dict[str, str]:
    return {"counted": said(counted_label(read_population(kept.period))), "audience": kept.audience}
