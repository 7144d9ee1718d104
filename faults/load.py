"""Load on a city: what was acknowledged, and whether it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from faults.ground import Ground
from faults.program import PATIENCE, Program, wait_for
from faults.writer import ACTION, REFUSED

KEY: Final = 36
"""Length of an id; a line cut short by a kill is none."""


class Load:
    """Writers over one data folder, one after the other.

    Parameters
    ----------
    ground : Ground
        Where.
    data : Path
        The data folder.
    """

    def __init__(self, ground: Ground, data: Path) -> None:
        self._ground, self._data = ground, data
        self._writers: list[Program] = []

    def start(self) -> float:
        """Start a writer; return how long it took until the first row was stored [s]."""
        self._writers.append(self._ground.python(self._data, "-m", "faults.writer"))
        return self.wait_for_more()

    @property
    def writer(self) -> Program:
        """The newest."""
        return self._writers[-1]

    def wait_for_more(self, patience: float = PATIENCE) -> float:
        """Wait until a row is stored that was not yet; return how long that took [s]."""
        before = self.acknowledged()

        def more() -> bool:
            if self.writer.process.poll() is not None:
                raise TimeoutError(f"the writer ended: {self.writer.complaint}")
            return len(self.acknowledged()) > len(before)

        return wait_for(more, "another row", patience)

    def acknowledged(self) -> set[str]:
        """Return the ids that were said to be stored."""
        return {line for writer in self._writers for line in list(writer.lines) if len(line) == KEY}

    def refusals(self) -> set[str]:
        """Return the codes of what was refused."""
        lines = (line for writer in self._writers for line in list(writer.lines))
        return {line.removeprefix(REFUSED) for line in lines if line.startswith(REFUSED)}

    def missing(self) -> int:
        """Count what was acknowledged and is not stored."""
        acknowledged = self.acknowledged()
        with self._ground.cluster(self._data).attach() as held, held.connect() as connection:
            rows = connection.execute("SELECT subject FROM write_log WHERE action = %s", [ACTION]).fetchall()
        return len(acknowledged - {subject for (subject,) in rows})

    def account(self, slowest: float) -> str:
        """Return the figure: how much is missing of how much, and the slowest recovery [s]."""
        return f"{self.missing()} of {len(self.acknowledged()):,} missing, back in {slowest:.1f} s at most"
