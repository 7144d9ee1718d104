"""Findings: what statistics say of the city, each with its definition, its limits, its rows, and a map."""

from __future__ import annotations

from typing import Any, Final

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, render_template

from layers.render import Parts
from mapper.domain.access import Reach, reach
from mapper.errors import NotFound, ServerBusy
from mapper.operations.boards import Boards
from mapper.operations.findings.answers import bits, colours
from mapper.operations.findings.finding import Finding
from mapper.operations.findings.kept import FINDERS, Findings, Under
from mapper.operations.findings.taking_out import PERMISSION, note_taken_out
from mapper.operations.moments import Moment, moment_of, official_moments
from web.auth import reader
from web.clock import now
from web.finding_answers import FORMATS, found_words, moment_words, names_surveyors, row_words, sheets
from web.finding_words import FINDINGS
from web.languages import said
from web.public_summary import public_summary
from web.schemas.findings import FindingAnswer, FindingList, FindingRows, RowsQuery
from web.schemas.known import MomentQuery
from web.session import session
from web.why_words import why_config

blueprint = APIBlueprint("findings", __name__, tag="findings")

_LONGEST_WAIT: Final = 20.0
"""How long rows and files wait for a finding that was forgotten meanwhile [s]."""


def init_findings(app: Flask) -> None:
    """Give the application a memory of its findings.

    Parameters
    ----------
    app : Flask
        Forgets it with its process.
    """
    app.extensions["golmok_findings"] = Findings(lambda: app.extensions["golmok_sessions"](), now)  # noqa: PLW0108 - tests give another maker later


def _ask(key: str, query: MomentQuery, **wait: float) -> Finding | Under:
    findings: Findings = current_app.extensions["golmok_findings"]
    return findings.ask(key, _moment(query), **wait)


def _moment(query: MomentQuery) -> Moment:
    return moment_of(session(), query.as_of, query.known_at, now=now())


def _found(key: str, query: MomentQuery) -> Finding:
    found = _ask(key, query, wait=_LONGEST_WAIT)
    if isinstance(found, Under):
        raise ServerBusy(f"The finding {key} is still being worked out ({found.step}); ask again in a moment.")
    return found


@blueprint.get("/plan/findings")
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
        "files": "yes" if reach(PERMISSION, reader().role) is Reach.ALL else None,
    }
    titles = {key: said(words.title) for key, words in FINDINGS.items()}
    return render_template(
        "findings.html", city=current_app.config["CITY"], shell=shell, map_config=map_config, titles=titles
    )


@blueprint.get("/api/v1/findings")
@blueprint.input(MomentQuery, location="query", arg_name="query")
@blueprint.output(FindingList)
def listing(query: MomentQuery) -> dict[str, Any]:
    """Return what can be asked, and of which days.

    Parameters
    ----------
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    dict
        As `FindingList`.
    """
    return {
        "city": current_app.config["CITY"],
        "moment": moment_words(_moment(query)),
        "runs": [moment_words(one) for one in official_moments(session(), now=now())],
        "findings": [
            {"key": key, "title": said(FINDINGS[key].title), "question": said(FINDINGS[key].question)}
            for key in FINDERS
        ],
    }


@blueprint.get("/api/v1/findings/<key>")
@blueprint.input(MomentQuery, location="query", arg_name="query")
@blueprint.output(FindingAnswer)
def show(key: str, query: MomentQuery) -> tuple[dict[str, Any], int]:
    """Return a finding; the first one who asks sets it going, and is told how far it is.

    Parameters
    ----------
    key : str
        Of the finding.
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    dict
        As `FindingAnswer`; with status 202 while it is on its way.
    """
    found = _ask(key, query)
    if isinstance(found, Under):
        return {"found": None, "progress": vars(found)}, 202
    return {"found": found_words(key, found, by_name=names_surveyors(reader().role)), "progress": None}, 200


@blueprint.get("/api/v1/findings/<key>/rows")
@blueprint.input(RowsQuery, location="query", arg_name="query")
@blueprint.output(FindingRows)
def listed(key: str, query: RowsQuery) -> dict[str, Any]:
    """Return rows of a finding, by page.

    Parameters
    ----------
    key : str
        Of the finding.
    query : RowsQuery
        Which, in which order.

    Returns
    -------
    dict
        As `FindingRows`.
    """
    finding, choice = _found(key, query), query.choice
    places = _ordered(finding, query)
    begin = (query.page - 1) * query.size
    boards: Boards = current_app.extensions["golmok_boards"]
    today = boards.newest()
    return {
        "total": len(places),
        "segments": len(set(finding.segment[places].tolist())),
        "page": query.page,
        "size": query.size,
        "items": row_words(finding, places[begin : begin + query.size], by_name=names_surveyors(reader().role)),
        "network": today.network,
        "bits": bits(finding, choice, today.board.ids) if query.bits else None,
    }


@blueprint.get("/api/v1/findings/<key>/columns/<facet>")
@blueprint.doc(hide=True)
@blueprint.input(MomentQuery, location="query", arg_name="query")
def column(key: str, facet: str, query: MomentQuery) -> Response:
    """Which option of a facet colours each segment: a byte each, by its position on the board; 255 for none.

    Parameters
    ----------
    key : str
        Of the finding.
    facet : str
        What it is coloured by.
    query : MomentQuery
        From where the city is looked at.

    Returns
    -------
    Response
        Bytes; the header ``Golmok-Network`` says of which network the positions are.
    """
    boards: Boards = current_app.extensions["golmok_boards"]
    today = boards.newest()
    answered = Response(colours(_found(key, query), facet, today.board.ids), mimetype="application/octet-stream")
    answered.headers["Golmok-Network"] = today.network
    return answered


@blueprint.get("/plan/findings/<key>.<extension>")
@blueprint.doc(hide=True)
@blueprint.input(RowsQuery, location="query", arg_name="query")
def file(key: str, extension: str, query: RowsQuery) -> Response:
    """Give the rows of a finding as a file.

    Parameters
    ----------
    key : str
        Of the finding.
    extension : str
        Of `FORMATS`.
    query : RowsQuery
        Which, in which order; every page.

    Returns
    -------
    Response
        With the definition, the moment and the choice; as CSV the rows alone.

    Raises
    ------
    NotFound
        For another kind of file.
    """
    if extension not in FORMATS:
        raise NotFound(
            f"Findings are not given as {extension}; choose one of {', '.join(FORMATS)}.", extension=extension
        )
    finding, choice = _found(key, query), query.choice
    places = _ordered(finding, query)
    note_taken_out(session(), key, finding, choice, rows=len(places), by=reader(), now=now(), kind=extension)
    write, kind = FORMATS[extension]
    answered = Response(write(sheets(key, finding, choice, places)), mimetype=kind)
    answered.headers["Content-Disposition"] = f'attachment; filename="golmok-{key}-{finding.moment.as_of}.{extension}"'
    return answered


def _ordered(finding: Finding, query: RowsQuery) -> Any:
    descending = finding.descending if query.order is None else query.order == "desc"
    return finding.ordered(query.choice, sort=query.sort or finding.sort, descending=descending)
