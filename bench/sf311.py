"""Cases of San Francisco 311, of which staff noted some as duplicates, read as plain CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from bench.duplicate_pairs import THEIRS_M, Pairs, near_pairs
from mapper.domain.duplicate import AGREEING_SIGMAS, NEAR_M
from mapper.domain.placement import position_sigma

METRES_PER_DEGREE: Final = 111_195.0


def sf311_table(path: Path) -> Iterator[str]:
    """Tell what both rules suggest among cases of San Francisco that were open, which have neither error nor network."""
    with path.open(newline="", encoding="utf-8") as file:
        cases = sorted(csv.DictReader(file), key=lambda case: case["Opened"])
    noted = np.array(["dup" in case["Status.Notes"].lower() for case in cases])
    named = _named(cases)
    pairs = _sf311_pairs(cases, named)
    yield f"San Francisco, {len(cases)} cases: {noted.sum()} noted as duplicates, {len(named)} of them of a case of the file"
    yield f"{'rule':>26}{'recall':>9}{'false':>8}{'noted with any':>16}"
    for name, near, (recall, false) in (
        ("FixMyStreet within 250 m", pairs.apart_m <= THEIRS_M, pairs.theirs()),
        (
            f"ours, {AGREEING_SIGMAS:g} σ",
            pairs.apart_m <= np.maximum(AGREEING_SIGMAS * pairs.sigma_m, NEAR_M),
            pairs.ours(),
        ),
    ):
        yield f"{name:>26}{recall:>9.3f}{false:>8}{len(np.unique(pairs.later[near & noted[pairs.later]])):>16}"
    if not named:
        yield "No half of a double is in this file: its recall, and so false suggestions at equal recall, cannot be told."


def _named(cases: list[dict[str, str]]) -> set[tuple[int, int]]:
    """Return the pairs of cases of which the note of one that is a duplicate names the other."""
    place = {case["CaseID"]: number for number, case in enumerate(cases)}
    told = [
        (number, place[one])
        for number, case in enumerate(cases)
        if "dup" in case["Status.Notes"].lower()
        for one in re.findall(r"\d+", case["Status.Notes"])
        if place.get(one, number) != number
    ]
    return {(max(pair), min(pair)) for pair in told}


def _sf311_pairs(cases: list[dict[str, str]], named: set[tuple[int, int]]) -> Pairs:
    lat, lon = (np.array([float(case[name]) for case in cases]) for name in ("Lat", "Long"))
    points = shapely.points(lon * np.cos(np.radians(lat.mean())) * METRES_PER_DEGREE, lat * METRES_PER_DEGREE)
    opened = np.array([_seconds(case["Opened"]) for case in cases])
    closed = np.array([np.inf if case["Closed"] == "NA" else _seconds(case["Closed"]) for case in cases])
    later, earlier, apart = near_pairs(points, np.array([case["Category"] for case in cases], dtype=object))
    is_open = closed[earlier] > opened[later]
    later, earlier, apart = later[is_open], earlier[is_open], apart[is_open]
    unknown = position_sigma(np.full(len(later), np.nan))
    return Pairs(
        later=later,
        earlier=earlier,
        apart_m=apart,
        sigma_m=np.hypot(unknown, unknown),
        way_m=apart,
        same_category=np.ones(len(later), dtype=bool),
        same=np.array([pair in named for pair in zip(later.tolist(), earlier.tolist(), strict=True)], dtype=bool),
        doubles=len({later for later, _ in named}),
    )


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(f"{moment}+00:00").timestamp()
