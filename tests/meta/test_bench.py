"""Every comparison of the bench is known, says what it compares, and is measured in turns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

Bench = Callable[[str], ModuleType]


@pytest.fixture
def bench(root: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A module of the bench, which is no package of the distribution."""
    monkeypatch.syspath_prepend(root)
    return lambda name: import_module(f"bench.{name}")


def test_every_comparison_is_registered_under_a_name_of_its_own(root: Path, bench: Bench) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (root / "bench").glob("*.py") if path.stem != "comparisons"}
    single = {file for file, text in texts.items() if "\nCOMPARISON: " in text}
    several = {file for file, text in texts.items() if "\nCOMPARISONS: " in text}
    made = [bench(file).COMPARISON for file in single] + [one for file in several for one in bench(file).COMPARISONS]
    names = [comparison.name for comparison in bench("comparisons").COMPARISONS]
    assert sorted(names) == sorted(comparison.name for comparison in made)
    assert len(set(names)) == len(names)
    assert {bench(file).COMPARISON.name.replace("-", "_") for file in single} == single


def test_every_comparison_says_what_is_equal_and_what_is_not(bench: Bench) -> None:
    for comparison in bench("comparisons").COMPARISONS:
        for sentence in (comparison.equal, comparison.unequal):
            assert len(re.findall(r"\w+", sentence)) > 10, comparison.name
            assert not sentence.endswith(".")
        assert comparison.peer
        assert comparison.unit.split()[0] in {"ms", "s", "kB", "false", "points"}


def test_sides_take_turns_and_the_ratio_is_of_medians(bench: Bench) -> None:
    turns: list[str] = []
    ours, peer = iter([2.0, 90.0, 1.0, 2.0, 2.0]), iter([6.0, 7.0, 6.0, 0.5, 6.0])

    def cost(name: str, costs: Iterator[float]) -> float:
        turns.append(name)
        return next(costs)

    sides = {"ours": lambda: cost("ours", ours), "peer": lambda: cost("peer", peer)}
    measured = measure(bench, **sides, check=lambda: turns.append("check"))
    assert turns == ["check", *["ours", "peer"] * 5]
    assert measured.noise > 0
    assert {name: value for name, value in measured.entry().items() if name != "noise"} == {
        "name": "made",
        "unit": "ms",
        "ours": 2.0,
        "peer": "somebody",
        "peer_value": 6.0,
        "ratio": 3.0,
        "bar": None,
        "met": None,
        "runs": 5,
    }


@pytest.mark.parametrize(
    ("segments", "peer", "code", "said"),
    [
        (98_000, 6.0, 0, ["2 of 2 bars are met."]),
        (98_000, 1.0, 1, ["1 of 2 bars are met.", "made-goal: 0.5× of 1× (ours 2, beside it 1 ms)"]),
        (300, 1.0, 0, ["1 of 2 bars are met (not binding", "made-goal: 0.5× of 1× (ours 2, beside it 1 ms)"]),
    ],
)
def test_a_missed_bar_is_named_and_fails_a_run_in_a_city_that_it_is_set_for(
    bench: Bench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    segments: int,
    peer: float,
    code: int,
    said: list[str],
) -> None:
    module, latest = bench("__main__"), tmp_path / "out" / "latest.json"
    # a real one of this size takes minutes
    city = SimpleNamespace(segments=range(segments), graded=range(segments), complaints=10 * segments)
    made = [
        compared(bench, "made-goal", peer, 1.0),
        compared(bench, "made-far", 9.0, 1.0),
        compared(bench, "made", 1.0),
    ]
    monkeypatch.setattr(
        bench("comparison"), "_fixed_task", lambda: None
    )  # how noisy a machine is takes a second each time
    monkeypatch.setattr(module, "open_city", lambda *_: nullcontext(city))
    monkeypatch.setattr(module, "COMPARISONS", made)
    monkeypatch.setattr(module, "LATEST", latest)
    answer = CliRunner().invoke(module.main, ["--city-in", str(tmp_path)])
    assert answer.exit_code == code, answer.output
    assert f"{segments:,} graded segments, {10 * segments:,} complaints" in answer.output
    assert "less than the 100,000 segments and 1,000,000 complaints" in answer.output
    assert [one for one in said if one not in answer.output] == []
    assert ("MISSED" in answer.output) == (len(said) > 1)
    met = {one["name"]: one["met"] for one in json.loads(latest.read_text("utf-8"))}
    assert met == {"made-goal": peer > 2, "made-far": True, "made": None}


