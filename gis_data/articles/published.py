"""What the five cities published."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from mapper.domain.article import PublishedFigure


def read_published() -> tuple[PublishedFigure, ...]:
    """Read the published figures.

    Returns
    -------
    tuple of PublishedFigure
        In the order of ``figures.toml``.
    """
    written = files("gis_data.articles").joinpath("figures.toml").read_text(encoding="utf-8")
    return tuple(PublishedFigure(**row) for row in tomllib.loads(written)["figure"])


def published(city: str) -> dict[str, int]:
    """Return the numbers that a city is made to come to.

    Parameters
    ----------
    city : str
        Code of the 시군구.

    Returns
    -------
    dict of str to int
        By key; shares are none of them.
    """
    return {one.key: int(one.value) for one in read_published() if one.city == city and not one.key.endswith("_share")}
