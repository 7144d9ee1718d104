"""What the operator may set, read once from the environment and then handed around."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


def default_data_dir() -> Path:
    """Return the folder for everything that is ours on this machine.

    Returns
    -------
    Path
        ``.golmok`` beside the code in a checkout, so that two checkouts never share a database;
        the XDG data folder for an installed copy.
    """
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".golmok"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "golmok"


class Settings(BaseSettings):
    """The settings, each from ``GOLMOK_<NAME>``; ``golmok doctor`` prints them.

    Attributes
    ----------
    database_url : str or None
        A PostgreSQL server with PostGIS to use instead of the private cluster.
    data_dir : Path
        Where the private cluster and its logs live.
    pg_bindir : Path or None
        Folder of ``postgres``, ``initdb`` and ``pg_ctl`` when they are not found by themselves.
    key_file : Path or None
        32 random bytes that seal what must not be readable in a stolen database; ``key`` in the data folder,
        made on first start, when not given.
    behind_proxy : bool
        Whether a web server on this machine stands in front and sets the forwarding headers.
    city : str
        Name of the city on every page.
    """

    model_config = SettingsConfigDict(env_prefix="GOLMOK_", env_ignore_empty=True, frozen=True, extra="ignore")

    database_url: str | None = None
    data_dir: Path = Field(default_factory=default_data_dir)
    pg_bindir: Path | None = None
    key_file: Path | None = None
    behind_proxy: bool = False
    city: str = "의정부시"
