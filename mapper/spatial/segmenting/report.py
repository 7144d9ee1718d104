"""What cutting lines into segments did, for the officer who imports them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.spatial.segmenting.doubles import DoubledRows


@dataclass(frozen=True)
class Double:
    """A line, or parts of one, left out because another one stands for it.

    Attributes
    ----------
    source_id, kept_source_id : str
        The line left out and the one kept.
    reason : str
        ``same`` for the same shape within half a metre, ``contained`` for a line that lies wholly on the
        other, ``overlap`` for parts that the other repeats.
    length_m : float
        What was left out [m].
    """

    source_id: str
    kept_source_id: str
    reason: str
    length_m: float


@dataclass(frozen=True, eq=False)
class CutReport:
    """What went in, what came out, and what was noticed on the way.

    Attributes
    ----------
    lines, segments : int
        Source lines in, segments out.
    graded_segments, context_segments : int
        Segments to survey and grade, and the others.
    graded_km, context_km : float
        Their lengths [km].
    junctions : int
        Places where three or more lines or parts of lines meet.
    stubs : int
        Segments shorter than 30 m with a free end.
    equal_cuts : int
        Cuts made because a stretch between junctions was too long.
    doubles : tuple of Double
        What was left out as drawn twice, in order of source id.
    without_length : tuple of str
        Source ids of lines left out because all their vertices are one place.
    outside : tuple of str
        Source ids of lines with no part in any district; empty when no districts were given.
    lengths : DataFrame
        Per ``alley_key``: ``in_m`` of its lines, ``out_m`` of its segments, ``doubles_m`` left out [m].
    """

    lines: int
    segments: int
    graded_segments: int
    context_segments: int
    graded_km: float
    context_km: float
    junctions: int
    stubs: int
    equal_cuts: int
    doubles: tuple[Double, ...]
    without_length: tuple[str, ...]
    outside: tuple[str, ...]
    lengths: pd.DataFrame

    @property
    def largest_difference_m(self) -> float:
        """The largest difference of an alley's length in and out, doubles counted [m].

        Returns
        -------
        float
            0.0 when there are no alleys.
        """
        difference = self.lengths["in_m"] - self.lengths["out_m"] - self.lengths["doubles_m"]
        return float(difference.abs().max()) if len(difference) else 0.0


def describe_doubles(lines: gpd.GeoDataFrame, rows: DoubledRows, *, reason: str) -> pd.DataFrame:
    """Say which lines are left out and why.

    Parameters
    ----------
    lines : GeoDataFrame
        The lines that were compared, with ``source_id`` and ``alley_key``.
    rows : DoubledRows
        Which of them to leave out.
    reason : str
        Of those that repeat another one; the others lie on it and are ``contained``.

    Returns
    -------
    DataFrame
        One row per line left out: the fields of ``Double``, and ``alley_key``.
    """
    left_out, kept = lines.iloc[rows.left_out], lines.iloc[rows.kept]
    return pd.DataFrame(
        {
            "source_id": left_out["source_id"].to_numpy(),
            "kept_source_id": kept["source_id"].to_numpy(),
            "reason": np.where(rows.contained, "contained", reason),
            "length_m": left_out.length.to_numpy(),
            "alley_key": left_out["alley_key"].to_numpy(),
        }
    )


def account(
    sources: gpd.GeoDataFrame,
    segments: gpd.GeoDataFrame,
    doubles: pd.DataFrame,
    *,
    junctions: int,
    equal_cuts: int,
    located: bool,
) -> CutReport:
    """Draw up the account of a cut.

    Parameters
    ----------
    sources : GeoDataFrame
        By the contract ALLEY_LINES: all that went in.
    segments : GeoDataFrame
        By the contract SEGMENTS: what came out.
    doubles : DataFrame
        What was left out, as ``describe_doubles`` says it.
    junctions, equal_cuts : int
        How many were found and made.
    located : bool
        Whether districts were given.

    Returns
    -------
    CutReport
        Lengths are those of the shapes that went in and came out, measured alike.
    """
    graded, length_km = segments["graded"], segments["length_m"] / 1000
    inside = set(segments["source_id"][segments["district_code"].notna()])
    left_out = doubles.groupby(["source_id", "kept_source_id", "reason"], as_index=False)["length_m"].sum()
    return CutReport(
        lines=len(sources),
        segments=len(segments),
        graded_segments=int(graded.sum()),
        context_segments=int((~graded).sum()),
        graded_km=float(length_km[graded].sum()),
        context_km=float(length_km[~graded].sum()),
        junctions=junctions,
        stubs=int(segments["stub"].sum()),
        equal_cuts=equal_cuts,
        doubles=tuple(Double(*row) for row in left_out.itertuples(index=False)),
        without_length=tuple(sources["source_id"][sources.length == 0]),
        outside=tuple(i for i in segments["source_id"].unique() if i not in inside) if located else (),
        lengths=_lengths(sources, segments, doubles),
    )


def _lengths(sources: gpd.GeoDataFrame, segments: gpd.GeoDataFrame, doubles: pd.DataFrame) -> pd.DataFrame:
    sums = {
        "in_m": sources.length.groupby(sources["alley_key"]).sum(),
        "out_m": segments["length_m"].groupby(segments["alley_key"]).sum(),
        "doubles_m": doubles["length_m"].groupby(doubles["alley_key"]).sum(),
    }
    return pd.DataFrame(sums).fillna(0.0).rename_axis("alley_key")
