"""Rows of people: users, their logins and keys, their teams."""
