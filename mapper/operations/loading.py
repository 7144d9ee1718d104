"""How rows of a file are written, and what came of them: shared by the loader of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd

from mapper.operations.placing import place_many
from mapper.operations.progress import Progress, in_silence
from mapper.store.engine import Session


@dataclass(frozen=True)
class Loading:
    """How rows are written.

    Attributes
    ----------
    recorded_at : datetime
        For rows that do not say when they became known.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    progress : callable
        Told how far it is.
    whole : bool
        Whether the file is the whole of its source, so that what is missing from it is no more.
    place : callable
        Places points, as `mapper.operations.placing.place_many` does.
    """

    recorded_at: datetime
    new_id: Callable[[], UUID]
    import_id: UUID | None = None
    progress: Progress = in_silence
    whole: bool = False
    place: Callable[[Session, pd.DataFrame, Progress], pd.DataFrame] = place_many

    @property
    def origin(self) -> dict[str, Any]:
        """The arguments that every row of a file is stored with."""
        return {"recorded_at": self.recorded_at, "new_id": self.new_id, "import_id": self.import_id}

    def telling(self, step: str, total: int) -> Callable[[int], None]:
        """Begin a step of which rows are told as they are done.

        Parameters
        ----------
        step : str
            What is being done.
        total : int
            Rows of it.

        Returns
        -------
        callable
            To be told of each part how many rows it had.
        """
        done = 0
        self.progress(step, done, total)

        def _told(rows: int) -> None:
            nonlocal done
            done += rows
            self.progress(step, done, total)

        return _told


@dataclass(frozen=True)
class Refusal:
    """A row that is sound in itself, and has no place in this city.

    Attributes
    ----------
    key : str
        What the row is known by in its file.
    sentence : str
        Why, and what to do.
    """

    key: str
    sentence: str


@dataclass(frozen=True)
class Loaded:
    """What loading did.

    Attributes
    ----------
    effects : dict
        Counts by name.
    refused : list of Refusal
        The rows that were left out; whether the others are kept is for the caller to say.
    """

    effects: dict[str, Any]
    refused: list[Refusal] = field(default_factory=list)


def without(rows: pd.DataFrame, refused: Iterable[Refusal], key: str = "source_key") -> pd.DataFrame:
    """Leave refused rows out.

    Parameters
    ----------
    rows : DataFrame
        With a column of keys.
    refused : iterable of Refusal
        Which ones.
    key : str
        Name of that column.

    Returns
    -------
    DataFrame
        The others, numbered anew.
    """
    return rows[~rows[key].isin({one.key for one in refused})].reset_index(drop=True)
