"""The same seed makes the same city and the same facts, in any process and with any ids."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gis_data.demo import City, Facts, build_city, build_facts
from mapper.spatial.segmenting import cut_alleys

CHECKOUT = Path(__file__).resolve().parents[2]
SIZE, SEED, AS_OF = 800, 11, date(2026, 3, 2)

ELSEWHERE = """
import sys
sys.path[:0] = sys.argv[1:3]
from test_determinism import fingerprint_of_everything
print(fingerprint_of_everything())
"""


def city_bytes(city: City) -> bytes:
    frames = (city.districts, city.alleys)
    return b"".join(
        frame.drop(columns="geometry").to_csv().encode() + b"".join(frame.geometry.to_wkb()) for frame in frames
    )


def facts_bytes(facts: Facts) -> bytes:
    return b"".join(frame.to_csv().encode() for frame in vars(facts).values())


def fingerprint_of_everything() -> str:
    city = build_city(seed=SEED, segments=SIZE)
    segments = cut_alleys(city.alleys, city.districts).segments
    names = city.alleys.set_index("source_id")["name"]
    segments = segments.assign(id=segments["fingerprint"], name=segments["source_id"].map(names))
    facts = build_facts(seed=SEED, segments=segments, as_of=AS_OF)
    return hashlib.sha256(city_bytes(city) + facts_bytes(facts)).hexdigest()


def test_two_builds_are_equal() -> None:
    first, second = (build_city(seed=SEED, segments=SIZE) for _ in range(2))
    assert city_bytes(first) == city_bytes(second)


def test_another_seed_makes_another_city() -> None:
    first, second = (build_city(seed=seed, segments=SIZE) for seed in (1, 2))
    assert city_bytes(first) != city_bytes(second)
    assert first.districts.geometry.equals(second.districts.geometry)


def test_another_process_makes_the_same_city_and_facts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(CHECKOUT), str(Path(__file__).parent)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "12345"},
    )
    assert done.stdout.strip() == fingerprint_of_everything()


def test_facts_depend_neither_on_ids_nor_on_the_order_of_segments(town: gpd.GeoDataFrame) -> None:
    other = town.sample(frac=1, random_state=5).reset_index(drop=True)
    other["id"] = [f"other-{number}" for number in range(len(other))]
    name_of = {
        **dict(zip(town["id"], town["fingerprint"], strict=True)),
        **dict(zip(other["id"], other["fingerprint"], strict=True)),
    }
    first, second = (build_facts(seed=SEED, segments=segments, as_of=AS_OF) for segments in (town, other))
    for one, two in zip(vars(first).values(), vars(second).values(), strict=True):
        if "segment_id" in one:
            one["segment_id"], two["segment_id"] = (frame["segment_id"].map(name_of) for frame in (one, two))
        pd.testing.assert_frame_equal(one, two)
