"""The only SQL in the project: engine, tables, queries by subject, migrations, the private cluster."""
