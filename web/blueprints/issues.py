"""One issue in: the same content under the same id is stored once, however often a flaky link sends it."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import request

from mapper.domain.canonical_json import digest_of
from mapper.errors import DigestMismatch, InvalidInput
from mapper.operations.issues import HandedIn, log_issue
from web.auth import reader
from web.schemas.issue import EXAMPLE, IssueReport, Receipt, device_offset
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("issues", __name__, url_prefix="/api/v1", tag="issues")

_SHA256: Final = re.compile(r"(?:^|[,\s])sha-256=:([A-Za-z0-9+/=]+):")


@blueprint.put("/issues/<uuid:issue_id>")
@blueprint.input(IssueReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(Receipt, status_code=201)
@blueprint.doc(
    responses={
        200: "The same content was handed in under this id before: its receipt.",
        409: "Other content was handed in under this id; whoever sent it, and planners, see it in details.stored.",
    }
)
def log(issue_id: UUID, body: IssueReport) -> tuple[dict[str, Any], int]:
    """Log one issue under an id that whoever reports it made (UUIDv4); send it again until a receipt is there.

    The header Golmok-Clock may say what the clock of the device shows when it sends, and Content-Digest (RFC 9530,
    sha-256) what the bytes are.

    Parameters
    ----------
    issue_id : UUID
        A new one for each issue.
    body : IssueReport
        What is reported.

    Returns
    -------
    tuple
        As `Receipt`, and 201 the first time, 200 after that.
    """
    sent = request.get_data()
    _require_digest(sent, request.headers.get("Content-Digest"))
    handed_in = HandedIn(digest_of(sent), request.get_json(force=True), device_offset())
    receipt, is_new = log_issue(session(), body.issue(issue_id), handed_in, by=reader(), seal=seal())
    return receipt, HTTPStatus.CREATED if is_new else HTTPStatus.OK


def _require_digest(sent: bytes, said: str | None) -> None:
    """Refuse bytes that changed on their way; algorithms that we do not know are passed over, as RFC 9530 has it."""
    if said is None:
        return
    found = _SHA256.search(said)
    if found is None:
        if "sha-256=" in said:
            raise InvalidInput(f"Content-Digest {said[:80]!r} is not understood; write sha-256=:BASE64:.")
        return
    try:
        expected = b64decode(found[1], validate=True)
    except ValueError as error:
        raise InvalidInput(f"Content-Digest {said[:80]!r} is not base64; write sha-256=:BASE64:.") from error
    if not compare_digest(expected, sha256(sent).digest()):
        raise DigestMismatch(
            f"The {len(sent)} bytes that arrived have another SHA-256 than Content-Digest; send again."
        )
