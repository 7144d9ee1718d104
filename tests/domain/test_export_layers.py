"""Which columns leave the house, and for whom: a column that is not named here is not public."""

from __future__ import annotations

import pytest

from mapper.domain.access import PERMISSIONS
from mapper.domain.disclosure import FOLDED_ITEMS
from mapper.domain.export_layer import Detail, Edition, ExportLayer, Kind
from mapper.domain.export_layers import EXPORT_LAYERS, export_layer
from mapper.errors import ExportRefused, ExportUnknown

PUBLIC = {
    "segments": (
        "id name road_code district_code district length_m overall overall_score residential residential_score "
        "residential_reason walking walking_score walking_reason confidence surveyed_on as_of"
    ),
    "issues": "id label count district_code district",
    "shops": "id name sector address hours services joined_on district_code district",
    "venues": "id name kind owner hours capacity slot_min area_m2 rules district_code district",
    "districts": "code name households segments length_m a_m b_m c_m d_m e_m ungraded_m as_of",
}


def test_the_public_gets_these_columns_and_no_other() -> None:
    public = {layer.key: layer.editions[Detail.PUBLIC] for layer in EXPORT_LAYERS if Detail.PUBLIC in layer.editions}
    assert {key: [column.key for column in edition.columns] for key, edition in public.items()} == {
        key: columns.split() for key, columns in PUBLIC.items()
    }


def test_the_public_cannot_narrow_a_public_point_to_one_segment() -> None:
    assert export_layer("issues").editions[Detail.PUBLIC].filters == {"bbox", "district", "from", "to"}


@pytest.mark.parametrize("layer", EXPORT_LAYERS, ids=lambda layer: layer.key)
def test_every_column_is_explained(layer: ExportLayer) -> None:
    found = export_layer(layer.key)
    assert found is layer
    assert found.permission in {permission.name for permission in PERMISSIONS}
    for edition in found.editions.values():
        assert found.named_by in {column.key for column in edition.columns}
        for part in ("key", "label", "short"):
            names = [getattr(column, part) for column in edition.columns]
            assert len(names) == len(set(names))
        assert all(column.definition and isinstance(column.kind, Kind) for column in edition.columns)
        assert edition.columns[0].kind is Kind.TEXT
        assert {column.key: column.kind for column in edition.columns}.get(edition.day, Kind.DAY) is Kind.DAY


def test_no_item_is_public() -> None:
    labels = {column.label for edition in _public() for column in edition.columns}
    assert not any(item in label.split() for label in labels for item in FOLDED_ITEMS)


def _public() -> list[Edition]:
    return [layer.editions[Detail.PUBLIC] for layer in EXPORT_LAYERS if Detail.PUBLIC in layer.editions]


def test_what_there_is_not_is_refused_with_what_there_is() -> None:
    with pytest.raises(ExportUnknown, match="segments, issues, districts, surveys"):
        export_layer("households")
    with pytest.raises(ExportRefused, match="staff"):
        export_layer("surveys").edition(Detail.PUBLIC)
