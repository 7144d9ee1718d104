"""Addresses: from words to a place, and from a place to words; nothing of it leaves the host."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from mapper.operations import addresses
from web.address_words import known_words, located_words
from web.schemas.address import AddressAnswer, AddressQuery, NearAnswer, PointQuery
from web.session import session

blueprint = APIBlueprint("addresses", __name__, url_prefix="/api/v1", tag="map")


@blueprint.get("/addresses")
@blueprint.input(AddressQuery, location="query", arg_name="query")
@blueprint.output(AddressAnswer)
def find(query: AddressQuery) -> dict[str, Any]:
    """Find an address, with how surely and why; where it names no city, this one is meant.

    Parameters
    ----------
    query : AddressQuery
        As it was written.

    Returns
    -------
    dict
        As `AddressAnswer`: a refusal is an item without an address.
    """
    assumed = addresses.home_cities(session())
    if addresses.is_typed_short(query.q):
        typed = addresses.suggest(session(), query.q, assumed=assumed)
        return {"items": [located_words(one) for _, one in typed if one is not None]}
    return {"items": [located_words(addresses.find(session(), query.q, assumed=assumed).located)]}


@blueprint.get("/addresses/near")
@blueprint.input(PointQuery, location="query", arg_name="query")
@blueprint.output(NearAnswer)
def near(query: PointQuery) -> dict[str, Any]:
    """Find the addresses nearest to a point.

    Parameters
    ----------
    query : PointQuery
        Where.

    Returns
    -------
    dict
        As `NearAnswer`.
    """
    found = addresses.reverse(session(), lon=query.lon, lat=query.lat, limit=query.limit)
    return {"items": [{**known_words(one.known), "far_m": one.far_m} for one in found]}
