"""What every operation on households does first: who may, which districts they reach, which keys hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.access_log import HELD, NOWHERE, REFUSED, UNPROVED, UNSEEING
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Tier
from mapper.domain.reader import Reader, Role
from mapper.errors import HouseholdNotFound, KeyUnusable, NotAllowed, ProofNeeded, TooManyRefusals
from mapper.operations.crisis import refusals
from mapper.operations.vault.envelopes import DataKey, Place, Vault, WrappedKey
from mapper.store.crisis import access_log, vault_keys
from mapper.store.crisis.households import Sealed
from mapper.store.crisis.identity import reach, write_apart
from mapper.store.engine import Session

PROOF_HOLDS: Final = timedelta(minutes=5)
"""How long after proving once more who they are somebody may open the sealed tier, or many at once."""


@dataclass(frozen=True)
class Look:
    """One look at households: who, why, when.

    Attributes
    ----------
    by : Reader
        Who.
    reason : Reason
        Why.
    now : datetime
        This moment.
    proved_at : datetime or None
        When they last proved who they are by this login, besides logging in; asked for in the sealed tier and for many.
    holidays : frozenset of date
        On which the city's offices are closed beside the national ones: clocks stand still.
    """

    by: Reader
    reason: Reason
    now: datetime
    proved_at: datetime | None = None
    holidays: frozenset[date] = frozenset()


def enter(session: Session, look: Look, action: str, permission: str = "case") -> None:
    """Let a reader in, as far as their districts.

    Parameters
    ----------
    session : Session
        Of the staff role.
    look : Look
        Who, why and when.
    action : str
        What they want to do.
    permission : str
        ``case`` or ``case.assign``.

    Raises
    ------
    NotAllowed
        When their role has no part in it.
    TooManyRefusals
        When their account was refused so often within an hour that it waits; that is logged too.
    """
    by = look.by
    try:
        require(permission, by)
    except NotAllowed:
        log_refusal(session, look, action)
        raise
    reach(session, None if by.role is Role.ADMIN else by.districts or frozenset())
    if wait := refusals.wait_of(session, by, now=look.now):
        _log_apart(session, look, action + HELD)
        seconds = ceil(wait.total_seconds())
        message = f"{by.name} was refused too often; no household is opened for {seconds} s."
        raise TooManyRefusals(message, retry_after_s=seconds)
    vault_keys.hold_open(session)


def log(
    session: Session, look: Look, action: str, households: Iterable[tuple[UUID, str]], *, searched: Iterable[str] = ()
) -> None:
    """Write down what a reader does, before they do it: one entry for each district.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    look : Look
        Who, why and when.
    action : str
        What.
    households : iterable of tuple
        Id and district of each.
    searched : iterable of str
        Districts that get an entry even when nobody of them is looked at.
    """
    by_district: dict[str, list[UUID]] = {code: [] for code in searched}
    for household_id, code in households:
        by_district.setdefault(code, []).append(household_id)
    for code, subjects in sorted(by_district.items()):  # in order, so that two readers never wait for each other
        access_log.append(
            session, look.by, action, district_code=code, subjects=sorted(subjects), reason=look.reason, now=look.now
        )
        if action not in UNSEEING:
            refusals.notice_baits(session, look.by, code, subjects, now=look.now)


def log_refusal(session: Session, look: Look, action: str, *asked: UUID) -> None:
    """Write down what was refused to a reader: also when all else of their request is taken back.

    It stands in the chain of the reader's district, as the district of what they asked for may be none of their
    business, and there may be none.

    Parameters
    ----------
    session : Session
        Of the staff role.
    look : Look
        Who, why and when.
    action : str
        What they wanted to do.
    *asked : UUID
        Ids as they were given.
    """
    _log_apart(session, look, action + REFUSED, *asked)


def _log_apart(session: Session, look: Look, action: str, *asked: UUID) -> None:
    code = min(look.by.districts or {NOWHERE})

    def _append(apart: Session) -> None:
        access_log.append(apart, look.by, action, district_code=code, subjects=asked, reason=look.reason, now=look.now)
        refusals.notice_refusal(apart, look.by, code, now=look.now)
        reach(apart, None)  # whoever asks from another district is noticed too, and told no more than of any id
        refusals.notice_baits(apart, look.by, code, asked, now=look.now)

    write_apart(session, frozenset({code}), _append)


def not_found(session: Session, look: Look, action: str, household_id: UUID) -> HouseholdNotFound:
    """Return the one refusal, whether a household is none, elsewhere, or kept from the reader; it is logged.

    Parameters
    ----------
    session : Session
        Entered.
    look : Look
        Who, why and when.
    action : str
        What they wanted to do.
    household_id : UUID
        What was asked for.

    Returns
    -------
    HouseholdNotFound
        To be raised.
    """
    log_refusal(session, look, action, household_id)
    message = f"{household_id} is no household that is followed by whoever asks; ask for one of the own caseload."
    return HouseholdNotFound(message)


def require_proof(session: Session, look: Look, action: str, sealed: Sealed) -> None:
    """Refuse the sealed tier to whoever has not just proved once more who they are; that is logged.

    Parameters
    ----------
    session : Session
        Entered.
    look : Look
        Who looks, and when they proved it.
    action : str
        What they want to do.
    sealed : Sealed
        The household, which they follow.

    Raises
    ------
    ProofNeeded
        When that is too long ago.
    """
    if sealed.tier == Tier.SEALED:
        require_fresh_proof(session, look, action, sealed.id)


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Tell whether a proof still holds.

    Parameters
    ----------
    proved_at : datetime or None
        When somebody proved who they are; None for never.
    now : datetime
        This moment.

    Returns
    -------
    bool
        Within `PROOF_HOLDS`.
    """
    return proved_at is not None and timedelta() <= now - proved_at <= PROOF_HOLDS


