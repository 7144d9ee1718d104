"""Give the case worker of a made city somebody to follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import shapely

from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.first_case import FirstCase, FirstStep
from mapper.domain.household import Household, Tier
from mapper.domain.reader import Reader
from mapper.operations.crisis.casework import Draft, Intake, take_in_with_records
from mapper.operations.crisis.entering import Look
from mapper.operations.vault.envelopes import Vault
from mapper.store.engine import Session
from mapper.store.field_area import segments


def take_in_first_cases(
    session: Session,
    vault: Vault,
    cases: Sequence[FirstCase],
    *,
    city: Session,
    by: Reader,
    now: datetime,
    random: Random,
) -> None:
    """Take made households in, each at a street of a district of a case worker, as long ago as they say.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    cases : sequence of FirstCase
        What is known of them, and what was written.
    city : Session
        For the streets; only read.
    by : Reader
        Who follows them.
    now : datetime
        This moment.
    random : Random
        Says where they live.
    """

    def _ago(days: int) -> Look:
        return Look(by, Reason("counsel"), now - timedelta(days=days))

    vault.keys.begin(vault.cipher, now=now)  # else it would say to be as old as the oldest case
    first = min(by.districts or ())
    streets_of = {code: segments(city, [code])[1] for code in {case.district_code or first for case in cases}}
    for case in sorted(cases, key=lambda one: -one.days_ago):
        district_code = case.district_code or first
        streets = streets_of[district_code]
        street = streets[random.randrange(len(streets))]
        home = Household(case.address, people=case.people)
        if not case.sealed:
            (x, y), *_ = shapely.get_coordinates(street.interpolate(0.5, normalized=True)).tolist()
            home = replace(home, x=x, y=y)
        intake = Intake(home, district_code, Tier.SEALED if case.sealed else Tier.CASE, case.typed)
        take_in_with_records(session, vault, intake, _ago(case.days_ago), _drafts(case.steps, _ago))


def _drafts(steps: Sequence[FirstStep], look_at: Callable[[int], Look]) -> list[tuple[Draft, Look]]:
    written: list[UUID] = []
    drafts: list[tuple[Draft, Look]] = []
    for step in steps:
        look = look_at(step.days_ago)
        on = look.now.astimezone(KST).date()
        draft = Draft(
            id=uuid4(),
            what=step.what,
            on=on,
            typed=step.typed,
            about=None if step.of is None else written[step.of],
            due_on=None if step.due_in is None else on + timedelta(days=step.due_in),
        )
        drafts.append((draft, look))
        written.append(draft.id)
    return drafts
