"""가구 지표: counted for those who work with households, in their own districts; a row is a month and a district."""

from __future__ import annotations

from collections import Counter
from typing import Final

from apiflask import APIBlueprint
from flask import render_template

from gis_data.articles import read_published
from mapper.domain.access_reason import Reason
from mapper.domain.figure import Answer, Asked
from mapper.domain.household_figure import TENS, is_in_tens, of_whole_months
from mapper.errors import UnknownKind
from mapper.operations.figures.answering import DEFINITIONS, answer, falls
from mapper.operations.figures.replaying import replay
from mapper.operations.figures.sources import Households
from web.auth import reader
from web.blueprints.figures import earlier_asked, figures_asked, page_of, page_of_articles, rows_of
from web.clock import now
from web.figure_words import difference, number
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("household_figures", __name__, url_prefix="/figures/households", enable_openapi=False)

_MONTHS: Final = 200
"""Lines of a table of months and districts."""
_KEYS = tuple(one.key for one in DEFINITIONS if one.of_households)


@blueprint.get("")
def index() -> str:
    """Show the figures of households of the own districts.

    Returns
    -------
    str
        HTML; whoever was opened to be counted is in the access log.
    """
    asked = figures_asked()
    against, found = earlier_asked(asked), _answers(asked, _KEYS)
    earlier = [] if against is None else _answers(against, _KEYS)
    return render_template(
        "figures/households.html",
        **page_of(asked),
        tens=TENS,
        over=of_whole_months(asked).as_of,
        answers=found,
        number=number,
        compared=earlier,
        before={one.definition.key: one.value for one in earlier},
        difference=difference,
        fallen=falls(earlier, found),
    )


@blueprint.get("/articles")
def articles() -> str:
    """Show the figures of households that articles told of cities beside what rows say, where all of a city is one's own.

    Returns
    -------
    str
        HTML; whoever was opened to be counted is in the access log.
    """
    found = replay(session(), read_published(), by=reader(), now=now(), households=_way())
    return render_template("figures/articles.html", back="household_figures.index", **page_of_articles(found))


@blueprint.get("/<key>")
def show(key: str) -> str:
    """Show how many rows there are behind a figure of households by month and district, and nothing of whose they are.

    Parameters
    ----------
    key : str
        Of the figure.

    Returns
    -------
    str
        HTML.
    """
    if key not in _KEYS:
        message = f"{key[:60]!r} is no figure of households; choose one of {', '.join(_KEYS)}."
        raise UnknownKind(message, kind="figure", value=key[:60], choices=list(_KEYS))
    asked = figures_asked()
    [found] = _answers(asked, (key,))
    months = Counter((row.on, row.district) for row in found.rows)
    return render_template(
        "figures/rows.html",
        **page_of(found.asked),
        **rows_of(found),
        months=sorted(months.items(), key=lambda pair: pair[0], reverse=True)[:_MONTHS],
        tens=TENS,
        is_in_tens=is_in_tens(found.definition, reader()),
    )


def _answers(asked: Asked, keys: tuple[str, ...]) -> list[Answer]:
    return answer(session(), asked, by=reader(), households=_way(), keys=keys)


def _way() -> Households:
    return Households(staff_session(), vault(), look(Reason("other", "지표 집계")))
