"""A weak build on purpose: the map that offices use today, exact pins behind a password. It shows that attacks bite."""
