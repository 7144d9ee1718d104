"""Many households taken in at once, sealed as one is: one entry of the log for each district, as for a brought file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
import shapely
from sqlalchemy import insert

from mapper.domain.blind_index import terms_of
from mapper.domain.calendar import KST
from mapper.domain.household import Household, Tier, check, period_of
from mapper.operations.crisis.entering import Look, enter, log, place_of, ready_to_seal
from mapper.operations.crisis.layout import Layout
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import blind_terms, cells
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session
from mapper.store.tables import CaseAssignmentRow, CaseRow, HouseholdRow

_ACTION: Final = "household.take_in"


def take_in_many(
    session: Session, vault: Vault, homes: Mapping[str, Sequence[Household]], looks: Mapping[str, Look]
) -> dict[str, list[UUID]]:
    """Take households in, each followed by who looks after its district; return their ids by district, in their order."""
    return {code: _take_in(session, vault, code, some, looks[code]) for code, some in homes.items() if some}


def _take_in(session: Session, vault: Vault, code: str, homes: Sequence[Household], look: Look) -> list[UUID]:
    enter(session, look, _ACTION)
    ready_to_seal(session, vault, look.now)
    ids = [uuid4() for _ in homes]
    log(session, look, _ACTION, [(one, code) for one in ids])
    on = look.now.astimezone(KST).date()
    within = _cells(session, code, on.year, homes)
    kept, opened, followed = [], [], []
    for household_id, home, cell_id in zip(ids, homes, within, strict=True):
        check(home, Tier.CASE)
        key, wrapped = vault.new_key(household_id)
        envelope = vault.seal(key, home.to_bytes(), place_of(household_id, Tier.CASE.value, code, 1))
        sealed = Sealed(
            household_id,
            code,
            cell_id,
            Tier.CASE.value,
            period_of(on),
            on,
            1,
            envelope,
            wrapped.sealed,
            wrapped.version,
        )
        case_id = uuid4()
        kept.append(asdict(sealed))
        opened.append({"id": case_id, "household_id": household_id, "district_code": code, "opened_on": on})
        followed.append(_followed(case_id, code, look))
    for row, values in ((HouseholdRow, kept), (CaseRow, opened), (CaseAssignmentRow, followed)):
        session.execute(insert(row), values)
    terms = [(household_id, term) for household_id, home in zip(ids, homes, strict=True) for term in terms_of(home)]
    buckets = Layout(session).buckets_of(vault, [term for _, term in terms])
    blind_terms.add(session, [(one, code, *found) for (one, _), found in zip(terms, buckets, strict=True)])
    return ids


def _followed(case_id: UUID, code: str, look: Look) -> dict[str, Any]:
    user_id = look.by.user_id
    return {"id": uuid4(), "case_id": case_id, "district_code": code, "user_id": user_id, "began_at": look.now,
            "assigned_by": user_id}  # fmt: skip


def _cells(session: Session, code: str, year: int, homes: Sequence[Household]) -> list[UUID | None]:
    known = cells.of_district(session, code, year)
    found: list[UUID | None] = [None] * len(homes)
    if known:
        places = np.array([(home.x, home.y) for home in homes], dtype=np.float64)
        at, cell = shapely.STRtree([shape for _, shape in known]).query(shapely.points(places), predicate="intersects")
        for number, which in zip(
            at[::-1], cell[::-1], strict=True
        ):  # on a border the first, as `cells.cell_at` takes it
            found[int(number)] = known[int(which)][0]
    return found
