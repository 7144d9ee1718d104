"""What somebody would try who looks for a household, in part: on the product, and on a weak build that it bites.

`make attack` tries all of it, many times, with what measures time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from attack import __main__ as program
from attack.attack import Attack, Outcome, Verdict, tried
from attack.attacks import ATTACKS
from attack.home import make_home
from attack.target import Target
from attack.targets import product, weak
from attack.traces import Traces
from attack.world import open_worlds

pytestmark = pytest.mark.timeout(400)  # each city is a database of its own

SAMPLED = [attack for attack in ATTACKS if attack.sampled]


@dataclass(frozen=True)
class Sides:
    product: Target
    weak: Target


@pytest.fixture(scope="module")
def sides(browser: Browser) -> Iterator[Sides]:
    with open_worlds(browser, sampling=True) as worlds:
        yield Sides(product(worlds[0]), weak(worlds[1]))


@pytest.mark.parametrize("attack", SAMPLED, ids=lambda attack: attack.id)
def test_the_product_holds_and_the_weak_build_does_not(attack: Attack, sides: Sides) -> None:
    verdict = tried(attack, sides.product, sides.weak)
    assert (verdict.product.result, verdict.weak.result) == ("pass", "fail"), verdict.entry()


def test_what_breaks_off_has_shown_nothing(sides: Sides) -> None:
    def stumble(_target: Target) -> Outcome:
        raise OSError("made up")

    verdict = tried(replace(ATTACKS[0], run=stumble), sides.product, sides.weak)
    assert (verdict.product.result, verdict.weak.result) == ("fail", "pass")
    assert "OSError: made up" in verdict.entry()["figure"]


def test_attacks_are_told_apart_and_every_result_is_written(tmp_path: Path, monkeypatch: Any) -> None:
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS) > len(SAMPLED) > 0
    monkeypatch.setattr(program, "OUT", tmp_path / "out" / "attacks.json")
    first, second = (
        Verdict(attack, Outcome(passed=True, figure="a"), Outcome(passed=False, figure="b")) for attack in ATTACKS[:2]
    )
    program._write([second], amend=False)
    program._write([first], amend=True)
    written = json.loads((tmp_path / "out" / "attacks.json").read_text("utf-8"))
    assert [(one["id"], one["product"], one["weak"]) for one in written] == [
        (attack.id, "pass", "fail") for attack in ATTACKS[:2]
    ]


def test_a_home_is_found_in_every_encoding_and_nobody_in_noise() -> None:
    homes = [make_home(number, 958_000.25 + 31 * number, 1_971_000.5 + 17 * number, "11") for number in range(20)]
    traces = Traces(homes)
    assert len(traces.encodings) >= 12
    home = homes[7]
    for written in (
        f"[{home.x}, {home.y}]".encode(),
        home.address.encode("utf-16-le"),
        home.phone.replace("-", "").encode(),
        home.name.encode("cp949") + home.notes.encode(),
    ):
        assert {hit.number for hit in traces.found(b"\0" * 13 + written + b"\xff" * 9)} == {7}
    assert traces.found(f"{home.x} is a coordinate of many places, {homes[8].y} as well".encode()) == set()
    assert traces.found(bytes(range(256)) * 400) == set()
