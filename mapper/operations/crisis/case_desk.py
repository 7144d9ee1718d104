"""Read cases: the own list with its clocks, which opens nothing, and one case, for a reason given before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.access_reason import Reason
from mapper.domain.case_record import Content, Record
from mapper.domain.case_stage import Waiting, stage_of, waiting
from mapper.domain.household import Household
from mapper.operations.crisis import opening
from mapper.operations.crisis.case_envelopes import followed_case, open_records
from mapper.operations.crisis.entering import Look, enter, log, open_envelope
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import access_log, case_records, cases
from mapper.store.crisis.case_records import Case
from mapper.store.engine import Session

_OPEN: Final = "case.open"
REASON_HOLDS: Final = timedelta(minutes=30)
"""How long a reason that was given for a case is good for looking at it again in the same browser."""
WRITING_HOLDS: Final = timedelta(hours=12)
"""The same for sending what was typed meanwhile: nobody loses a form for having taken their time."""


@dataclass(frozen=True)
class CaseLine:
    """A case of the own list, unopened.

    Attributes
    ----------
    case : Case
        Which.
    stage : str
        Where it stands.
    waiting : list of Waiting
        What is due, the earliest first.
    records : list of Record
        What stands in clear of its records.
    """

    case: Case
    stage: str
    waiting: list[Waiting]
    records: list[Record]


@dataclass(frozen=True)
class OpenRecord:
    """A record, opened.

    Attributes
    ----------
    record : Record
        What stands in clear.
    content : Content
        What it says.
    recorded_by : UUID or None
        Who wrote it.
    recorded_at : datetime
        When.
    """

    record: Record
    content: Content
    recorded_by: UUID | None
    recorded_at: datetime


@dataclass(frozen=True)
class CaseDesk:
    """A case, opened.

    Attributes
    ----------
    line : CaseLine
        Where it stands.
    household : Household
        Whose it is.
    version : int
        To be named by whoever writes the household anew.
    records : list of OpenRecord
        In the order in which they were written.
    """

    line: CaseLine
    household: Household
    version: int
    records: list[OpenRecord]


def case_list(session: Session, look: Look) -> list[CaseLine]:
    """List the cases that the reader is assigned to, without opening any.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    look : Look
        Who, why and when.

    Returns
    -------
    list of CaseLine
        What is due first comes first, what is closed last.
    """
    action = "case.list"
    enter(session, look, action)
    lines = _lines(session, look)
    log(session, look, action, _subjects(lines))
    return lines


def named_list(session: Session, vault: Vault, look: Look) -> tuple[list[CaseLine], dict[UUID, Household]]:
    """List the same cases, and open their households but for the sealed tier.

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
    lines : list of CaseLine
        As `case_list`.
    households : dict of UUID to Household
        By id of the household.
    """
    opened = opening.caseload(session, vault, look)
    return _lines(session, look), {one.id: one.household for one in opened}


def found_list(
    session: Session, vault: Vault, wanted: opening.Wanted, look: Look
) -> tuple[list[CaseLine], dict[UUID, Household]]:
    """List those of the same cases in which somebody is called so, or can be called there.

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
    lines : list of CaseLine
        As `case_list`.
    households : dict of UUID to Household
        By id of the household.

    Raises
    ------
    InvalidInput
        When nothing is given by which anybody could be found.
    """
    opened = {one.id: one.household for one in opening.search(session, vault, wanted, look)}
    return [one for one in _lines(session, look) if one.case.household_id in opened], opened


def give_reason(session: Session, case_id: UUID, look: Look) -> None:
    """Say why a case is to be looked at; that is good for a while in the same browser.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    case_id : UUID
        Which.
    look : Look
        Who, why and when.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    case, _ = followed_case(session, case_id, look, _OPEN)
    log(session, look, _OPEN, [(case.household_id, case.district_code)])


def reason_given(session: Session, case_id: UUID, look: Look, *, within: timedelta = REASON_HOLDS) -> Reason | None:
    """Return why the reader looks at a case, as they said not long ago.

    Parameters
    ----------
    session : Session
        Of the staff role.
    case_id : UUID
        Which.
    look : Look
        Who and when; its reason is that of whoever has not said any.
    within : timedelta
        How long ago at most.

    Returns
    -------
    Reason or None
        None when they have to say it first.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    case, _ = followed_case(session, case_id, look, _OPEN)
    return access_log.reason_of(session, look.by, _OPEN, case.household_id, since=look.now - within)


def case_line(session: Session, case_id: UUID, look: Look) -> CaseLine:
    """Return where a case stands, without opening it.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    case_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    CaseLine
        For a form that is to be filled in.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    case, _ = followed_case(session, case_id, look, _OPEN)
    return _line(case, case_records.records(session, [case_id]).get(case_id, []), look)


def followers(session: Session, case_id: UUID, look: Look) -> list[UUID]:
    """Return who follows a case that the reader follows.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    case_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    list of UUID
        Users, the one who has followed it longest first.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    followed_case(session, case_id, look, _OPEN)
    return cases.followers(session, case_id)


def case_desk(session: Session, vault: Vault, case_id: UUID, look: Look) -> CaseDesk:
    """Open a case with all that was written about it.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    case_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    CaseDesk
        In memory only.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    action = "case.read"
    case, sealed = followed_case(session, case_id, look, action)
    log(session, look, action, [(case.household_id, case.district_code)])
    written = case_records.sealed_records(session, [case_id])
    contents = open_records(vault, sealed, written)
    return CaseDesk(
        line=_line(case, [one.record for one in written], look),
        household=open_envelope(vault, sealed),
        version=sealed.version,
        records=[
            OpenRecord(one.record, content, one.recorded_by, one.recorded_at)
            for one, content in zip(written, contents, strict=True)
        ],
    )


def _lines(session: Session, look: Look) -> list[CaseLine]:
    own = case_records.own_cases(session, look.by.user_id)
    records = case_records.records(session, [one.id for one in own])
    lines = [_line(one, records.get(one.id, []), look) for one in own]
    return sorted(lines, key=_urgency)


def _line(case: Case, records: list[Record], look: Look) -> CaseLine:
    return CaseLine(case, stage_of(records), waiting(case.received_on, records, extra=look.holidays), records)


def _urgency(line: CaseLine) -> tuple[bool, date, date, UUID]:
    due = line.waiting[0].due if line.waiting else date.max
    return line.stage == "closed", due, line.case.received_on, line.case.id


def _subjects(lines: list[CaseLine]) -> list[tuple[UUID, str]]:
    return sorted({(one.case.household_id, one.case.district_code) for one in lines})
