"""Forms for phones: which somebody may fill in, every version there was, and the segments to choose from."""

from __future__ import annotations

import json
from datetime import date
from typing import Final

from mapper.domain.access import Reach, districts_for, reach, require
from mapper.domain.reader import Reader
from mapper.errors import NotFound
from mapper.operations.issue_judging import PERMISSION as LOG_ISSUES
from mapper.operations.surveys import PERMISSION as SURVEY_SEGMENTS
from mapper.store import submissions as rows
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.submissions import FormCount, FormVersion
from mapper.store.survey_tasks import tasks_of
from mapper.wire.openrosa.forms import Form, forms
from mapper.wire.openrosa.sheets import ISSUE, SEGMENT_LIST, SURVEY

__all__ = [
    "PERMISSION",
    "FormCount",
    "FormVersion",
    "filled_in",
    "form_named",
    "forms_for",
    "segment_list",
    "versions_for",
]

PERMISSION: Final = "form"
WHAT_FOR: Final = {SURVEY: SURVEY_SEGMENTS, ISSUE: LOG_ISSUES}
"""By form the permission for what it becomes."""

TODAY: Final = "#0b50d0"
"""Colour of the line of a segment that is on somebody's list of the day."""


def forms_for(session: Session, *, by: Reader) -> list[FormVersion]:
    """Return the forms that somebody may fill in, and keep what is handed out: an answer names its version later.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who asks.

    Returns
    -------
    list of FormVersion
        As they are now.

    Raises
    ------
    NotAllowed
        When their role fills in none.
    """
    require(PERMISSION, by)
    mine = [_as_kept(form) for form in forms() if _may_fill_in(form.id, by)]
    known = {(one.form_id, one.version) for one in rows.versions(session, [form.form_id for form in mine])}
    new = [form for form in mine if (form.form_id, form.version) not in known]
    if new:
        recorded_at = recording_now(session)
        for form in new:
            rows.keep_version(session, form, recorded_at=recorded_at)
    return mine


def versions_for(session: Session, *, by: Reader) -> list[FormVersion]:
    """Return every version of the forms that somebody may fill in.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who asks.

    Returns
    -------
    list of FormVersion
        By form, the newest first.

    Raises
    ------
    NotAllowed
        When their role fills in none.
    """
    return rows.versions(session, [form.form_id for form in forms_for(session, by=by)])


def form_named(session: Session, form_id: str, version: str | None, *, by: Reader) -> FormVersion:
    """Return a form.

    Parameters
    ----------
    session : Session
        Not committed.
    form_id : str
        Which.
    version : str or None
        None for the one that is filled in now.
    by : Reader
        Who asks.

    Returns
    -------
    FormVersion
        As it was handed out.

    Raises
    ------
    NotAllowed
        When their role fills in none.
    NotFound
        When there is no such form for them, or never was such a version.
    """
    now = {form.form_id: form for form in forms_for(session, by=by)}
    found = now.get(form_id)
    if found is not None and version not in {None, found.version}:
        found = rows.version_of(session, form_id, version or "")
    if found is None:
        message = f"There is no form {form_id!r} of version {version!r} here; fetch the list of forms again."
        raise NotFound(message, form=form_id, version=version)
    return found


def segment_list(session: Session, form: FormVersion, name: str, *, by: Reader, today: date) -> bytes:
    """Return the file of segments to choose from beside a form; the same whenever nothing has changed.

    No grade is in it: what others found must not lead whoever looks next.

    Parameters
    ----------
    session : Session
        Only read.
    form : FormVersion
        Beside which.
    name : str
        Of the file.
    by : Reader
        Who walks: the segments of their districts.
    today : date
        Day of the list of surveys, whose segments come first and are blue.

    Returns
    -------
    bytes
        One GeoJSON FeatureCollection, as select_one_from_file takes it.

    Raises
    ------
    NotFound
        When no such file belongs beside the form.
    """
    if name not in form.media or name != SEGMENT_LIST:
        raise NotFound(f"No file {name!r} belongs beside {form.form_id}; read its manifest.", file=name)
    tasks = tasks_of(session, by.user_id, today) if by.user_id else []
    ordinals = {task.segment: ordinal for ordinal, task in enumerate(tasks, start=1)}
    found = []
    for segment, alley, district, length_m, line in rows.segments_of(session, districts_for(SURVEY_SEGMENTS, by)):
        ordinal = ordinals.get(segment)
        title = f"{alley or '이름 없는 골목'} · {length_m:.0f} m · {district}"
        properties = {"title": title} if ordinal is None else {"title": f"오늘 {ordinal} · {title}", "stroke": TODAY}
        told = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
        feature = f'{{"type":"Feature","id":"{segment}","properties":{told},"geometry":{line}}}'
        found.append((ordinal or len(tasks) + 1, title, str(segment), feature))
    features = ",\n".join(feature for *_, feature in sorted(found))
    return f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'.encode()


def filled_in(session: Session, *, by: Reader) -> dict[str, FormCount]:
    """Count what was filled in.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    dict of str to FormCount
        By id of the form.

    Raises
    ------
    NotAllowed
        When their role fills in none.
    """
    require(PERMISSION, by)
    return rows.counts(session)


def _may_fill_in(form_id: str, by: Reader) -> bool:
    return reach(WHAT_FOR[form_id], by.role) is not Reach.NONE


def _as_kept(form: Form) -> FormVersion:
    return FormVersion(form.id, form.version, form.title, form.description, form.xml, list(form.media))
