"""A file from the browser: sent, looked at as often as needed, taken in, and its refused rows given back."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePath
from typing import Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mapper.errors import InvalidInput, NotFound
from mapper.operations.imports import mappings
from mapper.operations.imports.choices import crs_labels, field_labels, repair_codes
from mapper.operations.imports.job import IMPORT
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.taking_in import kinds
from mapper.operations.imports.turns import find_alone
from mapper.operations.imports.uploads import Upload
from mapper.operations.jobs.asking import JobState, cancel_job, start_job
from web.auth import reader
from web.bad_rows import as_file, bad_rows
from web.blueprints.admin.asking import done
from web.blueprints.admin.file_look import faults_of_first_rows, found_by_itself, is_taken, job_of, look_at, set_out
from web.blueprints.admin.report_parts import report_parts
from web.clock import now
from web.errors import sentence
from web.job_words import fault_words, job_words
from web.languages import gettext, translated
from web.session import session
from web.uploading import MOST_BYTES, uploads

blueprint = APIBlueprint("uploads", __name__, url_prefix="/imports/files", enable_openapi=False)

EDITIONS: Final = frozenset({"districts", "alleys"})
"""Kinds of which a file can be the whole."""

ENCODINGS: Final = ("cp949", "utf-8", "utf-16")

_FAULTS: Final = {
    "none": "파일을 골라 주세요.",
    "several": "파일은 하나씩 보내 주세요. 여러 개를 함께 보낼 수 있는 것은 SHP(.shp, .dbf, .shx, .prj, .cpg)뿐입니다.",
}


@blueprint.route("/new", methods=["GET", "POST"])
def bring() -> ResponseReturnValue:
    """Ask for a file, and keep it.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the page of the file once it is here.
    """
    fault = None
    if request.method == "POST":
        uploads().sweep(now=now())
        kind = request.form.get("kind", "")
        parts = [(file.filename or "", file.stream) for file in request.files.getlist("file") if file.filename]
        try:
            field_labels(kind)  # an unknown kind is refused before anything is kept
            upload = uploads().keep(parts, kind, by=reader(), now=now())
            set_out(upload)
        except InvalidInput as error:
            known = _FAULTS.get(str(error.fields.get("reason")))
            fault = gettext(known) if known else sentence(error.code)
        else:
            return redirect(url_for("admin.uploads.show", upload_id=upload.id), HTTPStatus.SEE_OTHER)
    page = render_template(
        "admin/upload_new.html", kinds=_kinds(), kind=request.form.get("kind"), fault=fault, most_bytes=MOST_BYTES
    )
    return page, HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK


@blueprint.get("/<uuid:upload_id>")
def show(upload_id: UUID) -> str:
    """Show what was understood of a file and why, with every bad row; or what became of it.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    str
        HTML.
    """
    return _page(uploads().find(upload_id, by=reader()))


@blueprint.post("/<uuid:upload_id>")
def check(upload_id: UUID) -> Response:
    """Write down how a file is to be read, and look at it again.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        The way to its page.
    """
    upload = find_alone(session(), uploads(), upload_id, by=reader())
    if is_taken(job_of(upload)):
        return _to(upload)
    kind = request.form.get("kind", upload.kind)
    fields = field_labels(kind)
    options = _options(list(fields))
    if saved := request.form.get("saved"):
        # what stood in the form was found or chosen for this file before the mapping was: the mapping leads
        options = mappings.completed(session(), kind, FileOptions(repairs=options.repairs), saved)
    set_out(replace(upload, kind=kind, options=options))
    return _to(upload)


@blueprint.post("/<uuid:upload_id>/mapping")
def keep_mapping(upload_id: UUID) -> Response:
    """Keep how a file is read under a name, for the next ones like it.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        The way to its page.
    """
    upload = find_alone(session(), uploads(), upload_id, by=reader())
    name = request.form.get("name", "")
    try:
        mappings.save_mapping(session(), name, upload.kind, upload.options, by=reader(), new_id=uuid4)
    except InvalidInput as error:
        flash(sentence(error.code))
    else:
        flash(gettext("읽기 설정을 저장했습니다: %(name)s", name=name))
    return _to(upload)


@blueprint.post("/<uuid:upload_id>/run")
def run(upload_id: UUID) -> Response:
    """Have a file taken in, as it was looked at last.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        The way to its page, which tells how far that is.
    """
    upload = find_alone(session(), uploads(), upload_id, by=reader())
    if not is_taken(job_of(upload)):
        told = {"upload": str(upload.id), "skip_bad": "skip_bad" in request.form}
        job = start_job(
            session(), IMPORT.name, subject=upload.name, arguments=told, by=reader(), now=now(), new_id=uuid4
        )
        uploads().save(replace(upload, job_id=job.id))
    return _to(upload)


@blueprint.post("/<uuid:upload_id>/cancel")
def cancel(upload_id: UUID) -> Response:
    """Cancel taking a file in.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        The way to its page.
    """
    upload = find_alone(session(), uploads(), upload_id, by=reader())
    if upload.job_id is not None:
        cancel_job(session(), upload.job_id, by=reader(), now=now())
    return _to(upload)


@blueprint.get("/<uuid:upload_id>/bad.xlsx")
def bad(upload_id: UUID) -> Response:
    """Give back what is wrong with a file as it is read now: row, column, what, remedy, and the rows themselves.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        XLSX.

    Raises
    ------
    NotFound
        When it cannot be read so, or nothing is wrong with it.
    """
    upload = uploads().find(upload_id, by=reader())
    look = None if is_taken(job_of(upload)) else look_at(upload)
    if look is None or look.report is None or look.left_out is None:
        raise NotFound(
            f"Nothing is wrong with rows of {upload.name}, or it is not here; see its page.", upload=upload_id
        )
    return as_file(bad_rows(look.report, look.left_out), f"{PurePath(upload.name).stem}-bad")


@blueprint.get("/<uuid:upload_id>/refused.csv")
def refused(upload_id: UUID) -> Response:
    """Give back the rows that were left out.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        CSV as Excel opens it.

    Raises
    ------
    NotFound
        When none was, or a day has passed.
    """
    upload = uploads().find(upload_id, by=reader())
    path = uploads().refused_path(upload)
    if not path.is_file():
        raise NotFound(f"Nothing was left out of {upload.name}; see its report.", upload=upload_id)
    return send_file(path, mimetype="text/csv", as_attachment=True, download_name=f"{path.stem}-{upload.id}.csv")


@blueprint.route("/<uuid:upload_id>/drop", methods=["POST"])
def drop(upload_id: UUID) -> ResponseReturnValue:
    """Delete a file that was not taken in.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    Response
        The way to the list of imports.
    """
    upload = find_alone(session(), uploads(), upload_id, by=reader())
    if is_taken(job_of(upload)):
        return _to(upload)
    uploads().drop(upload)
    return done(gettext("보낸 파일을 지웠습니다."), "admin.imports.index")


def _to(upload: Upload) -> Response:
    address = url_for("admin.uploads.show", upload_id=upload.id)
    response: Response = redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[assignment] # Flask's own class
    return response


def _options(fields: list[str]) -> FileOptions:
    form = request.form
    return FileOptions(
        crs=form.get("crs") or None,
        encoding=form.get("encoding") or None,
        layer=form.get("layer") or None,
        mapping={field: form[f"map.{field}"] for field in fields if form.get(f"map.{field}")},
        repairs=frozenset(form.getlist("repair")) & frozenset(repair_codes()),
        whole="whole" in form,
    )


def _page(upload: Upload) -> str:
    job = job_of(upload)
    if job is not None and job.state is JobState.DONE and is_taken(job):
        has_refused = uploads().refused_path(upload).is_file()
        return render_template("admin/upload_done.html", upload=upload, result=job.result, has_refused=has_refused)
    if job is not None and not job.state.is_over:
        return render_template("admin/upload_running.html", upload=upload, job=job_words(job))
    look = look_at(upload)
    bad = faults_of_first_rows(look)
    return render_template(
        "admin/upload.html",
        upload=upload,
        look=look,
        bad=bad,
        places=[one | {"faults": bad.get(one.get("row", 0), [])} for one in look.places],
        found=found_by_itself(look),
        fault=job and job.fault and fault_words(job.fault),
        is_cancelled=job is not None and job.state is JobState.CANCELLED,
        problem=look.problem and sentence(look.problem.code),
        kinds=_kinds(),
        mappings=[one["name"] for one in mappings.list_mappings(session()) if one["kind"] == upload.kind],
        longest_name=mappings.LONGEST_NAME,
        fields=translated(field_labels(upload.kind)),
        crs_labels=translated(crs_labels()),
        encodings=ENCODINGS,
        can_be_whole=upload.kind in EDITIONS,
        **report_parts(look.report or {}),
    )


def _kinds() -> list[tuple[str, str]]:
    return list(translated(dict(kinds())).items())
