"""Edits in, where fields stand, and what people disagree about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.conflicts import PAGE
from mapper.operations.edits import conflicts, standing_of, take_edit
from web.auth import reader
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.edit import (
    EXAMPLE,
    ConflictQuery,
    Conflicts,
    EditQuery,
    EditReceipt,
    EditReport,
    Standings,
    disputed_json,
    standing_json,
)
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("edits", __name__, url_prefix="/api/v1", tag="field")


@blueprint.put("/edits/<uuid:edit_id>")
@blueprint.input(EditReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(EditReceipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def take(edit_id: UUID, body: EditReport) -> tuple[dict[str, Any], int]:
    """Hand in one edit under an id that whoever made it chose (UUIDv4); send it again until a receipt is there.

    Nothing is written over: where two people wrote different values, neither of whom had seen the other's, both are kept
    until somebody decides by an edit with `resolves` that names both.

    Parameters
    ----------
    edit_id : UUID
        A new one for each edit.
    body : EditReport
        What was written.

    Returns
    -------
    tuple
        As `EditReceipt`, and 201 the first time, 200 after that.
    """
    return answered(*take_edit(session(), body.edit(edit_id), handed_in(), by=reader(), seal=seal()))


@blueprint.get("/edits")
@blueprint.input(EditQuery, location="query", arg_name="query")
@blueprint.output(Standings)
def show(query: EditQuery) -> dict[str, Any]:
    """Where every field of an issue or segment stands, with the values that nobody has replaced.

    Parameters
    ----------
    query : EditQuery
        Of what.

    Returns
    -------
    dict
        As `Standings`.
    """
    stand = standing_of(session(), *query.of, by=reader())
    return {"fields": [standing_json(one) for one in stand]}


@blueprint.get("/conflicts")
@blueprint.input(ConflictQuery, location="query", arg_name="query")
@blueprint.output(Conflicts)
def listing(query: ConflictQuery) -> dict[str, Any]:
    """Fields that people disagree about and that you may decide, the oldest first.

    Parameters
    ----------
    query : ConflictQuery
        Which page.

    Returns
    -------
    dict
        As `Conflicts`.
    """
    found = conflicts(session(), by=reader())
    shown = found[(query.page - 1) * PAGE : query.page * PAGE]
    return {"total": len(found), "conflicts": [disputed_json(thing, stand) for thing, stand in shown]}
