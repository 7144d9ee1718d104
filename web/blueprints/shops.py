"""복지상점: the shops that look out for neighbours, for everybody: the table beside their layer of the map."""

from __future__ import annotations

from typing import Final

from apiflask import APIBlueprint
from flask import current_app, render_template, request

from mapper.domain.shop import SHOP_SECTORS
from mapper.operations.shops import shown_shops
from web.clock import today
from web.session import session

blueprint = APIBlueprint("shops", __name__, enable_openapi=False)

_SECOND_HALF: Final = 7


@blueprint.get("/shops")
def index() -> str:
    """List the shops, of all sectors or of one.

    Returns
    -------
    str
        HTML.
    """
    day, sector = today(), request.args.get("sector", "")
    since = day.replace(month=1 if day.month < _SECOND_HALF else _SECOND_HALF, day=1)
    return render_template(
        "shops.html",
        city=current_app.config["CITY"],
        found=shown_shops(session(), since=since, sector=sector),
        sector=sector if sector in SHOP_SECTORS else "",
        sectors=SHOP_SECTORS,
    )
