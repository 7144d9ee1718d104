"""One file a format; each has its ``EXPORTER``."""
