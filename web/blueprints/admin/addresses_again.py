"""Addresses that issues wait for, looked up again once newer files of addresses are here."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import uuid4

from apiflask import APIBlueprint
from flask import render_template
from werkzeug.wrappers import Response

from mapper.errors import TooManyJobs
from mapper.operations.jobs.asking import Job, cancel_job, recent_jobs, start_job
from mapper.operations.looking_up_again import LOOK_UP, count_waiting
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now
from web.job_words import job_words
from web.languages import gettext, said
from web.session import session

blueprint = APIBlueprint("addresses_again", __name__, url_prefix="/imports/addresses", enable_openapi=False)

SHOWN: Final = timedelta(days=7)
"""How long the reader sees what came of it."""


@blueprint.get("")
def index() -> str:
    """Show how many issues wait for a place because of their address, and how far looking them up again is.

    Returns
    -------
    str
        HTML.
    """
    job = _latest()
    return render_template(
        "admin/addresses_again.html",
        waiting=count_waiting(session()),
        job=job and job_words(job),
    )


@blueprint.post("/run")
def run() -> Response:
    """Have them looked up again; once at a time.

    Returns
    -------
    Response
        The way to the page, which tells how far that is.
    """
    label = said(LOOK_UP.label)
    try:
        start_job(session(), LOOK_UP.name, subject=label, arguments={}, by=reader(), now=now(), new_id=uuid4)
    except TooManyJobs:
        sentence = gettext("이미 다시 찾고 있습니다. 끝난 뒤에 다시 눌러 주세요.")
    else:
        sentence = gettext("주소를 다시 찾습니다.")
    return done(sentence, "admin.addresses_again.index")


@blueprint.post("/cancel")
def cancel() -> Response:
    """Stop looking them up; nothing of it is kept.

    Returns
    -------
    Response
        The way to the page.
    """
    job = _latest()
    if job is not None:
        cancel_job(session(), job.id, by=reader(), now=now())
    return done(gettext("멈추라고 했습니다."), "admin.addresses_again.index")


def _latest() -> Job | None:
    jobs = recent_jobs(session(), LOOK_UP.name, since=now() - SHOWN, by=reader())
    return jobs[0] if jobs else None
