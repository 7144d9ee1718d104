"""Files that were taken in: the list, and the whole report of each."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import render_template

from mapper.errors import UnknownKind
from mapper.operations.imports.choices import field_labels
from mapper.operations.imports.history import past_import, past_imports
from web.blueprints.admin.paging import asked_page, pages
from web.blueprints.admin.report_parts import report_parts
from web.languages import translated
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
    return render_template("admin/imports.html", imports=found.imports, pages=pages(found.total, PAGE_SIZE))


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


def _fields(kind: str) -> dict[str, str]:
    try:
        return translated(field_labels(kind))
    except UnknownKind:  # of an edition of the program that had it
        return {}
