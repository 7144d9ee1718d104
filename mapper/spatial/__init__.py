"""Frames in, frames out, in metres (EPSG:5179); no database."""
