"""What somebody would try who looks for a household, in part: on the product, and on a weak build that it bites.

`make attack` tries all of it, many times, with what measures time.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pytest
from playwright.sync_api import Browser

from attack import __main__ as program
from attack.attack import Attack, Outcome, Verdict, tried
from attack.attacks import ATTACKS
from attack.home import make_home
from attack.measure import auc, auc_of_many, surely
from attack.public import MOST_AUC
from attack.target import Target
from attack.targets import product, weak
from attack.traces import Traces
from attack.world import open_worlds
from mapper.crs import KOREA_TM, WGS84, transformer

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


def test_attacks_are_told_apart_and_every_result_is_written_at_once(tmp_path: Path, monkeypatch: Any) -> None:
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS) == 27
    assert len(SAMPLED) >= program.FEWEST_BITTEN, "each of which the weak build is seen to fail above"
    monkeypatch.setattr(program, "OUT", tmp_path / "out" / "attacks.json")
    for attack, whole in ((ATTACKS[1], True), (ATTACKS[0], False), (ATTACKS[2], True)):
        verdict = Verdict(attack, Outcome(passed=True, figure="a"), Outcome(passed=False, figure="b"))
        program.write(verdict.entry() | {"whole": whole, "seconds": 1})
    written = json.loads((tmp_path / "out" / "attacks.json").read_text("utf-8"))
    assert [(one["id"], one["product"], one["weak"]) for one in written] == [
        (attack.id, "pass", "fail") for attack in ATTACKS[:3]
    ]
    assert [program._is_known(attack) for attack in ATTACKS[:4]] == [False, True, True, False]


def test_a_run_of_all_attacks_fails_when_the_weak_build_fails_fewer_than_twenty() -> None:
    def entries(bitten: int, of: int = len(ATTACKS), product: str = "pass") -> list[dict[str, str]]:
        return [{"product": product, "weak": "fail" if number < bitten else "pass"} for number in range(of)]

    assert program.FEWEST_BITTEN == 20
    assert program.holds(entries(20))
    assert not program.holds(entries(19)), "they do not bite"
    assert program.holds(entries(1, of=1)), "one alone says nothing of the others"
    assert not program.holds(entries(1, of=1, product="fail"))


def test_one_address_that_tells_is_heard_among_twenty() -> None:
    numbers = np.random.default_rng(7)
    pairs = [(numbers.gamma(3, size=100), numbers.gamma(3, size=100)) for _ in range(20)]
    assert not any(surely(auc(*pair), 100, 100) > MOST_AUC for pair in pairs)
    pairs[7] = (pairs[7][0] + 3, pairs[7][1])
    assert auc_of_many(pairs) <= MOST_AUC, "all together hide it"
    assert [surely(auc(*pair), 100, 100) > MOST_AUC for pair in pairs].index(True) == 7
    assert surely(0.5, 2000, 2000) > 0.46


def test_a_home_is_found_in_every_encoding_and_nobody_in_noise() -> None:
    homes = [make_home(number, 958_000.25 + 31 * number, 1_971_000.5 + 17 * number, "11") for number in range(20)]
    traces = Traces(homes)
    assert len(traces.encodings) >= 12
    assert "H3" in traces.encodings
    home = homes[7]
    lon, lat = transformer(KOREA_TM, WGS84).transform(home.x, home.y)
    for written in (
        f"[{home.x}, {home.y}]".encode(),
        home.address.encode("utf-16-le"),
        home.phone.replace("-", "").encode(),
        home.name.encode("cp949") + home.notes.encode(),
        h3.latlng_to_cell(lat, lon, 12).encode(),
        struct.pack("<Q", h3.str_to_int(h3.latlng_to_cell(lat, lon, 15))),
    ):
        assert {hit.number for hit in traces.found(b"\0" * 13 + written + b"\xff" * 9)} == {7}
    assert traces.found(f"{home.x} is a coordinate of many places, {homes[8].y} as well".encode()) == set()
    assert traces.found(bytes(range(256)) * 400) == set()
