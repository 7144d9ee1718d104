"""Queries and answers of findings, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import request
from pydantic import BaseModel, Field, field_validator

from mapper.domain.board import Choice
from mapper.domain.plain_text import ONE_LINE
from mapper.errors import InvalidInput
from web.schemas.known import MomentQuery


class RowsQuery(MomentQuery):
    """Which rows, in which order."""

    where: list[Annotated[str, Field(max_length=120, pattern=ONE_LINE)]] = Field(
        default_factory=list,
        description="facet:option, any number of them: rows with one of the options of every facet that is named.",
    )
    sort: str | None = Field(default=None, max_length=40, pattern=ONE_LINE)
    order: Annotated[str, Field(pattern="^(asc|desc)$")] | None = None
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=500)
    bits: bool = Field(
        default=False, description="Also say of each segment of today's network whether a row is about it."
    )

    @field_validator("where", mode="before")
    @classmethod
    def every_option(cls, _first: object) -> list[str]:
        """Take every value of the repeated name; APIFlask 3.1 hands over only the first one.

        Parameters
        ----------
        _first : object
            What APIFlask hands over.

        Returns
        -------
        list of str
            All values of this request.
        """
        return request.args.getlist("where")

    @property
    def choice(self) -> Choice:
        """What is wanted, by facet."""
        wanted: dict[str, list[str]] = {}
        for one in self.where:
            facet, colon, option = one.partition(":")
            if not colon:
                raise InvalidInput(f"where {one} is no facet:option, such as district:4115059500.", parameter="where")
            wanted.setdefault(facet, []).append(option)
        return wanted


class FindingMoment(BaseModel):
    """From where the city is looked at."""

    as_of: date
    known_at: str


class FindingTitle(BaseModel):
    """A finding that can be asked for."""

    key: str
    title: str
    question: str


class FindingList(BaseModel):
    """What can be asked, and of which days."""

    city: str
    moment: FindingMoment
    runs: list[FindingMoment] = Field(description="Official runs, the newest first.")
    findings: list[FindingTitle]


class FindingProgress(BaseModel):
    """How far it is; of a total of 0 when nobody can know."""

    step: str
    done: int
    total: int


class FindingNumber(BaseModel):
    """What a figure or column is called, and how its numbers are to be written."""

    key: str
    label: str
    unit: str


class FindingFigure(FindingNumber):
    """A number, and the rows behind it."""

    value: float | None
    where: list[str]


class FindingSymbol(BaseModel):
    """How an option is drawn."""

    key: str
    mark: str
    word: str
    colour: str
    ink: str
    width: float
    dash: list[float]


class FindingFacet(BaseModel):
    """What rows are narrowed by, with how many have each option."""

    key: str
    label: str
    is_shown: bool = Field(description="Whether each row has one option, which its table tells.")
    options: list[dict[str, Any]] = Field(description="``key``, ``label`` and ``count``.")


class FindingMap(BaseModel):
    """What the map can be coloured by, and the rows that are shown with it first."""

    key: str
    symbols: list[FindingSymbol]
    where: list[str]


class FindingPartNumber(FindingNumber):
    """A number of every option, and the rows behind it: those that have that option of ``facet``, and of ``where``."""

    where: list[str]
    facet: str
    sums: str | None = Field(
        description="Column of those rows whose sum it is; a count without it is that of the rows."
    )


class FindingPart(BaseModel):
    """Numbers by option of a facet; ``where`` narrows the rows behind them besides."""

    facet: str
    label: str
    columns: list[FindingPartNumber]
    rows: list[dict[str, Any]] = Field(description="``key``, ``label`` and ``values`` in the order of the columns.")
    where: list[str]


class FoundAnswer(BaseModel):
    """A finding."""

    title: str
    question: str
    definition: str
    limits: str
    seed: int | None
    moment: FindingMoment
    total: int
    figures: list[FindingFigure]
    parts: list[FindingPart]
    facets: list[FindingFacet]
    columns: list[FindingNumber]
    maps: list[FindingMap]
    sort: str
    order: str


class FindingAnswer(BaseModel):
    """A finding, or, with status 202, how far it is: ask again."""

    found: FoundAnswer | None
    progress: FindingProgress | None


class FindingRow(BaseModel):
    """One row; ``words`` are its options by facet, ``values`` its numbers by column."""

    id: str
    name: str | None
    district: str | None
    grade: str | None
    score: float | None
    length_m: float
    words: dict[str, str | None]
    values: dict[str, Any]


class FindingRows(BaseModel):
    """One page of rows."""

    total: int
    segments: int
    page: int
    size: int
    items: list[FindingRow]
    network: str
    bits: str | None = Field(
        default=None, description="Base64 of a bit for each segment of today's network, the lowest of each byte first."
    )
