"""One issue in: the same content under the same id is stored once, however often a flaky link sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.issue_judging import Report
from web import intake
from web.auth import reader
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.issue import EXAMPLE, IssueReport, Receipt

blueprint = APIBlueprint("issues", __name__, url_prefix="/api/v1", tag="issues")


@blueprint.put("/issues/<uuid:issue_id>")
@blueprint.input(IssueReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(Receipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def log(issue_id: UUID, body: IssueReport) -> tuple[dict[str, Any], int]:
    """Log one issue under an id that whoever reports it made (UUIDv4); send it again until a receipt is there.

    The header Golmok-Clock may say what the clock of the device shows when it sends, Golmok-Heard what ours showed when
    the device last heard of us before the issue was seen, and Content-Digest (RFC 9530, sha-256) what the bytes are.

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
    return answered(*intake.log(Report(body.issue(issue_id), handed_in(), reader())))
