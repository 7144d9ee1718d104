"""A photo that a record names; the record is stored at once, and the photo itself comes after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BEFORE: Final = "before"
AFTER: Final = "after"
OTHER: Final = "other"
ISSUE_MOMENTS: Final = {BEFORE: "조치 전", AFTER: "조치 후", OTHER: "그 밖"}
"""What a photo of an issue shows, with its Korean name."""

SURVEY_MOMENT: Final = "survey"
PATROL_MOMENT: Final = "patrol"
VISIT_MOMENT: Final = "visit"

MOST_PHOTOS: Final = 20
"""How many one record may name."""


@dataclass(frozen=True)
class DeclaredPhoto:
    """A photo by its name.

    Attributes
    ----------
    sha256 : bytes
        Of the bytes that will be sent.
    moment : str
        One of `ISSUE_MOMENTS`, `SURVEY_MOMENT`, `PATROL_MOMENT` or `VISIT_MOMENT`.
    item : str or None
        Id of the item of a rubric that it is evidence for; of surveys only.
    """

    sha256: bytes
    moment: str
    item: str | None = None
