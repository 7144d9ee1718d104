"""Write down what becomes of honorary workers, and say it: in the order of their names, and without counting what they found."""

from __future__ import annotations

from mapper.domain.calendar import KST
from mapper.domain.honour import Honour, check_honour
from mapper.domain.reader import Role
from mapper.errors import InvalidInput, NotAllowed
from mapper.operations.crisis.entering import Look, enter, log, log_refusal
from mapper.operations.people.users import user_of_id
from mapper.store.crisis import honours as rows
from mapper.store.engine import Session

_PERMISSION = "honour"


def honours(session: Session, look: Look) -> list[Honour]:
    """Read what is written down in the reader's districts.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of Honour
        In the order of their days.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "honour.list", _PERMISSION)
    return rows.honours(session)


def add_honour(city: Session, session: Session, honour: Honour, look: Look) -> None:
    """Write down that somebody was appointed, trained, rewarded or thanked.

    Parameters
    ----------
    city : Session
        For the users; only read.
    session : Session
        Of the staff role; not committed.
    honour : Honour
        What, of whom.
    look : Look
        Who writes, and when.

    Raises
    ------
    NotAllowed
        When it is not of their district.
    InvalidInput
        When they are no honorary worker of that district, or it cannot be kept as it is.
    """
    action = "honour.add"
    enter(session, look, action, _PERMISSION)
    if honour.district_code not in (look.by.districts or ()):
        log_refusal(session, look, action)
        raise NotAllowed("Honours are written by a user of the district; ask one of it.")
    kept = check_honour(honour, today=look.now.astimezone(KST).date())
    user = user_of_id(city, kept.user_id)
    if user.role is not Role.HONORARY or kept.district_code not in (user.districts or ()):
        message = f"{user.name} is no honorary worker of district {kept.district_code}; choose one who is."
        raise InvalidInput(message, field="user")
    log(session, look, action, (), searched=[kept.district_code])
    rows.add(session, kept, by=look.by.user_id, now=look.now)
