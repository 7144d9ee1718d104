"""The change feed at ``/api/v1/changes``, for systems that keep a copy of what the city shows."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from mapper.domain.reader import Role
from mapper.domain.resident_report import TryKind
from mapper.operations.change_feed import open_feed, read_on
from web.auth import reader
from web.clock import now
from web.schemas.change_feed import EXAMPLES, ChangesShown, ChangesSince
from web.session import session, unhurried
from web.turnstile import turnstile

blueprint = APIBlueprint("change_feed", __name__, tag="feed")

_NOT_CHANGED = 304


@blueprint.get("/api/v1/changes")
@blueprint.input(ChangesSince, location="query", arg_name="query")
@blueprint.output(ChangesShown, examples=EXAMPLES)
@blueprint.doc(
    responses={
        _NOT_CHANGED: "Nothing is there that the answer with this ETag did not have.",
        410: "The feed was begun anew since the cursor was given out: read from the beginning, without it.",
    }
)
def since(query: ChangesSince) -> Response:
    """Tell what became of rows of the public layers since a cursor: new and other ones as they are now, and those gone.

    Everybody reads what the public files hold, with what became of issues up to the last full hour; a token with the scope
    export, of somebody who takes out all that staff see, reads that. A change is told once it was committed and the layers
    were looked at, which is every minute that somebody asks. Segments come with their official grade, its run and its days, and
    those that a new edition of the network ended with what lies there now.

    Parameters
    ----------
    query : ChangesSince
        From where, and how many.

    Returns
    -------
    Response
        As `ChangesShown`.
    """
    by, moment = reader(), now()
    if by.role is Role.PUBLIC and request.method != "HEAD":
        turnstile().require_room(TryKind.FEED)  # before anything is looked at for them
    reading = open_feed(unhurried(), query.since, by=by, now=moment)
    tag = f"{reading.tag}-{query.limit}"
    if tag in request.if_none_match:
        answer = Response(status=_NOT_CHANGED)
    elif request.method == "HEAD":
        answer = Response(mimetype="application/json")  # nothing is taken, so nothing is written down
    else:
        if by.role is Role.PUBLIC:
            turnstile().count(TryKind.FEED)
        found = read_on(session(), reading, limit=query.limit, by=by, now=moment)
        items = [{**vars(one), "change": "gone" if one.feature is None else "set"} for one in found.items]
        answer = jsonify(items=items, next=found.cursor, more=not found.is_last)
    answer.set_etag(tag)
    return answer
