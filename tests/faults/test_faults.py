"""What is done to the machine for real, in part: quick faults, once each. `make faults` does all, many times."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from faults.fault import Fault, require, suffered
from faults.faults import FAULTS
from faults.ground import Ground, open_ground

pytestmark = pytest.mark.timeout(400)  # each waits longer than usual to see how long a recovery takes

SAMPLED = [fault for fault in FAULTS if fault.sampled]
ROWS = {f"RF-{number:02}" for number in (*range(1, 14), *range(15, 20))}
ROWS_OF_PHONES = {f"RF-{number:02}" for number in (*range(1, 9), 17, 18)}


@pytest.fixture(scope="module")
def ground(browser: Browser) -> Iterator[Ground]:
    """One city for all; nothing that was started over its copies is alive in the end."""
    with open_ground(rounds=1, chromium=browser.browser_type, sampling=True) as opened:
        yield opened
        assert opened.left() == []


def test_every_fault_has_an_id_of_its_own() -> None:
    assert len({fault.id for fault in FAULTS}) == len(FAULTS) > len(SAMPLED) > 0


def test_every_row_of_the_table_has_a_fault() -> None:
    assert {fault.row for fault in FAULTS} - {None} == ROWS
    assert {fault.row for fault in SAMPLED} >= ROWS_OF_PHONES - {"RF-07", "RF-08"}  # those are tests of the page, too


def test_a_missed_bar_is_told_and_what_was_started_is_ended(ground: Ground) -> None:
    """A fault that finds nothing wrong would be worth nothing."""

    def leave_it(on: Ground) -> float:
        on.python(on.empty(), "-c", "import time; time.sleep(600)")
        require(on.left() == [], "it is alive")
        return 0.0

    outcome = suffered(Fault("made", "nothing", "something", leave_it, row=None), ground)
    assert outcome.entry() == {"id": "made", "row": None, "result": "fail", "figure": "Missed: it is alive"}
    assert ground.left() == []


def test_what_hangs_has_failed(ground: Ground) -> None:
    def hang(on: Ground) -> str:
        return on.python(on.empty(), "-c", "import time; time.sleep(600)").finished()

    outcome = suffered(Fault("made", "nothing", "something", hang, limit=0.5, row=None), ground)
    assert outcome.result == "fail"
    assert "Overdue: not done within 0.5 s; it was at finished: wait_for(" in str(outcome.figure)
    assert ground.left() == []


@pytest.mark.parametrize("fault", SAMPLED, ids=lambda fault: fault.id)
def test_it_comes_back(fault: Fault, ground: Ground) -> None:
    outcome = suffered(fault, ground)
    assert outcome.result == "pass", outcome.figure
    assert ground.left() == []
