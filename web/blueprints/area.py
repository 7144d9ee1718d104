"""What a phone takes along: asked for often over poor links, and sent only when it has changed."""

from __future__ import annotations

import gzip
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import orjson
from apiflask import APIBlueprint
from flask import Response, request

from mapper.operations.field_area import field_area
from web.auth import reader
from web.clock import today
from web.schemas.area import AreaQuery, FieldArea
from web.session import session

blueprint = APIBlueprint("area", __name__, url_prefix="/api/v1/field", tag="field")

_COMPRESSION: Final = 5
"""Beyond this gzip takes twice as long for a fiftieth less."""


@blueprint.get("/area")
@blueprint.input(AreaQuery, location="query", arg_name="query")
@blueprint.output(FieldArea)
@blueprint.doc(responses={304: "Nothing has changed since the ETag in If-None-Match."})
def show(query: AreaQuery) -> Response:
    """Return all that the field page needs without a network: of the reader's own districts, or of the one they name.

    Whoever works in every district names one. Kept in no cache: the phone seals it, and sends the ETag itself.

    Parameters
    ----------
    query : AreaQuery
        Of which district.

    Returns
    -------
    Response
        As `FieldArea`.
    """
    area = field_area(session(), by=reader(), district=query.district, today=today())
    content = orjson.dumps(area)
    response = Response(content, mimetype="application/json")
    response.set_etag(sha256(content).hexdigest()[:32], weak=True)  # the same for what is compressed
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    if response.status_code == HTTPStatus.OK and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(content, _COMPRESSION, mtime=0))
        response.content_encoding = "gzip"
    return response
