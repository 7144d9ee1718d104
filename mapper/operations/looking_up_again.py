"""Look addresses up again: of issues that came before the gazetteer knew them, and about whose place nobody has decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from mapper.domain.access import require
from mapper.domain.gazetteer import Located
from mapper.domain.label import Label
from mapper.domain.reader import Reader
from mapper.domain.review import Choice
from mapper.operations.address_placing import Addressed, with_addresses
from mapper.operations.jobs.kind import JobKind, Most, Task
from mapper.operations.live_grades import regrade_segments
from mapper.operations.placing import count_decisions, place_many, placement_rows
from mapper.operations.progress import Progress, in_silence
from mapper.store import issues as issue_rows
from mapper.store import works
from mapper.store.engine import Session, hold_alone
from mapper.store.knowledge import recording_now
from mapper.store.live_grades import segments_of
from mapper.store.review import waiting
from mapper.store.sought_addresses import Answer, Waiting, add_sought, waiting_by_address
from mapper.store.write_log import log_write

PERMISSION: Final = "import"
"""Whoever brings a gazetteer has what came before it looked up again."""

AT_ONCE: Final = 10_000
"""Issues that are looked up and placed together."""


@dataclass(frozen=True)
class LookedUp:
    """What looking addresses up again did.

    Attributes
    ----------
    sought : int
        Issues that wait for a place because of their address.
    effects : mapping of str to int
        Of those about which something else is known now: how many were assigned, are to be asked about, or 미배정; and how
        many have no place still, for another reason than before (``address_unknown``).
    last : UUID or None
        The last issue that was looked at; None when none is left.
    """

    sought: int = 0
    effects: dict[str, int] = field(default_factory=dict)
    last: UUID | None = None

    @property
    def changed(self) -> int:
        """About how many issues something else is known now."""
        return sum(self.effects.values())

    def with_more(self, more: LookedUp) -> LookedUp:
        """Return this and what came after it.

        Parameters
        ----------
        more : LookedUp
            Of the next issues.

        Returns
        -------
        LookedUp
            Of all of them.
        """
        names = self.effects | more.effects
        added = {name: self.effects.get(name, 0) + more.effects.get(name, 0) for name in names}
        return LookedUp(self.sought + more.sought, added, more.last)


def count_waiting(session: Session) -> int:
    """Count the issues that wait for a place because of their address.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    int
        About whose place nobody has decided.
    """
    return len(waiting_by_address(session, _listed(session)))


def look_up_part(
    session: Session,
    by: Reader,
    *,
    new_id: Callable[[], UUID],
    after: UUID | None = None,
    at_once: int = AT_ONCE,
    progress: Progress = in_silence,
) -> LookedUp:
    """Look up the addresses of the next issues that wait for a place because of them.

    What is said is appended; what was said before, and where the issue was placed, stays in its history. An answer that finds
    nothing takes no place away, and one that says the same as before is not written again.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who has it done.
    new_id : callable
        Makes the ids.
    after : UUID or None
        The last issue of the part before this one.
    at_once : int
        How many issues of the list of unsure places are looked at.
    progress : callable
        Told how many of the list are done.

    Returns
    -------
    LookedUp
        ``last`` is None once all are done.

    Raises
    ------
    NotAllowed
        When they may not.
    """
    require(PERMISSION, by)
    hold_alone(session, "review")  # whoever decides about a place waits, and then finds what was found here
    listed = _listed(session)
    ids = [one for one in listed if after is None or one > after][:at_once]
    if not ids:
        return LookedUp()
    works.hold(session, ids)  # so does whoever moves its pin
    sought = waiting_by_address(session, ids)
    done = sum(1 for one in listed if one <= ids[-1])
    progress("placing", done - len(ids), len(listed))
    effects = _look_up(session, sought, new_id=new_id)
    if effects:
        now = recording_now(session)
        told = {"sought": len(sought), "assigned": effects.get("assigned", 0), "ask": effects.get("ask", 0)}
        log_write(session, by, "address.again", subject="gazetteer", now=now, found=told)
    progress("placing", done, len(listed))
    return LookedUp(len(sought), effects, ids[-1])


def _listed(session: Session) -> list[UUID]:
    return [one.issue for one in waiting.chosen(session, Choice(), None)]


def _look_up(session: Session, sought: Sequence[Waiting], *, new_id: Callable[[], UUID]) -> dict[str, int]:
    addressed = with_addresses(session, _rows(sought))
    if not addressed.located:
        return {}
    is_new = np.array([_says_more(one.answer, addressed.located[str(one.issue)]) for one in sought], dtype=bool)
    news = [one for one, is_one in zip(sought, is_new.tolist(), strict=True) if is_one]
    if not news:
        return {}
    answers = [(one.issue, addressed.located[str(one.issue)]) for one in news]
    recorded_at = recording_now(session)
    add_sought(session, answers, recorded_at=recorded_at)
    found = np.array([one.has_point for _, one in answers], dtype=bool)
    rows = addressed.rows[is_new].reset_index(drop=True)[found].reset_index(drop=True)
    placed = (
        _place(session, replace(addressed, rows=rows), recorded_at=recorded_at, new_id=new_id) if found.any() else {}
    )
    return placed | {"address_unknown": int((~found).sum())}


def _place(session: Session, addressed: Addressed, *, recorded_at: Any, new_id: Callable[[], UUID]) -> dict[str, int]:
    placed = addressed.doubted(place_many(session, addressed.rows))
    ids = pd.Series([UUID(key) for key in addressed.rows["source_key"]], dtype=object)
    issue_rows.add_placements(session, placement_rows(placed, ids, recorded_at=recorded_at), new_id=new_id)
    issue_rows.follow(session, ids.tolist())
    regrade_segments(session, segments_of(session, ids.tolist()))
    return count_decisions(placed)


def _says_more(before: Answer | None, now: Located) -> bool:
    """Tell whether an answer is to be kept: it says something else than the last one, and takes no place away."""
    if before is None:
        return True
    if before.x is not None and not now.has_point:
        return False
    x, y, within_m = (now.known.x, now.known.y, now.within_m) if now.known and now.has_point else (None, None, None)
    return Answer(now.certainty, now.confidence, now.reasons, x, y, within_m) != before


def _rows(sought: Sequence[Waiting]) -> pd.DataFrame:
    """Return issues as an import has those that came without a position."""
    count = len(sought)
    nothing = np.full(count, np.nan)
    words = {
        "source_key": [str(one.issue) for one in sought],
        "address": [one.address for one in sought],
        "road_name": [one.road_name for one in sought],
        "segment_id": [None] * count,
    }
    texts = {name: pd.Series(values, dtype="string") for name, values in words.items()}
    return pd.DataFrame({"x": nothing, "y": nothing, "accuracy_m": nothing, **texts})


def _look_up_all(session: Session, task: Task) -> dict[str, Any]:
    total, after = LookedUp(), None
    while True:
        part = look_up_part(session, task.by, new_id=task.new_id, after=after, progress=task.progress)
        total, after = total.with_more(part), part.last
        if after is None:
            return {"sought": total.sought, "effects": total.effects}


LOOK_UP: Final = JobKind(
    "address.again",
    Label("주소 다시 찾기", "Look addresses up again"),
    PERMISSION,
    _look_up_all,
    most=Most(own=1, all=1),
)
"""Look up again every address that an issue waits for; cancelled, nothing of it is kept, and asked for again it is done anew."""
