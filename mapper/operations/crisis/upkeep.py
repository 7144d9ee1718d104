"""Keep the vault: new key versions under running servers, the blind index, and how things stand. At the machine only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.blind_index import KINDS, Term, bits_for, bucket, terms_of
from mapper.domain.household import Tier
from mapper.domain.reader import Reader
from mapper.operations.crisis.entering import open_envelope, ready_to_seal
from mapper.operations.vault.envelopes import Vault, WrappedKey
from mapper.operations.vault.key_ring import KeyVersion
from mapper.store.crisis import blind_terms, vault_keys
from mapper.store.crisis import households as rows
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session
from mapper.store.write_log import log_write

BATCH: Final = 500
"""Households whose keys are wrapped anew in one transaction."""


@dataclass(frozen=True)
class VaultState:
    """How the vault stands.

    Attributes
    ----------
    versions : list of tuple
        Number, cipher and time of each version of the key file, and how many households it wraps.
    missing : list of int
        Numbers of versions that wrap households and are not in the file: they cannot be opened.
    bits, smallest : dict of str to int
        Of the blind index, by kind: bits kept, and rows of the smallest bucket.
    """

    versions: list[tuple[int, str, str, int]]
    missing: list[int]
    bits: dict[str, int]
    smallest: dict[str, int]


def state(session: Session, vault: Vault) -> VaultState:
    """Say how the vault stands, without opening anything.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    vault : Vault
        Of this machine.

    Returns
    -------
    VaultState
        Empty before the first household.
    """
    reach(session, None)
    wrapped = vault_keys.wrapped(session)
    known = vault.keys.ring().versions if vault.keys.path.exists() else ()
    versions = [(one.number, one.cipher, one.made_at, wrapped.get(one.number, 0)) for one in known]
    numbers = {version.number for version in known}
    missing = [number for number, count in wrapped.items() if count and number not in numbers]
    return VaultState(versions, missing, blind_terms.bits(session), blind_terms.smallest(session))


def begin_version(session: Session, vault: Vault, *, by: Reader, now: datetime) -> KeyVersion:
    """Add a version to the key file, which wraps from now on; what older ones wrap stays readable.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed.
    vault : Vault
        Of this machine.
    by : Reader
        Who, for the write log.
    now : datetime
        This moment.

    Returns
    -------
    KeyVersion
        The new one.

    Raises
    ------
    KeyUnusable
        When the file is not the one that this database was sealed with.
    """
    reach(session, None)
    vault_keys.hold_alone(session)
    ready_to_seal(session, vault, now)
    version = vault.keys.add(vault.cipher, now=now)
    vault_keys.register(session, version.number, version.check, now=now)
    log_write(session, by, "vault.rotate", subject=str(version.number), now=now, cipher=version.cipher)
    return version


def rewrap_some(session: Session, vault: Vault) -> int:
    """Wrap the keys of some households with the newest version; readers read on.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed, and this called again until nothing is left.
    vault : Vault
        Of this machine.

    Returns
    -------
    int
        How many were wrapped anew; 0 when none are left.
    """
    reach(session, None)
    vault_keys.hold_open(session)
    found = rows.some_wrapped_before(session, vault.keys.ring().newest.number, BATCH)
    wrapped = [(one.id, vault.rewrap(WrappedKey(one.key_number, one.wrapped_key), one.id)) for one in found]
    if wrapped:
        rows.write_keys(session, [(row_id, key.sealed, key.version) for row_id, key in wrapped])
    return len(wrapped)


def retire_older(session: Session, vault: Vault, *, by: Reader, now: datetime) -> list[int]:
    """Destroy every version but the newest, once it wraps nothing here any more.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed.
    vault : Vault
        Of this machine.
    by : Reader
        Who, for the write log.
    now : datetime
        This moment.

    Returns
    -------
    list of int
        Numbers of the versions that are no more. What they wrap in older dumps can never be opened again.
    """
    reach(session, None)
    vault_keys.hold_alone(session)  # whoever reads with an older version has ended, or has not begun
    newest, wrapped = vault.keys.ring().newest.number, vault_keys.wrapped(session)
    in_file = {version.number for version in vault.keys.ring().versions}
    older = sorted(number for number in in_file | wrapped.keys() if number < newest and not wrapped.get(number))
    for number in older:
        vault_keys.forget(session, number)
        log_write(session, by, "vault.retire", subject=str(number), now=now)
    session.flush()
    for number in older:
        vault.keys.drop(number)
    return older


def cut_index(session: Session, vault: Vault, *, by: Reader, now: datetime) -> dict[str, int]:
    """Store the blind index anew, cut to what the number of households allows.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed: readers see the old index until then.
    vault : Vault
        Of this machine.
    by : Reader
        Who, for the write log: everybody is opened, and nobody is shown.
    now : datetime
        This moment.

    Returns
    -------
    dict of str to int
        Bits that are kept, by kind.
    """
    reach(session, None)
    vault_keys.hold_alone(session)  # nobody adds meanwhile by the old cut
    found: dict[str, list[tuple[UUID, str, Term]]] = defaultdict(list)
    for sealed in rows.every(session):
        if sealed.tier != Tier.SEALED:
            for term in terms_of(open_envelope(vault, sealed)):
                found[term.kind].append((sealed.id, sealed.district_code, term))
    key = vault.index_key if found else b""  # without a household there is no key file yet
    kept = {kind: bits_for(key, [term for _, _, term in found[kind]]) for kind in KINDS}
    blind_terms.clear(session)
    for kind, bits in kept.items():
        blind_terms.add(session, [(row, code, kind, bucket(key, term, bits)) for row, code, term in found[kind]])
    blind_terms.set_bits(session, kept)
    log_write(session, by, "vault.reindex", subject="index", now=now)  # bits would tell golmok_app how many there are
    return kept