@pytest.mark.parametrize(
    ("asked", "segments", "complaints", "is_short"),
    [
        (100_000, 100_000, 1_000_000, False),
        (100_000, 99_999, 1_000_000, True),
        (100_000, 100_000, 999_999, True),
        (3_000, 2_950, 1_180, False),
    ],
)
def test_a_city_made_for_the_bars_has_what_they_are_set_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, asked: int, segments: int, complaints: int, *, is_short: bool
) -> None:
    module = bench("__main__")
    city = SimpleNamespace(segments=range(segments), graded=range(segments), complaints=complaints)
    monkeypatch.setattr(module, "open_city", lambda *_: nullcontext(city))
    monkeypatch.setattr(module, "COMPARISONS", [])
    answer = CliRunner().invoke(module.main, ["--segments", str(asked)])
    assert answer.exit_code == int(is_short), answer.output
    assert ("1,000,000 complaints that were asked for" in answer.output) == is_short


def test_the_goals_of_the_planners_page_are_bars(bench: Bench) -> None:
    bars = {one.name: (one.bar, one.unit) for one in bench("comparisons").COMPARISONS if one.bar is not None}
    goals = {name: unit for name, (bar, unit) in bars.items() if name.endswith("-goal") and bar == 1.0}
    assert goals == dict.fromkeys(("plan-first-picture-goal", "plan-filter-goal", "plan-frames-goal"), "ms") | {
        "plan-page-goal": "kB"
    }
    assert bars["lighthouse"][0] == bars["lighthouse-accessibility"][0] == 1.0


def test_cases_of_san_francisco_are_told_where_a_file_is_given(bench: Bench, tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    head = "CaseID,Opened,Closed,Status.Notes,Category,Lat,Long"
    rows = [
        f"{number},2024-05-0{number} 09:00:00,NA,{note},Graffiti,37.77,{-122.42 + east}"
        for number, note, east in ((1, "", 0), (2, "Duplicate of 1", 0.0001), (3, "", 0.002))
    ]
    cases.write_text("\n".join([head, *rows]), "utf-8")
    assert "sf311" in {option.name for option in bench("__main__").main.params}
    told = list(bench("sf311").sf311_table(cases))
    assert told[0] == "San Francisco, 3 cases: 1 noted as duplicates, 1 of them of a case of the file"
    assert [line.split()[-3:] for line in told[2:]] == [["1.000", "2", "1"], ["1.000", "0", "1"]]


def test_sides_that_disagree_are_not_measured(bench: Bench) -> None:
    def disagree() -> None:
        raise bench("comparison").Unequal

    with pytest.raises(bench("comparison").Unequal):
        measure(bench, ours=pytest.fail, peer=pytest.fail, check=disagree)


def compared(bench: Bench, name: str, peer: float, bar: float | None = None) -> Any:
    """A comparison in which ours takes 2 ms."""
    module = bench("comparison")
    sides = module.Sides(ours=lambda: 2.0, peer=lambda: peer, check=lambda: None)
    return module.Comparison(name, "ms", "somebody", "the same", "nothing", lambda _city: nullcontext(sides), bar)


def measure(bench: Bench, **sides: object) -> object:
    module = bench("comparison")
    ready = nullcontext(module.Sides(**sides))
    made = module.Comparison("made", "ms", "somebody", "the same", "nothing", lambda _city: ready)
    return module.measure(made, None, 5)
