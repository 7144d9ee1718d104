"""What statistics find in a city: where grades cluster, where they and the complaints part, how far either is to be trusted.

A finding is of a moment: what had occurred by a date, as it was known at a time. The same moment finds the same,
whatever becomes known later.
"""
