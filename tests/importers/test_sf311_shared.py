"""Another city's table: read with its own words, its odd dates and duplicates named, and kept out of Korea."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mapper.frames import COMPLAINTS
from mapper.importers import read

TABLE = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "complaints-sf311" / "cases_sample.csv"
WORDS = {
    "Street and Sidewalk Cleaning": "litter",
    "Graffiti Public Property": "graffiti",
    "Graffiti Private Property": "graffiti",
    "Abandoned Vehicle": "abandoned_vehicle",
    "Streetlights": "streetlight_out",
    "Street Defects": "pothole",
}

if TABLE.is_file():

    def test_another_city_is_understood_and_refused() -> None:
        mapping = {"id": "CaseID", "category": "Category", "date": "Opened", "text": "Request.Details"}
        reading = read("complaints", TABLE, today=dt.date(2025, 6, 30), mapping=mapping, words={"category": WORDS})
        rows = {code: set() for code in ("out_of_korea", "out_of_order", "unknown_word")}
        for fault in reading.faults:
            rows[fault.code].update(fault.rows)
        assert reading.rows_in == reading.rows_refused == len(rows["out_of_korea"]) == 4984
        assert len(rows["out_of_order"]) == 55
        assert 0 < len(rows["unknown_word"]) < 4984
        (duplicates,) = (note for note in reading.notes if note.code == "duplicates_said")
        assert len(duplicates.fields["rows"]) == 106
        (exchanged,) = (note for note in reading.notes if note.code == "words_exchanged")
        assert exchanged.fields["rows"] == 4984 - len(rows["unknown_word"])
        assert len(reading.frame(COMPLAINTS)) == 0
