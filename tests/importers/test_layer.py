"""Which layer of a file is read, where the file is one."""

from mapper.importers.formats import parse
from mapper.importers.source import Source


def test_a_layer_named_of_a_file_of_one_layer_is_not_passed_over_in_silence() -> None:
    table = parse(Source("표.csv", ".csv", b"a,b\n1,2\n", layer="roads"))
    assert [note.fields for note in table.notes if note.code == "lone_layer"] == [{"layer": "roads"}]
    plain = parse(Source("표.csv", ".csv", b"a,b\n1,2\n"))
    assert [note for note in plain.notes if note.code == "lone_layer"] == []
