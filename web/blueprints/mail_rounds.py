"""발굴 회차: rounds of postmen and of those who knock, handed in as a table, and what they saw, looked into one by one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.approval import APPROVAL_STATES, FEW, MANY, ApprovalKind
from mapper.domain.mail_round import CAME, COLUMNS, ROUND_CHANNELS, SEEN, RowFault
from mapper.domain.tip import OUTCOMES
from mapper.errors import InvalidInput
from mapper.operations.crisis import approvals, mail_rounds
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON, vocabulary
from web.blueprints.meeting import as_file
from web.case_forms import fault_of, reason_sent
from web.clock import now
from web.errors import status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("mail_rounds", __name__, url_prefix="/cases/mail", enable_openapi=False)

_MOST_BYTES = 400_000
"""Less than what is ever put on a disk of a request."""


@blueprint.get("")
def index() -> str:
    """List the rounds by numbers, and ask for a new one.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Take a round in.

    Returns
    -------
    str or Response
        The list, with every row that cannot be used; the round after it was taken in.
    """
    form = request.form
    try:
        round_id = UUID(form.get("round", ""))
        table = request.files.get("table")
        written = table.read(_MOST_BYTES + 1) if table else b""
        if not 0 < len(written) <= _MOST_BYTES:
            raise InvalidInput(f"The table has {len(written)} bytes, expected 1 to {_MOST_BYTES}.", field="table")  # noqa: TRY301 - said as all else that is wrong with the form
        faults = mail_rounds.hand_in_round(
            staff_session(),
            vault(),
            round_id,
            written,
            look(LIST_REASON),
            district_code=form.get("district", ""),
            name=form.get("name", ""),
            channel=form.get("channel", "post"),
        )
    except InvalidInput as error:
        staff_session().rollback()
        return _page(error=error), status_of(error)
    except ValueError:
        return redirect(url_for("mail_rounds.index"), 303)
    if faults:
        return _page(faults=faults), 400
    return done(gettext("회차를 등록했습니다."), "mail_rounds.index")


@blueprint.route("/<uuid:round_id>", methods=["GET", "POST"])
def show(round_id: UUID) -> ResponseReturnValue:
    """Ask why, then show what a desk has to look into.

    Parameters
    ----------
    round_id : UUID
        Which.

    Returns
    -------
    str or Response
        HTML; the question again, with what is wrong with the answer; a file where one was asked for, or the question
        again once a second person was asked for it.
    """
    if request.method != "POST":
        return _round(round_id)
    try:
        why = look(reason_sent())
    except InvalidInput as error:
        return _round(round_id, fault=fault_of(error)), status_of(error)
    if "ask" in request.form:
        mail_rounds.ask_for_file(staff_session(), round_id, why)
        told = gettext("승인을 요청했습니다. 복지 관리자가 승인하면 하루 안에 한 번 받을 수 있습니다.")
        return done(told, "mail_rounds.show", round_id=round_id)
    if "file" in request.form:
        written = mail_rounds.exceptions_of(staff_session(), vault(), round_id, why)
        return as_file(written, "text/csv", f"golmok-round-{now():%Y%m%d-%H%M}.csv")
    return _round(round_id, found=mail_rounds.open_round(staff_session(), vault(), round_id, why))


@blueprint.post("/letters/<uuid:letter_id>/settle")
def settle(letter_id: UUID) -> ResponseReturnValue:
    """Say what came of a letter, which destroys what it said.

    Parameters
    ----------
    letter_id : UUID
        Which.

    Returns
    -------
    Response
        To the list.
    """
    mail_rounds.settle_letter(staff_session(), letter_id, request.form.get("outcome", ""), look(LIST_REASON))
    return done(gettext("정리했습니다. 적혀 있던 내용은 지웠습니다."), "mail_rounds.index")


def _page(*, error: InvalidInput | None = None, faults: Sequence[RowFault] = ()) -> str:
    names = district_names(session())
    told = None
    if error is not None:
        missing = error.fields.get("missing")
        told = gettext("표를 읽지 못했습니다. 열 이름과 행 수(2,000행까지), 파일 형식을 확인해 주세요.")
        if isinstance(missing, list) and missing:
            told = gettext("표에 없는 열: %(columns)s", columns=", ".join(map(str, missing)))
    return render_template(
        "cases/mail_rounds.html",
        city=current_app.config["CITY"],
        rounds=mail_rounds.rounds(staff_session(), look(LIST_REASON)),
        round_id=uuid4(),
        own_districts=sorted(reader().districts or ()),
        columns=[
            *(names_of[0] for part, names_of in COLUMNS.items() if part != "sent_on"),
            gettext("보낸날 또는 돈날"),
        ],
        channels=ROUND_CHANNELS,
        came=CAME,
        seen=SEEN,
        typed=request.form,
        faults=faults,
        fault=told,
        **vocabulary() | {"district_names": names},
    )


def _round(round_id: UUID, **shown: object) -> str:
    by, moment = look(LIST_REASON), now()
    listed = mail_rounds.rounds(staff_session(), by)
    found = next((one for one in listed if one.id == round_id), None)
    asked = [] if found is None else approvals.mine(staff_session(), by, ApprovalKind.ROUND)
    states = [(one, one.state(moment)) for one in asked if found and one.district_code == found.district_code]
    return render_template(
        "cases/mail_round.html",
        city=current_app.config["CITY"],
        round_id=round_id,
        round=found,
        few=FEW,
        many=MANY,
        asked=states,
        may_take=found is None or found.waiting <= FEW or any(state == "granted" for _, state in states),
        states=APPROVAL_STATES,
        came=CAME,
        seen=SEEN,
        outcomes=OUTCOMES,
        **shown,
        **vocabulary(),
    )
