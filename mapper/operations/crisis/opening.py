"""Open households, one or many, for whoever follows them. Nothing is opened before it is logged.

Whoever calls commits before anything is shown, so that no look is without its entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from mapper.domain.access_log import NOWHERE
from mapper.domain.approval import MANY
from mapper.domain.blind_index import NAME, Term, fits, phone_term, plain_name
from mapper.domain.household import Household, Tier
from mapper.errors import InvalidInput
from mapper.operations.crisis import refusals
from mapper.operations.crisis.entering import (
    Look,
    enter,
    log,
    not_found,
    open_envelope,
    require_fresh_proof,
    require_proof,
)
from mapper.operations.crisis.layout import Layout
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import blind_terms, vault_keys
from mapper.store.crisis import households as rows
from mapper.store.crisis.households import Sealed
from mapper.store.crisis.identity import reach, write_apart
from mapper.store.engine import Session


@dataclass(frozen=True)
class Opened:
    """A household as whoever follows it sees it.

    Attributes
    ----------
    id : UUID
        Of the household.
    district_code : str
        Where it lives.
    tier : Tier
        How closely it is kept.
    received_on : date
        When it became known.
    version : int
        To be named by whoever writes it anew.
    household : Household
        What is known.
    """

    id: UUID
    district_code: str
    tier: Tier
    received_on: date
    version: int
    household: Household


@dataclass(frozen=True)
class Wanted:
    """What somebody is looked for by; all that is given must fit.

    Attributes
    ----------
    phone : str
        Whole, or the last four digits with a year of birth.
    name : str
        In full.
    birth_year : int or None
        With ``phone``.
    """

    phone: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    birth_year: int | None = field(default=None, repr=False)

    def terms(self) -> list[Term]:
        """Return it as the blind index knows it.

        Returns
        -------
        list of Term
            One at least.

        Raises
        ------
        InvalidInput
            When nothing is given by which anybody could be found.
        """
        name = plain_name(self.name)
        given = [phone_term(self.phone, self.birth_year), Term(NAME, name) if name else None]
        terms = [term for term in given if term is not None]
        if not terms:
            message = "Nothing to look for; give a full name, a whole number, or its last four digits and a birth year."
            raise InvalidInput(message, field="search")
        return terms


def read(session: Session, vault: Vault, household_id: UUID, look: Look) -> Opened:
    """Open a household that the reader follows.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    household_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    Opened
        What is known.

    Raises
    ------
    HouseholdNotFound
        When there is none, or not for them: nobody can tell which.
    ProofNeeded
        When it is of the sealed tier.
    """
    action = "household.read"
    enter(session, look, action)
    sealed = rows.one(session, look.by.user_id, household_id)
    if sealed is None:
        raise not_found(session, look, action, household_id)
    require_proof(session, look, action, sealed)
    log(session, look, action, [(sealed.id, sealed.district_code)])
    return as_opened(vault, sealed)


def caseload(session: Session, vault: Vault, look: Look) -> list[Opened]:
    """Open everybody whom the reader follows, but for the sealed tier.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    look : Look
        Who, why and when.

    Returns
    -------
    list of Opened
        By id. One entry of the log for each district lists them all.

    Raises
    ------
    ProofNeeded
        When they are many, and the reader has not just proved who they are.
    """
    action = "household.caseload"
    enter(session, look, action)
    found = rows.caseload(session, look.by.user_id)
    if len(found) > MANY:
        require_fresh_proof(session, look, action)
    log(session, look, action, subjects_of(found))
    return [as_opened(vault, sealed) for sealed in found]


def search(session: Session, vault: Vault, wanted: Wanted, look: Look) -> list[Opened]:
    """Look for households that the reader follows, by what somebody of them is called or can be called at.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    wanted : Wanted
        What is looked for; it is not logged.
    look : Look
        Who, why and when.

    Returns
    -------
    list of Opened
        Those that have all of it. Everybody who was opened to compare is in the log, also when nobody fits.

    Raises
    ------
    InvalidInput
        When nothing is given by which anybody could be found.
    """
    action = "household.search"
    enter(session, look, action)
    terms = wanted.terms()
    used = vault.keys.path.exists()  # it is made with the first household
    buckets = Layout(session).buckets_of(vault, terms) if used else []
    found = blind_terms.candidates(session, look.by.user_id, buckets) if used else []
    log(session, look, action, subjects_of(found), searched=look.by.districts or ())
    if used:
        _notice_baits(session, vault, look, terms, buckets, followed={sealed.id for sealed in found})
    return [one for one in (as_opened(vault, sealed) for sealed in found) if fits(one.household, terms)]


def _notice_baits(
    session: Session,
    vault: Vault,
    look: Look,
    terms: Collection[Term],
    buckets: Collection[tuple[str, int]],
    *,
    followed: Collection[UUID],
) -> None:
    """Raise an alert when somebody looks for a bait that they do not follow, of whatever district, who finds nothing."""
    code = min(look.by.districts or {NOWHERE})

    def _append(apart: Session) -> None:
        reach(apart, None)
        vault_keys.hold_open(apart)
        baits = [one for one in blind_terms.baits(apart, buckets) if one.id not in followed]
        meant = [one.id for one in baits if fits(open_envelope(vault, one), terms)]  # nobody lives there
        refusals.notice_baits(apart, look.by, code, meant, now=look.now)

    write_apart(session, frozenset({code}), _append)


def as_opened(vault: Vault, sealed: Sealed) -> Opened:
    """Open a household. Whoever calls this has logged it, or logs it before anything is shown.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    sealed : Sealed
        As stored.

    Returns
    -------
    Opened
        In memory only.
    """
    return Opened(
        id=sealed.id,
        district_code=sealed.district_code,
        tier=Tier(sealed.tier),
        received_on=sealed.received_on,
        version=sealed.version,
        household=open_envelope(vault, sealed),
    )


def subjects_of(found: Iterable[Sealed]) -> list[tuple[UUID, str]]:
    """Say who is looked at, for the log.

    Parameters
    ----------
    found : iterable of Sealed
        About to be opened.

    Returns
    -------
    list of tuple
        Id and district of each.
    """
    return [(sealed.id, sealed.district_code) for sealed in found]
