"""Released areas of density as rows that programs walk through: read from releases alone, each area whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapper.crs import KOREA_TM, KOREA_TM_BOX, WGS84, transformer
from mapper.domain.density_rule import BANDS, CLASSES
from mapper.domain.density_words import band_text, counted_label
from mapper.domain.export_layer import Column, Detail, Edition, ExportLayer, Kind, Shape
from mapper.domain.reader import Reader
from mapper.operations.density.showing import Shown, every_released
from mapper.operations.density.written import OUTBOUND, PLANNER
from mapper.store.engine import Session
from mapper.store.feature_pages import Narrowing
from mapper.store.tables.row import GEOJSON_DECIMALS

_AUDIENCES: Final = {PLANNER: "직원용", OUTBOUND: "외부 제공용, 잡음 포함"}


def _meaning(least: int, most: int | None) -> str:
    return f"{least}가구 이상" if most is None else f"{least}가구에서 {most}가구"


_COLUMNS: Final = (
    Column("id", "구역 번호", "구역번호", Kind.TEXT, "공표와 구역의 고유번호"),
    Column("name", "구역", "구역", Kind.TEXT, "놓인 행정동"),
    Column("period", "공표 기간", "공표기간", Kind.TEXT, "반기는 2026H1, 연말 자료는 2026처럼 적음"),
    Column("counted", "센 가구", "센가구", Kind.TEXT, "누구를 세었는지"),
    Column("last_day", "기간 끝날", "기간끝날", Kind.DAY, "이 날까지의 가구를 센 것"),
    Column("audience", "쓰임", "쓰임", Kind.TEXT, "누구에게 보이려고 만든 공표인지", values=_AUDIENCES),
    Column(
        "band",
        "위기 가구",
        "위기가구",
        Kind.TEXT,
        "가구 수의 띠; 정확한 수는 어디에도 없음",
        unit="가구",
        values={band_text(least): _meaning(least, most) for least, most in BANDS},
    ),
    Column(
        "rate",
        "비율 단계",
        "비율단계",
        Kind.INTEGER,
        f"모든 가구에 견준 비율: 1 낮음, {CLASSES} 높음; 한 공표 안에서만 견줄 것",
    ),
    Column(
        "correlation",
        "실제와의 상관",
        "상관",
        Kind.NUMBER,
        "이 공표와 실제 500 m 밀도의 상관이 적어도 이만큼; 0.6보다 낮으면 동네를 견주지 말 것",
    ),
    Column("digest", "공표 해시", "공표해시", Kind.TEXT, "이 공표의 SHA-256"),
)

LAYER: Final = ExportLayer(
    "density",
    "사례 밀도",
    Shape.AREA,
    "name",
    {Detail.STAFF: Edition(_COLUMNS, frozenset({"bbox"}), day="last_day")},
    description="공표한 구역마다 위기 가구 수의 띠: 두 사람이 공표한 것만, 공표한 그대로",
)
"""For staff who may see density; made and kept nowhere but in releases."""

_BENDS: Final = 64
"""Sides of a box are straight in its own system alone: they are followed along so many points."""


@dataclass(frozen=True)
class ReleasedArea:
    """What one release says of one area.

    Attributes
    ----------
    values : dict
        By key of the column.
    boundary : BaseGeometry
        In EPSG:5179.
    """

    values: dict[str, Any]
    boundary: BaseGeometry


@dataclass(frozen=True)
class ReleasedAreas:
    """Areas of all releases, as `mapper.store.feature_pages` has rows of tables.

    Attributes
    ----------
    areas : sequence of ReleasedArea
        By the bytes of their ids.
    """

    areas: Sequence[ReleasedArea]

    def matched(self, narrowing: Narrowing) -> int:
        """Count the rows.

        Parameters
        ----------
        narrowing : Narrowing
            Which of them.

        Returns
        -------
        int
            On all pages together.
        """
        return len(self._fitting(narrowing))

    def page_of(self, narrowing: Narrowing, *, after: str | None, limit: int) -> list[str]:
        """Return the ids of a page.

        Parameters
        ----------
        narrowing : Narrowing
            Which rows.
        after : str or None
            The page begins behind this id; at the beginning when not given.
        limit : int
            At most so many.

        Returns
        -------
        list of str
            In order.
        """
        return [found for found in self._fitting(narrowing) if after is None or found > after][:limit]

    def features(self, page: Sequence[str], *, crs: int, flip: bool, decimals: int) -> bytes:
        """Write rows as GeoJSON.

        Parameters
        ----------
        page : sequence of str
            Ids from `page_of`.
        crs : int
            EPSG code of the shapes.
        flip : bool
            Write what is to the north first.
        decimals : int
            Of coordinates in another system than degrees.

        Returns
        -------
        bytes
            Features in UTF-8, a comma and a line feed between them.
        """
        wanted = set(page)
        digits = GEOJSON_DECIMALS if crs == WGS84 else decimals
        written = (
            json.dumps(_feature(area, crs, digits, flip=flip), ensure_ascii=False)
            for area in self.areas
            if area.values["id"] in wanted
        )
        return ",\n".join(written).encode()

    def _fitting(self, narrowing: Narrowing) -> list[str]:
        return [area.values["id"] for area in self.areas if _fits(area, narrowing)]


def released_areas(
    session: Session, *, by: Reader, box: tuple[float, float, float, float] | None = None, box_crs: int = WGS84
) -> ReleasedAreas:
    """Read what was released, of every period.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    box : tuple of float or None, optional
        West, south, east and north: only areas that touch it. It counts nothing and cuts nothing, since an area is said
        as it was released.
    box_crs : int, optional
        EPSG code of the box.

    Returns
    -------
    ReleasedAreas
        The same for everybody who may see density, at every time.

    Raises
    ------
    NotAllowed
        When it is not for them.
    """
    told = [area for shown in every_released(session, by=by) for area in _areas(shown)]
    if box is not None:
        touches = shapely.intersects([area.boundary for area in told], _ground(box, box_crs))
        told = [area for area, is_there in zip(told, touches, strict=True) if is_there]
    return ReleasedAreas(sorted(told, key=lambda area: area.values["id"].encode()))


def _areas(shown: Shown) -> list[ReleasedArea]:
    kept, population = shown.kept, shown.population
    of_all = {
        "period": kept.period,
        "counted": counted_label(population).ko,
        "last_day": population.last_day,
        "audience": kept.audience,
        "correlation": shown.correlation,
        "digest": kept.digest.hex(),
    }
    frame = shown.frame
    rows = zip(frame["path"], frame["name"], frame["band"], frame["rate"], frame.geometry, strict=True)
    return [
        ReleasedArea(
            {
                "id": f"{kept.period}-{kept.audience}-{path or 'city'}",
                "name": name,
                "band": band,
                "rate": int(rate),
                **of_all,
            },
            boundary,
        )
        for path, name, band, rate, boundary in rows
    ]


def _fits(area: ReleasedArea, narrowing: Narrowing) -> bool:
    day: date = area.values[narrowing.day]
    is_between = (narrowing.first or day) <= day <= (narrowing.last or day)
    return is_between and all(area.values[key] == value for key, value in narrowing.equal.items())


def _ground(box: tuple[float, float, float, float], crs: int) -> BaseGeometry:
    """Return a box as ground in metres; what of it lies beyond Korea is no ground of ours."""
    west, south, east, north = transformer(KOREA_TM, crs).transform_bounds(*KOREA_TM_BOX)
    first, last = (max(west, box[0]), max(south, box[1])), (min(east, box[2]), min(north, box[3]))
    if first[0] > last[0] or first[1] > last[1]:
        return shapely.Polygon()
    sides = shapely.envelope(shapely.linestrings([first, last]))  # a box without an extent is a point
    bent = shapely.segmentize(sides, max(last[0] - first[0], last[1] - first[1], 1e-6) / _BENDS)
    return _moved(bent, crs, KOREA_TM)


def _feature(area: ReleasedArea, crs: int, digits: int, *, flip: bool) -> dict[str, Any]:
    shape = _moved(shapely.orient_polygons(area.boundary), KOREA_TM, crs, flip=flip, digits=digits)
    values = (area.values[column.key] for column in _COLUMNS)
    told = [value.isoformat() if isinstance(value, date) else value for value in values]
    return {
        "type": "Feature",
        "id": area.values["id"],
        "geometry": json.loads(shapely.to_geojson(shape)),
        "properties": dict(zip((column.property_name for column in _COLUMNS), told, strict=True)),
    }


def _moved(shape: BaseGeometry, source: int, target: int, *, flip: bool = False, digits: int = 9) -> BaseGeometry:
    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        east, north = transformer(source, target).transform(*places.T)
        return np.round(np.column_stack((north, east) if flip else (east, north)), digits)

    return shapely.transform(shape, move)
