"""Whether the program is alive, and whether it can answer."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from mapper.operations.readiness import what_is_missing
from web.session import session

blueprint = APIBlueprint("health", __name__, enable_openapi=False)


@blueprint.get("/healthz")
def alive() -> Response:
    """Answer as long as the process lives; the database is not asked.

    Returns
    -------
    Response
        Always 200.
    """
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Answer 200 once the database is migrated and holds a network.

    Returns
    -------
    tuple
        503 with what is missing until then.
    """
    missing = what_is_missing(session())
    return jsonify(status="waiting" if missing else "ready", missing=missing), 503 if missing else 200
