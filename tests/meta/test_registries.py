"""What is written as a file is in its table, and what a table promises is there. Layers, importers: in their bands."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import click
from pyproj import CRS

import gis_data
from layers import LAYERS
from mapper import errors
from mapper.operations.map_layers import LAYER_SOURCES
from web import blueprints, cli
from web.app import BLUEPRINTS, STAFF_BLUEPRINTS
from web.errors import KOREAN, STATUS, status_of


def modules(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]


def test_every_blueprint_is_registered() -> None:
    assert {module.blueprint for module in modules(blueprints)} == {*BLUEPRINTS, *STAFF_BLUEPRINTS}
    assert len({blueprint.name for blueprint in BLUEPRINTS}) == len(BLUEPRINTS)


def test_every_layer_has_its_tiles() -> None:
    assert [source.key for source in LAYER_SOURCES] == [layer.key for layer in LAYERS]


def test_every_command_is_a_noun_or_stands_under_one() -> None:
    written = set()
    for module in modules(cli):
        found = {name: value for name, value in vars(module).items() if isinstance(value, click.Command)}
        under = [verb for value in found.values() if isinstance(value, click.Group) for verb in value.commands.values()]
        written |= {f"{module.__name__}:{name}" for name, value in found.items() if value not in under}
    assert written == set(cli.NOUNS.values())


def test_every_noun_is_the_name_of_its_command() -> None:
    context = click.Context(cli.golmok)
    found = {noun: cli.golmok.get_command(context, noun) for noun in cli.golmok.list_commands(context)}
    assert {noun: command.name for noun, command in found.items() if command} == {noun: noun for noun in cli.NOUNS}


def test_every_error_has_a_code_of_its_own_and_a_korean_sentence() -> None:
    family = [value for value in vars(errors).values() if inspect.isclass(value)]
    codes = [error.code for error in family if issubclass(error, errors.GolmokError)]
    assert len(codes) == len(set(codes)) == len(family)
    assert {code for code in KOREAN if not code.startswith("http_")} == set(codes)
    assert [code for code, sentence in KOREAN.items() if not re.search(r"[가-힣].*\.$", sentence)] == []


def test_every_family_of_errors_has_a_status() -> None:
    families = errors.GolmokError.__subclasses__()
    assert {family for family, _ in STATUS} >= {errors.GolmokError, *families}
    assert all(400 <= status_of(family("made up")) < 600 for family in families)


def test_every_file_of_data_is_in_the_catalogue() -> None:
    folder = Path(gis_data.__file__).parent
    files = {path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    entries = gis_data.catalog().values()
    assert {entry.path for entry in entries} == files - {folder / "CATALOG.toml"}
    assert all(entry.title and entry.source and entry.licence and entry.date.year > 1900 for entry in entries)
    assert all(CRS.from_epsg(entry.crs).area_of_use for entry in entries)
