"""사례: the own list with its clocks, intake at a desk, what waits for a conference, and the own map."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import REASONS, Reason
from mapper.domain.case_figures import FIGURES, by_district, conferences_by_month
from mapper.domain.case_kinds import KINDS
from mapper.domain.case_record import Content
from mapper.domain.case_stage import STAGES, WAITING, reminded_of
from mapper.domain.case_words import CHANNELS, DECISIONS
from mapper.domain.household import Household, Person
from mapper.domain.mail_round import SEEN
from mapper.domain.working_days import holidays_between, working_days_between
from mapper.errors import InvalidInput, RecordClash
from mapper.operations.crisis import mail_rounds, tips
from mapper.operations.crisis.case_desk import CaseLine, case_list, found_list, named_list
from mapper.operations.crisis.case_figures import conference_board, histories
from mapper.operations.crisis.case_map import PAPER, case_map
from mapper.operations.crisis.casework import take_in_case
from mapper.operations.crisis.opening import Wanted
from mapper.operations.people.teams import district_names
from mapper.operations.reminders import referred
from web.auth import reader
from web.blueprints.admin.asking import done
from web.case_forms import content_sent, fault_of, household_typed, intake_sent, place_words, reason_sent
from web.clock import now, today
from web.errors import status_of
from web.languages import gettext, said
from web.meeting_forms import day_asked
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("cases", __name__, url_prefix="/cases", enable_openapi=False)

LIST_REASON: Final = Reason("caseload")
"""Why the own list is shown: nothing of it is opened."""
_YEAR: Final = timedelta(days=365)
_AHEAD: Final = timedelta(days=14)
"""How far ahead the own list tells of days on which nobody works."""
_INTAKE_REASON: Final = Reason("counsel")
_NOBODY: Final = Household(people=(Person(), Person()))
"""What the form of an intake begins with."""


@blueprint.get("")
def index() -> str:
    """List the own cases, what is due first, without opening any.

    Returns
    -------
    str
        HTML.
    """
    return _list(case_list(staff_session(), look(LIST_REASON)), {})


@blueprint.post("")
def names() -> ResponseReturnValue:
    """List them with who they are, for a reason.

    Returns
    -------
    str
        HTML; or the list without names, with what is wrong with the reason.
    """
    try:
        lines, households = named_list(staff_session(), vault(), look(reason_sent()))
    except InvalidInput as error:
        return _unopened(error)
    return _list(lines, households)


@blueprint.post("/search")
def search() -> ResponseReturnValue:
    """Look for somebody among the own cases by name or telephone number, for a reason.

    Returns
    -------
    str
        HTML: those who fit; or the list without names, with what is wrong.
    """
    form = request.form
    try:
        wanted = Wanted(form.get("phone", ""), form.get("name", ""), form.get("birth_year", type=int))
        lines, households = found_list(staff_session(), vault(), wanted, look(reason_sent()))
    except InvalidInput as error:
        return _unopened(error)
    return _list(lines, households, searched=True)


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a household that became known, and take it in.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the page that asks why, where a tip or a letter is opened for it that was
        not opened just before; its case after it was taken in.
    """
    tip_id, letter_id = (request.values.get(name, type=UUID) for name in ("tip", "letter"))
    if request.method != "POST":
        if letter_id is not None:
            return _from_letter(letter_id)
        return _intake(_NOBODY, {}) if tip_id is None else _from_tip(tip_id)
    try:
        case_id = take_in_case(staff_session(), vault(), intake_sent(), look(_INTAKE_REASON))
        if tip_id is not None:
            tips.settle_tip(staff_session(), tip_id, "case", look(_INTAKE_REASON))
        if letter_id is not None:
            mail_rounds.settle_letter(staff_session(), letter_id, "case", look(_INTAKE_REASON))
    except (InvalidInput, RecordClash) as error:
        staff_session().rollback()
        return _intake(household_typed(), content_sent(), error=error), status_of(error)
    return done(gettext("접수했습니다. 이 사례는 이제 맡은 사례입니다."), "case_desk.show", case_id=case_id)


@blueprint.get("/conferences")
def conferences() -> str:
    """Show which cases of the own districts wait for a conference, and what was decided month by month.

    Returns
    -------
    str
        HTML. Nothing is opened; only own cases lead anywhere.
    """
    cases, own = conference_board(staff_session(), look(LIST_REASON))
    dues = ((due, case) for case in cases for due in case.waiting)
    return render_template(
        "cases/conferences.html",
        city=current_app.config["CITY"],
        waiting=sorted(
            ((due, case) for due, case in dues if due.what == "conference"),
            key=lambda pair: (pair[0].due, pair[1].id),
        ),
        own=own,
        months=conferences_by_month(cases),
        decisions=DECISIONS,
        **vocabulary(),
    )


