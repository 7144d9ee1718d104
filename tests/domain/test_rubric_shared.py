"""The rubric in code is the published one, word for word."""

from __future__ import annotations

import re
from pathlib import Path

from mapper.domain.category import CATEGORIES, SEVERITIES, VERIFICATIONS
from mapper.domain.grading import CONFIDENCE_LEVELS, GRADES, REASONS, UNGRADED_LABEL
from mapper.domain.rubric import AXES, LEVELS, RUBRIC

_FILE = Path(__file__).resolve().parents[2] / ".." / "shared" / "grading" / "rubric.yaml"

if _FILE.is_file():
    _PUBLISHED = _FILE.read_text(encoding="utf-8").replace('"', "")

    def test_items() -> None:
        blocks = re.split(r"\n  - id: ", _PUBLISHED.split("\nissue_severity:")[0])[1:]
        assert [block.splitlines()[0] for block in blocks] == list(RUBRIC.item_ids)
        for item, block in zip(RUBRIC.items, blocks, strict=True):
            flags = f"critical: {item.critical}\n    na_allowed: {item.na_allowed}\n".lower()
            assert f"axis: {item.axis}\n    weight: {item.weight}\n    {flags}" in block
            assert f"label: {{ko: {item.label_ko}, en: {item.label_en}}}" in block
            assert f"source: {item.source}\n" in block
            for level, anchor in enumerate(item.levels):
                assert f"{level}: {{ko: {anchor.ko}, en: {anchor.en}}}" in block

    def test_categories() -> None:
        rows = re.findall(r"  - \{id: (.*)\}\]?\}", _PUBLISHED)
        assert len(rows) == len(CATEGORIES)
        for category in CATEGORIES:
            effects = ", ".join(f"{{item: {effect.item}, share: {effect.share}}}" for effect in category.effects)
            label = f"{{ko: {category.label_ko}, en: {category.label_en}}}"
            row = f"{{id: {category.id}, label: {label}, half_life: {category.half_life}, effects: [{effects}]}}"
            assert row in _PUBLISHED

    def test_words() -> None:
        tables = [*AXES.values(), *LEVELS, *SEVERITIES, *VERIFICATIONS.values()]
        words = [*GRADES.values(), UNGRADED_LABEL, *REASONS.values(), *CONFIDENCE_LEVELS.values()]
        for label in [*tables, *words]:
            assert f"ko: {label.ko}, en: {label.en}" in _PUBLISHED
