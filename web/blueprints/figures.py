"""지표: what everybody reads of it was published; whoever publishes counts it from rows, compares, and checks the paper."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from gis_data.articles import read_published
from mapper.domain.access import Reach, reach
from mapper.domain.calendar import FIRST_DAY, LAST_DAY, end_of, read_day
from mapper.domain.city import CITY_NAMES
from mapper.domain.figure import CITY_DIGITS, Answer, Asked, Counted
from mapper.domain.press_figure import VERDICTS, Judged
from mapper.domain.replay import REPLAY_VERDICTS, Replayed, tally
from mapper.errors import InvalidInput, NotAllowed
from mapper.operations.figures.answering import DEFINITIONS, answer, asked_for, falls, figure_of
from mapper.operations.figures.publishing import PUBLISHING, all_published, check_press, publish, published
from mapper.operations.figures.replaying import replay
from mapper.operations.figures.tables import rows_csv
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now, today
from web.figure_words import difference, number
from web.languages import gettext
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("figures", __name__, url_prefix="/figures", enable_openapi=False)

_SHOWN: Final = 200
_LONGEST_TABLE: Final = 20_000


@blueprint.get("")
def index() -> str:
    """Show the figures of a city; to those who do not publish, what was published.

    Returns
    -------
    str
        HTML.
    """
    if reach("figure", reader().role) is not Reach.ALL:
        return listing()
    asked = figures_asked()
    found = answer(session(), asked, by=reader())
    against = earlier_asked(asked)
    earlier = [] if against is None else answer(session(), against, by=reader())
    return render_template(
        "figures/table.html",
        **page_of(asked),
        answers=found,
        number=number,
        compared=earlier,
        before={one.definition.key: one.value for one in earlier},
        difference=difference,
        fallen=falls(earlier, found),
        may_publish=reach(PUBLISHING, reader().role) is Reach.ALL,
        households=[one for one in DEFINITIONS if one.of_households],
    )


@blueprint.get("/<key>")
def show(key: str) -> str:
    """Show the rows behind a figure, and by district.

    Parameters
    ----------
    key : str
        Of the figure.

    Returns
    -------
    str
        HTML.
    """
    found = _one(key)
    return render_template("figures/rows.html", **page_of(found.asked), **rows_of(found))


@blueprint.get("/<key>.csv")
def rows_file(key: str) -> Response:
    """Give the rows behind a figure as CSV.

    Parameters
    ----------
    key : str
        Of the figure.

    Returns
    -------
    Response
        All of them, as Excel opens it.
    """
    found = _one(key)
    response = Response(rows_csv(found, district_names(session())), mimetype="text/csv")
    name = f"golmok-{key}-{found.asked.as_of}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


@blueprint.route("/press", methods=["GET", "POST"])
def press() -> ResponseReturnValue:
    """Show the press table of a city with its definitions, and hold a pasted one against rows.

    Returns
    -------
    str
        HTML; it prints on A4.
    """
    asked = figures_asked()
    found = answer(session(), asked, by=reader())
    text = request.form.get("table", "")[:_LONGEST_TABLE]
    judged: list[Judged] = check_press(session(), text, found, by=reader()) if request.method == "POST" else []
    return render_template(
        "figures/press.html",
        **page_of(asked),
        answers=found,
        number=number,
        table=text,
        judged=judged,
        verdicts=VERDICTS,
        units={one.definition.key: one.definition.rule.unit for one in found},
        was_checked=request.method == "POST",
    )


@blueprint.get("/articles")
def articles() -> str:
    """Show every figure that articles told of cities beside what rows say.

    Returns
    -------
    str
        HTML; it prints on A4.
    """
    found = replay(session(), read_published(), by=reader(), now=now())
    return render_template("figures/articles.html", back="figures.index", **page_of_articles(found))


@blueprint.post("/publish")
def publish_now() -> ResponseReturnValue:
    """Publish the figures of a city as they are asked for.

    Returns
    -------
    Response
        To what was published.
    """
    snapshot_id = publish(session(), figures_asked(), by=reader(), now=now(), seal=seal(), new_id=uuid4)
    return done(
        gettext("공표했습니다. 이제 누구도 바꿀 수 없습니다."), "figures.show_published", snapshot_id=snapshot_id
    )


@blueprint.get("/published")
def listing() -> str:
    """List what was published, for everybody.

    Returns
    -------
    str
        HTML.
    """
    return render_template(
        "figures/published.html",
        city=current_app.config["CITY"],
        snapshots=all_published(session(), by=reader()),
        city_names=city_names(),
    )


@blueprint.get("/published/<uuid:snapshot_id>")
def show_published(snapshot_id: UUID) -> str:
    """Show figures as they were published, for everybody.

    Parameters
    ----------
    snapshot_id : UUID
        Of the publication.

    Returns
    -------
    str
        HTML; it prints on A4.
    """
    return render_template(
        "figures/snapshot.html",
        city=current_app.config["CITY"],
        published=published(session(), snapshot_id, seal=seal(), by=reader()),
        number=number,
        city_names=city_names(),
    )


@blueprint.get("/published/<uuid:snapshot_id>.json")
def published_file(snapshot_id: UUID) -> Response:
    """Give the very bytes that were published; their hash and signature stand in the head of the answer.

    Parameters
    ----------
    snapshot_id : UUID
        Of the publication.

    Returns
    -------
    Response
        JSON.
    """
    stored = published(session(), snapshot_id, seal=seal(), by=reader()).stored
    response = Response(stored.body, mimetype="application/json")
    response.headers["Golmok-Sha256"] = stored.digest.hex()
    response.headers["Golmok-Signature"] = stored.signature.hex()
    return response


def figures_asked() -> Asked:
    """Read of what, as of when and known when the address asks for figures.

    Returns
    -------
    Asked
        Of everything, as of today, as known at its end, unless it says otherwise.

    Raises
    ------
    InvalidInput
        For what is no day, or no code.
    """
    as_of = day_asked("as_of") or today()
    known = day_asked("known_at")
    return asked_for(
        request.values.get("scope", ""),
        as_of,
        now=now(),
        known=None if known is None else end_of(known),
        since=day_asked("since"),
    )


def page_of(asked: Asked) -> dict[str, Any]:
    """Return what every page of figures shows.

    Parameters
    ----------
    asked : Asked
        Of what.

    Returns
    -------
    dict
        For templates.
    """
    handed = ("as_of", "scope", "known_at", "since", "against")
    return {
        "city": current_app.config["CITY"],
        "asked": asked,
        "city_names": city_names(),
        "district_names": district_names(session()),
        "handed": {name: value for name in handed if (value := request.values.get(name))},
        "known_day": day_asked("known_at"),
        "against": day_asked("against"),
        "has_articles": not CITY_NAMES.keys().isdisjoint(city_codes()),
    }


def rows_of(found: Answer) -> dict[str, Any]:
    """Return what a page of rows shows.

    Parameters
    ----------
    found : Answer
        Of one figure.

    Returns
    -------
    dict
        For templates: the latest rows, and how much each district brings.
    """
    parts = Counter[str]()
    for one in found.rows:
        parts[one.district or ""] += 1
    latest: list[Counted] = sorted(found.rows, key=lambda one: (one.on, str(one.id)), reverse=True)
    return {"found": found, "rows": latest[:_SHOWN], "parts": parts.most_common(), "number": number}


def page_of_articles(replayed: list[Replayed]) -> dict[str, Any]:
    """Return what a page shows on which figures of articles are held against rows.

    Parameters
    ----------
    replayed : list of Replayed
        Every one.

    Returns
    -------
    dict
        For templates: the figures by city and day, and how many there are of each verdict.
    """
    groups: dict[tuple[str, date], list[Replayed]] = {}
    for one in replayed:
        groups.setdefault((one.told.city, one.told.as_of), []).append(one)
    return {
        "city": current_app.config["CITY"],
        "groups": groups,
        "tally": tally(replayed),
        "verdicts": REPLAY_VERDICTS,
        "city_names": CITY_NAMES,
        "number": number,
    }


def city_names() -> dict[str, str]:
    """Return the 시군구 that figures can be asked of.

    Returns
    -------
    dict of str to str
        What each is called, by code; by its code where nobody told its name.
    """
    codes = city_codes()
    name = current_app.config["CITY"]
    return {codes[0]: name} if len(codes) == 1 else {code: CITY_NAMES.get(code, code) for code in codes}


def city_codes() -> list[str]:
    """Return the codes of the 시군구 whose districts are stored.

    Returns
    -------
    list of str
        In order.
    """
    return sorted({code[:CITY_DIGITS] for code in district_names(session()) if code.isdigit()})


def _one(key: str) -> Answer:
    if figure_of(key).definition.of_households:
        message = f"The rows of {key} tell of households; they are at /figures/households for those who work with them."
        raise NotAllowed(message, permission="figure.household")
    [found] = answer(session(), figures_asked(), by=reader(), keys=[key])
    return found


def earlier_asked(asked: Asked) -> Asked | None:
    """Read which day figures are held against.

    Parameters
    ----------
    asked : Asked
        What is asked for.

    Returns
    -------
    Asked or None
        The same as of that day; None when none is named.

    Raises
    ------
    InvalidInput
        For what is no day.
    """
    against = day_asked("against")
    if against is None:
        return None
    known = None if request.args.get("known_at") is None else asked.known
    return asked_for(asked.scope, against, now=now(), known=known, since=asked.since)


def day_asked(name: str) -> date | None:
    """Read a day that an address asks for.

    Parameters
    ----------
    name : str
        Of the field.

    Returns
    -------
    date or None
        Korean date; None when none is named.

    Raises
    ------
    InvalidInput
        For what is no day.
    """
    written = request.values.get(name)
    if not written:
        return None
    try:
        return read_day(written)
    except ValueError:
        message = f"{name}={written[:40]} is no date from {FIRST_DAY} to {LAST_DAY}; write it like {name}=2026-11-21."
        raise InvalidInput(message, field=name) from None
