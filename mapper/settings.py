"""What the operator may set, read once from the environment and then handed around."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN: Final = re.compile(r"https?://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)
"""Scheme, host and port, and no wildcard: a site is named."""

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
    app_database_url, staff_database_url : str or None
        The same server as the roles golmok_app and golmok_staff; without the latter it keeps no households.
    data_dir : Path
        Where the private cluster and its logs live.
    pg_bindir : Path or None
        Folder of ``postgres``, ``initdb`` and ``pg_ctl`` when they are not found by themselves.
    key_file : Path or None
        32 random bytes that seal what must not be readable in a stolen database; ``key`` in the data folder,
        made on first start, when not given.
    vault_key_file : Path or None
        The keys of the vault, in versions; ``vault-keys.json`` in the data folder, made when first needed, when not given.
    vault_cipher : str
        With what the vault seals from its next key version on: ``aes-256-gcm`` or ``aria-256-gcm``.
    behind_proxy : bool
        Whether a web server on this machine stands in front and sets the forwarding headers.
    city : str
        Name of the city on every page.
    contact_days : int
        How long the contacts of residents are kept after the last word about an issue that ended [days]; not less than they may
        ask to take it up again.
    holidays : tuple of date
        Days on which this city's offices are closed and that no calendar knows yet, such as a temporary holiday: clocks of cases stand
        still on them. Written ``2027-01-27 2027-10-08``; none when not given.
    embed_origins : tuple of str
        Sites that may show the public map inside their own pages, such as ``https://www.example.go.kr``, with spaces
        between them; none when not given.
    """

    model_config = SettingsConfigDict(env_prefix="GOLMOK_", env_ignore_empty=True, frozen=True, extra="ignore")

    database_url: str | None = None
    app_database_url: str | None = None
    staff_database_url: str | None = None
    data_dir: Path = Field(default_factory=default_data_dir)
    pg_bindir: Path | None = None
    key_file: Path | None = None
    vault_key_file: Path | None = None
    vault_cipher: str = "aes-256-gcm"
    behind_proxy: bool = False
    city: str = "의정부시"
    contact_days: int = Field(default=30, ge=30, le=365)
    holidays: Annotated[tuple[date, ...], NoDecode] = ()
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("holidays", mode="before")
    @classmethod
    def _days(cls, written: object) -> object:
        """Take days apart; what is none is refused, as a clock would run on."""
        return tuple(map(date.fromisoformat, written.split())) if isinstance(written, str) else written

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _origins(cls, written: object) -> object:
        """Take sites apart, and refuse what is no site: it would become part of a header."""
        origins = tuple(written.split()) if isinstance(written, str) else written
        if isinstance(origins, tuple) and (wrong := [one for one in origins if not _ORIGIN.fullmatch(one)]):
            message = f"{wrong[0]!r} is no site; write https:// and its host, such as https://www.example.go.kr."
            raise ValueError(message)
        return origins
