"""이야기: written of a case by whoever follows it, read and decided by whoever oversees its district."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.personal_data import KINDS, pieces
from mapper.domain.story import LONGEST_STORY, LONGEST_TITLE, STORY_STATES
from mapper.errors import CaseMoveRefused, Conflict, InvalidInput
from mapper.operations.crisis import stories
from mapper.operations.crisis.case_desk import WRITING_HOLDS, case_line, reason_given
from mapper.operations.crisis.entering import Look
from mapper.operations.people.teams import user_names
from web.blueprints.admin.asking import done
from web.blueprints.case_desk import gate
from web.blueprints.cases import LIST_REASON, vocabulary
from web.blueprints.oversight import REVIEW
from web.case_forms import fault_of
from web.errors import sentence, status_of
from web.languages import gettext, said
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("case_stories", __name__, enable_openapi=False)


@blueprint.route("/cases/<uuid:case_id>/stories", methods=["GET", "POST"])
def write(case_id: UUID) -> ResponseReturnValue:
    """Show the stories of a case, and take a new one.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        HTML, with what is wrong; back to it after one was written.
    """
    reason = reason_given(staff_session(), case_id, look(LIST_REASON), within=WRITING_HOLDS)
    if reason is None:
        return gate(case_id)
    why = look(reason)
    if request.method != "POST":
        return _page(case_id, why)
    typed = request.form.get("title", ""), request.form.get("words", "")
    try:
        stories.write_story(
            staff_session(), vault(), case_id, typed, why, confirmed=request.form.get("confirmed") == "yes"
        )
    except (InvalidInput, CaseMoveRefused) as error:
        staff_session().rollback()
        page = _page(case_id, why, error)
        staff_session().commit()  # the page opened the stories that there are
        return page, status_of(error)
    return done(gettext("적었습니다. 복지 관리자가 살펴본 뒤 싣습니다."), "case_stories.write", case_id=case_id)


@blueprint.get("/oversight/stories")
def waiting() -> str:
    """List the stories of the own districts that wait, unopened.

    Returns
    -------
    str
        HTML.
    """
    return render_template(
        "oversight/stories.html",
        city=current_app.config["CITY"],
        waiting=stories.waiting_stories(staff_session(), look(REVIEW)),
        names=user_names(session()),
        **vocabulary(),
    )


@blueprint.get("/oversight/stories/<uuid:draft_id>")
def show(draft_id: UUID) -> str:
    """Open a story for a second reader, with what may tell of somebody marked in it.

    Parameters
    ----------
    draft_id : UUID
        Which.

    Returns
    -------
    str
        HTML.
    """
    return _read(draft_id)


@blueprint.post("/oversight/stories/<uuid:draft_id>")
def decide(draft_id: UUID) -> ResponseReturnValue:
    """Publish a story, or decline it.

    Parameters
    ----------
    draft_id : UUID
        Which.

    Returns
    -------
    str or Response
        To the list; the story again, with what is wrong.
    """
    told = request.form.get("act") == "tell"
    try:
        is_done = stories.decide_story(staff_session(), vault(), draft_id, look(REVIEW), told=told)
    except InvalidInput as error:
        staff_session().rollback()
        page = _read(draft_id, fault_of(error))
        staff_session().commit()  # the page opened the story once more
        return page, status_of(error)
    except Conflict as error:
        staff_session().rollback()
        return done(sentence(error.code), "case_stories.waiting")
    if not is_done:
        held = gettext(
            "이 이야기에 맞는 가구가 10가구보다 적어 실을 수 없습니다. 싣지 않기로 하고, 쓴 사람에게 때나 가구 유형을 빼고 다시 써 달라고 하세요."
        )
        page = _read(draft_id, held)
        staff_session().commit()  # who was counted is in the log, though it is held
        return page, HTTPStatus.CONFLICT
    answer = gettext("실었습니다. 누구나 읽을 수 있습니다.") if told else gettext("싣지 않기로 했습니다.")
    return done(answer, "case_stories.waiting")


def _page(case_id: UUID, why: Look, error: InvalidInput | CaseMoveRefused | None = None) -> str:
    return render_template(
        "cases/stories.html",
        city=current_app.config["CITY"],
        line=case_line(staff_session(), case_id, look(LIST_REASON)),
        stories=stories.stories_of(staff_session(), vault(), case_id, why),
        states=STORY_STATES,
        longest_title=LONGEST_TITLE,
        longest=LONGEST_STORY,
        typed=request.form,
        fault=error and fault_of(error),
        found=_found(error),
        may_confirm=bool(error and error.fields.get("may_confirm")),
        **vocabulary(),
    )


def _found(error: InvalidInput | CaseMoveRefused | None) -> list[str]:
    kinds: Any = error.fields.get("found", ()) if error else ()
    return [said(KINDS[kind]) for kind in kinds]


def _read(draft_id: UUID, fault: str | None = None) -> str:
    text = stories.read_draft(staff_session(), vault(), draft_id, look(REVIEW))
    return render_template(
        "oversight/story.html",
        city=current_app.config["CITY"],
        text=text,
        title_pieces=pieces(text.title, text.title_findings()),
        pieces=pieces(text.words, text.findings()),
        findings=KINDS,
        fault=fault,
        writer=user_names(session()).get(text.line.written_by, "–"),
        **vocabulary(),
    )
