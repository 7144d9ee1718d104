"""The comparisons behind every speed we claim: ``make bench``.

A machine's clock is its own, so nothing here asserts a time: what counts is the ratio between us and a named
peer, measured in turns in one run, after both sides were seen to give the same answer.

A comparison is one file with one ``COMPARISON``, and one line of the tuple in ``bench.comparisons``.
"""
