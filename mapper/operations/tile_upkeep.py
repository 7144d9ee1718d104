"""Keep finished tiles and strips in step with what is shown: what changes, and nothing else, has to be made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from mapper.operations.map_layers import LAYER_SOURCES, Scene, current_scene, scene_name
from mapper.store import graded_map, strips, tile_cache
from mapper.store.engine import Session
from mapper.store.patches import LAYER as PATCHES
from mapper.store.tile_cache import Boxes

_SOURCES = {source.key: source for source in LAYER_SOURCES}


@contextmanager
def regrading(session: Session, *, now: datetime) -> Iterator[None]:
    """Surround the storing of a run.

    Parameters
    ----------
    session : Session
        Its transaction stores the run.
    now : datetime
        This moment.

    Yields
    ------
    None
        The run may be stored.
    """
    tile_cache.hold_scene(session)
    before = current_scene(session, now=now)
    yield
    after = current_scene(session, now=now)
    if after.view.run == before.view.run or not _is_kept(session, "segments", before):
        return
    _carry_over(session, "segments", before, after, tile_cache.regraded(session, after.view, before.view.run))


@contextmanager
def changing_network(session: Session, *, recorded_at: datetime) -> Iterator[None]:
    """Surround the storing of districts or segments.

    Parameters
    ----------
    session : Session
        Its transaction stores them.
    recorded_at : datetime
        When they became known.

    Yields
    ------
    None
        They may be stored.
    """
    tile_cache.hold_scene(session)
    earlier = graded_map.network_version(session, before=recorded_at)
    before = replace(current_scene(session, now=recorded_at), network=earlier)
    looks = {
        layer: tile_cache.looks(session, graded=layer == "segments")
        for layer in ("segments", "roads")
        if _is_kept(session, layer, before)
    }
    yield
    strips.drop(session)
    after = current_scene(session, now=recorded_at)
    for layer, earlier_looks in looks.items():
        looks_now = tile_cache.looks(session, graded=layer == "segments")
        _carry_over(session, layer, before, after, tile_cache.changed_looks(earlier_looks, looks_now))


def _is_kept(session: Session, layer: str, scene: Scene) -> bool:
    name = scene_name(_SOURCES[layer], scene)
    return any(tile_cache.has_any(session, kept, name) for kept in _kept_of(layer))


def _kept_of(layer: str) -> tuple[str, ...]:
    return (layer, PATCHES) if layer == "segments" else (layer,)


def _carry_over(session: Session, layer: str, before: Scene, after: Scene, changed: Boxes) -> None:
    names = {"before": scene_name(_SOURCES[layer], before), "after": scene_name(_SOURCES[layer], after)}
    for kept in _kept_of(layer):
        tile_cache.carry_over(session, kept, **names, changed=changed)
