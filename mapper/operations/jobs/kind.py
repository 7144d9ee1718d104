"""What a kind of job is: what it needs, what is done, and what is tidied up once that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from mapper.domain.label import Label
from mapper.domain.reader import Reader
from mapper.operations.progress import Progress
from mapper.store.engine import Session

Maker = Callable[[dict[str, Any], Reader, Progress, Callable[[bytes], object]], dict[str, str]]
"""Answers a request: handed the arguments of a job, who asked, whom to tell, and what takes each piece of the answer.

Returns the headers that go with it.
"""


@dataclass(frozen=True)
class Task:
    """All that whoever does a job is handed.

    Attributes
    ----------
    arguments : dict
        As it was asked for.
    by : Reader
        Who asked for it, with the rights they have now.
    data_dir : Path
        The folder of this machine.
    today : date
        The day it is begun.
    new_id : callable
        Makes ids.
    progress : Progress
        To be told how far it is; it raises when the job is to stop.
    make : Maker or None
        Answers requests; None where nobody does.
    """

    arguments: dict[str, Any]
    by: Reader
    data_dir: Path
    today: date
    new_id: Callable[[], UUID]
    progress: Progress
    make: Maker | None = None


@dataclass(frozen=True)
class Most:
    """How many jobs of a kind may be open at once.

    Attributes
    ----------
    own, all : int
        Of one person; of everybody.
    """

    own: int
    all: int


@dataclass(frozen=True)
class JobKind:
    """One kind of job.

    Attributes
    ----------
    name : str
        ``noun.verb``.
    label : Label
        What people call it.
    permission : str
        That whoever asks for it needs.
    do : callable
        Does it in a session that it does not commit, and returns what came of it, for JSON.
    tidy : callable or None
        Called with the result once that is kept; what it does may be left undone by a crash.
    undo : callable or None
        Called with the result when that is not kept, to take away what it left outside of the database; the same holds.
    sweep : callable or None
        Handed the folder of this machine and the moment from time to time, to take away what is too old.
    most : Most or None
        How many may be open; any number when not given.
    """

    name: str
    label: Label
    permission: str
    do: Callable[[Session, Task], dict[str, Any]]
    tidy: Callable[[Task, dict[str, Any]], None] | None = None
    undo: Callable[[Task, dict[str, Any]], None] | None = None
    sweep: Callable[[Path, datetime], None] | None = None
    most: Most | None = None
