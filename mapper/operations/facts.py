"""Load surveys, issues and complaints: placed on segments, stored once however often they come."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from mapper.domain.issue import status_after
from mapper.domain.placement import Decision, Method
from mapper.errors import StatusMoveRefused
from mapper.frames import COMPLAINTS, ISSUE_EVENTS, ISSUES, SURVEYS, plain
from mapper.operations.placing import count_decisions, place_many
from mapper.store import issues as issue_rows
from mapper.store import surveys as survey_rows
from mapper.store.engine import Session

COMPLAINT_SEVERITY: Final = 2
"""What a complaint weighs until someone has looked: 보통, unverified."""

_COMPLAINT_PREFIX: Final = "complaint:"
Known = dict[str, tuple[str, datetime]]


@dataclass(frozen=True)
class Loading:
    """How rows are written.

    Attributes
    ----------
    recorded_at : datetime
        For rows that do not say when they became known.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    """

    recorded_at: datetime
    new_id: Callable[[], UUID]
    import_id: UUID | None = None


@dataclass(frozen=True)
class Loaded:
    """What loading did.

    Attributes
    ----------
    effects : dict
        Counts by name.
    refused : list of str
        A sentence for each row that cannot be stored; with any of them nothing must be kept.
    """

    effects: dict[str, Any]
    refused: list[str] = field(default_factory=list)


def load_surveys(session: Session, surveys: pd.DataFrame, loading: Loading) -> Loaded:
    """Store surveys; one without a segment is placed, and refused unless it is surely on one.

    Parameters
    ----------
    session : Session
        Not committed.
    surveys : DataFrame
        By the contract SURVEYS.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``new`` and ``known`` rows.
    """
    SURVEYS.check(surveys)
    known = survey_rows.known_by_key(session, surveys["source_key"].tolist())
    fresh = surveys[~surveys["source_key"].isin(known)].reset_index(drop=True)
    placed = place_many(session, fresh.assign(road_name=pd.Series([None] * len(fresh), dtype="string")))
    refused = _clashes(surveys, known, ("surveyor", "walked_at"))
    refused += [
        f"Survey {key}: {_why(decision)}; name its segment in the column segment_id, or correct its place."
        for key, decision in zip(fresh["source_key"], placed["decision"], strict=True)
        if decision != Decision.ASSIGNED
    ]
    if not refused:
        rows = fresh.assign(segment_id=placed["segment_id"], method=placed["method"], probability=placed["probability"])
        survey_rows.add(session, rows, **vars(loading))
    return Loaded({"new": len(fresh), "known": len(surveys) - len(fresh)}, refused)


def load_issues(session: Session, issues: pd.DataFrame, events: pd.DataFrame, loading: Loading) -> Loaded:
    """Store issues with their events and place each on a segment, or leave it 미배정.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : DataFrame
        By the contract ISSUES.
    events : DataFrame
        By the contract ISSUE_EVENTS.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``new`` and ``known`` rows, new ``events`` of either, and how many were assigned, are to be asked about,
        or 미배정.
    """
    ISSUES.check(issues)
    ISSUE_EVENTS.check(events)
    known = issue_rows.known_by_key(session, issues["source_key"].tolist())
    fresh = issues[~issues["source_key"].isin(known)].reset_index(drop=True)
    placed = place_many(session, fresh)
    told = issue_rows.events_of(session, list(known))
    new_events = _without_known(events, told)
    refused = _clashes(issues, known, ("category", "reported_at"))
    refused += [*_unknown_segments(fresh, placed), *_bad_moves(pd.concat([told, new_events]))]
    if not refused:
        ids = issue_rows.add(session, fresh, **vars(loading))
        _save_placements(session, fresh, ids, placed, loading)
        by_key = issue_rows.ids_by_key(session, issues["source_key"].tolist())
        rows = new_events.assign(issue_id=new_events["issue_key"].map(by_key))
        issue_rows.add_events(session, rows, recorded_at=loading.recorded_at, new_id=loading.new_id)
    effects = {"new": len(fresh), "known": len(issues) - len(fresh), "events": len(new_events)}
    return Loaded(effects | count_decisions(placed), refused)


def load_complaints(session: Session, complaints: pd.DataFrame, loading: Loading) -> Loaded:
    """Store complaints; each opens an unverified issue until a person merges what is the same.

    Parameters
    ----------
    session : Session
        Not committed.
    complaints : DataFrame
        By the contract COMPLAINTS.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``new`` and ``known`` rows, and how many were assigned, are to be asked about, or 미배정.
    """
    COMPLAINTS.check(complaints)
    opened = _opened_by(complaints)
    known = issue_rows.known_by_key(session, opened["source_key"].tolist())
    is_new = ~opened["source_key"].isin(known)
    fresh, issues = (frame[is_new].reset_index(drop=True) for frame in (complaints, opened))
    placed = place_many(session, issues)
    refused = _clashes(opened, known, ("category", "reported_at"))
    if not refused:
        ids = issue_rows.add(session, issues, **vars(loading))
        _save_placements(session, issues, ids, placed, loading)
        issue_rows.add_complaints(session, fresh.assign(issue_id=pd.Series(ids, dtype=object)), **vars(loading))
    effects = {"new": len(fresh), "known": len(complaints) - len(fresh)} | count_decisions(placed)
    return Loaded(effects, refused)


def _opened_by(complaints: pd.DataFrame) -> pd.DataFrame:
    nothing = pd.Series([None] * len(complaints), dtype="string")
    shared = complaints[["category", "x", "y", "accuracy_m", "road_name", "recorded_at"]]
    return shared.assign(
        source_key=_COMPLAINT_PREFIX + complaints["source_key"],
        severity=COMPLAINT_SEVERITY,
        segment_id=nothing,
        origin=pd.Series(["complaint"] * len(complaints), dtype="string"),
        description=nothing,
        reported_at=complaints["filed_at"],
    )


def _save_placements(
    session: Session, issues: pd.DataFrame, ids: list[UUID], placed: pd.DataFrame, loading: Loading
) -> None:
    recorded = [loading.recorded_at if value is None else value for value in plain(issues["recorded_at"])]
    offers = [
        json.dumps(offer if decision == Decision.ASK else {})
        for offer, decision in zip(placed["offer"], placed["decision"], strict=True)
    ]
    rows = placed.assign(
        issue_id=pd.Series(ids, dtype=object),
        offer=pd.Series(offers, dtype=object),
        recorded_at=pd.Series(recorded, dtype=object),
    )
    issue_rows.add_placements(session, rows, new_id=loading.new_id)


def _clashes(rows: pd.DataFrame, known: Known, columns: tuple[str, str]) -> list[str]:
    """Name rows whose id is stored with other content: not the same file again, but another one that reuses ids."""
    return [
        f"{key}: another row is stored under this id ({known[key][0]}, {known[key][1].isoformat()}); "
        "ids must be unique across files, such as by a prefix."
        for key, *content in zip(rows["source_key"], *(rows[column] for column in columns), strict=True)
        if key in known and tuple(content) != known[key]
    ]


def _why(decision: str) -> str:
    if decision == Decision.ASK:
        return "several segments are possible"
    return "no graded segment is there"


def _unknown_segments(issues: pd.DataFrame, placed: pd.DataFrame) -> list[str]:
    lost = (placed["method"] == Method.PICKED) & (placed["decision"] != Decision.ASSIGNED)
    return [
        f"Issue {key}: no graded segment has the id {segment}; correct it, or leave it blank and give a place."
        for key, segment in issues.loc[lost.to_numpy(), ["source_key", "segment_id"]].itertuples(index=False)
    ]


def _without_known(events: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is stored already: the same thing at the same time to the same issue."""
    columns = ["issue_key", "kind", "occurred_at"]
    stored = set(told[columns].itertuples(index=False, name=None))
    is_new = [row not in stored for row in events[columns].itertuples(index=False, name=None)]
    return events[np.array(is_new, dtype=bool)]


def _bad_moves(events: pd.DataFrame) -> list[str]:
    refused = []
    ordered = events.sort_values("occurred_at", kind="stable")
    for key, kinds in ordered.groupby("issue_key", sort=True)["kind"]:
        try:
            status_after(kinds, issue=str(key))
        except StatusMoveRefused as error:
            refused.append(error.message)
    return refused
