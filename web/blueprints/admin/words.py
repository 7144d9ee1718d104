"""The vocabulary: categories and rubric versions, as the program has them."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import render_template

from mapper.domain.category import CATEGORIES
from mapper.domain.rubric import AXES, LEVELS, RUBRIC, RUBRICS
from mapper.operations import words
from web.session import session

blueprint = APIBlueprint("words", __name__, enable_openapi=False)


@blueprint.get("/categories")
def categories() -> str:
    """Show every category, with what it bears on and how many issues have it.

    Returns
    -------
    str
        HTML.
    """
    stored = words.issues_by_category(session())
    return render_template("admin/categories.html", categories=CATEGORIES, rubric=RUBRIC, axes=AXES, stored=stored)


@blueprint.get("/rubrics")
def rubrics() -> str:
    """Show every version of the rubric, with its items and how many surveys were made with it.

    Returns
    -------
    str
        HTML.
    """
    stored = words.surveys_by_rubric(session())
    return render_template(
        "admin/rubrics.html", rubrics=RUBRICS, newest=RUBRIC, axes=AXES, levels=LEVELS, stored=stored
    )
