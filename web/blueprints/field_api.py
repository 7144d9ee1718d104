"""What the phone has to know before anything else: who is logged in, the key of their outbox, and what of theirs came in."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped] # it ships no types
from pydantic import BaseModel, Field

from mapper.domain.rubric import RUBRIC
from mapper.operations.receiving import received
from web.auth import reader
from web.clock import now
from web.login_state import login_state
from web.sealing import seal
from web.session import session

UUID_TEXT: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

blueprint = APIBlueprint("field_api", __name__, url_prefix="/api/v1/field", tag="field")


class Me(BaseModel):
    """Who is logged in."""

    id: UUID
    name: str
    role: str
    districts: list[str] | None = Field(description="Codes of the districts they reach; null for every one.")
    csrf: str = Field(description="To send as X-CSRFToken with whatever is not a GET.")
    outbox_key: str = Field(
        description="32 bytes as base64, always the same for a user: seals what waits on the phone."
    )
    login: UUID | None = Field(
        description="To send as Golmok-Login: of an error 401, login_ended then says that it was ended on purpose."
    )
    server_time: str
    rubric: str = Field(description="Version of the rubric that surveys are made with now.")


class ReceivedQuery(BaseModel):
    """What a phone lost."""

    ids: str = Field(
        max_length=50 * 37,
        pattern=rf"^{UUID_TEXT}(,{UUID_TEXT}){{0,49}}$",
        description="Of at most 50 records, commas between them.",
        examples=["6b0f2d6e-1f5c-4f0e-9d9b-2f1c6f3f3a01"],
    )


class Received(BaseModel):
    """What of it came in before."""

    received: list[UUID] = Field(description="Those of the ids that whoever asks handed in.")


@blueprint.get("/received")
@blueprint.input(ReceivedQuery, location="query", arg_name="query")
@blueprint.output(Received)
def received_before(query: ReceivedQuery) -> dict[str, Any]:
    """Tell which records of a phone came in, whose browser threw its queue away.

    Parameters
    ----------
    query : ReceivedQuery
        Their ids.

    Returns
    -------
    dict
        As `Received`.
    """
    return {"received": received(session(), [UUID(one) for one in query.ids.split(",")], by=reader())}


@blueprint.get("/me")
@blueprint.output(Me)
def me() -> dict[str, Any]:
    """Tell who is logged in with this browser; for no cache and for no bearer token.

    Returns
    -------
    dict
        As `Me`.
    """
    by, login = reader(), login_state().login
    return {
        "id": by.user_id,
        "name": by.name,
        "role": by.role.value,
        "districts": None if by.districts is None else sorted(by.districts),
        "csrf": generate_csrf(),
        "outbox_key": b64encode(seal().derived(f"outbox {by.user_id}")).decode(),
        "login": login and login.id,
        "server_time": now().isoformat(),
        "rubric": RUBRIC.version,
    }
