"""What changed: any two days of the past beside each other, and every day in between, from the runs as they were stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import KST
from mapper.domain.grade_change import KIND_LABELS, KINDS, LETTERS
from mapper.errors import InvalidInput, NotFound
from mapper.operations import change_files, grade_changes
from mapper.operations.change_files import Sheet, book_of, csv_of, take_out
from mapper.operations.grade_changes import Changed
from mapper.operations.grade_past import GradePast, official_runs, run_as_of
from mapper.operations.maps import run_summary
from web.auth import reader
from web.change_words import line_words
from web.clock import now
from web.languages import said
from web.public_summary import public_summary
from web.schemas.changes import (
    AnswerQuery,
    ChangeRows,
    ChangesAnswer,
    ChangesQuery,
    ColumnsQuery,
    RowsQuery,
    Runs,
    RunsQuery,
)
from web.session import session
from web.why_words import why_config

blueprint = APIBlueprint("changes", __name__, tag="board")

_FORMATS: Final[dict[str, tuple[Callable[[list[Sheet]], bytes], str]]] = {
    "csv": (lambda sheets: csv_of(sheets[0]), "text/csv; charset=utf-8"),
    "xlsx": (book_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def init_changes(app: Flask) -> None:
    """Give the application a memory of its runs.

    Parameters
    ----------
    app : Flask
        Forgets it with its process.
    """
    app.extensions["golmok_past"] = GradePast(lambda: app.extensions["golmok_sessions"](), now)  # noqa: PLW0108 - tests give another maker later


def _past() -> GradePast:
    past: GradePast = current_app.extensions["golmok_past"]
    return past


def _changed(query: ChangesQuery) -> Changed:
    if query.before > query.after:
        message = f"before {query.before} lies after {query.after}; exchange the two."
        raise InvalidInput(message, parameter="before", value=str(query.before))
    runs = official_runs(session(), known=query.known or now())
    pair = _past().pair(run_as_of(runs, query.before), run_as_of(runs, query.after))
    return grade_changes.changes(pair, query.wanted)


def _runs(changed: Changed) -> dict[str, Any]:
    return {"before": run_summary(changed.pair.before.run), "after": run_summary(changed.pair.after.run)}


@blueprint.get("/plan/changes")
@blueprint.doc(hide=True)
def index() -> str:
    """Show the page; what is on it comes from tiles and the JSON interface.

    Returns
    -------
    str
        HTML.
    """
    _, bounds = public_summary().opening(session(), now=now())
    shell: Parts = current_app.extensions["golmok_plan_shell"]
    map_config = {
        "api": "/api/v1",
        "bounds": bounds and ",".join(f"{degrees:.6f}" for degrees in bounds),
        **why_config(reader().role),
        "files": "yes" if reach(change_files.PERMISSION, reader().role) is Reach.ALL else None,
    }
    kinds = {kind: said(label) for kind, label in KIND_LABELS.items()}
    return render_template(
        "changes.html", city=current_app.config["CITY"], shell=shell, map_config=map_config, kinds=kinds
    )


@blueprint.get("/api/v1/grades/runs")
@blueprint.input(RunsQuery, location="query", arg_name="query")
@blueprint.output(Runs)
def runs(query: RunsQuery) -> dict[str, Any]:
    """List the official grade runs, one of each day, as they were known at any time.

    Parameters
    ----------
    query : RunsQuery
        Known when.

    Returns
    -------
    dict
        As `Runs`.
    """
    known = min(query.known or now(), now())
    return {
        "network": _past().land().network,
        "known_at": known.astimezone(KST).isoformat(timespec="seconds"),
        "items": [run_summary(run) for run in official_runs(session(), known=known)],
    }


@blueprint.get("/api/v1/grades/columns")
@blueprint.input(ColumnsQuery, location="query", arg_name="query")
@blueprint.doc(hide=True)
def columns(query: ColumnsQuery) -> BaseResponse:
    """Which grades the segments of the map had in a run: a byte each and axis, by position; 255 for none.

    Parameters
    ----------
    query : ColumnsQuery
        Which run, and the network of the positions: the same bytes for ever.

    Returns
    -------
    Response
        Overall, residential, walking, confidence, one after the other; a page keeps them for itself, as no answer to
        somebody who is logged in is kept by a browser.
    """
    answered = Response(_past().column(query.run, query.network), mimetype="application/octet-stream")
    answered.set_etag(f"{query.run}-{query.network}")
    return answered.make_conditional(request)


@blueprint.get("/api/v1/grades/changes")
@blueprint.input(AnswerQuery, location="query", arg_name="query")
@blueprint.output(ChangesAnswer)
@blueprint.doc(responses={409: "The city was not graded as early as that, or nobody knew of it then."})
def answer(query: AnswerQuery) -> dict[str, Any]:
    """Count what changed between two days, by what became of it, from which grade to which, and by district.

    Parameters
    ----------
    query : AnswerQuery
        Which days.

    Returns
    -------
    dict
        As `ChangesAnswer`.
    """
    changed = _changed(query)
    before, after = changed.pair.before.run, changed.pair.after.run
    return {
        **_runs(changed),
        "network": changed.pair.land.network,
        **grade_changes.counts(changed),
        "letters": list(LETTERS),
        "order": list(KINDS),
        "same_rule": (before.rubric, before.parameters) == (after.rubric, after.parameters),
        "bits": grade_changes.bits(changed) if query.columns else None,
        "column": grade_changes.kind_column(changed) if query.columns else None,
    }


@blueprint.get("/api/v1/grades/changes/rows")
@blueprint.input(RowsQuery, location="query", arg_name="query")
@blueprint.output(ChangeRows)
def rows(query: RowsQuery) -> dict[str, Any]:
    """List what changed between two days and which lines of the explanation differ, by page.

    Parameters
    ----------
    query : RowsQuery
        Which rows, in which order.

    Returns
    -------
    dict
        As `ChangeRows`.
    """
    changed = _changed(query)
    order = grade_changes.in_order(changed, sort=query.sort, descending=query.order == "desc")
    shown = order[(query.page - 1) * query.size : query.page * query.size]
    items = line_words(grade_changes.told(session(), changed, shown, axis=query.axis))
    return {**_runs(changed), "total": len(order), "page": query.page, "size": query.size, "items": items}


@blueprint.get("/api/v1/grades/changes/rows.<extension>")
@blueprint.input(RowsQuery, location="query", arg_name="query")
@blueprint.doc(hide=True)
def rows_file(extension: str, query: RowsQuery) -> Response:
    """Give the rows as a file, with the reasons of each.

    Parameters
    ----------
    extension : str
        ``csv`` or ``xlsx``.
    query : RowsQuery
        Which rows, in which order; the page does not matter.

    Returns
    -------
    Response
        A workbook says what it is of and how many rows it leaves out.

    Raises
    ------
    NotFound
        For another kind of file.
    """
    if extension not in _FORMATS:
        raise NotFound(f"There is no .{extension} of the changes; choose of {', '.join(_FORMATS)}.")
    changed = _changed(query)
    order = grade_changes.in_order(changed, sort=query.sort, descending=query.order == "desc")
    sheets = take_out(session(), changed, order, axis=query.axis, extension=extension, by=reader(), now=now())
    write, media_type = _FORMATS[extension]
    response = Response(write(sheets), mimetype=media_type)
    days = f"{changed.pair.before.run.as_of}-{changed.pair.after.run.as_of}"
    response.headers["Content-Disposition"] = f"attachment; filename=golmok-changes-{days}.{extension}"
    return response
