"""What is too heavy for everyone: imported when it is asked for, and nowhere else."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from mapper.errors import ExtraMissing


def extra_module(name: str, *, extra: str) -> ModuleType:
    """Import a module that only an extra of the distribution installs.

    Parameters
    ----------
    name : str
        Of the module.
    extra : str
        Of the extra.

    Returns
    -------
    ModuleType
        Imported.

    Raises
    ------
    ExtraMissing
        When it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; it comes with the extra {extra!r} of Golmok: pip install 'golmok[{extra}]'."
        raise ExtraMissing(message, extra=extra) from error
