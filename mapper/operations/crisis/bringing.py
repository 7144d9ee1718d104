"""Bring the cases of another register into envelopes: all of them or none, one entry of the log for each district.

Nothing of the file is kept: no row of an import, no copy, no refused rows. The file itself is for whoever brought it to destroy.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from mapper.domain.access import Reach, reach
from mapper.domain.brought_case import BroughtCase, Desks
from mapper.domain.calendar import KST
from mapper.domain.case_kinds import WRITTEN
from mapper.domain.case_record import Record
from mapper.domain.reader import Role
from mapper.errors import BadRows, NotAllowed
from mapper.importers.case_file import CaseFile, read_cases
from mapper.operations.crisis.case_envelopes import seal_records
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, ready_to_seal
from mapper.operations.crisis.keeping import NewHousehold, seal_new, store_new
from mapper.operations.crisis.layout import Layout
from mapper.operations.people.teams import district_names
from mapper.operations.people.users import all_users
from mapper.operations.progress import Progress, in_silence
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import case_records
from mapper.store.crisis import cases as case_rows
from mapper.store.crisis import households as rows
from mapper.store.crisis.case_records import Case, SealedRecord
from mapper.store.crisis.cases import NewCase
from mapper.store.crisis.identity import write_apart
from mapper.store.engine import Session

_BRING: Final = "case.bring"
_COMPARE: Final = "case.compare"
_OF_FILES: Final = b"golmok brought/"
_BYTES_OF_AN_ID: Final = 16
_AT_ONCE: Final = 250
"""Households that are stored by the same five statements."""


@dataclass(frozen=True)
class Brought:
    """What came of a file of cases; it names nobody.

    Attributes
    ----------
    file : str
        Its name.
    rows_in : int
        Rows that it holds.
    new, known : int
        Households that were taken in, and that had been brought before.
    faults : tuple of str
        A sentence for each row that cannot be used.
    stored : bool
        Whether anything was kept.
    """

    file: str
    rows_in: int
    new: int
    known: int
    faults: tuple[str, ...]
    stored: bool


def bring_cases(
    session: Session,
    vault: Vault,
    path: Path,
    look: Look,
    *,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    keep: bool = True,
    progress: Progress = in_silence,
) -> Brought:
    """Seal the households of a file, each with a case that its worker follows.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    path : Path
        The file: CSV, TSV or XLSX.
    look : Look
        Who brings it, why and when; the day in Korea is the day of receipt of all of them.
    encoding : str or None
        Of its text, when it is neither UTF-8 nor CP949.
    mapping : mapping of str to str or None
        Field to column.
    keep : bool
        Whether anything is stored; False only judges.
    progress : callable
        Told how far it is.

    Returns
    -------
    Brought
        What came of it.

    Raises
    ------
    NotAllowed
        When it is not for their role, or of a district that is not theirs.
    BadRows
        When a row cannot be used: nothing is stored then. Its ``brought`` tells them all, by number and column alone.
    """
    enter(session, look, _BRING, "case.bring")
    read = read_cases(path, desks=_desks(session), encoding=encoding, mapping=mapping)
    _require_own(session, look, read.cases)
    ids = {one.key: _id_of(vault, one.key) for one in read.cases} if vault.keys.path.exists() else {}
    before = rows.there(session, ids.values())
    new = [one for one in read.cases if ids.get(one.key) not in before]
    told = tuple(map(str, read.faults))
    known = [(ids[one.key], one.district_code) for one in read.cases if ids.get(one.key) in before]
    _log_compared(session, look, known, {one.district_code for one in read.cases} if told or not keep else ())
    brought = Brought(read.file, read.rows_in, len(new), len(known), told, stored=False)
    if told:
        raise _refusal(read, brought)
    if not keep:
        return brought
    ready_to_seal(session, vault, look.now)
    with_ids = [(_id_of(vault, one.key), one) for one in new]
    log(session, look, _BRING, [(household_id, one.district_code) for household_id, one in with_ids])
    layout = Layout(session)
    for begin in range(0, len(with_ids), _AT_ONCE):
        progress("storing", begin, len(with_ids))
        _store(session, vault, with_ids[begin : begin + _AT_ONCE], look, layout)
    progress("storing", len(with_ids), len(with_ids))
    return Brought(brought.file, brought.rows_in, brought.new, brought.known, (), stored=True)


def _log_compared(session: Session, look: Look, known: Sequence[tuple[UUID, str]], searched: Iterable[str]) -> None:
    """Write down who was found to be here already, and where that was asked alone: also when nothing is stored."""
    codes = frozenset((*searched, *(code for _, code in known)))
    if codes:
        write_apart(session, codes, lambda apart: log(apart, look, _COMPARE, known, searched=codes))


def _refusal(read: CaseFile, brought: Brought) -> BadRows:
    bad = len({row for fault in read.faults for row in fault.rows})
    message = (
        f"{read.file}: {bad} of {read.rows_in} rows cannot be used; nothing was taken in. Correct them and try again."
    )
    return BadRows(message, brought=brought)


def _desks(session: Session) -> Desks:
    names = district_names(session)
    once = Counter(names.values())
    codes = {code: code for code in names} | {name: code for code, name in names.items() if once[name] == 1}
    workers = {
        (code, user.name): user.id
        for user in all_users(session)
        if user.role is Role.WELFARE and not user.is_disabled
        for code in user.districts or ()
    }
    return Desks(codes, workers)


def _require_own(session: Session, look: Look, brought: Iterable[BroughtCase]) -> None:
    own = look.by.districts
    everywhere = reach("case.bring", look.by.role) is Reach.ALL
    if look.by.user_id is None or (not everywhere and any(one.district_code not in (own or ()) for one in brought)):
        log_refusal(session, look, _BRING)
        raise NotAllowed("Cases are brought by a user with an account, and to their own districts alone.")


def _id_of(vault: Vault, key: str) -> UUID:
    """Know a household again by what its register calls it; without the key of the vault nobody does."""
    digest = hmac.new(vault.index_key, _OF_FILES + key.encode(), sha256).digest()
    return UUID(bytes=digest[:_BYTES_OF_AN_ID], version=4)


def _store(
    session: Session, vault: Vault, some: Sequence[tuple[UUID, BroughtCase]], look: Look, layout: Layout
) -> None:
    """Store households, their cases and their records: in as many statements as one."""
    new = [
        seal_new(
            vault, one.household, look, layout, household_id=row_id, district_code=one.district_code, tier=one.tier
        )
        for row_id, one in some
    ]
    store_new(session, new)
    opened = [NewCase(uuid4(), row_id, one.district_code, one.follower) for row_id, one in some]
    case_rows.open_cases(session, opened, on=look.now.astimezone(KST).date(), by=look.by.user_id, now=look.now)
    written = [
        record
        for (_, one), household, case in zip(some, new, opened, strict=True)
        for record in _records(vault, one, household, case.id, look)
    ]
    case_records.add(session, written)


def _records(vault: Vault, one: BroughtCase, new: NewHousehold, case_id: UUID, look: Look) -> list[SealedRecord]:
    on = new.sealed.received_on
    case = Case(case_id, new.sealed.id, one.district_code, one.tier, on, None)
    written = [
        (number, Record(uuid4(), kind, None, WRITTEN, on, None), content, look)
        for number, (kind, content) in enumerate(one.contents.items(), 1)
    ]
    return seal_records(vault, new.key, case, written)
