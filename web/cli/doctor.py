"""``golmok doctor``: what Golmok sees of this machine."""

from __future__ import annotations

import platform
from importlib.metadata import version

import click

from mapper.errors import GolmokError
from mapper.operations.database import private_cluster
from mapper.settings import Settings
from web.cli.opening import console, say_json

PARTS = ("golmok", "sqlalchemy", "geoalchemy2", "psycopg", "geopandas", "shapely", "pyproj", "folium", "flask")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def doctor(*, as_json: bool) -> None:
    """Print the settings, the versions and the state of the database; start nothing."""
    settings = Settings()
    report: dict[str, object] = {
        "settings": {name: _shown(name, value) for name, value in settings.model_dump(mode="json").items()},
        "versions": {"python": platform.python_version(), **{part: version(part) for part in PARTS}},
    }
    if settings.database_url is None:
        report["cluster"] = _cluster(settings)
    if as_json:
        say_json(report)
        return
    for title, rows in report.items():
        console.print(title, style="bold")
        for name, value in (rows if isinstance(rows, dict) else {"": rows}).items():
            console.print(f"  {name:<14} {value}")


def _shown(name: str, value: object) -> object:
    return "set" if name.endswith("database_url") and value is not None else value


def _cluster(settings: Settings) -> object:
    try:
        return {
            name: str(value) for name, value in vars(private_cluster(settings, notice=console.print).status()).items()
        }
    except GolmokError as error:
        return error.message
