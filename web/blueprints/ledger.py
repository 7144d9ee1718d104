"""후속 관리 대장: what was said and promised at visits as a list, one entry of it, and letters that answer and remind."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.category import category_by_id
from mapper.domain.ledger import LEDGER_STATES, OPEN, Entry, standing
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS
from mapper.domain.visit import VISIT_KINDS
from mapper.domain.visit_record import ATTENDANCE_KINDS, ENTRY_KINDS, OUTCOMES, REFERRAL
from mapper.domain.work import BLOCKERS
from mapper.errors import Conflict, GolmokError, InvalidInput, NotFound
from mapper.operations import ledger, reminders
from mapper.operations.ledger import Known
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.clock import now, today
from web.errors import status_of
from web.export_stream import named
from web.languages import gettext, language
from web.ledger_forms import day_needed, fault_of, move_sent
from web.meeting_forms import day_asked, version_sent, writer
from web.paper import pdf_of
from web.session import session

blueprint = APIBlueprint("ledger", __name__, url_prefix="/visits/ledger", enable_openapi=False)

_SHOWN: Final = 200
_FILTERS: Final = ("state", "kind", "district", "owner", "visit", "as_of")


@blueprint.get("")
def index() -> str:
    """Show the ledger: what is late or due soon first.

    Returns
    -------
    str
        HTML.
    """
    as_of, code = day_asked("as_of") or today(), request.args.get("district")
    found = ledger.ledger(session(), by=reader(), known=Known(now(), as_of), codes=[code] if code else [])
    chosen, state = [one for one in found if _is_asked_for(one)], request.args.get("state", "")
    rows = [one for one in chosen if _stands(one, state, as_of)]
    return render_template(
        "ledger/list.html",
        standing=standing(chosen, today=as_of),
        rows=rows[:_SHOWN],
        count=len(rows),
        state=state,
        as_of=as_of,
        is_now=as_of == today(),
        asked={name: value for name in _FILTERS if (value := request.args.get(name))},
        district_names=district_names(session()),
        owners=sorted({one.owner for one in found}),
        **_vocabulary(),
    )


@blueprint.get("/reminder.pdf")
def remind() -> Response:
    """Print the letter that reminds an office of what is late or due soon.

    Returns
    -------
    Response
        PDF.
    """
    owner = request.args.get("owner", "")
    found = next((one for one in reminders.reminded(session(), by=reader(), now=now()) if one.owner == owner), None)
    if found is None:
        raise NotFound("This office has nothing late or due soon; choose one of the list of visits.", owner=owner[:100])
    told = {"language": language(), "reminder": found, "today": today(), "most": _SHOWN}
    page = render_template("ledger/reminder.html", **told, **_vocabulary())
    day, made = today().isoformat(), Response(pdf_of(page), content_type="application/pdf")
    korean = "_".join((gettext("기한 알림"), owner, day))
    return named(made, plain=f"golmok-reminder-{day}.pdf", korean=f"{korean}.pdf")


@blueprint.get("/<uuid:entry_id>")
def show(entry_id: UUID) -> ResponseReturnValue:
    """Show an entry: what was said, where it stands, what became of it.

    Parameters
    ----------
    entry_id : UUID
        Of the entry.

    Returns
    -------
    str
        HTML.
    """
    return _page(entry_id)


@blueprint.post("/<uuid:entry_id>/moves")
def move(entry_id: UUID) -> ResponseReturnValue:
    """Write down what became of an entry.

    Parameters
    ----------
    entry_id : UUID
        Of the entry.

    Returns
    -------
    str or Response
        To the entry; the entry with what is wrong.
    """
    try:
        ledger.move_entry(session(), entry_id, move_sent(), writer(), seen=request.form.get("seen", ""))
    except (InvalidInput, Conflict) as error:
        return _page(entry_id, error=error)
    return done(gettext("대장에 적었습니다."), "ledger.show", entry_id=entry_id)


@blueprint.post("/<uuid:entry_id>")
def change(entry_id: UUID) -> ResponseReturnValue:
    """Write down anew who sees to an entry and by when, or that it was a mistake.

    Parameters
    ----------
    entry_id : UUID
        Of the entry.

    Returns
    -------
    str or Response
        To the entry, or to the ledger where it is gone; the entry with what is wrong.
    """
    withdrawn = "withdrawn" in request.form
    try:
        owner, due, seen = request.form.get("owner", ""), day_needed("due"), version_sent()
        ledger.change_entry(session(), entry_id, writer(), owner=owner, due=due, withdrawn=withdrawn, seen=seen)
    except (InvalidInput, Conflict) as error:
        return _page(entry_id, error=error)
    if withdrawn:
        return done(gettext("잘못 적은 것으로 지웠습니다."), "ledger.index")
    return done(gettext("저장했습니다."), "ledger.show", entry_id=entry_id)


@blueprint.post("/<uuid:entry_id>/release")
def release(entry_id: UUID) -> ResponseReturnValue:
    """Say what everybody may read of a promise, or that they may not any more.

    Parameters
    ----------
    entry_id : UUID
        Of the promise.

    Returns
    -------
    str or Response
        To the entry; the entry with what is wrong.
    """
    words = None if "withhold" in request.form else request.form.get("words", "")
    try:
        ledger.release(session(), entry_id, words, writer())
    except (InvalidInput, Conflict) as error:
        return _page(entry_id, error=error)
    said = gettext("공개를 거두었습니다.") if words is None else gettext("공개하기로 했습니다.")
    return done(said, "ledger.show", entry_id=entry_id)


@blueprint.get("/<uuid:entry_id>/letter.pdf")
def letter(entry_id: UUID) -> Response:
    """Print the letter that answers a consultation.

    Parameters
    ----------
    entry_id : UUID
        Of the consultation.

    Returns
    -------
    Response
        PDF.
    """
    desk = ledger.entry_desk(session(), entry_id, by=reader(), now=now())
    if desk.entry.role is None or desk.entry.outcome == REFERRAL:
        raise NotFound("Only consultations that are answered have a letter; choose one of them.", entry=str(entry_id))
    page = render_template(
        "ledger/letter.html", language=language(), desk=desk, entry=desk.entry, today=today(), **_vocabulary()
    )
    day, made = today().isoformat(), Response(pdf_of(page), content_type="application/pdf")
    korean = "_".join((gettext("회신"), day))
    return named(made, plain=f"golmok-reply-{day}.pdf", korean=f"{korean}.pdf")


def _is_asked_for(entry: Entry) -> bool:
    asked = request.args
    kind, owner, visit = asked.get("kind"), asked.get("owner"), asked.get("visit", type=UUID)
    return (
        (not kind or entry.kind == kind)
        and (not owner or entry.owner == owner)
        and (visit is None or entry.visit == visit)
    )


def _stands(entry: Entry, state: str, as_of: Any) -> bool:
    if state == "overdue":
        return entry.is_overdue(as_of)
    if state == "soon":
        return entry.is_soon(as_of)
    if state == "open":
        return entry.state in OPEN
    return not state or entry.state == state


def _page(entry_id: UUID, *, error: GolmokError | None = None) -> ResponseReturnValue:
    if error is not None:
        session().rollback()
    desk = ledger.entry_desk(session(), entry_id, by=reader(), now=now())
    page = render_template(
        "ledger/entry.html",
        desk=desk,
        entry=desk.entry,
        today=today(),
        fault=error and fault_of(error),
        typed=request.form,
        limits={"line": LONGEST_LINE, "words": LONGEST_WORDS},
        **_vocabulary(),
    )
    return page, HTTPStatus.OK if error is None else status_of(error)


def _vocabulary() -> dict[str, Any]:
    return {
        "city": current_app.config["CITY"],
        "states": LEDGER_STATES,
        "entry_kinds": ENTRY_KINDS,
        "outcomes": OUTCOMES,
        "roles": ATTENDANCE_KINDS,
        "blockers": BLOCKERS,
        "visit_kinds": VISIT_KINDS,
        "category_by_id": category_by_id,
    }
