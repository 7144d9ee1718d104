"""How a visit went: who came, what citizens said, what was promised, and who sees to it by when.

A consultation about a household is not written down here: it becomes a referral, of which stands only that there was one,
in which district, and by when its desk answers. What was said goes to the desk sealed (trust: R2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.category import category_by_id
from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.label import Label
from mapper.domain.meeting import LONGEST_WORDS, choose, written
from mapper.domain.visit import within
from mapper.errors import InvalidInput

ATTENDANCE_KINDS: Final = {
    "resident": Label("주민", "Residents"),
    "trader": Label("상인", "Traders"),
    "student": Label("학생·학부모", "Students and parents"),
    "expert": Label("전문가", "Experts"),
    "official": Label("공무원", "Officials"),
}
"""As what somebody comes to a visit, and speaks."""

CITIZENS: Final = frozenset({"resident", "trader", "student"})
"""Those of `ATTENDANCE_KINDS` who are counted as citizens."""

CONSULTATION: Final = "consultation"
PROMISE: Final = "promise"
ENTRY_KINDS: Final = {
    CONSULTATION: Label("건의·상담", "Consultation"),
    PROMISE: Label("약속", "Promise"),
}
"""What stands in the ledger."""

ISSUE: Final = "issue"
REFERRAL: Final = "referral"
REPLY: Final = "reply"
OUTCOMES: Final = {
    ISSUE: Label("불편사항으로 등록", "Logged as an issue"),
    REFERRAL: Label("동 창구에 연계", "Referred to the district's desk"),
    REPLY: Label("답변", "To be answered"),
}
"""What becomes of a consultation."""

PHOTO_CONSENTS: Final = {
    "nobody": Label("사람이 나오지 않음", "Nobody is in it"),
    "given": Label("나온 사람이 동의함", "Whoever is in it agreed"),
}
"""Why a photo of a visit may be kept."""

MOST_HEADS: Final = 10_000
MOST_ENTRIES: Final = 200
"""Of one record: a long day."""
LATEST_DUE: Final = timedelta(days=5 * 365)
USUAL_SEVERITY: Final = 2


@dataclass(frozen=True)
class HeadCount:
    """How many came as what.

    Attributes
    ----------
    kind : str
        A key of `ATTENDANCE_KINDS`.
    heads : int
        How many.
    """

    kind: str
    heads: int


@dataclass(frozen=True)
class NewEntry:
    """Something for the ledger.

    Attributes
    ----------
    id : UUID
        Chosen by whoever made it; an issue that comes of it has it too.
    kind : str
        A key of `ENTRY_KINDS`.
    words : str or None
        What was said or promised; none of a referral.
    owner : str
        Which office sees to it.
    due : date
        By when.
    role : str or None
        As what somebody spoke: a key of `ATTENDANCE_KINDS`; of a consultation.
    outcome : str or None
        A key of `OUTCOMES`; of a consultation.
    segment : UUID or None
        What it is about.
    district_code : str or None
        Where it is, when no segment says so.
    category : str or None
        Id of a category.
    severity : int
        Of the issue that comes of it, 1 to 4.
    about : UUID or None
        The consultation that a promise answers.
    """

    id: UUID
    kind: str
    words: str | None
    owner: str
    due: date
    role: str | None = None
    outcome: str | None = None
    segment: UUID | None = None
    district_code: str | None = None
    category: str | None = None
    severity: int = USUAL_SEVERITY
    about: UUID | None = None


@dataclass(frozen=True)
class NewRecord:
    """How a visit went, as somebody hands it in.

    Attributes
    ----------
    id : UUID
        Chosen by whoever made it.
    visit : UUID
        Of the visit.
    held_at : datetime
        When it ended, by the clock of the device.
    districts : tuple of str
        Codes of where it was held, beside those of its stops.
    heads : tuple of HeadCount
        Who came, each kind once.
    entries : tuple of NewEntry
        What was said and promised.
    note : str or None
        What is to be said of the whole of it, for staff.
    photos : tuple of DeclaredPhoto
        That come after it.
    """

    id: UUID
    visit: UUID
    held_at: datetime
    districts: tuple[str, ...] = ()
    heads: tuple[HeadCount, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    note: str | None = None
    photos: tuple[DeclaredPhoto, ...] = ()

    @property
    def held_on(self) -> date:
        """Korean date on which it was held."""
        return self.held_at.astimezone(KST).date()


def checked_record(record: NewRecord, *, spoken: Collection[UUID], today: date) -> NewRecord:
    """Check how a visit went, but for whether its visit, segments and districts are there.

    Parameters
    ----------
    record : NewRecord
        As handed in.
    spoken : collection of UUID
        Consultations of the visit that were handed in before.
    today : date
        A Korean date.

    Returns
    -------
    NewRecord
        As it is kept.

    Raises
    ------
    InvalidInput
        When it says nothing, or something that cannot be.
    PersonalDataFound
        When words tell of a person.
    """
    if not record.heads and not record.entries:
        raise InvalidInput("The record says neither who came nor what was said; write one of them.", field="record")
    if record.held_on > today:
        raise InvalidInput(f"{record.held_on} is yet to come; write when the visit was held.", field="held_on")
    within("entries", len(record.entries), 0, MOST_ENTRIES)
    ids = {one.id for one in record.entries}
    if len(ids) < len(record.entries) or record.id in ids:
        raise InvalidInput("Two entries have the same id; make a new one for each.", field="entries")
    for one in record.heads:
        choose("kind", one.kind, ATTENDANCE_KINDS)
        within("heads", one.heads, 0, MOST_HEADS)
    heads = {one.kind: one for one in record.heads}
    answered = {*spoken, *(one.id for one in record.entries if one.kind == CONSULTATION)}
    return replace(
        record,
        heads=tuple(heads.values()),
        entries=tuple(checked_entry(one, held_on=record.held_on, spoken=answered) for one in record.entries),
        note=record.note and written(record.note, field="note", longest=LONGEST_WORDS, confirmed=False),
    )


def checked_entry(entry: NewEntry, *, held_on: date, spoken: Collection[UUID]) -> NewEntry:
    """Check something for the ledger.

    Parameters
    ----------
    entry : NewEntry
        As typed.
    held_on : date
        Korean date of the visit.
    spoken : collection of UUID
        Consultations that a promise can answer.

    Returns
    -------
    NewEntry
        As it is kept.

    Raises
    ------
    InvalidInput
        When something is missing, or cannot be.
    PersonalDataFound
        When words tell of a person.
    """
    choose("entry_kind", entry.kind, ENTRY_KINDS)
    if not held_on <= entry.due <= held_on + LATEST_DUE:
        message = f"{entry.due} is no day from {held_on} on, within five years; say by when it is seen to."
        raise InvalidInput(message, field="due")
    owner = written(entry.owner, field="owner", confirmed=False)
    if entry.kind == PROMISE:
        if entry.about is not None and entry.about not in spoken:
            raise InvalidInput(f"No consultation of the visit is {entry.about}; name one, or none.", field="about")
        words = written(entry.words or "", field="words", longest=LONGEST_WORDS, confirmed=False)
        return replace(entry, words=words, owner=owner, role=None, outcome=None)
    choose("role", entry.role or "", ATTENDANCE_KINDS)
    choose("outcome", entry.outcome or "", OUTCOMES)
    return replace(_consultation(entry), owner=owner, about=None)


def _consultation(entry: NewEntry) -> NewEntry:
    if entry.outcome == REFERRAL:
        if entry.words or entry.segment or entry.category:
            message = "What is said of a household goes to its desk sealed; leave words, segment and category out here."
            raise InvalidInput(message, field="referral")
        if entry.district_code is None:
            raise InvalidInput("A referral goes to the desk of a district; name it.", field="district")
        return entry
    words = written(entry.words or "", field="words", longest=LONGEST_WORDS, confirmed=False)
    if entry.category is not None:
        category_by_id(entry.category)
    if entry.outcome == ISSUE:
        if entry.segment is None or entry.category is None:
            message = "An issue is on a segment and has a category; choose both, or have it answered instead."
            raise InvalidInput(message, field="issue")
        within("severity", entry.severity, 1, 4)
    return replace(entry, words=words)


def distinct(codes: Sequence[str | None]) -> tuple[str, ...]:
    """Return codes, each once.

    Parameters
    ----------
    codes : sequence of str or None
        Some may be missing.

    Returns
    -------
    tuple of str
        In order.
    """
    return tuple(sorted({code for code in codes if code}))
