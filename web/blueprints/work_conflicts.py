"""The page on which somebody decides between the values that several people wrote into one field."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.domain.category import CATEGORIES, SEVERITIES, category_by_id
from mapper.domain.editable import ISSUE
from mapper.operations.conflicts import PAGE, count_open, decided_conflicts, open_conflicts
from web.auth import reader
from web.blueprints.admin.paging import asked_page, pages
from web.edit_words import choices_of, value_words
from web.session import session

blueprint = APIBlueprint("work_conflicts", __name__, enable_openapi=False)


@blueprint.get("/conflicts")
def index() -> str:
    """Show what waits for a decision, and what was decided of late; decisions are sent as edits.

    Returns
    -------
    str
        HTML.
    """
    by = reader()
    waiting, total = open_conflicts(session(), by=by, page=asked_page())
    return render_template(
        "work_conflicts.html",
        city=current_app.config["CITY"],
        waiting=waiting,
        total=total,
        pages=pages(total, PAGE),
        decided=decided_conflicts(session(), by=by),
        may_decide=count_open(session(), by=by) is not None,
        category_of=category_by_id,
        categories=CATEGORIES,
        severities=SEVERITIES,
        choices_of=choices_of,
        value_words=value_words,
        issue=ISSUE,
    )
