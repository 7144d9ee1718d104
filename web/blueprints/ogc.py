"""OGC API Features at ``/ogc``: what GIS programs walk through by themselves, page by page.

Anybody sees the public edition; with ``Authorization: Bearer`` a program sees what the role of its token sees.
"""

from __future__ import annotations

from datetime import UTC

from apiflask import APIBlueprint
from flask import Response, current_app, json, request

from mapper.errors import NotFound
from mapper.operations.feature_pages import (
    Axes,
    Collection,
    Sought,
    collection_for,
    collections_for,
    feature,
    first_graded,
    page,
)
from mapper.operations.tilesets import FIELDS, TILED_LAYERS
from mapper.wire.ogc import documents
from mapper.wire.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, both_ways, link
from mapper.wire.ogc.openapi import openapi
from mapper.wire.ogc.query import read_items_query, read_parameters
from mapper.wire.ogc.reference_systems import CRS84, ReferenceSystem, system_of
from mapper.wire.ogc.tiles import CONFORMS_TO as TILES_CONFORM_TO
from mapper.wire.ogc.tiles import link_of_collection, links_of_landing
from web.auth import reader
from web.clock import now
from web.ogc_answers import answer, asked_form, at, city, city_extent, html_page, init_answers
from web.session import session

blueprint = APIBlueprint("ogc", __name__, url_prefix="/ogc", enable_openapi=False)
init_answers(blueprint)


@blueprint.get("")
@blueprint.get("/")
def landing() -> Response:
    """Say what there is.

    Returns
    -------
    Response
        The landing page.
    """
    return answer(documents.landing(at(), city(), asked_form(), more=links_of_landing(at())), "ogc/landing.html")


@blueprint.get("/conformance")
def conformance() -> Response:
    """Say which standards are kept.

    Returns
    -------
    Response
        Addresses of conformance classes.
    """
    return answer(documents.conformance(at(), asked_form(), more=TILES_CONFORM_TO), "ogc/conformance.html")


@blueprint.get("/api")
def api() -> Response:
    """Describe the interface.

    Returns
    -------
    Response
        In OpenAPI 3.0, or for a person.
    """
    seen = [(one.layer, one.edition) for one in _there()]
    return answer(openapi(at(), city(), seen, FIELDS), "ogc/api.html", OPENAPI)


@blueprint.get("/collections")
def collections() -> Response:
    """List what the reader may walk through.

    Returns
    -------
    Response
        Every collection, with its links.
    """
    extent = city_extent()
    several = [_told(one, extent) for one in _there()]
    return answer(documents.collections(at(), several, asked_form()), "ogc/collections.html")


@blueprint.get("/collections/<key>")
def collection(key: str) -> Response:
    """Say what one collection is.

    Parameters
    ----------
    key : str
        Of a layer.

    Returns
    -------
    Response
        As in the list.
    """
    found = _found(key)
    return answer(_told(found, city_extent(), asked_form()), "ogc/collection.html")


@blueprint.get("/collections/<key>/queryables")
def queryables(key: str) -> Response:
    """Say what a collection can be asked by.

    Parameters
    ----------
    key : str
        Of a layer.

    Returns
    -------
    Response
        JSON schema: each property is a parameter of the items.
    """
    found = _found(key)
    return answer(documents.queryables(at(), found.layer, found.edition), "ogc/queryables.html", SCHEMA)


@blueprint.get("/collections/<key>/items")
def items(key: str) -> Response:
    """Send a page of features.

    Parameters
    ----------
    key : str
        Of a layer.

    Returns
    -------
    Response
        With the number of all that match, and a link to the next page while there is one.
    """
    found = _found(key)
    asked = list(request.args.items(multi=True))
    query = read_items_query(asked, found.edition.columns)
    form = asked_form(known=False)
    sought = Sought(query.limit, query.after, query.box, query.box_crs, query.first, query.last, equal=query.equal)
    got = page(session(), found, sought, by=reader(), now=now(), axes=_axes(query.crs))
    title = found.layer.label
    kept = [(name, value) for name, value in asked if name != "f"]
    here = at().of("collections", key, "items", query=kept)
    links = both_ways(here, form, GEOJSON, title=title)
    if not got.is_last:
        behind = [*((name, value) for name, value in kept if name != "after"), ("after", got.ids[-1]), ("f", form)]
        kind = GEOJSON if form == "json" else HTML
        links.append(link(at().of("collections", key, "items", query=behind), "next", kind, "다음 쪽"))
    links.append(link(at().of("collections", key), "collection", JSON, title))
    head = {
        "type": "FeatureCollection",
        "timeStamp": now().astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "numberMatched": got.matched,
        "numberReturned": len(got.ids),
        "links": links,
    }
    if form == "html":
        features = json.loads(b"[" + got.features + b"]")
        return html_page("ogc/items.html", {**head, "collection": found, "features": features, "id": key})
    body = json.dumps(head, ensure_ascii=False)[:-1].encode() + b',"features":[\n' + got.features + b"\n]}\n"
    return _geojson(body, query.crs)


@blueprint.get("/collections/<key>/items/<feature_id>")
def item(key: str, feature_id: str) -> Response:
    """Send one feature.

    Parameters
    ----------
    key : str
        Of a layer.
    feature_id : str
        Of its row.

    Returns
    -------
    Response
        With links to its collection.
    """
    found = _found(key)
    given = read_parameters(list(request.args.items(multi=True)), ("crs", "f"))
    system = system_of(given["crs"], parameter="crs") if "crs" in given else CRS84
    form = asked_form(known=False)
    text = feature(session(), found, feature_id, by=reader(), now=now(), axes=_axes(system))
    here = at().of(
        "collections", key, "items", feature_id, query=[(name, value) for name, value in given.items() if name == "crs"]
    )
    links = [
        *both_ways(here, form, GEOJSON, title=found.layer.label),
        link(at().of("collections", key), "collection", JSON, found.layer.label),
    ]
    if form == "html":
        return html_page("ogc/item.html", {"feature": json.loads(text), "links": links, "collection": found, "id": key})
    return _geojson(text[:-1] + b',"links":' + json.dumps(links, ensure_ascii=False).encode() + b"}\n", system)


@blueprint.get("/<path:_path>")
def unknown(_path: str) -> Response:
    """Say that there is nothing.

    Parameters
    ----------
    _path : str
        Of no document.
    """
    raise NotFound(f"There is nothing at {request.path}; begin at /ogc.", path=request.path)


def _there() -> list[Collection]:
    return collections_for(reader(), of_households=_is_of_staff())


def _found(key: str) -> Collection:
    return collection_for(key, reader(), of_households=_is_of_staff())


def _is_of_staff() -> bool:
    """Say whether this server keeps households: what is released of them is on no other, as the page of it."""
    return "golmok_staff" in current_app.extensions


def _told(one: Collection, extent: documents.Extent | None, form: str = "json") -> documents.Document:
    tiled = [layer for layer in TILED_LAYERS if layer.key == one.layer.key]
    return documents.collection(
        at(),
        one.layer,
        extent,
        form,
        more=[link_of_collection(at(), layer) for layer in tiled],
        since=first_graded(session(), now=now()) if one.is_of_a_day else None,
    )


def _axes(system: ReferenceSystem) -> Axes:
    return Axes(system.code, system.is_north_first, system.decimals)


def _geojson(body: bytes, system: ReferenceSystem) -> Response:
    response = Response(body, content_type=GEOJSON)
    response.headers["Content-Crs"] = f"<{system.uri}>"
    return response
