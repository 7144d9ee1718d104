"""Figures, not times: what is suggested as a double, by our rule and by that of FixMyStreet (same category, 250 m).

``python -m bench.duplicates --segments 5000 [--sf311 cases.csv]``. The labelled set is the demo city, whose recipe knows
which complaints are about one incident. Every complaint is asked about in the order of filing, against all that was filed
before it and has a position. Recall is the share of doubles whose incident is suggested; a suggestion of another incident
is false. Cases of San Francisco, a sample, have no network and hardly ever both halves of a double: of them the table tells
how many of those that staff noted as duplicates get a suggestion at all.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_data.demo import build_city, build_facts, build_issues_told
from gis_data.demo.places import R68
from mapper.domain.category import category_by_id
from mapper.domain.duplicate import Foot, Street, network_distances
from mapper.spatial.network import SNAP_M, shared_ends
from mapper.spatial.segmenting import cut_alleys

SEED: Final = 2024
LAST_DAY: Final = date(2024, 7, 4)
THEIRS_M: Final = 250.0
RADII_M: Final = (10.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, THEIRS_M)
METRES_PER_DEGREE: Final = 111_195.0
TIMES: Final = (2.0, 2.5, 3.0, 3.5, 4.0)

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """A later complaint, an earlier one, how far they are apart, and whether they are of one incident.

    Attributes
    ----------
    far : ndarray, shape (n,)
        By the rule, in its unit.
    same : ndarray of bool, shape (n,)
        By the recipe.
    """

    far: NDArray[np.float64]
    same: NDArray[np.bool_]

    def within(self, radius: float) -> tuple[int, int]:
        """Count right and wrong suggestions within a radius."""
        near = self.far <= radius
        return int((near & self.same).sum()), int((near & ~self.same).sum())


def demo_segments(segments: int) -> gpd.GeoDataFrame:
    """Make the segments of a demo city, without a database."""
    city = build_city(seed=SEED, segments=segments)
    cut = cut_alleys(city.alleys, city.districts).segments
    named = cut.merge(city.alleys[["source_id", "name", "width_m"]], on="source_id", validate="many_to_one")
    named.insert(0, "id", [f"segment-{number}" for number in range(len(named))])
    return named


def demo_complaints(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make what was filed with a position, in order of time, with its incident."""
    complaints = build_facts(seed=SEED, segments=segments, as_of=LAST_DAY).complaints
    incidents = build_issues_told(seed=SEED, segments=segments, as_of=LAST_DAY)
    return complaints.assign(incident=incidents).dropna(subset=["x", "y"]).reset_index(drop=True)


