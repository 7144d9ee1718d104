"""From where in the past somebody looks, as requests have it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from mapper.domain.calendar import KST, LAST_DAY
from mapper.errors import PastNotPublic


def _has_a_day_in_korea(moment: datetime) -> datetime:
    """Refuse the few hours at either end of the calendar that are in no year of ours: every answer says its day."""
    try:
        moment.astimezone(KST)
    except OverflowError as error:
        message = f"{moment.isoformat()} is on no day in Korea; send a later or an earlier moment"
        raise ValueError(message) from error
    return moment


Known = Annotated[AwareDatetime, AfterValidator(_has_a_day_in_korea)]
"""As it was known then."""

AsOf = Annotated[date, Field(le=LAST_DAY)]
"""What had occurred by the end of that day."""


class MomentQuery(BaseModel):
    """From where the city is looked at; what it is when nothing is said, the address says."""

    as_of: AsOf | None = Field(default=None, description="What occurred later is ignored.")
    known_at: Known | None = Field(
        default=None,
        description="What was recorded later is ignored; when not given, what was known when the official run as of "
        "the date was made, or at the end of the day.",
    )

    def require_now(self) -> None:
        """Refuse the past, where what is asked for is of now alone.

        Raises
        ------
        PastNotPublic
            When anything is said: an answer of now must not be taken for one of then.
        """
        if self.is_past:
            raise PastNotPublic(f"This is of now alone, not as of {self.as_of or self.known_at}; leave that out.")

    @property
    def is_past(self) -> bool:
        """Whether anything is said."""
        return self.as_of is not None or self.known_at is not None
