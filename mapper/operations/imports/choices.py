"""What a person can choose from when they bring a file in: fields, reference systems, repairs."""

from __future__ import annotations

from mapper.importers import importer_of
from mapper.importers.reference.korean_systems import SYSTEMS
from mapper.importers.repair import REPAIRS


def field_labels(kind: str) -> dict[str, str]:
    """Return what a kind of file tells about each row.

    Parameters
    ----------
    kind : str
        Of the file.

    Returns
    -------
    dict of str to str
        Korean name by the name of the field.

    Raises
    ------
    UnknownKind
        Naming the kinds there are.
    """
    return {field.name: field.label for field in importer_of(kind).fields}


def crs_labels() -> dict[str, str]:
    """Return the reference systems that Korean files are in.

    Returns
    -------
    dict of str to str
        What people call it, by its name, such as ``EPSG:5186``.
    """
    return {system.name: system.label for system in SYSTEMS}


def repair_codes() -> list[str]:
    """Return what an import can put right.

    Returns
    -------
    list of str
        Codes, for the options of a file.
    """
    return list(REPAIRS)