def at_one_spot(complaints: pd.DataFrame, segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Move the doubles to where the thing is, on a segment, each as far off as its phone says it is."""
    lines = segments.geometry.to_numpy()[np.flatnonzero(segments["graded"])]
    points = _points(complaints["x"], complaints["y"])
    on = lines[shapely.STRtree(lines).nearest(points)]
    spots = shapely.get_coordinates(shapely.line_interpolate_point(on, shapely.line_locate_point(on, points)))
    first = complaints.groupby("incident").cumcount().eq(0).to_numpy()
    number = complaints["incident"].map(dict(zip(complaints["incident"][first], np.flatnonzero(first), strict=True)))
    doubled = complaints["incident"].duplicated(keep=False).to_numpy()
    seen = spots[number] + np.random.default_rng(SEED).normal(size=spots.shape) * _errors(complaints)[:, None]
    x, y = np.where(doubled, seen.T, complaints[["x", "y"]].to_numpy().T)
    return complaints.assign(x=x, y=y)


def straight_pairs(complaints: pd.DataFrame, kind: NDArray[np.object_]) -> Pairs:
    """Pair complaints of the same kind within the radius of FixMyStreet [m]."""
    one, other, far = _near(complaints, kind)
    return Pairs(far, _same(complaints, one, other))


def explained_pairs(complaints: pd.DataFrame, kind: NDArray[np.object_]) -> Pairs:
    """Pair them by how many times the error of both positions explains the distance."""
    one, other, far = _near(complaints, kind)
    error = _errors(complaints)
    return Pairs(far / np.hypot(error[one], error[other]), _same(complaints, one, other))


def _near(complaints: pd.DataFrame, kind: NDArray[np.object_]) -> tuple[Positions, Positions, NDArray[np.float64]]:
    points = _points(complaints["x"], complaints["y"])
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=THEIRS_M)
    kept = (other < one) & (kind[one] == kind[other])
    one, other = one[kept], other[kept]
    return one, other, np.asarray(shapely.distance(points[one], points[other]))


def _same(complaints: pd.DataFrame, one: Positions, other: Positions) -> NDArray[np.bool_]:
    incident = complaints["incident"].to_numpy()
    return np.asarray(incident[one] == incident[other])


def _errors(complaints: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray(complaints["accuracy_m"].fillna(complaints["accuracy_m"].median()) / R68)


def network_pairs(
    complaints: pd.DataFrame, segments: gpd.GeoDataFrame, kind: NDArray[np.object_], within_m: float
) -> Pairs:
    """Pair complaints of the same kind within a distance along the network."""
    lines = segments.geometry.to_numpy()
    graded = np.flatnonzero(segments["graded"])
    points = _points(complaints["x"], complaints["y"])
    streets = graded[shapely.STRtree(lines[graded]).nearest(points)]
    along = shapely.line_locate_point(lines[streets], points)
    feet = shapely.line_interpolate_point(lines[streets], along)
    incident = complaints["incident"].to_numpy()
    network = _Network(lines)
    one, other = shapely.STRtree(feet).query(feet, predicate="dwithin", distance=within_m)
    kept = (other < one) & (kind[one] == kind[other])
    far, same = [], []
    for number, earlier in pd.Series(other[kept]).groupby(one[kept]):
        begin = Foot(int(streets[number]), float(along[number]))
        ends = [Foot(int(streets[place]), float(along[place])) for place in earlier]
        far += network.distances(feet[number], begin, ends, within_m)
        same += (incident[earlier] == incident[number]).tolist()
    return Pairs(np.array([np.inf if one is None else one for one in far]), np.array(same, dtype=bool))


class _Network:
    def __init__(self, lines: NDArray[Any]) -> None:
        self._tree = shapely.STRtree(lines)
        ends, lengths = shared_ends(lines, within_m=SNAP_M).tolist(), shapely.length(lines).tolist()
        self._streets = [Street((one, other), length) for (one, other), length in zip(ends, lengths, strict=True)]

    def distances(self, at: Any, begin: Foot, ends: list[Foot], within_m: float) -> list[float | None]:
        around = self._tree.query(at, predicate="dwithin", distance=within_m).tolist()
        place = {street: number for number, street in enumerate({*around, *(foot.street for foot in (begin, *ends))})}
        streets = [self._streets[street] for street in place]
        moved = [Foot(place[foot.street], foot.along_m) for foot in (begin, *ends)]
        return network_distances(streets, moved[0], moved[1:], within_m=within_m)


def demo_table(segments: int) -> Iterator[str]:
    """Tell what the rules suggest in a demo city, as its recipe scatters doubles along a segment and at one spot."""
    ground = demo_segments(segments)
    scattered = demo_complaints(ground)
    doubles = int(scattered["incident"].duplicated().sum())
    yield f"demo city, {len(ground)} segments: {len(scattered)} complaints with a position, {doubles} of them doubles"
    yield f"{'doubles':<12}{'rule':<36}{'radius':>8}{'recall':>9}{'false':>9}"
    for what, complaints in (("scattered", scattered), ("at one spot", at_one_spot(scattered, ground))):
        for rule, unit, radii, pairs in _rules(complaints, ground):
            for radius in radii:
                right, wrong = pairs.within(radius)
                yield f"{what:<12}{rule:<36}{radius:>6g} {unit}{right / doubles:>9.3f}{wrong:>9}"


def _rules(complaints: pd.DataFrame, ground: gpd.GeoDataFrame) -> Iterator[tuple[str, str, tuple[float, ...], Pairs]]:
    category = complaints["category"].to_numpy(dtype=object)
    group = np.array([category_by_id(one).effects[0].item for one in category], dtype=object)
    yield "same category, straight line", "m", RADII_M, straight_pairs(complaints, category)
    for name, kind in (("category", category), ("group", group)):
        yield f"same {name}, along the network", "m", RADII_M, network_pairs(complaints, ground, kind, THEIRS_M)
        yield f"same {name}, by the error of both", "σ", TIMES, explained_pairs(complaints, kind)


def sf311_table(path: Path) -> Iterator[str]:
    """Tell what straight lines of both lengths suggest among cases of San Francisco that were open."""
    with path.open(newline="", encoding="utf-8") as file:
        cases = sorted(csv.DictReader(file), key=lambda case: case["Opened"])
    noted = np.array(["dup" in case["Status.Notes"].lower() for case in cases])
    lat, lon = (np.array([float(case[name]) for case in cases]) for name in ("Lat", "Long"))
    points = _points(lon * np.cos(np.radians(lat.mean())) * METRES_PER_DEGREE, lat * METRES_PER_DEGREE)
    opened = np.array([_seconds(case["Opened"]) for case in cases])
    closed = np.array([np.inf if case["Closed"] == "NA" else _seconds(case["Closed"]) for case in cases])
    category = np.array([case["Category"] for case in cases], dtype=object)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=THEIRS_M)
    kept = (other < one) & (category[one] == category[other]) & (closed[other] > opened[one])
    one, other = one[kept], other[kept]
    far = shapely.distance(points[one], points[other])
    yield f"San Francisco, {len(cases)} cases: {int(noted.sum())} noted as duplicates"
    yield f"{'radius':>8}{'noted with a suggestion':>26}{'suggestions to others':>24}"
    for radius in RADII_M:
        near = one[far <= radius]
        yield f"{radius:>6.0f} m{len(np.unique(near[noted[near]])):>26}{int((~noted[near]).sum()):>24}"


def _points(x: Any, y: Any) -> NDArray[np.object_]:
    return np.asarray(shapely.points(x, y), dtype=object)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(f"{moment}+00:00").timestamp()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=5_000)
    parser.add_argument("--sf311", type=Path)
    arguments = parser.parse_args()
    for line in demo_table(arguments.segments):
        print(line)
    if arguments.sf311:
        for line in sf311_table(arguments.sf311):
            print(line)


if __name__ == "__main__":
    main()
