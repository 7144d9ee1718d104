"""A file from the browser: sent, looked at as often as needed, taken in, and its refused rows given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mapper.errors import BadRows, InvalidInput, NotFound
from mapper.operations.imports.choices import crs_labels, field_labels, repair_codes
from mapper.operations.imports.history import past_imports
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.taking_in import examine_file, import_file, kinds
from mapper.operations.imports.uploads import Upload
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.admin.report_parts import report_parts
from web.clock import now, today
from web.errors import sentence
from web.languages import gettext, translated
from web.session import session, unhurried
from web.uploading import uploads

blueprint = APIBlueprint("uploads", __name__, url_prefix="/imports/files", enable_openapi=False)

PREVIEW_ROWS: Final = 20
EDITIONS: Final = frozenset({"districts", "alleys"})
"""Kinds of which a file can be the whole."""

ENCODINGS: Final = ("cp949", "utf-8", "utf-16")

_FAULTS: Final = {
    "none": "파일을 골라 주세요.",
    "several": "파일은 하나씩 보내 주세요. 여러 개를 함께 보낼 수 있는 것은 SHP(.shp, .dbf, .shx, .prj, .cpg)뿐입니다.",
}


@dataclass(frozen=True)
class Look:
    """What is found in a file as it is read now.

    Attributes
    ----------
    report : dict or None
        As an import's; None when the file cannot be read so.
    header : list of str
        Its columns, as far as they are known.
    rows : list of list of str
        The first of them.
    problem : InvalidInput or None
        Why it cannot be read.
    """

    report: dict[str, Any] | None
    header: list[str]
    rows: list[list[str]]
    problem: InvalidInput | None


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
        except InvalidInput as error:
            known = _FAULTS.get(str(error.fields.get("reason")))
            fault = gettext(known) if known else sentence(error.code)
        else:
            return redirect(url_for("admin.uploads.show", upload_id=upload.id), HTTPStatus.SEE_OTHER)
    page = render_template("admin/upload_new.html", kinds=_kinds(), kind=request.form.get("kind"), fault=fault)
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
    upload = uploads().find(upload_id, by=reader())
    kind = request.form.get("kind", upload.kind)
    fields = field_labels(kind)
    uploads().save(replace(upload, kind=kind, options=_options(list(fields))))
    return _to(upload)


@blueprint.post("/<uuid:upload_id>/run")
def run(upload_id: UUID) -> ResponseReturnValue:
    """Take a file in, as it was looked at last.

    Parameters
    ----------
    upload_id : UUID
        Of the reader's own.

    Returns
    -------
    str or Response
        The way to what became of it; its page again when it was refused.
    """
    upload = uploads().find(upload_id, by=reader())
    if upload.import_id is not None:
        return _to(upload)
    options = replace(upload.options, skip_bad="skip_bad" in request.form)
    try:
        report = import_file(
            unhurried(),
            upload.kind,
            uploads().path(upload),
            options,
            by=reader(),
            today=today(),
            new_id=uuid4,
            refused_to=uploads().refused_path(upload),
        )
    except BadRows as error:
        return _page(upload, sentence(error.code)), HTTPStatus.BAD_REQUEST
    # The lock of the import is still held, so the newest one is this one.
    newest = past_imports(session(), page=1, size=1).imports[0].id if report.stored else None
    session().commit()  # before the file is deleted
    uploads().finish(upload, newest)
    if newest is None:
        return done(gettext("전에 등록한 파일과 똑같아 아무것도 바꾸지 않았습니다."), "admin.imports.index")
    return _to(upload)


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
    uploads().drop(uploads().find(upload_id, by=reader()))
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


def _page(upload: Upload, fault: str | None = None) -> str:
    if upload.import_id is not None:
        has_refused = uploads().refused_path(upload).is_file()
        return render_template("admin/upload_done.html", upload=upload, has_refused=has_refused)
    look = _look(upload)
    return render_template(
        "admin/upload.html",
        upload=upload,
        look=look,
        fault=fault,
        problem=look.problem and sentence(look.problem.code),
        kinds=_kinds(),
        fields=translated(field_labels(upload.kind)),
        crs_labels=translated(crs_labels()),
        encodings=ENCODINGS,
        can_be_whole=upload.kind in EDITIONS,
        **report_parts(look.report or {}),
    )


def _kinds() -> list[tuple[str, str]]:
    return list(translated(dict(kinds())).items())


def _look(upload: Upload) -> Look:
    path = uploads().path(upload)
    try:
        report, rows = examine_file(unhurried(), upload.kind, path, upload.options, today=today(), new_id=uuid4)
    except InvalidInput as error:
        header = error.fields.get("found") if error.code == "missing_columns" else ()
        return Look(None, list(header) if isinstance(header, list | tuple) else [], [], error)
    finally:
        session().rollback()
    first = [rows.cells(int(number)) for number in rows.numbers[:PREVIEW_ROWS]]
    return Look(report.record(), list(rows.names), first, None)
