"""``near-duplicates``: false suggestions of what may be a double, beside the rule of FixMyStreet.

Its rule, read in its source: open, same category, within 250 m, the nearest five. Ours: `mapper.domain.duplicate`, five too.
The labelled set is the demo city, whose recipe knows which complaints are about one thing: each is asked about in the order
of filing, against all that was filed before it and has a position. Recall is the share of doubles of which the thing is
suggested; a suggestion of another thing is false.

``python -m bench.near_duplicates [--segments N] [--sf311 cases.csv]`` prints the whole curves, and tells what both rules
suggest among cases of San Francisco 311. There a double is a case whose note names another one of the file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.duplicate_labels import demo_pairs
from bench.duplicate_pairs import THEIRS_M
from bench.sf311 import sf311_table
from mapper.domain.duplicate import AGREEING_SIGMAS

SEGMENTS: Final = 25_000
RADII_M: Final = (20.0, 30.0, 40.0, 50.0, 60.0, 75.0, 100.0, 150.0, THEIRS_M)
SHOWN_SIGMAS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)


@contextmanager
def _sides(_city: City) -> Iterator[Sides]:
    pairs = demo_pairs(SEGMENTS)

    def check() -> None:
        (ours, _), (theirs, _) = pairs.ours(), pairs.theirs()
        if ours < theirs:
            message = f"ours finds {ours:.3f} of {pairs.doubles} doubles, FixMyStreet's rule {theirs:.3f}"
            raise Unequal(message)

    yield Sides(ours=lambda: pairs.ours()[1], peer=lambda: pairs.theirs()[1], check=check)


COMPARISON: Final = Comparison(
    name="near-duplicates",
    unit="false",
    peer="FixMyStreet's rule: the five nearest open ones of the category within 250 m",
    equal=(
        f"the same complaints of a demo city of {SEGMENTS:,} segments and the same labels, whatever city the others are "
        "measured on; checked: ours finds at least as many of the doubles"
    ),
    unequal=(
        "the labels are of a recipe: one thing at one spot, seen by several people a few steps off, each by the error of "
        "their own phone, one in ten times under another category of the group, which their rule never finds; "
        "python -m bench.near_duplicates prints both curves and, from a file of theirs, cases of San Francisco"
    ),
    sides=_sides,
    bar=2.0,
)


def demo_table(segments: int) -> Iterator[str]:
    """Tell what the rules suggest in a demo city, at every radius and at equal recall."""
    pairs = demo_pairs(segments)
    renamed = int((pairs.same & ~pairs.same_category).sum())
    yield f"demo city of {segments:,} segments: {pairs.doubles} doubles; {renamed} pairs under two categories of a group"
    yield f"{'FixMyStreet within':>20}{'recall':>9}{'false':>8}{'ours at that recall':>22}{'recall':>9}{'false':>8}{'ratio':>7}"
    for radius in RADII_M:
        recall, false = pairs.theirs(radius)
        sigmas = pairs.at_recall(recall)
        line = f"{radius:>18.0f} m{recall:>9.3f}{false:>8}"
        if sigmas is None:
            yield f"{line}{'not reached':>22}"
            continue
        our_recall, our_false = pairs.ours(sigmas)
        yield f"{line}{sigmas:>20g} σ{our_recall:>9.3f}{our_false:>8}{false / our_false:>7.1f}"
    yield f"{'ours':>20}{'recall':>9}{'false':>8}{'ratio to 250 m':>22}"
    for sigmas in SHOWN_SIGMAS:
        recall, false = pairs.ours(sigmas)
        mark = "  <- the rule" if sigmas == AGREEING_SIGMAS else ""
        yield f"{sigmas:>18g} σ{recall:>9.3f}{false:>8}{pairs.theirs()[1] / false:>22.1f}{mark}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=SEGMENTS)
    parser.add_argument("--sf311", type=Path, help="Cases of San Francisco 311, as CSV.")
    arguments = parser.parse_args()
    for line in demo_table(arguments.segments):
        print(line)
    for line in sf311_table(arguments.sf311) if arguments.sf311 else ["San Francisco: no file was given (--sf311)."]:
        print(line)


if __name__ == "__main__":
    main()
