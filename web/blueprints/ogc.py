"""OGC API Features at ``/ogc``: what GIS programs walk through by themselves, page by page.

Anybody sees the public edition; with ``Authorization: Bearer`` a program sees what the role of its token sees.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, current_app, json, render_template, request

from mapper.errors import DataMissing, ExportRefused, GolmokError, NotFound
from mapper.operations.feature_pages import Axes, Sought, collection_for, collections_for, feature, page
from mapper.wire.ogc import documents
from mapper.wire.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Addresses, both_ways, link
from mapper.wire.ogc.openapi import openapi
from mapper.wire.ogc.query import read_items_query, read_parameters
from mapper.wire.ogc.reference_systems import CRS84, ReferenceSystem, system_of
from web.auth import reader
from web.clock import now
from web.errors import sentence, status_of
from web.public_summary import public_summary
from web.session import session

blueprint = APIBlueprint("ogc", __name__, url_prefix="/ogc", enable_openapi=False)

_FORMS: Final = ("json", "html")


@blueprint.get("")
@blueprint.get("/")
def landing() -> Response:
    """Say what there is.

    Returns
    -------
    Response
        The landing page.
    """
    return _document(documents.landing(_at(), _city(), _form()), "ogc/landing.html")


@blueprint.get("/conformance")
def conformance() -> Response:
    """Say which standards are kept.

    Returns
    -------
    Response
        Addresses of conformance classes.
    """
    return _document(documents.conformance(_at(), _form()), "ogc/conformance.html")


@blueprint.get("/api")
def api() -> Response:
    """Describe the interface.

    Returns
    -------
    Response
        In OpenAPI 3.0, or for a person.
    """
    seen = [(one.layer, one.edition) for one in collections_for(reader())]
    return _document(openapi(_at(), _city(), seen), "ogc/api.html", OPENAPI)


@blueprint.get("/collections")
def collections() -> Response:
    """List what the reader may walk through.

    Returns
    -------
    Response
        Every collection, with its links.
    """
    extent = _extent()
    several = [documents.collection(_at(), one.layer, extent) for one in collections_for(reader())]
    return _document(documents.collections(_at(), several, _form()), "ogc/collections.html")


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
    found = collection_for(key, reader())
    return _document(documents.collection(_at(), found.layer, _extent(), _form()), "ogc/collection.html")


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
    found = collection_for(key, reader())
    return _document(documents.queryables(_at(), found.layer, found.edition), "ogc/queryables.html", SCHEMA)


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
    found = collection_for(key, reader())
    asked = list(request.args.items(multi=True))
    query = read_items_query(asked, found.edition.columns)
    form = _form(known=False)
    sought = Sought(query.limit, query.after, query.box, query.box_crs, query.first, query.last, equal=query.equal)
    got = page(session(), found, sought, by=reader(), now=now(), axes=_axes(query.crs))
    title = found.layer.label
    kept = [(name, value) for name, value in asked if name != "f"]
    here = _at().of("collections", key, "items", query=kept)
    links = both_ways(here, form, GEOJSON, title=title)
    if not got.is_last:
        behind = [*((name, value) for name, value in kept if name != "after"), ("after", got.ids[-1]), ("f", form)]
        kind = GEOJSON if form == "json" else HTML
        links.append(link(_at().of("collections", key, "items", query=behind), "next", kind, "다음 쪽"))
    links.append(link(_at().of("collections", key), "collection", JSON, title))
    head = {
        "type": "FeatureCollection",
        "timeStamp": now().astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "numberMatched": got.matched,
        "numberReturned": len(got.ids),
        "links": links,
    }
    if form == "html":
        features = json.loads(b"[" + got.features + b"]")
        return _page("ogc/items.html", {**head, "collection": found, "features": features, "id": key})
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
    found = collection_for(key, reader())
    given = read_parameters(list(request.args.items(multi=True)), ("crs", "f"))
    system = system_of(given["crs"], parameter="crs") if "crs" in given else CRS84
    form = _form(known=False)
    text = feature(session(), found, feature_id, by=reader(), now=now(), axes=_axes(system))
    here = _at().of(
        "collections", key, "items", feature_id, query=[(name, value) for name, value in given.items() if name == "crs"]
    )
    links = [
        *both_ways(here, form, GEOJSON, title=found.layer.label),
        link(_at().of("collections", key), "collection", JSON, found.layer.label),
    ]
    if form == "html":
        return _page("ogc/item.html", {"feature": json.loads(text), "links": links, "collection": found, "id": key})
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


@blueprint.errorhandler(ExportRefused)
@blueprint.errorhandler(NotFound)
@blueprint.errorhandler(DataMissing)
def _refuse(error: GolmokError) -> Response:
    """Say what is wrong as the standard has it, which programs read."""
    told = {name: value for name, value in error.fields.items() if name in {"parameter", "value", "choices"}}
    description = sentence(error.code) + (f" ({error})" if isinstance(error, ExportRefused | NotFound) else "")
    response = _json({**documents.fault(error.code, description), **told}, JSON)
    response.status_code = status_of(error)
    return response


@blueprint.after_request
def _for_programs_of_others(response: Response) -> Response:
    """Let pages of others read what everybody may see: a browser sends them no login and no token of ours."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Content-Language"] = "ko"
    response.vary.add("Accept")
    return response


def _at() -> Addresses:
    return Addresses(f"{request.host_url.rstrip('/')}/ogc")


def _city() -> str:
    name: str = current_app.config["CITY"]
    return name


def _extent() -> documents.Extent | None:
    bounds = public_summary().whole(session(), now=now())["bounds"]
    return None if bounds is None else tuple(bounds)


def _form(*, known: bool = True) -> str:
    """Return the form that is asked for: by ``f``, or else by what the program likes best."""
    if known:
        read_parameters(list(request.args.items(multi=True)), ("f",))
    asked = request.args.get("f")
    if asked is None:
        likes = request.accept_mimetypes.best_match([JSON, GEOJSON, HTML], default=JSON)
        return "html" if likes == HTML else "json"
    if asked not in _FORMS:
        message = f"f={asked} is no form of this; choose one of {', '.join(_FORMS)}."
        raise ExportRefused(message, parameter="f", value=asked, choices=list(_FORMS))
    return asked


def _axes(system: ReferenceSystem) -> Axes:
    return Axes(system.code, system.is_north_first, system.decimals)


def _document(document: documents.Document, template: str, media_type: str = JSON) -> Response:
    return _page(template, document) if _form() == "html" else _json(document, media_type)


def _page(template: str, document: dict[str, Any]) -> Response:
    return Response(
        render_template(template, document=document, root=_at().root), content_type=f"{HTML}; charset=utf-8"
    )


def _json(document: documents.Document, media_type: str) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), content_type=media_type)


def _geojson(body: bytes, system: ReferenceSystem) -> Response:
    response = Response(body, content_type=GEOJSON)
    response.headers["Content-Crs"] = f"<{system.uri}>"
    return response
