"""Load surveys, issues and complaints: placed on segments, stored once however often they come."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from mapper.domain.issue import status_after
from mapper.domain.placement import Decision, Method
from mapper.errors import StatusMoveRefused
from mapper.frames import COMPLAINT_PREFIX, COMPLAINTS, ISSUE_EVENTS, ISSUES, SURVEYS
from mapper.operations.address_placing import with_addresses
from mapper.operations.loading import Loaded, Loading, Refusal, without
from mapper.operations.placing import count_decisions, placement_rows
from mapper.store import issues as issue_rows
from mapper.store import surveys as survey_rows
from mapper.store.engine import Session

COMPLAINT_SEVERITY: Final = 2
"""What a complaint weighs until someone has looked: 보통, unverified."""

Known = dict[str, tuple[str, datetime]]


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
    unnamed = fresh.assign(road_name=pd.Series([None] * len(fresh), dtype="string"))
    placed = loading.place(session, unnamed, loading.progress)
    clashes = _clashes(surveys, known, ("surveyor", "walked_at"))
    unsure = [
        Refusal(
            key, f"Survey {key}: {_why(decision)}; name its segment in the column segment_id, or correct its place."
        )
        for key, decision in zip(fresh["source_key"], placed["decision"], strict=True)
        if decision != Decision.ASSIGNED
    ]
    rows = without(fresh.assign(**{name: placed[name] for name in ("segment_id", "method", "probability")}), unsure)
    survey_rows.add(session, rows, told=loading.telling("storing", len(rows)), **loading.origin)
    return Loaded({"new": len(rows), "known": len(known) - len(clashes)}, [*clashes, *unsure])


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
        ``new`` and ``known`` rows, new ``events`` of either, how many were assigned, are to be asked about, or 미배정,
        and what became of the addresses of those without a position.
    """
    ISSUES.check(issues)
    ISSUE_EVENTS.check(events)
    known = issue_rows.known_by_key(session, issues["source_key"].tolist())
    told = issue_rows.events_of(session, list(known))
    addressed = with_addresses(session, issues[~issues["source_key"].isin(known)].reset_index(drop=True))
    fresh = addressed.rows
    placed = addressed.doubted(loading.place(session, fresh, loading.progress))
    new_events = _without_known(events, told)
    refused = _clashes(issues, known, ("category", "reported_at"))
    refused += [*_unknown_segments(fresh, placed), *_bad_moves(pd.concat([told, new_events]))]
    placed = without(placed.assign(source_key=fresh["source_key"]), refused)
    fresh, new_events = without(fresh, refused), without(new_events, refused, "issue_key")
    ids = issue_rows.add(session, fresh, told=loading.telling("storing", len(fresh)), **loading.origin)
    _save_placements(session, fresh, ids, placed, loading)
    addressed.keep(session, fresh["source_key"], ids, recorded_at=loading.recorded_at)
    by_key = issue_rows.ids_by_key(session, new_events["issue_key"].unique().tolist())
    rows = new_events.assign(issue_id=new_events["issue_key"].map(by_key))
    issue_rows.add_events(session, rows, recorded_at=loading.recorded_at, new_id=loading.new_id)
    loading.progress("following", 0, 0)
    issue_rows.follow(session, list({*ids, *(by_key[key].bytes for key in rows["issue_key"].unique())}))
    known_left = len(without(issues, refused)) - len(fresh)
    effects = {"new": len(fresh), "known": known_left, "events": len(new_events)}
    return Loaded(effects | count_decisions(placed) | addressed.effects(fresh["source_key"]), refused)


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
        ``new`` and ``known`` rows, how many were assigned, are to be asked about, or 미배정, and what became of the
        addresses of those without a position.
    """
    COMPLAINTS.check(complaints)
    opened = _opened_by(complaints)
    known = issue_rows.known_by_key(session, opened["source_key"].tolist())
    is_new = ~opened["source_key"].isin(known)
    fresh, unplaced = (frame[is_new].reset_index(drop=True) for frame in (complaints, opened))
    addressed = with_addresses(session, unplaced)
    issues = addressed.rows
    placed = addressed.doubted(loading.place(session, issues, loading.progress))
    clashes = _clashes(opened, known, ("category", "reported_at"))
    ids = issue_rows.add(session, issues, told=loading.telling("storing", len(issues)), **loading.origin)
    _save_placements(session, issues, ids, placed, loading)
    addressed.keep(session, issues["source_key"], ids, recorded_at=loading.recorded_at)
    issue_rows.add_complaints(session, fresh.assign(issue_id=ids), **loading.origin)
    loading.progress("following", 0, 0)
    issue_rows.follow(session, ids)
    effects = {"new": len(fresh), "known": len(known) - len(clashes)} | count_decisions(placed)
    effects |= addressed.effects(issues["source_key"])
    own_keys = [Refusal(one.key.removeprefix(COMPLAINT_PREFIX), one.sentence) for one in clashes]
    return Loaded(effects, own_keys)


def _opened_by(complaints: pd.DataFrame) -> pd.DataFrame:
    nothing = pd.Series([None] * len(complaints), dtype="string")
    shared = complaints[["category", "x", "y", "accuracy_m", "road_name", "address", "recorded_at"]]
    return shared.assign(
        source_key=COMPLAINT_PREFIX + complaints["source_key"],
        severity=COMPLAINT_SEVERITY,
        segment_id=nothing,
        origin=pd.Series(["complaint"] * len(complaints), dtype="string"),
        description=nothing,
        reported_at=complaints["filed_at"],
    )


def _save_placements(
    session: Session, issues: pd.DataFrame, ids: pd.Series[Any], placed: pd.DataFrame, loading: Loading
) -> None:
    recorded_at = issues["recorded_at"].dt.as_unit("us").fillna(loading.recorded_at)
    rows = placement_rows(placed, ids, recorded_at=recorded_at)
    told = loading.telling("locating", len(rows))
    issue_rows.add_placements(session, rows, new_id=loading.new_id, told=told)


def _clashes(rows: pd.DataFrame, known: Known, columns: tuple[str, str]) -> list[Refusal]:
    """Name rows whose id is stored with other content: not the same file again, but another one that reuses ids."""
    again = rows[rows["source_key"].isin(known)]
    return [
        Refusal(
            key,
            f"{key}: another row is stored under this id ({known[key][0]}, {known[key][1].isoformat()}); "
            "ids must be unique across files, such as by a prefix.",
        )
        for key, *content in zip(again["source_key"], *(again[column] for column in columns), strict=True)
        if tuple(content) != known[key]
    ]


def _why(decision: str) -> str:
    if decision == Decision.ASK:
        return "several segments are possible"
    return "no graded segment is there"


def _unknown_segments(issues: pd.DataFrame, placed: pd.DataFrame) -> list[Refusal]:
    lost = (placed["method"] == Method.PICKED) & (placed["decision"] != Decision.ASSIGNED)
    return [
        Refusal(
            key, f"Issue {key}: no graded segment has the id {segment}; correct it, or leave it blank and give a place."
        )
        for key, segment in issues.loc[lost.to_numpy(), ["source_key", "segment_id"]].itertuples(index=False)
    ]


def _without_known(events: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is stored already: the same thing at the same time to the same issue."""
    columns = ["issue_key", "kind", "occurred_at"]
    stored = set(told[columns].itertuples(index=False, name=None))
    is_new = [row not in stored for row in events[columns].itertuples(index=False, name=None)]
    return events[np.array(is_new, dtype=bool)]


def _bad_moves(events: pd.DataFrame) -> list[Refusal]:
    ordered = events.sort_values("occurred_at", kind="stable")
    kinds_of: dict[str, list[str]] = {}
    for key, kind in zip(ordered["issue_key"], ordered["kind"], strict=True):
        kinds_of.setdefault(key, []).append(kind)
    refused = []
    for key in sorted(kinds_of):
        try:
            status_after(kinds_of[key], issue=key)
        except StatusMoveRefused as error:
            refused.append(Refusal(key, error.message))
    return refused
