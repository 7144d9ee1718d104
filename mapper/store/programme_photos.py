"""Photos of programmes: which were added and not taken off again, and what was decided about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.programme_photo import PhotosDraft
from mapper.store.meetings import Signed
from mapper.store.photo_moderation import LATEST_FIRST
from mapper.store.tables import PhotoUseRow, ProgrammePhotoRow

_PHOTOS: Final = f"""
    SELECT shown.id AS use, shown.programme_id AS programme, held.title, held.district_codes AS districts,
        encode(shown.sha256, 'hex') AS sha256, moment, taken_on, coalesce(caption, '') AS caption, width, height,
        user_account.name AS by, shown.recorded_at, latest.id AS decision_id, latest.decision, latest.public_sha256,
        count(*) OVER () AS in_all
    FROM programme_photo AS added
    JOIN photo_use AS shown ON shown.id = added.use_id AND NOT added.removed JOIN photo ON photo.sha256 = shown.sha256
    JOIN LATERAL (
        SELECT title, district_codes, withdrawn FROM programme AS version
        WHERE version.programme_id = shown.programme_id ORDER BY recorded_at DESC, id LIMIT 1
    ) AS held ON true
    LEFT JOIN LATERAL (
        SELECT id, decision, public_sha256, recorded_at FROM moderation
        WHERE moderation.use_id = shown.id ORDER BY {LATEST_FIRST} LIMIT 1
    ) AS latest ON true
    LEFT JOIN user_account ON user_account.id = shown.user_id
    WHERE NOT EXISTS (SELECT FROM programme_photo AS gone WHERE gone.use_id = shown.id AND gone.removed) AND %s
"""
_OF_PROGRAMME: Final = text(
    _PHOTOS % "shown.programme_id = :programme" + " ORDER BY taken_on, shown.recorded_at, shown.ordinal, shown.id"
)
_QUEUED: Final = text(
    _PHOTOS % "NOT held.withdrawn AND (latest.decision IS NULL) = :waiting"
    + " ORDER BY coalesce(latest.recorded_at, 'epoch') DESC, shown.recorded_at, shown.ordinal, shown.id LIMIT :most"
)
_RELEASED: Final = text(
    _PHOTOS
    % """NOT held.withdrawn AND latest.decision = 'published' AND latest.public_sha256 = :public_sha256
        AND shown.recorded_at < :recorded_before"""
)


@dataclass(frozen=True)
class ProgrammePhoto:
    """A photo of a programme.

    Attributes
    ----------
    use, programme : UUID
        Ids of where it is used, and of what it is of.
    title : str
        Of the programme.
    districts : tuple of str
        Codes of those of the programme.
    sha256 : str
        Its name, in hex.
    moment : str
        A key of `mapper.domain.programme_photo.SIDES`.
    taken_on : date
        Korean date.
    caption : str
        Empty for none.
    width, height : int
        Pixels.
    by : str or None
        Name of the user who added it.
    recorded_at : datetime
        When they did.
    decision_id : UUID or None
        The latest decision, which the next one replaces.
    decision : str or None
        What it was.
    public_sha256 : bytes or None
        The copy, when it was published.
    """

    use: UUID
    programme: UUID
    title: str
    districts: tuple[str, ...]
    sha256: str
    moment: str
    taken_on: date
    caption: str
    width: int
    height: int
    by: str | None
    recorded_at: datetime
    decision_id: UUID | None
    decision: str | None
    public_sha256: bytes | None


def of_programme(session: Session, programme: UUID) -> list[ProgrammePhoto]:
    """Read the photos of a programme.

    Parameters
    ----------
    session : Session
        Only read.
    programme : UUID
        Which.

    Returns
    -------
    list of ProgrammePhoto
        The one that was taken first comes first; none that was taken off again.
    """
    return [_photo(row) for row in session.execute(_OF_PROGRAMME, {"programme": programme})]


def queued(session: Session, *, waiting: bool, most: int) -> tuple[int, list[ProgrammePhoto]]:
    """Read the photos of programmes for whoever decides what everyone may see.

    Parameters
    ----------
    session : Session
        Only read.
    waiting : bool
        Those nobody has decided about, the oldest first; else those decided about, the latest first.
    most : int
        How many.

    Returns
    -------
    tuple
        How many there are in all, and so many of them.
    """
    found = session.execute(_QUEUED, {"waiting": waiting, "most": most}).all()
    return (found[0].in_all if found else 0), [_photo(row) for row in found]


def is_released(session: Session, public_sha256: bytes, *, recorded_before: datetime) -> bool:
    """Tell whether everyone may see a copy as one of a programme.

    Parameters
    ----------
    session : Session
        Only read.
    public_sha256 : bytes
        The copy.
    recorded_before : datetime
        Photos added later are not public yet.

    Returns
    -------
    bool
        Only while the latest decision about it allows it, and it is not taken off.
    """
    given = {"public_sha256": public_sha256, "recorded_before": recorded_before}
    return session.execute(_RELEASED, given).first() is not None


def add(
    session: Session, programme: UUID, draft: PhotosDraft, *, first: int, user_id: UUID | None, recorded_at: datetime
) -> None:
    """Add photos to a programme.

    Parameters
    ----------
    session : Session
        Not committed.
    programme : UUID
        Which.
    draft : PhotosDraft
        One photo at least, checked.
    first : int
        Which photo of the programme the first of them is.
    user_id : UUID or None
        Who adds them.
    recorded_at : datetime
        When.
    """
    who = {"user_id": user_id, "recorded_at": recorded_at}
    told = {"taken_on": draft.taken_on, "caption": draft.caption or None, "removed": False, **who}
    uses = [
        {"id": uuid4(), "sha256": one, "programme_id": programme, "moment": draft.moment, "ordinal": ordinal, **who}
        for ordinal, one in enumerate(draft.photos, start=first)
    ]
    session.execute(insert(PhotoUseRow), uses)
    session.execute(insert(ProgrammePhotoRow), [{"id": uuid4(), "use_id": use["id"], **told} for use in uses])


def remove(session: Session, photo: ProgrammePhoto, signed: Signed) -> None:
    """Take a photo off a programme; that it was there stays written.

    Parameters
    ----------
    session : Session
        Not committed.
    photo : ProgrammePhoto
        From `of_programme`.
    signed : Signed
        By whom.
    """
    session.execute(
        insert(ProgrammePhotoRow).values(
            **vars(signed), use_id=photo.use, taken_on=photo.taken_on, caption=photo.caption or None, removed=True
        )
    )


def _photo(row: Any) -> ProgrammePhoto:
    told = row._asdict() | {"districts": tuple(row.districts)}
    del told["in_all"]
    return ProgrammePhoto(**told)