@blueprint.get("/figures")
def show_figures() -> str:
    """Show what the desks of the own districts did, as of any day.

    Returns
    -------
    str
        HTML.
    """
    as_of = day_asked("as_of") or today()
    last = day_asked("to") or as_of
    first = day_asked("from") or last - _YEAR
    found = histories(staff_session(), look(LIST_REASON), first=first, last=last, as_of=as_of)
    return render_template(
        "cases/figures.html",
        city=current_app.config["CITY"],
        first=first,
        last=last,
        as_of=as_of,
        figures=FIGURES,
        total=found,
        parts=by_district(found),
        **vocabulary(),
    )


@blueprint.route("/map", methods=["GET", "POST"])
def show_map() -> ResponseReturnValue:
    """Ask why, then draw the own cases, with the visits of the day in walking order.

    Returns
    -------
    str
        HTML. What it draws is in it alone: no tile, no picture and no address of its own.
    """
    words: dict[str, Any] = {"city": current_app.config["CITY"], "reason": "visit", **vocabulary()}
    if request.method != "POST":
        return render_template("cases/map.html", found=None, **words)
    try:
        found = case_map(session(), staff_session(), vault(), look(reason_sent()))
    except InvalidInput as error:
        return render_template("cases/map.html", found=None, fault=fault_of(error), **words), status_of(error)
    return render_template("cases/map.html", found=found, paper=PAPER, **words)


def _from_letter(letter_id: UUID) -> ResponseReturnValue:
    """Begin an intake with what a letter says, for the reason for which it was opened."""
    round_id, why = mail_rounds.reason_given(staff_session(), letter_id, look(LIST_REASON))
    if why is None:
        return redirect(url_for("mail_rounds.show", round_id=round_id), 303)
    letter, channel = mail_rounds.open_letter(staff_session(), vault(), letter_id, look(why))
    words = ", ".join([*(said(SEEN[one]) for one in letter.seen), *filter(None, (letter.note,))])
    home = replace(_NOBODY, address=letter.address, people=(Person(letter.name), Person()))
    return _intake(home, {"channel": channel, "words": words, "letter": str(letter_id)})


def _from_tip(tip_id: UUID) -> ResponseReturnValue:
    """Begin an intake with what was told, for the reason for which it was opened."""
    why = tips.reason_given(staff_session(), tip_id, look(LIST_REASON))
    if why is None:
        return redirect(url_for("tips.show", tip_id=tip_id), 303)
    tip, told = tips.open_tip(staff_session(), vault(), tip_id, look(why))
    channel = tip.channel if tip.channel in CHANNELS else "agency"
    words = "\n".join(filter(None, (told.who, told.words)))
    return _intake(replace(_NOBODY, address=told.where), {"channel": channel, "words": words, "tip": str(tip_id)})


def vocabulary() -> dict[str, Any]:
    """Return the words that every page of cases uses.

    Returns
    -------
    dict
        For templates.
    """
    closed = current_app.config["HOLIDAYS"]
    return {
        "kinds": KINDS,
        "stages": STAGES,
        "waits": WAITING,
        "reasons": REASONS,
        "today": today(),
        "days_left": lambda due: working_days_between(today(), due, extra=closed),
        "rests": lambda due: holidays_between(today(), due, extra=closed),
        "district_names": district_names(session()),
        "place_words": place_words,
    }


def _unopened(error: InvalidInput) -> ResponseReturnValue:
    staff_session().rollback()
    lines = case_list(staff_session(), look(LIST_REASON))
    staff_session().commit()  # as the answer says that something was refused, and shows the list all the same
    return _list(lines, {}, fault=fault_of(error)), status_of(error)


def _list(
    lines: list[CaseLine], households: dict[UUID, Household], *, searched: bool = False, fault: str | None = None
) -> str:
    offices_closed = current_app.config["HOLIDAYS"]
    return render_template(
        "cases/list.html",
        city=current_app.config["CITY"],
        lines=[one for one in lines if one.stage != "closed"],
        closed=[one for one in lines if one.stage == "closed"],
        reminders=sorted(
            ((line, one) for line in lines for one in reminded_of(line.waiting, today(), extra=offices_closed)),
            key=lambda pair: (pair[1].due, pair[0].case.id),
        ),
        rest_days=holidays_between(today(), today() + _AHEAD, extra=offices_closed),
        referred=referred(session(), by=reader(), now=now()),
        told=len(tips.waiting_tips(staff_session(), look(LIST_REASON))[0]),
        late=sum(bool(one.waiting) and one.waiting[0].is_late(today()) for one in lines),
        households=households,
        searched=searched,
        fault=fault,
        **vocabulary(),
    )


def _intake(household: Household, typed: Content, *, error: InvalidInput | RecordClash | None = None) -> str:
    names_of_all = district_names(session())
    return render_template(
        "cases/new.html",
        city=current_app.config["CITY"],
        household=household,
        typed=typed,
        record=uuid4() if isinstance(error, RecordClash) else typed.get("record") or uuid4(),
        districts={code: names_of_all.get(code, code) for code in sorted(reader().districts or ())},
        fault=error and fault_of(error),
        wrong=error and error.fields.get("field"),
        **vocabulary(),
    )
