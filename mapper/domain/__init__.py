"""Pure rules over plain values and arrays: no clock, no files, no database."""
