"""Which layer of a file is meant, when it holds several: named, preferred, or asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from unicodedata import normalize

from mapper.errors import LayerUnclear, UnreadableFile
from mapper.importers.fault import Note, shown
from mapper.importers.source import Source


def chosen(names: Sequence[str], source: Source, describe: Callable[[str], str]) -> str:
    """Choose the layer to read.

    Parameters
    ----------
    names : sequence of str
        The layers there are; in an archive with their folders.
    source : Source
        The file, with what the person named and what the kind prefers.
    describe : callable
        Name to what the layer holds, such as ``136 lines``; only called for the question.

    Returns
    -------
    str
        The one named; else the only one; else the first preferred one that occurs once, under its own name or
        between the letters and numbers an office puts around it.

    Raises
    ------
    LayerUnclear
        When that does not settle it, with every layer there is.
    UnreadableFile
        When there is none.
    """
    if not names:
        message = f"{source.name} holds no layer, expected at least one; check what was selected when it was exported."
        raise UnreadableFile(message, file=source.name, found=0)
    if source.layer is not None:
        found = _named(source.layer, names)
    elif len(names) == 1:
        found = names[0]
    else:
        found = next((name for name in (_preferred(wish, names) for wish in source.preferred) if name), None)
    if found is None:
        raise _question(names, source, describe)
    return found


def layer_note(name: str) -> Note:
    """Tell which layer was read of a file that may hold several.

    Parameters
    ----------
    name : str
        Its name; in an archive with its folders.

    Returns
    -------
    Note
        With the name.
    """
    return Note("layer", f"Read from its layer {shown(name)!r}.", {"layer": name})


def lone_layer_note(wish: str) -> Note:
    """Tell that a layer was named of a file that holds no more than one.

    Parameters
    ----------
    wish : str
        The name, from the person or a saved mapping, that was not needed.

    Returns
    -------
    Note
        With the name.
    """
    return Note(
        "lone_layer", f"The file is one layer, which was read; {shown(wish)!r} was not looked for.", {"layer": wish}
    )


def _named(wish: str, names: Sequence[str]) -> str | None:
    return _only([name for name in names if name == wish]) or _only([name for name in names if _same(name, wish)])


def _preferred(wish: str, names: Sequence[str]) -> str | None:
    plain = [name for name in names if _same(name, wish)]
    around = re.compile(rf"(?:.*_)?{re.escape(wish)}(?:_\d+)*", re.IGNORECASE)
    return _only(plain or [name for name in names if around.fullmatch(_bare(name))])


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _same(name: str, wish: str) -> bool:
    folded = normalize("NFC", wish).casefold()
    return folded in {
        normalize("NFC", spelling).casefold() for spelling in (name, PurePosixPath(name).name, _bare(name))
    }


def _bare(name: str) -> str:
    return PurePosixPath(name).stem


def _question(names: Sequence[str], source: Source, describe: Callable[[str], str]) -> LayerUnclear:
    held = "; ".join(f"{shown(name)} ({describe(name)})" for name in names)
    problem = f"has no single layer {shown(source.layer)!r}" if source.layer else f"holds {len(names)} layers"
    message = f"{source.name} {problem}, expected one to be named. It holds: {held}. Say which with --layer NAME."
    return LayerUnclear(message, file=source.name, found=list(names), layer=source.layer)