def require_fresh_proof(session: Session, look: Look, action: str, *asked: UUID) -> None:
    """Refuse whoever has not just proved once more who they are, by this very login; that is logged.

    Parameters
    ----------
    session : Session
        Entered.
    look : Look
        Who looks, and when they proved it.
    action : str
        What they want to do.
    *asked : UUID
        Ids of households, where it is about some.

    Raises
    ------
    ProofNeeded
        When that is too long ago.
    """
    if not is_fresh(look.proved_at, look.now):
        _log_apart(session, look, action + UNPROVED, *asked)
        raise ProofNeeded("This needs a fresh proof of who you are; give the code of the second factor once more.")


def place_of(household_id: UUID, tier: str, district_code: str, version: int) -> Place:
    """Return where an envelope is kept: moved to another district, or to a looser tier, it does not open.

    Parameters
    ----------
    household_id : UUID
        Whose it is.
    tier, district_code : str
        How closely, and where.
    version : int
        How often it was written.

    Returns
    -------
    Place
        To seal and to open with.
    """
    return Place(f"household/{tier}/{district_code}", household_id, version)


def key_of(vault: Vault, sealed: Sealed) -> DataKey:
    """Open the key of a household.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    sealed : Sealed
        As stored.

    Returns
    -------
    DataKey
        Also of everything else that is sealed about them.
    """
    return vault.unwrap(WrappedKey(sealed.key_number, sealed.wrapped_key), sealed.id)


def open_envelope(vault: Vault, sealed: Sealed) -> Household:
    """Open a household. Whoever calls this has logged it.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    sealed : Sealed
        As stored.

    Returns
    -------
    Household
        In memory only.
    """
    place = place_of(sealed.id, sealed.tier, sealed.district_code, sealed.version)
    return Household.from_bytes(vault.open(key_of(vault, sealed), sealed.envelope, place))


def ready_to_seal(session: Session, vault: Vault, now: datetime) -> None:
    """See that what is sealed now can be opened again: by the key file that this database knows.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    vault : Vault
        Of this machine; its key file is made for a database that was never sealed with any.
    now : datetime
        This moment.

    Raises
    ------
    KeyUnusable
        When the file is gone, or is that of another database.
    """
    if not vault_keys.any_used(session):
        vault.keys.begin(vault.cipher, now=now)
    newest = vault.keys.ring().newest
    if not vault_keys.register(session, newest.number, newest.check, now=now):
        message = (
            f"{vault.keys.path} holds another key of version {newest.number} than this database was sealed with; "
            "bring the right file back from its copy."
        )
        raise KeyUnusable(message, version=newest.number)
