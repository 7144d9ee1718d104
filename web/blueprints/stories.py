"""이웃 이야기: what became of people who were helped, told so that nobody knows of whom."""

from __future__ import annotations

from itertools import groupby

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.operations.crisis.stories import told_stories
from web.session import session

blueprint = APIBlueprint("stories", __name__, enable_openapi=False)


@blueprint.get("/stories")
def index() -> str:
    """Show the stories that two people looked over, by month.

    Returns
    -------
    str
        HTML; the same whatever cases there are.
    """
    by_month = [(month, list(told)) for month, told in groupby(told_stories(session()), key=lambda one: one.told_on)]
    return render_template("stories.html", city=current_app.config["CITY"], by_month=by_month)
