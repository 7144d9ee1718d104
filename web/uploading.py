"""Large files from a browser: streamed into the data folder, by the one route that takes them."""

from __future__ import annotations

from typing import IO, Final

from flask import Flask, current_app, request

from mapper.operations.imports.uploads import Uploads, uploads_in
from web.clock import now
from web.typed import TypedRequest

UPLOAD_ENDPOINT: Final = "admin.uploads.bring"
REPORT_ENDPOINT: Final = "report.send"
REQUEST_ENDPOINT: Final = "open311.file"
MOST_BYTES: Final = 200_000_000
"""Of all files of one request together."""

_REPORT_BYTES: Final = 46_000_000
ROOM: Final = {UPLOAD_ENDPOINT: MOST_BYTES, REPORT_ENDPOINT: _REPORT_BYTES, REQUEST_ENDPOINT: _REPORT_BYTES}
"""What the routes that take files take: of a report, three photos as a phone makes them."""


class StreamedRequest(TypedRequest):
    """A request whose files go where there is room for them, and where nobody else can read them."""

    _streams: tuple[IO[bytes], ...] = ()

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.endpoint == UPLOAD_ENDPOINT:
            return uploads().part()
        stream = super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self._streams = (*self._streams, stream)
        return stream

    def close(self) -> None:
        """Close the files that came, also those of a body that was cut and of which nobody knows."""
        super().close()
        for stream in self._streams:
            stream.close()


def init_uploads(app: Flask) -> None:
    """Let few routes take more than the others; to be called before the gate, which reads the form.

    Parameters
    ----------
    app : Flask
        With ``DATA_DIR``; gets the folder, the request and the hook.
    """
    app.request_class = StreamedRequest
    kept = uploads_in(app.config["DATA_DIR"])
    kept.sweep(now=now())
    app.extensions["golmok_uploads"] = kept

    @app.before_request
    def _make_room() -> None:
        if request.endpoint in ROOM:
            request.max_content_length = ROOM[request.endpoint]


def uploads() -> Uploads:
    """Return the folder of this application.

    Returns
    -------
    Uploads
        The one of `init_uploads`.
    """
    kept: Uploads = current_app.extensions["golmok_uploads"]
    return kept
