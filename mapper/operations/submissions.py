"""Take in filled-in forms: each becomes the survey or the issue of its id once, however often and in how many parts it comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from mapper.domain.reader import Reader
from mapper.errors import NotFound, PhotoRefused, ReceiptClash
from mapper.operations.forms import form_named
from mapper.operations.issues import log_issue
from mapper.operations.people.sealing import Seal
from mapper.operations.photos.receiving import Photo, PhotoFiles, add_photo, keep_whole, photo_of
from mapper.operations.receiving import HandedIn
from mapper.operations.surveys import take_survey
from mapper.store import submissions as rows
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.photo_uses import declare_photos
from mapper.store.receipts import hold_id
from mapper.store.submissions import Submission, SubmittedFile
from mapper.wire.openrosa import answers
from mapper.wire.openrosa.answers import AwaitedPhoto
from mapper.wire.openrosa.instance import Instance, file_name, instance_id
from mapper.wire.openrosa.sheets import SURVEY

_PHOTOS_OF: Final = {True: answers.survey_photos, False: answers.issue_photos}


@dataclass(frozen=True)
class Arrived:
    """What came in one request, before anything is stored.

    Attributes
    ----------
    instance : Instance
        The filled-in form.
    photos : tuple of AwaitedPhoto
        That it names.
    files : mapping of str to bytes
        Of these, those that came with it and not before, by name.
    hashes : mapping of str to bytes
        SHA-256 of each that came with it, by name.
    known : mapping of bytes to Photo
        Those of which the same photo is here already, by hash.
    """

    instance: Instance
    photos: tuple[AwaitedPhoto, ...]
    files: Mapping[str, bytes]
    hashes: Mapping[str, bytes]
    known: Mapping[bytes, Photo]


Drawn = Mapping[bytes, Photo | PhotoRefused]
"""By hash what became of each file: a photo that is kept, or why it is none."""


@dataclass(frozen=True)
class Taken:
    """What became of a request.

    Attributes
    ----------
    is_new : bool
        Whether the filled-in form had not come before.
    awaited : tuple of str
        Files that it names and that are still to come.
    refused : tuple of str
        Files that came with it and are no photos.
    """

    is_new: bool
    awaited: tuple[str, ...]
    refused: tuple[str, ...]


def look_at(
    session: Session, instance: Instance, files: Iterable[tuple[str, bytes]], *, by: Reader, now: datetime
) -> Arrived:
    """Refuse what cannot be taken before a picture is drawn, and find which pictures are to be.

    Parameters
    ----------
    session : Session
        Not committed; it may be let go of afterwards.
    instance : Instance
        The filled-in form.
    files : iterable of tuple
        Name and content of each file that came with it; those that it does not name are passed over.
    by : Reader
        Who sends it.
    now : datetime
        When it came.

    Returns
    -------
    Arrived
        For `draw` and `take`.

    Raises
    ------
    NotAllowed
        When their role fills in no forms.
    NotFound
        When there is no such form for them, never was such a version, or what it is to take the place of is not here.
    InvalidInput, UnknownKind
        When an answer is none that the form offers.
    ReceiptClash
        When it is to take the place of another: what was seen is not seen anew from a desk.
    """
    form_named(session, instance.form, instance.version, by=by)
    _refuse_edit(session, instance)
    _read(instance, now)
    photos = _PHOTOS_OF[instance.form == SURVEY](instance)
    wanted = {photo.name for photo in photos}
    sent = {name: content for said, content in files if (name := file_name(said)) in wanted}
    hashes = {name: sha256(content).digest() for name, content in sent.items()}
    before = rows.files_of(session, instance.id)
    new = {name: content for name, content in sent.items() if name not in before}
    known = {digest: photo for name in new if (photo := photo_of(session, digest := hashes[name])) is not None}
    return Arrived(instance, photos, new, hashes, known)


def draw(files: PhotoFiles, arrived: Arrived, *, by: Reader) -> Drawn:
    """Draw and keep the photos that came; one that is none refuses nothing else.

    It takes no session: nobody shall hold a connection while a picture is drawn.

    Parameters
    ----------
    files : PhotoFiles
        Of this machine.
    arrived : Arrived
        From `look_at`.
    by : Reader
        Who sent them.

    Returns
    -------
    mapping
        By hash what became of each.

    Raises
    ------
    MachineFault
        When a photo cannot be kept just now: all of it is to be sent again.
    """
    drawn: dict[bytes, Photo | PhotoRefused] = dict(arrived.known)
    for name, content in arrived.files.items():
        if (digest := arrived.hashes[name]) not in drawn:
            try:
                drawn[digest] = keep_whole(files, content, by=by)
            except PhotoRefused as refused:
                drawn[digest] = refused
    return drawn


def take(session: Session, arrived: Arrived, drawn: Drawn, *, by: Reader, seal: Seal, now: datetime) -> Taken:
    """Store a filled-in form as the survey or the issue that it is, unless it is stored, and its files that are new.

    Of many who send the same id at once, one stores it and the others wait. The same bytes under the same id are taken
    again as often as they come.

    Parameters
    ----------
    session : Session
        Not committed.
    arrived : Arrived
        From `look_at`.
    drawn : mapping
        From `draw`.
    by : Reader
        Who sends it.
    seal : Seal
        Signs the receipt of the survey or the issue.
    now : datetime
        When it came.

    Returns
    -------
    Taken
        What is here now.

    Raises
    ------
    ReceiptClash
        When other bytes were sent under its id, or another file under the name of one of its files.
    NotAllowed, SegmentNotFound
        As `take_survey` and `log_issue` say.
    """
    instance = arrived.instance
    hold_id(session, instance.id)
    before = rows.submission_of(session, instance.id)
    if before is not None and before.digest != instance.digest:
        message = f"Another filled-in form was sent as {instance.id}; the first one is kept as it came."
        raise ReceiptClash(message, id=str(instance.id))
    if before is None:
        _store(session, arrived, by=by, seal=seal, now=now)
    refused = _add_files(session, arrived, drawn, by)
    here = rows.files_of(session, instance.id)
    awaited = tuple(photo.name for photo in arrived.photos if photo.name not in here)
    return Taken(before is None, awaited, refused)


def _store(session: Session, arrived: Arrived, *, by: Reader, seal: Seal, now: datetime) -> None:
    instance = arrived.instance
    body = {"form": instance.form, "version": instance.version, "answers": dict(instance.answers)}
    handed_in = HandedIn(instance.digest, body, timedelta(), received_at=now)
    if instance.form == SURVEY:
        take_survey(session, answers.survey_of(instance, received_at=now), handed_in, by=by, seal=seal)
    else:
        log_issue(session, answers.issue_of(instance, received_at=now), handed_in, by=by, seal=seal)
    kept = Submission(
        instance.id,
        instance.form,
        instance.version,
        instance.digest,
        instance.xml,
        [photo.name for photo in arrived.photos],
        by.user_id,
    )
    rows.add_submission(session, kept, recorded_at=recording_now(session))


def _add_files(session: Session, arrived: Arrived, drawn: Drawn, by: Reader) -> tuple[str, ...]:
    instance, before = arrived.instance, rows.files_of(session, arrived.instance.id)
    changed = sorted(name for name, digest in arrived.hashes.items() if before.get(name, digest) != digest)
    if changed:
        message = f"Another file was sent as {', '.join(changed)} of {instance.id}; the first one is kept as it came."
        raise ReceiptClash(message, id=str(instance.id), files=changed)
    new = {name: drawn[arrived.hashes[name]] for name in arrived.files if name not in before}
    if not new:
        return ()
    recorded_at = recording_now(session)
    told = [SubmittedFile(name, arrived.hashes[name], _reason(outcome)) for name, outcome in new.items()]
    rows.add_files(session, instance.id, told, recorded_at=recorded_at)
    whose = {"survey": instance.id} if instance.form == SURVEY else {"issue": instance.id}
    for ordinal, photo in enumerate(arrived.photos):
        outcome = new.get(photo.name)
        if isinstance(outcome, Photo):
            add_photo(session, replace(outcome, user_id=by.user_id), by=by, now=recorded_at)
            declared = [photo.declared(outcome.sha256)]
            declare_photos(session, declared, user_id=by.user_id, recorded_at=recorded_at, first=ordinal, **whose)
    return tuple(file.name for file in told if file.refused)


def _reason(outcome: Photo | PhotoRefused) -> str | None:
    return str(outcome.fields.get("reason", outcome.code)) if isinstance(outcome, PhotoRefused) else None


def _read(instance: Instance, now: datetime) -> None:
    """Read the answers, so that what cannot be read is refused before anything is done."""
    read = answers.survey_of if instance.form == SURVEY else answers.issue_of
    read(instance, received_at=now)


def _refuse_edit(session: Session, instance: Instance) -> None:
    if instance.deprecated is None:
        return
    if rows.submission_of(session, instance_id(instance.deprecated)) is None:
        message = f"Nothing was sent as {instance.deprecated[:80]!r}, which this is to take the place of."
        raise NotFound(message, id=instance.deprecated[:80])
    message = f"{instance.deprecated[:80]!r} stays as it was sent; walk the segment again, or correct the issue."
    raise ReceiptClash(message, id=instance.deprecated[:80])
