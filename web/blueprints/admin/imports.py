"""Files that were taken in: the list, and the whole report of each."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from mapper.errors import UnknownKind
from mapper.operations.imports.choices import field_labels
from mapper.operations.imports.history import past_import, past_imports
from mapper.operations.imports.mappings import forget_mapping, list_mappings
from mapper.operations.jobs.asking import open_jobs
from web.auth import reader
from web.bad_rows import as_file, bad_rows
from web.blueprints.admin.asking import done
from web.blueprints.admin.paging import asked_page, pages
from web.blueprints.admin.report_parts import report_parts
from web.job_words import job_words
from web.languages import gettext, translated
from web.session import session

blueprint = APIBlueprint("imports", __name__, url_prefix="/imports", enable_openapi=False)

PAGE_SIZE: Final = 50


@blueprint.get("")
def index() -> str:
    """List the files that were taken in, the newest first.

    Returns
    -------
    str
        HTML.
    """
    found = past_imports(session(), page=asked_page(), size=PAGE_SIZE)
    return render_template(
        "admin/imports.html",
        imports=found.imports,
        pages=pages(found.total, PAGE_SIZE),
        jobs=[
            job_words(job) | {"upload": job.arguments["upload"]}
            for job in open_jobs(session(), by=reader())
            if "upload" in job.arguments
        ],
        mappings=list_mappings(session()),
    )


@blueprint.get("/<uuid:import_id>")
def show(import_id: UUID) -> str:
    """Show what came of a file; long lists by page.

    Parameters
    ----------
    import_id : UUID
        Of the import.

    Returns
    -------
    str
        HTML.
    """
    found = past_import(session(), import_id)
    return render_template("admin/import.html", past=found, fields=_fields(found.kind), **report_parts(found.report))


@blueprint.get("/<uuid:import_id>/bad.xlsx")
def bad(import_id: UUID) -> Response:
    """Give back what was wrong with the rows that were left out.

    Parameters
    ----------
    import_id : UUID
        Of the import.

    Returns
    -------
    Response
        XLSX.
    """
    found = past_import(session(), import_id)
    return as_file(bad_rows(found.report, None), f"{PurePath(found.file_name).stem}-bad")


@blueprint.post("/mappings/forget")
def forget() -> BaseResponse:
    """Delete a saved way to read files; what was imported with it stays.

    Returns
    -------
    Response
        The way to the list.
    """
    name = request.form.get("name", "")
    forget_mapping(session(), name, by=reader())
    return done(gettext("읽기 설정을 지웠습니다: %(name)s", name=name), "admin.imports.index")


def _fields(kind: str) -> dict[str, str]:
    try:
        return translated(field_labels(kind))
    except UnknownKind:  # of an edition of the program that had it
        return {}
