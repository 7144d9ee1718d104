"""Write about a case: take it in, begin something, say what became of it. Each is one entry of the log, made before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from mapper.domain.calendar import KST
from mapper.domain.case_kinds import KINDS, WRITTEN
from mapper.domain.case_record import Content, Record, may_hand_on, read_content
from mapper.domain.case_stage import check_begin, check_day, check_move
from mapper.domain.household import Household, Tier
from mapper.domain.label import Label
from mapper.domain.story import may_tell
from mapper.errors import CaseMoveRefused, InvalidInput, RecordClash
from mapper.operations.crisis import keeping
from mapper.operations.crisis.case_envelopes import append_records, followed_case, open_records
from mapper.operations.crisis.entering import Look, enter, log, open_envelope, require_proof
from mapper.operations.crisis.escorting import require_welcome
from mapper.operations.crisis.story_withdrawal import withdraw_stories
from mapper.operations.vault.envelopes import Vault
from mapper.store import agencies
from mapper.store.crisis import case_records, cases
from mapper.store.crisis import households as rows
from mapper.store.crisis.case_records import Case
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session

_WRITE: Final = "case.write"
_AGENCY_ID: Final = "agency_id"
"""Beside the name of the agency of a referral, as it was called then: of which of the list it is."""


@dataclass(frozen=True)
class Draft:
    """What somebody typed into a record.

    Attributes
    ----------
    id : UUID
        Made for the form, so that one that is sent twice is written once.
    what : str
        The kind of record that begins something; with ``about``, the state afterwards.
    on : date
        Korean date on which it was so.
    typed : mapping of str to sequence of str
        By name of the field.
    about : UUID or None
        The record that it goes on from.
    due_on : date or None
        By when the next thing is due, where the record asks for it.
    """

    id: UUID
    what: str
    on: date
    typed: Mapping[str, Sequence[str]] = field(repr=False)
    about: UUID | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Intake:
    """A household as it becomes known.

    Attributes
    ----------
    household : Household
        Who and where.
    district_code : str
        Of the desk.
    tier : Tier
        How closely it is kept.
    typed : mapping of str to sequence of str
        What the records ``intake`` and ``consent`` ask for.
    id : UUID
        Made for the form, so that nobody is taken in twice by a form that is sent twice.
    """

    household: Household
    district_code: str
    tier: Tier
    typed: Mapping[str, Sequence[str]] = field(repr=False)
    id: UUID = field(default_factory=uuid4)


def take_in_case(session: Session, vault: Vault, intake: Intake, look: Look) -> UUID:
    """Take a household in at a desk, with who told of it, what it needs, and what was consented to.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    intake : Intake
        What is known.
    look : Look
        Who, why and when.

    Returns
    -------
    UUID
        Of its case, which the reader follows.

    Raises
    ------
    InvalidInput
        When something is missing, or cannot be kept as it is.
    NotAllowed
        When it is not for the reader, or not of their district.
    RecordClash
        When the same form took something else in before.
    """
    enter(session, look, "household.take_in")
    before = case_records.case_of(session, look.by.user_id, intake.id)
    if before is not None:
        _require_same_intake(session, vault, before, intake, look)
        return before.id
    (case, _), _ = _taken_in(session, vault, intake, look)
    return case.id


def take_in_with_records(
    session: Session, vault: Vault, intake: Intake, look: Look, drafts: Sequence[tuple[Draft, Look]]
) -> UUID:
    """Take a household in, and write what somebody has at hand of it in one go: each record at its own moment.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    intake : Intake
        What is known; new.
    look : Look
        Who, why and when.
    drafts : sequence of (Draft, Look)
        In order of time; all of them are one entry of the log, with the last look.

    Returns
    -------
    UUID
        Of its case, which the reader follows.

    Raises
    ------
    InvalidInput, NotAllowed
        As `take_in_case`.
    ProofNeeded, CaseMoveRefused, InvalidInput
        As `write`.
    """
    held, records = _taken_in(session, vault, intake, look)
    if drafts:
        require_proof(session, drafts[-1][1], _WRITE, held[1])
        _write_on(session, vault, held, records, drafts)
    return held[0].id


def _taken_in(session: Session, vault: Vault, intake: Intake, look: Look) -> tuple[tuple[Case, Sealed], list[Record]]:
    contents = _intake_contents(intake.typed)
    taken = keeping.take_in(
        session, vault, intake.household, look, district_code=intake.district_code, tier=intake.tier
    )
    on = taken.sealed.received_on
    case = Case(taken.case_id, taken.household_id, intake.district_code, intake.tier, on, None)
    held = case, taken.sealed
    return held, _append_intake(session, vault, held, contents, first_id=intake.id, look=look)


def take_in_again(
    session: Session, vault: Vault, case_id: UUID, typed: Mapping[str, Sequence[str]], look: Look
) -> UUID:
    """Open a new case of a household whose case was closed.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    case_id : UUID
        The closed one.
    typed : mapping of str to sequence of str
        What the records ``intake`` and ``consent`` ask for.
    look : Look
        Who, why and when.

    Returns
    -------
    UUID
        Of the new case, which the reader follows.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    CaseMoveRefused
        When the case is not closed, or a later one of the household is open.
    InvalidInput
        When something is missing.
    """
    action = "case.take_in_again"
    before, sealed = followed_case(session, case_id, look, action, to_change=True)
    if cases.is_any_open(session, before.household_id):
        raise CaseMoveRefused("A case of this household is open; write about that one.")
    contents, on = _intake_contents(typed), look.now.astimezone(KST).date()
    log(session, look, action, [(before.household_id, before.district_code)])
    new_id = cases.open_case(session, before.household_id, before.district_code, on=on)
    if look.by.user_id is not None:
        cases.assign(session, new_id, before.district_code, look.by.user_id, by=look.by.user_id, now=look.now)
    case = replace(before, id=new_id, received_on=on, closed_on=None)
    _append_intake(session, vault, (case, sealed), contents, first_id=uuid4(), look=look)
    _heed_consent(session, vault, case.household_id, [contents["consent"]])
    return new_id


def _intake_contents(typed: Mapping[str, Sequence[str]]) -> dict[str, Content]:
    return {kind: read_content(KINDS[kind].fields, typed) for kind in ("intake", "consent")}


def _append_intake(
    session: Session,
    vault: Vault,
    held: tuple[Case, Sealed],
    contents: Mapping[str, Content],
    *,
    first_id: UUID,
    look: Look,
) -> list[Record]:
    ids, on = (first_id, uuid4()), held[0].received_on
    written = [
        (number, Record(record_id, kind, None, WRITTEN, on, None), content, look)
        for number, (record_id, (kind, content)) in enumerate(zip(ids, contents.items(), strict=True), 1)
    ]
    append_records(session, vault, held, written)
    return [record for _, record, _, _ in written]


def _heed_consent(session: Session, vault: Vault, household_id: UUID, said: Sequence[Content]) -> None:
    """Take stories away as soon as the last consent allows none."""
    if said and not may_tell(said):
        withdraw_stories(session, vault, household_id)


def write(session: Session, vault: Vault, case_id: UUID, draft: Draft, look: Look) -> None:
    """Write a record: one that stands for itself or begins something, or one that says what became of that.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    case_id : UUID
        Which case.
    draft : Draft
        What was typed.
    look : Look
        Who, why and when.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    CaseMoveRefused
        When the case, or what was begun, does not allow it where it stands.
    InvalidInput
        When something is missing; or nobody consented to handing on what a referral tells.
    RecordClash
        When the same form was written with something else in it before.
    """
    case, sealed = followed_case(session, case_id, look, _WRITE, to_change=True)
    records = case_records.records(session, [case_id]).get(case_id, [])
    if any(one.id == draft.id for one in records):
        _require_same(session, vault, (case, sealed), draft, look)
        return
    _write_on(session, vault, (case, sealed), records, [(draft, look)])


def _write_on(
    session: Session,
    vault: Vault,
    held: tuple[Case, Sealed],
    records: list[Record],
    drafts: Sequence[tuple[Draft, Look]],
) -> None:
    case, sealed = held
    log(session, drafts[-1][1], _WRITE, [(case.household_id, case.district_code)])
    if any((draft.what, draft.about) == ("referral", None) for draft, _ in drafts):
        _require_consent(session, vault, case.id, sealed)
    listed = _listed(session) if any(draft.typed.get("agency") for draft, _ in drafts) else {}
    written: list[tuple[int, Record, Content, Look]] = []
    for draft, look in drafts:
        told = _begun(case, records, draft) if draft.about is None else _moved(records, draft)
        check_day(draft.on, received_on=told.earliest, today=look.now.astimezone(KST).date())
        record = Record(draft.id, told.kind, draft.about, told.state, draft.on, _due(told.due, draft))
        require_welcome(session, vault, held, record, told.content)
        written.append((len(records) + 1, record, _with_agency(listed, told.content), look))
        records.append(record)
    append_records(session, vault, held, written)
    _heed_consent(
        session, vault, case.household_id, [content for _, one, content, _ in written if one.kind == "consent"]
    )
    if records[-1].kind == "closing":
        case_records.close(session, case.id, on=records[-1].on)


def _require_same(session: Session, vault: Vault, held: tuple[Case, Sealed], draft: Draft, look: Look) -> None:
    """Refuse a form that was written before, unless it says the same; the one that was written is opened for that."""
    case, sealed = held
    log(session, look, _WRITE, [(case.household_id, case.district_code)])
    written = next(one for one in case_records.sealed_records(session, [case.id]) if one.record.id == draft.id)
    record, kind = written.record, KINDS[written.record.kind]
    moves = [move for state in kind.moves.values() for move in state if move.to == record.state]
    fields = kind.fields if record.about is None else next(iter(moves)).fields
    what = record.kind if record.about is None else record.state
    (content,) = open_records(vault, sealed, [written])
    content = {name: answer for name, answer in content.items() if name != _AGENCY_ID}
    said = what, record.about, record.on, record.due_on, content
    if said != (draft.what, draft.about, draft.on, draft.due_on, read_content(fields, draft.typed)):
        raise RecordClash("This form was written before, with something else in it; both are kept, write it anew.")


def _require_same_intake(session: Session, vault: Vault, case: Case, intake: Intake, look: Look) -> None:
    log(session, look, "household.take_in", [(case.household_id, case.district_code)])
    sealed = rows.one(session, look.by.user_id, case.household_id)
    written = case_records.sealed_records(session, [case.id], ["intake", "consent"])[:2]
    same = sealed is not None and (
        open_records(vault, sealed, written) == list(_intake_contents(intake.typed).values())
        and (sealed.version > 1 or open_envelope(vault, sealed) == intake.household)
        and (sealed.district_code, sealed.tier) == (intake.district_code, intake.tier)
    )
    if not same:
        raise RecordClash("This form took in something else before; both are kept, take this one in anew.")


@dataclass(frozen=True)
class _Told:
    """What a draft comes to by the table of kinds."""

    kind: str
    state: str
    content: Content
    earliest: date
    due: Label | None


def _begun(case: Case, records: Sequence[Record], draft: Draft) -> _Told:
    check_begin(records, draft.what)
    rule = KINDS[draft.what]
    content = read_content(rule.fields, draft.typed)
    state = str(content[rule.told_by]) if rule.told_by else next(iter(rule.states))
    return _Told(draft.what, state, content, case.received_on, rule.due)


def _moved(records: Sequence[Record], draft: Draft) -> _Told:
    last, move = check_move(records, draft.about, draft.what)
    return _Told(last.kind, move.to, read_content(move.fields, draft.typed), last.on, move.due)


def _listed(session: Session) -> dict[str, list[UUID]]:
    """Return the agencies of the list by name; a name can be that of several."""
    found: dict[str, list[UUID]] = {}
    for one in agencies.agencies(session):
        found.setdefault(one.name, []).append(one.agency_id)
    return found


def _with_agency(listed: Mapping[str, Sequence[UUID]], content: Content) -> Content:
    """Say which agency of the list is meant, so that a referral stays its own whatever the agency is called later."""
    named = listed.get(str(content.get("agency")), ())
    return dict(content) | {_AGENCY_ID: str(named[0])} if len(named) == 1 else content


def _due(asked: Label | None, draft: Draft) -> date | None:
    if asked is None:
        return None
    if draft.due_on is None or draft.due_on < draft.on:
        raise InvalidInput(f"{asked.en} is {draft.due_on}, expected a day from {draft.on} on; give one.", field="due")
    return draft.due_on


def _require_consent(session: Session, vault: Vault, case_id: UUID, sealed: Sealed) -> None:
    written = case_records.sealed_records(session, [case_id], ["consent"])
    if not may_hand_on(open_records(vault, sealed, written)):
        message = "Nobody consented to handing on what is known; write down the consent first."
        raise InvalidInput(message, field="consent")
