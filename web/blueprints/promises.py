"""약속: what the city promised at visits, and what came of it, for everybody."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.domain.ledger import LEDGER_STATES, in_order, standing
from mapper.operations.ledger import promises
from web.clock import now, today
from web.session import session

blueprint = APIBlueprint("promises", __name__, enable_openapi=False)


@blueprint.get("/promises")
def index() -> str:
    """Show the promises that were looked over: those kept, and those that are not yet.

    Returns
    -------
    str
        HTML.
    """
    found = in_order(promises(session(), now=now()), today=today())
    return render_template(
        "promises.html",
        city=current_app.config["CITY"],
        kept=[one for one in found if one.state == "done"],
        waiting=[one for one in found if one.is_open],
        over=[one for one in found if not one.is_open and one.state != "done"],
        standing=standing(found, today=today()),
        states=LEDGER_STATES,
        today=today(),
    )
