"""명예사회복지공무원: who they are, their training, rewards and letters of thanks; in the order of names, nobody before another."""

from __future__ import annotations

from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.honour import HONOURS, Honour
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.errors import InvalidInput, NotFound
from mapper.operations.crisis import honours
from mapper.operations.people.teams import district_names
from mapper.operations.people.users import all_users
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON
from web.clock import today
from web.errors import sentence, status_of
from web.languages import gettext
from web.meeting_forms import day_sent
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("honours", __name__, url_prefix="/honorary", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List the honorary workers of the own districts, with what is written down of each.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Write something down of one of them.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    form = request.form
    try:
        honour = Honour(
            _id(form.get("record", "")),
            form.get("district", ""),
            _id(form.get("user", "")),
            form.get("kind", ""),
            day_sent("on") or today(),
            form.get("amount", type=int) if form.get("amount") else None,
            form.get("words", ""),
        )
        honours.add_honour(session(), staff_session(), honour, look(LIST_REASON))
    except InvalidInput as error:
        staff_session().rollback()
        return _page(error), status_of(error)
    return done(gettext("적었습니다."), "honours.index")


@blueprint.get("/<uuid:honour_id>/letter")
def letter(honour_id: UUID) -> str:
    """Show a letter of thanks as it is printed: to whom, from which desk, and no number.

    Parameters
    ----------
    honour_id : UUID
        Of what was written down.

    Returns
    -------
    str
        HTML.
    """
    found = [one for one in honours.honours(staff_session(), look(LIST_REASON)) if one.id == honour_id]
    users = {one.id: one for one in _workers()}
    if not found or found[0].kind != "thanks" or found[0].user_id not in users:
        raise NotFound(f"{honour_id} is no letter of thanks of a district of whoever asks; open the list again.")
    return render_template(
        "cases/letter.html",
        city=current_app.config["CITY"],
        honour=found[0],
        user=users[found[0].user_id],
        district=district_names(session()).get(found[0].district_code, ""),
    )


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise InvalidInput("Nobody was chosen; choose an honorary worker.", field="user") from None


def _workers() -> list[User]:
    own = reader().districts or frozenset()
    found = [one for one in all_users(session()) if one.role is Role.HONORARY and own & (one.districts or frozenset())]
    return sorted(found, key=lambda one: one.name)


def _page(error: InvalidInput | None = None) -> str:
    written = honours.honours(staff_session(), look(LIST_REASON))
    return render_template(
        "cases/honorary.html",
        city=current_app.config["CITY"],
        workers=[(one, [honour for honour in written if honour.user_id == one.id]) for one in _workers()],
        kinds=HONOURS,
        record=uuid4(),
        own_districts=sorted(reader().districts or ()),
        typed=request.form,
        today=today(),
        fault=error and sentence(error.code),
        district_names=district_names(session()),
    )
