"""The change feed: what is asked, and what is answered."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from mapper.operations.change_feed import MOST


class ChangesSince(BaseModel):
    """From where to read on."""

    since: str | None = Field(
        default=None,
        max_length=60,
        description="`next` of the answer before; without it everything there is comes first, as if all had just changed.",
    )
    limit: int = Field(default=100, ge=1, le=MOST, description="At most so many changes.")


class ChangeShown(BaseModel):
    """What became of one row of a layer."""

    layer: str = Field(description="As in /export and /ogc.")
    id: str = Field(description="Of the row; as in /ogc.")
    change: Literal["set", "gone"] = Field(description="`set` for what is new or is another one now; `gone` else.")
    feature: dict[str, Any] | None = Field(description="The row as it is now: GeoJSON as in /ogc; null when gone.")
    into: str | None = Field(description="What a gone issue was merged into; for staff.")


class ChangesShown(BaseModel):
    """Changes in their order. Each row stands in it once, with its latest change."""

    items: list[ChangeShown]
    next: str = Field(description="Cursor behind the last of them, for `since`.")
    more: bool = Field(description="Whether more is there at once; else ask again in a minute.")
