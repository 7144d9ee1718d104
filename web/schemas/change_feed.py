"""The change feed: what is asked, and what is answered."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from mapper.operations.change_feed import MOST
from web.schemas.map import Score

_RUN: Final = {"run": "5b0f6f7e-7c5e-4a52-9a0f-0e5f8f6f1c11", "as_of": "2026-10-01", "known_on": "2026-10-02"}
_SEGMENT: Final = "0b9e4c1a-2f6d-4f0e-8a55-6d3c2b1a9f01"
_FEATURE: Final = {
    "type": "Feature",
    "id": _SEGMENT,
    "properties": {"구간번호": _SEGMENT, "골목이름": "가상로1길", "종합등급": "D", "종합점수": 47.25},
    "geometry": {"type": "LineString", "coordinates": [[127.033, 37.738], [127.0338, 37.7384]]},
}
_GRADE: Final = {
    **_RUN,
    "overall": {"grade": "D", "score": 47.25},
    "residential": {"grade": "C", "score": 58.5},
    "walking": {"grade": "D", "score": 41.0},
}
_NOTHING: Final = {"feature": None, "into": None, "grade": None, "heirs": None}
_CURSOR: Final = "3f2a9c0e8b7d4e6f9a1b2c3d4e5f6a7b"
EXAMPLES: Final[dict[str, Any]] = {
    "a new official run": {
        "summary": "A segment has another grade, and an issue is shown no more.",
        "value": {
            "items": [
                {
                    **_NOTHING,
                    "layer": "segments",
                    "id": _SEGMENT,
                    "change": "set",
                    "feature": _FEATURE,
                    "grade": _GRADE,
                },
                {**_NOTHING, "layer": "issues", "id": "c0a8e7f2-0d4b-4c5e-9b1f-3f0e2d1c4b5a", "change": "gone"},
            ],
            "next": f"{_CURSOR}.100412",
            "more": False,
        },
    },
    "a new edition of the network": {
        "summary": "A segment was cut anew: two others lie where it lay. They have no grade before the next run.",
        "value": {
            "items": [
                {
                    **_NOTHING,
                    "layer": "segments",
                    "id": _SEGMENT,
                    "change": "gone",
                    "heirs": ["7d1f0c52-3b8e-4a6d-8c9e-1a2b3c4d5e6f", "e4b7a9d0-6c1f-4e2b-9d3a-5f4e3d2c1b0a"],
                }
            ],
            "next": f"{_CURSOR}.100415",
            "more": True,
        },
    },
}
"""Answers, by name."""


class ChangesSince(BaseModel):
    """From where to read on."""

    since: str | None = Field(
        default=None,
        max_length=60,
        description="`next` of the answer before; without it everything there is comes first, as if all had just changed.",
    )
    limit: int = Field(default=100, ge=1, le=MOST, description="At most so many changes.")


class OfficialGrade(BaseModel):
    """What an official run says of a segment."""

    run: str = Field(description="Id of the run, as on the card of the segment.")
    as_of: str = Field(description="Day as of which was graded.")
    known_on: str = Field(description="Day on which what it knew was known.")
    overall: Score
    residential: Score
    walking: Score


class ToldGrade(OfficialGrade):
    """The official grade of a segment, and for staff what stood before."""

    before: OfficialGrade | None = Field(
        default=None, description="What the run before said of it; for staff, null where it said nothing."
    )


class ChangeShown(BaseModel):
    """What became of one row of a layer."""

    layer: str = Field(description="As in /export and /ogc.")
    id: str = Field(description="Of the row; as in /ogc.")
    change: Literal["set", "gone"] = Field(description="`set` for what is new or is another one now; `gone` else.")
    feature: dict[str, Any] | None = Field(description="The row as it is now: GeoJSON as in /ogc; null when gone.")
    into: str | None = Field(description="What a gone issue was merged into; for staff.")
    grade: ToldGrade | None = Field(description="Of a segment that the newest official run graded.")
    heirs: list[str] | None = Field(
        description="Of a gone segment the segments of now that lie where it lay; none where no alley is any more."
    )


class ChangesShown(BaseModel):
    """Changes in their order. Each row stands in it once, with its latest change."""

    items: list[ChangeShown]
    next: str = Field(description="Cursor behind the last of them, for `since`.")
    more: bool = Field(description="Whether more is there at once; else ask again in a minute.")
