"""Which reference system the coordinates of a file are in, whether they can be in Korea, and their metres."""
