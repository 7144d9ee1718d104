"""The page of field teams: a shell that a phone keeps, and what keeps it there. No personal data is in any of it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, render_template, request, url_for

from layers.style import GRADES, UNGRADED
from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.emergency import DANGEROUS, EMERGENCIES
from mapper.domain.label import Label
from web.english import english_script
from web.languages import LANGUAGES, Language, gettext, in_language, language, said
from web.static_files import StaticFiles

blueprint = APIBlueprint("field", __name__, url_prefix="/field", enable_openapi=False)

GROUPS: Final = (
    (Label("쓰레기·위생", "Waste and hygiene"), ("illegal_dumping", "litter", "odour", "blocked_drain", "weeds")),
    (
        Label("길바닥", "Surface"),
        ("pothole", "icy_slope", "broken_steps", "damaged_tactile", "narrow_passage"),
    ),
    (
        Label("막힘·차량", "Blocked, vehicles"),
        ("obstruction", "illegal_parking", "abandoned_vehicle", "fire_access", "speeding"),
    ),
    (
        Label("시설물", "Fixtures"),
        ("streetlight_out", "faded_crosswalk", "broken_mirror", "broken_bollard", "broken_railing"),
    ),
    (
        Label("건물·안전", "Buildings, safety"),
        ("abandoned_house", "dangerous_wall", "graffiti", "illegal_ads", "blind_spot"),
    ),
)
"""Under which heading a category is looked for on a phone."""

_STYLES: Final = (
    "vendor/krds/krds_tokens.css",
    "layers/tokens.css",
    "vendor/leaflet/leaflet.css",
    "css/site.css",
    "css/field.css",
    "css/field-log.css",
    "css/field-survey.css",
    "css/field-work.css",
    "css/field-patrol.css",
    "css/field-visit.css",
)
_ALWAYS_KEPT: Final = (
    *_STYLES,
    "vendor/krds/PretendardGOV-Regular.woff2",
    "vendor/krds/PretendardGOV-Medium.woff2",
    "vendor/krds/PretendardGOV-Bold.woff2",
    "vendor/leaflet/leaflet.js",
    "layers/core.js",
)
_FOLDER_KEPT: Final = "field/"
_WORKER: Final = "field/sw.js"


@blueprint.get("")
def index() -> str:
    """Show the shell; who is there and what they see, scripts find out.

    Returns
    -------
    str
        HTML, the same for everybody; in the language that ``?language=`` names, else in that of the browser.
    """
    asked = request.args.get("language", language())
    return _shell(next((code for code in LANGUAGES if code == asked), "ko"))


@blueprint.get("/sw.js")
def worker() -> Response:
    """Return the service worker with the list of what it keeps: another file, another worker.

    Returns
    -------
    Response
        JavaScript; its scope may be the page, which lies above its own folder.
    """
    kept = {"EDITION": _edition(), "FILES": _files()}
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in kept.items())
    script = constants.encode() + _static()[_WORKER].content
    response = Response(script, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("field.index")
    response.cache_control.no_cache = True
    return response


@blueprint.get("/app.webmanifest")
def manifest() -> Response:
    """Return what a phone needs to put the page on its home screen.

    Returns
    -------
    Response
        JSON.
    """
    page = url_for("field.index")
    icons = [
        {"src": url_for("static", filename="field/app.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        *(_icon(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")),
    ]
    response = jsonify(
        id=page,
        start_url=page,
        scope=page,
        name=gettext("%(city)s 골목 현장", city=current_app.config["CITY"]),
        short_name=gettext("골목 현장"),
        display="standalone",
        background_color="#ffffff",
        theme_color="#0b50d0",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response


def _icon(size: int, purpose: str) -> dict[str, str]:
    address = url_for("static", filename=f"field/app-{size}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _static() -> StaticFiles:
    files: StaticFiles = current_app.extensions["golmok_static"]
    return files


def _files() -> list[str]:
    """Return the addresses of everything the page needs without a network, the shell in each language among it."""
    named = [name for name in _static().names() if name in _ALWAYS_KEPT or name.startswith(_FOLDER_KEPT)]
    shells = [url_for("field.index", language=code) for code in LANGUAGES]
    words = url_for("language.words", name=english_script()[0])
    return [*shells, words, *(url_for("static", filename=name) for name in named if name != _WORKER)]


def _edition() -> str:
    """Return a name that changes with anything that the worker keeps: every address in the shell changes with its file."""
    kept = [*map(_shell, LANGUAGES), *_files()]
    return sha256("\n".join(kept).encode()).hexdigest()[:12]


def _shell(code: Language) -> str:
    with in_language(code):
        return render_template(
            "field.html", city=current_app.config["CITY"], styles=_STYLES, vocabulary=json.dumps(_vocabulary())
        )


def _vocabulary() -> dict[str, Any]:
    """Return the words of the forms, in the language that is spoken."""
    return {
        "groups": [{"name": said(label), "categories": list(ids)} for label, ids in GROUPS],
        "categories": {category.id: said(category) for category in CATEGORIES},
        "severities": [said(label) for label in SEVERITIES],
        "emergencies": [{"number": one.number, "when": said(one.when)} for one in EMERGENCIES],
        "dangerous": DANGEROUS,
        # A server without households has no desk to tell.
        "tellsAt": url_for("tell.index") if "tell.index" in current_app.view_functions else None,
        "grades": {symbol.key: {"mark": symbol.mark, "colour": symbol.colour} for symbol in (*GRADES, UNGRADED)},
    }
