"""What moderators send: words to be released, and boxes over photos."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from mapper.domain.plain_text import LINES
from mapper.domain.resident_report import LONGEST_TEXT


class _Decision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    decision: Literal["published", "withheld"]
    replaces: UUID | None = Field(
        default=None,
        description="The decision that you saw, null for none; when another one holds now, yours is refused.",
    )


class WordsDecision(_Decision):
    """What becomes of the words about an issue."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"decision": "published", "words": "길이 움푹 패어 있음", "replaces": None}]},
    )

    words: str = Field(
        default="", max_length=2 * LONGEST_TEXT, pattern=LINES, description="As they are to be read by everyone."
    )
    confirmed: bool = Field(default=False, description="That what looks like personal data is none.")


class DrawnBox(BaseModel):
    """A box over a photo, in shares of its sides."""

    model_config = ConfigDict(extra="forbid")

    left: float = Field(ge=0, lt=1, allow_inf_nan=False)
    top: float = Field(ge=0, lt=1, allow_inf_nan=False)
    width: float = Field(gt=0, le=1, allow_inf_nan=False)
    height: float = Field(gt=0, le=1, allow_inf_nan=False)


class PhotoDecision(_Decision):
    """What becomes of a photo."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "decision": "published",
                    "replaces": None,
                    "boxes": [{"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.1}],
                }
            ]
        },
    )

    boxes: list[DrawnBox] = Field(default_factory=list, max_length=50)


class Decided(BaseModel):
    """What was decided."""

    decision: Literal["published", "withheld"]


class ContactAnswer(BaseModel):
    """How a reporter may be reached."""

    phone: str | None
    email: str | None
