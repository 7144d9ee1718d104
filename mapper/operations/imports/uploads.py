"""Files brought in from a browser: kept for a day at most, known by a random id, each to its own user only."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath, PureWindowsPath
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final
from unicodedata import normalize
from uuid import UUID, uuid4

from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, NotFound
from mapper.operations.imports.options import FileOptions

KEPT: Final = timedelta(days=1)
"""How long a file is kept after somebody last worked on it."""

SHAPEFILE_PARTS: Final = frozenset({".dbf", ".shx", ".prj", ".cpg", ".cst"})
"""What may come with a ``.shp``."""

_CONTENT: Final = "file"
_STATE: Final = "upload.json"
_REFUSED: Final = "refused.csv"
_LOOK: Final = "look.json"
_LONGEST_STEM: Final = 60
"""Characters: of four bytes each, and with an ending of ten, they are a name on every file system."""


@dataclass(frozen=True)
class Upload:
    """A file that was brought in, and what was said about it since.

    Attributes
    ----------
    id : UUID
        Random: whoever does not know it cannot ask for it.
    user_id : UUID
        Whose it is.
    kind : str
        What it is about.
    name : str
        Of the file; of the ``.shp`` when there are several.
    recorded_at : datetime
        When it was brought in.
    options : FileOptions
        How it is read.
    job_id : UUID or None
        The job that takes it in, or took it in, or failed to.
    import_id : UUID or None
        The import it became; nothing but its refused rows is kept then.
    """

    id: UUID
    user_id: UUID
    kind: str
    name: str
    recorded_at: datetime
    options: FileOptions = field(default_factory=FileOptions)
    job_id: UUID | None = None
    import_id: UUID | None = None


@dataclass(frozen=True)
class Uploads:
    """The folder they are in.

    Attributes
    ----------
    folder : Path
        Nobody else's to open.
    """

    folder: Path

    def part(self) -> IO[bytes]:
        """Return a new file to stream into; it is gone when closed, unless `keep` has taken it.

        Returns
        -------
        file object
            Of bytes, readable by nobody else.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return NamedTemporaryFile(dir=self.folder, prefix="part-")

    def keep(self, parts: Sequence[tuple[str, IO[bytes]]], kind: str, *, by: Reader, now: datetime) -> Upload:
        """Keep what was streamed in.

        Parameters
        ----------
        parts : sequence of tuple
            Name as the browser gives it, and the file from `part`.
        kind : str
            What it is about.
        by : Reader
            A user.
        now : datetime
            This moment.

        Returns
        -------
        Upload
            Theirs.

        Raises
        ------
        InvalidInput
            When nothing was sent, or several files that are not one shapefile.
        """
        named = _named(parts)
        if by.user_id is None:
            raise InvalidInput("Only a user can bring a file in with a browser; use `golmok import` at the machine.")
        upload = Upload(uuid4(), by.user_id, kind, named[0][0], now)
        self._of(upload).mkdir(mode=0o700)
        self.path(upload).parent.mkdir(mode=0o700)
        for name, file in named:
            file.flush()
            os.link(file.name, self.path(upload).with_name(name))
        self.save(upload)
        return upload

    def save(self, upload: Upload) -> None:
        """Write down what is known of an upload.

        Parameters
        ----------
        upload : Upload
            With its newest options.
        """
        state = asdict(replace(upload, options=FileOptions())) | {
            "options": upload.options.to_report() | {"skip_bad": upload.options.skip_bad}
        }
        fresh = self._of(upload) / f"{_STATE}.new"
        fresh.write_text(json.dumps(state, default=str, ensure_ascii=False), "utf-8")
        fresh.replace(self._of(upload) / _STATE)

    def find(self, upload_id: UUID, *, by: Reader) -> Upload:
        """Return an upload to the one who brought it in.

        Parameters
        ----------
        upload_id : UUID
            Of the upload.
        by : Reader
            Who asks.

        Returns
        -------
        Upload
            As it was saved last.

        Raises
        ------
        NotFound
            When there is none, it is too old, or it is somebody else's.
        """
        try:
            state = json.loads((self.folder / str(upload_id) / _STATE).read_text("utf-8"))
        except FileNotFoundError:
            state = None
        if state is None or state["user_id"] != str(by.user_id):
            message = (
                f"No file with the id {upload_id} waits for you; it was imported or is older than a day: send it again."
            )
            raise NotFound(message, upload=upload_id)
        return _upload(state)

    def path(self, upload: Upload) -> Path:
        """Return where the file lies.

        Parameters
        ----------
        upload : Upload
            Not imported yet.

        Returns
        -------
        Path
            With the parts of a shapefile beside it.
        """
        return self._of(upload) / _CONTENT / upload.name

    def refused_path(self, upload: Upload) -> Path:
        """Return where the rows are written that an import leaves out.

        Parameters
        ----------
        upload : Upload
            Imported or not.

        Returns
        -------
        Path
            There is a file once something was left out.
        """
        return self._of(upload) / _REFUSED

    def look_path(self, upload: Upload) -> Path:
        """Return where it is kept what was seen when the file was looked at.

        Parameters
        ----------
        upload : Upload
            Not imported yet.

        Returns
        -------
        Path
            There is a file once somebody has looked.
        """
        return self._of(upload) / _LOOK

    def size(self, upload: Upload) -> int:
        """Return how much was sent.

        Parameters
        ----------
        upload : Upload
            Not imported yet.

        Returns
        -------
        int
            Bytes of all its parts.
        """
        return sum(part.stat().st_size for part in self.path(upload).parent.iterdir())

    def finish(self, upload: Upload, import_id: UUID | None) -> Upload:
        """Delete the file, now that it was taken in; the refused rows stay for the rest of the day.

        Parameters
        ----------
        upload : Upload
            Imported.
        import_id : UUID or None
            What it became; None when the same file had been taken in before.

        Returns
        -------
        Upload
            As it is kept.
        """
        shutil.rmtree(self._of(upload) / _CONTENT)
        self.look_path(upload).unlink(missing_ok=True)
        finished = replace(upload, import_id=import_id)
        self.save(finished)
        return finished

    def drop(self, upload: Upload) -> None:
        """Delete all of an upload.

        Parameters
        ----------
        upload : Upload
            That nobody wants any more.
        """
        shutil.rmtree(self._of(upload), ignore_errors=True)

    def sweep(self, *, now: datetime) -> None:
        """Delete what nobody has worked on for longer than `KEPT`.

        Parameters
        ----------
        now : datetime
            This moment.
        """
        if not self.folder.is_dir():
            return
        oldest = (now - KEPT).timestamp()
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # what others stream in goes meanwhile
                if path.stat().st_mtime < oldest:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _of(self, upload: Upload) -> Path:
        return self.folder / str(upload.id)


