"""Queries for a part of the public map that stands alone, and what such a page is told."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import request
from pydantic import BaseModel, Field, field_validator

from mapper.domain.plain_text import ONE_LINE
from mapper.domain.shared_map import PUBLIC_FACETS
from mapper.operations.drawn_area import AREA, INSIDE, LONGEST, MEANING

Options = list[Annotated[str, Field(max_length=60, pattern=ONE_LINE)]]


Axis = Literal["overall", "residential", "walking", "confidence"]


class PageQuery(BaseModel):
    """Which page of a table, and which of its rows: those of one grade, where one is named."""

    page: int = Field(default=1, ge=1, le=1_000_000)
    of: Axis = "overall"
    only: str | None = Field(default=None, max_length=60, pattern=ONE_LINE)


class ShownQuery(PageQuery):
    """What is chosen of the public map."""

    district: Options = Field(default_factory=list)
    overall: Options = Field(default_factory=list)
    residential: Options = Field(default_factory=list)
    walking: Options = Field(default_factory=list)
    confidence: Options = Field(default_factory=list)
    area: str | None = Field(default=None, max_length=LONGEST, description=MEANING)
    axis: Axis = "overall"
    lang: Literal["ko", "en"] | None = None

    @field_validator(*PUBLIC_FACETS, mode="before")
    @classmethod
    def every_option(cls, _first: object, info: Any) -> list[str]:
        """Take every value of a repeated name; APIFlask 3.1 hands over only the first one.

        Parameters
        ----------
        _first : object
            What APIFlask hands over.
        info : ValidationInfo
            Of which facet.

        Returns
        -------
        list of str
            All values of this request.
        """
        return request.args.getlist(info.field_name)

    @property
    def choice(self) -> dict[str, list[str]]:
        """What is wanted, by facet."""
        wanted = {key: options for key in PUBLIC_FACETS if (options := getattr(self, key))}
        return wanted if self.area is None else {**wanted, AREA: [INSIDE]}
