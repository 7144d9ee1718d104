"""The reference systems Korean files are in, told from each other by their parameters.

``pyproj`` finds no code for any official ``.prj`` (``to_epsg()`` is None), because their names and datums are spelled
in their own way. What stands in them is right: the ellipsoid, the meridian, the scale and the false origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyproj import CRS

from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84
from mapper.importers.reference.parameters import Parameters, parameters_of

_KOREAN_1985: Final = 4162
_KGD2002: Final = 4737


@dataclass(frozen=True)
class System:
    """One reference system that Korean files are in.

    Attributes
    ----------
    code : int
        In the EPSG register, where its parameters are read from.
    label : str
        As people call it, in Korean.
    """

    code: int
    label: str

    @property
    def name(self) -> str:
        """Its name as ``--crs`` takes it."""
        return f"EPSG:{self.code}"

    @cached_property
    def crs(self) -> CRS:
        """It, as pyproj has it."""
        return CRS.from_epsg(self.code)

    @cached_property
    def parameters(self) -> Parameters | None:
        """Its numbers."""
        return parameters_of(self.crs)


SYSTEMS: Final = (
    System(5186, "중부원점 GRS80, 가산 60만"),
    System(5181, "중부원점 GRS80, 가산 50만"),
    System(5174, "보정 중부원점 Bessel"),
    System(2097, "중부원점 Bessel"),
    System(5187, "동부원점 GRS80, 가산 60만"),
    System(5183, "동부원점 GRS80, 가산 50만"),
    System(5176, "보정 동부원점 Bessel"),
    System(2096, "동부원점 Bessel"),
    System(5185, "서부원점 GRS80, 가산 60만"),
    System(5180, "서부원점 GRS80, 가산 50만"),
    System(5173, "보정 서부원점 Bessel"),
    System(2098, "서부원점 Bessel"),
    System(5188, "동해원점 GRS80, 가산 60만"),
    System(5184, "동해원점 GRS80, 가산 50만"),
    System(5177, "보정 동해원점 Bessel"),
    System(5182, "제주원점 GRS80, 가산 55만"),
    System(5175, "보정 제주원점 Bessel"),
    System(KOREA_TM, "UTM-K GRS80"),
    System(5178, "UTM-K Bessel"),
    System(32652, "UTM 52N"),
    System(32651, "UTM 51N"),
    System(WEB_MERCATOR, "웹 메르카토르"),
    System(WGS84, "WGS 84 경위도"),
    System(_KGD2002, "KGD2002 경위도"),
    System(_KOREAN_1985, "Bessel 경위도"),
)
"""All of them, those that files of a city are most often in first."""

IN_METRES: Final = tuple(system for system in SYSTEMS if system.crs.is_projected)
"""Those that a file of large numbers can be in."""


def recognise(crs: CRS) -> System | None:
    """Find the system that has the parameters of a CRS, whatever it is named and whatever datum it names.

    A file in Korea on the Bessel ellipsoid is on the Korean datum of 1985, whether it says so, says Tokyo, or names no
    datum; one on GRS 80 or WGS 84 is on that of 2002, which agrees with ITRF 2000 and WGS 84 to centimetres.

    Parameters
    ----------
    crs : CRS
        As a file describes it, in two dimensions.

    Returns
    -------
    System or None
        None when no system has these parameters.
    """
    found = parameters_of(crs)
    if found is None:
        return None
    agreeing = {
        system: system.parameters for system in SYSTEMS if system.parameters and found.agree_with(system.parameters)
    }
    return min(
        agreeing, key=lambda system: abs(agreeing[system].inverse_flattening - found.inverse_flattening), default=None
    )
