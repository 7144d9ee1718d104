"""What every layer of the public map draws: its tile for a served map, its frame for one file or a notebook.

A new layer is one row of `LAYER_SOURCES` here, beside its SQL in the store and its drawing in ``layers``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import geopandas as gpd
import shapely

from mapper.domain.disclosure import public_point_labels
from mapper.domain.issue import public_before
from mapper.domain.tile import TileAddress
from mapper.operations import segment_tiles
from mapper.operations.maps import look
from mapper.store import graded_map, map_frames, shops, tiles, venues
from mapper.store.engine import Session
from mapper.store.grades import View
from mapper.store.taken_off import TakenOff, taken_off
from mapper.store.tiles import FORM, PublicIssues


@dataclass(frozen=True)
class Scene:
    """From where, and with what right, the layers are looked at.

    Attributes
    ----------
    view : View
        Run, network and times.
    public : PublicIssues
        What may be shown of issues.
    network : str
        Version of districts and segments.
    hour : str
        Issues become public by time alone, so their tiles are named by the hour as well.
    venues : str
        Version of what residents may use.
    shops : str
        Version of the welfare shops.
    taken_off : TakenOff
        Issues that the run shows and that are to be seen no more.
    at : TileAddress or None
        The tile that is looked at; the whole when not given.
    """

    view: View
    public: PublicIssues
    network: str
    hour: str
    venues: str
    shops: str
    taken_off: TakenOff
    at: TileAddress | None = None

    def around(self, at: TileAddress) -> Scene:
        """Return the scene of one tile, so that what is taken off elsewhere gives it no other name.

        Parameters
        ----------
        at : TileAddress
            Which tile.

        Returns
        -------
        Scene
            Of that tile.
        """
        return replace(self, at=at)


@dataclass(frozen=True)
class TileSource:
    """Where the tiles of one key come from.

    Attributes
    ----------
    key : str
        In the address of the tiles.
    tile : callable
        Reads one tile.
    changes_with : callable
        Names what else than the network its content depends on.
    is_undone : bool
        Whether it may come to be as it was, and so to have a name again that it had before.
    """

    key: str
    tile: Callable[[Session, TileAddress, Scene], bytes]
    changes_with: Callable[[Scene], tuple[object, ...]]
    is_undone: bool = False


@dataclass(frozen=True, kw_only=True)
class LayerSource(TileSource):
    """Where one layer of the public map comes from; its key is that of ``layers.LAYERS``.

    Attributes
    ----------
    frame : callable
        Reads it by the contract of the layer: the whole, or what meets the box of a shape in EPSG:5179.
    """

    frame: Callable[[Session, Scene, shapely.Geometry | None], gpd.GeoDataFrame]


LAYER_SOURCES: Final = (
    LayerSource(
        "districts",
        tile=lambda session, at, _scene: tiles.districts(session, at),
        frame=lambda session, _scene, near: map_frames.district_areas(session, near),
        changes_with=lambda _scene: (),
    ),
    LayerSource(
        "roads",
        tile=lambda session, at, scene: tiles.roads(session, at, scene.view),
        frame=lambda session, scene, near: map_frames.context_roads(session, scene.view, near),
        changes_with=lambda _scene: (),
    ),
    LayerSource(
        "segments",
        tile=lambda session, at, scene: segment_tiles.make(session, at, scene.view, kept_as=segments_name(scene)),
        frame=lambda session, scene, near: map_frames.graded_lines(session, scene.view, near),
        changes_with=lambda scene: (segment_tiles.EDITION, scene.view.run),
    ),
    LayerSource(
        "issues",
        tile=lambda session, at, scene: tiles.public_issues(session, at, scene.view, scene.public),
        frame=lambda session, scene, near: map_frames.public_issues(session, scene.view, scene.public, near),
        changes_with=lambda scene: (scene.view.run, scene.hour, scene.taken_off.name(scene.at)),
        is_undone=True,
    ),
    LayerSource(
        "shops",
        tile=lambda session, at, _scene: tiles.shops(session, at),
        frame=lambda session, _scene, near: map_frames.shops(session, near),
        changes_with=lambda scene: (scene.shops,),
    ),
    LayerSource(
        "venues",
        tile=lambda session, at, _scene: tiles.venues(session, at),
        frame=lambda session, _scene, near: map_frames.venues(session, near),
        changes_with=lambda scene: (scene.venues,),
    ),
)
"""Every layer's source, in drawing order."""

TILE_SOURCES: Final[tuple[TileSource, ...]] = (
    *LAYER_SOURCES,
    TileSource(
        "board",
        tile=lambda session, at, scene: segment_tiles.make_numbered(
            session, at, scene.view, kept_as=segments_name(scene), network=scene.network
        ),
        changes_with=lambda _scene: (segment_tiles.EDITION,),
    ),
)
"""Everything that comes in tiles: what the planner's board colours by itself, too."""


def segments_name(scene: Scene) -> str:
    """Name what is shown of segments in a scene.

    Parameters
    ----------
    scene : Scene
        Any.

    Returns
    -------
    str
        The `scene_name` of their layer.
    """
    return scene_name(next(source for source in LAYER_SOURCES if source.key == "segments"), scene)


def scene_name(source: TileSource, scene: Scene) -> str:
    """Name what a layer shows in a scene.

    Parameters
    ----------
    source : TileSource
        Of the layer.
    scene : Scene
        Any.

    Returns
    -------
    str
        Another one whenever the layer may show something else.
    """
    return "-".join(map(str, (FORM, scene.network, *source.changes_with(scene))))


def is_named_rightly(session: Session, source: TileSource, scene: Scene) -> bool:
    """Tell whether what was just made of a layer shows what its name says.

    What was taken off since the scene was looked at is left out already. Kept under the name of before, it would be taken for
    good once that is undone.

    Parameters
    ----------
    session : Session
        Only read.
    source : TileSource
        Of the layer.
    scene : Scene
        From where it was made.

    Returns
    -------
    bool
        False when something was taken off, or put back, meanwhile.
    """
    if not source.is_undone:
        return True
    gone = taken_off(session, scene.view, scene.public, network=scene.network, earlier=scene.taken_off)
    return scene_name(source, replace(scene, taken_off=gone)) == scene_name(source, scene)


def current_scene(session: Session, *, now: datetime, earlier: Scene | None = None) -> Scene:
    """Return from where the public map is looked at.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        Decides which issues are public yet.
    earlier : Scene or None
        From where it was looked at before: saves looking again for what was taken off.

    Returns
    -------
    Scene
        The newest run on the network as it is.
    """
    public = PublicIssues(public_point_labels(), public_before(now))
    network = graded_map.network_version(session)
    view, hour = look(session, now=now).view, now.strftime("%Y%m%d%H")
    gone = taken_off(session, view, public, network=network, earlier=None if earlier is None else earlier.taken_off)
    return Scene(view, public, network, hour, venues.version(session), shops.version(session), gone)


def public_frames(
    session: Session, *, now: datetime, near: shapely.Geometry | None = None
) -> dict[str, gpd.GeoDataFrame]:
    """Read what every layer of the public map draws.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        Decides which issues are public yet.
    near : Geometry or None
        In EPSG:5179: only what meets its box; everything when not given.

    Returns
    -------
    dict of str to GeoDataFrame
        By layer key, each by the contract of its layer.
    """
    scene = current_scene(session, now=now)
    return {source.key: source.frame(session, scene, near) for source in LAYER_SOURCES}
