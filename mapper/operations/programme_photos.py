"""Photos of programmes: added, taken off again, and shown, to everybody else only what was released."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mapper.domain.access import Reach, reach, require
from mapper.domain.calendar import KST
from mapper.domain.declared_photo import MOST_PHOTOS
from mapper.domain.issue import public_before
from mapper.domain.programme_photo import SIDES, PhotosDraft, photo_faults
from mapper.domain.reader import Reader
from mapper.errors import NotFound, ProgrammePhotoFaults
from mapper.operations.photos.receiving import PERMISSION as PHOTOS
from mapper.operations.programmes import PERMISSION, WRITING, Signer, programme_of
from mapper.store import photos as photo_rows
from mapper.store import programme_photos as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.meetings import Signed
from mapper.store.programme_photos import ProgrammePhoto
from mapper.store.write_log import log_write

__all__ = ["ProgrammePhoto", "add_photos", "photo_in", "photos_of", "remove_photo"]


def photos_of(session: Session, programme_id: UUID, *, by: Reader, now: datetime) -> list[ProgrammePhoto]:
    """Return the photos of a programme that somebody may see.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    by : Reader
        Who asks.
    now : datetime
        Decides what is public yet.

    Returns
    -------
    list of ProgrammePhoto
        All of them to those who see every photo; to others those of which everybody may see a copy.
    """
    require(PERMISSION, by)
    found = rows.of_programme(session, programme_id)
    if reach(PHOTOS, by.role) is Reach.ALL:
        return found
    return [one for one in found if one.decision == "published" and one.recorded_at < public_before(now)]


def add_photos(session: Session, programme_id: UUID, draft: PhotosDraft, signer: Signer) -> int:
    """Add photos to a programme; what is there already, on the same side, is left as it is.

    Parameters
    ----------
    session : Session
        Not committed.
    programme_id : UUID
        Of the programme.
    draft : PhotosDraft
        Photos that were sent before by the same person, each whole.
    signer : Signer
        Who adds them.

    Returns
    -------
    int
        How many were added.

    Raises
    ------
    NotFound
        When there is no such programme.
    ProgrammePhotoFaults
        With all that is wrong.
    """
    require(WRITING, signer.by)
    hold_alone(session, f"programme {programme_id}")
    programme = programme_of(session, programme_id, by=signer.by)
    there = rows.of_programme(session, programme_id)
    known = {one.sha256 for one in there if one.moment == draft.moment}
    fresh = [one for one in dict.fromkeys(draft.photos) if one.hex() not in known]
    faults = list(photo_faults(draft, programme.draft, today=signer.now.astimezone(KST).date()))
    if not all(photo_rows.has_sent(session, one, signer.by.user_id) for one in fresh):
        faults.append("sent")
    if draft.moment in SIDES and len(known) + len(fresh) > MOST_PHOTOS:
        faults.append("most")
    if faults:
        raise ProgrammePhotoFaults(f"The photos cannot be added as they are: {', '.join(faults)}.", faults=faults)
    if fresh:
        kept = replace(draft, caption=" ".join(draft.caption.split()), photos=tuple(fresh))
        rows.add(session, programme_id, kept, first=len(there), user_id=signer.by.user_id, recorded_at=signer.now)
        log_write(
            session,
            signer.by,
            "programme.photo.add",
            subject=programme.draft.title,
            now=signer.now,
            count=len(fresh),
            moment=draft.moment,
        )
    return len(fresh)


def remove_photo(session: Session, programme_id: UUID, use_id: UUID, signer: Signer) -> None:
    """Take a photo off a programme: nobody sees it there any more, and its public copy is gone at once.

    Parameters
    ----------
    session : Session
        Not committed.
    programme_id : UUID
        Of the programme.
    use_id : UUID
        Of the photo in it.
    signer : Signer
        Who takes it off.

    Raises
    ------
    NotFound
        When it is not there, or not any more.
    """
    hold_alone(session, f"programme {programme_id}")
    found = photo_in(session, programme_id, use_id, signer.by)
    rows.remove(session, found, Signed(signer.new_id(), signer.by.user_id, signer.now))
    log_write(
        session,
        signer.by,
        "programme.photo.remove",
        subject=found.title,
        now=signer.now,
        photo=found.sha256,
        moment=found.moment,
    )


def photo_in(session: Session, programme_id: UUID, use_id: UUID, by: Reader) -> ProgrammePhoto:
    """Return one photo of a programme to somebody who may take it off.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    use_id : UUID
        Of the photo in it.
    by : Reader
        Who asks.

    Returns
    -------
    ProgrammePhoto
        That is there.

    Raises
    ------
    NotFound
        When it is not.
    """
    require(WRITING, by)
    found = next((one for one in rows.of_programme(session, programme_id) if one.use == use_id), None)
    if found is None:
        message = f"Programme {programme_id} has no photo {use_id}, or not any more; load its page anew."
        raise NotFound(message, id=str(use_id))
    return found
