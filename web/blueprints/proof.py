"""본인 확인: the code of the second factor once more, for what a login alone does not open."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from mapper.errors import LoginNeeded, LoginRefused, TooManyTries
from web.auth import visitor
from web.blueprints.login import door
from web.clock import now
from web.errors import sentence, status_of
from web.held_form import carried, go_on
from web.languages import gettext
from web.login_state import login_state
from web.next_page import next_page
from web.proof_page import proof_page
from web.session import session
from web.staff import PROVED_AT

blueprint = APIBlueprint("proof", __name__, enable_openapi=False)


@blueprint.route("/prove", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for the code, and remember for a while that this login gave a right one.

    Returns
    -------
    ResponseReturnValue
        The question, with what is wrong; the way back once it was right.
    """
    user = visitor()
    if user is None:
        raise LoginNeeded("Who is not logged in has nothing to prove.")
    if request.method != "POST":
        return proof_page(next_page())
    try:
        door().by_code(user, request.form.get("code", ""))
    except (LoginRefused, TooManyTries) as refused:
        session().commit()  # the failure counts, though the answer refuses
        wrong = gettext("인증 번호가 맞지 않습니다. 휴대전화의 시각을 확인하고 다음 번호를 넣어 주세요.")
        told = wrong if isinstance(refused, LoginRefused) else sentence(refused.code)
        return proof_page(next_page(), told, held=carried()), status_of(refused)
    login_state()[PROVED_AT] = now().isoformat()
    return go_on(next_page())
