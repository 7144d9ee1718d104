"""Who may edit what: in their own districts, also where they move it; who decides; and who takes an issue back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Reach, reach, require
from mapper.domain.edit import EditedThing
from mapper.domain.parameters import PLACEMENT
from mapper.domain.reader import Reader
from mapper.domain.revision import pin_of
from mapper.domain.work import MOVE_RULES
from mapper.errors import InvalidInput, NotAllowed
from mapper.store.edits import led_districts
from mapper.store.engine import Session
from mapper.store.reach import may_lie_in, told_by

PERMISSION: Final = "edit"
RESOLVING: Final = "edit.resolve"
_REJECTING: Final = next(rule.roles for rule in MOVE_RULES if rule.kind == "rejected")


def require_editor(
    session: Session, thing: EditedThing, by: Reader, *, values: Mapping[str, Any], resolves: bool, reason: str | None
) -> None:
    """Refuse whoever may not edit something like this.

    Parameters
    ----------
    session : Session
        Only read.
    thing : EditedThing
        What it is about.
    by : Reader
        Who edits it.
    values : mapping of str to Any
        What they write, by field.
    resolves : bool
        Whether they decide between values that differ.
    reason : str or None
        Why, in their words.

    Raises
    ------
    NotAllowed
        When it lies in none of their districts or is moved out of them, or when they decide or withdraw and may not.
    InvalidInput
        When they withdraw and do not say why.
    """
    if require(PERMISSION, by) is Reach.OWN:
        _require_own(session, thing, by, values.get("place"))
    if not resolves and "withdrawn" not in values:
        return
    decides = thing.may_lie_in(resolvable(session, by))
    if resolves and not decides:
        message = f"{by.name} leads no team there, so may not decide between values; ask a team leader or a planner."
        raise NotAllowed(message, permission=RESOLVING)
    if "withdrawn" not in values:
        return
    if not (reason or "").strip():
        raise InvalidInput("A withdrawal needs a reason; say why.", field="reason")
    own, complained = told_by(session, thing.id, by.user_id)
    if not may_withdraw(by, decides=decides, own=own, complained=complained):
        message = (
            f"{by.name} may withdraw only what they logged themselves, and of a district where they lead a team what no "
            "resident complained of; ask a planner."
        )
        raise NotAllowed(message, permission=RESOLVING)


def may_withdraw(by: Reader, *, decides: bool, own: bool, complained: bool) -> bool:
    """Tell whether somebody may take an issue back, or put it back in place.

    Parameters
    ----------
    by : Reader
        Who.
    decides : bool
        Whether they decide between values there.
    own : bool
        Whether they logged all of it themselves.
    complained : bool
        Whether a resident complained of any of it.

    Returns
    -------
    bool
        What a resident complained of is taken back only by those who may reject it.
    """
    return by.role in _REJECTING if complained else own or decides


def resolvable(session: Session, by: Reader) -> frozenset[str] | None:
    """Return the districts in which somebody decides between values.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who.

    Returns
    -------
    frozenset of str or None
        Codes; None for every district.
    """
    if reach(RESOLVING, by.role) is Reach.ALL:
        return None
    return frozenset(code for code in led_districts(session, by.user_id) if by.reaches(code))


def _require_own(session: Session, thing: EditedThing, by: Reader, place: dict[str, Any] | None) -> None:
    if not thing.may_lie_in(by.districts):
        message = f"{by.name} may edit in their own districts only; ask a planner."
        raise NotAllowed(message, permission=PERMISSION)
    if place is None:
        return
    pin = pin_of(place)
    x, y = transformer(WGS84, KOREA_TM).transform(pin.lon, pin.lat)
    codes = may_lie_in(session, x=x, y=y, radius_m=PLACEMENT.dragged_pin_m, segment=pin.segment)
    if not any(by.reaches(code) for code in codes):
        message = f"{by.name} may move issues within their own districts only; choose a place there, or ask a planner."
        raise NotAllowed(message, permission=PERMISSION)
