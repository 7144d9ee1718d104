"""Every category shows what each of its severities looks like."""

from __future__ import annotations

from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.severity_example import SEVERITY_EXAMPLES


def test_every_category_has_an_example_of_each_severity() -> None:
    assert list(SEVERITY_EXAMPLES) == [category.id for category in CATEGORIES]
    for category, examples in SEVERITY_EXAMPLES.items():
        assert len(examples) == len(SEVERITIES), category
        assert len({example.ko for example in examples}) == len({example.en for example in examples}) == len(SEVERITIES)
        assert all("가" <= example.ko.strip()[0] <= "힣" or example.ko[0].isdigit() for example in examples), category
