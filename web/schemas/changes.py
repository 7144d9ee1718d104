"""Queries and answers about what changed between two gradings, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import request
from pydantic import BaseModel, Field, field_validator

from mapper.domain.grade_change import KINDS, LETTERS
from mapper.domain.plain_text import ONE_LINE
from mapper.operations.grade_changes import AXES, SORTS, Wanted
from web.schemas.known import Known
from web.schemas.map import Run, Score

_KNOWN = "As it was known then; now by default."
Letter = Literal[*LETTERS]  # type: ignore[valid-type] # the table says which


class RunsQuery(BaseModel):
    """Known when."""

    known: Known | None = Field(default=None, description=_KNOWN)


class Runs(BaseModel):
    """The official runs, the earliest first, and of which network positions are."""

    network: str
    known_at: str
    items: list[Run]


class ColumnsQuery(BaseModel):
    """Of which run, for which network."""

    run: UUID
    network: str = Field(max_length=40, pattern=ONE_LINE)


class ChangesQuery(BaseModel):
    """Two days, and which changes between them: of every filter any number of options, none for all."""

    before: date = Field(description="The newest official run as of this day or before.")
    after: date = Field(description="The same of a later day, or of the same one.")
    known: Known | None = Field(default=None, description=_KNOWN)
    axis: Literal[*AXES] = "overall"  # type: ignore[valid-type] # the table says which
    kind: list[Literal[*KINDS]] = Field(default_factory=list)  # type: ignore[valid-type] # the table says which
    was: list[Letter] = Field(default_factory=list, description="Grades before.")
    now: list[Letter] = Field(default_factory=list, description="Grades after.")
    district: list[Annotated[str, Field(max_length=20, pattern=ONE_LINE)]] = Field(default_factory=list)
    followed: bool = Field(
        default=False, description="Only what is compared with a segment that lay there before it was cut anew."
    )

    @field_validator("kind", "was", "now", "district", mode="before")
    @classmethod
    def every_option(cls, _first: object, info: Any) -> list[str]:
        """Take every value of a repeated name; APIFlask 3.1 hands over only the first one.

        Parameters
        ----------
        _first : object
            What APIFlask hands over.
        info : ValidationInfo
            Of which filter.

        Returns
        -------
        list of str
            All values of this request.
        """
        return request.args.getlist(info.field_name)

    @property
    def wanted(self) -> Wanted:
        """Which changes."""
        return Wanted(self.axis, self.kind, self.was, self.now, self.district, self.followed)


class AnswerQuery(ChangesQuery):
    """Which changes, and whether to say which segments of the map they are."""

    columns: bool = Field(default=False, description="Also say of each segment what became of it.")


class RowsQuery(ChangesQuery):
    """Which rows, in which order."""

    sort: Literal[*SORTS] = "difference"  # type: ignore[valid-type] # the table says which
    order: Literal["asc", "desc"] = "asc"
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=200)


class DistrictChanges(BaseModel):
    """How many of each kind in one district; of what lies in none, code and name are absent."""

    code: str | None
    name: str | None
    kinds: dict[str, int]


class ChangesAnswer(BaseModel):
    """What changed between two runs."""

    before: Run
    after: Run
    network: str
    total: int = Field(description="Rows that are wanted in every way.")
    kinds: dict[str, int] = Field(description="In the wanted districts.")
    letters: list[str] = Field(description="Of the rows and the columns of the matrix.")
    matrix: list[list[int]] = Field(description="From which grade (row) to which (column), in the wanted districts.")
    followed: int = Field(description="How many are compared with a segment that lay there before they were cut anew.")
    same_rule: bool = Field(description="Whether both runs were graded by the same rubric and parameters.")
    districts: list[DistrictChanges]
    bits: str | None = Field(
        default=None, description="Base64 of a bit for each segment of the map by its position: whether it is wanted."
    )
    column: str | None = Field(
        default=None, description="Base64 of a byte for each: its place in `order`, 255 for none."
    )
    order: list[str]


class LineChange(BaseModel):
    """A line of the explanation that differs; of issues how many there were and are."""

    key: str
    label: str
    before: float
    after: float
    difference: float
    issues: list[int] | None


class ChangeRow(BaseModel):
    """One segment; `at` is its position on the map, `forebear` what it is compared with where that is another segment."""

    id: str
    forebear: str | None
    at: int | None
    name: str | None
    district: str | None
    length_m: float
    bounds: list[float]
    kind: str
    before: Score | None
    after: Score | None
    difference: float | None
    lines: list[LineChange]


class ChangeRows(BaseModel):
    """One page of what changed."""

    before: Run
    after: Run
    total: int
    page: int
    size: int
    items: list[ChangeRow]
