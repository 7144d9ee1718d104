"""The numbers that make a reference system what it is, whatever it is named."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from pyproj import CRS

_RADIUS_M: Final = 1.0
_FLATTENING: Final = 0.01
_ANGLE: Final = math.radians(5e-6)
_SCALE: Final = 1e-8
_SHIFT_M: Final = 0.005

_ORIGIN: Final = ("Longitude of natural origin", "Latitude of natural origin", "False easting", "False northing")


@dataclass(frozen=True)
class Parameters:
    """A reference system without its names: what stands in a ``.prj`` and is right there.

    Attributes
    ----------
    radius_m, inverse_flattening : float
        Of the ellipsoid.
    prime_meridian : float
        [rad].
    unit : float
        Of the axes [m or rad].
    method : str
        Of the projection; "" for degrees.
    lon_0, lat_0 : float
        Origin of the projection [rad].
    scale : float
        At the origin.
    x_0, y_0 : float
        False easting and northing [m].
    """

    radius_m: float
    inverse_flattening: float
    prime_meridian: float
    unit: float
    method: str = ""
    lon_0: float = 0.0
    lat_0: float = 0.0
    scale: float = 1.0
    x_0: float = 0.0
    y_0: float = 0.0

    def on_ellipsoid_of(self, other: Parameters) -> bool:
        """Tell whether both stand on one ellipsoid; GRS 80 and WGS 84 differ by 0.1 mm and count as one.

        Parameters
        ----------
        other : Parameters
            Another one.

        Returns
        -------
        bool
            False for Bessel 1841 against the other two.
        """
        return (
            abs(self.radius_m - other.radius_m) <= _RADIUS_M
            and abs(self.inverse_flattening - other.inverse_flattening) <= _FLATTENING
        )

    def agree_with(self, other: Parameters) -> bool:
        """Tell whether both mean the same place by the same numbers.

        Parameters
        ----------
        other : Parameters
            Another one.

        Returns
        -------
        bool
            127.00289 is 127.0028902777778; 127.0 is not, which is 255 m away at Seoul.
        """
        return (
            self.on_ellipsoid_of(other)
            and self.method == other.method
            and math.isclose(self.unit, other.unit, rel_tol=1e-9)
            and all(abs(mine - its) <= _ANGLE for mine, its in zip(self._angles, other._angles, strict=True))
            and abs(self.scale - other.scale) <= _SCALE
            and max(abs(self.x_0 - other.x_0), abs(self.y_0 - other.y_0)) <= _SHIFT_M
        )

    @property
    def _angles(self) -> tuple[float, float, float]:
        return self.prime_meridian, self.lon_0, self.lat_0


def parameters_of(crs: CRS) -> Parameters | None:
    """Read the parameters of a reference system.

    Parameters
    ----------
    crs : CRS
        In two dimensions.

    Returns
    -------
    Parameters or None
        None when it lacks an ellipsoid or is projected by parameters of another make.
    """
    ellipsoid, meridian = crs.ellipsoid, crs.prime_meridian
    if ellipsoid is None or meridian is None or not crs.axis_info:
        return None
    ground = Parameters(
        radius_m=ellipsoid.semi_major_metre,
        inverse_flattening=ellipsoid.inverse_flattening,
        prime_meridian=float(meridian.longitude) * float(meridian.unit_conversion_factor),
        unit=crs.axis_info[0].unit_conversion_factor,
    )
    conversion = crs.coordinate_operation
    if conversion is None:
        return ground
    given = {param.name: float(param.value) * float(param.unit_conversion_factor) for param in conversion.params}
    return _projected(ground, conversion.method_name, given)


def _projected(ground: Parameters, method: str, given: dict[str, float]) -> Parameters | None:
    scale = given.pop("Scale factor at natural origin", 1.0)
    lon_0, lat_0, x_0, y_0 = (given.pop(name, 0.0) for name in _ORIGIN)
    if given:
        return None
    return replace(ground, method=method, lon_0=lon_0, lat_0=lat_0, scale=scale, x_0=x_0, y_0=y_0)