def uploads_in(data_dir: Path) -> Uploads:
    """Return where this machine keeps what is brought in.

    Parameters
    ----------
    data_dir : Path
        The folder of this machine.

    Returns
    -------
    Uploads
        A folder of its own in there.
    """
    return Uploads(data_dir / "uploads")


def _upload(state: dict[str, Any]) -> Upload:
    options = state["options"]
    return Upload(
        id=UUID(state["id"]),
        user_id=UUID(state["user_id"]),
        kind=state["kind"],
        name=state["name"],
        recorded_at=datetime.fromisoformat(state["recorded_at"]),
        options=FileOptions(**options | {"repairs": frozenset(options["repairs"])}),
        job_id=UUID(state["job_id"]) if state.get("job_id") else None,
        import_id=state["import_id"] and UUID(state["import_id"]),
    )


def _named(parts: Sequence[tuple[str, IO[bytes]]]) -> list[tuple[str, IO[bytes]]]:
    """Give what is kept plain names: the ``.shp`` first, its parts under the same stem."""
    tidy = sorted(((_tidied(name), file) for name, file in parts), key=lambda part: part[0].suffix.lower() != ".shp")
    if not tidy:
        raise InvalidInput("No file was sent; choose one.", field="file", reason="none")
    main, beside = tidy[0][0], [name for name, _ in tidy[1:]]
    if not beside:
        return [(main.name, tidy[0][1])]
    suffixes = [".shp", *(name.suffix.lower() for name in beside)]
    if (
        main.suffix.lower() != ".shp"
        or len(set(suffixes)) < len(suffixes)
        or not SHAPEFILE_PARTS.issuperset(suffixes[1:])
        or {name.stem.casefold() for name in beside} != {main.stem.casefold()}
    ):
        message = f"{len(tidy)} files were sent that are not one shapefile; send one file, or a .shp with its parts."
        raise InvalidInput(message, field="file", reason="several")
    return [(main.stem + suffix, file) for suffix, (_, file) in zip(suffixes, tidy, strict=True)]


def _tidied(name: str) -> PurePath:
    """Keep of a browser's file name what is a name on every machine."""
    plain = PurePath(PureWindowsPath(normalize("NFC", name)).name)
    printable = "".join(letter for letter in plain.stem if letter.isprintable()).lstrip(".")
    suffix = plain.suffix if plain.suffix[1:].isalnum() and plain.suffix.isascii() and len(plain.suffix) <= 10 else ""
    return PurePath((printable[:_LONGEST_STEM] or "file") + suffix)
