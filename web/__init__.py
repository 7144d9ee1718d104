"""The two shells around the rules: Flask and the command line."""
