"""노출 범위: after a phone was lost or an account taken, which households were seen by it. Nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.access_log import NOWHERE
from mapper.domain.calendar import KST
from mapper.domain.exposure import Browser, Exposed, Suspect
from mapper.exporters.sheets import Sheet, csv_of
from mapper.operations.crisis.entering import Look, enter, log
from mapper.store.crisis import exposures as rows
from mapper.store.engine import Session

_COLUMNS: Final = ("행정동", "가구", "횟수", "처음 본 때", "마지막으로 본 때")


@dataclass(frozen=True)
class Exposure:
    """What was exposed.

    Attributes
    ----------
    suspect : Suspect
        By whom.
    browsers : list of Browser
        By which logins, the latest first.
    households : list of Exposed
        Whom, by district and id.
    """

    suspect: Suspect
    browsers: list[Browser]
    households: list[Exposed]

    def as_csv(self) -> bytes:
        """Write down whom.

        Returns
        -------
        bytes
            CSV; times are those of Korea.
        """
        lines = [
            (
                one.district_code,
                str(one.household_id),
                one.times,
                f"{one.first.astimezone(KST):%Y-%m-%d %H:%M}",
                f"{one.last.astimezone(KST):%Y-%m-%d %H:%M}",
            )
            for one in self.households
        ]
        return csv_of(Sheet("노출 범위", _COLUMNS, lines))


def exposure(session: Session, look: Look, suspect: Suspect) -> Exposure:
    """Say which households were seen.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed. It may take some seconds: see `mapper.operations.database.take_time`.
    look : Look
        Who asks, why and when.
    suspect : Suspect
        By whom.

    Returns
    -------
    Exposure
        In the reader's districts. That it was asked for is in the log.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    action = "exposure.report"
    enter(session, look, action, "oversight")
    log(session, look, action, (), searched=look.by.districts or {NOWHERE})
    return Exposure(suspect, rows.browsers(session, suspect), rows.exposed(session, suspect))
