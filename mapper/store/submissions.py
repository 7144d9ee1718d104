"""Filled-in forms as they came, with their files, and the versions of forms that were handed out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.round_trip import driver
from mapper.store.tables import FormVersionRow, SubmissionFileRow, SubmissionRow

_SEGMENTS: Final = """
    SELECT segment.id, alley.name, district.name, length_m, geojson
    FROM segment JOIN alley ON alley.id = alley_id JOIN district ON district.id = district_id
    WHERE graded AND segment.superseded_at IS NULL AND (%(codes)s::text[] IS NULL OR district.code = ANY(%(codes)s))
    ORDER BY segment.id
"""
_COUNTS: Final = text(
    """
    SELECT form_id, count(*), max(recorded_at), coalesce(sum(cardinality(files)), 0)::int - (
        SELECT count(*) FROM submission_file JOIN submission AS of_form ON of_form.id = submission_id
        WHERE of_form.form_id = submission.form_id
    ), (
        SELECT count(*) FROM submission_file JOIN submission AS of_form ON of_form.id = submission_id
        WHERE of_form.form_id = submission.form_id AND refused IS NOT NULL
    )
    FROM submission GROUP BY form_id
    """
)


@dataclass(frozen=True)
class FormVersion:
    """A form as it was handed out.

    Attributes
    ----------
    form_id, version : str
        Which.
    title, description : str
        What it was called, and what for.
    xml : bytes
        Exactly as it was served.
    media : list of str
        Files that belong beside it.
    """

    form_id: str
    version: str
    title: str
    description: str
    xml: bytes
    media: list[str]


@dataclass(frozen=True)
class Submission:
    """A filled-in form.

    Attributes
    ----------
    id : UUID
        Also of the survey or the issue that it became.
    form_id, version : str
        What was filled in.
    digest : bytes
        SHA-256 of its bytes.
    xml : bytes
        As it came.
    files : list of str
        Names of the files that it names.
    user_id : UUID or None
        Who sent it.
    """

    id: UUID
    form_id: str
    version: str
    digest: bytes
    xml: bytes
    files: list[str]
    user_id: UUID | None


@dataclass(frozen=True)
class SubmittedFile:
    """A file of a filled-in form.

    Attributes
    ----------
    name : str
        As the form names it.
    sha256 : bytes
        Of its bytes.
    refused : str or None
        Why it is no photo that can be kept; None for one that is kept.
    """

    name: str
    sha256: bytes
    refused: str | None


@dataclass(frozen=True)
class FormCount:
    """How often a form was filled in.

    Attributes
    ----------
    count : int
        Of what came.
    newest : datetime
        When the last one came.
    awaited : int
        Files that were named and have not come.
    refused : int
        Files that came and were no photos.
    """

    count: int
    newest: datetime
    awaited: int
    refused: int


def keep_version(session: Session, form: FormVersion, *, recorded_at: datetime) -> None:
    """Keep a version of a form, unless it is kept already.

    Parameters
    ----------
    session : Session
        Not committed.
    form : FormVersion
        About to be handed out.
    recorded_at : datetime
        When.
    """
    if version_of(session, form.form_id, form.version) is None:
        session.execute(insert(FormVersionRow).values(**asdict(form), recorded_at=recorded_at).on_conflict_do_nothing())


def version_of(session: Session, form_id: str, version: str) -> FormVersion | None:
    """Read a version of a form.

    Parameters
    ----------
    session : Session
        Only read.
    form_id, version : str
        Which.

    Returns
    -------
    FormVersion or None
        None when it was never handed out.
    """
    row = session.get(FormVersionRow, (form_id, version))
    return None if row is None else _form_version(row)


def versions(session: Session, form_ids: Collection[str]) -> list[FormVersion]:
    """Read every version of forms.

    Parameters
    ----------
    session : Session
        Only read.
    form_ids : collection of str
        Which forms.

    Returns
    -------
    list of FormVersion
        The newest of each form first.
    """
    asked = (
        select(FormVersionRow)
        .where(FormVersionRow.form_id.in_(form_ids))
        .order_by(FormVersionRow.form_id, FormVersionRow.recorded_at.desc(), FormVersionRow.version)
    )
    return [_form_version(row) for row in session.scalars(asked)]


def _form_version(row: FormVersionRow) -> FormVersion:
    return FormVersion(row.form_id, row.version, row.title, row.description, row.xml, list(row.media))


def submission_of(session: Session, submission_id: UUID) -> Submission | None:
    """Read a filled-in form.

    Parameters
    ----------
    session : Session
        Only read.
    submission_id : UUID
        Which.

    Returns
    -------
    Submission or None
        None when none came under that id.
    """
    row = session.get(SubmissionRow, submission_id)
    if row is None:
        return None
    return Submission(row.id, row.form_id, row.version, row.digest, row.xml, list(row.files), row.user_id)


def add_submission(session: Session, submission: Submission, *, recorded_at: datetime) -> None:
    """Append a filled-in form.

    Parameters
    ----------
    session : Session
        Not committed; it holds the id.
    submission : Submission
        As it came.
    recorded_at : datetime
        When.
    """
    session.execute(insert(SubmissionRow).values(**asdict(submission), recorded_at=recorded_at))


def files_of(session: Session, submission_id: UUID) -> dict[str, bytes]:
    """Read which files of a filled-in form have come.

    Parameters
    ----------
    session : Session
        Only read.
    submission_id : UUID
        Which.

    Returns
    -------
    dict of str to bytes
        By name the SHA-256 of its bytes.
    """
    asked = select(SubmissionFileRow.name, SubmissionFileRow.sha256).where(
        SubmissionFileRow.submission_id == submission_id
    )
    return {row.name: row.sha256 for row in session.execute(asked)}


def add_files(session: Session, submission_id: UUID, files: Sequence[SubmittedFile], *, recorded_at: datetime) -> None:
    """Append files of a filled-in form.

    Parameters
    ----------
    session : Session
        Not committed; it holds the id.
    submission_id : UUID
        Which.
    files : sequence of SubmittedFile
        That came now, and not before.
    recorded_at : datetime
        When.
    """
    rows = [{"submission_id": submission_id, **asdict(file), "recorded_at": recorded_at} for file in files]
    if rows:
        session.execute(insert(SubmissionFileRow).values(rows))


def counts(session: Session) -> dict[str, FormCount]:
    """Count what was filled in.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to FormCount
        By id of the form; none for one that nobody has filled in.
    """
    return {form_id: FormCount(*told) for form_id, *told in session.execute(_COUNTS)}


def segments_of(session: Session, codes: Collection[str] | None) -> list[tuple[UUID, str | None, str, float, str]]:
    """Read the segments that can be surveyed.

    Parameters
    ----------
    session : Session
        Only read.
    codes : collection of str or None
        Of the districts; None for all.

    Returns
    -------
    list of tuple
        Id, name of the alley, name of the district, length [m] and line as GeoJSON; in order of id.
    """
    with driver(session) as connection:
        found = connection.execute(_SEGMENTS, {"codes": None if codes is None else sorted(codes)})
        return list(found.fetchall())
