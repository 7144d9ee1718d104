"""The public map as one file that opens from disk without a network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from layers import LAYERS
from layers.compose import build_shell
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
    shell = build_shell([layer(frames[layer.key]) for layer in LAYERS if layer.key in keys])
    facts = Facts(
        city=city,
        run=maps.run_summary(maps.look(session, now=now).run) or {},
        axes=axis_totals(frames["segments"]),
        cards=cards,
    )
    return standalone(shell, facts=facts, vendor=VENDOR, font=VENDOR / "krds" / "PretendardGOV-Regular.woff2")
