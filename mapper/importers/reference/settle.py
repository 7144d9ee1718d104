"""Settle which reference system the coordinates of a file are in, once, with the reason.

The rule, in the order in which it is applied:

1. What a person says with ``--crs`` stands above what the file says.
2. What is said is read by its parameters (`recognise`), never by its name or code alone. A system unknown here is taken
   as it is described when PROJ knows its datum; else it is asked for.
3. What is said must agree with the numbers: degrees for degrees, and most positions in the part of Korea that the
   system is for and near the districts already stored. When they are not, and another system would put them there, the
   file is refused and those are named. Nothing is put right in silence.
4. When nothing is said, numbers up to 360 are degrees of WGS 84, as GeoJSON and GPS write them.
5. When nothing is said of metres, every system in use is tried (`candidates`). The only one that fits is taken. A
   layer of the road-name address map that fits UTM-K is in UTM-K on GRS 80, as its publisher says of all of them: that
   settles 5179 against 5178, and nothing else, since somebody may have projected the file and lost its ``.prj``.
   Otherwise a person is asked: 5174, 2097 and 5181 share their numbers and lie hundreds of metres apart, as do 5178 and
   5179; 5181 and 5186 differ by 100 km.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.importers.claim import GIVEN, CrsClaim
from mapper.importers.fault import shown
from mapper.importers.reason import Reason, because, spelled
from mapper.importers.reference.candidate import Outline, candidates, holds, mostly_near
from mapper.importers.reference.korean_systems import System, recognise
from mapper.importers.reference.naming import understood
from mapper.importers.reference.position import Sample
from mapper.importers.reference.refusal import (
    elsewhere,
    not_understood,
    nothing_fits,
    other_unit,
    unclear,
    without_datum,
)

_NOTICED_M: Final = 1.0


@dataclass(frozen=True)
class Settled:
    """The reference system of a file.

    Attributes
    ----------
    crs : CRS
        It; axes are always taken as east, north.
    name : str
        Its code, or its name when it has none.
    reasons : tuple of Reason
        Why this one.
    """

    crs: CRS
    name: str
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> str:
        """All of them in one sentence."""
        return spelled(self.reasons)

    def at(self, sample: Sample) -> dict[str, Any] | None:
        """Show where it puts a typical position, so that a person can check.

        Parameters
        ----------
        sample : Sample
            Positions of the file.

        Returns
        -------
        dict of str to Any or None
            x, y, lon, lat and row; None when it puts it nowhere.
        """
        if not len(sample):
            return None
        x, y, row = sample.typical
        lon, lat = transformer(self.crs, WGS84).transform(x, y)
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return None
        return {"x": x, "y": y, "lon": round(lon, 6), "lat": round(lat, 6), "row": row}


def settle(
    sample: Sample, claim: CrsClaim, *, file: str, outline: Outline | None = None, layer: str | None = None
) -> Settled:
    """Settle which reference system positions are in.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    claim : CrsClaim
        What is said about them.
    file : str
        Named in sentences.
    outline : tuple of float or None
        What the city already has: west, south, east, north in EPSG:5179 [m].
    layer : str or None
        Which layer of the road-name address map it is (`address_map_layer`).

    Returns
    -------
    Settled
        With the reason.

    Raises
    ------
    WrongCrs
        When what is said is not understood, or the numbers speak against it, or nothing fits them.
    CrsUnclear
        When nothing is said and several systems fit.
    """
    if claim.text is not None:
        return _claimed(sample, claim, claim.text, file=file, outline=outline)
    if 2 * sample.degrees.sum() >= len(sample):
        crs = CRS.from_epsg(WGS84)
        return Settled(crs, crs.to_string(), (because("degrees", said_by=claim.said_by),))
    return _unclaimed(sample, claim, file=file, outline=outline, layer=layer)


def _claimed(sample: Sample, claim: CrsClaim, text: str, *, file: str, outline: Outline | None) -> Settled:
    described = understood(text)
    if described is None:
        raise not_understood(claim, text, file=file)
    system = recognise(described)
    if system is None and not _known_to_proj(described):
        raise without_datum(claim, described, file=file)
    settled = _taken(sample, claim, text, described, system)
    if 2 * (sample.degrees != settled.crs.is_geographic).sum() > len(sample):
        fitting = candidates(sample, None) if settled.crs.is_geographic else ()
        raise other_unit(sample, settled.crs, settled.name, fitting, file=file)
    stored = None if claim.by_person else outline
    fitting = () if _plausible(sample, settled.crs, stored) else candidates(sample, stored)
    if fitting:
        raise elsewhere(sample, claim, settled.crs, settled.name, fitting, file=file, outline=stored)
    return settled


def _unclaimed(sample: Sample, claim: CrsClaim, *, file: str, outline: Outline | None, layer: str | None) -> Settled:
    near = candidates(sample, outline)
    # a file of the whole province lies outside the city in every system
    fitting = near or candidates(sample, None)
    official = [found.system for found in fitting if layer and found.system.code == KOREA_TM]
    systems = official or [found.system for found in fitting]
    if not fitting:
        raise nothing_fits(sample, claim, candidates(sample.exchanged, outline), file=file)
    if len(systems) > 1:
        raise unclear(sample, claim, fitting, file=file, near=outline is not None and bool(near))
    [system] = systems
    only = because("only_near" if outline and near else "only_in_korea", said_by=claim.said_by)
    reason = because("address_map", said_by=claim.said_by, layer=layer) if official else only
    return Settled(system.crs, system.name, (reason,))


def _taken(sample: Sample, claim: CrsClaim, text: str, described: CRS, system: System | None) -> Settled:
    if system is None:
        name = shown(described.name)
        own = because("given", option=GIVEN) if claim.by_person else because("describes", said_by=claim.said_by)
        return Settled(described, name, (own,))
    if claim.by_person:
        reasons = [because("given", option=GIVEN)]
    elif "[" in text:
        reasons = [because("parameters", said_by=claim.said_by, name=shown(described.name))]
    else:
        reasons = [because("says", said_by=claim.said_by, text=shown(text))]
    off = _apart(described, system.crs, sample)
    if off > _NOTICED_M:
        datum = "no datum" if described.datum is None else shown(described.datum.name)
        reasons.append(because("literally_off", datum=datum, metres=off))
    return Settled(system.crs, system.name, tuple(reasons))


def _apart(one: CRS, other: CRS, sample: Sample) -> float:
    if not len(sample):
        return 0.0
    x, y, _ = sample.typical
    return math.dist(*(transformer(crs, KOREA_TM).transform(x, y) for crs in (one, other)))


def _known_to_proj(crs: CRS) -> bool:
    try:
        Transformer.from_crs(crs, CRS.from_epsg(KOREA_TM), always_xy=True, allow_ballpark=False)
    except ProjError:
        return False
    return True


def _plausible(sample: Sample, crs: CRS, outline: Outline | None) -> bool:
    # swapped rows are named one by one later, and can be repaired
    return any(
        2 * holds(crs, way).sum() >= len(way) and mostly_near(crs, way, outline) for way in (sample, sample.exchanged)
    )
