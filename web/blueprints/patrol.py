"""The pages of 로드체킹: the desk of a week, the result sheet of a patrol, and the figures with their rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request

from mapper.domain.calendar import FIRST_DAY, KST, LAST_DAY, read_day
from mapper.domain.category import CATEGORIES, SEVERITIES, category_by_id
from mapper.domain.issue import STATUSES
from mapper.domain.label import Label
from mapper.domain.patrol import WEEKDAYS, minutes_for
from mapper.domain.patrol_find import GROUPINGS, tallies
from mapper.errors import InvalidInput
from mapper.operations import patrol_tables
from mapper.operations.patrol_desk import desk
from mapper.operations.patrol_figures import FIGURES, Scope, evidence, figures
from mapper.operations.patrol_plans import may_plan
from mapper.operations.patrol_sheets import PAPER, result_sheet, small_photos
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.clock import now
from web.languages import gettext, said, translated
from web.photos import photo_files
from web.session import session

blueprint = APIBlueprint("patrol", __name__, url_prefix="/patrols", enable_openapi=False)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEK_STATES: Final = {"met": "지킴", "missed": "못 지킴", "running": "진행 중", "none": "계획 없음"}
_TWO_YEARS: Final = timedelta(days=730)
_GROUPING_LABELS: Final = {"category": "유형별", "district": "동별", "month": "월별"}
_SHOWN: Final = 200


@blueprint.get("")
def index() -> str:
    """Show the desk of a week.

    Returns
    -------
    str
        HTML.
    """
    by, today = reader(), now().astimezone(KST).date()
    team = request.args.get("team", type=UUID)
    found = desk(session(), by=by, team=team, day=_day("week") or today)
    return render_template(
        "patrol/desk.html",
        city=current_app.config["CITY"],
        desk=found,
        today=today,
        planned_for={one.id for one in found.teams if may_plan(one, by)},
        minutes_for=minutes_for,
        week_states=translated(WEEK_STATES),
        weekday_names=weekday_names(),
        week=timedelta(weeks=1),
        hour=_hour,
        mapped=max(found.coverage, key=lambda one: one.ever, default=None),
    )


@blueprint.get("/<uuid:patrol_id>")
def sheet(patrol_id: UUID) -> str:
    """Show the result sheet of a patrol; it prints on A4.

    Parameters
    ----------
    patrol_id : UUID
        Of the patrol.

    Returns
    -------
    str
        HTML.
    """
    return render_template(
        "patrol/sheet.html",
        city=current_app.config["CITY"],
        sheet=result_sheet(session(), patrol_id, by=reader()),
        paper=PAPER,
        hour=_hour,
        category_by_id=category_by_id,
        severities=SEVERITIES,
        statuses=translated(STATUSES),
    )


@blueprint.get("/<uuid:patrol_id>.xlsx")
def sheet_book(patrol_id: UUID) -> Response:
    """Give the result sheet of a patrol as a workbook.

    Parameters
    ----------
    patrol_id : UUID
        Of the patrol.

    Returns
    -------
    Response
        XLSX.
    """
    found = result_sheet(session(), patrol_id, by=reader())
    pictures = small_photos(session(), photo_files(), found, by=reader())
    book = patrol_tables.book_of(patrol_tables.sheets_of(found, pictures))
    return _file(book, XLSX, f"golmok-patrol-{found.patrol.day}.xlsx")


@blueprint.get("/figures")
def show_figures() -> str:
    """Show the figures of a period with the rows behind them.

    Returns
    -------
    str
        HTML.
    """
    scope, found, names = _asked()
    values = figures(found)
    grouping = request.args.get("by", "category")
    if grouping not in GROUPINGS:
        message = f"Finds are not counted by {grouping!r}; choose one of {', '.join(GROUPINGS)}."
        raise InvalidInput(message, field="by")
    return render_template(
        "patrol/figures.html",
        city=current_app.config["CITY"],
        scope=scope,
        figures=[(figure, values[figure.key]) for figure in FIGURES],
        grouping=grouping,
        groupings=translated(_GROUPING_LABELS),
        parts=tallies(found.finds, grouping),
        part_names=_part_names(grouping, names),
        finds=found.finds[::-1][:_SHOWN],
        found=len(found.finds),
        district_names=names,
        categories=CATEGORIES,
        category_by_id=category_by_id,
        statuses=translated(STATUSES),
        asked=_asked_for(),
    )


@blueprint.get("/figures.csv")
def figures_rows() -> Response:
    """Give the rows behind the figures as CSV.

    Returns
    -------
    Response
        As Excel opens it.
    """
    scope, found, names = _asked()
    return _file(patrol_tables.csv_of(patrol_tables.rows_sheet(found.finds, names)), "text/csv", _named(scope, "csv"))


@blueprint.get("/figures.xlsx")
def figures_book() -> Response:
    """Give the figures, how they come about, and the rows behind them as a workbook.

    Returns
    -------
    Response
        XLSX.
    """
    scope, found, names = _asked()
    categories = {category.id: category.label_ko for category in CATEGORIES}
    sheets = [
        patrol_tables.figures_sheet(figures(found), f"{scope.first}~{scope.last}"),
        *(
            patrol_tables.tally_sheet(label, tallies(found.finds, grouping), categories | names)
            for grouping, label in _GROUPING_LABELS.items()
        ),
        patrol_tables.rows_sheet(found.finds, names),
    ]
    return _file(patrol_tables.book_of(sheets), XLSX, _named(scope, "xlsx"))


def weekday_names() -> list[str]:
    """Return the names of the weekdays.

    Returns
    -------
    list of str
        From Monday, in the language of the request.
    """
    english = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [said(Label(korean, other)) for korean, other in zip(WEEKDAYS, english, strict=True)]


def _asked() -> tuple[Scope, Any, dict[str, str]]:
    """Read the rows that the address asks for: of two years up to today unless it says otherwise."""
    last = _day("to") or now().astimezone(KST).date()
    first = _day("from") or last - _TWO_YEARS
    asked = _asked_for()
    scope = Scope(first, last, now(), asked.get("district"), asked.get("category"))
    return scope, evidence(session(), scope, by=reader()), district_names(session())


def _asked_for() -> dict[str, str]:
    return {name: value for name in ("from", "to", "district", "category") if (value := request.args.get(name))}


def _day(name: str) -> date | None:
    written = request.args.get(name)
    if not written:
        return None
    try:
        return read_day(written)
    except ValueError:
        message = f"{name}={written} is no date from {FIRST_DAY} to {LAST_DAY}; write it like {name}=2026-11-21."
        raise InvalidInput(message, field=name) from None


def _part_names(grouping: str, districts: dict[str, str]) -> dict[str, str]:
    if grouping == "category":
        return {category.id: said(category) for category in CATEGORIES}
    return districts | {"": gettext("동 밖")} if grouping == "district" else {}


def _hour(time: datetime) -> str:
    return f"{time.astimezone(KST):%H:%M}"


def _named(scope: Scope, extension: str) -> str:
    return f"golmok-patrols-{scope.first}-{scope.last}.{extension}"


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
