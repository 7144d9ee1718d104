"""Make a release of density, and approve it: made once, by two people, never changed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

from mapper.domain.access import require_all
from mapper.domain.calendar import KST
from mapper.domain.cell_tree import CellTree
from mapper.domain.density_fidelity import fidelity, stated
from mapper.domain.density_rule import EPSILON, MOST_OUTBOUND, Area, areas_outbound, areas_shown, band, tally
from mapper.domain.discrete_laplace import draw
from mapper.domain.population import HALVES, Population, read_population
from mapper.domain.reader import Reader
from mapper.domain.release_audit import Release, is_of_the_tree, silenced
from mapper.errors import InvalidInput, NotAllowed, NotFound, ProofNeeded, ReleaseRefused
from mapper.operations.crisis.entering import is_fresh
from mapper.operations.density.counting import Counted, count
from mapper.operations.density.freezing import freeze, frozen_tree
from mapper.operations.density.written import OUTBOUND, PLANNER, areas_of, write
from mapper.operations.vault.envelopes import Vault
from mapper.store import density_releases as rows
from mapper.store.crisis.identity import reach
from mapper.store.density_releases import Kept
from mapper.store.engine import Session, hold_alone
from mapper.store.write_log import log_write

PERMISSION: Final = "density.release"
LONGEST_REASON: Final = 500
_LOCK: Final = "density"


@dataclass(frozen=True)
class Asked:
    """What somebody wants to release.

    Attributes
    ----------
    population : Population
        Of whom.
    audience : str
        `PLANNER` or `OUTBOUND`.
    by : Reader
        Who stands for it.
    now : datetime
        This moment.
    proved_at : datetime or None
        When they last proved who they are, besides logging in.
    """

    population: Population
    audience: str
    by: Reader
    now: datetime
    proved_at: datetime | None = None


def publish(session: Session, vault: Vault, asked: Asked, *, operator: Reader) -> Kept:
    """Make a release, if nobody did, and let somebody stand for it; with the second one it is released.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    asked : Asked
        What, and who stands for it.
    operator : Reader
        Who runs the job, at the machine.

    Returns
    -------
    Kept
        As it stands now.

    Raises
    ------
    NotAllowed
        When it is not for them.
    InvalidInput
        When the period is not over.
    ReleaseRefused
        When they stand for it already, it is decided, comes after a later one, or too many went out in the year.
    """
    _enter(session, asked)
    kept = _found(session, asked)
    if kept is None:
        kept = _make(session, vault, asked, operator=operator)
        rows.add(session, kept)
        _log_release(session, asked, "density.make", kept)
    return _approve(session, asked, kept)


def approve(session: Session, asked: Asked) -> Kept:
    """Stand for a release that was made; with the second person it is released.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    asked : Asked
        Which, and who stands for it.

    Returns
    -------
    Kept
        As it stands now.

    Raises
    ------
    NotAllowed
        When it is not for them.
    ProofNeeded
        When they have not just proved who they are, as for whatever else a second person allows.
    NotFound
        When it was not made.
    ReleaseRefused
        When they stand for it already, or it is decided.
    """
    _enter(session, asked)
    if not is_fresh(asked.proved_at, asked.now):
        raise ProofNeeded("This needs a fresh proof of who you are; give the code of the second factor once more.")
    return _approve(session, asked, _made(session, asked))


def decline(session: Session, asked: Asked, reason: str) -> Kept:
    """Decline a release that waits: its period is not said, now or later.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    asked : Asked
        Which, and who declines.
    reason : str
        For those who release, and the log.

    Returns
    -------
    Kept
        As it stands now. Whatever is released later is held against it, as somebody saw it.

    Raises
    ------
    NotAllowed
        When it is not for them.
    InvalidInput
        When no reason is given, or a long one.
    NotFound
        When it was not made.
    ReleaseRefused
        When it is decided.
    """
    _enter(session, asked)
    kept, by, words = _made(session, asked), asked.by, " ".join(reason.split())
    if not 0 < len(words) <= LONGEST_REASON:
        message = f"The reason has {len(words)} characters, expected 1 to {LONGEST_REASON}; say why in a sentence."
        raise InvalidInput(message, field="reason")
    _require_waiting(kept)
    if by.user_id is None:
        raise NotAllowed("A release is declined by users with accounts of their own; give the name of one.")
    rows.decline(session, kept.id, by.user_id, by.name, words, now=asked.now)
    _log_release(session, asked, "density.decline", kept)
    return _made(session, asked)


def _made(session: Session, asked: Asked) -> Kept:
    if (kept := _found(session, asked)) is None:
        raise NotFound(f"Nothing was made of {asked.population} for {asked.audience}; see `golmok density show`.")
    return kept


def _require_waiting(kept: Kept) -> None:
    if kept.is_released:
        raise ReleaseRefused(f"{kept.period} is released already, and is never changed.", period=kept.period)
    if kept.declined:
        raise ReleaseRefused(f"{kept.period} was declined, and is not released any more.", period=kept.period)


def _approve(session: Session, asked: Asked, kept: Kept) -> Kept:
    by = asked.by
    if by.user_id is None:
        raise NotAllowed("A release is approved by users with accounts of their own; give the name of one.")
    _require_waiting(kept)
    if rows.stands_for(session, kept.id, by.user_id):
        message = f"{by.name} stands for {kept.period} already; a second person has to approve it."
        raise ReleaseRefused(message, period=kept.period)
    rows.approve(session, kept.id, by.user_id, by.name, now=asked.now)
    _log_release(session, asked, "density.approve", kept)
    found = _found(session, asked)
    assert found is not None  # noqa: S101 - it was stored in this transaction
    return found


def preview(session: Session, vault: Vault, asked: Asked, *, operator: Reader) -> Kept:
    """Work out what a release would say; nothing is stored but the tree, if there was none, and the look.

    Parameters
    ----------
    session : Session
        Of the staff role, to be committed: everybody who counts is opened.
    vault : Vault
        Of this machine.
    asked : Asked
        What.
    operator : Reader
        Who runs the job, at the machine.

    Returns
    -------
    Kept
        Not stored.

    Raises
    ------
    InvalidInput
        When the period is not over, or noise would have to be drawn, which is done once.
    ReleaseRefused
        When another release is not of its tree.
    """
    if asked.audience == OUTBOUND:
        message = "What goes out cannot be tried: its noise is drawn once, and trying twice would take it away."
        raise InvalidInput(message, field="outbound")
    _enter(session, asked)
    return _make(session, vault, asked, operator=operator)


def _enter(session: Session, asked: Asked) -> None:
    require_all(PERMISSION, asked.by)
    reach(session, None)
    hold_alone(session, _LOCK)


def _make(session: Session, vault: Vault, asked: Asked, *, operator: Reader) -> Kept:
    """Work a release out, as fine as it may be beside all that was ever released."""
    population, now = asked.population, asked.now
    if now.astimezone(KST).date() <= population.last_day:
        message = f"{population} is not over until {population.last_day}; density is released of past periods only."
        raise InvalidInput(message, field="period")
    before = rows.every(session)
    if asked.audience == OUTBOUND:
        _require_budget(before, asked)
    else:
        _require_order(before, population)
    tree = freeze(session, population.year, by=operator, now=now, new_id=uuid4)
    counted = count(session, vault, population, tree, by=operator, now=now)
    tallies = tally(tree, counted.homes)
    if asked.audience == OUTBOUND:
        areas, found = areas_outbound(tree, tallies, _noise), None
    else:
        finest = Release(population, tree, areas_shown(tree, tallies, newly=bool(population.half)))
        areas = silenced(_ledger(session, before), finest, lambda path: band(tallies[path].cases)).areas
        found = _correlation(tree, areas, counted)
    body = write(asked.audience, population, tree, areas, correlation=found)
    return rows.new_release(
        asked.audience, str(population), population.year, body=body, digest=sha256(body).digest(), now=now
    )


def _noise() -> int:
    return draw(EPSILON, secrets.randbelow)


def _ledger(session: Session, before: Sequence[Kept]) -> list[Release]:
    """Return all that was ever released with bounds; one of a second geography would undo all the others."""
    told = [_as_release(session, kept) for kept in before if kept.audience == PLANNER]
    if not all(is_of_the_tree(release) for release in told):
        raise ReleaseRefused(
            "A release says something of places that are not of its tree; bring back a dump before it."
        )
    return told


def _correlation(tree: CellTree, areas: Sequence[Area], counted: Counted) -> float | None:
    shapes = [tree.by_path[area.path].boundary for area in areas]
    found = fidelity(tree.by_path[""].boundary, shapes, [area.middle for area in areas], counted.places)
    return None if found is None else stated(found)


def _require_order(before: Sequence[Kept], population: Population) -> None:
    """Refuse what comes late: every release is held against those before it, and a stock against both its half-years."""
    made = [read_population(kept.period) for kept in before if kept.audience == PLANNER]
    if later := [str(one) for one in made if one.order > population.order]:
        message = f"{later[0]} was made before {population}; periods are released in their order, and this one never."
        raise ReleaseRefused(message, period=str(population))
    halves = [] if population.half else [Population(population.year, half) for half in HALVES]
    if missing := [str(half) for half in halves if half not in made]:
        message = f"The stock of {population} is held against its half-years; publish {' and '.join(missing)} first."
        raise ReleaseRefused(message, period=str(population))


def _require_budget(before: Sequence[Kept], asked: Asked) -> None:
    """Refuse what would tell more than 1.0 of a household: by the year of the data, and by the year in which it goes out.

    What was made counts, approved or not: its noise is drawn, and somebody has seen it.
    """
    this_year = asked.now.astimezone(KST).year
    out = [kept for kept in before if kept.audience == OUTBOUND]
    of_year = sum(kept.year == asked.population.year for kept in out)
    in_year = sum(kept.recorded_at.astimezone(KST).year == this_year for kept in out)
    if max(of_year, in_year) >= MOST_OUTBOUND:
        message = (
            f"{MOST_OUTBOUND} releases with noise were made of {asked.population.year} or in {this_year}; no more."
        )
        raise ReleaseRefused(message, period=str(asked.population))


def _as_release(session: Session, kept: Kept) -> Release:
    tree = frozen_tree(session, kept.year)
    assert tree is not None  # noqa: S101 - a foreign key says so
    return Release(read_population(kept.period), tree, areas_of(kept))


def _found(session: Session, asked: Asked) -> Kept | None:
    wanted = (asked.audience, str(asked.population))
    return next((kept for kept in rows.every(session) if (kept.audience, kept.period) == wanted), None)


def _log_release(session: Session, asked: Asked, action: str, kept: Kept) -> None:
    subject = f"{kept.audience} {kept.period}"
    log_write(session, asked.by, action, subject=subject, now=asked.now, digest=kept.digest.hex())
