"""What a planner asks for on paper: what is chosen, as the address of the page has it, and the sheet."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from mapper.domain.paper import PaperSize, Sheet, Turn
from mapper.domain.plain_text import ONE_LINE
from web.schemas.board import BoardQuery
from web.schemas.known import MomentQuery

LAYER_KEYS: Final = ("districts", "roads", "segments", "issues")


class SheetQuery(BoardQuery, MomentQuery):
    """What is chosen, and the paper for it."""

    size: PaperSize = "a4"
    turn: Turn = "landscape"
    axis: Literal["overall", "residential", "walking", "confidence"] = "overall"
    layers: str = Field(
        default="districts,roads,segments",
        pattern=r"^[a-z,]{0,60}$",
        description="Keys of the layers that are shown, with commas.",
    )
    title: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    dpi: Literal["150", "300"] = Field(default="150", description="Of a picture.")

    @property
    def sheet(self) -> Sheet:
        """The paper."""
        return Sheet(self.size, self.turn)

    @property
    def shown(self) -> list[str]:
        """Keys of the layers that are shown."""
        return [key for key in LAYER_KEYS if key in self.layers.split(",")]


class FileQuery(BoardQuery, MomentQuery):
    """What is chosen, and from where it is looked at."""


class LinkQuery(FileQuery):
    """What a link is to show."""

    axis: Literal["overall", "residential", "walking", "confidence"] = "overall"
