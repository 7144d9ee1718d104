"""Decisions of meetings and what became of them, as known at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.decision import Followed
from mapper.domain.meeting import Ties
from mapper.store.meetings import HELD, IN_REACH, Signed
from mapper.store.tables import DecisionMoveRow, DecisionRow


@dataclass(frozen=True)
class Decided:
    """What was decided, as it is written.

    Attributes
    ----------
    words : str
        What.
    ties : Ties
        What on the map it is about.
    item : UUID or None
        The item of the agenda that it is about.
    team : UUID or None
        Who sees to it.
    due : date or None
        By when.
    """

    words: str
    ties: Ties
    item: UUID | None
    team: UUID | None
    due: date | None


@dataclass(frozen=True)
class Known:
    """From where decisions are looked at.

    Attributes
    ----------
    at : datetime
        What was recorded later is not known.
    as_of : date
        What became of them after this Korean date has not happened.
    """

    at: datetime
    as_of: date


_READ: Final = f"""
    WITH held AS ({HELD}), latest AS (
        SELECT DISTINCT ON (decision_id) * FROM decision WHERE recorded_at <= :known
        ORDER BY decision_id, recorded_at DESC, id
    )
    SELECT latest.decision_id, latest.meeting_id, latest.id, item_id, title, held.kind, held_at, district_codes, words,
        segment_ids, issue_ids, latest.team_id, team.name, due, coalesce(move.state, 'open'), move.occurred_on,
        move.reason, user_account.name
    FROM latest JOIN held ON held.meeting_id = latest.meeting_id LEFT JOIN team ON team.id = latest.team_id
    LEFT JOIN LATERAL (
        SELECT * FROM decision_move WHERE decision_move.decision_id = latest.decision_id
            AND decision_move.recorded_at <= :known AND occurred_on <= :as_of
        ORDER BY occurred_on DESC, decision_move.recorded_at DESC, decision_move.id LIMIT 1
    ) AS move ON true
    LEFT JOIN user_account ON user_account.id = move.user_id
    WHERE NOT withdrawn AND %s ORDER BY held_at, latest.decision_id
"""


def decisions(
    session: Session, codes: Sequence[str] | None, known: Known, *, since: datetime, until: datetime
) -> list[Followed]:
    """Read what was decided at meetings that were held in a period.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of the districts of the meetings; None for all.
    known : Known
        From where they are looked at.
    since, until : datetime
        When the meetings began: from the first to before the second.

    Returns
    -------
    list of Followed
        In order of time.
    """
    held = f"NOT cancelled AND {IN_REACH} AND held_at >= :since AND held_at < :until"
    return _read(session, held, known, codes=None if codes is None else list(codes), since=since, until=until)


def decisions_of(session: Session, meeting_id: UUID, known: Known) -> list[Followed]:
    """Read what one meeting decided.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : Known
        From where they are looked at.

    Returns
    -------
    list of Followed
        In any order.
    """
    return _read(session, "latest.meeting_id = :meeting", known, meeting=meeting_id)


def decisions_on(session: Session, items: Sequence[UUID], known: Known) -> list[Followed]:
    """Read what was decided about items of agendas.

    Parameters
    ----------
    session : Session
        Only read.
    items : sequence of UUID
        Which.
    known : Known
        From where they are looked at.

    Returns
    -------
    list of Followed
        In order of time.
    """
    return _read(session, "latest.item_id = ANY(CAST(:items AS uuid[]))", known, items=list(items))


def decisions_about(
    session: Session,
    codes: Sequence[str] | None,
    known: Known,
    *,
    segments: Sequence[UUID] = (),
    issues: Sequence[UUID] = (),
) -> list[Followed]:
    """Read what was decided about segments or issues.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of the districts of the meetings; None for all.
    known : Known
        From where they are looked at.
    segments, issues : sequence of UUID
        About any of them.

    Returns
    -------
    list of Followed
        In order of time.
    """
    about = (
        f"NOT cancelled AND {IN_REACH} AND latest.decision_id IN (SELECT decision_id FROM decision"
        " WHERE segment_ids && CAST(:segments AS uuid[]) OR issue_ids && CAST(:issues AS uuid[]))"
        " AND (segment_ids && CAST(:segments AS uuid[]) OR issue_ids && CAST(:issues AS uuid[]))"
    )
    ids = {"segments": list(segments), "issues": list(issues)}
    return _read(session, about, known, codes=None if codes is None else list(codes), **ids)


def add_decision(
    session: Session,
    meeting_id: UUID,
    decided: Decided,
    signed: Signed,
    *,
    decision_id: UUID,
    withdrawn: bool = False,
) -> None:
    """Write a decision down, or write it down anew.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    decided : Decided
        What was decided.
    signed : Signed
        By whom; its id is that of a new decision too.
    decision_id : UUID
        Of the decision.
    withdrawn : bool
        Whether it was never decided, and written down by mistake.
    """
    session.execute(
        insert(DecisionRow).values(
            **vars(signed),
            decision_id=decision_id,
            meeting_id=meeting_id,
            item_id=decided.item,
            words=decided.words,
            segment_ids=list(decided.ties.segments),
            issue_ids=list(decided.ties.issues),
            team_id=decided.team,
            due=decided.due,
            withdrawn=withdrawn,
        )
    )


def add_move(session: Session, decision_id: UUID, signed: Signed, *, state: str, reason: str | None, on: date) -> None:
    """Write down what became of a decision.

    Parameters
    ----------
    session : Session
        Not committed.
    decision_id : UUID
        Of the decision.
    signed : Signed
        By whom.
    state : str
        Where it stands now.
    reason : str or None
        Why.
    on : date
        Korean date on which it was so.
    """
    values = {"decision_id": decision_id, "state": state, "reason": reason, "occurred_on": on}
    session.execute(insert(DecisionMoveRow).values(**vars(signed), **values))


def _read(session: Session, which: str, known: Known, **values: Any) -> list[Followed]:
    found = session.execute(text(_READ % which), {"known": known.at, "as_of": known.as_of, **values})
    return [_followed(row) for row in found]


def _followed(row: Sequence[Any]) -> Followed:
    decision, meeting, version, item, title, kind, held_at, codes, words, segments, issues, *rest = row
    held_on = held_at.astimezone(KST).date()
    parts = tuple(codes), words, tuple(segments), tuple(issues)
    return Followed(decision, meeting, version, item, title, kind, held_on, *parts, *rest)
