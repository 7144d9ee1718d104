"""From where in the past somebody looks, as requests have it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from mapper.domain.calendar import KST, LAST_DAY


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
