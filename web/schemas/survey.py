"""A survey of a segment as it is handed in, and its receipt, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from mapper.domain.declared_photo import MOST_PHOTOS, SURVEY_MOMENT, DeclaredPhoto
from mapper.domain.new_survey import NewSurvey, levels_of
from mapper.domain.plain_text import ONE_LINE
from mapper.domain.rubric import LEVELS, RUBRIC, rubric_by_version
from web.receiving import Past, Sha256
from web.schemas.receipt import ReceiptHead

EXAMPLE: Final[dict[str, JsonValue]] = {
    "segment_id": "5cc87efb-2e8c-4668-865e-9a7000555d86",
    "rubric": RUBRIC.version,
    "levels": dict.fromkeys(RUBRIC.item_ids, 1) | {"R2": "na", "R8": None, "W1": 3},
    "walked_at": "2026-07-01T09:30:00+09:00",
    "duration_s": 74,
    "device": "Pixel 9",
    "photos": [{"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "item": "W1"}],
}
"""In the demo city as `golmok run` makes it; in another, put an id of GET /api/v1/segments in place of its segment."""


_Level = Annotated[int, Field(strict=True, ge=0, lt=len(LEVELS))]
_Answer = _Level | Literal["na"] | None


class SurveyPhoto(BaseModel):
    """A photo that is evidence for an item; its bytes are sent to /api/v1/photos/{sha256}."""

    model_config = ConfigDict(extra="forbid")

    sha256: Sha256
    item: str = Field(description="Id of an item of the rubric.")


class SurveyReport(BaseModel):
    """One walk of one segment; its id is in the address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    segment_id: UUID = Field(description="An id of GET /api/v1/segments or GET /api/v1/field/area.")
    rubric: str = Field(description="Version of the rubric that the survey was made with; older ones are taken too.")
    levels: dict[str, _Answer] = Field(
        description="By item: 0 (best) to 4, na where it does not apply, null or left out where it was not seen."
    )
    walked_at: Past = Field(description="When it was finished, by the clock of the device.")
    duration_s: Annotated[int, Field(strict=True, gt=0, le=86_400)] | None = None
    device: str | None = Field(default=None, max_length=200, pattern=ONE_LINE)
    photos: list[SurveyPhoto] = Field(default=[], max_length=MOST_PHOTOS)

    @field_validator("rubric")
    @classmethod
    def _is_ours(cls, version: str) -> str:
        return rubric_by_version(version).version

    @field_validator("levels")
    @classmethod
    def _fit_the_rubric(cls, levels: dict[str, _Answer], known: ValidationInfo) -> dict[str, _Answer]:
        if "rubric" in known.data:  # else that is the fault to name
            levels_of(rubric_by_version(known.data["rubric"]), levels)
        return levels

    @field_validator("photos")
    @classmethod
    def _show_its_items(cls, photos: list[SurveyPhoto], known: ValidationInfo) -> list[SurveyPhoto]:
        if "rubric" in known.data:
            for photo in photos:
                rubric_by_version(known.data["rubric"]).item(photo.item)
        return photos

    def survey(self, survey_id: UUID) -> NewSurvey:
        """Return the survey.

        Parameters
        ----------
        survey_id : UUID
            From the address.

        Returns
        -------
        NewSurvey
            With the times of the device as they are.
        """
        rubric = rubric_by_version(self.rubric)
        return NewSurvey(
            id=survey_id,
            segment=self.segment_id,
            rubric=rubric,
            levels=levels_of(rubric, self.levels),
            walked_at=self.walked_at,
            duration_s=self.duration_s,
            device=self.device,
            photos=tuple(
                DeclaredPhoto(bytes.fromhex(photo.sha256), SURVEY_MOMENT, photo.item) for photo in self.photos
            ),
        )


class LiveScore(BaseModel):
    """A letter and its number, both absent where 미조사."""

    grade: str | None
    score: float | None


class LiveGrade(BaseModel):
    """What the segment would be graded by all that is known by now."""

    as_of: str
    known_at: str
    overall: LiveScore
    residential: LiveScore
    walking: LiveScore
    confidence: str | None


class SurveyReceipt(ReceiptHead):
    """What was stored of a survey."""

    segment_id: UUID
    rubric: str
    walked_at: str = Field(description="When it was finished; put right by clock_offset_s.")
    live: LiveGrade | None = Field(description="None for a segment that is not graded now.")
