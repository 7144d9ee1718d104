"""One survey in: the same content under the same id is stored once, however often a flaky link sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.surveys import take_survey
from web.auth import reader
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.survey import EXAMPLE, SurveyReceipt, SurveyReport
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("surveys", __name__, url_prefix="/api/v1", tag="field")


@blueprint.put("/surveys/<uuid:survey_id>")
@blueprint.input(SurveyReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(SurveyReceipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def take(survey_id: UUID, body: SurveyReport) -> tuple[dict[str, Any], int]:
    """Hand in one survey under an id that whoever made it chose (UUIDv4); send it again until a receipt is there.

    Parameters
    ----------
    survey_id : UUID
        A new one for each survey.
    body : SurveyReport
        What was seen.

    Returns
    -------
    tuple
        As `SurveyReceipt`, and 201 the first time, 200 after that.
    """
    return answered(*take_survey(session(), body.survey(survey_id), handed_in(), by=reader(), seal=seal()))
