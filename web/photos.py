"""The photos of this machine, for requests."""

from __future__ import annotations

from flask import Flask, current_app

from mapper.operations.photos.receiving import PhotoFiles


def init_photos(app: Flask) -> None:
    """Hand the folder of photos to requests.

    Parameters
    ----------
    app : Flask
        With ``DATA_DIR``; gets it.
    """
    app.extensions["golmok_photos"] = PhotoFiles(app.config["DATA_DIR"] / "photos")


def photo_files() -> PhotoFiles:
    """Return the folder of photos.

    Returns
    -------
    PhotoFiles
        The one of `init_photos`.
    """
    held: PhotoFiles = current_app.extensions["golmok_photos"]
    return held
