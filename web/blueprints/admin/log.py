"""The log of everything somebody changed: by page, filtered, and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Final

from apiflask import APIBlueprint
from flask import Response, render_template, request, stream_with_context

from mapper.domain.calendar import KST
from mapper.domain.inert import inert
from mapper.domain.reader import ROLE_LABELS, Role
from mapper.operations.people.teams import district_names
from mapper.operations.write_log import Entry, LogFilter, all_entries, log_filter, log_page, log_words
from web.blueprints.admin.wording import action_label, origin_label
from web.languages import in_korean
from web.session import session, unhurried

blueprint = APIBlueprint("log", __name__, url_prefix="/log", enable_openapi=False)

PAGE_SIZE: Final = 50
FILTERS: Final = ("name", "action", "district", "since", "until")
COLUMNS: Final = ("일시", "사용자", "역할", "작업", "코드", "대상", "행정동", "접속 위치", "내용")


@blueprint.get("")
def index() -> str:
    """Show one page of the log, the newest entry first.

    Returns
    -------
    str
        HTML.
    """
    asked = _asked()
    page = log_page(session(), log_filter(**asked), before=request.args.get("before"), size=PAGE_SIZE)
    return render_template(
        "admin/log.html",
        page=page,
        asked={name: value for name, value in asked.items() if value},
        is_first="before" not in request.args,
        words=log_words(session()),
        district_names=district_names(session()),
    )


@blueprint.get("/log.csv")
def as_csv() -> Response:
    """Give the filtered log as a file.

    Returns
    -------
    Response
        CSV as Excel opens it, row by row.
    """
    rows = stream_with_context(_csv(log_filter(**_asked())))
    response = Response(rows, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=golmok-write-log.csv"
    return response


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in FILTERS}


def _csv(only: LogFilter) -> Iterator[str]:
    yield "\ufeff"
    yield _line(COLUMNS)
    with in_korean():  # like its columns: whoever reads the file is not whoever took it out
        for entry in all_entries(unhurried(), only):
            yield _line(_cells(entry))


def _cells(entry: Entry) -> tuple[str, ...]:
    return (
        f"{entry.recorded_at.astimezone(KST):%Y-%m-%d %H:%M:%S}",
        entry.name,
        ROLE_LABELS[Role(entry.role)],
        action_label(entry.action),
        entry.action,
        entry.subject,
        entry.district_code or "",
        origin_label(entry.origin),
        json.dumps(entry.details, ensure_ascii=False),
    )


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([inert(cell) for cell in cells])
    return text.getvalue()
