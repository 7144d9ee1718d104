"""What is said when the reference system of a file cannot be settled: why, and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from pyproj import CRS

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.errors import CrsUnclear, WrongCrs
from mapper.importers.claim import GIVEN, CrsClaim
from mapper.importers.fault import shown
from mapper.importers.reference.candidate import Candidate, Outline
from mapper.importers.reference.position import Sample

_SPELLED_OUT: Final = 6


def not_understood(claim: CrsClaim, text: str, *, file: str) -> WrongCrs:
    """Refuse what is no name of a reference system and no description of one.

    Parameters
    ----------
    claim : CrsClaim
        Who says it.
    text : str
        What is said.
    file : str
        Named in the sentence.

    Returns
    -------
    WrongCrs
        With the text.
    """
    if claim.by_person:
        message = (
            f"{GIVEN} {shown(text)!r} is not understood, expected e.g. EPSG:{KOREA_TM} or EPSG:{WGS84}; correct it."
        )
        return WrongCrs(message, found=text, expected=f"EPSG:{KOREA_TM}")
    message = f"{file}: {claim.said_by} {shown(text)} is not understood; say which it is, e.g. {GIVEN} EPSG:{WGS84}."
    return WrongCrs(message, file=file, found=shown(text))


def without_datum(claim: CrsClaim, described: CRS, *, file: str) -> WrongCrs:
    """Refuse a system that is none of those in use and cannot be brought to them safely.

    Parameters
    ----------
    claim : CrsClaim
        Who says it.
    described : CRS
        What is said.
    file : str
        Named in the sentence.

    Returns
    -------
    WrongCrs
        With its name and datum.
    """
    name = shown(described.name)
    datum = shown(described.datum.name) if described.datum else "none"
    message = (
        f"{file}: {claim.said_by} describes {name!r} with the datum {datum!r}, which is none of the systems in use in"
        f" Korea and from which no safe way leads to them; say which of them it is, e.g. {GIVEN} EPSG:{KOREA_TM}, or"
        " export the layer again in one of them."
    )
    return WrongCrs(message, file=file, found=name, datum=datum)


def other_unit(sample: Sample, crs: CRS, name: str, fitting: Sequence[Candidate], *, file: str) -> WrongCrs:
    """Refuse metres in a system of degrees, or the other way round.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    crs : CRS
        What they are said to be in.
    name : str
        Its name.
    fitting : sequence of Candidate
        Those that would put it where it can be.
    file : str
        Named in the sentence.

    Returns
    -------
    WrongCrs
        Naming the CRS, the first such position and the option that settles it.
    """
    first = int(np.flatnonzero(sample.degrees != crs.is_geographic)[0])
    numbers, unit = ("metres", "degrees") if crs.is_geographic else ("degrees", "metres")
    likely = f" They fit {_spelled(fitting)}." if fitting else ""
    example = fitting[0].system.name if fitting else f"EPSG:{KOREA_TM if crs.is_geographic else WGS84}"
    message = (
        f"{file} has coordinates such as ({sample.x[first]:g}, {sample.y[first]:g}): these look like {numbers}, but"
        f" {name} is in {unit}; say which CRS they are in, e.g. {GIVEN} {example}.{likely}"
    )
    return WrongCrs(message, file=file, found=numbers, expected=unit, crs=name, candidates=_reports(fitting))


def elsewhere(
    sample: Sample,
    claim: CrsClaim,
    crs: CRS,
    name: str,
    fitting: Sequence[Candidate],
    *,
    file: str,
    outline: Outline | None,
) -> WrongCrs:
    """Refuse a system that puts most of a file where it cannot be, when another one would not.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    claim : CrsClaim
        Who says it.
    crs : CRS
        What is said.
    name : str
        Its name.
    fitting : sequence of Candidate
        Those that would put it where it can be.
    file : str
        Named in the sentence.
    outline : tuple of float or None
        What the city already has, when it was looked at.

    Returns
    -------
    WrongCrs
        Naming them, with the place of one position under each.
    """
    x, y, row = sample.typical
    lon, lat = transformer(crs, WGS84).transform(x, y)
    where = "the part of Korea it is made for" if outline is None else "it, or the districts already stored"
    message = (
        f"{file}: {claim.said_by} says {name}, but that puts row {row} ({x:.10g}, {y:.10g}) at lon {lon:.5f}, lat"
        f" {lat:.5f}, and most rows outside {where}. It would be where it can be in {_spelled(fitting)}. Say which one"
        f" it is, e.g. {GIVEN} {fitting[0].system.name}."
    )
    return WrongCrs(message, file=file, found=name, candidates=_reports(fitting), sample=_shown(sample))


def unclear(sample: Sample, claim: CrsClaim, fitting: Sequence[Candidate], *, file: str, near: bool) -> CrsUnclear:
    """Ask which system metres are in, when nothing is said and several fit.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    claim : CrsClaim
        Who is silent.
    fitting : sequence of Candidate
        Those that fit.
    file : str
        Named in the sentence.
    near : bool
        Whether all of them put it near the districts already stored.

    Returns
    -------
    CrsUnclear
        With the place of one position under each.
    """
    where = " near the districts already stored" if near else ""
    message = (
        f"{_silent(sample, claim, file=file)} fit{where}: {_spelled(fitting)}. Ask who made it and say which"
        f" one it is, e.g. {GIVEN} {fitting[0].system.name}."
    )
    return CrsUnclear(message, file=file, candidates=_reports(fitting), sample=_shown(sample))


def nothing_fits(sample: Sample, claim: CrsClaim, exchanged: Sequence[Candidate], *, file: str) -> WrongCrs:
    """Ask which system metres are in, when nothing is said and none fits.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    claim : CrsClaim
        Who is silent.
    exchanged : sequence of Candidate
        Those that would fit if east and north were exchanged.
    file : str
        Named in the sentence.

    Returns
    -------
    WrongCrs
        With what would help.
    """
    remedy = f"ask who made it, and give it with {GIVEN}"
    if exchanged:
        remedy = f"with east and north exchanged they fit {_spelled(exchanged)}: exchange the two columns"
    message = f"{_silent(sample, claim, file=file)} look like metres, but fit no system in the part of Korea it is made for; {remedy}."
    return WrongCrs(message, file=file, found="metres", candidates=_reports(exchanged), sample=_shown(sample))


def _silent(sample: Sample, claim: CrsClaim, *, file: str) -> str:
    x, y, row = sample.typical
    return f"{file}: {claim.said_by} names no CRS, and its coordinates, such as ({x:.10g}, {y:.10g}) in row {row},"


def _shown(sample: Sample) -> dict[str, float]:
    x, y, row = sample.typical
    return {"x": x, "y": y, "row": row}


def _spelled(fitting: Sequence[Candidate]) -> str:
    more = len(fitting) - _SPELLED_OUT
    return "; ".join(map(str, fitting[:_SPELLED_OUT])) + (f"; and {more} more" if more > 0 else "")


def _reports(fitting: Sequence[Candidate]) -> list[dict[str, object]]:
    return [found.report() for found in fitting]
