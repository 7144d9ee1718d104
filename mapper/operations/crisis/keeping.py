"""Take a household in, write it anew, destroy it; each logged in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from mapper.domain.blind_index import terms_of
from mapper.domain.calendar import KST
from mapper.domain.household import Household, Tier, check, period_of
from mapper.errors import HouseholdChanged, NotAllowed
from mapper.operations.crisis.entering import (
    Look,
    enter,
    key_of,
    log,
    log_refusal,
    not_found,
    open_envelope,
    place_of,
    ready_to_seal,
    require_fresh_proof,
    require_proof,
)
from mapper.operations.crisis.layout import Layout
from mapper.operations.crisis.story_withdrawal import withdraw_stories
from mapper.operations.vault.envelopes import DataKey, Vault
from mapper.store.crisis import blind_terms, cases
from mapper.store.crisis import households as rows
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session


@dataclass(frozen=True)
class TakenIn:
    """A household that was taken in.

    Attributes
    ----------
    household_id, case_id : UUID
        Of the household, and of its first case, which whoever took it in follows.
    sealed : Sealed
        The household as it is stored.
    """

    household_id: UUID
    case_id: UUID
    sealed: Sealed


@dataclass(frozen=True)
class NewHousehold:
    """A household that is sealed, and not stored yet.

    Attributes
    ----------
    sealed : Sealed
        As it will be stored.
    key : DataKey
        Of everything that is sealed about it.
    buckets : list of tuple
        Where it is found: as `mapper.store.crisis.blind_terms.add` takes them.
    """

    sealed: Sealed
    key: DataKey
    buckets: list[tuple[UUID, str, str, int]]


def take_in(
    session: Session, vault: Vault, household: Household, look: Look, *, district_code: str, tier: Tier = Tier.CASE
) -> TakenIn:
    """Take a household in, with a case that the reader follows.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    household : Household
        What is known.
    look : Look
        Who, why and when; the day in Korea is the day of receipt.
    district_code : str
        Where it lives: one of the reader's.
    tier : Tier
        How closely it is kept.

    Returns
    -------
    TakenIn
        Their ids.

    Raises
    ------
    NotAllowed
        When it is not for the reader, or not of their district.
    InvalidInput
        When it cannot be kept as it is.
    """
    by, now, action = look.by, look.now, "household.take_in"
    enter(session, look, action)
    if by.user_id is None or district_code not in (by.districts or ()):
        log_refusal(session, look, action)
        raise NotAllowed("Households are taken in by a user of their district; ask one of that district.")
    check(household, tier)
    ready_to_seal(session, vault, now)
    household_id = uuid4()
    log(session, look, action, [(household_id, district_code)])
    layout = Layout(session)
    new = seal_new(vault, household, look, layout, household_id=household_id, district_code=district_code, tier=tier)
    store_new(session, [new])
    case_id = cases.open_case(session, household_id, district_code, on=new.sealed.received_on)
    cases.assign(session, case_id, district_code, by.user_id, by=by.user_id, now=now)
    return TakenIn(household_id, case_id, new.sealed)


def seal_new(
    vault: Vault,
    household: Household,
    look: Look,
    layout: Layout,
    *,
    household_id: UUID,
    district_code: str,
    tier: Tier,
) -> NewHousehold:
    """Seal a household that is new. Whoever calls this has checked and logged it, and stores it.

    Parameters
    ----------
    vault : Vault
        Of this machine, ready to seal.
    household : Household
        What is known.
    look : Look
        When; the day in Korea is the day of receipt.
    layout : Layout
        Of this session: one for all that are stored.
    household_id : UUID
        Of the household.
    district_code : str
        Where it lives.
    tier : Tier
        How closely it is kept.

    Returns
    -------
    NewHousehold
        To be stored.
    """
    received_on = look.now.astimezone(KST).date()
    key, wrapped = vault.new_key(household_id)
    sealed = Sealed(
        id=household_id,
        district_code=district_code,
        cell_id=layout.cell_of(household, district_code=district_code, tier=tier, year=received_on.year),
        tier=tier.value,
        period=period_of(received_on),
        received_on=received_on,
        version=1,
        envelope=vault.seal(key, household.to_bytes(), place_of(household_id, tier.value, district_code, 1)),
        wrapped_key=wrapped.sealed,
        key_number=wrapped.version,
    )
    return NewHousehold(sealed, key, _buckets(vault, sealed, household, layout))


def store_new(session: Session, new: Sequence[NewHousehold]) -> None:
    """Store households that are new, and make them findable.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    new : sequence of NewHousehold
        From `seal_new`; any number in as many statements as one.
    """
    rows.add(session, [one.sealed for one in new])
    blind_terms.add(session, [bucket for one in new for bucket in one.buckets])


def amend(session: Session, vault: Vault, household_id: UUID, household: Household, look: Look, *, over: int) -> int:
    """Write anew what is known of a household.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    household_id : UUID
        Which.
    household : Household
        All that is known now.
    look : Look
        Who, why and when.
    over : int
        The version that was read before.

    Returns
    -------
    int
        The new version. Its period and the day of receipt stay.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    HouseholdChanged
        When somebody else wrote meanwhile.
    """
    action = "household.amend"
    enter(session, look, action)
    ready_to_seal(session, vault, look.now)
    before = _to_change(session, household_id, look, action)
    if before.version != over:
        message = f"The household is at version {before.version}, expected {over}; read it again, then write."
        raise HouseholdChanged(message, version=before.version)
    tier, version = Tier(before.tier), before.version + 1
    check(household, tier)
    log(session, look, action, [(household_id, before.district_code)])
    place = place_of(household_id, before.tier, before.district_code, version)
    envelope = vault.seal(key_of(vault, before), household.to_bytes(), place)
    layout, year = Layout(session), before.received_on.year
    cell_id = layout.cell_of(household, district_code=before.district_code, tier=tier, year=year)
    rows.write(session, household_id, version=version, envelope=envelope, cell_id=cell_id)
    blind_terms.clear(session, household_id)
    blind_terms.add(session, _buckets(vault, before, household, layout))
    return version


def shelter(session: Session, vault: Vault, household_id: UUID, look: Look) -> None:
    """Keep a household as closely as one that hides from somebody: without a place, a list, or a way to look for it.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    household_id : UUID
        Which.
    look : Look
        Who, why and when; they have just proved who they are, as they could not open it otherwise.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading one of the sealed tier.
    """
    action = "household.shelter"
    enter(session, look, action)
    ready_to_seal(session, vault, look.now)
    before = rows.one(session, look.by.user_id, household_id, to_change=True)
    if before is None:
        raise not_found(session, look, action, household_id)
    require_fresh_proof(session, look, action, household_id)
    log(session, look, action, [(household_id, before.district_code)])
    version = before.version + 1
    known = replace(open_envelope(vault, before), x=None, y=None)
    place = place_of(household_id, Tier.SEALED.value, before.district_code, version)
    envelope = vault.seal(key_of(vault, before), known.to_bytes(), place)
    rows.write(session, household_id, version=version, envelope=envelope, cell_id=None, tier=Tier.SEALED.value)
    blind_terms.clear(session, household_id)
    withdraw_stories(session, vault, household_id)


def destroy(session: Session, vault: Vault, household_id: UUID, look: Look) -> None:
    """Destroy what is known of a household, by its key; that there was one, and in which period, stays.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine; nothing is opened.
    household_id : UUID
        Which.
    look : Look
        Who, why and when.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading; whoever destroys has just proved who they are.
    """
    action = "household.destroy"
    enter(session, look, action)
    before = _to_change(session, household_id, look, action)
    require_fresh_proof(session, look, action, household_id)
    log(session, look, action, [(household_id, before.district_code)])
    blind_terms.clear(session, household_id)
    withdraw_stories(session, vault, household_id)
    rows.destroy(session, household_id, on=look.now.astimezone(KST).date())


def _to_change(session: Session, household_id: UUID, look: Look, action: str) -> Sealed:
    before = rows.one(session, look.by.user_id, household_id, to_change=True)
    if before is None:
        raise not_found(session, look, action, household_id)
    require_proof(session, look, action, before)
    return before


def _buckets(vault: Vault, sealed: Sealed, household: Household, layout: Layout) -> list[tuple[UUID, str, str, int]]:
    """Return where a household is found, as `blind_terms.add` takes it: nowhere in the sealed tier."""
    if sealed.tier == Tier.SEALED:
        return []
    buckets = layout.buckets_of(vault, terms_of(household))
    return [(sealed.id, sealed.district_code, kind, number) for kind, number in buckets]
