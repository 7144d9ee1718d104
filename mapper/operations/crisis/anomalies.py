"""열람 점검: the month's looks as whoever oversees reviews them, what stands out first; and what they say of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.access_month import Month, was_put_on
from mapper.domain.access_reason import Reason, read_reason
from mapper.domain.anomaly import NAMESAKE, Anomaly, anomalies
from mapper.domain.calendar import KST
from mapper.domain.family_name import family_name
from mapper.domain.oversight import VERDICTS, Alert, Mark
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, open_envelope, require_fresh_proof
from mapper.operations.crisis.opening import subjects_of
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import alerts as alert_rows
from mapper.store.crisis import households as household_rows
from mapper.store.crisis import oversight as rows
from mapper.store.engine import Session

_PERMISSION: Final = "oversight"
_MONTH: Final = timedelta(days=31)


@dataclass(frozen=True)
class Review:
    """A month as it is reviewed.

    Attributes
    ----------
    month : date
        Its first day.
    entries : int
        How many entries people left in the reader's districts.
    people : int
        How many left any.
    found : list of tuple
        Each anomaly with the mark that it has; what stands out most comes first.
    """

    month: date
    entries: int
    people: int
    found: list[tuple[Anomaly, Mark | None]]

    @property
    def open(self) -> int:
        """How many nobody has looked into, or got rows since."""
        return sum(mark is None or mark.entries < len(anomaly.entries) for anomaly, mark in self.found)


def review(session: Session, look: Look, month: date, vault: Vault | None = None) -> Review:
    """Read a month.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    look : Look
        Who, and when.
    month : date
        Any day of it.
    vault : Vault or None
        Given, family names are compared as well: households are opened for that, of which nothing is shown, and that is
        in the log. Whoever asks has just proved who they are.

    Returns
    -------
    Review
        Of the reader's districts.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or their proof is too old.
    """
    enter(session, look, "oversight.review", _PERMISSION)
    return _review(session, look, month.replace(day=1), vault)


def mark(session: Session, look: Look, vault: Vault, mark: Mark) -> None:
    """Say what an anomaly was.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    look : Look
        Who says so, and when.
    vault : Vault
        Of this machine.
    mark : Mark
        What they found; its rows are counted, and its words checked, here.

    Raises
    ------
    NotAllowed
        When it is not for their role, or is about themselves.
    NotFound
        When nothing of the kind stands out.
    InvalidInput
        When the verdict is none, or the words are missing or too many.
    PersonalDataFound
        When the words may tell of a person.
    """
    action = "oversight.mark"
    enter(session, look, action, _PERMISSION)
    _require_other(session, look, action, mark.user_id)
    if mark.verdict not in VERDICTS:
        message = f"{mark.verdict[:40]!r} is no verdict; choose one of {', '.join(VERDICTS)}."
        raise InvalidInput(message, field="verdict")
    words = read_reason("other", mark.words)
    of_names = vault if mark.kind == NAMESAKE else None
    named = (mark.kind, mark.district_code, mark.user_id)
    found = _review(session, look, mark.month, of_names).found
    rows_of = [one for one, _ in found if (one.kind.key, one.district_code, one.user_id) == named]
    if not rows_of:
        raise NotFound("Nothing of the kind stands out in that month; open the page again.")
    log(session, replace(look, reason=words), action, (), searched=[mark.district_code])
    counted = replace(mark, entries=len(rows_of[0].entries), words=words.words)
    if look.by.user_id is not None:
        rows.add_mark(session, counted, by=look.by.user_id)


def alerts(session: Session, look: Look) -> list[Alert]:
    """List alerts.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Alert
        Of the reader's districts; those that nobody has seen first.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "alert.list", _PERMISSION)
    return alert_rows.listed(session)


def see_alert(session: Session, look: Look, alert_id: UUID, words: str) -> None:
    """Say what an alert was.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    look : Look
        Who says so, and when.
    alert_id : UUID
        Which.
    words : str
        What they found.

    Raises
    ------
    NotAllowed
        When it is not for their role, or is about themselves.
    NotFound
        When there is none that nobody has seen.
    InvalidInput, PersonalDataFound
        When the words are missing, too many, or may tell of a person.
    """
    action = "alert.see"
    enter(session, look, action, _PERMISSION)
    alert = alert_rows.held(session, alert_id)
    if alert is None or alert.seen_at is not None or look.by.user_id is None:
        raise NotFound(f"{alert_id} is no alert that waits; open the page again.")
    _require_other(session, look, action, alert.user_id)
    found = read_reason("other", words)
    log(session, replace(look, reason=found), action, (), searched=[alert.district_code])
    alert_rows.see(session, alert_id, found.words, by=look.by.user_id, name=look.by.name, now=look.now)


def _require_other(session: Session, look: Look, action: str, user_id: UUID) -> None:
    if user_id == look.by.user_id:
        log_refusal(session, look, action)
        raise NotAllowed("Nobody reviews what they did themselves; leave it to another person.")


def _review(session: Session, look: Look, month: date, vault: Vault | None) -> Review:
    since = datetime.combine(month, time(), KST)
    until = datetime.combine((month + _MONTH).replace(day=1), time(), KST)
    read = Month(rows.entries_of(session, since, until), rows.follows(session), holidays=look.holidays)
    if vault is not None:
        read = replace(read, namesakes=_namesakes(session, look, vault, read))
    marks = rows.marks(session, month)
    found = [(one, marks.get((one.district_code, one.kind.key, one.user_id))) for one in anomalies(read)]
    return Review(month, len(read.entries), len({entry.user_id for entry in read.entries}), found)


def _namesakes(session: Session, look: Look, vault: Vault, month: Month) -> Collection[tuple[UUID, UUID]]:
    """Compare the family names of those who looked with those of whom they looked at, where nobody else had them do so."""
    action = "household.compare"
    require_fresh_proof(session, look, action)
    names: dict[tuple[UUID, UUID], str] = {}
    for entry in month.entries:
        own, asked = family_name(entry.name), entry.looked_at
        if own and asked and not was_put_on(month.follows, entry.user_id, asked):
            names[entry.user_id, asked] = own
    found = household_rows.some(session, {household_id for _, household_id in names})
    log(session, replace(look, reason=Reason("review")), action, subjects_of(found))
    people = {one.id: {family_name(person.name) for person in open_envelope(vault, one).people} for one in found}
    return {pair for pair, own in names.items() if own in people.get(pair[1], ())}
