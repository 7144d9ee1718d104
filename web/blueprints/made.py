"""Files that are made behind the scenes: asked for, followed, cancelled, fetched."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from mapper.errors import InvalidInput, MadeFileGone, NotFound
from mapper.operations.jobs.asking import Job, cancel_job, find_job, recent_jobs, start_job
from mapper.operations.jobs.making import KEPT, MAKE, made_in
from web.auth import reader
from web.clock import now
from web.job_words import job_words
from web.languages import language
from web.session import session

blueprint = APIBlueprint("made", __name__, url_prefix="/plan/out/made", enable_openapi=False)

SEGMENTS_AT_ONCE: Final = 20_000
"""Up to how many segments on a sheet a browser waits for it."""
ROWS_AT_ONCE: Final = 20_000
"""Up to how many rows of a workbook a browser waits for it."""

_ENDPOINTS: Final = frozenset({"board_out.sheet", "board_out.rows"})
_WHAT: Final = {
    "map.pdf": "지도 PDF",
    "map.png": "지도 그림",
    "segments.xlsx": "구간 엑셀",
    "issues.xlsx": "불편사항 엑셀",
}


@blueprint.get("")
def index() -> str:
    """Show what the reader had made, and what is on its way.

    Returns
    -------
    str
        HTML.
    """
    jobs = recent_jobs(session(), MAKE.name, since=now() - KEPT, by=reader())
    return render_template("made.html", city=current_app.config["CITY"], files=[_words(job) for job in jobs])


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask whether a file is to be made behind the scenes, and have it made.

    Returns
    -------
    str or Response
        HTML; once it is asked for, on to how far it is.
    """
    address = _checked(request.values.get("of", ""))
    if request.method == "GET":
        return render_template("made_new.html", city=current_app.config["CITY"], address=address, what=_what(address))
    arguments = {"address": address, "language": language()}
    job = start_job(
        session(), MAKE.name, subject=_what(address), arguments=arguments, by=reader(), now=now(), new_id=uuid4
    )
    return redirect(url_for("made.show", job_id=job.id), 303)


@blueprint.get("/<uuid:job_id>")
def show(job_id: UUID) -> str:
    """Show how far a file is, and once it is made where it is fetched.

    Parameters
    ----------
    job_id : UUID
        Of a job of the reader.

    Returns
    -------
    str
        HTML.
    """
    return render_template("made.html", city=current_app.config["CITY"], file=_words(_job(job_id)))


@blueprint.post("/<uuid:job_id>/cancel")
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Stop making a file.

    Parameters
    ----------
    job_id : UUID
        Of a job of the reader.

    Returns
    -------
    Response
        Back to how it stands.
    """
    cancel_job(session(), _job(job_id).id, by=reader(), now=now())
    return redirect(url_for("made.show", job_id=job_id), 303)


@blueprint.get("/<uuid:job_id>/file")
def fetch(job_id: UUID) -> Response:
    """Hand out a file that was made.

    Parameters
    ----------
    job_id : UUID
        Of a job of the reader.

    Returns
    -------
    Response
        With the name and the type that the request would have answered.

    Raises
    ------
    MadeFileGone
        When it is not made yet, or waited too long.
    """
    job = _job(job_id)
    path = _path(job)
    if path is None:
        raise MadeFileGone(f"The file of job {job_id} is not there; it waits for a day once it is made.", job=job_id)
    answered = send_file(path, etag=False, conditional=True)
    answered.headers.update((job.result or {})["headers"])
    answered.cache_control.no_cache = True
    return answered


def _job(job_id: UUID) -> Job:
    job = find_job(session(), job_id, by=reader())
    if job.kind != MAKE.name or job.user_id != reader().user_id:
        raise NotFound(f"Job {job_id} makes no file; look at the page where you asked for it.", job=job_id)
    return job


def _path(job: Job) -> Path | None:
    """Return where the file is; None before it is made, and once it waited too long, whether or not it was swept."""
    if job.ended_at is None or job.result is None or job.ended_at <= now() - KEPT:
        return None
    path = made_in(current_app.config["DATA_DIR"]).path(UUID(job.result["file"]))
    return path if path.is_file() else None


def _words(job: Job) -> dict[str, Any]:
    return job_words(job) | {"is_there": _path(job) is not None, "address": job.arguments["address"]}


def _what(address: str) -> str:
    name = PurePosixPath(urlsplit(address).path).name
    return _WHAT.get(name, name)


def _checked(address: str) -> str:
    """Refuse an address that makes no file of the planner's page."""
    try:
        asked = urlsplit(address)
        endpoint, _ = current_app.url_map.bind("localhost").match(asked.path, method="GET")
    except (HTTPException, ValueError):
        endpoint = ""
    if endpoint not in _ENDPOINTS or asked.scheme or asked.netloc:
        message = f"{address[:60]} is no file of the planner's page; choose one from its menu."
        raise InvalidInput(message, parameter="of", value=address[:60])
    return address
