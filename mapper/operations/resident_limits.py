"""How often somebody without an account may try something; kept as keyed hashes of addresses, for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final
from uuid import uuid4

from mapper.domain.resident_report import LIMITS, TryKind, household_of
from mapper.errors import TooManyReports
from mapper.operations.people.sealing import Seal
from mapper.store.engine import Session, hold_alone
from mapper.store.resident_tries import forget_tries, save_try, tries_since

_LONGEST: Final = max(limit.within for limit in LIMITS.values())


@dataclass(frozen=True)
class Turnstile:
    """Lets residents through, so many at a time from one address.

    Attributes
    ----------
    session : Session
        Not committed.
    seal : Seal
        Keys the hash of the address.
    origin : str
        Network address.
    now : datetime
        This moment.
    """

    session: Session
    seal: Seal
    origin: str
    now: datetime

    def require_room(self, kind: TryKind) -> None:
        """Refuse what was tried too often from this address.

        Until the transaction ends nobody else is counted from there, so that many at once are not let in together.

        Parameters
        ----------
        kind : TryKind
            What is tried.

        Raises
        ------
        TooManyReports
            With the seconds to wait.
        """
        limit, key = LIMITS[kind], self._key()
        hold_alone(self.session, f"resident.{kind}.{key.hex()}")
        count, earliest = tries_since(self.session, kind=kind, origin_key=key, since=self.now - limit.within)
        if earliest is not None and count >= limit.most:
            wait = ceil((earliest + limit.within - self.now).total_seconds())
            message = f"{limit.most} tries of {kind} came from one address within {limit.within}; wait {wait} s."
            raise TooManyReports(message, retry_after_s=wait)

    def count(self, kind: TryKind) -> None:
        """Count one try, and forget those that count no more.

        Parameters
        ----------
        kind : TryKind
            What was tried.
        """
        forget_tries(self.session, before=self.now - _LONGEST)
        save_try(self.session, uuid4(), kind=kind, origin_key=self._key(), recorded_at=self.now)

    def _key(self) -> bytes:
        return self.seal.fingerprint(f"resident {household_of(self.origin)}")
