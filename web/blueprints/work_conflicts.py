"""The page on which somebody decides between the values that several people wrote into one field."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.domain.category import CATEGORIES, SEVERITIES, category_by_id
from mapper.domain.editable import ISSUE, Editable
from mapper.operations.conflicts import PAGE, count_open, decided_conflicts, open_conflicts
from web.auth import reader
from web.blueprints.admin.paging import asked_page, pages
from web.languages import gettext, said
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
        choices_of=_choices_of,
        value_words=_value_words,
        issue=ISSUE,
    )


def _choices_of(field: Editable) -> dict[bool, str]:
    """Return what the two values of a field say that is true or false; nothing for other fields."""
    return {
        "withdrawn": {True: gettext("철회함"), False: gettext("철회하지 않음")},
        "stairs": {True: gettext("계단 있음"), False: gettext("계단 없음")},
        "impassable": {True: gettext("지나갈 수 없음"), False: gettext("지나갈 수 있음")},
    }.get(field.name, {})


def _value_words(field: Editable, value: Any) -> str:
    """Return what a value says."""
    if value is None:
        return gettext("(없음)")
    if field.name == "category":
        return said(category_by_id(value))
    if field.name == "severity":
        return said(SEVERITIES[value - 1])
    if field.name == "width_m":
        return f"{value:g} m"
    if field.name == "place":
        return f"{value['lat']:.6f}, {value['lon']:.6f}"
    return _choices_of(field).get(value) or str(value)
