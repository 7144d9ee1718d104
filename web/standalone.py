"""The public map as one file that opens from disk without a network."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from layers import LAYERS
from layers.compose import Shell, build_shell
from layers.render import Facts, standalone
from layers.segments import axis_totals
from mapper.operations import maps
from mapper.operations.cards import public_cards
from mapper.operations.database import Session
from mapper.operations.map_layers import public_frames

VENDOR: Final = Path(__file__).resolve().parent / "static" / "vendor"


def render_file(
    session: Session, keys: Sequence[str], *, city: str, now: datetime, only: Collection[str] | None = None
) -> str:
    """Write the map.

    Parameters
    ----------
    session : Session
        Only read.
    keys : sequence of str
        Layers to draw.
    city : str
        Name of the city.
    now : datetime
        Decides which issues are public yet.
    only : collection of str or None
        Ids of the segments that are drawn; all of them when not given.

    Returns
    -------
    str
        HTML, with what the public may see and nothing else.
    """
    frames = public_frames(session, now=now)
    cards = public_cards(session, now=now)
    if only is not None:
        segments = frames["segments"]
        frames["segments"] = segments[segments["id"].isin(only)].reset_index(drop=True)
        cards = {key: card for key, card in cards.items() if key in only}
    facts = facts_of(session, frames, cards, city=city, now=now)
    return written(build_shell([layer(frames[layer.key]) for layer in LAYERS if layer.key in keys]), facts)


def facts_of(
    session: Session,
    frames: Mapping[str, gpd.GeoDataFrame],
    cards: Mapping[str, Mapping[str, Any]],
    *,
    city: str,
    now: datetime,
) -> Facts:
    """Return what a file tells beside its map.

    Parameters
    ----------
    session : Session
        Only read.
    frames : mapping of str to GeoDataFrame
        What is drawn, by key of the layer.
    cards : mapping of str to mapping
        Public cards by id of the segment.
    city : str
        Name of the city.
    now : datetime
        This moment.

    Returns
    -------
    Facts
        Counts of what is drawn.
    """
    run = maps.run_summary(maps.look(session, now=now).run) or {}
    return Facts(city=city, run=run, axes=axis_totals(frames["segments"]), cards=cards)


def written(shell: Shell, facts: Facts) -> str:
    """Write a map as a file.

    Parameters
    ----------
    shell : Shell
        Its layers drawn from frames.
    facts : Facts
        What it tells beside.

    Returns
    -------
    str
        HTML, with our scripts, styles and font inside.
    """
    return standalone(shell, facts=facts, vendor=VENDOR, font=VENDOR / "krds" / "PretendardGOV-Regular.woff2")
